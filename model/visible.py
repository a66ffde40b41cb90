"""HTML to the text its reader sees.

The parser (lexbor, the HTML5 algorithm that browsers use) decides what the text is; offsets into
the source are then found by looking each piece of text up in it, in order. What a reader cannot
see (``display:none``, no size, the colour of its background, off the page) is left out: it must
not help a message through.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode
from tinycss2.color3 import RGBA, parse_color

from model.errors import UnreadableMessage
from model.trace import Traced

_HTML = re.compile(
    r"<!doctype|<(?:html|head|body|div|p|br|hr|table|tbody|tr|td|th|span|a|b|i|u|strong|em|small|font|center|"
    r"h[1-6]|ul|ol|li|img|style|button|blockquote|pre|section|mark|sup|sub)\b[^<>]*>|</(?:p|div|span|a|b|td|li)>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
# Each alternative also ends at the end of the text, so that unclosed markup costs one pass, not many.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:style|script|title)\b.*?(?:</|\Z)|</?[a-zA-Z!][^>]*(?:>|\Z)", re.IGNORECASE | re.DOTALL
)
# Elements that stay open until they are closed; the parser's time grows with the square of their depth.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|tbody|dd|dt|option|br|hr|img|input|meta|link|col|wbr|area|base)\b)[a-z][^>]*>",
    re.IGNORECASE,
)
_TABLE = re.compile("<table", re.IGNORECASE)
_RUN = re.compile(r"[^\0]+")
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%)?$")

_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "button",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_MAX_DEPTH = 1_000
_MAX_HIDING_RULES = 200  # a style sheet in a mail has a few; more is an attempt to keep the parser busy
_FAR_OFF_PAGE = -500.0  # pixels: what is moved this far left or up is never seen
_UNREADABLY_SMALL = 2.0  # pixels
_SAME_COLOUR = 0.12  # largest channel difference (0–1) at which text cannot be told from its background
_WHITE = RGBA(1.0, 1.0, 1.0, 1.0)
_BLACK = RGBA(0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class _Paint:
    """What a node inherits of how it is painted."""

    colour: RGBA = _BLACK
    background: RGBA = _WHITE
    hidden: bool = False

    @property
    def seen(self) -> bool:
        """Whether text painted so can be told from its background."""
        return not (self.hidden or self.colour.alpha < _SAME_COLOUR or _alike(self.colour, self.background))


def entity_end(source: str, start: int) -> int:
    """Where the entity that begins at ``start`` ends, the place after that character where there is none."""
    entity = _ENTITY.match(source, start)
    return entity.end() if entity else start + 1


def looks_like_html(text: str) -> bool:
    """Whether ``text`` holds a tag that a mail program would act on; ``<name>`` is a placeholder."""
    return "<" in text and _HTML.search(text) is not None


def visible_text(source: str) -> Traced:
    """The text of the HTML ``source`` that its reader sees, one line a block, with source offsets.

    Raises UnreadableMessage where elements are nested deeper than any mail program goes.
    """
    _check_depth(source)
    parser = LexborHTMLParser(source)
    finder = _Finder(source)
    out: list[str] = []
    moved: list[int] = []
    for piece in _pieces(parser):
        if piece is None:
            if out and out[-1] != "\n":
                out.append("\n")
                moved.append(finder.cursor)
            continue
        for char, at in finder.locate(piece):
            if char == " " and (not out or out[-1] in " \n"):
                continue
            out.append(char)
            moved.append(at)
    return Traced("".join(out), [*moved, len(source)])


def _check_depth(source: str) -> None:
    depth = 0
    for tag in _NESTING.finditer(source):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _MAX_DEPTH:
            raise UnreadableMessage(
                f"the HTML is nested more than {_MAX_DEPTH} elements deep; send flatter HTML or text"
            )


def _pieces(parser: LexborHTMLParser) -> Iterator[str | None]:
    """Text runs in reading order; None stands for the edge of a block."""
    root = parser.root
    if root is None:
        return
    hiding = _hidden_by_sheet(parser)
    stack: list[tuple[LexborNode | None, _Paint]] = [(root, _Paint())]
    while stack:
        node, paint = stack.pop()
        if node is None:
            yield None
        elif node.is_text_node:
            if paint.seen:
                yield node.text_content or ""
        elif node.is_element_node:
            tag = (node.tag or "").lower()
            if tag in _UNSEEN:
                continue
            inner = _painted(node, paint, hiding)
            if tag in _BLOCKS:
                yield None
                stack.append((None, paint))
            children = list(node.iter(include_text=True))
            stack.extend((child, inner) for child in reversed(children))
        else:
            stack.extend((child, paint) for child in reversed(list(node.iter(include_text=True))))


def _painted(node: LexborNode, paint: _Paint, hiding: frozenset[int]) -> _Paint:
    attributes = node.attributes
    if paint.hidden or not (attributes or hiding):
        return paint
    if "hidden" in attributes or node.mem_id in hiding:
        return replace(paint, hidden=True)
    style = _declarations(attributes.get("style") or "")
    if _hides(style):
        return replace(paint, hidden=True)
    colour = _colour(style.get("color") or attributes.get("color") or attributes.get("text"), paint.colour)
    background = _colour(
        style.get("background-color") or style.get("background") or attributes.get("bgcolor"), paint.background
    )
    return _Paint(colour, background)


def _alike(one: RGBA, other: RGBA) -> bool:
    pairs = ((one.red, other.red), (one.green, other.green), (one.blue, other.blue))
    return bool(max(abs(a - b) for a, b in pairs) < _SAME_COLOUR)


def _colour(value: str | None, inherited: RGBA) -> RGBA:
    if not value:
        return inherited
    for part in (value, *value.split()):
        parsed = parse_color(part)
        if isinstance(parsed, RGBA):
            return parsed
    return inherited


def _declarations(style: str) -> dict[str, str]:
    if not style:
        return {}
    return {
        node.lower_name: tinycss2.serialize(node.value).strip().lower()
        for node in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
        if node.type == "declaration"
    }


def _pixels(value: str | None) -> float | None:
    match = _LENGTH.match(value.strip()) if value else None
    if match is None:
        return None
    factor = {"em": 16.0, "rem": 16.0, "%": 0.16, "pt": 1.33}.get(match[2] or "px", 1.0)
    return float(match[1]) * factor


def _hides(style: dict[str, str]) -> bool:
    """Whether these CSS declarations take an element out of sight."""
    if not style:
        return False
    if "none" in style.get("display", "") or style.get("visibility", "") in {"hidden", "collapse"}:
        return True
    if "all" in style.get("mso-hide", "") or style.get("opacity", "1") in {"0", "0.0", "0%", ".0", "0.01"}:
        return True
    size = _pixels(style.get("font-size"))
    if size is not None and size < _UNREADABLY_SMALL:
        return True
    if "hidden" in style.get("overflow", ""):
        boxes = (_pixels(style.get(name)) for name in ("height", "max-height", "width", "max-width"))
        if any(box is not None and box <= 1.0 for box in boxes):
            return True
    offsets = (_pixels(style.get(name)) for name in ("text-indent", "left", "top", "margin-left"))
    clipped = "rect(0" in style.get("clip", "")
    return clipped or any(offset is not None and offset <= _FAR_OFF_PAGE for offset in offsets)


def _hidden_by_sheet(parser: LexborHTMLParser) -> frozenset[int]:
    """Identities of the elements that a ``<style>`` sheet in the message hides."""
    selectors = [
        tinycss2.serialize(rule.prelude).strip()
        for sheet in parser.css("style")
        for rule in tinycss2.parse_stylesheet(sheet.text() or "", skip_comments=True, skip_whitespace=True)
        if rule.type == "qualified-rule" and _hides(_declarations(tinycss2.serialize(rule.content)))
    ]
    found: set[int] = set()
    for selector in selectors[:_MAX_HIDING_RULES]:
        try:
            found.update(node.mem_id for node in parser.css(selector))
        except Exception:  # noqa: BLE001, S112 - a selector the parser does not know hides nothing we can see
            continue
    return frozenset(found)


class _Finder:
    """Finds parsed text in the source it came from, moving forward; what a table threw out stands further on."""

    def __init__(self, source: str) -> None:
        self.text, self.origin = _decoded(source)
        self.cursor = 0  # offset in the source
        self._at = 0  # index in the decoded text
        self._runs = _between_tags(self.text) if _TABLE.search(source) else {}

    def locate(self, piece: str) -> Iterator[tuple[str, int]]:
        """The characters of ``piece``, white space folded, each with its source offset."""
        alike = None if piece.isspace() else self._runs.get(piece)
        found = alike.popleft() if alike else self.text.find(piece, self._at)
        for match in re.finditer(r"[ \t\r\n\f]+|[^ \t\r\n\f]", piece):
            at = self.origin[found + match.start()] if found >= 0 else self.cursor
            yield (" " if match[0][0] in " \t\r\n\f" else match[0]), at
        if found >= 0:
            self._at = found + len(piece)
            self.cursor = self.origin[self._at]


def _between_tags(text: str) -> dict[str, deque[int]]:
    """Where each text that stands whole between two tags begins, the first one first."""
    runs: dict[str, deque[int]] = {}
    for run in _RUN.finditer(text):
        runs.setdefault(run[0], deque()).append(run.start())
    return runs


def _decoded(source: str) -> tuple[str, list[int]]:
    """The source with entities decoded and markup blanked out, and each character's source offset."""
    blanked = _MARKUP.sub(lambda match: "\0" * len(match[0]), source)
    out: list[str] = []
    origin: list[int] = []
    edges = [0, *(edge for match in _ENTITY.finditer(blanked) for edge in match.span()), len(blanked)]
    for i, (start, end) in enumerate(pairwise(edges)):
        piece = blanked[start:end]
        if i % 2:
            piece = html.unescape(piece)
            origin.extend([start] * len(piece))
        else:
            origin.extend(range(start, end))
        out.append(piece)
    return "".join(out), [*origin, len(source)]
