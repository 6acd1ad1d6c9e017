"""What every result is: a record, a report for people, and a frame. Knows no result class."""

from costshare.results._files import read_file, write_file
from costshare.results._frame import (
    Column,
    amount_column,
    count_column,
    date_column,
    exact_column,
    flag_column,
    text_column,
    to_pandas,
)
from costshare.results._numbers import (
    APPROXIMATELY,
    MISSING,
    about,
    counted,
    digits_of,
    is_near,
    magnitude,
    near,
    number,
    percent,
    places_of,
    places_shown,
    rounded,
    that_follow,
    with_currency,
)
from costshare.results._record import Record
from costshare.results._report import Block, Cell, Point, Points, Table, html_of, text_of
from costshare.results._result import Result
from costshare.results._whole import write_whole

__all__ = [
    "APPROXIMATELY",
    "MISSING",
    "Block",
    "Cell",
    "Column",
    "Point",
    "Points",
    "Record",
    "Result",
    "Table",
    "about",
    "amount_column",
    "count_column",
    "counted",
    "date_column",
    "digits_of",
    "exact_column",
    "flag_column",
    "html_of",
    "is_near",
    "magnitude",
    "near",
    "number",
    "percent",
    "places_of",
    "places_shown",
    "read_file",
    "rounded",
    "text_column",
    "text_of",
    "that_follow",
    "to_pandas",
    "with_currency",
    "write_file",
    "write_whole",
]
