"""The fee of a member in a year: what changes, and the figures of each year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from costshare.amounts import Unit, exact_sum
from costshare.analysis._change import rounded_column
from costshare.analysis._fees import Fees
from costshare.results import (
    Column,
    amount_column,
    count_column,
    exact_column,
    same_column,
    text_column,
)

_EFFECTS = {"gains": -1, "pays": 1, "unchanged": 0}


@dataclass(frozen=True, slots=True)
class YearFee:
    """The fee of one member in one year.

    Attributes
    ----------
    member, year : str
        Names of the member and of the year.
    fee : Decimal or None
        Fee; None if the member takes no part.
    change : Decimal or None
        Fee less that of the year before; a member that joins or leaves changes by its whole fee.
        None in the first year, and without a fee in both years.
    relative : Fraction or None
        Change as a share of the fee of the year before (of its size, in a credit); None if that
        fee is zero or missing.
    effect : Decimal or None
        Fee less that of the baseline in the same year, or less that of the first year where no
        baseline is given; None as for `change`.
    cumulated : Decimal or None
        Sum of the effects so far; None before the first one.
    """

    member: str
    year: str
    fee: Decimal | None
    change: Decimal | None
    relative: Fraction | None
    effect: Decimal | None
    cumulated: Decimal | None


def year_fees(
    members: Sequence[str],
    unit: Unit,
    fees: Mapping[str, Fees],
    base: Mapping[str, Fees],
    *,
    from_first: bool,
) -> Iterator[YearFee]:
    """Compare fees with those of the year before and with a base, both by year, in units.

    `from_first` says whether the first year has an effect too.
    """
    sums: dict[str, int] = {}
    before: Fees | None = None
    for year, here in fees.items():
        for member in members:
            fee, old = here.get(member), (before or {}).get(member)
            change = None if before is None else less(fee, old)
            compared = from_first or before is not None
            effect = less(fee, base[year].get(member)) if compared else None
            if effect is not None:
                sums[member] = sums.get(member, 0) + effect
            yield YearFee(
                member=member,
                year=year,
                fee=amount_of(unit, fee),
                change=amount_of(unit, change),
                relative=_relative(change, old),
                effect=amount_of(unit, effect),
                cumulated=amount_of(unit, sums.get(member)),
            )
        before = here


def less(fee: int | None, old: int | None) -> int | None:
    """Return a difference; a missing fee counts as nothing where there is another."""
    return None if fee is None and old is None else (fee or 0) - (old or 0)


def amount_of(unit: Unit, count: int | None) -> Decimal | None:
    """Return the amount of so many units; a missing one stays missing."""
    return None if count is None else unit.decimal(count)


def sum_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add up the amounts that are there; None where none is."""
    known = [each for each in amounts if each is not None]
    return exact_sum(known) if known else None


def _relative(change: int | None, old: int | None) -> Fraction | None:
    """Return a change as a share of the size of what it changes."""
    return Fraction(change, abs(old)) if change is not None and old else None


def fee_columns(
    rows: Sequence[YearFee], currency: str | None, *, exact: bool
) -> tuple[Column, ...]:
    """Lay out one row for each member in each year; for people, per cent are rounded."""
    names = (
        text_column("year", (each.year for each in rows)),
        text_column("member", (each.member for each in rows)),
    )
    fee = amount_column("fee", (each.fee for each in rows))
    change = amount_column("change", (each.change for each in rows))
    relative = _share_column("relative", [each.relative for each in rows], exact=exact)
    effects = (
        amount_column("effect", (each.effect for each in rows)),
        amount_column("cumulated", (each.cumulated for each in rows)),
    )
    if exact:
        return *names, same_column("currency", currency, rows), relative, fee, change, *effects
    return *names, fee, change, relative, *effects


def year_columns(
    rows: Sequence[YearFee], unit: Unit, fees: Mapping[str, Fees], *, exact: bool
) -> tuple[Column, ...]:
    """Lay out one row for each year."""
    by_year: dict[str, list[YearFee]] = {year: [] for year in fees}
    for each in rows:
        by_year[each.year].append(each)
    years = list(by_year.values())
    totals = [sum(each.values()) for each in fees.values()]
    changes = [None, *(later - first for first, later in pairwise(totals))]
    relative = [_relative(change, old) for change, old in zip(changes, [0, *totals], strict=False)]
    effects = [[each.effect for each in own if each.effect is not None] for own in years]
    signs = [[(each > 0) - (each < 0) for each in own] for own in effects]
    rises = [[each.relative for each in own if each.relative is not None] for own in years]
    return (
        text_column("year", fees),
        count_column("members", map(len, fees.values())),
        *(
            count_column(name, (own.count(sign) if own else None for own in signs))
            for name, sign in _EFFECTS.items()
        ),
        _share_column("relative", relative, exact=exact),
        _share_column("largest_increase", [max(own, default=None) for own in rises], exact=exact),
        amount_column("total", map(unit.decimal, totals)),
        amount_column("change", (amount_of(unit, each) for each in changes)),
        amount_column("effect", map(sum_of, effects)),
        amount_column("cumulated", (sum_of(each.cumulated for each in own) for own in years)),
    )


def _share_column(name: str, values: Sequence[Fraction | None], *, exact: bool) -> Column:
    """Make a column of shares: exact ones, or per cent for people."""
    if exact:
        return exact_column(name, values)
    label = "change_percent" if name == "relative" else name
    return rounded_column(label, (None if each is None else each * 100 for each in values), 2)
