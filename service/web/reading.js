// A message and the offsets of its sentences, cut into the parts that a person reads.

// As model/visible.py tells HTML from text; tests/page compares the two.
const HTML =
  /<!doctype|<(?:html|head|body|div|p|br|hr|table|tbody|tr|td|th|span|a|b|i|u|strong|em|small|font|center|h[1-6]|ul|ol|li|img|style|button|blockquote|pre|section|mark|sup|sub)\b[^<>]*>|<\/(?:p|div|span|a|b|td|li)>/i;
const BLOCK = /<\/?(?:p|div|br|hr|h[1-6]|ul|ol|li|table|tr|blockquote|pre|section|center|body)\b/i;
const UNSEEN = /<!--.*?-->|<(\w+)\b[^<>]*(?:\shidden\b|display:\s*none)[^<>]*>.*?<\/\1>|<(script|style)\b.*?<\/\2>/gis;
const TAG = /<[/!?a-z][^<>]*>|<$/gi; // the last: text that HTML moves out of a table has no place of its own
const REST_OF_ENTITY = /^#?\w{1,32};/;

// Only DOMParser knows every entity. What it is given has no tag left, and of what it makes only the text is taken.
const createHTML = (text) => text.replaceAll("<", "&lt;");
const inert = globalThis.trustedTypes?.createPolicy("inert", { createHTML }) ?? { createHTML };

export const isHtml = (text) => HTML.test(text);

/**
 * `source` in order: `{sentence, text}` for each of `sentences` and `{text}` for what lies between them.
 * Offsets count characters (code points), a string of JavaScript counts halves of some; hence the array.
 */
export function parts(source, sentences, html) {
  const characters = Array.from(source);
  const slice = (start, end) => characters.slice(start, end).join("");
  const found = [];
  let at = 0;
  for (const sentence of sentences) {
    const { start } = sentence;
    let { end } = sentence;
    if (html && characters[end - 1] === "&") end += REST_OF_ENTITY.exec(slice(end, end + 33))?.[0].length ?? 0;
    if (start > at && (found.length || !html)) found.push({ text: between(slice(at, start), html) });
    found.push({ sentence, text: html ? seen(slice(start, end)) : slice(start, end) });
    at = end;
  }
  if (at < characters.length && !html) found.push({ text: slice(at) });
  return found;
}

// What stands between two sentences of HTML is markup, or hidden: a line break or a space to the reader.
function between(source, html) {
  if (!html) return source;
  return BLOCK.test(source) ? "\n" : " ";
}

function seen(html) {
  const text = inert.createHTML(html.replace(UNSEEN, "").replace(TAG, ""));
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.documentElement.textContent.replace(/\s+/g, " ").trim() || "…";
}
