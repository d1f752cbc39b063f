// What a seat decides. A choice that is absent from the action is left to the actor's strategy.

import { mark } from "./draw.js";
import { el } from "./dom.js";
import { figures, list, money, percent, quarters, signed } from "./numbers.js";
import { asked, broken, others, price } from "./terms.js";
import { ABOUT, ORDER, TIERS, tier } from "./words.js";

/** What would hold if the action were sent: what is chosen, and for the rest what the strategy would do. */
export const chosen = (action, seen) => ({ ...seen.default, ...action });

/** An action in one sentence. */
function inOneSentence(action) {
  const told = [];
  if (action.tier) told.push(tier(action.tier));
  if (action.effort !== undefined) told.push(`effort ${figures(action.effort)}`);
  if (action.care !== undefined) told.push(`care ${figures(action.care)}`);
  if (action.alliances) told.push(action.alliances.length ? `in ${list(action.alliances)}` : "in no alliance");
  if (action.commit !== undefined)
    told.push(action.commit ? `you commit in public to ${tier(action.commit)}` : "you give up your public commitment");
  for (const [bloc, strength] of Object.entries(action.controls || {}))
    told.push(strength ? `export controls on ${bloc}: ${percent(strength)}` : `no export controls on ${bloc}`);
  if (action.data !== undefined) told.push(`${percent(action.data)} of your data into the common pool`);
  return told.length ? `You decide: ${told.join("; ")}. The rest: your strategy.` : "Your strategy decides everything.";
}

/** The form. `game`: {seen, action, last, missed, worth, asking, sent, edited}; `on`: {change(action), worth(), send(), reset(), again(), withdraw(row)}. */
export function choosing(game, on) {
  const { seen, action } = game;
  const set = (name, value) => {
    const next = { ...action };
    if (value === undefined) delete next[name];
    else next[name] = value;
    on.change(next);
  };
  return el(
    "section",
    { class: "panel", id: "decide" },
    el("h2", {}, "Decide"),
    el("p", { class: "hint" }, `What you choose holds for ${quarters(seen.date, seen.until)}.`),
    tiers(game, set),
    slider(game, set, "effort", seen.effort_most),
    slider(game, set, "care", 1),
    promises(game, on),
    partnerships(game, on),
    alliances(game, set),
    more(game, set),
    el(
      "div",
      { class: "row" },
      el(
        "button",
        { type: "button", id: "ask-worth", disabled: game.asking || seen.stage !== "deciding", onclick: on.worth },
        game.worth ? "Reckon again" : "What would that be worth?",
      ),
      Object.keys(action).length > 0 && el("button", { type: "button", onclick: on.reset }, "Leave all to my strategy"),
      Object.keys(action).length === 0 &&
        Object.keys(game.last).length > 0 &&
        el(
          "button",
          { type: "button", onclick: on.again },
          game.missed ? "Choose what I had not sent" : "Choose as in the last round",
        ),
    ),
    game.worth &&
      el(
        "p",
        { class: "hint" },
        anything(game.worth) && against(game),
        game.worth.note || "",
      ),
    el(
      "div",
      { class: "send", id: "send" },
      el("p", {}, inOneSentence(action)),
      el(
        "button",
        { type: "button", class: "main", disabled: seen.stage !== "deciding" || game.sending, onclick: on.send },
        game.sent && !game.edited ? "Sent. Send again" : "Send my decision",
      ),
      el("p", { class: "hint" }, sendHint(game)),
    ),
  );
}

/** Whether the rules reckon anything: before the first quarter they cannot. */
const anything = ({ tier, alliances }) => [...Object.values(tier), ...Object.values(alliances)].some(Number.isFinite);

/** What the numbers are measured against. */
const against = ({ seen, worth }) =>
  `Numbers marked ≈ are what the rules expect, in ${worth.unit.replace("/", " a ")}: of a tier against ${tier(seen.you.tier)}, which you hold now, of an alliance against not to belong. For promises, effort and care they are sums over the quarters that an actor looks ahead. `;

function sendHint({ seen, sent, edited }) {
  if (seen.stage === "lobby") return "You can decide when the host starts the game.";
  if (sent && !edited) return "Your decision is in. You can change it until the round ends.";
  return edited
    ? "Not sent yet. When the time is up and this page is open, it is sent as it stands; not if the host ends the round before."
    : "If you send nothing, your strategy decides.";
}

function tiers({ seen, action, worth }, set) {
  const option = (value, title, about, gain) =>
    el(
      "label",
      { class: "choice" },
      el("input", {
        type: "radio",
        name: "tier",
        value,
        checked: (action.tier ?? "") === value,
        onchange: () => set("tier", value || undefined),
      }),
      el("span", {}, el("b", {}, title), gain, el("small", {}, about)),
    );
  return el(
    "fieldset",
    { class: "tiers" },
    el("legend", {}, "How openly do you release?"),
    option("", "Let my strategy decide", `It would now choose: ${tier(seen.default.tier)}.`),
    ORDER.map((name) => option(name, tier(name), TIERS[name][1], expected(worth?.tier?.[name]))),
  );
}

const expected = (value) =>
  Number.isFinite(value) &&
  el("span", { class: `gain ${value < 0 ? "down" : value > 0 ? "up" : ""}` }, `≈ ${signed(value, money)}`);

function slider({ seen, action, worth }, set, name, most) {
  const own = seen.default[name],
    value = action[name] ?? own;
  const known = Number.isFinite(own);
  return el(
    "div",
    { class: "slider" },
    el(
      "div",
      { class: "head" },
      el("label", { for: name }, `${name.charAt(0).toUpperCase()}${name.slice(1)}`),
      el(
        "output",
        { for: name },
        `${figures(value, 3)}${action[name] === undefined ? ", by your strategy" : ", by you"}`,
      ),
    ),
    el("input", {
      type: "range",
      id: name,
      min: 0,
      max: most,
      step: 0.01,
      value: String(known || action[name] !== undefined ? value : 0),
      "aria-describedby": `${name}-about`,
      "aria-valuetext": `${figures(value)}${action[name] === undefined ? ", by your strategy" : ""}`,
      oninput: (event) => set(name, Number(event.target.value)),
    }),
    known && mark(own / most, "your strategy"),
    el("p", { id: `${name}-about`, class: "hint" }, ABOUT[name]),
    action[name] !== undefined && weighed(worth?.[name]),
    action[name] !== undefined &&
      el(
        "button",
        { type: "button", class: "plain", onclick: () => set(name, undefined) },
        `Leave ${name} to my strategy`,
      ),
  );
}

/** What the rules expect of less effort or more care; of the opposite no rule reckons it. */
function weighed(told) {
  if (!told || !Number.isFinite(told.worth)) return null;
  return el(
    "p",
    { class: "hint" },
    "Against your strategy: ",
    expected(told.worth),
    Number.isFinite(told.research) &&
      told.research < 0 &&
      `; each quarter your AI becomes ${percent(1 - 10 ** told.research)} less good than it would.`,
  );
}

/** Whoever agreed in the game can withdraw; a law binds on. */
function leaving({ row, kind }, seen, on) {
  if (seen.withdrawn?.includes(row)) return el("p", { class: "hint" }, "You withdraw from it when the round ends.");
  return (
    ["treaty", "ethics_framework", "partnership"].includes(kind) &&
    el("button", { type: "button", class: "plain", onclick: () => on.withdraw(row) }, `Withdraw from ${row}`)
  );
}

function partnerships({ seen }, on) {
  const mine = (seen.world.agreements || []).filter(
    (each) => each.kind === "partnership" && each.parties.includes(seen.seat),
  );
  return (
    mine.length > 0 &&
    el(
      "div",
      { class: "promises" },
      el("h3", {}, "Your partnerships"),
      el(
        "ul",
        {},
        mine.map((each) =>
          el("li", {}, el("b", {}, each.row), ` with ${others(each, seen.seat)}. `, leaving(each, seen, on)),
        ),
      ),
    )
  );
}

function promises({ seen, action, worth }, on) {
  if (!seen.promises?.length) return null;
  const choice = chosen(action, seen),
    byStrategy = ["tier", "effort", "care"].every((name) => action[name] === undefined);
  return el(
    "div",
    { class: "promises" },
    el("h3", {}, "Promises that bind you"),
    el(
      "ul",
      {},
      seen.promises.map((promise) => {
        const breaks = broken(promise.asks, choice),
          gain = worth?.promises?.[promise.row];
        return el(
          "li",
          { id: `promise-${promise.row}` },
          el("b", {}, promise.row),
          ` with ${others(promise, seen.seat) || "everybody"}: ${list(asked(promise.asks)) || "see its terms"}.`,
          breaks.length
            ? el(
                "p",
                { class: "wrong" },
                el(
                  "b",
                  {},
                  byStrategy ? `What your strategy would do breaks ${promise.row}: ` : `This breaks ${promise.row}: `,
                ),
                `${list(breaks).replaceAll("choose", byStrategy ? "would choose" : "choose")}. ${price(promise)}`,
              )
            : el("p", { class: "hint" }, "What is chosen now keeps it."),
          Number.isFinite(gain?.keep) &&
            el(
              "p",
              { class: "hint" },
              `To keep it ≈ ${signed(gain.keep, money)}, to break it ≈ ${signed(gain.break, money)}.`,
            ),
          leaving(promise, seen, on),
        );
      }),
    ),
  );
}

function alliances({ seen, action, worth }, set) {
  if (!seen.alliances?.length) return null;
  const wanted = action.alliances ?? seen.default.alliances ?? [];
  return el(
    "fieldset",
    {},
    el("legend", {}, "Alliances"),
    seen.alliances.map((club) =>
      el(
        "label",
        { class: "tick" },
        el("input", {
          type: "checkbox",
          checked: wanted.includes(club.name),
          disabled: !club.member && !club.admits,
          onchange: (event) =>
            set(
              "alliances",
              event.target.checked ? [...wanted, club.name] : wanted.filter((name) => name !== club.name),
            ),
        }),
        el(
          "span",
          {},
          el("b", {}, club.name),
          expected(worth?.alliances?.[club.name]),
          el(
            "small",
            {},
            `${club.member ? "You belong to it. " : club.admits ? "" : "It takes no new members. "}Members: ${list(club.members) || "none"}. They owe each other ${percent(club.obligation)} of released know-how and pay ${percent(club.dues)} of their outlay.`,
          ),
        ),
      ),
    ),
    action.alliances &&
      el(
        "button",
        { type: "button", class: "plain", onclick: () => set("alliances", undefined) },
        "Leave alliances to my strategy",
      ),
  );
}

function more({ seen, action, worth }, set) {
  const blocs = [
    ...new Set([...seen.rivals.map((rival) => rival.bloc), ...(seen.controls || []).map((row) => row.to)]),
  ].filter((bloc) => bloc !== seen.you.bloc);
  const commit = action.commit === undefined ? "" : (action.commit ?? "none");
  return el(
    "details",
    { class: "more" },
    el(
      "summary",
      {},
      seen.you.kind === "nation" ? "More: public commitment, export controls, data" : "More: public commitment, data",
    ),
    el(
      "div",
      { class: "field" },
      el("label", { for: "commit" }, "Public commitment"),
      el(
        "select",
        {
          id: "commit",
          value: commit,
          onchange: ({ target }) =>
            set("commit", target.value === "" ? undefined : target.value === "none" ? null : target.value),
        },
        el("option", { value: "" }, `as it stands: ${seen.you.ordered ? tier(seen.you.ordered) : "none"}`),
        el("option", { value: "none" }, "none (give it up)"),
        el("option", { value: "licensed" }, `to ${tier("licensed")}`),
        el("option", { value: "open" }, `to ${tier("open")}`),
      ),
    ),
    el("p", { class: "hint" }, "Everybody sees it, and it binds what you release.", expected(worth?.commit)),
    seen.you.kind === "nation" && blocs.map((bloc) => control(seen, action, set, bloc)),
    el(
      "div",
      { class: "head" },
      el("label", { for: "data" }, "Data into the common pool"),
      el("output", { for: "data" }, action.data === undefined ? "as it stands" : percent(action.data)),
    ),
    el("input", {
      type: "range",
      id: "data",
      min: 0,
      max: 1,
      step: 0.1,
      value: String(action.data ?? 0),
      oninput: (event) => set("data", Number(event.target.value)),
    }),
    action.data !== undefined &&
      el(
        "button",
        { type: "button", class: "plain", onclick: () => set("data", undefined) },
        "Leave data as it stands",
      ),
  );
}

function control(seen, action, set, bloc) {
  const stands = seen.controls?.find((row) => row.to === bloc && row.from === seen.you.bloc)?.strength ?? 0;
  const value = action.controls?.[bloc],
    name = `control-${bloc}`;
  return [
    el(
      "div",
      { class: "head" },
      el("label", { for: name }, `Export controls on ${bloc}`),
      el("output", { for: name }, value === undefined ? `${percent(stands)}, as it stands` : percent(value)),
    ),
    el("input", {
      type: "range",
      id: name,
      min: 0,
      max: 1,
      step: 0.1,
      value: String(value ?? stands),
      oninput: (event) => set("controls", { ...action.controls, [bloc]: Number(event.target.value) }),
    }),
  ];
}
