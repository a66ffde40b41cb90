"""Where a sentence ends, and what is a word, in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.tokens import sentences


def cut(line: str) -> list[str]:
    return [line[start:end] for start, end, _ in sentences(line)]


def words(line: str) -> list[str]:
    return [word for _, _, found in sentences(line) for word in found]


@pytest.mark.parametrize(
    "line",
    [
        "Is it blue?| Tell us!| Thanks.",
        "Really?!| Thanks!!!| Bye",
        "We wait... for you",
        "We wait...| Your shop",
        "Done.Please confirm it".replace(".", ".|"),
        "Is it blue (or red?), please?| Yes",
        'He said "go."| Then (it is here.)| Bye',
        "Ready 🎉| Pick a day! 😀 ❤| Bye",
        "Thank you! :)| See you. ;-)| Bye",
        "你好。| 谢谢！",
        "¿Es azul?| ¡Gracias!| ¿Le llamamos?",
        "It is here. | • It is blue. | - It is red.",
    ],
)
def test_sentences_end(line: str) -> None:
    assert cut(line.replace("|", "")) == [part.strip() for part in line.split("|")]


@pytest.mark.parametrize(
    "line",
    [
        "Dear Mr. Berg and Dr. Roth",
        "e.g. the U.S. address, no. 5 or No. 12",
        "z.B. oder z. B. die Nr. 4711 bzw. Art. 12, Hr. Roth",
        "am 3. Werktag in den 2. Stock, die 12. Lieferung",
        "Bonjour M. Blanc, Mme. Roux, pág. 3, réf. 12",
        "Estimada Sra. Ruiz, uds. viven en la Avda. Colón, p. ej. el núm. 5",
        "Gent. Sig. Rossi, il n. 12",
        "1. Reply YES",
        "12. Reply NO",
        "pay 5.20 or 1.000,50 by a.b@c.de, www.a.com or {{ a. b }} at 5 p.m. on 3.4.2026",
        "version 2.0b of shop.js",
    ],
)
def test_sentences_do_not_end_in(line: str) -> None:
    assert cut(line) == [line]


@pytest.mark.parametrize(
    "line",
    ["We don't.| Please call", "between 8 and 10.| Please call", "size, colour etc.| Please call", "No.| Please call"],
)
def test_what_only_looks_like_an_abbreviation_ends_one(line: str) -> None:
    assert cut(line.replace("|", "")) == [part.strip() for part in line.split("|")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Blue-green, NOT red", ["blue", "-", "green", ",", "not", "red"]),
        ("don't, the customer's", ["don", "'t", ",", "the", "customer", "'s"]),
        ("l'adresse, dell'ordine, c'est", ["l'", "adresse", ",", "dell'", "ordine", ",", "c'", "est"]),
        ("'quoted' 'word'", ["'", "quoted", "'", "'", "word", "'"]),
        ("5kg 4a ok... 😀😀", ["5kg", "4a", "ok", "...", "😀", "😀"]),
        ("{{shop_name}}'s <b>", ["<placeholder>shop", "name", "'", "s", "<placeholder>b"]),
        ("____abc #5.", ["<placeholder>abc", "<order>", "."]),
        ("İzmir Straße", ["i", "̇", "zmir", "straße"]),
    ],
)
def test_words(line: str, expected: list[str]) -> None:
    assert words(line) == expected


@given(st.text(st.characters(exclude_characters="\n"), max_size=60) | st.text("a.?! 😀\"'1:)", max_size=60))
def test_sentences_hold_all_that_is_drawn_and_no_more(line: str) -> None:
    spans = [(start, end) for start, end, _ in sentences(line)]
    edges = [0, *(edge for span in spans for edge in span), len(line)]
    assert edges == sorted(edges)
    assert all(line[start:end] == line[start:end].strip() != "" for start, end in spans)
    between = [line[end:start] for end, start in zip(edges[::2], edges[1::2], strict=True)]
    assert "".join(between).strip() == ""
