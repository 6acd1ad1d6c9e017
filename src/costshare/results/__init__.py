"""What every result is: a record, a report for people, and a frame. Knows no result class."""

from importlib import import_module
from typing import TYPE_CHECKING

from costshare.results._files import kind_to_write, read_declared, read_file, write_file
from costshare.results._frame import (
    Column,
    amount_column,
    count_column,
    date_column,
    exact_column,
    flag_column,
    same_column,
    text_column,
    to_pandas,
)
from costshare.results._numbers import (
    APPROXIMATELY,
    MISSING,
    about,
    amount_in_units,
    counted,
    digits_of,
    heading,
    in_units,
    is_near,
    magnitude,
    near,
    number,
    percent,
    places_of,
    places_shown,
    rounded,
    signed,
    that_follow,
    with_currency,
)
from costshare.results._record import Record
from costshare.results._report import (
    Block,
    Cell,
    Formula,
    Point,
    Points,
    Table,
    html_of,
    text_of,
    unbroken,
)
from costshare.results._result import Result
from costshare.results._whole import write_whole

if TYPE_CHECKING:
    from costshare.results._sheet import Sheet, address, doubles_sum, header_rows
else:
    # Most results are never a workbook.
    _LATE = {"Sheet", "address", "doubles_sum", "header_rows"}

    def __getattr__(name: str) -> object:
        """Import a name when it is first used."""
        if name in _LATE:
            return getattr(import_module("costshare.results._sheet"), name)
        msg = f"module 'costshare.results' has no attribute {name!r}"
        raise AttributeError(msg)


__all__ = [
    "APPROXIMATELY",
    "MISSING",
    "Block",
    "Cell",
    "Column",
    "Formula",
    "Point",
    "Points",
    "Record",
    "Result",
    "Sheet",
    "Table",
    "about",
    "address",
    "amount_column",
    "amount_in_units",
    "count_column",
    "counted",
    "date_column",
    "digits_of",
    "doubles_sum",
    "exact_column",
    "flag_column",
    "header_rows",
    "heading",
    "html_of",
    "in_units",
    "is_near",
    "kind_to_write",
    "magnitude",
    "near",
    "number",
    "percent",
    "places_of",
    "places_shown",
    "read_declared",
    "read_file",
    "rounded",
    "same_column",
    "signed",
    "text_column",
    "text_of",
    "that_follow",
    "to_pandas",
    "unbroken",
    "with_currency",
    "write_file",
    "write_whole",
]
