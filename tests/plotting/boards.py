"""A real board of 14 members, a made-up one of 290, and comparisons of both."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pandas as pd

import costshare as cs

AGREEMENT = Path(__file__).parents[2] / "examples" / "norrbotten_2022.toml"

_FIRST = [
    "Norr",
    "Söder",
    "Väster",
    "Öster",
    "Sand",
    "Berg",
    "Älv",
    "Skog",
    "Sjö",
    "Fors",
    "Lund",
    "Ås",
    "Kvarn",
    "Björk",
    "Gran",
    "Ek",
    "Hammar",
    "Sten",
    "Mo",
    "Vik",
]
_LAST = [
    "by",
    "stad",
    "torp",
    "köping",
    "ås",
    "fjärden",
    "näs",
    "hult",
    "bäcken",
    "dalen",
    "sele",
    "träsk",
    "bo",
    "lanna",
    "marken",
]


def norrbotten():
    return cs.Agreement.load(AGREEMENT)


def large(pools=10, share="0.4"):
    """290 members, a few of them large, in no order of size."""
    names = [first + last for first in _FIRST for last in _LAST][:290]
    sizes = [Fraction(980_000, position * 37 % 290 + 1) for position in range(290)]
    return cs.Agreement(
        name="The large board",
        period="2025",
        members=[
            cs.Member(name=name, population=2_400 + int(size))
            for name, size in zip(names, sizes, strict=True)
        ],
        pools=[
            cs.Pool(
                name=f"pool {position}",
                total=1_000_000 * (position + 1),
                unit=100,
                model=cs.Mixed(flat_share=share),
            )
            for position in range(pools)
        ],
    )


@dataclass
class Comparison:
    """Allocations side by side, with what a picture asks of a comparison and no more."""

    allocations: dict[str, cs.Allocation]
    title: str = "Proposals"

    @property
    def currency(self):
        return next(iter(self.allocations.values())).currency

    @property
    def scenarios(self):
        return tuple(self.allocations)

    @property
    def baseline(self):
        return next(iter(self.allocations))

    def fees(self):
        return pd.DataFrame(
            {
                name: pd.Series(each.member_totals, dtype=object)
                for name, each in self.allocations.items()
            }
        )

    def changes(self, pool=None):
        if pool is None:
            fees = self.fees()
        else:
            fees = pd.DataFrame(
                {
                    name: {member: each.fee(member, pool) for member in each.members}
                    for name, each in self.allocations.items()
                },
                dtype=object,
            )
        return pd.DataFrame(
            {
                name: [
                    pd.NA if None in (new, old) else new - old
                    for new, old in zip(fees[name], fees[self.baseline], strict=True)
                ]
                for name in self.scenarios
                if name != self.baseline
            },
            index=fees.index,
        )


def flatter(agreement, share):
    """The same agreement with another flat share wherever a model has one."""
    return agreement.replace(
        pools=[
            pool.replace(model=pool.model.replace(flat_share=share))
            if pool.model.kind == "mixed"
            else pool
            for pool in agreement.pools
        ]
    )


def proposals(agreement, **shares):
    return Comparison(
        {"today": agreement.allocate()}
        | {name: flatter(agreement, share).allocate() for name, share in shares.items()}
    )
