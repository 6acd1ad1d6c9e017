"""A tie, as a value that a result can show."""

from collections.abc import Sequence
from typing import NamedTuple

from costshare.errors import TieError, some_of


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


def tie_error(tied: Sequence[str]) -> TieError:
    """Build the error for a tie that must not be broken."""
    return TieError(
        f"{some_of(tied)} tie for a last unit; choose who gets it: ties='listed', 'largest' or "
        "'smallest'"
    )
