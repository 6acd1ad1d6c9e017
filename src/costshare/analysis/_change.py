"""What a scenario does to one member, and to all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from costshare.amounts import Unit

Effect = Literal["gains", "pays", "unchanged", "joins", "leaves"]
EFFECTS: tuple[Effect, ...] = ("gains", "pays", "unchanged", "joins", "leaves")

Fees = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One member in one scenario, set against the baseline.

    Parameters
    ----------
    member, scenario : str
        Which.
    fee : Decimal or None
        The fee in the scenario; None where the member takes no part.
    change : Decimal or None
        The fee less that of the baseline; None where one of them does not exist.
    relative : Fraction or None
        The change as a part of the baseline's fee (of its size, in a credit), exact; None where
        that is zero.
    per_driver : Fraction or None
        The fee for one of the driver, exact; None where the figure is missing or zero.
    effect : {"gains", "pays", "unchanged", "joins", "leaves"} or None
        Whether the member pays less or more than in the baseline, or in one of the two alone.
    rank : int or None
        The place of the fee, 1 for the highest; equal fees have the same place.
    rank_change : int or None
        How many places the member has come nearer the highest fee.
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
    """Set the fees of a scenario against those of the baseline, the second; both in units."""
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
    places: dict[int, int] = {}
    for place, fee in enumerate(sorted(fees.values(), reverse=True), start=1):
        places.setdefault(fee, place)
    return {member: places[fee] for member, fee in fees.items()}


def _effect(fee: int | None, before: int | None) -> Effect | None:
    if fee is None:
        return None if before is None else "leaves"
    if before is None:
        return "joins"
    return "unchanged" if fee == before else "pays" if fee > before else "gains"
