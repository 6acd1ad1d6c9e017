"""Parquet files read in batches, from any place on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from costshare.errors import CostshareError

Place: TypeAlias = tuple[int, int, int]
"""Number of a file, of a row group in it, and of a batch in that."""

LINES = 32_768


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that are read at once, and their place."""

    place: Place
    lines: Any


def read_batches(
    files: Sequence[Path], *, after: Place | None = None, columns: list[str] | None = None
) -> Iterator[Batch]:
    """Read all lines in batches, or those after the batch at a place.

    Raises
    ------
    CostshareError
        If a file cannot be read.
    """
    for number, file in enumerate(files):
        if after and number < after[0]:
            continue
        with _open(file) as opened:
            for group in range(opened.num_row_groups):
                if after and (number, group) < after[:2]:
                    continue
                batches = opened.iter_batches(LINES, row_groups=[group], columns=columns)
                for batch, lines in enumerate(batches):
                    place = (number, group, batch)
                    if not after or place > after:
                        yield Batch(place, _table(lines))


def no_lines(file: Path) -> Any:
    """Return a table without rows that has the columns of a file.

    Raises
    ------
    CostshareError
        If the file cannot be read.
    """
    with _open(file) as opened:
        return opened.schema_arrow.empty_table()


@contextmanager
def _open(file: Path) -> Iterator[Any]:
    """Open a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as opened:
            yield opened
    except (OSError, pa.ArrowException) as error:
        msg = f"{file} cannot be read as a Parquet file: {error}"
        raise CostshareError(msg) from error


def _table(batch: Any) -> Any:
    """Make a table of a batch."""
    import pyarrow as pa

    return pa.Table.from_batches([batch])
