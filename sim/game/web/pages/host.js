// The page of the host: who sits, who has decided, and the running of the rounds.

import { ask, follow, patiently, rightTo } from "./api.js";
import { debrief } from "./debrief.js";
import { el, show, sure } from "./dom.js";
import { charts, eventWords, headlines } from "./knowing.js";
import { quarter } from "./numbers.js";
import { Clock, byId, connection, say, shutOut, timeWords } from "./room.js";
import { kind } from "./words.js";

const token = rightTo("host");
const clock = new Clock(() => {
  const at = byId("clock");
  if (at && told) at.textContent = timeWords(told.public.stage, clock);
});
let told = null, story = null, awaited = false, wrong = "", minutes = null;

function hear(news) {
  told = news;
  clock.set(news.time);
  if (news.public.stage === "over" && !awaited) {
    awaited = true;
    patiently("/api/debrief", token).then((answer) => { story = answer; draw(); }, (error) => { wrong = error.message; draw(); });
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
  show(byId("head"), el("div", { class: "where" }, el("strong", {}, "Host"), el("span", {}, where(world))),
    el("time", { id: "clock", class: "clock", role: "timer" }, timeWords(world.stage, clock)));
  show(byId("page"), el("h1", { class: "heard" }, "Host"), wrong && el("p", { class: "wrong panel", id: "wrong" }, wrong),
    told.notice && el("p", { class: "wrong panel", id: "notice" }, told.notice),
    world.stage === "over" && over(),
    el("div", { class: "columns", id: "columns" },
      el("div", { class: "column" }, running(world, seats), sitting(world, seats), notes(world)),
      el("div", { class: "column" }, door(), el("section", { class: "panel" }, el("h2", {}, "What the room sees"), charts(world), happened(world)), log())));
}

const where = (world) => (world.stage === "lobby" ? "the room gathers" : world.stage === "over" ? "the game is over" : `Round ${world.round} of ${world.rounds}, from ${quarter(world.date)}`);

const button = (word, what, body, more = {}) => el("button", { type: "button", onclick: () => order(what, typeof body === "function" ? body() : body), ...more }, word);

function running(world, seats) {
  const runs = told.time.running, decided = seats.filter((seat) => seat.decided).length, people = seats.filter(sits).length;
  if (world.stage === "over") return null;
  return el("section", { class: "panel", id: "running" }, el("h2", {}, world.stage === "lobby" ? "Before the start" : "This round"),
    world.stage === "lobby"
      ? [el("p", {}, `${people} of ${seats.length} seats are taken. Seats without a person are led by their strategy.`), el("div", { class: "row" }, button("Start the game", "begin", {}, { class: "main" }))]
      : [el("p", {}, `${decided} of ${people} people have sent a decision.`),
        el("div", { class: "row" },
          runs ? button("Pause", "pause") : button("Go on", "go", {}, { class: "main" }), button("One minute more", "extend", { seconds: 60 }),
          el("button", { type: "button", class: runs ? "main" : "", onclick: () => next(decided, people) }, "End the round now"))],
    el("form", { class: "row", onsubmit: (event) => { event.preventDefault(); told.minutes = Number(minutes ?? told.minutes); minutes = null; order("minutes", { n: told.minutes }); } },
      el("label", { for: "minutes" }, "Minutes a round"),
      el("input", { id: "minutes", type: "number", min: 0.5, max: 120, step: 0.5, inputmode: "decimal", value: String(minutes ?? told.minutes ?? ""), oninput: (event) => { minutes = event.target.value; } }), el("button", {}, "Set")),
    el("label", { class: "tick" }, el("input", { type: "checkbox", id: "chat", checked: told.chat, onchange: (event) => { told.chat = event.target.checked; order("chat", { on: told.chat }); } }), el("span", {}, "Seats may send messages")),
    world.stage === "lobby" && el("label", { class: "tick" }, el("input", { type: "checkbox", id: "assigned", checked: Boolean(told.assigned), onchange: (event) => { told.assigned = event.target.checked; order("assign", { on: told.assigned }); } }), el("span", {}, "Seats are given by the game, nobody chooses")),
    world.stage === "deciding" && el("p", {}, el("button", { type: "button", class: "plain", onclick: () => sure("End the game now? No further round can be played.", () => order("end")) }, "End the game")));
}

function next(decided, people) {
  const go = () => order("next", { round: told.public.round });
  if (decided < people) sure(`${people - decided} of ${people} people have sent nothing yet. End the round all the same?`, go);
  else go();
}

const sits = (seat) => Boolean(seat.person);

function sitting(world, seats) {
  return el("section", { class: "panel", id: "seats" }, el("h2", {}, "Seats"),
    el("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": "Seats" }, el("table", {}, el("thead", {}, el("tr", {}, ["Seat", "Who", "Here", "Decided"].map((word) => el("th", { scope: "col" }, word)))),
      el("tbody", {}, seats.map((seat) => el("tr", { id: `seat-${seat.name}` },
        el("th", { scope: "row" }, seat.title || seat.name, seat.kind && el("small", {}, ` ${kind(seat.kind)}`)),
        el("td", {}, sits(seat) ? [el("div", {}, seat.name_given || "somebody"), free(seat)] : el("small", {}, "its strategy")),
        el("td", {}, sits(seat) ? lamp(seat.connected, "yes", "no") : ""),
        el("td", {}, sits(seat) && world.stage === "deciding" ? lamp(seat.decided, "yes", "not yet") : "")))))));
}

const free = (seat) => el("button", { type: "button", class: "plain", "aria-label": `Free the seat ${seat.title || seat.name}`, onclick: () => sure(`Free the seat ${seat.title || seat.name}? Whoever sits there is sent out.`, () => order("free", { seat: seat.name })) }, "Free");

const lamp = (on, yes, no) => el("span", { class: on ? "lamp on" : "lamp" }, on ? yes : no);

function door() {
  const drawn = told.qr && `data:image/svg+xml,${encodeURIComponent(told.qr)}`;
  return el("section", { class: "panel door", id: "door" }, el("h2", {}, "Join"), el("p", { class: "bigcode" }, told.code),
    told.link && el("p", {}, el("a", { href: told.link }, told.link.replace(/#.*/, ""))),
    drawn && el("img", { class: "qr", src: drawn, alt: "Picture of the link, for a phone's camera", width: 220, height: 220 }),
    told.screen && el("p", {}, el("a", { class: "button", href: told.screen, target: "_blank", rel: "noopener" }, "Open the projector screen")),
    told.notes?.map((note) => el("p", { class: "hint" }, note)));
}

function happened(world) {
  const events = headlines(world).slice(-10).reverse();
  return events.length > 0 && [el("h3", {}, "Last events"), el("ul", { class: "events" }, events.map((event) => el("li", { class: event.kind }, eventWords(event, world))))];
}

function log() {
  return told.log?.length > 0 && el("section", { class: "panel" }, el("details", {}, el("summary", {}, el("h2", {}, "Log")), el("ul", { class: "events" }, told.log.slice(-60).reverse().map((line) => el("li", {}, typeof line === "string" ? line : line.words ?? line.text)))));
}

/** What a host may want to say at this point. */
const NOTES = {
  lobby: ["Put the screen on the projector, so that all see the code.", "Ask everybody to read who they are and what they want, two minutes.", "Start when most sit; the others can still come."],
  first: ["Say: whoever does nothing is led by its strategy, so nothing is lost.", "Say: rivals are seen through a fog; the dot is a guess, the line is how wrong it may be.", "Let them talk to each other. Offers are made on the page, arguments in the room."],
  middle: ["Ask before you end a round: who believes to be ahead? Who trusts whom, and why?", "If promises were made: will they be kept? What would a breach bring?"],
  last: ["This is the last round: nothing that is promised now lasts. Do they still keep it?"],
  over: ["Ask first what they think happened, then open the debrief.", "Ask who had wanted to share, and what would have had to be different."],
};

function notes(world) {
  const part = world.stage === "deciding" ? (world.round === 1 ? "first" : world.round >= world.rounds ? "last" : "middle") : world.stage;
  return el("section", { class: "panel" }, el("details", { open: true }, el("summary", {}, el("h2", {}, "Notes for you")), el("ul", { class: "points" }, NOTES[part].map((line) => el("li", {}, line)))));
}

function over() {
  return el("section", { class: "panel", id: "over" }, el("h2", {}, "What came of it"),
    story ? debrief(story) : el("p", {}, "It is being reckoned, which takes a little."),
    el("div", { class: "row" }, button_("Report to take home", "report", "game.html"), button_("Table of decisions (CSV)", "table", "game.csv")));
}

/** A file that only the host may have: fetched with its right, and saved. */
function button_(word, what, name) {
  return el("button", { type: "button", onclick: async () => {
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
  } }, word);
}

if (!token) shutOut("Open it with the link that hoardshare play printed.");
else follow("/api/host", token, { news: hear, connected: connection, refused: (why) => { told = null; shutOut(`${why} Open it with the link that hoardshare play printed.`); } });
