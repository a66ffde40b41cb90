"""Non-delivery notices: what is one, and which order and buyer it names."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bounces import Bounce, NotABounce, read_bounce

ORDER = "002-1234567-1234567"
ALIAS = "x7k2@marketplace.example"
SAID = f"Your message to {ALIAS} about order {ORDER} was not delivered, because the buyer has opted out of messages."


def mail(text: str, *, subject: str = "Message not delivered", html: str | None = None) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Marketplace <no-reply@marketplace.example>"
    message["To"] = "shop@oak.example"
    message["Subject"] = subject
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


NOTICE = mail(SAID).as_bytes()


def html_only(html: str) -> EmailMessage:
    message = mail("")
    message.set_content(html, subtype="html")
    return message


def forwarded(notice: EmailMessage, note: str = "See below, they bounced us.") -> EmailMessage:
    outer = mail(note, subject="Fwd: bounced")
    outer.add_attachment(notice)
    return outer


def with_original(notice: EmailMessage) -> EmailMessage:
    original = EmailMessage(policy=SMTP)
    original["From"] = "shop@oak.example"
    original["To"] = f"Maya <{ALIAS}>"
    original["Subject"] = "How do you like order 999-9999999-9999999?"
    original.set_content("Would you leave us a review?")
    notice.add_attachment(original)
    return notice


def report(text: str) -> bytes:
    """A delivery report as of RFC 3464."""
    lines = [
        "From: mailer-daemon@marketplace.example", "To: shop@oak.example", "Subject: Undelivered Mail",
        "MIME-Version: 1.0", 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
        "--b", "Content-Type: text/plain; charset=utf-8", "", text, "",
        "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; marketplace.example", "",
        f"Final-Recipient: rfc822; {ALIAS}", "Action: failed", "Status: 5.7.1", "",
        "--b", "Content-Type: text/rfc822-headers", "", f"To: {ALIAS}", "Subject: Hello", "", "--b--", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


NO_BUYER = f"We were unable to deliver your message about order {ORDER}. The customer opted out of such messages."
QUOTED = "\n".join(f"> {line}" for line in SAID.replace("not delivered", "not\ndelivered").splitlines())
TABLE = (
    "<style>p{color:red}</style><p>Your message <b>could not be</b> delivered since the buyer chose to opt&nbsp;out."
    f"</p><table><tr><td>Order ID:</td><td>{ORDER}</td></tr><tr><td>Buyer:</td><td>{ALIAS}</td></tr></table>"
)
GERMAN = f"Ihre Nachricht zur Bestellung {ORDER} wurde nicht zugestellt. Der Käufer hat sich von allem abgemeldet."
FRENCH = f"Votre message (commande {ORDER}) n'a pas pu être remis, car l'acheteur s'est désabonné."
SPANISH = f"Su mensaje sobre el pedido {ORDER} no se pudo entregar. El comprador ha optado por no recibir mensajes."
ITALIAN = f"Il messaggio sull'ordine {ORDER} non è stato consegnato: l'acquirente ha scelto di non ricevere messaggi."


@pytest.mark.parametrize(
    ("raw", "buyer"),
    [
        (NOTICE, ALIAS),
        (mail("See the attached page.", html=f"<p>{SAID}</p>").as_bytes(), ALIAS),
        (html_only(TABLE).as_bytes(), ALIAS),
        (mail(f"FYI\n\n---------- Forwarded message ---------\nFrom: Marketplace\n\n{QUOTED}").as_bytes(), ALIAS),
        (mail(f"From: Marketplace <messages@marketplace.example>\nTo: {ALIAS}\n\n{NO_BUYER}").as_bytes(), ALIAS),
        (mail(f"From: no-reply@marketplace.example\nTo: shop@oak.example\n\n{NO_BUYER}").as_bytes(), None),
        (mail(SAID.replace(ALIAS, "maya@example.org")).as_bytes(), "maya@example.org"),
        (mail(f"{NO_BUYER} Questions? help@example.org").as_bytes(), None),
        (forwarded(mail(SAID)).as_bytes(), ALIAS),
        (forwarded(html_only(TABLE)).as_bytes(), ALIAS),
        (forwarded(forwarded(mail(SAID))).as_bytes(), ALIAS),
        (with_original(mail(NO_BUYER)).as_bytes(), ALIAS),
        (forwarded(with_original(mail(NO_BUYER))).as_bytes(), ALIAS),
        (report(NO_BUYER), ALIAS),
        (mail(NO_BUYER).as_bytes(), None),
        (mail(f"{NO_BUYER}\n\nBuyer's e-mail: Maya <{ALIAS}>\nSeller: oak@marketplace.example").as_bytes(), ALIAS),
        (mail(f"{NO_BUYER}\nBuyer ID: A1B2C3").as_bytes(), "A1B2C3"),
        (mail(SAID.replace(ORDER, "below"), subject=f"Not delivered: order {ORDER}").as_bytes(), ALIAS),
        (mail(SAID.replace("-", "\u2011")).as_bytes(), ALIAS),
        (mail(SAID.replace("was not", "wasn’t").replace("opted out", "opted-out")).as_bytes(), ALIAS),
        *((mail(text).as_bytes(), None) for text in (GERMAN, FRENCH, SPANISH, ITALIAN)),
    ],
)
def test_a_notice_names_its_order_and_buyer(raw: bytes, buyer: str | None) -> None:
    assert read_bounce(raw) == Bounce(ORDER, buyer)


HELP = (
    f"If a buyer has opted out, your message cannot be delivered and you get a notice naming the order, e.g. {ORDER}. "
    "Messages to buyers who have opted out are not delivered. Buyers can opt out in their account."
)


@pytest.mark.parametrize(
    ("raw", "lacks"),
    [
        (b"", "not delivered"),
        (mail("Hello, how do you like the mug?").as_bytes(), "not delivered"),
        (mail(f"Your message about order {ORDER} was not delivered: the mailbox is full.").as_bytes(), "opted out"),
        (mail(f"Your message about order {ORDER} was delivered. The buyer has opted out.").as_bytes(), "not delivered"),
        (mail(SAID.replace(ORDER, "12345")).as_bytes(), "names no order"),
        (mail(SAID.replace(ORDER, f"9{ORDER}")).as_bytes(), "names no order"),
        (mail(HELP).as_bytes(), "not delivered"),
        (mail(f"I opted out of your mails! My parcel of order {ORDER} was not delivered.").as_bytes(), "not delivered"),
        (html_only(f'<p>Hello</p><p style="display:none">{SAID}</p>').as_bytes(), "not delivered"),
    ],
)
def test_anything_else_is_refused_and_it_says_why(raw: bytes, lacks: str) -> None:
    with pytest.raises(NotABounce, match=lacks):
        read_bounce(raw)


def read(raw: bytes) -> Bounce | None:
    try:
        return read_bounce(raw)
    except NotABounce:
        return None


@given(st.binary(max_size=2_000))
def test_arbitrary_bytes_are_refused_and_no_more(raw: bytes) -> None:
    assert read(raw) is None


LINES = [
    b"From: a <b@c", b"To: =?utf-8?q?=FF?=", b"Subject: =?x?b?!!?=", b"Content-Type: text/html; charset=nonsense",
    b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: multipart/mixed; boundary", b"--b", b"--b--",
    b"Content-Type: message/rfc822", b"Content-Type: message/delivery-status", b"Content-Transfer-Encoding: base64",
    b"Content-Disposition: attachment; filename*=utf-8''%FF", b"Final-Recipient: rfc822;", b"", b"",
    SAID.encode(), b"<div>" * 1_100, b"To: undisclosed-recipients:;", b"Content-Type: text/rfc822-headers",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES) | st.binary(max_size=30), max_size=40))
def test_whatever_breaks_the_rules_of_mail_is_read_or_refused(lines: list[bytes]) -> None:
    found = read(b"\r\n".join(lines))
    assert found is None or found.order == ORDER


@given(st.integers(0, len(NOTICE)), st.binary(min_size=1, max_size=8))
def test_a_damaged_notice_is_read_or_refused(at: int, noise: bytes) -> None:
    found = read(NOTICE[:at] + noise + NOTICE[at:])
    assert found is None or found.order == ORDER


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_stands_before_a_notice_does_not_hide_it(note: str) -> None:
    message: Message = mail(f"{note}\n\n{SAID}")
    assert read_bounce(message.as_bytes(policy=default)).order == ORDER


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain; " + b"a=b; " * 100_000,
        b"To: " + b'"x y" <a@b.c>, ' * 40_000,
        b"From: a <b@c>\r\n" * 40_000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 50_000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 15_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 20_000,
        b"Content-Type: message/delivery-status\r\n\r\n" + b"Final-Recipient: rfc822; a@b.c\r\n\r\n" * 20_000,
    ],
    ids=lambda raw: repr(raw[:40]),
)
def test_a_mail_made_to_take_long_does_not(raw: bytes) -> None:
    # Parsed whole, each of these takes minutes, which would be noticed here.
    assert read(raw) is None
