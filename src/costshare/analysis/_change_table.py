"""A table from the fees before to the fees after: members × what changes."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Unit, exact_sum
from costshare.analysis._change_words import HUNDREDTH, money, with_sign
from costshare.apportionment import round_units
from costshare.results import APPROXIMATELY, Cell, Formula, Table, number
from costshare.words import Figure, say

_ZERO = Fraction(0)
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
    unit: Unit,
    caption: str,
    sheet: str,
) -> Table:
    """Lay out each member's fee before, what each change adds, and the fee after.

    `columns` name the changes; `paid` has the fees by member, in whole units.
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
                *(_cell(effects.get(member, {}).get(name, _ZERO), unit) for name in columns),
                fees[1],
            ]
            for member, fees in paid.items()
        ],
        totals=[say("total"), before, *(_cell(sums[name], unit) for name in columns), after],
        caption=caption,
        across=True,
        sheet=sheet,
    )


def _cell(amount: Fraction, unit: Unit) -> Cell:
    """Write an amount with its sign, and two decimals if it has more: workbooks have all of it.

    An amount that would be shown as zero has as many digits as show it.
    """
    shown = HUNDREDTH.decimal(round_units(amount / HUNDREDTH.size, "half_even"))
    if Fraction(shown) == amount:
        return with_sign(money(amount, unit), amount)
    size = max(abs(amount.numerator), amount.denominator)
    near = Figure(f"{APPROXIMATELY} {number(shown)}") if shown else number(amount, 2)
    figure = with_sign(near, amount)
    if size < _MOST:
        return Formula(f"={amount.numerator}/{amount.denominator}", amount, figure)
    return figure if abs(amount) >= _MOST else Formula(f"={float(amount)!r}", amount, figure)
