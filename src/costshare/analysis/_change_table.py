"""A table from the fees before to the fees after: members × what changes."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Unit, exact_sum
from costshare.analysis._change_words import with_sign
from costshare.apportionment import round_units
from costshare.results import APPROXIMATELY, Cell, Formula, Table, number
from costshare.words import Figure, say

_ZERO = Fraction(0)
_HUNDREDTH = Unit("0.01")
_MOST = 10**15  # a spreadsheet keeps the digits of whole numbers below it

Effects = Mapping[str, Mapping[str, Fraction]]
"""What each change adds, by row and by what changes."""


def added(amounts: Iterable[tuple[str, str, Fraction]]) -> dict[str, dict[str, Fraction]]:
    """Add up amounts by row and by what changes; both keep the order in which they come."""
    sums: dict[str, dict[str, Fraction]] = {}
    for row, name, amount in amounts:
        own = sums.setdefault(row, {})
        own[name] = own.get(name, _ZERO) + amount
    return sums


def effect_table(
    columns: Sequence[str],
    effects: Effects,
    paid: Mapping[str, tuple[Decimal | None, Decimal | None]],
    titles: tuple[str, str],
    *,
    caption: str,
    sheet: str,
) -> Table:
    """Lay out each member's fee before, what each change adds, and the fee after.

    `columns` name the changes; `paid` has the fees by member.
    """
    sums = {
        name: sum((own.get(name, _ZERO) for own in effects.values()), _ZERO) for name in columns
    }
    before, after = (exact_sum(fees[at] or Decimal(0) for fees in paid.values()) for at in (0, 1))
    return Table(
        header=["", titles[0], *columns, titles[1]],
        rows=[
            [
                member,
                fees[0],
                *(_cell(effects.get(member, {}).get(name, _ZERO)) for name in columns),
                fees[1],
            ]
            for member, fees in paid.items()
        ],
        totals=[say("total"), before, *(_cell(sums[name]) for name in columns), after],
        caption=caption,
        across=True,
        sheet=sheet,
    )


def _cell(amount: Fraction) -> Cell:
    """Write an amount with its sign, and two decimals if it has more: workbooks have all of it."""
    shown = _HUNDREDTH.decimal(round_units(amount / _HUNDREDTH.size, "half_even"))
    if Fraction(shown) == amount:
        return with_sign(number(amount), amount)
    size = max(abs(amount.numerator), amount.denominator)
    figure = with_sign(Figure(f"{APPROXIMATELY} {number(shown)}"), amount)
    if size < _MOST:
        return Formula(f"={amount.numerator}/{amount.denominator}", amount, figure)
    return figure if abs(amount) >= _MOST else Formula(f"={float(amount)!r}", amount, figure)
