// The page of the host: who sits, who has decided, and the running of the rounds.

import { afterwards, ask, follow, rightTo } from "./api.js";
import { debrief } from "./debrief.js";
import { el, show, sure } from "./dom.js";
import { door, happened, log, notes, sits, sitting } from "./hosting.js";
import { charts } from "./knowing.js";
import { quarter } from "./numbers.js";
import { Clock, byId, connection, say, shutOut, timeWords } from "./room.js";

const token = rightTo("host");
const clock = new Clock(() => {
  const at = byId("clock");
  if (at && told) at.textContent = timeWords(told.public.stage, clock);
});
let told = null,
  story = null,
  awaited = false,
  wrong = "",
  minutes = null;

function hear(news) {
  told = news;
  clock.set(news.time);
  if (news.public.stage === "over" && !awaited) {
    awaited = true;
    afterwards(token, (answer, why) => {
      story = answer;
      wrong = why;
      draw();
    });
  }
  draw();
}

async function order(what, body = {}) {
  wrong = "";
  try {
    await ask(`/api/host/${what}`, token, body);
  } catch (error) {
    wrong = error.status ? error.message : "That could not be sent: the server does not answer.";
    say(wrong);
  }
  draw();
}

function draw() {
  if (!told) return;
  const { public: world, seats } = told;
  document.title = `Host, ${world.stage === "lobby" ? "lobby" : `round ${world.round}`} · hoardshare`;
  show(
    byId("head"),
    el("div", { class: "where" }, el("strong", {}, "Host"), el("span", {}, where(world))),
    el("time", { id: "clock", class: "clock", role: "timer" }, timeWords(world.stage, clock)),
  );
  show(
    byId("page"),
    el("h1", { class: "heard" }, "Host"),
    wrong && el("p", { class: "wrong panel", id: "wrong" }, wrong),
    told.notice && el("p", { class: "wrong panel", id: "notice" }, told.notice),
    world.stage === "over" && over(),
    el(
      "div",
      { class: "columns", id: "columns" },
      el(
        "div",
        { class: "column" },
        running(world, seats),
        sitting(seats, world.stage, (seat) => order("free", { seat })),
        notes(world),
      ),
      el(
        "div",
        { class: "column" },
        door(told),
        el("section", { class: "panel" }, el("h2", {}, "What the room sees"), charts(world), happened(world)),
        log(told),
      ),
    ),
  );
}

const where = (world) =>
  world.stage === "lobby"
    ? "the room gathers"
    : world.stage === "over"
      ? "the game is over"
      : `Round ${world.round} of ${world.rounds}, from ${quarter(world.date)}`;

const button = (word, what, body, more = {}) =>
  el(
    "button",
    { type: "button", onclick: () => order(what, typeof body === "function" ? body() : body), ...more },
    word,
  );

function running(world, seats) {
  const runs = told.time.running,
    decided = seats.filter((seat) => seat.decided).length,
    people = seats.filter(sits).length;
  if (world.stage === "over") return null;
  return el(
    "section",
    { class: "panel", id: "running" },
    el("h2", {}, world.stage === "lobby" ? "Before the start" : "This round"),
    world.stage === "lobby"
      ? [
          el(
            "p",
            {},
            `${people} of ${seats.length} seats are taken. Seats without a person are led by their strategy.`,
          ),
          el("div", { class: "row" }, button("Start the game", "begin", {}, { class: "main" })),
        ]
      : [
          el("p", {}, `${decided} of ${people} people have sent a decision.`),
          el(
            "div",
            { class: "row" },
            runs ? button("Pause", "pause") : button("Go on", "go", {}, { class: "main" }),
            button("One minute more", "extend", { seconds: 60 }),
            el(
              "button",
              { type: "button", class: runs ? "main" : "", onclick: () => next(decided, people) },
              "End the round now",
            ),
          ),
        ],
    el(
      "form",
      {
        class: "row",
        onsubmit: (event) => {
          event.preventDefault();
          told.minutes = Number(minutes ?? told.minutes);
          minutes = null;
          order("minutes", { n: told.minutes });
        },
      },
      el("label", { for: "minutes" }, "Minutes a round"),
      el("input", {
        id: "minutes",
        type: "number",
        min: 0.5,
        max: 120,
        step: 0.5,
        inputmode: "decimal",
        value: String(minutes ?? told.minutes ?? ""),
        oninput: (event) => {
          minutes = event.target.value;
        },
      }),
      el("button", {}, "Set"),
    ),
    el(
      "label",
      { class: "tick" },
      el("input", {
        type: "checkbox",
        id: "chat",
        checked: told.chat,
        onchange: (event) => {
          told.chat = event.target.checked;
          order("chat", { on: told.chat });
        },
      }),
      el("span", {}, "Seats may send messages"),
    ),
    world.stage === "lobby" &&
      el(
        "label",
        { class: "tick" },
        el("input", {
          type: "checkbox",
          id: "assigned",
          checked: Boolean(told.assigned),
          onchange: (event) => {
            told.assigned = event.target.checked;
            order("assign", { on: told.assigned });
          },
        }),
        el("span", {}, "Seats are given by the game, nobody chooses"),
      ),
    world.stage === "deciding" &&
      el(
        "p",
        {},
        el(
          "button",
          {
            type: "button",
            class: "plain",
            onclick: () => sure("End the game now? No further round can be played.", () => order("end")),
          },
          "End the game",
        ),
      ),
  );
}

function next(decided, people) {
  const go = () => order("next", { round: told.public.round });
  if (decided < people)
    sure(`${people - decided} of ${people} have sent nothing yet. End the round all the same?`, go);
  else go();
}

function over() {
  return el(
    "section",
    { class: "panel", id: "over" },
    el("h2", {}, "What came of it"),
    story ? debrief(story) : el("p", {}, "It is being reckoned, which takes a little."),
    el(
      "div",
      { class: "row" },
      taken("Report to take home", "report", "game.html"),
      taken("Table of decisions (CSV)", "table", "game.csv"),
    ),
  );
}

/** A file that only the host may have: fetched with its right, and saved. */
function taken(word, what, name) {
  return el(
    "button",
    {
      type: "button",
      onclick: async () => {
        try {
          const answer = await fetch(`/api/host/${what}`, { headers: { Authorization: `Bearer ${token}` } });
          if (!answer.ok) throw new Error((await answer.json()).error);
          const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: name });
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href), 60000);
        } catch (error) {
          wrong = error.message;
          draw();
        }
      },
    },
    word,
  );
}

if (!token) shutOut("Open it with the link that hoardshare play printed.");
else
  follow("/api/host", token, {
    news: hear,
    connected: connection,
    refused: (why) => {
      told = null;
      shutOut(`${why} Open it with the link that hoardshare play printed.`);
    },
  });
