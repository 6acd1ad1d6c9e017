"""Numbers and tables as people read them, in plain text and in HTML. Knows no results."""

from costshare.display._numbers import APPROXIMATELY, MISSING, number, percent, with_currency
from costshare.display._tables import Table

__all__ = ["APPROXIMATELY", "MISSING", "Table", "number", "percent", "with_currency"]
