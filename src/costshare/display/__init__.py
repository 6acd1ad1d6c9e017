"""Numbers and tables as people read them, in plain text and in HTML. Knows no results."""

from costshare.display._numbers import (
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
from costshare.display._tables import Table

__all__ = [
    "APPROXIMATELY",
    "MISSING",
    "Table",
    "about",
    "digits_of",
    "is_near",
    "magnitude",
    "near",
    "number",
    "percent",
    "places_of",
    "places_shown",
    "rounded",
    "that_follow",
    "with_currency",
]
