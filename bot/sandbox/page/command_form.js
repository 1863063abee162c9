/** A command with its options, as one fills it in; the bot suggests values as one types. */

import { act, attempt, showRefusal } from "./connection.js";
import { make, nameOf } from "./elements.js";
import { state, textChannels } from "./state.js";
import { Suggestions } from "./suggestions.js";

const PAUSE = 120; // milliseconds of silence after which the bot is asked for suggestions
const SLASH_COMMAND = 1;
const SUBCOMMANDS = [1, 2]; // a subcommand, a group of them
const YES_OR_NO = 5;
const CHANNEL = 7;

/** The slash commands by their full path, subcommands each for themselves. */
export function slashCommands() {
  return state.commands.filter((one) => one.type === SLASH_COMMAND).flatMap((one) => paths(one, one.name));
}

function paths({ description, options = [] }, path) {
  const inner = options.filter((one) => SUBCOMMANDS.includes(one.type));
  if (inner.length) return inner.flatMap((one) => paths(one, `${path} ${one.name}`));
  return [{ path, description, options }];
}

/** Use a command; says so if the bot does not respond. Gives whether it did. */
export function useCommand(kind, body) {
  return attempt(async () => {
    const done = await act(kind, { ...body, until: "acknowledged" });
    if (done.interaction.state === "failed") throw new Error(`${nameOf(state.bot)} did not respond in time`);
  });
}

/** The form of one command; `leave` is called once it was sent or given up. */
export class CommandForm {
  constructor(command, rest, leave) {
    this.command = command;
    this.leave = leave;
    this.sending = false;
    this.fields = command.options.map((option) => this.field(option));
    const sends = make("button.button.primary", { click: () => this.send() }, "Send");
    this.element = make(
      "div.command",
      { role: "group", "aria-label": `Command ${command.path}`, keydown: (event) => this.keyPressed(event) },
      make("p.quiet", {}, command.description),
      make("div.row", {}, make("span.mention", {}, `/${command.path}`), ...this.fields.map((one) => one.holder)),
      make("div.row", {}, sends, make("button.link", { click: leave }, "Cancel")),
    );
    if (this.fields.length) this.fields[0].input.value = rest;
  }

  begin() {
    this.element.querySelector("input, select, button").focus();
  }

  keyPressed(event) {
    const sends = event.key === "Enter" && event.target.tagName !== "BUTTON" && !event.isComposing;
    if (!sends && event.key !== "Escape") return;
    event.preventDefault();
    if (sends) this.send();
    else this.leave();
  }

  field(option) {
    const input = inputFor(option);
    const note = make("span.for-readers", { id: `${input.id}-note` }, option.description);
    const label = make("label", { for: input.id }, option.name);
    const holder = make("div.option", { title: option.description }, label, input, note);
    const field = { option, input, holder, picked: null };
    input.setAttribute("aria-describedby", note.id);
    input.setAttribute("aria-required", Boolean(option.required));
    if (option.autocomplete) this.complete(field);
    return field;
  }

  /** Let the bot suggest values for a field. */
  complete(field) {
    const { input } = field;
    const list = new Suggestions(input, `Suggestions for ${field.option.name}`, (choice) => {
      field.picked = choice;
      input.value = choice.text;
    });
    field.holder.append(list.list);
    input.addEventListener("keydown", (event) => list.takesKey(event));
    input.addEventListener("blur", () => list.hide());
    input.addEventListener("focus", () => this.suggest(field, list));
    input.addEventListener("input", () => {
      field.picked = null;
      clearTimeout(field.timer);
      field.timer = setTimeout(() => this.suggest(field, list), PAUSE);
    });
  }

  async suggest(field, list) {
    const typed = field.input.value;
    const options = { ...this.values(), [field.option.name]: typed };
    const given = await act("autocomplete", { ...this.body(), options, focused: field.option.name }).catch(() => null);
    const late = field.input.value !== typed || document.activeElement !== field.input || field.picked;
    if (!given || late) return;
    const choices = given.choices.map(({ name, value }) => ({ text: name, value }));
    list.show(choices, typed ? -1 : 0); // Enter sends what was typed unless one goes down into the list
  }

  values() {
    const filled = this.fields.filter((field) => field.input.value !== "");
    return Object.fromEntries(filled.map((field) => [field.option.name, valueOf(field)]));
  }

  body() {
    return { channel_id: state.openId, command: this.command.path, options: this.values() };
  }

  async send() {
    const empty = this.fields.find(({ option, input }) => option.required && input.value === "");
    if (empty) {
      showRefusal(`${empty.option.name}: this option is required`);
      empty.input.focus();
    } else if (!this.sending) {
      this.sending = true;
      if (await useCommand("command", this.body())) this.leave();
      this.sending = false;
    }
  }
}

function inputFor(option) {
  const id = `option-${option.name}`;
  const choices = choicesOf(option);
  if (!choices) return make("input", { id, autocomplete: "off", placeholder: option.required ? "" : "optional" });
  const first = make("option", { value: "" }, option.required ? "Choose" : "not set");
  return make("select", { id }, first, ...choices.map(([name, value]) => make("option", { value }, name)));
}

function choicesOf(option) {
  if (option.type === YES_OR_NO) return [["True", "true"], ["False", "false"]];
  if (option.type === CHANNEL) return textChannels().map((one) => [`#${one.name}`, one.id]);
  return option.choices?.map((one) => [one.name, one.value]);
}

function valueOf({ option, input, picked }) {
  if (option.type === YES_OR_NO) return input.value === "true";
  return picked ? picked.value : input.value;
}
