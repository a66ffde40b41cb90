"""Everything that is kept, opened together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from sqlalchemy import select

from model.errors import SendgateError
from service.records.batching import Batcher
from service.records.corrections import Corrections
from service.records.database import Database
from service.records.digests import Digests, key_from
from service.records.journal import Decision, Journal
from service.records.keys import Keys
from service.records.ledger import Ledger, Question, Standing
from service.records.migrate import prepare
from service.records.tables import digest_keys
from service.records.unsure import Unsure, UnsureTexts
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Records:
    """All that one database keeps, and ways in for many at once."""

    databases: tuple[Database, ...]
    ledger: Ledger
    journal: Journal
    corrections: Corrections
    keys: Keys
    ask: Batcher[Question, Standing]
    keep: Batcher[Decision, str]
    unsure: UnsureTexts
    keep_unsure: Batcher[Unsure, str]

    @classmethod
    def open(cls, settings: Settings) -> Records:
        """What ``settings`` name, made where it is missing. Raises BadSetting, BadKey or RecordsUnavailable."""
        digests = Digests(key_from(settings.digest_key, settings.records))
        database = Database.open(settings.database_url, settings.records)
        try:
            prepare(database, digests)
        except SendgateError:
            database.close()
            raise
        # Connections of its own: what is written at every answer neither waits for the disk nor holds up the ledger.
        journal_database = Database.open(settings.database_url, settings.records, flushed=False)
        ledger, journal = Ledger(database, digests), Journal(journal_database, digests)
        unsure = UnsureTexts(
            journal_database, digests, most=settings.unsure_most, age=timedelta(days=settings.unsure_days)
        )
        return cls(
            databases=(database, journal_database),
            ledger=ledger,
            journal=journal,
            corrections=Corrections(database, digests),
            keys=Keys(database),
            ask=Batcher[Question, Standing](ledger.standings),
            keep=Batcher[Decision, str](journal.write),
            unsure=unsure,
            keep_unsure=Batcher[Unsure, str](unsure.write),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reachable(self) -> None:
        """Asks the database for an answer. Raises RecordsUnavailable where it gives none."""
        with self.databases[0].transaction() as connection:
            connection.execute(select(digest_keys.c.proof))

    def close(self) -> None:
        """Gives the database's connections back."""
        for database in self.databases:
            database.close()
