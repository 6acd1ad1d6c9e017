"""Fixed: amounts that the members agreed on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from costshare.amounts import AmountByName, plain
from costshare.apportionment import apportion_units
from costshare.errors import CostshareError
from costshare.fields import Exact, SomeByName
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import RuleModel
from costshare.models._term import Term, given
from costshare.words import say


class Fixed(RuleModel):
    """Charge agreed amounts, such as one-off costs.

    Parameters
    ----------
    amounts : mapping of str to number
        Amount of each member of the pool, all charges or all credits. They are never rounded: each
        must be a whole multiple of the pool's unit, and a pool's total, if given, their sum. They
        are not prorated: a member for a part of the period pays what is agreed.

    Raises
    ------
    CostshareError
        If some amounts are charges and others credits.

    Examples
    --------
    >>> Fixed(amounts={"A": 25_800, "B": 30_200}).quotas({"A": {}, "B": {}})
    {'A': Fraction(25800, 1), 'B': Fraction(30200, 1)}
    """

    agreed: ClassVar[bool] = True

    kind: Literal["fixed"] = "fixed"
    amounts: SomeByName[Exact]

    def __init__(
        self,
        *,
        amounts: AmountByName,
    ) -> None: ...

    @model_validator(mode="after")
    def _one_sign(self) -> Self:
        """Raise unless all amounts are charges, or all credits."""
        below = [name for name, amount in self.amounts.items() if amount < 0]
        above = [name for name, amount in self.amounts.items() if amount > 0]
        if below and above:
            msg = f"amounts charge {above[0]} and credit {below[0]}; put credits in a pool of "
            raise CostshareError(msg + "their own")
        return self

    def times(self, factor: Fraction) -> Self:
        """Return the same with all amounts multiplied."""
        return self.replace(amounts={name: each * factor for name, each in self.amounts.items()})

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw amounts, all of one sign, that sum to the total."""
        if draw.is_inside:
            return None
        counts: Sequence[int] = [draw.whole(0, 10**4) for _ in draw.members]
        sign = 1 if draw.total is not None else draw.one_of((1, -1))
        if draw.total is not None:
            by = counts if any(counts) else [1] * len(counts)
            units = int(draw.total / draw.unit)
            counts = apportion_units(units, by, method="largest_remainder", ties="listed").parts
        amounts = zip(draw.members, counts, strict=True)
        return cls(amounts={name: sign * count * draw.unit for name, count in amounts})

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return one term: the amounts."""
        for name in self.amounts:
            if not facts.takes_part(name, "member with an agreed amount") and self.amounts[name]:
                msg = f"{name} has an agreed amount and is not a member in {facts.period}; remove "
                raise CostshareError(msg + "it, or correct the dates of its membership")
        for name in facts.names:
            if name not in self.amounts:
                msg = (
                    f"member {name} has no agreed amount; add it, 0 if it pays nothing, or exempt "
                )
                msg += name
                raise CostshareError(msg)
        quotas = {name: self.amounts[name] for name in facts.names}
        agreed = sum(quotas.values(), Fraction(0))
        if total is not None and agreed != total:
            over = "over" if agreed > total else "under"
            msg = (
                f"agreed amounts sum to {plain(agreed)}, {plain(abs(agreed - total))} {over} the "
                f"total {plain(total)}; correct an amount, or leave the total out"
            )
            raise CostshareError(msg)
        return (given(say("agreed amount"), quotas),)
