"""Where a service may listen: without keys, only where nobody else can reach it."""

from __future__ import annotations

from ipaddress import ip_address

from model.errors import SendgateError
from service.records.records import Records
from service.settings import Settings


class Unguarded(SendgateError):
    """A service without keys would be open to others."""


def check_host(host: str, settings: Settings) -> None:
    """Sees that ``host`` may be listened at. Raises Unguarded where others reach it and no key was ever made."""
    if _loopback(host):
        return
    with Records.open(settings) as records:
        if not records.keys.all():
            raise Unguarded(
                f"without API keys anybody who reaches {host} could use the service; make one with "
                "`sendgate keys create NAME --scope check`, or serve on 127.0.0.1"
            )


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
