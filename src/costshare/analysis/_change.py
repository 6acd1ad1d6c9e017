"""What a scenario does to one member: its fee, and how that differs from the baseline."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from costshare.amounts import Unit
from costshare.analysis._fees import Fees
from costshare.apportionment import round_units
from costshare.results import (
    Cell,
    Column,
    Table,
    amount_column,
    count_column,
    exact_column,
    number,
    same_column,
    signed,
    text_column,
)
from costshare.words import say

Effect = Literal["gains", "pays", "unchanged", "joins", "leaves"]
EFFECTS: tuple[Effect, ...] = ("gains", "pays", "unchanged", "joins", "leaves")


@dataclass(frozen=True, slots=True)
class Change:
    """One member in one scenario, compared with the baseline.

    Attributes
    ----------
    member, scenario : str
        Names of the member and of the scenario.
    fee : Decimal or None
        Fee in the scenario; None if the member takes no part.
    change : Decimal or None
        Fee less that of the baseline; None if the member has no fee in one of the two.
    relative : Fraction or None
        Change as a share of the fee of the baseline (of its size, in a credit); None if that fee
        is zero.
    per_driver : Fraction or None
        Fee divided by the driver; None if the driver is missing or zero.
    effect : {"gains", "pays", "unchanged", "joins", "leaves"} or None
        Whether the member pays less, more or the same, or has a fee in one of the two only.
    rank : int or None
        Rank of the fee, 1 for the highest; equal fees have the same rank.
    rank_change : int or None
        By how many places the member is nearer the highest fee.
    """

    member: str
    scenario: str
    fee: Decimal | None
    change: Decimal | None
    relative: Fraction | None
    per_driver: Fraction | None
    effect: Effect | None
    rank: int | None
    rank_change: int | None


def changes_of(
    scenario: str,
    members: Sequence[str],
    fees: tuple[Fees, Fees],
    unit: Unit,
    figures: Mapping[str, Fraction],
) -> Iterator[Change]:
    """Compare the fees of a scenario with those of the baseline, the second; both in units."""
    here, before = fees
    ranks, ranks_before = _ranks(here), _ranks(before)
    for member in members:
        fee, old = here.get(member), before.get(member)
        rank, old_rank = ranks.get(member), ranks_before.get(member)
        change = None if fee is None or old is None else fee - old
        figure = figures.get(member)
        yield Change(
            member=member,
            scenario=scenario,
            fee=None if fee is None else unit.decimal(fee),
            change=None if change is None else unit.decimal(change),
            relative=Fraction(change, abs(old)) if change is not None and old else None,
            per_driver=fee * unit.size / figure if fee is not None and figure else None,
            effect=_effect(fee, old),
            rank=rank,
            rank_change=None if rank is None or old_rank is None else old_rank - rank,
        )


def _ranks(fees: Fees) -> dict[str, int]:
    """Rank the fees, 1 for the highest."""
    places: dict[int, int] = {}
    for place, fee in enumerate(sorted(fees.values(), reverse=True), start=1):
        places.setdefault(fee, place)
    return {member: places[fee] for member, fee in fees.items()}


def _effect(fee: int | None, before: int | None) -> Effect | None:
    """Name the effect of a scenario on a member."""
    if fee is None:
        return None if before is None else "leaves"
    if before is None:
        return "joins"
    return "unchanged" if fee == before else "pays" if fee > before else "gains"


def change_columns(
    changes: Sequence[Change], driver: str, currency: str | None, *, tidy: bool
) -> tuple[Column, ...]:
    """Lay out one row a change; for people, per cent and fees per driver are rounded."""
    names = (
        text_column("scenario", (each.scenario for each in changes)),
        text_column("member", (each.member for each in changes)),
    )
    effect = text_column("effect", (each.effect for each in changes))
    ranks = (
        count_column("rank", (each.rank for each in changes)),
        count_column("rank_change", (each.rank_change for each in changes)),
    )
    fee = amount_column("fee", (each.fee for each in changes))
    change = amount_column("change", (each.change for each in changes))
    relative, per = [each.relative for each in changes], [each.per_driver for each in changes]
    if tidy:
        exact = exact_column("relative", relative), exact_column(f"per_{driver}", per)
        money = same_column("currency", currency, changes)
        return *names, effect, money, *ranks, *exact, change, fee
    percents = (None if each is None else each * 100 for each in relative)
    rounded = rounded_column("change_percent", percents, 2), rounded_column(f"per_{driver}", per, 4)
    return *names, fee, change, *rounded, effect, *ranks


def rounded_column(name: str, values: Iterable[Fraction | None], places: int) -> Column:
    """Make a column of Decimals of exact values, rounded half to even."""
    unit = Unit(Fraction(1, 10**places))
    rounded = (
        None if each is None else unit.decimal(round_units(each / unit.size, "half_even"))
        for each in values
    )
    return Column(name, tuple(rounded), "object", "decimal")


def change_table(
    changes: Iterable[Change],
    members: Sequence[str],
    totals: Mapping[str, tuple[Decimal, Decimal]],
    baseline: str,
    caption: str,
) -> Table:
    """Lay out fees and changes by member; `totals` has sum and change of each scenario."""
    cells = {(each.scenario, each.member): each for each in changes}
    header, sums = ["", baseline], [say("total"), number(totals[baseline][0])]
    columns: list[tuple[str, Callable[[Change], Cell]]] = [(baseline, lambda cell: cell.fee)]
    for name, (total, change) in totals.items():
        if name != baseline:
            header += [name, say("change")]
            columns += [
                (name, lambda cell: cell.fee),
                (name, lambda cell: signed_change(cell.change)),
            ]
            sums += [number(total), signed(change)]
    rows = [[name, *(read(cells[each, name]) for each, read in columns)] for name in members]
    return Table(header=header, rows=rows, totals=sums, caption=caption)


def signed_change(change: Decimal | None) -> str | None:
    """Write a change with its sign; a missing one stays missing."""
    return None if change is None else signed(change)
