// What a sentence does, beside it while it is pointed at or has the focus. Escape puts it away.

import { LABELS, nameOf, percent } from "./labels.js";

const tip = document.getElementById("tip");
const GAP = 6; // pixels between a sentence and its tip
let of; // the sentence that it is about

export function install(area) {
  area.addEventListener("pointerover", ({ target, clientX, clientY }) => show(target.closest(".sentence"), clientX, clientY));
  area.addEventListener("pointerout", ({ relatedTarget }) => leave(relatedTarget));
  tip.addEventListener("pointerleave", ({ relatedTarget }) => leave(relatedTarget));
  area.addEventListener("focusin", ({ target }) => show(target.closest(".sentence")));
  area.addEventListener("focusout", hide);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  document.addEventListener("scroll", follow, { passive: true });
}

export function hide() {
  tip.hidden = true;
  of = undefined;
}

// Reaching a sentence by keyboard may scroll the page, and its tip must stay.
function follow() {
  if (of && of === document.activeElement) place(nearest(of).left);
  else hide();
}

function leave(to) {
  if (of && (tip.contains(to) || of.contains(to))) return;
  hide();
}

function show(sentence, x, y) {
  if (!sentence || sentence === of) return;
  of = sentence;
  const { topic, confidence, blocking, corrected } = sentence.dataset;
  const name = document.createElement("b");
  name.textContent = `${nameOf(topic)} · ${percent(confidence)}`;
  const lines = [`It ${LABELS[topic]?.does ?? "has this label"}.`, effect(topic, blocking === "true")];
  if (corrected) lines.push(`Corrected to: ${nameOf(corrected)}.`);
  tip.replaceChildren(name, ...lines.map(line));
  tip.dataset.topic = topic;
  tip.hidden = false;
  place(nearest(sentence, x, y).left);
}

function effect(topic, blocking) {
  if (blocking) return "Not critical: it blocks the message for a buyer who opted out.";
  if (topic === "neutral") return "Neither frees the message nor blocks it.";
  if (LABELS[topic]?.critical) return "Critical to completing the order: a buyer who opted out may be sent it.";
  return "Not critical, but it did not decide here.";
}

function line(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

// A sentence over several lines has several boxes: the one pointed at, or the first.
function nearest(sentence, x, y) {
  const boxes = Array.from(sentence.getClientRects());
  return boxes.find((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) ?? boxes[0];
}

// Under the whole sentence, or over it where there is no room: never on what it is about.
function place(left) {
  const { width, height } = tip.getBoundingClientRect();
  const box = of.getBoundingClientRect();
  const below = box.bottom + GAP + height <= innerHeight;
  tip.style.left = `${Math.max(GAP, Math.min(left, document.documentElement.clientWidth - width - GAP))}px`;
  tip.style.top = `${below ? box.bottom + GAP : Math.max(GAP, box.top - height - GAP)}px`;
}
