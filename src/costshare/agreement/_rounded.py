"""From exact quotas to whole units, by the rule of a pool or of a record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from costshare.amounts import Unit, plain
from costshare.apportionment import (
    METHODS,
    SYNONYMS,
    Apportioned,
    MethodName,
    RoundingRule,
    Tie,
    TieRule,
    apportion_units,
    read_method,
    round_units,
    scale_to_whole,
    share_within,
    tie_error,
)
from costshare.errors import CostshareError
from costshare.fields import read_word
from costshare.models import (
    Bounds,
    BrokenTie,
    Model,
    Reach,
    RuleModel,
    Term,
    line_quota,
    lines_of,
)

RoundEach = Literal["fee", "line"]
PoolMethod = Literal[MethodName, "each"]
POOL_METHODS = (*METHODS, *SYNONYMS, "each")


def read_pool_method(name: object) -> PoolMethod:
    """Read the name of a method that shares a total, or "each": every quota rounded on its own."""
    if isinstance(name, str) and name == "each":
        return "each"
    return read_method(read_word(name, "method", POOL_METHODS))


@dataclass(frozen=True, slots=True)
class Rule:
    """How quotas become fees: shared by a method, rounded one by one, or agreed as they are.

    Parameters
    ----------
    method : str or None
        Method that shares a total; None where there is no total. By ``"each"`` every quota is
        rounded on its own, and the fees may miss the total.
    ties : str or None
        Rule that breaks ties; None where there can be no ties.
    rounding : str or None
        Rule that rounds each quota on its own; None, like `method`, for agreed amounts.
    round_each : {"fee", "line"}
        Whether `rounding` is for the whole fee or for each line of it.
    """

    method: PoolMethod | None
    ties: TieRule | None
    rounding: RoundingRule | None
    round_each: RoundEach = "fee"

    @classmethod
    def of(
        cls,
        model: Model,
        total: Fraction | None,
        *,
        method: PoolMethod | None,
        ties: TieRule | None,
        rounding: RoundingRule | None,
        round_each: RoundEach,
    ) -> "Rule":
        """Choose what applies to a model and a total; None stands for the default."""
        if isinstance(model, RuleModel) and model.agreed:
            return cls(None, None, None)
        if total is None or method == "each":
            return cls(None if total is None else method, None, rounding or "half_up", round_each)
        return cls(method or "largest_remainder", ties or "listed", None)

    @property
    def is_consistent(self) -> bool:
        """Whether the parts go together, as those of `of` do."""
        if self.method is None or self.method == "each":
            return self.ties is None and (self.method is None or self.rounding is not None)
        return self.ties is not None and self.rounding is None

    def units(
        self,
        quotas: Mapping[str, Fraction],
        unit: Unit,
        total: Fraction,
        terms: Sequence[Term],
        bounds: Mapping[str, Bounds],
    ) -> tuple[dict[str, int], tuple[BrokenTie, ...]]:
        """Turn quotas into whole units.

        `total` counts where there is one to share, and `terms`, whose sums the quotas are, where
        each line is rounded. `bounds` are those of the fees, by member that has any.

        Raises
        ------
        CostshareError
            If whole units do not fit the total, the signs or the bounds.
        """
        whole = {name: unit_bounds(each, unit) for name, each in bounds.items()}
        if self.method is not None and self.method != "each" and self.ties is not None:
            if whole:
                _check_reach(whole, quotas, unit, abs(total))
            return _shared(quotas, unit.count(total, "total"), self.method, self.ties, whole)
        if self.rounding is not None:
            rounded = {name: sum(self.lines(name, quotas[name], unit, terms)) for name in quotas}
            clamped = {
                name: each.clamp(abs(rounded[name])) * (1 if quotas[name] >= 0 else -1)
                for name, each in whole.items()
            }
            return rounded | clamped, ()
        return {name: unit.count(q, f"agreed amount of {name}") for name, q in quotas.items()}, ()

    def lines(
        self, member: str, quota: Fraction, unit: Unit, terms: Sequence[Term]
    ) -> Sequence[int]:
        """Round what a member is charged without a total: the quota, or each line of it."""
        if self.round_each == "fee":
            return [self.round(quota, unit)]
        lines = self.exact_lines(terms, member)
        return [self.round(line_quota(line, member), unit) for line in lines]

    def exact_lines(self, terms: Sequence[Term], member: str) -> tuple[tuple[Term, ...], ...]:
        """Group the terms by what is rounded on its own: all of them, or those of each line."""
        return lines_of(terms, member) if self.round_each == "line" else (tuple(terms),)

    def round(self, quota: Fraction, unit: Unit) -> int:
        """Round one amount on its own to whole units."""
        assert self.rounding is not None  # noqa: S101 - there is no total
        return round_units(quota / unit.size, self.rounding)


@dataclass(frozen=True, slots=True)
class UnitBounds:
    """Bounds of the size of one fee in whole units of the pool.

    They are inside the declared bounds, unless these contain no multiple of the unit: they are then
    the two neighbouring multiples (`around`).
    """

    lowest: int
    highest: int | None
    around: bool = False

    def clamp(self, units: int) -> int:
        """Return the units, or the bound that they are past."""
        most = units if self.highest is None else min(units, self.highest)
        return max(most, self.lowest)


def unit_bounds(bounds: Bounds, unit: Unit) -> UnitBounds:
    """Return the bounds of one fee in whole units."""
    lowest = round_units(bounds.lowest / unit.size, "up")
    if bounds.highest is None:
        return UnitBounds(lowest, None)
    highest = round_units(bounds.highest / unit.size, "down")
    if lowest > highest:
        return UnitBounds(highest, lowest, around=True)
    return UnitBounds(lowest, highest)


def _check_reach(
    whole: Mapping[str, UnitBounds], quotas: Mapping[str, Fraction], unit: Unit, total: Fraction
) -> None:
    size = unit.size
    inward = {
        name: Bounds(each.lowest * size, None if each.highest is None else each.highest * size)
        for name, each in whole.items()
    }
    reach = Reach.of(inward, {name: abs(quota) for name, quota in quotas.items()})
    reason = reach.too_little(total) or reach.too_much(total)
    if reason is not None:
        msg = f"in whole units of {plain(size)}, {reason}; take a smaller unit, or wider bounds"
        raise CostshareError(msg)


def _shared(
    quotas: Mapping[str, Fraction],
    total: int,
    method: MethodName,
    rule: TieRule,
    bounds: Mapping[str, UnitBounds],
) -> tuple[dict[str, int], tuple[BrokenTie, ...]]:
    names = list(quotas)
    _check_signs(total, quotas)
    if not total:
        return dict.fromkeys(names, 0), ()
    weights = list(map(abs, scale_to_whole(list(quotas.values()))))
    if bounds:
        parts, broken = _within(total, weights, [bounds.get(name) for name in names], method, rule)
    else:
        parts, broken = apportion_units(total, weights, method=method, ties=rule)
    ties = BrokenTie.named(broken, names)
    if ties and rule == "error":
        raise tie_error(ties[0].tied)
    return dict(zip(names, parts, strict=True)), ties


def _within(
    total: int,
    weights: Sequence[int],
    bounds: Sequence[UnitBounds | None],
    method: MethodName,
    rule: TieRule,
) -> Apportioned:
    """Share units by the method within bounds; ties are those of the last round."""
    last: tuple[Tie, ...] = ()

    def share(units: int, by: Sequence[int]) -> Sequence[int]:
        nonlocal last
        shared = apportion_units(units, by, method=method, ties=rule)
        last = shared.ties
        return shared.parts

    parts, free = share_within(
        abs(total),
        weights,
        [0 if each is None else each.lowest for each in bounds],
        [None if each is None else each.highest for each in bounds],
        share,
    )
    sign = 1 if total > 0 else -1
    ties = [
        Tie(tuple(free[at] for at in tie.tied), tuple(free[at] for at in tie.won)) for tie in last
    ]
    return Apportioned([sign * part for part in parts], tuple(ties))


def _check_signs(total: int, quotas: Mapping[str, Fraction]) -> None:
    for name, quota in quotas.items():
        if quota.numerator and (quota.numerator < 0) != (total < 0):
            msg = (
                f"quota of {name} is {plain(quota)}, of another sign than the total; put charges "
                "and credits in pools of their own"
            )
            raise CostshareError(msg)
