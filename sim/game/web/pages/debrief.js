// What came of the game: who gained by which measure, what was hidden, which promises held, and what would have been.

import { el } from "./dom.js";
import { figures, list, quarter, signed } from "./numbers.js";

/** The debrief as the server tells it; `me` is the seat whose line is marked, if the page is a seat's. */
export const debrief = (story, me) => el("div", { class: "debrief" },
  gains(story, me), secrets(story, me), promises(story), otherwise(story), strategies(story));

/** Who did best differs from measure to measure: the best of each is marked. */
function gains({ measures = [], seats = [] }, me) {
  if (!measures.length || !seats.length) return null;
  return part("Who gained, and by which measure", table("Who gained",
    ["", ...measures.map((measure) => [measure.label, measure.unit && el("small", {}, ` ${measure.unit}`)])],
    seats.map((seat) => [[seat.title || seat.name, seat.name === me && " (you)", !seat.person && el("small", {}, "by its strategy")],
      ...measures.map((measure) => el("span", { class: isBest(seat, measure, seats) ? "best" : "" }, figures(seat.values[measure.name]), isBest(seat, measure, seats) && el("span", { class: "heard" }, " (best)")))])));
}

function isBest(seat, { name, better }, seats) {
  const all = seats.map((each) => each.values[name]).filter(Number.isFinite);
  return better !== "neither" && Number.isFinite(seat.values[name]) && seat.values[name] === (better === "less" ? Math.min(...all) : Math.max(...all));
}

function secrets({ secrets: hidden = [] }, me) {
  return hidden.length > 0 && part("What nobody else knew", el("ul", { class: "events" }, hidden.map((each) =>
    el("li", {}, each.date && el("time", {}, quarter(each.date)), " ", el("b", {}, each.who === me ? "You" : each.who), ": ", each.words))));
}

function promises({ promises: made = [] }) {
  return made.length > 0 && part("Promises, kept and broken", el("ul", { class: "events" }, made.map((promise) => el("li", { class: promise.broken?.length ? "breach" : "" },
    el("b", {}, promise.row), ` (${list(promise.parties)}): ${promise.words} `,
    promise.broken?.length ? el("ul", {}, promise.broken.map((breach) => el("li", {}, breach.date && el("time", {}, quarter(breach.date)), ` ${breach.who} broke it, and was ${breach.found ? "found out" : "not found out"}.`))) : "It was kept."))));
}

/** The same luck, another choice: and whether other luck agrees. */
function otherwise({ counterfactuals = [] }) {
  return counterfactuals.length > 0 && part("What would have been, with the same luck", counterfactuals.map((other) => [
    el("h4", {}, other.question), other.words && el("p", {}, other.words),
    table(other.question, ["", "as played", "had it been so", "difference", "other lucks that agree"], other.rows.map((row) => [
      [row.label, row.unit && el("small", {}, ` ${row.unit}`)], figures(row.played), figures(row.other), signed(row.other - row.played), `${row.agree} of ${row.of}`]))]));
}

function strategies({ strategies: beside }) {
  return beside?.rows?.length > 0 && part("This room beside strategies that play by themselves", beside.words && el("p", {}, beside.words),
    table("This room", ["", "this room", "strategies, same luck", "other lucks: lowest to highest"], beside.rows.map((row) => [[row.label, row.unit && el("small", {}, ` ${row.unit}`)], figures(row.room), figures(row.strategies), `${figures(row.low)} to ${figures(row.high)}`])));
}

const part = (title, ...content) => el("section", {}, el("h3", {}, title), content);

function table(label, heads, rows) {
  return el("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": `${label}, table` }, el("table", { class: "figures" },
    el("thead", {}, el("tr", {}, heads.map((head, column) => el(column ? "th" : "td", column ? { scope: "col" } : {}, head)))),
    el("tbody", {}, rows.map(([first, ...cells]) => el("tr", {}, el("th", { scope: "row" }, first), cells.map((cell) => el("td", {}, cell)))))));
}
