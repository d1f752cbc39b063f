// The door: a code, a seat, and off to it.

import { ask, dropRight, fragment, keepRight, rightTo } from "./api.js";
import { el, show } from "./dom.js";
import { byId, say } from "./room.js";
import { role } from "./words.js";

const state = {
  code: fragment().code || "",
  seats: null,
  assigned: false,
  seat: "",
  name: "",
  consent: false,
  wrong: "",
  busy: false,
  held: rightTo("seat"),
};

function draw() {
  show(
    byId("page"),
    el("h1", {}, "Join a game"),
    state.held && back(),
    state.wrong && el("p", { class: "wrong", id: "wrong" }, state.wrong),
    state.seats ? choose() : door(),
  );
}

const back = () =>
  el("p", { class: "panel" }, "This device has a seat. ", el("a", { class: "button", href: "/seat" }, "Back to it"));

function door() {
  return el(
    "form",
    { id: "door", class: "panel", onsubmit: look },
    el("label", { for: "code" }, "Join code"),
    el("input", {
      id: "code",
      class: "code",
      autocomplete: "off",
      autocapitalize: "characters",
      spellcheck: "false",
      required: true,
      value: state.code,
      "aria-describedby": "code-hint",
      oninput: (event) => {
        state.code = event.target.value;
      },
    }),
    el("p", { id: "code-hint", class: "hint" }, "It is on the screen in front, or your host says it."),
    el("button", { class: "main", disabled: state.busy }, "Go on"),
  );
}

function choose() {
  const free = state.seats.filter((seat) => !seat.taken);
  if (!free.length)
    return el(
      "section",
      { class: "panel" },
      el("p", {}, "All seats are taken. Ask your host whether one can be freed."),
      el("button", { type: "button", onclick: () => look() }, "Look again"),
    );
  return el(
    "form",
    { id: "choose", class: "panel", onsubmit: join },
    state.assigned
      ? el("p", {}, "The game gives you a seat.")
      : el(
          "fieldset",
          {},
          el("legend", {}, "Where do you want to sit?"),
          el(
            "div",
            { class: "seats" },
            option("", "Any free seat", "the game chooses", false),
            state.seats.map((seat) =>
              option(
                seat.name,
                seat.title || seat.name,
                seat.taken ? "taken" : [role(seat), seat.bloc].filter(Boolean).join(", "),
                seat.taken,
              ),
            ),
          ),
        ),
    el("label", { for: "name" }, "Your name, if the host should see it ", el("small", {}, "(may be left empty)")),
    el("input", {
      id: "name",
      autocomplete: "nickname",
      maxlength: 40,
      value: state.name,
      oninput: (event) => {
        state.name = event.target.value;
      },
    }),
    el(
      "label",
      { class: "tick" },
      el("input", {
        type: "checkbox",
        checked: state.consent,
        onchange: (event) => {
          state.consent = event.target.checked;
        },
      }),
      el(
        "span",
        {},
        "What I choose may be kept for research. ",
        el("small", {}, "You can play without this. The game's file then keeps your name only if you gave one."),
      ),
    ),
    el("button", { class: "main", disabled: state.busy }, "Take the seat"),
  );
}

function option(value, title, about, taken) {
  return el(
    "label",
    { class: `choice${taken ? " off" : ""}` },
    el("input", {
      type: "radio",
      name: "seat",
      value,
      checked: state.seat === value,
      disabled: taken,
      onchange: () => {
        state.seat = value;
        draw();
      },
    }),
    el("span", {}, el("b", {}, title), el("small", {}, about)),
  );
}

async function attempt(work) {
  state.busy = true;
  state.wrong = "";
  draw();
  try {
    await work();
  } catch (error) {
    state.wrong = error.status
      ? error.message
      : "The game does not answer. Check that you are in the same network as the host, then try again.";
    say(state.wrong);
  }
  state.busy = false;
  draw();
}

function look(event) {
  event?.preventDefault();
  return attempt(async () => {
    const told = await ask("/api/look", null, { code: state.code.trim() });
    state.seats = told.seats;
    state.assigned = told.assigned;
    say("Choose a seat.");
  });
}

function join(event) {
  event.preventDefault();
  return attempt(async () => {
    try {
      const { token } = await ask("/api/join", null, {
        code: state.code.trim(),
        seat: state.seat || null,
        name: state.name.trim(),
        consent: state.consent,
      });
      dropRight("seat");
      keepRight("seat", token);
      location.assign("/seat");
    } catch (error) {
      // Somebody was faster: show what is free now.
      if (error.status === 409) state.seats = (await ask("/api/look", null, { code: state.code.trim() })).seats;
      throw error;
    }
  });
}

draw();
if (state.code) look();
