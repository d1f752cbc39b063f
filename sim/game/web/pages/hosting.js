// The parts of the host's page that only show: seats, the way in, the log, notes.

import { el, sure } from "./dom.js";
import { eventWords, headlines } from "./knowing.js";
import { role } from "./words.js";

/** Whether a person has the seat. */
export const sits = (seat) => Boolean(seat.person);

/** Who sits where; `free(seat)` sends somebody out. */
export function sitting(seats, stage, free) {
  return el(
    "section",
    { class: "panel", id: "seats" },
    el("h2", {}, "Seats"),
    el(
      "div",
      { class: "scroll", role: "region", tabindex: 0, "aria-label": "Seats" },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            ["Seat", "Who", "Here", "Decided"].map((word) => el("th", { scope: "col" }, word)),
          ),
        ),
        el(
          "tbody",
          {},
          seats.map((seat) =>
            el(
              "tr",
              { id: `seat-${seat.name}` },
              el("th", { scope: "row" }, seat.title || seat.name, seat.kind && el("small", {}, ` ${role(seat)}`)),
              el(
                "td",
                {},
                sits(seat)
                  ? [el("div", {}, seat.name_given || "somebody"), freeing(seat, free)]
                  : el("small", {}, "its strategy"),
              ),
              el("td", {}, sits(seat) ? lamp(seat.connected, "yes", "no") : ""),
              el("td", {}, sits(seat) && stage === "deciding" ? lamp(seat.decided, "yes", "not yet") : ""),
            ),
          ),
        ),
      ),
    ),
  );
}

const freeing = (seat, free) =>
  el(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-label": `Free the seat ${seat.title || seat.name}`,
      onclick: () =>
        sure(`Free the seat ${seat.title || seat.name}? Whoever sits there is sent out.`, () => free(seat.name)),
    },
    "Free",
  );

const lamp = (on, yes, no) => el("span", { class: on ? "lamp on" : "lamp" }, on ? yes : no);

/** Where and how one joins, and the way to the projector's screen. */
export function door(told) {
  const drawn = told.qr && `data:image/svg+xml,${encodeURIComponent(told.qr)}`;
  return el(
    "section",
    { class: "panel door", id: "door" },
    el("h2", {}, "Join"),
    el("p", { class: "bigcode" }, told.code),
    told.link && el("p", {}, el("a", { href: told.link }, told.link.replace(/#.*/, ""))),
    drawn &&
      el("img", { class: "qr", src: drawn, alt: "Picture of the link, for a phone's camera", width: 220, height: 220 }),
    told.screen &&
      el(
        "p",
        {},
        el("a", { class: "button", href: told.screen, target: "_blank", rel: "noopener" }, "Open the projector screen"),
      ),
    told.notes?.map((note) => el("p", { class: "hint" }, note)),
  );
}

/** The last events. */
export function happened(world) {
  const events = headlines(world).slice(-10).reverse();
  return (
    events.length > 0 && [
      el("h3", {}, "Last events"),
      el(
        "ul",
        { class: "events" },
        events.map((event) => el("li", { class: event.kind }, eventWords(event, world))),
      ),
    ]
  );
}

/** What the server did. */
export function log(told) {
  return (
    told.log?.length > 0 &&
    el(
      "section",
      { class: "panel" },
      el(
        "details",
        {},
        el("summary", {}, el("h2", {}, "Log")),
        el(
          "ul",
          { class: "events" },
          told.log
            .slice(-60)
            .reverse()
            .map((line) => el("li", {}, line)),
        ),
      ),
    )
  );
}

/** What a host may want to say at this point. */
const NOTES = {
  lobby: [
    "Put the screen on the projector, so that all see the code.",
    "Ask everybody to read who they are and what they want, two minutes.",
    "Start when most sit; the others can still come.",
  ],
  first: [
    "Say: whoever does nothing is led by its strategy, so nothing is lost.",
    "Say: rivals are seen through a fog; the dot is a guess, the line is how wrong it may be.",
    "Let them talk to each other. Offers are made on the page, arguments in the room.",
  ],
  middle: [
    "Ask before you end a round: who believes to be ahead? Who trusts whom, and why?",
    "If promises were made: will they be kept? What would a breach bring?",
  ],
  last: ["This is the last round: nothing that is promised now lasts. Do they still keep it?"],
  over: [
    "Ask first what they think happened, then open the debrief.",
    "Ask who had wanted to share, and what would have had to be different.",
  ],
};

/** Those that fit the stage. */
export function notes(world) {
  const part =
    world.stage === "deciding"
      ? world.round === 1
        ? "first"
        : world.round >= world.rounds
          ? "last"
          : "middle"
      : world.stage;
  return el(
    "section",
    { class: "panel" },
    el(
      "details",
      { open: true },
      el("summary", {}, el("h2", {}, "Notes for you")),
      el(
        "ul",
        { class: "points" },
        NOTES[part].map((line) => el("li", {}, line)),
      ),
    ),
  );
}
