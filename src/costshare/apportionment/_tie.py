"""A tie, as a value that a result can show."""

from typing import NamedTuple


class Tie(NamedTuple):
    """Members with equal claims to a unit, and those of them who got one.

    Both hold positions in the list of weights.
    """

    tied: tuple[int, ...]
    won: tuple[int, ...]


class Apportioned(NamedTuple):
    """Whole units for each weight, and the ties that were broken on the way."""

    parts: list[int]
    ties: tuple[Tie, ...]
