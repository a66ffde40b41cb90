"""Unicode brought home: one spelling for what looks the same.

NFKC folds widths, ligatures and mathematical alphabets; characters of no width go; letters of
other scripts that look like Latin ones become Latin (Unicode TR 39, restricted to the letters
that are confusable with ASCII), since every language the model knows is written in Latin.
"""

from __future__ import annotations

import re
import unicodedata

from model.trace import Traced

_CLUSTER = re.compile(r"[^\u0300-\u036f\u20d0-\u20ff][\u0300-\u036f\u20d0-\u20ff]*|[\u0300-\u036f\u20d0-\u20ff]+")
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
    plain = text.text.translate(_ONE_FOR_ONE)
    if plain.isascii() and plain.isprintable():
        return Traced(plain, text.origin)
    out: list[str] = []
    moved: list[int] = []
    for match in _CLUSTER.finditer(plain):
        home = _home(match[0])
        out.append(home)
        moved.extend([match.start()] * len(home))
    moved.append(len(plain))
    return text.rewritten("".join(out), moved)


def _home(cluster: str) -> str:
    """What one character and the marks on it are written as, which may be nothing."""
    if cluster.isascii():
        return cluster if cluster.isprintable() or cluster == "\n" else " " if cluster.isspace() else ""
    folded = unicodedata.normalize("NFKC", cluster)
    if len(folded) == 1 and folded not in _FOLDED and folded.isalpha() and folded not in _BLANK_LETTERS:
        return folded
    return "".join(_FOLDED.get(char, char) for char in folded if _drawn(char))


def _drawn(char: str) -> bool:
    category = unicodedata.category(char)
    return category not in _INVISIBLE and not (category == "Mn" or char in _BLANK_LETTERS)
