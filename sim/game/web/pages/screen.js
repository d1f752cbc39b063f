// What the room sees on the projector.

import { afterwards, follow, rightTo } from "./api.js";
import { debrief } from "./debrief.js";
import { el, show } from "./dom.js";
import { charts, eventWords, headlines } from "./knowing.js";
import { list, quarter } from "./numbers.js";
import { Clock, byId, connection, shutOut, timeWords } from "./room.js";
import { asked, deal } from "./terms.js";
import { tier } from "./words.js";

const token = rightTo("screen");
const clock = new Clock((left) => {
  const at = byId("clock");
  if (!at || !told) return;
  at.textContent = timeWords(told.stage, clock);
  at.classList.toggle("soon", left !== null && left <= 30 && clock.running);
});
let told = null,
  story = null,
  awaited = false,
  wrong = "";

function hear(news) {
  told = { ...news, ...news.public };
  clock.set(news.time);
  if (told.stage === "over" && !awaited) {
    awaited = true;
    afterwards(token, (answer, why) => {
      story = answer;
      wrong = why;
      draw();
    });
  }
  draw();
}

function draw() {
  if (!told) return;
  show(
    byId("head"),
    el(
      "div",
      { class: "where" },
      el("strong", {}, told.stage === "lobby" ? "hoardshare" : `Round ${told.round} of ${told.rounds}`),
      el(
        "span",
        {},
        told.stage === "lobby"
          ? "Firms, states and labs build AI, and hoard or share it"
          : `from ${quarter(told.date)}`,
      ),
    ),
    told.stage === "deciding" &&
      el(
        "p",
        { class: "where" },
        told.seats && el("span", {}, `${told.seats.decided} of ${told.seats.taken} have decided`),
        el("span", {}, "join: ", el("b", {}, told.code)),
      ),
    el("time", { id: "clock", class: "clock", role: "timer" }, timeWords(told.stage, clock)),
  );
  show(
    byId("page"),
    el("h1", { class: "heard" }, "The room"),
    wrong && el("p", { class: "wrong panel" }, wrong),
    told.stage === "lobby"
      ? lobby()
      : told.stage === "over" && story
        ? el("section", { class: "panel" }, el("h2", {}, "What came of it"), debrief(story))
        : race(),
  );
}

function lobby() {
  const drawn = told.qr && `data:image/svg+xml,${encodeURIComponent(told.qr)}`;
  return el(
    "section",
    { class: "gather" },
    el(
      "div",
      {},
      el("h2", {}, "Take a seat"),
      told.link && el("p", { class: "link" }, told.link.replace(/#.*/, "").replace(/^https?:\/\//, "")),
      el("p", { class: "bigcode" }, told.code),
      told.seats && el("p", { class: "link" }, `${told.seats.taken} of ${told.seats.all} seats are taken`),
    ),
    drawn &&
      el("img", { class: "qr", src: drawn, alt: "Picture of the link, for a phone's camera", width: 420, height: 420 }),
  );
}

const SHOWN = 6,
  LINES = 8; // of both lists beside the charts together, so that a projector shows them without scrolling

function race() {
  const room = LINES - Math.min(SHOWN, (told.agreements || []).length),
    events = headlines(told).slice(-Math.min(SHOWN, room)).reverse();
  return el(
    "div",
    { class: "race" },
    el(
      "section",
      { class: "panel" },
      charts(told, 152),
      el("h2", {}, "Who has released what"),
      el(
        "ul",
        { class: "actors" },
        told.actors
          .filter((actor) => actor.alive)
          .sort((one, two) => two.released - one.released)
          .map((actor) =>
            el(
              "li",
              {},
              el("b", {}, actor.name),
              el("span", { class: `tier ${actor.released_tier}` }, tier(actor.released_tier)),
            ),
          ),
      ),
    ),
    el(
      "section",
      { class: "panel side" },
      el("h2", {}, "What happened"),
      events.length
        ? el(
            "ul",
            { class: "events" },
            events.map((event) => el("li", { class: event.kind }, eventWords(event, told))),
          )
        : el("p", {}, "Nothing yet."),
      agreements(),
    ),
  );
}

/** The last agreements in short: who, and what is asked. */
function agreements() {
  const all = (told.agreements || []).slice(-SHOWN);
  return (
    all.length > 0 && [
      el("h2", {}, "Agreements"),
      el(
        "ul",
        { class: "events" },
        all.map(({ row, kind, parties, terms }) =>
          el(
            "li",
            {},
            el("b", {}, row),
            ` (${deal(kind)}) ${list(parties)}`,
            asked(terms).length > 0 && `: ${list(asked(terms))}`,
          ),
        ),
      ),
    ]
  );
}

if (!token) shutOut("Open the screen from the host's page.");
else
  follow("/api/screen", token, {
    news: hear,
    connected: connection,
    refused: (why) => {
      told = null;
      shutOut(`${why} Open the screen from the host's page.`);
    },
  });
