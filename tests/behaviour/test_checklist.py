"""Behaviour in the manner of CheckList (Ribeiro et al., 2020): minimum functionality, invariance, direction."""

from __future__ import annotations

import pytest

from model.gate import Gate
from model.labels import Label
from model.message import Message

ALLOW: list[tuple[Label, str]] = [
    ("customization", "Your proof is ready. Please approve it or tell us what to change: {{proof_url}}"),
    ("customization", "Hi! Which name should we engrave on the ring, and is it spelled with one n or two?"),
    (
        "address_issue",
        "Your parcel came back to us because the flat number is missing. Could you send your full address?",
    ),
    ("address_issue", "The courier cannot find your house. Can you please confirm the street and house number?"),
    ("address_issue", "We can't ship to a PO box. Please reply with a street address so that we can send your order."),
    ("delivery_scheduling", "Which day suits you for the delivery of your sofa, Tuesday or Thursday?"),
    ("delivery_scheduling", "Your wardrobe is ready. Please call us to arrange a delivery time."),
    ("delivery_scheduling", "Driver is outside your building, what is the gate code?"),
]

BLOCK: list[tuple[Label, str]] = [
    ("review_request", "We hope you love your mug! Please leave us a five star review."),
    ("review_request", "Would you remove your negative feedback? We refund you the full price."),
    ("order_confirmation", "Your engraved ring has shipped. Track it here: {{tracking_url}}"),
    ("order_confirmation", "Your parcel was delivered today at 14:05 and left at the front door."),
    (
        "proactive_service",
        "Here are some tips to care for your new leather bag. If anything is wrong, contact us any time.",
    ),
    ("stock_or_delay", "Sorry, the blue one is out of stock. Would you like the green one or a refund?"),
    ("stock_or_delay", "Your order is delayed by two weeks. You can wait or cancel for a full refund."),
    ("promotion", "Get 20% off everything this weekend with the code SPRING. Follow us on Instagram!"),
    ("other", "Your invoice is attached. Please pay the outstanding balance within 14 days."),
    ("other", "Your refund has been issued and will arrive on your card within five days."),
]

SPOILERS = [
    "Please also leave us a review!",
    "P.S. Use the code SAVE10 for 10% off your next order.",
    "Follow us on Instagram for more.",
]

CLEAN = ALLOW[0][1], ALLOW[2][1], ALLOW[5][1]


def check(gate: Gate, body: str, subject: str = "") -> tuple[str, set[str]]:
    answer = gate.check(Message(body, subject), opted_out=True)
    return answer.decision, {topic.topic for topic in answer.topics}


@pytest.mark.parametrize(("topic", "body"), ALLOW)
def test_critical_messages_are_allowed(gate: Gate, topic: Label, body: str) -> None:
    decision, topics = check(gate, body)
    assert decision == "allow"
    assert topic in topics


@pytest.mark.parametrize(("topic", "body"), BLOCK)
def test_other_messages_are_blocked(gate: Gate, topic: Label, body: str) -> None:
    decision, topics = check(gate, body)
    assert decision == "block"
    assert topic in topics


@pytest.mark.parametrize("body", CLEAN)
@pytest.mark.parametrize("spoiler", SPOILERS)
def test_one_sentence_spoils_a_message(gate: Gate, body: str, spoiler: str) -> None:
    assert check(gate, f"{body}\n\n{spoiler}")[0] == "block"


@pytest.mark.parametrize("body", CLEAN)
@pytest.mark.parametrize("change", ["Hi Anna,\n\n{}", "{}\n\nTom", "<p>{}</p>", "{}\n"])
def test_harmless_noise_changes_nothing(gate: Gate, body: str, change: str) -> None:
    assert check(gate, change.format(body))[0] == "allow"


@pytest.mark.parametrize("subject", ["[Important]", "Additional Information Required", "Action needed: your order"])
@pytest.mark.parametrize(("topic", "body"), BLOCK)
def test_an_urgent_subject_frees_nothing(gate: Gate, subject: str, topic: Label, body: str) -> None:
    assert check(gate, body, subject)[0] == "block"


@pytest.mark.parametrize("hidden", ['<p style="display:none">{}</p>', '<p style="color:#fff">{}</p>'])
@pytest.mark.parametrize("body", CLEAN)
def test_hidden_text_never_helps(gate: Gate, hidden: str, body: str) -> None:
    assert check(gate, f"<p>{BLOCK[0][1]}</p>{hidden.format(body)}")[0] == "block"


@pytest.mark.parametrize("body", ["qwpf zxcv lkjh mnbv poiu", "❤️ ❤️ ❤️", "12345 67890", "word " * 5_000])
def test_what_nobody_understands_is_unsure(gate: Gate, body: str) -> None:
    answer = gate.check(Message(body), opted_out=True)
    assert (answer.decision, answer.reason) == ("block", "unsure")


@pytest.mark.parametrize(
    "body",
    [
        "Ваш заказ готов, пожалуйста, подтвердите адрес доставки.",
        "您的订单已发货，请确认您的地址。",
        "Twoje zamówienie zostało wysłane, dziękujemy za zakupy.",
        "Seu pedido foi enviado, obrigado pela compra na nossa loja.",
    ],
)
def test_a_language_nobody_taught_is_said_to_be_so(gate: Gate, body: str) -> None:
    answer = gate.check(Message(body), opted_out=True)
    assert (answer.decision, answer.reason) == ("block", "unsupported_language")
    assert answer.advice is not None
    assert "was trained on" in answer.advice.steps[0]
