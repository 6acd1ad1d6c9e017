"""From exact quotas to whole units, by the rule of a pool or of a record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from costshare.amounts import Unit, plain
from costshare.apportionment import (
    MethodName,
    RoundingRule,
    TieRule,
    apportion_units,
    round_units,
    scale_to_whole,
    tie_error,
)
from costshare.errors import CostshareError
from costshare.fields import NO_OTHER_FIELDS


@dataclass(frozen=True, slots=True)
class BrokenTie:
    """Members with equal claims to a last unit, and those of them who got one."""

    __pydantic_config__ = NO_OTHER_FIELDS

    tied: tuple[str, ...]
    won: tuple[str, ...]


RoundEach = Literal["fee", "line"]
ROUND_EACH: tuple[RoundEach, ...] = ("fee", "line")


@dataclass(frozen=True, slots=True)
class Rule:
    """How quotas become fees: shared by a method, rounded one by one, or agreed as they are.

    Parameters
    ----------
    method, ties : str or None
        How a total is shared; None where there is none.
    rounding : str or None
        How each quota is rounded on its own; None, like `method`, for agreed amounts.
    round_each : {"fee", "line"}
        Whether `rounding` is for the whole fee or for each line of it.
    """

    method: MethodName | None
    ties: TieRule | None
    rounding: RoundingRule | None
    round_each: RoundEach = "fee"

    def units(
        self,
        quotas: Mapping[str, Fraction],
        unit: Unit,
        total: Fraction,
        lines: Iterable[Mapping[str, Fraction]],
    ) -> tuple[dict[str, int], tuple[BrokenTie, ...]]:
        """Turn quotas into whole units.

        `total` counts where there is one to share, and `lines`, whose sums the quotas are, where
        each of them is rounded.
        """
        if self.method is not None and self.ties is not None:
            return _shared(quotas, unit.count(total, "total"), self.method, self.ties)
        if self.rounding is not None:
            rule = self.rounding
            tables = lines if self.round_each == "line" else [quotas]
            rounded = dict.fromkeys(quotas, 0)
            for table in tables:
                for name, quota in table.items():
                    rounded[name] += round_units(quota / unit.size, rule)
            return rounded, ()
        return {name: unit.count(q, f"agreed amount of {name}") for name, q in quotas.items()}, ()


def _shared(
    quotas: Mapping[str, Fraction], total: int, method: MethodName, rule: TieRule
) -> tuple[dict[str, int], tuple[BrokenTie, ...]]:
    names = list(quotas)
    _check_signs(total, quotas)
    if not total:
        return dict.fromkeys(names, 0), ()
    weights = scale_to_whole([abs(quota) for quota in quotas.values()])
    parts, broken = apportion_units(total, weights, method=method, ties=rule)
    ties = tuple(
        BrokenTie(
            tied=tuple(names[position] for position in tie.tied),
            won=tuple(names[position] for position in tie.won),
        )
        for tie in broken
    )
    if ties and rule == "error":
        raise tie_error(ties[0].tied)
    return dict(zip(names, parts, strict=True)), ties


def _check_signs(total: int, quotas: Mapping[str, Fraction]) -> None:
    for name, quota in quotas.items():
        if quota and (quota < 0) != (total < 0):
            msg = (
                f"quota of {name} is {plain(quota)}, of another sign than the total; put charges "
                "and credits in pools of their own"
            )
            raise CostshareError(msg)
