/** Forms that the bot opens, as dialogs. */

import { make } from "./dom.js";
import { drawn } from "./markdown_view.js";

const PARAGRAPH = 2;

/**
 * Show a form until it is sent or closed.
 *
 * @param {Object} modal in Discord's JSON
 * @param {Object} names who an id stands for
 * @param {Function} send gets the values by custom_id; throws with the reason of a refusal
 */
export function openModal(modal, names, send) {
  const back = document.activeElement;
  const fields = [];
  const fault = make("p.refusal", { role: "alert" });
  const cancel = make("button.button.secondary", { type: "button" }, "Cancel");
  const form = make(
    "form",
    { novalidate: true },
    make("h2", { id: "modal-title" }, modal.title),
    ...modal.components.map((one) => part(one, names, fields)),
    fault,
    make("div.actions", {}, cancel, make("button.button.primary", { type: "submit" }, "Submit")),
  );
  const dialog = make("dialog.modal", { "aria-labelledby": "modal-title" }, form);
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back && back.isConnected) back.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    try {
      await send(Object.fromEntries(fields.map(({ id, value }) => [id, value()])));
      dialog.close();
    } catch (refused) {
      fault.textContent = refused.message;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
}

function part(given, names, fields) {
  if (given.type === 10) return make("div.text", {}, ...drawn(given.content, names));
  if (given.type === 18) return labelled(given.component, given.label, given.description, fields);
  if (given.type === 1) {
    return given.components.map((field) => labelled(field, field.label, null, fields));
  }
  return make("p.left-out", {}, `A field of type ${given.type}, which this page does not show.`);
}

function labelled(field, label, description, fields) {
  const id = `field-${fields.length}`;
  const needed = field.required !== false;
  const note = description ? make("small.note", { id: `${id}-note` }, description) : null;
  const input = field.type === 3 ? choice(field, id) : text(field, id);
  input.setAttribute("aria-required", String(needed));
  if (note) input.setAttribute("aria-describedby", note.id);
  fields.push({ id: field.custom_id, value: () => valueOf(input) });
  const star = needed ? make("span.star", { "aria-hidden": "true" }, " *") : null;
  return make("div.field", {}, make("label", { for: id }, label, star), note, input);
}

function text(field, id) {
  const given = { id, placeholder: field.placeholder || null, maxlength: field.max_length || 4000 };
  const long = field.style === PARAGRAPH;
  const input = make(long ? "textarea" : "input", long ? { ...given, rows: 5 } : given);
  input.value = field.value || "";
  return input;
}

function choice(field, id) {
  const options = field.options.map((one) =>
    make("option", { value: one.value, selected: Boolean(one.default) }, one.label),
  );
  const many = (field.max_values ?? 1) > 1;
  const first = make("option", { value: "" }, field.placeholder || "Make a selection");
  return make("select", { id, multiple: many }, many ? null : first, ...options);
}

function valueOf(input) {
  if (input.tagName !== "SELECT") return input.value;
  return [...input.selectedOptions].map((one) => one.value).filter(Boolean);
}
