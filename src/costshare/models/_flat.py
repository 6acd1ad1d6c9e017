"""Flat: the same for everyone."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Self

from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import RuleModel, needed
from costshare.models._term import Term, shared
from costshare.words import say


class Flat(RuleModel):
    """Share the total equally among the members.

    Examples
    --------
    >>> Flat().quotas({"A": {}, "B": {}, "C": {}}, 100)
    {'A': Fraction(100, 3), 'B': Fraction(100, 3), 'C': Fraction(100, 3)}
    """

    kind: Literal["flat"] = "flat"

    def __init__(self) -> None: ...

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Fit any total."""
        return None if draw.total is None else cls()

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return one term, of the same for each member."""
        return (shared(say("flat"), None, needed(total, "Flat"), facts.ones, facts.proration),)
