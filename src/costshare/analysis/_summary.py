"""A scenario in one line: its total, its spread, who gains and who pays."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from costshare.analysis._change import Change


@dataclass(frozen=True, slots=True)
class Summary:
    """One scenario over all members.

    Parameters
    ----------
    scenario : str
        Which.
    total, change : Decimal
        What all fees sum to, and by how much that differs from the baseline.
    members : int
        How many have a fee.
    lowest, highest : Decimal or None
        The fees at the ends.
    gini : Fraction or None
        How unequal the fees are, from 0; None where they are all zero or of both signs.
    effects : mapping of str to int
        How many members gain, pay, are unchanged, join and leave.
    smallest, largest : str or None
        The members with the least and the most of the driver, above zero.
    per_smallest, per_largest : Fraction or None
        Their fees for one of the driver: the effective rate by size.
    """

    scenario: str
    total: Decimal
    change: Decimal
    members: int
    lowest: Decimal | None
    highest: Decimal | None
    gini: Fraction | None
    effects: Mapping[str, int]
    smallest: str | None
    largest: str | None
    per_smallest: Fraction | None
    per_largest: Fraction | None


def summary_of(
    changes: Sequence[Change],
    totals: tuple[Decimal, Decimal],
    fees: Sequence[int],
    figures: Mapping[str, Fraction],
) -> Summary:
    """Sum up a scenario; `totals` are its total and the change of it, `fees` are in units."""
    paid = [change.fee for change in changes if change.fee is not None]
    rates = {each.member: each.per_driver for each in changes if each.per_driver is not None}
    by_size = sorted(rates, key=figures.__getitem__)
    smallest, largest = (by_size[0], by_size[-1]) if by_size else (None, None)
    return Summary(
        scenario=changes[0].scenario,
        total=totals[0],
        change=totals[1],
        members=len(paid),
        lowest=min(paid, default=None),
        highest=max(paid, default=None),
        gini=gini(fees),
        effects=Counter(change.effect for change in changes if change.effect is not None),
        smallest=smallest,
        largest=largest,
        per_smallest=None if smallest is None else rates[smallest],
        per_largest=None if largest is None else rates[largest],
    )


def gini(values: Iterable[int]) -> Fraction | None:
    """The Gini coefficient: the mean difference of all pairs, as a part of twice the mean.

    Sen, A., *On Economic Inequality* (1973), section 2.9; by the sum over sorted values, which
    equals that over all pairs. Credits count by their size.

    Examples
    --------
    >>> gini([1, 1, 1]), gini([0, 0, 3]), gini([0, 0])
    (Fraction(0, 1), Fraction(2, 3), None)
    """
    ordered = sorted(values)
    whole, count = sum(ordered), len(ordered)
    if not whole or ordered[0] < 0 < ordered[-1]:
        return None
    weighted = sum((2 * place - count - 1) * each for place, each in enumerate(ordered, start=1))
    return Fraction(weighted, count * abs(whole))
