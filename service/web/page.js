// The page: what is in the form is asked of the service when typing stops, and the answer is shown.

import { post, key } from "./api.js";
import { openCorrection } from "./correct.js";
import { EXAMPLES } from "./examples.js";
import { showAnswer, showNothing, showProblem, showWaiting } from "./show.js";
import { install as installTips } from "./tip.js";

const PAUSE = 350; // milliseconds without a keystroke after which a message is checked
const NO_KEY = 401;
const REFUSED = new Set([NO_KEY, 403]);
const WANTS_KEY = "This service wants an API key. Enter yours below the message.";

const $ = (id) => document.getElementById(id);
const [form, subject, body, optedOut, reply] = ["compose", "subject", "body", "opted-out", "reply"].map($);

let timer;
let asking = new AbortController();
let shown; // the message and the answer on the page

function message() {
  return { subject: subject.value.toWellFormed(), body: body.value.toWellFormed() };
}

async function check() {
  clearTimeout(timer);
  asking.abort();
  const asked = message();
  if (!`${asked.subject}${asked.body}`.trim()) {
    shown = undefined;
    showNothing();
    return;
  }
  asking = new AbortController();
  const { signal } = asking;
  const started = performance.now();
  showWaiting();
  try {
    const flags = { buyer_opted_out: optedOut.checked, in_reply_to_buyer: reply.checked };
    const answer = await post("/v1/check", { ...asked, ...flags }, signal);
    shown = { message: asked, answer };
    showAnswer(asked, answer, performance.now() - started);
  } catch (error) {
    if (signal.aborted) return;
    shown = undefined;
    if (REFUSED.has(error.status)) $("access").hidden = false;
    showProblem(error.status === NO_KEY ? WANTS_KEY : error.message);
  }
}

function put(filled) {
  subject.value = filled.subject;
  body.value = filled.body;
  check();
}

function say(text) {
  $("said").textContent = text;
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard without TLS, but on localhost: mark the text, so that it takes one keystroke.
    getSelection().selectAllChildren($("freed-body"));
    say("Marked; copy it with your keyboard.");
    return;
  }
  const label = button.textContent;
  button.textContent = "Copied ✓";
  say("Copied.");
  setTimeout(() => (button.textContent = label), 1600);
}

for (const example of EXAMPLES) {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.textContent = example.name;
  chip.addEventListener("click", () => put(example));
  $("examples").append(chip);
}

for (const field of [subject, body]) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  });
}
for (const toggle of [optedOut, reply]) toggle.addEventListener("change", check);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    check();
  }
});
$("clear").addEventListener("click", () => {
  put({ subject: "", body: "" });
  body.focus();
});
$("copy").addEventListener("click", (event) => copy(shown.answer.advice.rewrite.body, event.currentTarget));
$("take").addEventListener("click", () => {
  put(shown.answer.advice.rewrite);
  body.focus();
});

$("key").value = key.get();
$("access").hidden = !key.get();
$("key").addEventListener("change", (event) => {
  key.set(event.target.value.trim());
  check();
});

installTips($("reading"));
$("reading").addEventListener("click", ({ target }) => {
  if (getSelection().isCollapsed) correct(target.closest(".sentence")); // else somebody is marking text
});
$("reading").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  correct(event.target.closest(".sentence"));
});

function correct(element) {
  if (element) openCorrection(element, shown.message, say);
}
