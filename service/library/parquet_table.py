"""Parquet, read and written a row group at a time, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from service.library.batch import BadTable, Batch, Cell

GROUP = 65_536  # rows of a group that is written; fewer where they are long
_GROUP_BYTES = 64 << 20
TYPES: dict[str, pa.DataType] = {"topics": pa.list_(pa.string()), "confidence": pa.float64()}  # others are text


class ParquetReader:
    """Reads a Parquet file."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._file = pq.ParquetFile(stream, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            raise BadTable(f"not a Parquet file: {error}") from error
        self.schema: pa.Schema = self._file.schema_arrow
        self.columns: Sequence[str] = self.schema.names
        self._read = 0

    @property
    def packing(self) -> str:
        """How the first column is compressed; the output is too."""
        facts = self._file.metadata
        has_any = facts.num_row_groups and facts.num_columns
        return str(facts.row_group(0).column(0).compression) if has_any else "SNAPPY"

    def share(self) -> float:
        """The share of its rows that was read."""
        return float(self._read / max(1, self._file.metadata.num_rows))

    def batches(self, size: int) -> Iterator[Batch]:
        """Its rows, at most ``size`` at a time."""
        try:
            for rows in self._file.iter_batches(batch_size=size, use_threads=False):
                self._read += rows.num_rows
                yield batch_of(rows)
        except (pa.ArrowException, OSError) as error:
            raise BadTable(f"the Parquet file is damaged: {error}") from error


class ParquetWriter:
    """Writes the rows with columns added, in groups of `GROUP`."""

    def __init__(self, stream: BinaryIO, schema: pa.Schema, added: Mapping[str, str], packing: str) -> None:
        """``added`` names the new columns and, for each, the one of ours that it holds."""
        self._schema = extended(schema, added)
        self._file = pq.ParquetWriter(stream, self._schema, compression=packing)
        self._held: list[pa.RecordBatch] = []

    def write(self, batch: Batch, added: Mapping[str, Sequence[Cell]]) -> None:
        """Writes the rows of ``batch``."""
        self._held.append(with_columns(batch.rows, added, self._schema))
        rows, size = sum(held.num_rows for held in self._held), sum(held.nbytes for held in self._held)
        if rows >= GROUP or size >= _GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        """Writes the last group and the footer."""
        self._flush()
        self._file.close()

    def abandon(self) -> None:
        """Lets go of the stream; what was written is of no use."""
        self._held.clear()
        self._file.close()

    def _flush(self) -> None:
        if self._held:
            table = pa.Table.from_batches(self._held, self._schema)
            self._file.write_table(table, row_group_size=table.num_rows)
            self._held.clear()


def batch_of(rows: pa.RecordBatch) -> Batch:
    """Arrow's rows as a batch."""
    return Batch(rows, [""] * rows.num_rows, lambda name: rows.column(name).to_pylist())


def extended(schema: pa.Schema, added: Mapping[str, str]) -> pa.Schema:
    """``schema`` with the ``added`` columns at its end."""
    for name, ours in added.items():
        schema = schema.append(pa.field(name, TYPES.get(ours, pa.string())))
    return schema


def with_columns(rows: pa.RecordBatch, added: Mapping[str, Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    """``rows`` with the ``added`` columns, whose types ``schema`` tells."""
    new = [pa.array(values, type=schema.field(name).type) for name, values in added.items()]
    return pa.RecordBatch.from_arrays([*rows.columns, *new], schema=schema)
