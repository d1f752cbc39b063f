// The page of a seat: hears what its actor knows, keeps what is being chosen, and sends it.

import { afterwards, ask, dropRight, follow, recall, remember, rightTo } from "./api.js";
import { choosing } from "./choosing.js";
import { blank, offers } from "./dealing.js";
import { debrief } from "./debrief.js";
import { el, show, sure } from "./dom.js";
import { theWorld, whatHappened, whatYouKnow, whoYouAre } from "./knowing.js";
import { quarter, quarters } from "./numbers.js";
import { Clock, byId, connection, say, shutOut, timeWords } from "./room.js";
import { messages } from "./writing.js";

const JUST_IN_TIME = 4;

const token = rightTo("seat");
const clock = new Clock(tick);
let told = null,
  story = null,
  awaited = false;
/** What is asked of the server just now, and what it said last of each thing. */
const busy = { worth: false, send: false, offer: false };
let worth = null,
  wrong = "",
  warned = null;
/**
 * What is chosen and not sent, what is being written, and how things stood when the round began. It is kept in the browser,
 * under the seat's token, so that a reload or another seat on this device loses and mixes nothing.
 */
let kept = {
  round: 0,
  action: {},
  edited: false,
  last: {},
  missed: 0,
  offer: blank(),
  message: { to: "", text: "" },
  now: null,
  before: null,
};

const seen = () => told.observation;
const keep = () => remember(`draft.${token.slice(0, 12)}`, kept);

function hear(news) {
  const first = told === null;
  if (!first) tellNews(seen(), news.observation);
  told = news;
  clock.set(news.time);
  const { round, decision, you, quarter, stage } = seen();
  if (kept.round !== round) {
    // A new round: what was chosen for the last one is past, what is being written stays.
    if (!first || kept.round) say(`Round ${round} has begun.`);
    kept = {
      ...kept,
      round,
      action: decision ?? {},
      edited: false,
      last: kept.action,
      missed: kept.edited ? kept.round : 0,
      now: { you, quarter },
      before: kept.now,
    };
    worth = null;
    warned = null;
    keep();
  } else if (!kept.edited) kept.action = decision ?? {};
  if (stage === "over" && !awaited) {
    awaited = true;
    afterwards(token, (answer, why) => {
      story = answer;
      wrong = why;
      draw();
    });
  }
  draw();
}

/** Says what others have just sent, for whoever cannot see it come. */
function tellNews(was, now) {
  const offer = now.offers.find((each) => !each.mine && !was.offers.some((known) => known.id === each.id));
  const words = (now.messages || []).slice((was.messages || []).length).find((each) => each.from !== now.seat);
  if (offer) say(`${offer.from} makes you an offer.`);
  else if (words) say(`${words.from} writes: ${words.text}`);
}

/** What is worth as much whatever else is chosen: what less effort, more care or a promise costs goes by that. */
const ofAnyChoice = (answer) => ({ ...answer, effort: null, care: null, promises: {} });

function change(action) {
  kept.action = action;
  worth = worth && ofAnyChoice(worth);
  kept.edited = true;
  keep();
  draw();
}

/** Ask the server for something; what it refuses stands on the page. */
async function attempt(what, path, body, done) {
  busy[what] = true;
  wrong = "";
  draw();
  try {
    done?.(await ask(`/api/seat/${path}`, token, body));
  } catch (error) {
    wrong = error.status ? error.message : "That could not be sent: no connection. It is kept here; try again.";
    say(wrong);
  }
  busy[what] = false;
  draw();
}

const actions = {
  change,
  reset: () => change({}),
  again: () => change(kept.last),
  worth() {
    const asked = JSON.stringify(kept.action);
    return attempt("worth", "worth", { action: kept.action, round: kept.round }, (answer) => {
      worth = JSON.stringify(kept.action) === asked ? answer : ofAnyChoice(answer);
      say("What each choice would be worth is shown.");
    });
  },
  send() {
    const sent = JSON.stringify(kept.action);
    return attempt("send", "decide", { action: kept.action, round: kept.round }, () => {
      told.observation.decision = JSON.parse(sent);
      kept.edited = JSON.stringify(kept.action) !== sent;
      keep();
      say("Your decision is in.");
    });
  },
  withdraw: (row) =>
    sure(`Withdraw from ${row} at the end of this round? Everybody will see it.`, () =>
      attempt("send", "withdraw", { row }, () => say(`You will withdraw from ${row} when the round ends.`)),
    ),
};

const dealing = {
  answer: (offer, accept) =>
    attempt("offer", "answer", { offer, accept }, () => {
      const found = seen().offers.find((each) => each.id === offer);
      if (found) found.answers = { ...found.answers, [seen().seat]: accept };
      say(accept ? "You have accepted." : "You have declined.");
    }),
  change(draft) {
    kept.offer = draft;
    keep();
    draw();
  },
  offer: () =>
    attempt("offer", "offer", { offer: kept.offer }, () => {
      kept.offer = blank(kept.offer.kind);
      keep();
      byId("new-offer").open = false;
      say("Your offer has been made.");
    }),
};

const writing = {
  write(draft) {
    kept.message = draft;
    keep();
    draw();
  },
  message: () =>
    attempt("message", "message", { to: kept.message.to || null, text: kept.message.text.trim() }, () => {
      kept.message.text = "";
      keep();
      say("Sent.");
    }),
};

function draw() {
  if (!told) return;
  const now = seen(),
    over = now.stage === "over";
  head(now);
  show(
    byId("page"),
    el("h1", { class: "heard" }, "Your seat"),
    kept.missed > 0 &&
      kept.missed === now.round - 1 &&
      !over &&
      el(
        "p",
        { class: "wrong panel", id: "missed" },
        `Round ${kept.missed} ended before you had sent what you chose last. What you had sent before held, and for the rest your strategy decided.`,
      ),
    now.stage === "lobby" &&
      el(
        "p",
        { class: "panel calm", id: "waiting" },
        "The game has not begun. Read who you are; the host starts when all sit.",
      ),
    over &&
      el(
        "section",
        { class: "panel", id: "over" },
        el("h2", {}, "The game is over"),
        story ? debrief(story, now.seat) : el("p", {}, "What came of it is being reckoned."),
      ),
    el(
      "div",
      { class: "columns", id: "columns" },
      el(
        "div",
        { class: "column" },
        whoYouAre(told.seat || {}, now, now.round < 2 && !over),
        whatHappened(now, kept.before),
        whatYouKnow(now),
        theWorld(now.world),
      ),
      el(
        "div",
        { class: "column" },
        !over &&
          choosing(
            {
              seen: now,
              action: kept.action,
              edited: kept.edited,
              sent: now.decision !== null,
              last: kept.last,
              missed: kept.missed > 0,
              worth,
              asking: busy.worth,
              sending: busy.send,
            },
            actions,
          ),
        !over && offers(now, told, kept.action, kept.offer, busy.offer, dealing),
        messages(now, told.seats, kept.message, told.chat, writing),
      ),
    ),
    leaving(),
  );
}

function head(now) {
  const open = now.offers.filter((offer) => !offer.mine && offer.answers?.[now.seat] === undefined).length;
  document.title = `${open ? `(${open}) ` : ""}${now.seat} · hoardshare`;
  show(
    byId("head"),
    el(
      "div",
      { class: "where" },
      el("strong", {}, told.seat?.title || now.seat),
      el(
        "span",
        {},
        now.stage === "lobby"
          ? "waiting for the start"
          : now.stage === "over"
            ? `Over, in ${quarter(now.world.dates.at(-1) ?? now.date)}`
            : `Round ${now.round} of ${now.rounds}, ${quarters(now.date, now.until)}`,
      ),
    ),
    el("time", { id: "clock", class: "clock", role: "timer" }, timeWords(now.stage, clock)),
    el(
      "nav",
      { "aria-label": "parts of this page" },
      [
        ["you", "You"],
        ["know", "Others"],
        ["decide", "Decide"],
        ["offers", open ? `Offers (${open})` : "Offers"],
        ["messages", "Messages"],
      ]
        .filter(([name]) => name !== "messages" || told.chat || now.messages?.length)
        .filter(([name]) => now.stage !== "over" || !["decide", "offers"].includes(name))
        .map(([name, word]) => el("a", { href: `#${name}` }, word)),
    ),
    // In the head, which is always in view: what was refused may have been pressed far down.
    wrong && el("p", { class: "wrong", id: "wrong" }, wrong),
  );
}

const leaving = () =>
  el(
    "p",
    { class: "foot" },
    el(
      "button",
      {
        type: "button",
        class: "plain",
        onclick: () =>
          sure("Leave your seat? Your strategy plays on, and somebody else can sit here.", () =>
            attempt("send", "leave", {}, () => {
              dropRight("seat");
              location.assign("/");
            }),
          ),
      },
      "Leave the seat",
    ),
  );

/** Every quarter of a second: the clock, and, just in time, what was chosen and not sent. */
function tick(left) {
  if (!told) return;
  const at = byId("clock"),
    words = timeWords(seen().stage, clock);
  if (at && at.textContent !== words) at.textContent = words;
  at?.classList.toggle("soon", left !== null && left <= 30 && clock.running);
  if (left === null || !clock.running || seen().stage !== "deciding") return;
  if (left <= 60 && left > 50 && warned !== 60) {
    warned = 60;
    say("One minute left.");
  }
  if (left <= JUST_IN_TIME && left > 0 && kept.edited && !busy.send && warned !== "sent") {
    warned = "sent";
    actions.send();
  }
}

if (!token) shutOut("You have no seat on this device, or it was given up.", "/", "Join with a code");
else {
  kept = { ...kept, ...recall(`draft.${token.slice(0, 12)}`) };
  follow("/api/seat", token, {
    news: hear,
    connected: connection,
    refused(why) {
      dropRight("seat");
      told = null;
      shutOut(why, "/", "Join again");
    },
  });
}
