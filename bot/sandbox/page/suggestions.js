/** A list of suggestions over a field; arrows, Enter, Tab and Escape work as in a combobox. */

import { make } from "./elements.js";

let lists = 0;

/** Choices are `{text, note}` with whatever else `onPick` needs; the field keeps the focus. */
export class Suggestions {
  /**
   * @param {HTMLElement} field what the choices are for
   * @param {string} label what a screen reader calls the list
   * @param {Function} onPick gets the choice that was picked
   */
  constructor(field, label, onPick) {
    lists += 1;
    this.field = field;
    this.onPick = onPick;
    this.choices = [];
    this.active = -1;
    this.list = make("ul.suggestions", { id: `list-${lists}`, role: "listbox", "aria-label": label, hidden: true });
    // A box of several lines may not call itself a combobox; it still tells which choice is active.
    if (field.tagName === "INPUT") field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
  }

  /** Show choices; `active` is the one that Enter picks, -1 for none. */
  show(choices, active = 0) {
    this.choices = choices;
    this.list.replaceChildren(...choices.map((choice, number) => this.item(choice, number)));
    this.list.hidden = !choices.length;
    if (this.field.role === "combobox") this.field.setAttribute("aria-expanded", !this.list.hidden);
    this.activate(active);
  }

  hide() {
    this.show([]);
  }

  item({ text, note }, number) {
    const given = {
      id: `${this.list.id}-${number}`,
      role: "option",
      // The field must not lose the focus to a list that it controls.
      pointerdown: (event) => event.preventDefault(),
      click: () => this.pick(number),
    };
    return make("li", given, make("span", {}, text), note ? make("span.quiet", {}, note) : null);
  }

  activate(number) {
    this.active = number;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", at === number));
    const item = this.list.children[number];
    this.field.setAttribute("aria-activedescendant", item ? item.id : "");
    item?.scrollIntoView({ block: "nearest" });
  }

  pick(number) {
    const choice = this.choices[number];
    this.hide();
    this.onPick(choice);
  }

  /** Handle a key of the field; whether it was for the list. */
  takesKey(event) {
    const count = this.choices.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const picks = ["Enter", "Tab"].includes(event.key) && !event.shiftKey && this.active >= 0;
    if (!count || event.isComposing) return false;
    if (step) this.activate((Math.max(this.active, -step) + step + count) % count);
    else if (picks) this.pick(this.active);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
