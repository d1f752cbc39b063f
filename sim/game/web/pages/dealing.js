// Offers of others, your own, and the form for a new one.

import { chosen } from "./choosing.js";
import { el } from "./dom.js";
import { list } from "./numbers.js";
import { DEALS, broken, inWords } from "./terms.js";
import { tier } from "./words.js";

/** Terms that a seat can set: for each a few values, the first of which leaves it out. */
const TERMS = {
  treaty: [
    [
      "tier",
      "Least openness",
      [
        ["", "not asked"],
        ["access", tier("access")],
        ["licensed", tier("licensed")],
        ["open", tier("open")],
      ],
    ],
    [
      "effort",
      "Most effort",
      [
        ["", "not asked"],
        [1.2, "1.2"],
        [1, "1, the plan"],
        [0.8, "0.8"],
        [0.5, "0.5"],
      ],
    ],
    [
      "care",
      "Least care",
      [
        ["", "not asked"],
        [0.3, "0.3"],
        [0.5, "0.5"],
        [0.7, "0.7"],
        [0.9, "0.9"],
      ],
    ],
    [
      "inspection",
      "Chance a quarter that who breaks it is found out",
      [
        [0.3, "30 %"],
        [0, "none"],
        [0.1, "10 %"],
        [0.6, "60 %"],
        [0.9, "90 %"],
      ],
    ],
    [
      "penalty",
      "Penalty of a breach that is found",
      [
        [0.2, "0.2 quarters of outlay"],
        [0, "none"],
        [0.5, "0.5 quarters of outlay"],
        [1, "1 quarter of outlay"],
        [2, "2 quarters of outlay"],
      ],
    ],
    [
      "enforce",
      "States make firms at home keep it",
      [
        ["", "no"],
        [0.5, "half"],
        [1, "fully"],
      ],
    ],
  ],
  alliance: [
    [
      "obligation",
      "Released know-how that members owe each other",
      [
        [0.6, "60 %"],
        [0.2, "20 %"],
        [0.4, "40 %"],
        [0.8, "80 %"],
        [0.95, "95 %"],
      ],
    ],
    [
      "dues",
      "Dues, share of outlay",
      [
        [0.02, "2 %"],
        [0, "none"],
        [0.01, "1 %"],
        [0.05, "5 %"],
        [0.1, "10 %"],
      ],
    ],
    [
      "admission",
      "Who may join later",
      [
        ["open", "whoever gains by it"],
        ["vote", "if members gain by it too"],
        ["founders", "nobody"],
      ],
    ],
    [
      "exclusive",
      "Members may belong to other alliances",
      [
        ["", "yes"],
        [true, "no"],
      ],
    ],
  ],
  partnership: [
    [
      "disclosure",
      "Released know-how that partners show each other",
      [
        [0.5, "50 %"],
        [0.2, "20 %"],
        [0.8, "80 %"],
        [1, "all"],
      ],
    ],
  ],
};

/** A fresh draft of an offer. */
export const blank = (kind = "treaty") => ({ kind, to: [], terms: start(kind), text: "", all: false });

const start = (kind) =>
  Object.fromEntries(
    TERMS[kind].filter(([, , values]) => values[0][0] !== "").map(([name, , values]) => [name, values[0][0]]),
  );

/** Offers of others and your own, and the form for a new one; of all `seats`, somebody decides for those `taken`. `on`: {answer(id, accept), change(draft), offer()}. */
export function offers(seen, { seats, taken }, action, draft, busy, on) {
  const choice = chosen(action, seen);
  const open = seen.stage === "deciding";
  const theirs = seen.offers.filter((offer) => !offer.mine),
    mine = seen.offers.filter((offer) => offer.mine);
  return el(
    "section",
    { class: "panel", id: "offers" },
    el("h2", {}, "Offers"),
    theirs.length === 0 && el("p", { class: "hint" }, "Nobody has made you an offer in this round."),
    el(
      "ul",
      { class: "offers" },
      theirs.map((offer) => toYou(offer, seen, choice, open, on)),
      mine.map((offer) => fromYou(offer, seen, choice, taken)),
    ),
    el(
      "details",
      { class: "more", id: "new-offer" },
      el("summary", {}, "Make an offer"),
      form(seen, others(seen, seats), taken, draft, busy, open, on),
    ),
  );
}

function toYou(offer, seen, choice, open, on) {
  const mine = offer.answers?.[seen.seat];
  const button = (accept, word) =>
    el(
      "button",
      {
        type: "button",
        class: accept ? "main" : "",
        "aria-pressed": String(mine === accept),
        disabled: !open || mine === accept,
        onclick: () => on.answer(offer.id, accept),
      },
      word,
    );
  return el(
    "li",
    { id: offer.id },
    el(
      "p",
      {},
      el("b", {}, offer.from),
      ` offers a ${DEALS[offer.kind]?.[0] ?? offer.kind} to ${toWhom(offer, seen)}.`,
    ),
    el("p", {}, inWords(offer.kind, offer.terms)),
    offer.text && el("blockquote", {}, offer.text),
    standing(offer, seen),
    mine !== false && clash(offer, choice),
    el(
      "div",
      { class: "row" },
      button(true, mine === true ? "Accepted" : "Accept"),
      button(false, mine === false ? "Declined" : "Decline"),
    ),
  );
}

const fromYou = (offer, seen, choice, taken) =>
  el(
    "li",
    { id: offer.id, class: "mine" },
    el("p", {}, el("b", {}, "You"), ` offer a ${DEALS[offer.kind]?.[0] ?? offer.kind} to ${list(offer.to)}.`),
    el("p", {}, inWords(offer.kind, offer.terms)),
    standing(offer, seen),
    silent(offer.to, taken),
    clash(offer, choice),
  );

/** A promise binds from the quarters on that follow at once: so what is chosen now can break it. */
function clash(offer, choice) {
  const breaks = offer.kind === "treaty" ? broken(offer.terms, choice) : [];
  return (
    breaks.length > 0 &&
    el(
      "p",
      { class: "wrong" },
      "It would bind you from this round on, and what is chosen now breaks it: ",
      `${list(breaks).replaceAll("you promised", "it asks").replaceAll("and choose", "and you choose")}.`,
    )
  );
}

/** Nobody answers an offer where a strategy leads. */
function silent(to, taken) {
  const alone = to.filter((name) => !taken.includes(name));
  return (
    alone.length > 0 &&
    el("p", { class: "hint" }, `Nobody sits as ${list(alone)}: where a strategy leads, no offer is answered.`)
  );
}

const toWhom = (offer, seen) => list(offer.to.map((name) => (name === seen.seat ? "you" : name)));

function standing(offer, seen) {
  const said = (accept) =>
    Object.entries(offer.answers || {})
      .filter(([, answer]) => answer === accept)
      .map(([name]) => (name === seen.seat ? "you" : name));
  const told = [
    said(true).length && `accepted: ${list(said(true))}`,
    said(false).length && `declined: ${list(said(false))}`,
  ]
    .filter(Boolean)
    .join("; ");
  const rule = offer.all ? "It takes force if all accept." : "It takes force among those who accept.";
  return el("p", { class: "hint" }, told ? `${told.charAt(0).toUpperCase()}${told.slice(1)}. ` : "", rule);
}

/** Who can be spoken to: living actors that have a seat. */
export const others = (seen, seats) =>
  seen.rivals.filter((rival) => rival.alive && seats.includes(rival.name)).map((rival) => rival.name);

function form(seen, names, taken, draft, busy, open, on) {
  const terms = (name, text, values) => [name, text, seen.you.kind === "nation" || name !== "enforce" ? values : null];
  const set = (more) => on.change({ ...draft, ...more });
  return el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        on.offer();
      },
    },
    el(
      "fieldset",
      {},
      el("legend", {}, "What"),
      Object.entries(DEALS).map(([name, [word, about]]) =>
        el(
          "label",
          { class: "choice" },
          el("input", {
            type: "radio",
            name: "deal",
            value: name,
            checked: draft.kind === name,
            onchange: () => on.change({ ...blank(name), to: draft.to, text: draft.text }),
          }),
          el("span", {}, el("b", {}, word), el("small", {}, about)),
        ),
      ),
    ),
    el(
      "fieldset",
      {},
      el("legend", {}, "To whom"),
      el(
        "div",
        { class: "names" },
        names.map((name) =>
          el(
            "label",
            { class: "tick" },
            el("input", {
              type: "checkbox",
              checked: draft.to.includes(name),
              onchange: (event) =>
                set({ to: event.target.checked ? [...draft.to, name] : draft.to.filter((each) => each !== name) }),
            }),
            el("span", {}, name, !taken.includes(name) && el("small", {}, " nobody sits there")),
          ),
        ),
      ),
      silent(draft.to, taken),
    ),
    el(
      "fieldset",
      {},
      el("legend", {}, "Terms"),
      TERMS[draft.kind]
        .map((term) => terms(...term))
        .filter(([, , values]) => values)
        .map(([name, text, values]) => select(name, text, values, draft, set)),
      draft.kind === "partnership" &&
        select(
          "host",
          "Who offers the others on its platform",
          [["", "nobody"], [seen.seat, "you"], ...draft.to.map((name) => [name, name])],
          draft,
          set,
        ),
    ),
    el(
      "label",
      { class: "tick" },
      el("input", { type: "checkbox", checked: draft.all, onchange: (event) => set({ all: event.target.checked }) }),
      el("span", {}, "Only if all accept"),
    ),
    el("label", { for: "offer-text" }, "A word with it ", el("small", {}, "(may be left empty)")),
    el("input", {
      id: "offer-text",
      maxlength: 300,
      value: draft.text,
      oninput: (event) => set({ text: event.target.value }),
    }),
    el("p", { class: "hint" }, inWords(draft.kind, draft.terms)),
    el(
      "button",
      { class: "main", disabled: busy || !open || !draft.to.length || asksNothing(draft) },
      !draft.to.length
        ? "Choose to whom"
        : asksNothing(draft)
          ? "Choose what it asks"
          : `Offer it to ${list(draft.to)}`,
    ),
  );
}

/** A treaty must ask something of who signs it. */
const asksNothing = ({ kind, terms }) => kind === "treaty" && !["tier", "effort", "care"].some((name) => name in terms);

function select(name, text, values, draft, set) {
  const id = `term-${name}`,
    now = draft.terms[name] ?? "";
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, text),
    el(
      "select",
      {
        id,
        value: String(now),
        onchange: ({ target }) => set({ terms: withTerm(draft.terms, name, values[target.selectedIndex][0]) }),
      },
      values.map(([value, word]) => el("option", { value: String(value) }, word)),
    ),
  );
}

function withTerm(terms, name, value) {
  const next = { ...terms, [name]: value };
  if (value === "") delete next[name];
  return next;
}
