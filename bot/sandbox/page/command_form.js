/** A command with its options, as one fills it in: suggestions come from the bot as one types. */

import { make, nameOf } from "./dom.js";
import { Listbox } from "./listbox.js";
import { refuse } from "./notices.js";

const PAUSE = 120; // milliseconds of silence after which the bot is asked for suggestions
const WHOLE = 4;
const YES_NO = 5;
const PERSON = 6;
const CHANNEL = 7;
const NUMBER = 10;

/** The slash commands by their full path, subcommands each for themselves. */
export function chatCommands(commands) {
  return commands.filter((one) => one.type === 1).flatMap((one) => paths(one, one.name));
}

function paths(node, path) {
  const options = node.options || [];
  const inner = options.filter((one) => one.type <= 2);
  if (inner.length) return inner.flatMap((one) => paths(one, `${path} ${one.name}`));
  return [{ path, description: node.description, options }];
}

/** The form of one command; `leave` is called once it was sent or given up. */
export class CommandForm {
  constructor(desk, command, rest, leave) {
    this.desk = desk;
    this.command = command;
    this.leave = leave;
    this.fields = command.options.map((option) => this.field(option));
    this.note = make("p.note", { id: "command-note" }, command.description);
    this.form = make(
      "div.command",
      { role: "group", "aria-label": `Command ${command.path}`, "aria-describedby": "command-note" },
      this.note,
      make("div.options", {}, make("span.mention", {}, `/${command.path}`), ...this.fields.map((one) => one.holder)),
      make(
        "div.actions",
        {},
        make("button.button.primary", { type: "button", click: () => this.send() }, "Send"),
        make("button.as-link", { type: "button", click: leave }, "Cancel"),
      ),
    );
    this.form.addEventListener("keydown", (event) => this.key(event));
    if (this.fields[0]) this.fields[0].input.value = rest;
  }

  begin() {
    const first = this.fields[0] ? this.fields[0].input : this.form.querySelector("button");
    first.focus();
    if (first.value) first.setSelectionRange?.(first.value.length, first.value.length);
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.leave();
    } else if (event.key === "Enter" && event.target.tagName !== "BUTTON" && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
  }

  field(option) {
    const input = this.input(option);
    const id = `option-${option.name}`;
    input.id = id;
    input.setAttribute("aria-describedby", `${id}-note`);
    if (option.required) input.setAttribute("aria-required", "true");
    const label = make("label", { for: id }, option.name);
    const note = make("span.sr", { id: `${id}-note` }, option.description);
    const holder = make("div.option", { title: option.description }, label, input, note);
    const field = { option, input, holder, picked: null };
    if (option.autocomplete) this.complete(field);
    input.addEventListener("focus", () => {
      this.note.textContent = option.description;
    });
    return field;
  }

  input(option) {
    const { scene } = this.desk;
    if (option.choices) return select(option, option.choices.map((one) => [one.name, one.value]));
    switch (option.type) {
      case YES_NO:
        return select(option, [["True", "true"], ["False", "false"]]);
      case PERSON:
        return select(option, [...scene.people.values()].map((user) => [nameOf(user), user.id]));
      case CHANNEL: {
        const all = [...scene.channels.values()].filter((one) => one.type !== 1);
        return select(option, all.map((one) => [`#${one.name}`, one.id]));
      }
      default:
        return make("input", { type: "text", autocomplete: "off", placeholder: option.required ? "" : "optional" });
    }
  }

  // Suggestions of the bot.

  complete(field) {
    const list = new Listbox(field.input, `Suggestions for ${field.option.name}`, (choice) => {
      field.picked = choice;
      field.input.value = choice.text;
    });
    field.holder.append(list.list);
    field.input.addEventListener("keydown", (event) => list.takes(event));
    field.input.addEventListener("blur", () => list.hide());
    field.input.addEventListener("focus", () => this.suggest(field, list));
    field.input.addEventListener("input", () => {
      field.picked = null;
      clearTimeout(field.timer);
      field.timer = setTimeout(() => this.suggest(field, list), PAUSE);
    });
  }

  async suggest(field, list) {
    const asked = field.input.value;
    const options = this.values();
    options[field.option.name] = asked;
    const body = {
      channel_id: this.desk.scene.open,
      command: this.command.path,
      options,
      focused: field.option.name,
    };
    const told = await this.desk.line.act("autocomplete", body).catch(() => ({ choices: [] }));
    if (field.input.value !== asked || document.activeElement !== field.input || field.picked) return;
    list.show(told.choices.map(({ name, value }) => ({ text: name, value })));
    if (asked) list.activate(-1); // Enter sends what was typed unless one goes down into the list
  }

  // Sending.

  values() {
    const filled = this.fields.filter((field) => field.input.value !== "");
    return Object.fromEntries(filled.map((field) => [field.option.name, valueOf(field)]));
  }

  async send() {
    const empty = this.fields.find(({ option, input }) => option.required && input.value === "");
    if (empty) {
      refuse(`${empty.option.name}: this option is required`);
      empty.input.focus();
      return;
    }
    const body = { channel_id: this.desk.scene.open, command: this.command.path, options: this.values() };
    if (this.sending) return;
    this.sending = true;
    if (await this.desk.use("command", body)) this.leave();
    this.sending = false;
  }
}

function select(option, choices) {
  const empty = make("option", { value: "" }, option.required ? "Choose" : "not set");
  return make("select", {}, empty, ...choices.map(([text, value]) => make("option", { value }, text)));
}

function valueOf({ option, input, picked }) {
  if (picked) return picked.value;
  switch (option.type) {
    case YES_NO:
      return input.value === "true";
    case WHOLE:
      return parseInt(input.value, 10);
    case NUMBER:
      return parseFloat(input.value);
    default:
      return input.value;
  }
}
