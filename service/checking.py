"""Messages checked for the API: the ledger asked where the caller does not know, answers kept before they are given."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from model.decide import OptedOut
from model.gate import Answer, Gate
from service.records.database import RecordsUnavailable
from service.records.ledger import Question
from service.records.records import Records
from service.schemas import CheckRequest


@dataclass(frozen=True, slots=True)
class Checking:
    """Answers with ``gate``, by what ``records`` say; ``journal`` tells whether each answer is recorded."""

    gate: Gate
    records: Records
    journal: bool

    async def answers(self, requests: Sequence[CheckRequest]) -> list[Answer]:
        """One answer a request, in order. Raises RecordsUnavailable where they cannot be recorded: none is given."""
        answers: list[Answer] = []
        for request, opted_out in zip(requests, await self._opted_out(requests), strict=True):
            if answers:
                await asyncio.sleep(0)  # let others in between two messages
            answers.append(self.gate.check(request.message, opted_out=opted_out, reply=request.in_reply_to_buyer))
        if self.journal and answers:
            record = self.records.journal.record_of
            await self.records.keep(
                [record(answer, asked.message, asked.buyer) for answer, asked in zip(answers, requests, strict=True)]
            )
        return answers

    async def _opted_out(self, requests: Sequence[CheckRequest]) -> list[OptedOut]:
        """What each caller says or, where one does not, the ledger."""
        questions = [_question(request) for request in requests if request.buyer_opted_out is None]
        said = await self._asked(questions) if questions else iter(())
        return [next(said) if request.buyer_opted_out is None else request.buyer_opted_out for request in requests]

    async def _asked(self, questions: Sequence[Question]) -> Iterator[OptedOut]:
        try:
            return iter(await self.records.ask(questions))
        except RecordsUnavailable:
            return repeat("unavailable")


def _question(request: CheckRequest) -> Question:
    return Question(request.buyer or "", request.seller, request.order)
