// Small drawings. What they show is also said in words beside them or in their label.

import { svg } from "./dom.js";
import { figures, quarter, times } from "./numbers.js";

const NINE_IN_TEN = 1.645;

/** The range in which chance alone moves an estimate, 9 times in 10; mistrust and what is hidden move it besides. */
export const likely = (rival) => [
  rival.estimate - NINE_IN_TEN * rival.error,
  rival.estimate + NINE_IN_TEN * rival.error,
];

const FARTHEST = 1.3;

/** How far from you the drawings reach, in powers of ten: to all that is known, but not so far that errors cannot be seen. */
export function reach(rivals, own) {
  const all = rivals.flatMap((rival) => [...likely(rival), rival.released]).filter(Number.isFinite);
  return Math.min(FARTHEST, 1.08 * Math.max(0.3, ...all.map((value) => Math.abs(value - own))));
}

/** What is known of a rival: a whisker for the estimate, a diamond for what it released, a line for you; an arrow if it is beyond. */
export function whisker(rival, own, far) {
  const at = (value) => Math.min(97, Math.max(3, 50 + (47 * (value - own)) / far));
  const x = (value) => `${at(value).toFixed(2)}%`;
  const [least, most] = likely(rival);
  const known = Number.isFinite(rival.estimate),
    best = known ? rival.estimate : rival.released;
  const beyond = Math.abs(best - own) > far;
  return svg(
    "svg",
    { class: "whisker", height: 26, "aria-hidden": "true" },
    svg("line", { class: "axis", x1: 0, x2: "100%", y1: 13, y2: 13 }),
    svg("line", { class: "you", x1: "50%", x2: "50%", y1: 1, y2: 25 }),
    beyond
      ? placed(x(best), svg("path", { class: "beyond", d: best < own ? "M6-7L-6 0L6 7" : "M-6-7L6 0L-6 7" }))
      : [
          known && svg("line", { class: "range", x1: x(least), x2: x(most), y1: 13, y2: 13 }),
          known && svg("circle", { class: "guess", cx: x(rival.estimate), cy: 13, r: 5.5 }),
          Math.abs(rival.released - own) <= far &&
            placed(x(rival.released), svg("path", { class: "released", d: "M0-6L6 0L0 6L-6 0Z" })),
        ],
  );
}

const placed = (x, shape) => svg("svg", { x, y: 13, overflow: "visible" }, shape);

/** Where on a slider its default is. */
export function mark(share, label) {
  const at = `${100 * Math.min(1, Math.max(0, share))}%`;
  const anchor = share < 0.2 ? "start" : share > 0.8 ? "end" : "middle";
  return svg(
    "svg",
    { class: "mark", height: 20, "aria-hidden": "true" },
    svg("line", { x1: at, x2: at, y1: 0, y2: 6 }),
    svg("text", { x: at, y: 17, "text-anchor": anchor }, label),
  );
}

const WIDE = 340,
  LEFT = 42,
  RIGHT = 58,
  TOP = 12,
  BOTTOM = 22;

/**
 * A line chart over quarters.
 *
 * lines: [{name, points, mark}], a point that is null is a gap. tell: how a value is told. least, most: bounds that the axis
 * holds at least. ten: whether values are powers of ten, told as times the first.
 */
export function chart({ title, lines, dates, tell = figures, least, most, ten = false, tall = 150 }) {
  const values = lines.flatMap((line) => line.points).filter(Number.isFinite);
  if (!values.length) return null;
  const base = ten ? values[0] : 0;
  let low = Math.min(...values, ...(least === undefined ? [] : [least]));
  let high = Math.max(...values, ...(most === undefined ? [] : [most]));
  if (high - low < 1e-9) high = low + (ten ? 0.3 : Math.max(1e-6, Math.abs(low) || 1));
  const steps = Math.max(...lines.map((line) => line.points.length)) - 1 || 1;
  const x = (step) => LEFT + ((WIDE - LEFT - RIGHT) * step) / steps;
  const y = (value) => TOP + ((tall - TOP - BOTTOM) * (high - value)) / (high - low);
  const told = ten ? (value) => times(value - base).replace(" times", "×") : tell;
  const ends = apart(
    lines.map((line) => ({ line, at: lastOf(line.points) })).filter((end) => end.at),
    y,
    15,
  );
  const said = ends.map(({ line, at }) => `${line.name ? `${line.name}: ` : ""}${told(at.value)}`).join("; ");
  return svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDE} ${tall}`, role: "img", "aria-label": `${title}. ${said}.` },
    ticks(low, high, ten, base).map((tick) => [
      svg("line", { class: "grid", x1: LEFT, x2: WIDE - RIGHT, y1: y(tick), y2: y(tick) }),
      svg("text", { class: "tick", x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, told(tick)),
    ]),
    days(dates, steps).map(([step, text]) =>
      svg("text", { class: "tick", x: x(step), y: tall - 6, "text-anchor": step ? "end" : "start" }, text),
    ),
    lines.map((line) => svg("path", { class: `line ${line.mark || ""}`, d: path(line.points, x, y) })),
    ends.map(({ line, at, y: place }) => [
      svg("circle", { class: `end ${line.mark || ""}`, cx: x(at.step), cy: y(at.value), r: 4 }),
      svg("text", { class: `value ${line.mark || ""}`, x: x(at.step) + 8, y: place + 5 }, told(at.value)),
    ]),
  );
}

function path(points, x, y) {
  let pen = "M";
  return points
    .map((value, step) => {
      if (!Number.isFinite(value)) {
        pen = "M";
        return "";
      }
      const part = `${pen}${x(step).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
      return part;
    })
    .join("");
}

function lastOf(points) {
  for (let step = points.length - 1; step >= 0; step--)
    if (Number.isFinite(points[step])) return { step, value: points[step] };
  return null;
}

/** Places for texts at the ends of lines, at least so far apart. */
function apart(ends, y, least) {
  const placed = ends.map((end) => ({ ...end, y: y(end.at.value) })).sort((one, two) => one.y - two.y);
  for (let k = 1; k < placed.length; k++) placed[k].y = Math.max(placed[k].y, placed[k - 1].y + least);
  return placed;
}

/** Three to five round values on an axis. */
function ticks(low, high, ten, base) {
  if (ten) {
    const all = [];
    for (let power = -9; power < 30; power++) for (const head of [1, 2, 5]) all.push(base + power + Math.log10(head));
    return thin(all.filter((value) => value >= low - 1e-9 && value <= high + 1e-9));
  }
  const rough = (high - low) / 3,
    power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((head) => head * power).find((each) => each >= rough);
  const all = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + 1e-9; value += step)
    all.push(Math.abs(value) < 1e-12 ? 0 : value);
  return all;
}

function thin(all) {
  while (all.length > 5) all = all.filter((_, place) => place % 2 === 0);
  return all;
}

const days = (dates, steps) =>
  dates?.length > 1
    ? [
        [0, quarter(dates[0])],
        [steps, quarter(dates[Math.min(steps, dates.length - 1)])],
      ]
    : [];
