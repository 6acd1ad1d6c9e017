"""A file's cells, in rows that keep their numbers, before anything is read into them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

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


Cell = str | int | float | date | Money | Broken | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells.

    Parameters
    ----------
    source : str
        The file, and the sheet where it has several, for messages.
    rows : tuple of (int, tuple of cells)
        Each row with its number in the file, from 1.
    """

    source: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


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
    if isinstance(cell, float):
        return float_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return " ".join(str(cell).split())


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
