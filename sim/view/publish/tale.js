const tale = data.tale;
const told = { trust: null, open: null, do: "", stand: "", bill: {} };
let reached = 0;

/** A text with **bold** words, as elements. */
function rich(text, values) {
  const parts = filled(text, values).split("**");
  return parts.map((part, number) => (number % 2 ? made("b", "", part) : part));
}

const paragraph = (text, values) => {
  const found = made("p");
  found.append(...rich(text, values));
  return found;
};

const stepAt = (name) => $(`[data-tale="${name}"]`);

function reveal(name, ...parts) {
  const place = $(".seen-now", stepAt(name));
  place.hidden = false;
  place.replaceChildren(...parts);
  return place;
}

/** Show a step, and put the focus on its title if somebody went there. */
function go(number, isAsked = true) {
  reached = Math.max(0, Math.min(tale.steps.length - 1, number));
  tale.steps.forEach((name, place) => {
    stepAt(name).hidden = place !== reached;
    const link = $(`.steps [data-step="${name}"]`);
    if (place === reached) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  });
  $("#back").hidden = reached === 0;
  $("#next").hidden = reached === tale.steps.length - 1;
  recall();
  if (isAsked) $("h3", stepAt(tale.steps[reached])).focus();
}

/** The guess beside twenty runs. */
function compare(name, guess) {
  const found = tale.courses[name][name === "lab" ? "" : told.do], run = found.spec.lines[0].values;
  const values = run.map((_, quarter) => run[0] + ((guess / found.most - run[0]) * quarter) / (run.length - 1));
  const line = { name: tale.texts.guess, letter: "?", style: "twin", values, low: null, high: null };
  const place = guess < found.low ? "below" : guess > found.high ? "above" : "within";
  const words = { ...found, guess, seeds: tale.seeds };
  const chart = made("div", "panel chart"), did = name === "rivals" ? [made("p", "", `${tale.did[told.do]}.`)] : [];
  const texts = [`seen_${found.outcome}`, `place_${place}`, "by_luck"].map((word) => paragraph(tale.texts[word], words));
  texts.push(...found.became.map((text) => paragraph(text, {})));
  reveal(name, ...did, chart, ...texts).dataset.place = place;
  charts.attach(chart, { ...found.spec, lines: [line, ...found.spec.lines] });
}

function table(heads, rows) {
  const found = made("table", "told"), top = made("tr"), body = made("tbody");
  heads.forEach((head) => top.append(made(head ? "th" : "td", "", head)));
  rows.forEach((cells) => {
    const row = made("tr");
    cells.forEach((cell, number) => {
      const place = made(number ? "td" : "th");
      place.dataset.head = heads[number];
      place.append(...[].concat(cell));
      row.append(place);
    });
    body.append(row);
  });
  const head = made("thead");
  head.append(top);
  found.append(head, body);
  return found;
}

/** Where one stands in twenty runs, after either choice. */
function stand() {
  if (!told.do || !told.stand) return;
  const counts = tale.stood[told.do], names = Object.keys(tale.heads);
  const most = names.reduce((best, name) => (counts[name] > counts[best] ? name : best));
  const words = { guess: tale.stands[told.stand], seen: tale.stands[most], count: counts[most], seeds: tale.seeds };
  const rows = Object.keys(tale.stood).map((way) => [tale.did[way], ...names.map((name) => String(tale.stood[way][name]))]);
  const texts = [...(tale.left ? [paragraph(tale.left, {})] : []), paragraph(tale.texts.by_luck, words)];
  reveal("choice", paragraph(tale.texts.stood, words), table(["", ...names.map((name) => tale.heads[name])], rows), ...texts);
}

/** What is more and what is less where everybody shares, once everything was guessed. */
function settle() {
  if (tale.bill.some((line) => !told.bill[line.name])) return;
  const rows = tale.bill.map((line) => {
    const { way, count } = line;
    const seen = [made("b", line.colour, line.words[way]), made("small", "", filled(tale.texts.in_seeds, { count, seeds: tale.seeds }))];
    const drawn = line.drawn ? [filled(tale.texts.drawn, line.drawn), made("small", "", line.certainty)] : "";
    return [line.label, line.words[told.bill[line.name]], seen, drawn];
  });
  const sure = tale.bill.filter((line) => line.robust).length, hasDraws = tale.bill.every((line) => line.drawn);
  const last = hasDraws ? [paragraph(tale.texts.billed, { sure, count: tale.bill.length })] : [];
  const wide = made("div", "wide");
  wide.append(table(tale.bill_heads, rows));
  reveal("bill", wide, ...last);
}

function recall() {
  const parts = [
    told.trust === null ? "" : filled(tale.texts.recall_trust, { guess: told.trust }),
    tale.did[told.do] || "", tale.stands[told.stand] || "",
    told.open === null ? "" : filled(tale.texts.recall_open, { guess: told.open, most: tale.actors }),
    ...tale.bill.map((line) => (told.bill[line.name] ? line.words[told.bill[line.name]] : "")),
  ].filter((part) => part);
  $("#recalled").hidden = !parts.length;
  $("#recalled ul").replaceChildren(...parts.map((part) => made("li", "", part)));
}

function ask(name, field) {
  const form = $("form", stepAt(name)), range = $("input", form);
  range.addEventListener("input", () => { $("output", form).textContent = `${range.value} ${Object.values(tale.courses[name])[0].of}`; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    told[field] = Number(range.value);
    if (name === "rivals" && !told.do) told.do = Object.keys(tale.stood)[1];
    compare(name, told[field]);
  });
}

function choose(name, act) {
  $$(`[name="tale-${name}"]`).forEach((each) => each.addEventListener("change", () => act(each.value)));
}

ask("lab", "trust");
ask("rivals", "open");
choose("do", (value) => {
  told.do = value;
  stand();
  if (told.open !== null) compare("rivals", told.open);
});
choose("stand", (value) => { told.stand = value; stand(); });
tale.bill.forEach((line) => choose(`bill-${line.name}`, (value) => { told.bill[line.name] = value; settle(); }));
tale.steps.forEach((name, number) => $(`.steps [data-step="${name}"]`).addEventListener("click", () => go(number)));
$("#back").addEventListener("click", () => go(reached - 1));
$("#next").addEventListener("click", () => go(reached + 1));
go(0, false);
