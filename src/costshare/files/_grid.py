"""A file's cells, in rows that keep their numbers, before anything is read into them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Protocol

from costshare.errors import CostshareError


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell of a workbook that holds no value: an error such as #REF!, or no stored result."""

    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class Money:
    """A number of a workbook whose format shows a currency, as a code or sign."""

    number: int | float
    currency: str


Cell = str | int | float | Decimal | date | Money | Broken | None

Rows = Iterable[tuple[int, Sequence[Cell]]]
"""Rows with their numbers in the file, from 1; each iteration begins with the first."""


@dataclass(frozen=True, slots=True)
class Even:
    """Lines of a text that all have as many fields as the header, by column.

    Parameters
    ----------
    numbers : sequence of int
        Number of each line in the file.
    columns : sequence of sequences of str
        The fields of each column.
    plain : bool
        Whether each field is empty or as `cell_text` writes it; False if unsure.
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]
    plain: bool


Parts = Iterable[Even | Sequence[tuple[int, Sequence[Cell]]]]
"""Rows, some at a time: by column where they are even, as rows where they may not be."""


# Cells are written as texts so many at a time, while they are in the cache of the processor.
_PART = 256


class UnparsedError(CostshareError):
    """A text that a delimiter does not part into rows."""


class Columns(Protocol):
    """The cells under a header, by column."""

    @property
    def numbers(self) -> Sequence[int]:
        """The number of each row in the file; rows without any cell are left out."""

    @property
    def problem(self) -> str:
        """Which row has a cell without a header, and what to do; empty where none has."""

    def column(self, at: int) -> Sequence[Cell]:
        """Return the cells of a column that has a header, from top to bottom."""

    def texts(self, at: int) -> Iterable[str | None]:
        """Return the cells of such a column as texts; None for a blank one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells.

    Parameters
    ----------
    source : str
        The file, and the sheet where it has several, for messages.
    rows : iterable of (int, sequence of cells)
        Each row with its number in the file, from 1. Those of a text are read when they are needed.
    columns : callable, optional
        Takes the positions of the columns in use, and returns the columns under the first row,
        where the file keeps them apart.
    parts : callable, optional
        Takes the number of a row and how many cells it has, and returns the rows under it, where
        they may be even.
    """

    source: str
    rows: Rows
    columns: Callable[[Collection[int]], Columns] | None = None
    parts: Callable[[int, int], Parts] | None = None


def is_blank(cell: Cell) -> bool:
    """Return whether a cell holds nothing but space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def cell_text(cell: Cell) -> str:
    """Write a cell as text, with runs of space of any kind made one."""
    if cell is None:
        return ""
    if isinstance(cell, Broken):
        return cell.text
    if isinstance(cell, Money):
        return cell_text(cell.number)
    if isinstance(cell, float | Decimal):
        return float_text(cell) if isinstance(cell, float) else f"{cell:f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return " ".join(str(cell).split())


def cell_texts(cells: Sequence[Cell]) -> Iterator[str | None]:
    """Write the cells of a column as texts; None for a blank one."""
    parts = (cells[first : first + _PART] for first in range(0, len(cells), _PART))
    return chain.from_iterable(map(_texts, parts))


def _texts(cells: Sequence[Cell]) -> list[str | None]:
    texts = [cell for cell in cells if isinstance(cell, str)]
    if len(texts) == len(cells) and have_single_blanks(texts):
        return [text or None for text in texts]
    return [None if is_blank(cell) else cell_text(cell) for cell in cells]


def are_plain(texts: Collection[str]) -> bool:
    """Return whether texts are as `cell_text` writes them, and none is blank; False if unsure.

    Examples
    --------
    >>> are_plain(["Boden", "Övre Norrland"]), are_plain(["Boden "]), are_plain(["Boden", ""])
    (True, False, False)
    """
    return have_single_blanks(texts) and "" not in texts


def have_single_blanks(texts: Iterable[str]) -> bool:
    """Return whether texts have single spaces, all of them inside; False if unsure."""
    # Of all blanks the space alone is printable. Texts with bars in them may be refused.
    joined = f"|{'|'.join(texts)}|"
    return joined.isprintable() and not any(part in joined for part in ("  ", "| ", " |"))


def float_text(number: float) -> str:
    """Write a workbook's float as the decimal that it prints.

    Excel keeps and prints 15 significant digits (Microsoft, "Excel specifications and limits");
    further digits are the noise of binary arithmetic: =0.1+0.2 is stored as
    0.30000000000000004 and printed as 0.3.

    Examples
    --------
    >>> float_text(0.1 + 0.2), float_text(76100.0), float_text(1e16)
    ('0.3', '76100', '10000000000000000')
    """
    return f"{Decimal(f'{number:.15g}'):f}"


def check_cell(cell: Cell, name: str) -> None:
    """Refuse a cell without a value."""
    if isinstance(cell, Broken):
        msg = f"{name} {cell.problem}"
        raise CostshareError(msg)
