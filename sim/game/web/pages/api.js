// What the pages ask of the server, and what they keep in the browser.

const SOONEST = 1000,
  FIRST_WAIT = 1000,
  LONGEST_WAIT = 15000,
  LONGEST_ANSWER = 45000;

/** The server said no; the message is its sentence. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** Ask once. Rejects with `Refused` if the server says no, with another error if there is no server. */
export async function ask(path, token, body) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const options = { headers, cache: "no-store", signal: AbortSignal.timeout(LONGEST_ANSWER) };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(path, options);
  if (answer.status === 204) return null;
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
  if (!answer.ok) throw new Refused(answer.status, told?.error || `The server answered ${answer.status}.`);
  return told;
}

/**
 * Hear everything new from `path`, for ever. When the server is not there it asks again, less and less often, and at once
 * when the network or the page comes back.
 */
export async function follow(path, token, { news, connected, refused }) {
  let version = null,
    wait = FIRST_WAIT;
  for (;;) {
    const began = performance.now();
    try {
      const told = await ask(version === null ? path : `${path}?since=${encodeURIComponent(version)}`, token);
      connected(true);
      wait = FIRST_WAIT;
      if (told) {
        version = told.version;
        news(told);
      }
      await pause(SOONEST - (performance.now() - began));
    } catch (error) {
      if (error instanceof Refused && [401, 403].includes(error.status)) return refused(error.message);
      connected(false);
      await pause(wait);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }
}

/** The debrief of a game that is over, when the server has reckoned it: `hear(story, "")`, or `hear(null, why not)`. */
export const afterwards = (token, hear) =>
  patiently("/api/debrief", token).then(
    (story) => hear(story, ""),
    (error) => hear(null, error.message),
  );

async function patiently(path, token) {
  for (;;) {
    try {
      return await ask(path, token);
    } catch (error) {
      if (error instanceof Refused && [401, 403, 404].includes(error.status)) throw error;
      await pause(3 * FIRST_WAIT);
    }
  }
}

function pause(milliseconds) {
  return new Promise((go) => {
    const on = new AbortController();
    const done = () => {
      clearTimeout(timer);
      on.abort();
      go();
    };
    const timer = setTimeout(done, Math.max(0, milliseconds));
    window.addEventListener("online", done, { signal: on.signal });
    document.addEventListener("visibilitychange", () => document.hidden || done(), { signal: on.signal });
  });
}

/** What the link says after its #, such as {code: "..."}; a fragment is never sent to a server. */
export const fragment = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

/**
 * The right to a page ("host", "screen" or "seat"): from the link, or kept from before. A tab keeps its own, so that two tabs
 * can be two seats; the browser keeps the last one, for a phone that was put away.
 */
export function rightTo(role) {
  const { token } = fragment();
  if (token) {
    keepRight(role, token);
    history.replaceState(null, "", location.pathname);
  }
  return read(sessionStorage, `hoardshare.${role}`) || read(localStorage, `hoardshare.${role}`);
}

export function keepRight(role, token) {
  write(sessionStorage, `hoardshare.${role}`, token);
  write(localStorage, `hoardshare.${role}`, token);
}

export function dropRight(role) {
  const held = read(sessionStorage, `hoardshare.${role}`);
  write(sessionStorage, `hoardshare.${role}`, null);
  if (!held || read(localStorage, `hoardshare.${role}`) === held) write(localStorage, `hoardshare.${role}`, null);
}

/** Something that survives a reload, as JSON; null if there is none, or the browser keeps nothing. */
export function recall(name) {
  try {
    return JSON.parse(read(localStorage, `hoardshare.${name}`));
  } catch {
    return null;
  }
}

export const remember = (name, value) => write(localStorage, `hoardshare.${name}`, JSON.stringify(value));

function read(store, name) {
  try {
    return store.getItem(name);
  } catch {
    return null;
  }
}

function write(store, name, text) {
  try {
    if (text === null) store.removeItem(name);
    else store.setItem(name, text);
  } catch {
    // A browser that keeps nothing plays all the same, until it is closed.
  }
}
