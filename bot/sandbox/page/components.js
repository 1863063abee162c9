/** Components as Discord shows them: containers, texts, sections, separators, buttons, selects. */

import { drawing, make } from "./dom.js";
import { drawn, webAddress } from "./markdown_view.js";

const LOOKS = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

/**
 * One component with all that is inside it.
 *
 * @param {Object} component in Discord's JSON
 * @param {Object} names who an id stands for, see `markdown_view.js`
 * @param {{press: Function, choose: Function}|null} acts what a press does; null draws a picture
 */
export function component(component_, names, acts) {
  const draw = DRAWERS[component_.type];
  return draw ? draw(component_, names, acts) : unknown(component_);
}

function unknown({ type }) {
  return make("p.left-out", {}, `A component of type ${type}, which this page does not show.`);
}

function inside(list, names, acts) {
  return (list || []).map((one) => component(one, names, acts));
}

function container(given, names, acts) {
  const made = make("div.container", {}, ...inside(given.components, names, acts));
  if (given.accent_color !== null && given.accent_color !== undefined) {
    made.classList.add("accented");
    made.style.setProperty("--accent", `#${given.accent_color.toString(16).padStart(6, "0")}`);
  }
  return made;
}

function row(given, names, acts) {
  return make("div.row", {}, ...inside(given.components, names, acts));
}

function textDisplay(given, names) {
  return make("div.text", {}, ...drawn(given.content, names));
}

function section(given, names, acts) {
  const texts = make("div.section-texts", {}, ...inside(given.components, names, acts));
  return make("div.section", {}, texts, ...inside([given.accessory].filter(Boolean), names, acts));
}

function separator(given) {
  const made = make("div.separator", { role: given.divider === false ? null : "separator" });
  made.classList.toggle("plain", given.divider === false);
  made.classList.toggle("wide", given.spacing === 2);
  return made;
}

function emojiOf(given) {
  const emoji = given.emoji;
  if (!emoji) return null;
  return make("span.emoji", {}, emoji.id ? `:${emoji.name}:` : emoji.name);
}

function button(given, names, acts) {
  if (given.style === 5) return linkButton(given);
  const made = make(
    `button.button.${LOOKS[given.style] || "secondary"}`,
    {
      type: "button",
      disabled: Boolean(given.disabled),
      "aria-label": given.label ? null : spoken(given.emoji),
      dataset: { part: given.custom_id },
    },
    emojiOf(given),
    given.label ? make("span", {}, given.label) : null,
  );
  if (acts) made.addEventListener("click", () => acts.press(given, made));
  return made;
}

/** What a screen reader says of a button that shows an emoji alone. */
function spoken(emoji) {
  const known = { "\u{1F44D}": "Thumbs up", "\u{1F44E}": "Thumbs down" };
  return emoji ? known[emoji.name] || emoji.name : "Button";
}

function linkButton(given) {
  const url = given.disabled ? null : webAddress(given.url || "");
  const shown = [emojiOf(given), given.label || "", drawing("outside")];
  if (!url) return make("span.button.link", { "aria-disabled": "true" }, ...shown);
  const where = { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url };
  return make("a.button.link", where, ...shown);
}

function select(given, names, acts) {
  const chosen = given.options.filter((option) => option.default).map((option) => option.label);
  const made = make(
    "button.select",
    {
      type: "button",
      disabled: Boolean(given.disabled),
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      dataset: { part: given.custom_id },
    },
    make("span", {}, chosen.join(", ") || given.placeholder || "Make a selection"),
    drawing("down"),
  );
  if (acts) made.addEventListener("click", () => acts.choose(given, made));
  return made;
}

const DRAWERS = {
  1: row,
  2: button,
  3: select,
  9: section,
  10: textDisplay,
  14: separator,
  17: container,
};
