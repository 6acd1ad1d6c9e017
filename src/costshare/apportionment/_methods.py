"""Every method and tie rule by its name, and whole units shared by any of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, cast

from costshare.amounts import read_word
from costshare.apportionment._divisor import SIGNPOSTS, divisor
from costshare.apportionment._quota_methods import cumulative, largest_remainder
from costshare.apportionment._tie import Apportioned

MethodName = Literal[
    "largest_remainder",
    "webster",
    "jefferson",
    "adams",
    "huntington_hill",
    "dean",
    "cumulative",
]
TieRule = Literal["listed", "largest", "smallest", "error"]

Method = Callable[[int, Sequence[int], Sequence[int]], Apportioned]

METHODS: Mapping[str, Method] = {
    "largest_remainder": largest_remainder,
    **{name: divisor(name) for name in SIGNPOSTS},
    "cumulative": cumulative,
}

SYNONYMS: Mapping[str, MethodName] = {
    "hamilton": "largest_remainder",
    "hare_niemeyer": "largest_remainder",
    "vinton": "largest_remainder",
    "sainte_lague": "webster",
    "dhondt": "jefferson",
    "hill": "huntington_hill",
}


def read_method(name: object) -> MethodName:
    """Read a method's name or synonym; raise with the nearest known one otherwise."""
    word = read_word(name, "method", [*METHODS, *SYNONYMS])
    return SYNONYMS.get(word, cast("MethodName", word))


def read_tie_rule(name: object) -> TieRule:
    """Read a tie rule's name; raise with the nearest known one otherwise."""
    return cast("TieRule", read_word(name, "tie rule", TieRule))


def apportion_units(
    total: int, weights: Sequence[int], *, method: MethodName, ties: TieRule
) -> Apportioned:
    """Share units by non-negative weights; some are positive, unless there is nothing to share.

    A total of zero gives zeros by every method, also by those that give a first unit. The parts
    of a negative total are the negated parts of the positive one (sign symmetry). The caller
    handles the tie rule ``error``; here it breaks ties as ``listed`` does and reports them.
    """
    if not total:
        return Apportioned([0] * len(weights), ())
    order: Sequence[int] = range(len(weights))
    if ties == "largest":
        order = sorted(order, key=weights.__getitem__, reverse=True)
    elif ties == "smallest":
        order = sorted(order, key=weights.__getitem__)
    if total >= 0:
        return METHODS[method](total, weights, order)
    mirrored = METHODS[method](-total, weights, order)
    return Apportioned([-part for part in mirrored.parts], mirrored.ties)
