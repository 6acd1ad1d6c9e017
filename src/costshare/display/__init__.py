"""Numbers and tables as people read them, in plain text and in HTML. Knows no results."""

from costshare.display._numbers import MISSING, number, percent
from costshare.display._tables import Table

__all__ = ["MISSING", "Table", "number", "percent"]
