"""Fixed: amounts that the members agreed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from costshare.amounts import AmountByName, plain
from costshare.apportionment import apportion_units
from costshare.errors import CostshareError
from costshare.fields import NOTHING_BY_NAME, ByName, Exact, ReadOnly, SomeByName
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import RuleModel
from costshare.models._term import Term, given
from costshare.words import say


class Fixed(RuleModel):
    """Charge agreed amounts, such as one-off costs.

    Parameters
    ----------
    amounts : mapping of str to number, optional
        Amount of each member of the pool. They are not prorated: a member for a part of the period
        pays what is agreed.
    lines : mapping of str to mapping of str to number, optional
        Amounts by member for each named line, such as ``"fire engine"``; an explanation shows the
        lines one by one. A member that is not in a line has nothing of it.

    Notes
    -----
    A fee is the sum of the member's amounts. It is never rounded: it must be a whole multiple of
    the pool's unit, and a pool's total, if given, is the sum of the fees.

    Raises
    ------
    CostshareError
        If neither amounts nor lines are given, and if some members are charged in all and others
        credited.

    Examples
    --------
    >>> Fixed(amounts={"A": 25_800, "B": 30_200}).quotas({"A": {}, "B": {}})
    {'A': Fraction(25800, 1), 'B': Fraction(30200, 1)}
    >>> rescue = Fixed(lines={"fire engine": {"A": 20_000, "B": 30_000}, "exercise": {"A": 5_800}})
    >>> rescue.quotas({"A": {}, "B": {}})
    {'A': Fraction(25800, 1), 'B': Fraction(30000, 1)}
    """

    agreed: ClassVar[bool] = True

    kind: Literal["fixed"] = "fixed"
    amounts: ByName[Exact] = Field(default_factory=ReadOnly)
    lines: ByName[SomeByName[Exact]] = Field(default_factory=ReadOnly)

    def __init__(
        self,
        *,
        amounts: AmountByName = NOTHING_BY_NAME,
        lines: Mapping[str, AmountByName] = NOTHING_BY_NAME,
    ) -> None: ...

    @model_validator(mode="after")
    def _one_sign(self) -> Self:
        """Raise unless somebody has an amount, and all are charged, or all credited."""
        if not self.amounts and not self.lines:
            msg = "amounts are missing; give the amount of each member, or lines of amounts"
            raise CostshareError(msg)
        agreed = self._agreed
        below = [name for name, amount in agreed.items() if amount < 0]
        above = [name for name, amount in agreed.items() if amount > 0]
        if below and above:
            msg = f"amounts charge {above[0]} and credit {below[0]}; put credits in a pool of "
            raise CostshareError(msg + "their own")
        return self

    @property
    def _agreed(self) -> dict[str, Fraction]:
        """The sum of the amounts of each member."""
        sums: dict[str, Fraction] = {}
        for amounts in (self.amounts, *self.lines.values()):
            for name, amount in amounts.items():
                sums[name] = sums.get(name, Fraction(0)) + amount
        return sums

    def times(self, factor: Fraction) -> Self:
        """Return the same with all amounts multiplied."""
        return self.replace(
            amounts=_times(self.amounts, factor),
            lines={line: _times(amounts, factor) for line, amounts in self.lines.items()},
        )

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
        """Return a term for the amounts, and one for each line."""
        agreed = self._agreed
        for name, amount in agreed.items():
            if not facts.takes_part(name, "member with an agreed amount") and amount:
                msg = f"{name} has an agreed amount and is not a member in {facts.period}; remove "
                msg += "it (by a Version of the pool, if it was a member before), or correct the "
                raise CostshareError(msg + "dates of its membership")
        for name in facts.names:
            if name not in agreed:
                msg = (
                    f"member {name} has no agreed amount; add it, 0 if it pays nothing, or exempt "
                )
                msg += name
                raise CostshareError(msg)
        whole = sum((agreed[name] for name in facts.names), Fraction(0))
        if total is not None and whole != total:
            over = "over" if whole > total else "under"
            msg = (
                f"agreed amounts sum to {plain(whole)}, {plain(abs(whole - total))} {over} the "
                f"total {plain(total)}; correct an amount, or leave the total out"
            )
            raise CostshareError(msg)
        parts = [
            *([(say("agreed amount"), self.amounts)] if self.amounts else ()),
            *self.lines.items(),
        ]
        return tuple(
            given(label, {name: amounts.get(name, Fraction(0)) for name in facts.names})
            for label, amounts in parts
        )


def _times(amounts: Mapping[str, Fraction], factor: Fraction) -> dict[str, Fraction]:
    return {name: amount * factor for name, amount in amounts.items()}
