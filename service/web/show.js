// An answer on the page. Whatever came from a message goes in as text, never as markup.

import { LABELS, nameOf, percent } from "./labels.js";
import { isHtml, parts } from "./reading.js";
import { hide as hideTip } from "./tip.js";

const $ = (id) => document.getElementById(id);
const WORDS = { allow: "Allow", block: "Block" };
const OF_THE_MODEL = new Set(["critical_only", "mixed", "not_critical"]); // reasons that it is more or less sure of
const BELOW = ["reading", "freed", "advice", "versions"];

for (const [topic, { name, does, critical }] of Object.entries(LABELS)) {
  if (topic !== "neutral") $(critical ? "critical" : "others").append(entry(topic, name, does));
}

export function showNothing() {
  verdict("none", "Nothing to judge yet", "Pick an example or paste a message.");
  for (const id of BELOW) $(id).hidden = true;
  $("primer").hidden = false;
  $("result").ariaBusy = "false";
}

export function showWaiting() {
  $("result").ariaBusy = "true";
}

/** Shows that there is no answer, and why in one sentence. */
export function showProblem(why) {
  showNothing();
  $("primer").hidden = true;
  verdict("problem", "No answer", why);
}

/** Shows the `answer` to `message`, which took `time` milliseconds. */
export function showAnswer(message, answer, time) {
  hideTip();
  $("primer").hidden = true;
  verdict(answer.decision, WORDS[answer.decision], answer.explanation, answer.reason);
  certainty(answer);
  reading(message, answer);
  freed(answer.advice?.rewrite);
  advice(answer.advice);
  $("versions").textContent = `${answer.reason} · model ${answer.model} · ${answer.policy} · ${Math.round(time)} ms`;
  $("versions").hidden = false;
  $("result").ariaBusy = "false";
}

function verdict(decision, word, explanation, reason = "") {
  Object.assign($("verdict").dataset, { decision, reason });
  $("decision").textContent = word;
  $("explanation").textContent = explanation;
  $("certainty").hidden = true;
}

function certainty({ reason, confidence }) {
  $("certainty").hidden = !OF_THE_MODEL.has(reason);
  $("certainty").textContent = `The model is ${percent(confidence)} certain.`;
}

function reading(message, { sentences, topics }) {
  const html = isHtml(message.body);
  fill($("shown-subject"), message.subject, sentences.filter((one) => one.field === "subject"), false);
  fill($("shown-body"), message.body, sentences.filter((one) => one.field === "body"), html);
  $("shown-subject").hidden = !message.subject.trim();
  $("reading").hidden = sentences.length === 0;
  legend(sentences, topics);
}

function fill(element, source, sentences, html) {
  element.replaceChildren(
    ...parts(source, sentences, html).map(({ sentence, text }) => {
      if (!sentence) return apart(text);
      return marked(sentence, text);
    }),
  );
}

// What was not judged: white space, and quoted earlier mail, which is shown but set back.
function apart(text) {
  if (!text.trim()) return document.createTextNode(text);
  const span = document.createElement("span");
  span.className = "unjudged";
  span.textContent = text;
  return span;
}

function marked(sentence, text) {
  const span = document.createElement("span");
  span.className = "sentence";
  span.tabIndex = 0;
  span.role = "button";
  span.ariaHasPopup = "dialog";
  Object.assign(span.dataset, sentence);
  span.append(text, unseen(` (${nameOf(sentence.topic)}, ${percent(sentence.confidence)}${sentence.blocking ? ", blocks" : ""})`));
  return span;
}

function unseen(text) {
  const span = document.createElement("span");
  span.className = "unseen";
  span.textContent = text;
  return span;
}

function legend(sentences, topics) {
  const found = new Map(topics.map(({ topic, confidence }) => [topic, confidence]));
  for (const { topic } of sentences) if (topic !== "neutral" && !found.has(topic)) found.set(topic, undefined);
  $("legend").replaceChildren(
    ...Array.from(found, ([topic, confidence]) => {
      const kind = LABELS[topic]?.critical ? "critical" : "not critical";
      return entry(topic, nameOf(topic), confidence === undefined ? kind : `${kind} · ${percent(confidence)}`);
    }),
  );
}

function entry(topic, name, more) {
  const item = document.createElement("li");
  item.dataset.topic = topic;
  item.append(`${name} `, small(more));
  return item;
}

function small(text) {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}

function freed(rewrite) {
  $("freed").hidden = !rewrite;
  if (!rewrite) return;
  const sendable = rewrite.decision === "allow";
  $("freed-title").textContent = sendable ? "Sendable version" : "No sendable version";
  $("freed-note").textContent = sendable
    ? "Without the sentences that block, this may go to the buyer."
    : "Leaving out the sentences that block is not enough. Say plainly what the buyer must answer, and nothing else.";
  $("freed-text").hidden = !sendable;
  $("freed-subject").textContent = rewrite.subject;
  $("freed-subject").hidden = !rewrite.subject;
  $("freed-body").textContent = rewrite.body;
}

function advice(given) {
  const steps = given?.steps ?? [];
  $("steps").replaceChildren(
    ...steps.map((step) => {
      const item = document.createElement("li");
      item.textContent = step;
      return item;
    }),
  );
  const sending = { Subject: given?.subject, "Selling Partner API": given?.operation };
  $("sending").replaceChildren(
    ...Object.entries(sending).flatMap(([term, value]) => {
      if (!value) return [];
      const [name, what] = [document.createElement("dt"), document.createElement("dd")];
      name.textContent = term;
      what.textContent = value;
      return [name, what];
    }),
  );
  $("advice").hidden = !steps.length;
}
