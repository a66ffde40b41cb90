"""How a non-delivery notice says that a message was not delivered and that the buyer opted out.

It speaks of one message and one buyer, in the past: "your message was not delivered", "the buyer has opted out".
A help page speaks of many and of what would be: "messages to buyers who opted out are not delivered", "if a buyer
has opted out …". That difference is what these patterns hang on. `` … `` stands for anything within the sentence,
``~`` for an apostrophe of either kind.
"""

from __future__ import annotations

import re

_WITHIN = r"(?:(?![.!?]\s).){0,200}?"


def _sayings(*sayings: str) -> re.Pattern[str]:
    pattern = "|".join(rf"\b{saying}" for saying in sayings)
    return re.compile(pattern.replace(" … ", _WITHIN + r"\b").replace("~", "['’]"), re.IGNORECASE)


_MESSAGE = r"(?:message|e-?mail)\b"
_NOT = r"(?:(?:was|were|could|can|has|have|had|did)(?: not|n~t)|cannot)"
_NOT_DELIVERED = _sayings(
    rf"{_MESSAGE} … {_NOT}(?: yet)?(?: be| been)? (?:deliver|sen[dt]\b|reach|received|go through)",
    rf"{_MESSAGE} … (?:undeliver(?:ed|able)|(?:was|has been) (?:blocked|returned|rejected|stopped))",
    rf"{_MESSAGE} … delivery(?: has)? fail",
    rf"delivery of (?:your|the|this) {_MESSAGE} … fail",
    rf"(?:unable to|not able to|failed to|{_NOT}) (?:deliver|send)\w* … {_MESSAGE}",
    rf"(?:undelivered|undeliverable|non-delivery of) … {_MESSAGE}",
    # German
    r"(?:nachricht|e-?mail)\b … nicht (?:zugestellt|gesendet|versendet|übermittelt|ausgeliefert)",
    # French
    r"(?:message|e-?mail|courriel)\b … n~(?:a|est) pas (?:pu )?(?:être |été )?(?:remis|délivré|envoyé|livré|transmis)",
    r"(?:impossible de|n~avons pas pu) (?:remettre|délivrer|envoyer|livrer|transmettre) … (?:message|e-?mail|courriel)",
    # Spanish
    r"(?:mensaje|correo)\b … no (?:se )?(?:ha|pudo|fue|puede) (?:podido )?(?:ser |sido )?(?:entreg|envia)",
    r"no (?:se |hemos )?(?:pudo|podido|pudimos|ha podido) (?:entregar|enviar) … (?:mensaje|correo)\b",
    # Italian
    r"(?:messaggio|e-?mail)\b … non (?:è|ha|può) (?:stat[oa] |potuto )?(?:essere )?(?:consegna|recapita|invia)",
    r"non (?:è stato possibile|abbiamo potuto) (?:consegnare|recapitare|inviare) … (?:messaggio|e-?mail)\b",
)

_BUYER = r"(?:buyer|customer|recipient|shopper|purchaser)\b"
_CHOSE = r"(?:chosen|chose|elected|decided|asked|requested)"
_OUT = (
    rf"(?:opted[ -]?out\b|{_CHOSE} to opt[ -]?out\b|{_CHOSE} not to (?:receive|be contacted)|unsubscribed\b"
    r"|(?:does not|doesn~t|do not|no longer) w(?:ant|ish)(?:es)? to receive|declined to receive"
    r"|(?:turned off|disabled|blocked) … (?:messages|e-?mails|communications?)\b)"
)
_KUNDE = r"(?:käufer(?:in)?|kund(?:e|in)|empfänger(?:in)?)"
_OPTED_OUT = _sayings(
    rf"{_BUYER} … {_OUT}",
    rf"they(?:~ve| have| had)?(?: since| already)? {_OUT}",
    rf"opted[ -]out {_BUYER}",
    # German
    rf"{_KUNDE}\b … (?:abgemeldet|abbestellt|widersprochen|abgelehnt|deaktiviert)",
    rf"{_KUNDE}\b … keine … (?:erhalten|empfangen) (?:möchte|will)",
    # French
    r"(?:acheteur|acheteuse|cliente?|destinataire)\b … (?:désinscrit|désabonné|choisi de ne (?:pas|plus) recevoir)",
    r"(?:acheteur|acheteuse|cliente?|destinataire)\b … (?:refusé|ne souhaite (?:pas|plus)) … recevoir",
    # Spanish
    r"(?:comprador|compradora|cliente|destinatario)\b … (?:dado de baja|cancelado la suscripción|no desea recibir)",
    r"(?:comprador|compradora|cliente|destinatario)\b … (?:optado por|decidido|elegido|solicitado) no recibir",
    # Italian
    r"(?:acquirente|cliente|destinatario)\b … (?:disiscritt[oa]|annullato l~iscrizione|non desidera (?:più )?ricevere)",
    r"(?:acquirente|cliente|destinatario)\b … (?:scelto|deciso|chiesto) di non ricevere",
)

_CONDITION = re.compile(
    r"\b(?:if|when|whenever|unless|wenn|falls|sobald|lorsque|quand|cuando|quando|s['’]il|si (?:un|le|el|la|l['’])"
    rf"|se (?:un|il|l['’]))\b{_WITHIN}(?=[.!?]\s|[.!?]?$)",
    re.IGNORECASE,
)


def without_conditions(said: str) -> str:
    """``said`` (one line) less what it says would be, if."""
    return _CONDITION.sub(" ", said)


def says_not_delivered(said: str) -> bool:
    """Whether ``said`` tells that a message was not delivered."""
    return _NOT_DELIVERED.search(said) is not None


def says_opted_out(said: str) -> bool:
    """Whether ``said`` tells that the buyer opted out."""
    return _OPTED_OUT.search(said) is not None
