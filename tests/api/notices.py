"""What Schemathesis is told of raw mails: how they are made up and sent (``SCHEMATHESIS_HOOKS``)."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import strategies as st

from tests.records.test_bounces import LINES, NOTICE

KIND = "message/rfc822"


@schemathesis.serializer(KIND)
def _as_it_is(context: Any, value: Any) -> Any:
    return value if isinstance(value, bytes | bytearray) else str(value).encode("utf-8", "surrogatepass")


mails = st.lists(st.sampled_from(LINES) | st.binary(max_size=30), min_size=1, max_size=20).map(b"\r\n".join)
schemathesis.openapi.media_type(KIND, st.just(NOTICE) | mails)
