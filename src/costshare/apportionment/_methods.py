"""Every apportionment method and tie rule by its name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, cast

from costshare.amounts import read_word
from costshare.apportionment._cumulative import cumulative
from costshare.apportionment._divisor import SIGNPOSTS, divisor
from costshare.apportionment._largest_remainder import largest_remainder
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
