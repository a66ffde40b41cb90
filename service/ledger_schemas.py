"""The ledger's contract: an opt-out as it comes in, over HTTP or in a file, and an entry as it goes out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from service.records.ledger import OptOut, Reason, Scope
from service.schemas import Name

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


def _recordable(time: datetime) -> datetime:
    if not _EARLIEST <= time < _LATEST:
        raise ValueError(f"the time must lie from {_EARLIEST.year} to {_LATEST.year}")
    return time


# What `_scope_and_seller_agree` asks for, in the words of JSON Schema.
_SCOPE_AND_SELLER: list[Any] = [
    {"required": ["scope", "seller"], "properties": {"scope": {"const": "seller"}, "seller": {"type": "string"}}},
    {"properties": {"scope": {"const": "marketplace"}, "seller": {"type": "null"}}},
]


class OptOutRequest(_Model):
    """A buyer who opted out, and how that is known."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"oneOf": _SCOPE_AND_SELLER})

    buyer: Annotated[Name, Field(description="The buyer as /v1/check names them; an order id, if only that is known.")]
    scope: Annotated[Scope, Field(description="Whether of every seller of the marketplace or of one.")] = "marketplace"
    seller: Annotated[Name | None, Field(description="The seller, where the scope is one.")] = None
    reason: Reason = "other"
    source: Annotated[
        str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", description="Where it was learned.")
    ] = "api"
    time: Annotated[
        Annotated[AwareDatetime, AfterValidator(_recordable)] | None,
        Field(description="When they opted out; now, if left out."),
    ] = None

    @model_validator(mode="after")
    def _scope_and_seller_agree(self) -> OptOutRequest:
        if (self.scope == "seller") != (self.seller is not None):
            raise ValueError("name the seller where the scope is seller, and only there")
        return self

    @property
    def opt_out(self) -> OptOut:
        """The same as the ledger takes it."""
        return OptOut(self.buyer, self.seller, self.reason, self.source, self.time)


class OptOutsRequest(_Model):
    """Buyers who opted out, one or many."""

    opt_outs: Annotated[list[OptOutRequest], Field(min_length=1)]


class LookupRequest(_Model):
    """Whom to look up; in a body and not in the address, so that no buyer lands in an access log."""

    buyer: Name
    seller: Annotated[Name | None, Field(description="Entries of this seller and of the marketplace only.")] = None


class OptOutEntry(_Model):
    """An entry of the ledger; the buyer is kept as a keyed digest and cannot be told."""

    id: str
    scope: Scope
    reason: Reason
    source: str
    time: AwareDatetime


class NewEntry(OptOutEntry):
    """An entry, and whether it was added just now or stood there before."""

    new: bool


class Entries(_Model):
    """Entries of the ledger."""

    opt_outs: list[OptOutEntry]


class NewEntries(_Model):
    """An entry for each opt-out sent, in order."""

    opt_outs: list[NewEntry]


class BounceAnswer(_Model):
    """What a notice said and what was recorded: the order and, where the notice names one, the buyer."""

    order: str
    buyer: str | None
    opt_outs: list[NewEntry]
