// Agreements in words, and what a choice would break. What is asked here is asked of the same numbers as in a scenario's rows.

import { figures, list, percent } from "./numbers.js";
import { ORDER, tier } from "./words.js";

export const DEALS = {
  treaty: [
    "treaty",
    "Who signs promises a least openness, a most effort or a least care. Inspectors may find out who breaks it.",
  ],
  alliance: [
    "alliance",
    "Members owe each other a share of what they have released, and pay dues for common work on safety and skills.",
  ],
  partnership: ["partnership", "Partners show each other a share of what they have released."],
};

/** What an agreement is called among people: a promise of care alone is a treaty to whoever signs it. */
export const deal = (kindOf) =>
  ({ ethics_framework: "treaty on care", pivot: "public commitment" })[kindOf] ??
  DEALS[kindOf]?.[0] ??
  kindOf.replaceAll("_", " ");

/** What an agreement asks and provides, as sentences. */
export function inWords(kindOf, terms) {
  const told = asked(terms),
    inspection = terms.inspection ?? terms.audit;
  if (kindOf === "alliance") {
    if (given(terms.obligation)) told.push(`members owe each other ${percent(terms.obligation)} of released know-how`);
    if (given(terms.dues)) told.push(`dues are ${percent(terms.dues)} of what a member spends`);
    if (terms.admission)
      told.push(
        { open: "whoever gains by it may join", vote: "members vote on who joins", founders: "nobody may join later" }[
          terms.admission
        ] ?? terms.admission,
      );
    if (terms.exclusive) told.push("members belong to no other alliance");
  }
  if (given(terms.disclosure)) told.push(`partners show each other ${percent(terms.disclosure)} of released know-how`);
  if (terms.host) told.push(`${terms.host} offers the others on its platform`);
  if (inspection) told.push(`who breaks it is found out with a chance of ${percent(inspection)} a quarter`);
  if (terms.penalty) told.push(`a breach that is found costs ${ofOutlay(terms.penalty, "")}`);
  if (terms.enforce) told.push(`states make their firms keep it, with ${percent(terms.enforce)} of that`);
  return told.length ? capital(`${told.join("; ")}.`) : "No terms are given.";
}

/** What a promise asks of whoever made it. */
export function asked(terms = {}) {
  // A promise of care alone is an ethics framework, whose row calls its care a floor.
  const told = [],
    care = terms.care ?? terms.floor;
  if (terms.tier) told.push(terms.tier === "open" ? "release as open" : `release at least as ${tier(terms.tier)}`);
  if (given(terms.effort)) told.push(`effort at most ${figures(terms.effort)}`);
  if (given(care)) told.push(`care at least ${figures(care)}`);
  return told;
}

/** The parts of a promise that a choice {tier, effort, care} breaks, in words. */
export function broken(asks = {}, choice) {
  const told = [];
  if (asks.tier && choice.tier && ORDER.indexOf(choice.tier) < ORDER.indexOf(asks.tier))
    told.push(
      `you promised ${asks.tier === "open" ? "to be open" : `at least ${tier(asks.tier)}`}, and choose ${tier(choice.tier)}`,
    );
  if (given(asks.effort) && choice.effort > asks.effort + 1e-9)
    told.push(`you promised effort of at most ${figures(asks.effort)}, and choose ${figures(choice.effort)}`);
  if (given(asks.care) && choice.care < asks.care - 1e-9)
    told.push(`you promised care of at least ${figures(asks.care)}, and choose ${figures(choice.care)}`);
  return told;
}

/** What becomes of whoever breaks it. */
export function price(promise) {
  const told = [];
  if (promise.inspection) told.push(`found out with a chance of ${percent(promise.inspection)} a quarter`);
  if (promise.penalty) told.push(`a penalty of ${ofOutlay(promise.penalty, "your ")}`);
  return capital(`${list([...told, "others trust you less"])}.`);
}

export const others = (promise, me) => list(promise.parties.filter((name) => name !== me));

const ofOutlay = (quarters, whose) => `${figures(quarters)} ${quarters === 1 ? "quarter" : "quarters"} of ${whose}outlay`;
const given = (value) => value !== null && value !== undefined;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
