// Messages between seats.

import { others } from "./dealing.js";
import { el } from "./dom.js";

/** What was written, and the form for more. `draft`: {to, text}. */
export function messages(seen, seats, draft, allowed, on) {
  if (!allowed && !seen.messages?.length) return null;
  return el(
    "section",
    { class: "panel", id: "messages" },
    el("h2", {}, "Messages"),
    el(
      "ul",
      { class: "messages" },
      (seen.messages || [])
        .slice(-40)
        .map((each) =>
          el(
            "li",
            { class: each.from === seen.seat ? "mine" : "" },
            el(
              "small",
              {},
              `${each.from === seen.seat ? "you" : each.from} to ${each.to === null ? "all" : each.to === seen.seat ? "you" : each.to}, round ${each.round}`,
            ),
            el("p", {}, each.text),
          ),
        ),
    ),
    allowed
      ? el(
          "form",
          {
            class: "write",
            onsubmit: (event) => {
              event.preventDefault();
              on.message();
            },
          },
          el("label", { for: "message-to" }, "To"),
          el(
            "select",
            { id: "message-to", value: draft.to, onchange: ({ target }) => on.write({ ...draft, to: target.value }) },
            el("option", { value: "" }, "all"),
            others(seen, seats).map((name) => el("option", { value: name }, name)),
          ),
          el("label", { for: "message-text" }, "Message"),
          el("input", {
            id: "message-text",
            maxlength: 500,
            autocomplete: "off",
            value: draft.text,
            oninput: (event) => on.write({ ...draft, text: event.target.value }),
          }),
          el("button", { disabled: !draft.text.trim() }, "Send"),
        )
      : el("p", { class: "hint" }, "The host has switched messages off."),
  );
}
