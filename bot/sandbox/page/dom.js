/** Elements are built here and nowhere else: text is always text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

/** The drawings of the page, as paths in a square of 24. */
const DRAWINGS = {
  reply: "M10 9V5l-7 7 7 7v-4.1c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z",
  more: "M5 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  eye: "M12 5C7 5 2.7 8.1 1 12c1.7 3.9 6 7 11 7s9.300-3.1 11-7c-1.700-3.900-6-7-11-7zm0 11.500a4.500 4.500 0 1 1 0-9 4.500 4.500 0 0 1 0 9zm0-2.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  outside: "M14 3v2h3.600l-9.800 9.800 1.400 1.400L19 6.400V10h2V3h-7zM5 5h5V3H5a2 2 0 0 0-2 2v14c0 1.100.9 2 2 2h14a2 2 0 0 0 2-2v-5h-2v5H5V5z",
  down: "M7.400 8.600 12 13.200l4.600-4.600L18 10l-6 6-6-6z",
};

/**
 * An element with its properties and children.
 *
 * @param {string} tag its name, with classes after dots: `button.primary`
 * @param {Object} [given] attributes; functions become listeners, null and false are left out
 * @param {...(Node|string|null)} children what is inside; strings become text
 */
export function make(tag, given = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const made = document.createElement(name);
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else if (key === "dataset") Object.assign(made.dataset, value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

/** One of the page's drawings; it says nothing to a screen reader. */
export function drawing(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "drawing");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

/** The element of this id, which index.html holds. */
export function byId(id) {
  return document.getElementById(id);
}

/** A person's sign: a round with their first letter, in a colour that stays theirs. */
export function avatar(user, small = false) {
  const shown = nameOf(user);
  const tone = [...user.username].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  const made = make("span.avatar", { "aria-hidden": "true" }, [...shown][0].toUpperCase());
  made.classList.add(user.bot ? "tone-bot" : `tone-${tone}`);
  if (small) made.classList.add("small");
  return made;
}

/** What people read as a user's name. */
export function nameOf(user) {
  return user.global_name || user.username;
}
