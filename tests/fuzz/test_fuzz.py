"""Anything at all is read or refused. ``HYPOTHESIS_PROFILE=long`` goes on for longer than the suite does."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.fuzz import material, targets

settings.register_profile("fuzz", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(settings.get_profile("fuzz"))
@given(material.texts | material.html)
def test_messages(text: str) -> None:
    targets.message(text)


@settings(settings.get_profile("fuzz"))
@given(material.html)
def test_html(text: str) -> None:
    targets.visible(text)


@settings(settings.get_profile("fuzz"))
@given(material.texts)
def test_plain_text(text: str) -> None:
    targets.plain(text)


@settings(settings.get_profile("fuzz"))
@given(material.mails | material.damaged())
def test_mails(raw: bytes) -> None:
    targets.bounce(raw)
