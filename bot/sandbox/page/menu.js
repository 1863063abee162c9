/** Menus that open on a press: a message's own, and the choices of a select. */

import { make } from "./dom.js";

let close = () => {};

/**
 * Open a menu beside an element; the focus goes into it and comes back.
 *
 * @param {HTMLElement} anchor what it belongs to
 * @param {string} label what a screen reader calls it
 * @param {Array<{text: string, run: Function, group?: string, danger?: boolean}>} items
 * @param {{x: number, y: number}} [at] where a pointer asked for it
 */
export function openMenu(anchor, label, items, at = null) {
  close();
  const menu = make("div.menu", { role: "menu", "aria-label": label, popover: "manual" });
  let group = items[0] && items[0].group;
  for (const item of items) {
    if (item.group !== group) menu.append(make("hr", { role: "separator" }));
    group = item.group;
    menu.append(menuItem(item));
  }
  show(menu, anchor, at);
}

function menuItem({ text, run, danger }) {
  const press = () => {
    close(true);
    run();
  };
  const made = make("button", { type: "button", role: "menuitem", tabindex: "-1", click: press }, text);
  made.classList.toggle("danger", Boolean(danger));
  return made;
}

/**
 * Open the options of a select; picking enough of them sends them.
 *
 * @param {HTMLElement} anchor the select's button
 * @param {Object} given the select in Discord's JSON
 * @param {Function} send gets the values chosen
 */
export function openOptions(anchor, given, send) {
  close();
  const many = (given.max_values ?? 1) > 1;
  const chosen = new Set(given.options.filter((one) => one.default).map((one) => one.value));
  const list = make("div.menu", {
    role: "listbox",
    popover: "manual",
    "aria-label": given.placeholder || "Options",
    "aria-multiselectable": String(many),
  });
  const finish = () => {
    close(true);
    send([...chosen]);
  };
  for (const one of given.options) list.append(option(one, chosen, many, finish));
  if (many) list.append(make("button.done", { type: "button", tabindex: "-1", click: finish }, "Done"));
  list.style.minWidth = `${anchor.offsetWidth}px`;
  show(list, anchor, null);
}

function option(given, chosen, many, finish) {
  const press = () => {
    if (!many) {
      chosen.clear();
      chosen.add(given.value);
      finish();
      return;
    }
    if (!chosen.delete(given.value)) chosen.add(given.value);
    made.setAttribute("aria-selected", String(chosen.has(given.value)));
  };
  const made = make(
    "button",
    {
      type: "button",
      role: "option",
      tabindex: "-1",
      "aria-selected": String(chosen.has(given.value)),
      click: press,
    },
    make("span.choice", {}, given.label),
    given.description ? make("span.note", {}, given.description) : null,
  );
  return made;
}

function show(menu, anchor, at) {
  document.querySelector("main").append(menu);
  menu.showPopover();
  place(menu, anchor, at);
  anchor.setAttribute("aria-expanded", "true");
  const outside = (event) => {
    if (!menu.contains(event.target)) close();
  };
  document.addEventListener("pointerdown", outside, true);
  close = (back = false) => {
    document.removeEventListener("pointerdown", outside, true);
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
    if (back && anchor.isConnected) anchor.focus();
    close = () => {};
  };
  menu.addEventListener("keydown", (event) => keys(event, menu));
  menu.querySelector("button")?.focus();
}

function keys(event, menu) {
  const items = [...menu.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  const to = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at + items.length - 1) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (to !== undefined) items[to].focus();
  else if (event.key === "Escape" || event.key === "Tab") close(true);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Beside the pointer or the anchor, and always whole on the screen. */
function place(menu, anchor, at) {
  const box = anchor.getBoundingClientRect();
  const [x, y] = at ? [at.x, at.y] : [box.left, box.bottom + 4];
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  const above = (at ? y : box.top - 4) - height;
  const top = y + height + 8 > innerHeight && above > 8 ? above : y;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
}
