// What all pages of a running game share: the time that is left, the connection, what is said to whoever cannot see.

import { el, show } from "./dom.js";
import { clock } from "./numbers.js";

export const byId = (name) => document.getElementById(name);

/** Say something in the page's live region. */
export function say(text) {
  byId("said").textContent = text;
}

/** A clock that runs on between two answers of the server. */
export class Clock {
  #left = null;
  #running = false;
  #heard = 0;

  /** on: called every second with the seconds that are left, or null. */
  constructor(on) {
    setInterval(() => on(this.left), 250);
  }

  /** What the server says of the time: {left: seconds or null, running}. */
  set(time) {
    this.#left = time?.left ?? null;
    this.#running = Boolean(time?.running);
    this.#heard = performance.now();
  }

  get running() {
    return this.#running;
  }

  get left() {
    if (this.#left === null) return null;
    return Math.max(0, this.#left - (this.#running ? (performance.now() - this.#heard) / 1000 : 0));
  }
}

/** The time that is left, as the head of a page shows it. */
export function timeWords(stage, clockOf) {
  if (stage === "lobby") return "not begun";
  if (stage === "over") return "over";
  if (clockOf.left === null) return "no time limit";
  return clockOf.running ? clock(clockOf.left) : `${clock(clockOf.left)}, paused`;
}

/** Tells, quietly, that the server is not there; it goes by itself. */
export function connection(held) {
  show(
    byId("gone"),
    held
      ? []
      : el("p", { class: "gone" }, "No connection. What you choose is kept here; the page comes back by itself."),
  );
  document.body.classList.toggle("apart", !held);
}

/** What stands in place of a page to which one has no right. */
export function shutOut(why, where, link) {
  show(
    byId("page"),
    el(
      "section",
      { class: "panel" },
      el("h2", {}, "This page is not yours"),
      el("p", {}, why),
      link && el("p", {}, el("a", { class: "button main", href: where }, link)),
    ),
  );
}

/** A dotted word with its explanation on tap. */
export function term(word, about) {
  return el("details", { class: "term" }, el("summary", {}, word), el("p", {}, about));
}
