/** A form that the bot opens, as a dialog. */

import { make } from "./elements.js";

const LABEL = 18;
const SELECT = 3;
const PARAGRAPH = 2;

/**
 * Show a form until it is sent or closed; then the focus goes back to where it was.
 *
 * @param {Object} modal in Discord's JSON
 * @param {Function} send gets the values by custom_id; throws with the reason of a refusal
 */
export function openDialog(modal, send) {
  const fields = modal.components.map((one, number) => field(one, `field-${number}`));
  const refusal = make("p.refusal", { role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    refusal.textContent = "";
    try {
      const filled = fields.filter((one) => one.name);
      await send(Object.fromEntries(filled.map(({ name, value }) => [name, value()])));
      dialog.close();
    } catch (refused) {
      refusal.textContent = refused.message;
    }
  };
  const title = make("h2", { id: "dialog-title" }, modal.title);
  const sends = make("button.button.primary", { type: "submit" }, "Submit");
  const cancels = make("button.button.secondary", { click: () => dialog.close() }, "Cancel");
  const holders = fields.map((one) => one.holder);
  const form = make("form", { novalidate: "", submit }, title, ...holders, refusal, make("div.row", {}, sends, cancels));
  const dialog = make("dialog", { "aria-labelledby": "dialog-title", close: () => dialog.remove() }, form);
  document.body.append(dialog);
  dialog.showModal();
}

/** A labelled field: its element, its custom_id and what is filled in. */
function field({ type, label, description, component }, id) {
  if (type !== LABEL) return { holder: make("p.quiet", {}, `A field of type ${type}, which this page does not show.`) };
  const input = component.type === SELECT ? select(component, id) : textInput(component, id);
  input.setAttribute("aria-required", component.required !== false);
  input.setAttribute("aria-describedby", `${id}-note`);
  const star = component.required === false ? null : make("span", { "aria-hidden": "true" }, " *");
  const note = make("small.quiet", { id: `${id}-note` }, description || "");
  const holder = make("div.field", {}, make("label", { for: id }, label, star), note, input);
  const chosen = () => [...input.selectedOptions].map((one) => one.value).filter(Boolean);
  return { holder, name: component.custom_id, value: component.type === SELECT ? chosen : () => input.value };
}

function textInput(given, id) {
  const input = make(given.style === PARAGRAPH ? "textarea" : "input", { id, maxlength: given.max_length || 4000 });
  input.value = given.value || "";
  return input;
}

function select(given, id) {
  const multiple = (given.max_values ?? 1) > 1;
  const first = multiple ? null : make("option", { value: "" }, "Make a selection");
  const options = given.options.map((one) => make("option", { value: one.value, title: one.description }, one.label));
  return make("select", { id, multiple }, first, ...options);
}

