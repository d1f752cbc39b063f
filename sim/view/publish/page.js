const data = JSON.parse(document.getElementById("data").textContent);
const LEVELS = 3; // 5 %, the middle, 95 %
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
const said = (word, values = {}) => filled(data.texts[word], values);
const written = (value) => charts.written(value, data.decimal);
const signed = (value) => (value > 0 ? "+" : "") + written(value);

/** An element with its class and text. */
function made(name, style, text) {
  const found = document.createElement(name);
  if (style) found.className = style;
  if (text !== undefined) found.textContent = text;
  return found;
}

const buffer = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

/** A half-precision number from its bits. */
function half(bits) {
  const power = (bits >> 10) & 31, digits = bits & 1023, sign = bits >> 15 ? -1 : 1;
  if (power === 31) return NaN;
  return sign * (power ? 2 ** (power - 15) * (1 + digits / 1024) : 2 ** -24 * digits);
}

const halves = new Uint16Array(buffer(data.courses));
const levels = new Float32Array(buffer(data.levels));
const apart = new Float32Array(buffer(data.apart));
const signs = new Uint16Array(buffer(data.signs));

/** One course at a point: a world's 5 %, middle or 95 % of an outcome, a value a quarter. */
function course(point, world, chart, level) {
  const from = (((point * 2 + world) * data.charts.length + chart) * LEVELS + level) * data.quarters;
  return Array.from(halves.subarray(from, from + data.quarters), (bits) => {
    const value = half(bits) * data.charts[chart].scale;
    return Number.isNaN(value) ? null : value;
  });
}

/** An outcome at a point: both worlds, their difference, and the seeds with more and with less of it. */
function outcome(point, place) {
  const count = data.outcomes.length, level = (world) => ((point * 2 + world) * count + place) * LEVELS;
  const difference = (point * count + place) * LEVELS, agreement = (point * count + place) * 2;
  const [a, b] = [0, 1].map((world) => levels.subarray(level(world), level(world) + LEVELS));
  return { a, b, apart: apart.subarray(difference, difference + LEVELS), more: signs[agreement], less: signs[agreement + 1] };
}

/** What may be said of a difference: a direction only if enough seeds agree, better or worse only if one of them is. */
function verdict(found, about) {
  const isMore = found.more >= data.sure, isLess = found.less >= data.sure;
  if (!found.more && !found.less) return "same";
  if (!isMore && !isLess) return "unsure";
  if (about.better === "neither") return isMore ? "more" : "less";
  return isMore === (about.better === "more") ? "better" : "worse";
}

const state = data.levers.map((lever) => lever.home);
const point = (places) => places.reduce((at, place, number) => at * data.levers[number].stops.length + place, 0);

function spec(chart, at) {
  const lines = data.worlds.map((name, world) => {
    const [low, values, high] = [0, 1, 2].map((level) => course(at, world, chart, level));
    return { name, letter: "AB"[world], style: "ab"[world], values, low, high };
  });
  return { ...data.charts[chart].spec, lines };
}

const places = $$("[data-chart]");
const drawn = places.map((place, chart) => charts.attach(place, spec(chart, point(state))));

function level(found, about) {
  if (about.chance) return written(found[1] * data.seeds) + " / " + data.seeds;
  return written(found[1]);
}

function difference(found, about, cell) {
  const [low, middle, high] = found.apart, between = data.decimal === "," ? "; " : ", ";
  if (about.chance) return cell.replaceChildren(signed(middle * data.seeds) + " / " + data.seeds);
  const band = made("small", "", ` [${written(low)}${between}${written(high)}]`);
  cell.replaceChildren(signed(middle), band);
  if (about.tenfold) cell.append(made("small", "times", said("times", { n: times(middle) })));
}

/** Powers of ten as a factor. */
const times = (power) => written(Number((10 ** power).toPrecision(2)));

function tabulate(at) {
  data.outcomes.forEach((about, place) => {
    const row = $(`[data-outcome="${about.name}"]`), found = outcome(at, place), told = verdict(found, about);
    row.className = told;
    $(".a", row).textContent = level(found.a, about);
    $(".b", row).textContent = level(found.b, about);
    difference(found, about, $(".apart", row));
    const most = told === "same" ? data.seeds : Math.max(found.more, found.less);
    $(".agree", row).replaceChildren(made("b", "", data.texts[told]), made("small", "", said("of", { n: most, of: data.seeds })));
  });
}

/** What is sure at a point, in words. */
function summarise(at) {
  const first = outcome(at, 0), isMore = first.more >= first.less, ahead = Math.max(first.more, first.less);
  const words = { n: ahead, of: data.seeds, letter: isMore ? "B" : "A", times: times(Math.abs(first.apart[1])) };
  const isSure = ahead >= data.sure;
  $("#said").textContent = isSure ? said("said", words) : said("said_unsure", { n: first.more, of: data.seeds });
  const names = { better: [], worse: [], unsure: [], same: [] };
  data.outcomes.forEach((about, place) => {
    const told = verdict(outcome(at, place), about);
    if (told in names) names[told].push(about.label);
  });
  const rows = Object.entries(names).filter(([told, list]) => told !== "same" || list.length).map(([told, list]) => {
    const row = made("li", told, said(`sum_${told}`, { names: list.join(", ") || data.texts.sum_none }));
    row.dataset.sum = told;
    return row;
  });
  $("#sums").replaceChildren(...rows);
}

/** Beside each stop, where it would lead with all other levers as they are. */
function mark() {
  const place = Number($("#marked").value), about = data.outcomes[place];
  data.levers.forEach((lever, number) => {
    const marks = $$(".sign", fieldset(lever));
    lever.stops.forEach((stop, there) => {
      const at = point(state.map((old, other) => (other === number ? there : old))), found = outcome(at, place);
      const direction = found.more >= data.sure ? "more" : found.less >= data.sure ? "less" : "unsure";
      marks[there].className = `sign ${direction} ${verdict(found, about)}`;
      const word = verdict(found, about) === "same" ? "same" : direction;
      marks[there].replaceChildren(made("span", "spoken", said(`mark_${word}`, { name: "B" })));
    });
  });
}

const fieldset = (lever) => $$("[data-lever]").find((each) => each.dataset.lever === lever.name);

function show() {
  const at = point(state);
  drawn.forEach((chart, number) => chart.update(spec(number, at)));
  tabulate(at);
  summarise(at);
  mark();
}

/** Put the levers where the state has them. */
function place() {
  data.levers.forEach((lever, number) => {
    const range = $("input[type=range]", fieldset(lever)), stop = lever.stops[state[number]];
    if (range) {
      range.value = state[number];
      range.setAttribute("aria-valuetext", stop.label);
      $$("li", fieldset(lever)).forEach((each, there) => each.classList.toggle("chosen", there === state[number]));
    } else $$("input[type=radio]", fieldset(lever))[state[number]].checked = true;
    fieldset(lever).classList.toggle("changed", state[number] !== lever.home);
  });
}

/** The levers that were moved stand in the address, behind its #, so that a link has them. */
function remember() {
  const moved = new URLSearchParams();
  data.levers.forEach((lever, number) => {
    if (state[number] !== lever.home) moved.set(lever.name, lever.stops[state[number]].name);
  });
  try { history.replaceState(null, "", `#${moved}`); } catch { /* a frame may have no history of its own */ }
}

function follow() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (![...asked.keys()].some((name) => data.levers.some((lever) => lever.name === name))) return;
  data.levers.forEach((lever, number) => {
    const there = lever.stops.findIndex((stop) => stop.name === asked.get(lever.name));
    state[number] = there < 0 ? lever.home : there;
  });
  place();
  show();
}

function move(number, there) {
  state[number] = there;
  place();
  remember();
  show();
}

data.levers.forEach((lever, number) => {
  fieldset(lever).addEventListener("input", (event) => move(number, Number(event.target.value)));
  $$("li", fieldset(lever)).forEach((each, there) => each.addEventListener("click", () => move(number, there)));
});
$("#reset").addEventListener("click", () => {
  data.levers.forEach((lever, number) => { state[number] = lever.home; });
  place();
  remember();
  show();
});
$("#marked").addEventListener("change", mark);
$("#theme").addEventListener("click", window.hoardshareTheme);
window.addEventListener("hashchange", follow);
terms.attach(document, { close: data.close });
place();
show();
follow();
