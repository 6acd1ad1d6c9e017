"""A real board of 14 members, a made-up one of 290, and proposals for both."""

from fractions import Fraction
from pathlib import Path

import costshare as cs

AGREEMENT = Path(__file__).parents[1] / "examples" / "norrbotten_2022.toml"

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
    """Today's agreement, and others by name with another flat share."""
    others = {name: flatter(agreement, share) for name, share in shares.items()}
    return cs.compare({"today": agreement, **others}, baseline="today")
