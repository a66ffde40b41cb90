"""Unicode brought home: one spelling for what looks the same.

NFKC folds widths, ligatures and mathematical alphabets; characters of no width go; letters of
other scripts that look like Latin ones become Latin (Unicode TR 39, restricted to the letters
that are confusable with ASCII), since every language the model knows is written in Latin.
"""

from __future__ import annotations

import re
import unicodedata

from model.trace import Traced

# What needs no change: printable ASCII and the letters of western Europe.
_FOREIGN = re.compile(
    r"[^\n\x20-\x7eÀ-ÖØ-öø-ÿŒœßẞ€£][\u0300-\u036f\u20d0-\u20ff]*|[a-zA-ZÀ-ÿ][\u0300-\u036f\u20d0-\u20ff]+"
)
_FOLDED = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеоѕіјрсухԁԛԝһӏӀԌ"  # Cyrillic
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυχιγκ"  # Greek
        "ՕՏՍօոսցհ"  # Armenian
        "ᎪᏴᏟᎠᎬᎻᎢᏦᏞᎷᏢᏒᏚᎳᏃ"  # Cherokee
        "ıɑɡɩʋʏɢɴʀʟʙɪᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ",  # Latin extensions, Lisu
        "ABESIJKMHOPCTYXaeosijpcyxdqwhlIG"
        "ABEZHIKMNOPTYXavopuxiyk"
        "OSUonsgh"
        "ABCDEHTKLMPRSWZ"
        "iaaiuygnrlbiacdejkmoptuvwzBPDTGKJCZFMNLSRVHWXYAEIOU",
        strict=False,
    )
)
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u201f": '"'}
_ONE_FOR_ONE = str.maketrans(_DASHES | _QUOTES | {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " "})
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")  # letters and marks that draw nothing


def normalised(text: Traced) -> Traced:
    """``text`` in one spelling, each character traced to where it stood."""
    if text.text.isascii() and text.text.replace("\n", " ").isprintable():
        return text  # as most are
    plain = text.text.translate(_ONE_FOR_ONE)
    out: list[str] = []
    moved: list[int] = []
    position = 0
    for match in _FOREIGN.finditer(plain):
        home = _home(match[0])
        out += (plain[position : match.start()], home)
        moved.extend(range(position, match.start()))
        moved.extend([match.start()] * len(home))
        position = match.end()
    if position == 0:
        return Traced(plain, text.origin)
    out.append(plain[position:])
    moved.extend(range(position, len(plain) + 1))
    return text.rewritten("".join(out), moved)


def _home(cluster: str) -> str:
    """What one character and the marks on it are written as, which may be nothing."""
    if cluster.isascii():
        return " " if cluster.isspace() else ""
    folded = unicodedata.normalize("NFKC", cluster)
    if len(folded) == 1 and folded not in _FOLDED and folded.isalpha() and folded not in _BLANK_LETTERS:
        return folded
    return "".join(_FOLDED.get(char, char) for char in folded if _drawn(char))


def _drawn(char: str) -> bool:
    category = unicodedata.category(char)
    return category not in _INVISIBLE and not (category == "Mn" or char in _BLANK_LETTERS)
