// What came of the game: who gained by which measure, what was hidden, which promises held, and what would have been.

import { el } from "./dom.js";
import { eventWords } from "./knowing.js";
import { figures, list, percent, quarter, signed } from "./numbers.js";
import { DEALS, inWords } from "./terms.js";
import { strategy } from "./words.js";

/** The debrief as the server tells it; `me` is the seat whose page it is, if it is a seat's. */
export function debrief(story, me) {
  const { words = {} } = story.about;
  return el(
    "div",
    { class: "debrief" },
    words.nothing && el("p", {}, words.nothing),
    rounds(story),
    gains(story, words.payoffs, me),
    secrets(story, me),
    promises(story),
    otherwise(story, words.luck, me),
    strategies(story, words.strategies),
    world(story),
  );
}

/** Who did best differs from measure to measure: the best is marked; by payoff only among those who want the same. */
function gains({ measures, seats }, note, me) {
  if (!seats.length) return null;
  return part(
    "Who gained, and by which measure",
    note && el("p", { class: "hint" }, note),
    table(
      "Who gained",
      ["", ...measures.map(head)],
      seats.map((seat) => [
        [
          el("span", { class: seat.name === me ? "me" : "" }, seat.name === me ? `${seat.name} (you)` : seat.name),
          !seat.alive && el("small", {}, "left"),
          !seat.person && el("small", {}, "by its strategy"),
        ],
        ...measures.map((measure) => {
          const best = isBest(seat, measure, seats);
          return el(
            "span",
            { class: best ? "best" : "" },
            told(seat.values[measure.name], measure),
            best && el("span", { class: "heard" }, " (best)"),
          );
        }),
      ]),
    ),
  );
}

function isBest(seat, { name, better }, seats) {
  const rivals = seats.filter((each) => name !== "payoff_sum" || each.kind === seat.kind);
  const all = rivals.map((each) => each.values[name]).filter(Number.isFinite);
  const end = better === "less" ? Math.min(...all) : Math.max(...all);
  return better !== "neither" && all.length > 1 && Math.min(...all) < Math.max(...all) && seat.values[name] === end;
}

function secrets({ secrets: hidden }, me) {
  return (
    hidden.length > 0 &&
    part(
      "What was hidden",
      el(
        "ul",
        { class: "events" },
        hidden.map((each) =>
          el(
            "li",
            {},
            each.date && [el("time", {}, quarter(each.date)), " "],
            el("b", {}, each.who === me ? `${each.who} (you)` : each.who),
            ": ",
            each.words,
          ),
        ),
      ),
    )
  );
}

function promises({ promises: made }) {
  return (
    made.length > 0 &&
    part(
      "Promises, kept and broken",
      el(
        "ul",
        { class: "events" },
        made.map((promise) =>
          el(
            "li",
            { class: promise.broken.length ? "breach" : "" },
            el("b", {}, promise.row),
            ` (${list(promise.parties)}), from ${quarter(promise.since)}. ${promise.words} `,
            promise.broken.length
              ? el(
                  "ul",
                  {},
                  promise.broken.map((breach) => el("li", {}, breachWords(breach))),
                )
              : el("b", { class: "up" }, "It was kept."),
          ),
        ),
      ),
    )
  );
}

function breachWords({ who, quarters, date, found, found_on: days }) {
  const often = quarters === 1 ? "in 1 quarter" : `in ${quarters} quarters, from ${quarter(date)} on`;
  return `${who} broke it ${often}; ${found ? `found out in ${list(days.map(quarter))}` : "nobody found out"}.`;
}

/** The same luck, another choice, and whether other lucks agree; that of the seat whose page it is comes first.
 *
 * Each opens by a click, so that a room can guess before it looks, and finds its question among thirty.
 */
function otherwise({ counterfactuals }, note, me) {
  const ordered = [...counterfactuals].sort((one, two) => (two.seat === me) - (one.seat === me));
  return (
    ordered.length > 0 &&
    part(
      "What would have been, with the same luck",
      note && el("p", { class: "hint" }, note),
      ordered.map((other) =>
        el(
          "details",
          { class: "question" },
          el("summary", {}, other.question),
          other.about && el("p", { class: "hint" }, other.about),
          el("p", {}, other.words),
          other.rows.length > 0 &&
            el(
              "details",
              {},
              el("summary", {}, "In numbers"),
              table(
                other.question,
                ["", "as played", "so", "difference", "on other lucks", "same sign"],
                other.rows.map((row) => [
                  head(row),
                  told(row.played, row),
                  told(row.other, row),
                  signed(row.difference, (value) => told(value, row)),
                  `${told(row.low, row)} to ${told(row.high, row)}`,
                  `${row.agree} of ${row.of}`,
                ]),
              ),
            ),
        ),
      ),
    )
  );
}

function strategies({ strategies: { measures, rows } }, note) {
  return (
    rows.length > 0 &&
    part(
      "This room beside strategies that play by themselves",
      note && el("p", { class: "hint" }, note),
      table(
        "Strategies",
        ["", ...measures.map(head), "seats better off in the room"],
        rows.map((row) => [
          row.is_room ? el("b", {}, row.name) : strategy(row.name),
          ...measures.map((measure) => [
            told(row.values[measure.name], measure),
            measure.name in row.agree && el("small", {}, ` ${row.agree[measure.name]} of ${row.of[measure.name]}`),
          ]),
          row.ahead ?? "",
        ]),
      ),
    )
  );
}

function world({ world: outcomes }) {
  return (
    outcomes.length > 0 &&
    part(
      "The world in the end",
      table(
        "The world",
        ["", ""],
        outcomes.map((each) => [head(each), told(each.value, each)]),
      ),
    )
  );
}

/** Round by round, to look something up. */
function rounds({ happened }) {
  return (
    happened.length > 0 &&
    part(
      "What happened, round by round",
      happened.map((round) =>
        el(
          "details",
          { id: `round-${round.round}` },
          el("summary", {}, `Round ${round.round}, from ${quarter(round.date)}`),
          el(
            "ul",
            { class: "events" },
            round.decisions.map((each) => el("li", {}, el("b", {}, each.seat), ` decided: ${each.words}`)),
            round.offers.map((offer) =>
              el(
                "li",
                {},
                el("b", {}, offer.from),
                ` offered a ${DEALS[offer.kind]?.[0] ?? offer.kind} to ${list(offer.to)}: ${inWords(offer.kind, offer.terms)} `,
                offer.accepted.length ? `Accepted by ${list(offer.accepted)}.` : "Nobody accepted.",
              ),
            ),
            round.events.map((event) => el("li", { class: event.kind }, eventWords(event))),
          ),
        ),
      ),
    )
  );
}

const UNITS = { OOM: "powers of ten", 1: "" };

const told = (value, { unit }) => (unit === "share" ? percent(value) : figures(value, 3));

function head({ label, unit }) {
  const word = unit === "share" ? "" : (UNITS[unit] ?? unit);
  return [label, word && el("small", {}, ` ${word}`)];
}

const part = (title, ...content) => el("section", {}, el("h3", {}, title), content);

function table(label, heads, rows) {
  return el(
    "div",
    { class: "scroll", role: "region", tabindex: 0, "aria-label": `${label}, table` },
    el(
      "table",
      { class: "figures" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((text, column) => (column && text !== "" ? el("th", { scope: "col" }, text) : el("td", {}, text))),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map(([first, ...cells]) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, first),
            cells.map((cell) => el("td", {}, cell)),
          ),
        ),
      ),
    ),
  );
}
