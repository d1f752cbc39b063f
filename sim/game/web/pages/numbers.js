// Numbers in plain words, in the manner of the project: a space before %, commas between thousands.

const SPACE = "\u00a0";

/** A number with so many figures that count. */
export function figures(value, count = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const digits = value === 0 ? 0 : Math.max(0, count - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-9));
  return (value || 0).toLocaleString("en-GB", { maximumFractionDigits: Math.min(digits, 6) }).replace("-", "−");
}

export const percent = (share) => (Number.isFinite(share) ? `${figures(100 * share)}${SPACE}%` : "–");
export const money = (value) => `${figures(value)}${SPACE}bn${SPACE}USD`;
export const signed = (value, tell = figures) => (value > 0 ? `+${tell(value)}` : tell(value));

/** Trust, as the kit and the view tell it: of 100. */
export const hundredths = (share) => figures(100 * share);

/** Powers of ten in plain words: 1 is "10 times". */
export function times(oom) {
  const factor = 10 ** oom;
  if (!Number.isFinite(factor)) return "–";
  if (factor >= 1e6) return `${figures(factor / 1e6)} million times`;
  return `${figures(factor, factor < 100 ? 2 : 1)} times`;
}

/** How much better or worse than you, in plain words. */
export function besideYou(oom) {
  if (Math.abs(oom) < 0.02) return "as good as yours";
  return oom > 0 ? `${times(oom)} yours` : `${figures(100 * 10 ** oom)}${SPACE}% of yours`;
}

/** Seconds as 4:05. */
export function clock(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

/** The quarter of a day, "2027 Q1". */
export const quarter = (date) => `${date.slice(0, 4)} Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;

/** The quarters from a day to the eve of another, "2027 Q1 to Q2". */
export function quarters(date, until) {
  const eve = new Date(Date.parse(until) - 864e5).toISOString();
  const [first, last] = [quarter(date), quarter(eve)];
  if (first === last) return first;
  return `${first} to ${first.slice(0, 4) === last.slice(0, 4) ? last.slice(5) : last}`;
}

/** How many quarters a round takes: from `date` to `until`. */
export const quartersIn = ({ date, until }) => Math.round((Date.parse(until) - Date.parse(date)) / (864e5 * 91.3));

/** "a, b and c". */
export const list = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
