// A page is a function of what is known: build the whole tree, and `show` changes only what differs, so that whoever
// types or moves a slider keeps place and focus. Parts that come and go have an id, by which they are found again. Text is
// only ever text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";
const LIVE = new Set(["value", "checked", "disabled", "selected"]);
const given = new WeakMap();

/** An element; `on...` and the state of fields are properties, all else attributes; false and null are left out. */
export const el = (tag, attributes = {}, ...children) => build(document.createElement(tag), attributes, children);

/** The same for a drawing. */
export const svg = (tag, attributes = {}, ...children) =>
  build(document.createElementNS(SVG, tag), attributes, children);

function build(node, attributes, children) {
  const properties = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function" || LIVE.has(name)) properties[name] = value;
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value === true ? "" : value);
  }
  node.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && child !== false && child !== ""),
  );
  given.set(node, properties);
  Object.assign(node, properties);
  return node;
}

/** Makes the children of `place` equal to the tree. */
export function show(place, ...tree) {
  const fresh = document.createElement("div");
  fresh.append(...tree.flat(Infinity).filter(Boolean));
  children(place, fresh);
}

function children(old, fresh) {
  // What has a name and is gone leaves first: whatever is moved would lose its focus.
  const names = new Set([...fresh.children].map((each) => each.id));
  for (const each of [...old.children]) if (each.id && !names.has(each.id)) each.remove();
  let here = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const named = child.id && [...old.children].find((each) => each.id === child.id);
    if (named && named !== here) old.insertBefore(named, here);
    const match = named || here;
    if (match && alike(match, child)) {
      here = match.nextSibling;
      change(match, child);
    } else old.insertBefore(child, here);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

const alike = (old, fresh) => old.nodeName === fresh.nodeName && (old.id || "") === (fresh.id || "");

function change(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  // Whoever opened a part of the page keeps it open.
  const stays = (name) => name === "open" && old.nodeName === "DETAILS";
  for (const { name, value } of [...fresh.attributes])
    if (!stays(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!stays(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  children(old, fresh);
  const [was, now] = [given.get(old) || {}, given.get(fresh) || {}];
  for (const name of Object.keys(was)) if (!(name in now)) old[name] = LIVE.has(name) ? false : null;
  for (const [name, value] of Object.entries(now)) if (old[name] !== value) old[name] = value;
  given.set(old, now);
}

/** A question that must be answered before something that cannot be undone. */
export function sure(question, yes) {
  const box = el(
    "dialog",
    { "aria-labelledby": "asked", onclose: () => box.remove() },
    el("p", { id: "asked" }, question),
    el(
      "div",
      { class: "row" },
      el(
        "button",
        {
          type: "button",
          class: "main",
          onclick: () => {
            box.close();
            yes();
          },
        },
        "Yes",
      ),
      el("button", { type: "button", onclick: () => box.close() }, "No, go back"),
    ),
  );
  document.body.append(box);
  box.showModal();
}
