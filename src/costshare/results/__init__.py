"""What every result is: a record on disk, numbers and tables for people. Knows no result."""

from costshare.results._files import read_file, write_file
from costshare.results._numbers import (
    APPROXIMATELY,
    MISSING,
    about,
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
from costshare.results._record import load_record, read_record, write_record
from costshare.results._tables import Table

__all__ = [
    "APPROXIMATELY",
    "MISSING",
    "Table",
    "about",
    "digits_of",
    "is_near",
    "load_record",
    "magnitude",
    "near",
    "number",
    "percent",
    "places_of",
    "places_shown",
    "read_file",
    "read_record",
    "rounded",
    "that_follow",
    "with_currency",
    "write_file",
    "write_record",
]
