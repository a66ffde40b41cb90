// The right label of a sentence, from somebody who knows: kept by the service for the next training.

import { post } from "./api.js";
import { LABELS, nameOf } from "./labels.js";
import { hide as hideTip } from "./tip.js";

const SOURCE = "sendgate-source";
const $ = (id) => document.getElementById(id);
const dialog = $("correction");
const form = dialog.querySelector("form");
let current; // what is being corrected

for (const [label, { name, does, critical }] of Object.entries(LABELS)) {
  const choice = document.createElement("label");
  choice.dataset.topic = label;
  const radio = Object.assign(document.createElement("input"), { type: "radio", name: "label", value: label });
  const [called, meaning] = [document.createElement("b"), document.createElement("small")];
  called.textContent = name;
  meaning.textContent = critical ? `${does} – critical` : does;
  choice.append(radio, called, meaning);
  $("choices").append(choice);
}

/** Lets a person say what the sentence of `element` in `message` does; `say` announces what came of it. */
export function openCorrection(element, message, say) {
  hideTip();
  current = { element, message, say };
  const { topic, corrected } = element.dataset;
  $("corrected").textContent = element.firstChild.textContent.trim();
  $("source").value = sessionStorage.getItem(SOURCE) ?? "";
  $("correction-problem").hidden = true;
  form.elements.label.value = corrected ?? topic;
  dialog.showModal();
  form.querySelector("input:checked").focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { element, message, say } = current;
  const label = form.elements.label.value;
  const source = $("source").value.trim();
  const { field, start, end } = element.dataset;
  try {
    const sentences = [{ field, start: Number(start), end: Number(end), label }];
    await post("/v1/corrections", { ...message, sentences, source });
  } catch (error) {
    $("correction-problem").textContent = error.message;
    $("correction-problem").hidden = false;
    return;
  }
  sessionStorage.setItem(SOURCE, source);
  element.dataset.corrected = label;
  element.querySelector(".unseen").textContent = ` (corrected to ${nameOf(label)})`;
  dialog.close();
  say(`Kept: ${nameOf(label)}. Thank you.`);
});

$("cancel").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close()); // beside it
