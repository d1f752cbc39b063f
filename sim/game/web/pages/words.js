// The words that all pages share. They are those of the view and of the glossary (docs/explanation/glossary.md): a test
// compares them.

export const TIERS = {
  closed: ["closed", "A product only: others can use it, but learn almost nothing of how it is made."],
  access: ["paid access", "Developers can build on it through a paid interface; the weights stay secret."],
  licensed: [
    "licensed weights",
    "The weights can be downloaded, under a licence that forbids some uses or asks a fee.",
  ],
  open: ["open", "Weights and methods are published: anybody may use, change and build on them."],
};
export const ORDER = Object.keys(TIERS);

export const KINDS = {
  firm: ["firm", "A company that sells AI: it wants profit."],
  nation: ["state", "A government: it wants security and its people's welfare, and can fund and regulate."],
  lab: ["public lab", "A university or public institute: it wants standing from what it finds and publishes."],
};

/** What counts for whoever has a seat of this kind. */
export const WANTS = {
  firm: "You want profit: what users, customers and licences bring you, less what you spend, harm that you cause, interest and tax.",
  nation:
    "You want security and welfare: to be ahead of the best foreign rival, firms at home that earn, and people who gain from AI, less what you spend.",
  lab: "You want standing: everything that you find and publish counts, and so do grants, less what you spend. What you keep secret brings you none.",
};

export const STRATEGIES = {
  hoard: ["always hoards", "It keeps what it knows to itself, whatever others do."],
  share: ["always shares", "It shares what it knows, whatever others do."],
  "tit-for-tat": ["tit for tat", "It shares as long as its partners share, and hoards when they hoard."],
  "generous-tit-for-tat": ["generous tit for tat", "As tit for tat, but it forgives now and then."],
  "win-stay-lose-shift": [
    "win: stay, lose: shift",
    "It keeps its choice while partners are fair, and changes it when they are not.",
  ],
  grim: ["grim", "It shares until it is let down once, and never again."],
  "best-reply": [
    "weighs its gain",
    "It shares when it expects to gain by sharing, given what others do; it errs now and then.",
  ],
  imitate: ["imitates", "It copies the choice of whoever did best."],
  "roth-erev": ["learns by reward", "It repeats what paid well before (Roth and Erev 1995)."],
  "experience-weighted": [
    "learns from what was and might have been",
    "It repeats what paid, or would have paid, well (Camerer and Ho 1999).",
  ],
  "national-security": [
    "national security first",
    "It shares only while it feels safe from foreign rivals (Jervis 1978).",
  ],
  complement: ["shares what sells its other goods", "It shares where what it sells beside AI gains from it."],
};

export const ABOUT = {
  effort: "What you spend against what you planned to: 1 is your plan, 2 twice as much.",
  care: "Share of your research that goes into making what you have safe, from 0 to 1. It costs speed.",
  trust: "How far you trust it, from 0 (not at all) to 100 (fully).",
  reputation: "How far those who deal with it trust it on average, from 0 to 100.",
  capability: "How good its AI is, as effective compute.",
  payoff: "What you got of what you want.",
};

export const tier = (name) => TIERS[name]?.[0] ?? name;
export const kind = (name) => KINDS[name]?.[0] ?? name;

/** What a seat is: of a firm, whether it leads; of others, their kind. */
export const role = (seat) => (seat.kind === "firm" && seat.role) || kind(seat.kind);
export const strategy = (name) => STRATEGIES[name]?.[0] ?? name;
