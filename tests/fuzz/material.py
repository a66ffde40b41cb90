"""What fuzzed texts and mails are made of: pieces that mean something to the reader, in any order, among noise."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.records.test_bounces import LINES, NOTICE

_TAGS = [
    "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<br", "<b>", "<!--", "-->",
    "<style>", "p{display:none}", "</style>", "<script>", "</", "<", ">", "<p style='display:none'>", '<p style="',
    "<svg>", "<math>", "<template>", "<title>", "<textarea>", "<plaintext>", "<select>", "<option>", "<form>",
    "<![CDATA[", "]]>", "<?x?>", "<body style='color:white'>", "<font color=#fff>", "<a href='", "&nbsp;", "&amp",
    "&#x1F600;", "&#0;", "&#xD800;", "&lt;p&gt;", "&",
]  # fmt: skip
_TEXT = [
    "Hi Anna, ", "Would you leave us a review?", "Which colour? ", "{{name}}", "{% if x %}", "[[", "]]", "${", "%s",
    "____", "113-1234567-1234567", "https://a.example/b", "$23.50", "12/3/2026", "5 pm", "\n", "\n\n", " ", "\t",
    "\r\n", "\x0b", "\x1c", "\x85", "\u2028", "> ", "On Mon, 5 Jan 2026, Bo wrote:\n", "From: a\nSent: b\n",
    "r.e.v.i.e.w", "r e v i e w", "r3v13w", "r*v*w", "\u200b", "\u00ad", "\u202e", "\ufeff", "\u0336", "\u0301",
    "ｆｕｌｌ", "ﷺ", "ẞ", "İ", "🎉", "👨‍👩‍👧", "我们", "ا", "\ud800", "\ue000", "…", "...",
]  # fmt: skip

pieces_of_text = [*_TAGS, *_TEXT]
_pieces = st.sampled_from(_TAGS) | st.sampled_from(_TEXT) | st.text(max_size=8)
texts = st.text(max_size=300) | st.lists(_pieces, max_size=60).map("".join)
html = st.lists(st.sampled_from(_TAGS) | _pieces, max_size=60).map(lambda pieces: "<p>" + "".join(pieces))

_MORE_LINES = [
    b"Content-Type: multipart/report; boundary=b", b"Content-Type: multipart/alternative; boundary=\"\"",
    b"Content-Type: text/plain; charset=utf-7", b"Content-Type: text/plain; charset=utf-16",
    b"Content-Type: text/plain; charset=idna", b"Content-Type: text/plain; charset=base64",
    b"Content-Type: text/plain; charset*=utf-8''%FF", b"Content-Type: ;;;=", b"Content-Transfer-Encoding: uuencode",
    b"Content-Transfer-Encoding: quoted-printable", b"begin 644 x", b"=\xff=3", b"Subject:", b"To: \"a\\\" <@,;:>",
    b"From: =?utf-8?b?", b"Original-Recipient: ;@", b"Date: 99 Foo", b"Message-ID: <", b" folded", b":", b"\x00",
]  # fmt: skip
pieces_of_mail = [*LINES, *_MORE_LINES]
_lines = st.sampled_from(LINES) | st.sampled_from(_MORE_LINES) | st.binary(max_size=30)
mails = st.binary(max_size=500) | st.lists(_lines, max_size=60).map(b"\r\n".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good notice, with bytes put in or taken out at some places."""
    raw = NOTICE
    for _ in range(draw(st.integers(1, 4))):
        at, gone = draw(st.integers(0, len(raw))), draw(st.integers(0, 20))
        raw = raw[:at] + draw(st.binary(max_size=8)) + raw[at + gone :]
    return raw
