// What a seat knows: who it is, what happened, what it believes of others.

import { chart, likely, reach, whisker } from "./draw.js";
import { el } from "./dom.js";
import { besideYou, figures, hundredths, list, money, percent, quarter, quartersIn, signed, times } from "./numbers.js";
import { term } from "./room.js";
import { ABOUT, KINDS, STRATEGIES, WANTS, kind, tier } from "./words.js";

const MOST_EVENTS = 16;

/** Who you are, and what you want. */
export function whoYouAre(seat, seen, first) {
  const { you } = seen;
  return el(
    "section",
    { class: "panel", id: "you" },
    el(
      "details",
      { open: first },
      el("summary", {}, el("h2", {}, `You are ${seat.title || you.title || seen.seat}`)),
      el(
        "p",
        {},
        seat.role && `Your role: ${seat.role.replace(/\.$/, "")}. `,
        `A ${kind(you.kind)} of the bloc ${you.bloc}. `,
        WANTS[you.kind] ?? KINDS[you.kind]?.[1] ?? "",
      ),
      el(
        "p",
        {},
        "If you decide nothing, your strategy decides: ",
        term(STRATEGIES[you.strategy]?.[0] ?? you.strategy, STRATEGIES[you.strategy]?.[1] ?? ""),
        ` When it hoards, it releases as ${tier(you.hoards_as)}; when it shares, as ${tier(you.shares_as)}.`,
      ),
      el(
        "p",
        { class: "hint" },
        "Nobody else sees your money, your care, your effort or your secrets; you do not see theirs.",
      ),
    ),
    ownState(you, seen.quarter > 0),
  );
}

/** Your own state; what comes with the quarters is not told before the first has passed. */
function ownState(you, begun) {
  const rows = [
    begun && ["payoff, last quarter", signed(you.payoff, money), ABOUT.payoff],
    begun && ["payoff so far", signed(you.payoff_sum, money), "The sum of all quarters."],
    [
      "your best AI",
      besideRelease(you),
      `How good what you have is, as effective compute, beside your latest release. In powers of ten: ${figures(you.capability, 3)}, released ${figures(you.released, 3)}.`,
    ],
    ["you now share as", tier(you.tier), "The tier that held last quarter. A release takes the tier that holds when it comes out."],
    ["released as", tier(you.released_tier), "How open your latest release is. It stays so until you release again."],
    [
      "cash",
      money(you.cash),
      "What you have left. Money that comes to you whatever you do is in it, and is no payoff: so it can grow while the payoff is below 0.",
    ],
    begun && you.kind === "firm" && ["users", percent(you.users), "Share of all users that you have."],
    ["reputation", hundredths(you.reputation), ABOUT.reputation],
    begun && ["effort", figures(you.effort), ABOUT.effort],
    begun && ["care", figures(you.care), ABOUT.care],
  ];
  return el(
    "dl",
    { class: "state" },
    rows
      .filter(Boolean)
      .map(([word, value, about]) => el("div", {}, el("dt", {}, term(word, about)), el("dd", {}, value))),
  );
}

function besideRelease(you) {
  const ahead = you.capability - you.released;
  return ahead > 0.02 ? `${times(ahead)} what you released` : "as you released it";
}

/** What the last round brought: events, what only this seat knows of it, and what changed for it since it began. */
export function whatHappened(seen, before) {
  if (seen.round < 2 && seen.stage !== "over") return null;
  const lately = (events) => events.filter((event) => event.quarter >= seen.quarter - quartersIn(seen));
  const told = (events) =>
    el(
      "ul",
      { class: "events" },
      events.slice(-MOST_EVENTS).map((event) => el("li", { class: event.kind }, eventWords(event, seen.world))),
    );
  const common = lately(headlines(seen.world)),
    own = lately(seen.events || []);
  return el(
    "section",
    { class: "panel", id: "happened" },
    el("h2", {}, "What happened in the last round"),
    common.length ? told(common) : el("p", {}, "Nothing out of the ordinary."),
    own.length > 0 && [el("h3", {}, "What only you know"), told(own)],
    before && changes(before.you, seen.you),
  );
}

/** Events without the crowd of small makers, who are nobody at the table. */
export const headlines = (world) => (world?.events || []).filter((event) => event.kind !== "release" || event.who);

export function eventWords(event, world) {
  const date = event.date ?? world?.dates?.[event.quarter];
  return [date && el("time", {}, quarter(date)), " ", event.words];
}

function changes(was, now) {
  const told = [
    ["payoff of a quarter", now.payoff - was.payoff, money],
    ["cash", now.cash - was.cash, money],
    ["users", now.users - was.users, (share) => `${figures(100 * share)} points`],
    ["reputation", now.reputation - was.reputation, hundredths],
  ]
    .filter(([, change]) => Math.abs(change) > 5e-4)
    .map(([word, change, tell]) =>
      el("li", {}, `${word} `, el("b", { class: change > 0 ? "up" : "down" }, signed(change, tell))),
    );
  const better = now.capability - was.capability;
  if (better > 0.005)
    told.unshift(el("li", {}, "your best AI is ", el("b", { class: "up" }, times(better)), " as good"));
  return told.length ? [el("h3", {}, "For you"), el("ul", { class: "changes" }, told)] : null;
}

/** What you believe of others, best first. */
export function whatYouKnow(seen) {
  const rivals = seen.rivals.filter((rival) => rival.alive);
  const gone = seen.rivals.filter((rival) => !rival.alive).map((rival) => rival.name);
  const own = seen.you.capability,
    far = reach(rivals, own);
  const rank = (rival) => (Number.isFinite(rival.estimate) ? rival.estimate : rival.released);
  return el(
    "section",
    { class: "panel", id: "know" },
    el("h2", {}, "What you know of the others"),
    el(
      "p",
      { class: "key" },
      el("i", { class: "k-released" }),
      "known exactly: what it released  ",
      el("i", { class: "k-guess" }),
      "your estimate of what it has, and how far chance alone moves it, 9 times in 10  ",
      el("i", { class: "k-you" }),
      "you; an arrow: farther than the drawing",
    ),
    el(
      "ul",
      { class: "rivals" },
      rivals.sort((one, two) => rank(two) - rank(one)).map((rival) => row(rival, own, far)),
    ),
    gone.length > 0 && el("p", { class: "hint" }, `No longer in the race: ${list(gone)}.`),
  );
}

function row(rival, own, far) {
  const [least, most] = likely(rival);
  const known = Number.isFinite(rival.estimate);
  return el(
    "li",
    { id: `rival-${rival.name}` },
    el(
      "details",
      {},
      el(
        "summary",
        {},
        el(
          "span",
          { class: "line-up" },
          el("span", {}, el("b", {}, rival.name), el("small", {}, ` ${kind(rival.kind)}, ${rival.bloc}`)),
          el(
            "span",
            { class: "tell" },
            known ? `about ${besideYou(rival.estimate - own)}` : `released ${besideYou(rival.released - own)}`,
          ),
        ),
        whisker(rival, own, far),
      ),
      el(
        "ul",
        { class: "facts" },
        known &&
          el(
            "li",
            {},
            rival.error > 0
              ? `What it has, you guess: about ${besideYou(rival.estimate - own)}. Chance alone moves your guess between ${besideYou(least - own)} and ${besideYou(most - own)}, 9 times in 10; mistrust lifts it, and what is hidden from you is not in it.`
              : `What it has: ${besideYou(rival.estimate - own)}, known exactly.`,
          ),
        el(
          "li",
          {},
          `What it released, known exactly: ${besideYou(rival.released - own)}, ${tier(rival.released_tier)}.`,
        ),
        rival.tier !== rival.released_tier &&
          rival.tier &&
          el("li", {}, `It now shares what it knows as: ${tier(rival.tier)}.`),
        Number.isFinite(rival.effort_seen) &&
          el("li", {}, `Its effort, as you see it: ${figures(rival.effort_seen)} (1 is its plan).`),
        Number.isFinite(rival.trust) && el("li", {}, `Your trust in it: ${hundredths(rival.trust)} of 100. `),
        !rival.tied && el("li", {}, "You have no dealings with it: you see what everybody sees."),
        Number.isFinite(rival.reputation) &&
          el("li", {}, `Its reputation with all: ${hundredths(rival.reputation)} of 100.`),
        Number.isFinite(rival.users) &&
          rival.kind === "firm" &&
          el("li", {}, `Its users: ${percent(rival.users)} of all.`),
        rival.ordered && el("li", {}, `It has committed itself in public to: ${tier(rival.ordered)}.`),
        rival.clubs?.length > 0 && el("li", {}, `It belongs to ${list(rival.clubs)}.`),
      ),
    ),
  );
}

/** The world in a few charts, as everybody sees it. */
export function theWorld(world) {
  return el(
    "section",
    { class: "panel", id: "world" },
    el("details", {}, el("summary", {}, el("h2", {}, "The world so far")), charts(world)),
  );
}

export function charts(world, tall) {
  const { series = {}, dates } = world;
  const figure = (title, lines, more) => {
    const drawn = chart({ title, lines, dates, tall, ...more });
    return (
      drawn &&
      el(
        "figure",
        {},
        el(
          "figcaption",
          {},
          title,
          lines.length > 1 &&
            el(
              "span",
              { class: "legend" },
              lines.map((line) => [el("i", { class: line.mark || "" }), `${line.name} `]),
            ),
        ),
        drawn,
      )
    );
  };
  const line = (name, points, mark) => ({ name, points: points || [], mark });
  if (!dates?.length) return el("p", { class: "hint" }, "Nothing to draw yet: the first quarter has not passed.");
  return el(
    "div",
    { class: "charts" },
    figure(
      "Released AI, against the start",
      [line("best", series.released_frontier), line("best open", series.open_frontier, "second")],
      { ten: true },
    ),
    figure("Trust, of 100", [line("", series.trust)], { least: 0, most: 1, tell: hundredths }),
    figure("Incidents a quarter", [line("", series.incidents, "bad")], { least: 0 }),
    figure("Use of AI, share of people", [line("", series.use)], { least: 0, tell: percent }),
  );
}
