"""Messages checked for the API: the ledger asked where the caller does not know, answers kept before they are given."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import repeat
from time import perf_counter

from model.anonymous import anonymous
from model.decide import OptedOut
from model.gate import Answer, Gate, Question
from service.records import ledger
from service.records.database import RecordsUnavailable
from service.records.records import Records
from service.records.unsure import Unsure, is_unsure
from service.schemas import CheckRequest
from service.serving import Serving
from service.watch.metrics import Metrics

_TOGETHER = 10  # messages of a batch judged in one pass, for as long as which nobody else is answered


@dataclass(frozen=True, slots=True)
class Checking:
    """Answers with the model in service, by what ``records`` say; ``journal`` tells whether each is recorded."""

    serving: Serving
    records: Records
    journal: bool
    metrics: Metrics
    keep_unsure: bool = False  # whether masked texts that the model was unsure of are kept

    async def answers(self, requests: Sequence[CheckRequest]) -> list[Answer]:
        """One answer a request, in order. Raises RecordsUnavailable where they cannot be recorded: none is given."""
        answers: list[Answer] = []
        gate = self.serving.gate  # one for the whole batch, whatever is promoted meanwhile
        questions = [
            Question(request.message, opted_out, request.in_reply_to_buyer)
            for request, opted_out in zip(requests, await self._opted_out(requests), strict=True)
        ]
        for start in range(0, len(questions), _TOGETHER):
            if answers:
                await asyncio.sleep(0)  # let others in between
            answers += self._answers(gate, questions[start : start + _TOGETHER])
        if self.journal and answers:
            record = self.records.journal.record_of
            await self.records.keep(
                [record(answer, asked.message, asked.buyer) for answer, asked in zip(answers, requests, strict=True)]
            )
        if self.keep_unsure:
            await self._keep_unsure(gate, requests, answers)
        return answers

    async def _keep_unsure(self, gate: Gate, requests: Sequence[CheckRequest], answers: Sequence[Answer]) -> None:
        """Nobody's answer depends on it: where they cannot be kept they are not, and the log says so."""
        found = [
            Unsure(anonymous(asked.message, [finding.sentence for finding in answer.findings], gate.knows), answer)
            for asked, answer in zip(requests, answers, strict=True)
            if is_unsure(answer)
        ]
        if found:
            with suppress(RecordsUnavailable):
                await self.records.keep_unsure(found)

    def _answers(self, gate: Gate, questions: Sequence[Question]) -> list[Answer]:
        began, before = perf_counter(), gate.lookups
        answers = gate.check_all(questions)
        each = (perf_counter() - began) / len(answers)
        for answer in answers:
            self.metrics.answer(answer, each)
        self.metrics.lookups(gate.lookups.since(before))
        return answers

    async def _opted_out(self, requests: Sequence[CheckRequest]) -> list[OptedOut]:
        """What each caller says or, where one does not, the ledger."""
        questions = [_question(request) for request in requests if request.buyer_opted_out is None]
        said = await self._asked(questions) if questions else iter(())
        return [next(said) if request.buyer_opted_out is None else request.buyer_opted_out for request in requests]

    async def _asked(self, questions: Sequence[ledger.Question]) -> Iterator[OptedOut]:
        try:
            return iter(await self.records.ask(questions))
        except RecordsUnavailable:
            return repeat("unavailable")


def _question(request: CheckRequest) -> ledger.Question:
    return ledger.Question(request.buyer or "", request.seller, request.order)
