"""German federal funds for regional trains 2016 to 2031: a published key that moves, and amounts.

From the act itself (RegG, section 5 and annex 1): 8 billion euros in 2016, 1.8 % more each year,
by keys of the Länder in per cent; each amount is rounded to the cent on its own.
"""

import csv
from fractions import Fraction
from pathlib import Path

YEARS = range(2016, 2032)
_NINTHS = [*range(6), "11/2", 6, "13/2", 7, "37/5", "39/5", "41/5", "43/5", 9, 9]
PARTS = [Fraction(each) / 9 for each in _NINTHS]
"""How far each year has come from the key of 2016 to that of 2031."""


def _table(column):
    """Read a column by Land and year."""
    table = {}
    path = Path(__file__).parent.parent / "examples" / "regional_trains.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            table.setdefault(row["land"], {})[int(row["year"])] = row[column]
    return table


KEYS, AMOUNTS = _table("key"), _table("amount")
