"""A proof that no parameter fulfils some conditions together.

By Helly's theorem (1923) half-lines without a common point have two among them without one,
half-planes three, and half-spaces of n parameters n + 1. Multipliers prove it (Farkas 1902): zero
or more, with them the conditions add up to ``0 <= something below zero``, or ``0 < 0``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Annotated, Any

from pydantic import PlainSerializer

from costshare.apportionment import scale_to_whole
from costshare.fields import NO_OTHER_FIELDS
from costshare.inference._condition import Condition


@dataclass(frozen=True, slots=True)
class Proof:
    """Conditions that exclude each other.

    Attributes
    ----------
    conditions : tuple of Condition
        One to one more than there are parameters.
    multipliers : tuple of int
        One for each, above zero.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    conditions: tuple[Annotated[Condition, PlainSerializer(Condition.to_dict)], ...]
    multipliers: tuple[Annotated[int, PlainSerializer(str)], ...]

    @property
    def members(self) -> tuple[int, ...]:
        """Positions of the fees that the conditions come from."""
        return tuple(sorted({at for each in self.conditions for at in each.members}))

    def to_list(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """The conditions as plain data, with the names of the members."""
        pairs = zip(self.conditions, self.multipliers, strict=True)
        return [
            each.to_dict() | {"members": [names[at] for at in each.members], "multiplier": str(by)}
            for each, by in pairs
        ]

    def holds(self) -> bool:
        """Add the conditions up again."""
        if not self.conditions or min(self.multipliers) <= 0:
            return False
        pairs = list(zip(self.multipliers, self.conditions, strict=True))
        parameters = range(len(self.conditions[0].coefficients))
        left = [sum(by * each.coefficients[k] for by, each in pairs) for k in parameters]
        right = sum(by * each.bound for by, each in pairs)
        strict = any(each.strict for each in self.conditions)
        return not any(left) and (right < 0 or (right == 0 and strict))


def prove(conditions: Sequence[Condition]) -> Proof | None:
    """Prove that conditions, all of them needed, exclude each other; None where they do not."""
    multipliers = _balance([(*each.coefficients, 0)[:2] for each in conditions])
    if multipliers is None:
        return None
    proof = Proof(tuple(conditions), tuple(scale_to_whole(multipliers)))
    return proof if proof.holds() else None


def prove_by(last: Condition, others: Iterable[Condition]) -> Proof:
    """The proof by the fewest fees that one condition has with up to two of some others."""
    rest = [each for each in others if each != last]
    chosen = (some for count in range(3) for some in combinations(rest, count))
    proofs = (proof for some in chosen if (proof := prove((*some, last))) is not None)
    return min(proofs, key=lambda proof: len(proof.members))


def _balance(vectors: Sequence[tuple[int, ...]]) -> tuple[Fraction, ...] | None:
    """Positive multipliers with which one to three plane vectors sum to zero, the last one's 1."""
    *others, last = vectors
    one = Fraction(1)
    if not others:
        return None if any(last) else (one,)
    if len(others) == 1:
        first = others[0]
        axis = 0 if first[0] else 1
        if not first[axis]:
            return None
        by = Fraction(-last[axis], first[axis])
        return (by, one) if by > 0 and not _cross(first, last) else None
    first, second = others
    area = _cross(first, second)
    if not area:
        return None
    by = Fraction(_cross(second, last), area)
    and_by = Fraction(_cross(last, first), area)
    return (by, and_by, one) if by > 0 and and_by > 0 else None


def _cross(one: Sequence[int], other: Sequence[int]) -> int:
    return one[0] * other[1] - one[1] * other[0]
