/** A list of choices under or over a field; arrows, Enter, Tab and Escape work as in a combobox. */

import { make } from "./dom.js";

let made = 0;

/** Choices are `{value, text, note, chosen}`; the field keeps the focus while the list is open. */
export class Listbox {
  /**
   * @param {HTMLElement} field what the choices are for
   * @param {string} label what a screen reader calls the list
   * @param {Function} onPick gets the choice that was picked
   */
  constructor(field, label, onPick) {
    made += 1;
    this.field = field;
    this.onPick = onPick;
    this.choices = [];
    this.at = 0;
    this.list = make("ul.listbox", { id: `list-${made}`, role: "listbox", "aria-label": label, hidden: true });
    // A box of several lines may not call itself a combobox; it still tells which choice is active.
    this.oneLine = field.tagName === "INPUT";
    if (this.oneLine) field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    if (this.oneLine) field.setAttribute("aria-expanded", "false");
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Show choices, the first of them active; none hides the list. */
  show(choices) {
    this.choices = choices;
    this.list.replaceChildren(...choices.map((choice, number) => this.item(choice, number)));
    this.list.hidden = !choices.length;
    if (this.oneLine) this.field.setAttribute("aria-expanded", String(this.isOpen));
    this.activate(0);
  }

  item(choice, number) {
    return make(
      "li",
      {
        id: `${this.list.id}-${number}`,
        role: "option",
        "aria-selected": "false",
        // The field must not lose the focus to a list that it controls.
        pointerdown: (event) => event.preventDefault(),
        click: () => this.pick(number),
      },
      make("span.choice", {}, choice.text),
      choice.note ? make("span.note", {}, choice.note) : null,
    );
  }

  activate(number) {
    this.at = number;
    [...this.list.children].forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === number));
    });
    const active = this.isOpen ? this.list.children[number] : null;
    if (active) {
      this.field.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  pick(number = this.at) {
    const choice = this.choices[number];
    this.hide();
    if (choice) this.onPick(choice);
  }

  hide() {
    this.show([]);
  }

  /** Handle a key of the field; whether it was for the list. */
  takes(event) {
    if (!this.isOpen || event.isComposing) return false;
    const last = this.choices.length - 1;
    switch (event.key) {
      case "ArrowDown":
        this.activate(this.at < last ? this.at + 1 : 0);
        break;
      case "ArrowUp":
        this.activate(this.at > 0 ? this.at - 1 : last);
        break;
      case "Enter":
      case "Tab":
        if (event.shiftKey || this.at < 0) return false;
        this.pick();
        break;
      case "Escape":
        this.hide();
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
