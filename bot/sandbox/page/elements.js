/** Builds the page's elements: text is always text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

/** The page's drawings, as paths in a square of 24. */
const DRAWINGS = {
  eye: "M12 5C7 5 2.7 8.1 1 12c1.7 3.9 6 7 11 7s9.3-3.1 11-7c-1.7-3.9-6-7-11-7zm0 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8z",
  more: "M5 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  reply: "M10 9V5l-7 7 7 7v-4.1c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z",
  thumb: "M2 10h4v11H2zm6 0 5-8c2 0 3 1 2.5 3l-1 4H20c1.5 0 2 1 1.7 2.300l-1.9 8c-.3 1.1-1.1 1.7-2.3 1.700H8z",
};

/**
 * An element with its attributes and children.
 *
 * @param {string} tag its name, with classes after dots: `button.primary`
 * @param {Object} [given] attributes; functions become listeners, null and false are left out;
 *   a button that does not say its `type` submits nothing
 * @param {...(Node|string|null)} children what is inside; strings become text
 */
export function make(tag, given = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const made = document.createElement(name);
  made.classList.add(...classes);
  if (name === "button") made.type = "button";
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null));
  return made;
}

/** One of the page's drawings; it says nothing to a screen reader. */
export function drawing(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `drawing ${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

/** The element of this id, which the HTML file holds. */
export function byId(id) {
  return document.getElementById(id);
}

/** What people read as a user's name. */
export function nameOf(user) {
  return user.global_name || user.username;
}

/** A round with a user's first letter, in a colour that stays theirs. */
export function avatar(user) {
  const made = make("span.avatar", { "aria-hidden": "true" }, [...nameOf(user)][0].toUpperCase());
  const sum = [...user.username].reduce((total, letter) => total + letter.codePointAt(0), 0);
  made.style.setProperty("--hue", user.bot ? 235 : (sum * 67) % 360);
  return made;
}


/** The time of day. */
export function clockTime(date) {
  return date.toLocaleTimeString("en", { timeStyle: "short" });
}
