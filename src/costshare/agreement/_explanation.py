"""The derivation of fees: as text to redo by hand, and as data to recompute from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from costshare.agreement._derivation import derivation, part_of_period, rule
from costshare.agreement._digits import PLACES
from costshare.agreement._pool_allocation import FeeLine, PoolAllocation
from costshare.amounts import plain
from costshare.periods import Period
from costshare.results import Table, number, that_follow, with_currency


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Why fees are what they are. Print it, or take ``to_dict()``.

    Parameters
    ----------
    pools : tuple of PoolAllocation
        What is explained.
    member : str or None
        Whose fees; None for everyone's.
    period : Period or None
        What they are for.
    currency : str or None
        Currency of all amounts.
    single : bool
        Whether one pool was asked for, so that ``to_dict()`` is that pool's.
    """

    pools: tuple[PoolAllocation, ...]
    member: str | None
    period: Period | None
    currency: str | None
    single: bool

    def to_dict(self) -> dict[str, Any]:
        """The derivation as plain data: ints and strings that hold exact numbers.

        Returns
        -------
        dict
            For one pool ``pool, period, currency, total, unit, method, ties, rounding,
            round_each, rounding_difference, model, reference_dates, terms, bounds, broken_ties,
            lines``, each line with ``member, drivers, proration, quota, floor, extra_unit, fee``;
            for several, a list of such under ``pools``.
            `proration` is the part of the period that the member belongs to the agreement,
            `extra_unit` counts units, all else is in the currency. Where `method` is None or
            ``"each"``, each quota was rounded on its own by `rounding`, or is an agreed amount;
            the fees then sum to the quotas and the `rounding_difference`. `bounds` are the
            least and the most that a member pays, by those that a model of bounds gives any. A
            bound that binds a member is in the `binding` of its term. Terms with the same `line`
            are parts of one line; each other term is a line by itself.
        """
        pools = [self._pool_dict(pool) for pool in self.pools]
        return pools[0] if self.single and pools else {"pools": pools}

    def _pool_dict(self, pool: PoolAllocation) -> dict[str, Any]:
        return {
            "pool": pool.name,
            "period": None if self.period is None else str(self.period),
            "currency": self.currency,
            "total": plain(pool.total),
            "unit": plain(pool.unit.size),
            "method": pool.method,
            "ties": pool.ties,
            "rounding": pool.rounding,
            "round_each": pool.round_each,
            "rounding_difference": str(pool.rounding_difference),
            "model": dict(pool.model),
            "reference_dates": {driver: str(day) for driver, day in pool.reference_dates.items()},
            "terms": [
                {
                    "role": term.role,
                    "label": term.label,
                    "driver": term.driver,
                    "amount": str(term.amount),
                    "rate": None if term.rate is None else str(term.rate),
                    "prorated": term.prorated,
                    "line": term.line,
                    "factor": None if term.factor is None else str(term.factor),
                    "quotas": _texts(term.quotas, self._members(pool)),
                    "binding": _texts(term.binding, self._members(pool)),
                }
                for term in pool.terms
            ],
            "bounds": {
                name: [plain(its.lowest), None if its.highest is None else plain(its.highest)]
                for name in self._members(pool)
                if (its := pool.bounds.get(name)) is not None
            },
            "broken_ties": [
                {"tied": list(tie.tied), "won": list(tie.won)} for tie in pool.broken_ties
            ],
            "lines": [
                {
                    "member": line.member,
                    "drivers": {name: plain(value) for name, value in line.drivers.items()},
                    "proration": str(line.proration),
                    "quota": str(line.quota),
                    "floor": f"{line.floor:f}",
                    "extra_unit": line.extra_unit,
                    "fee": f"{line.fee:f}",
                }
                for line in map(pool.line, self._members(pool))
            ],
        }

    @property
    def _days(self) -> int | None:
        return None if self.period is None else self.period.days

    def _members(self, pool: PoolAllocation) -> tuple[str, ...]:
        return tuple(pool.units) if self.member is None else (self.member,)

    def _parts(self) -> Iterator[str]:
        period = f" {self.period}" if self.period else ""
        if not self.pools:
            yield f"{self.member} takes part in no pool{period}"
        for pool in self.pools:
            if self.member is not None:
                title = f"{self.member}, {pool.name}{period}"
                yield "\n".join([title, *derivation(pool, self.member, self.currency, self._days)])
            else:
                table = _lines(pool, self._days).text()
                title = with_currency(f"{pool.name}{period}", self.currency, ", ")
                yield f"{title}\n{rule(pool)}\n\n{table}"

    def __str__(self) -> str:
        """The steps in words and numbers."""
        return "\n\n".join(self._parts())

    __repr__ = __str__


def _texts(numbers: Mapping[str, Fraction], members: Iterable[str]) -> dict[str, str]:
    return {name: str(numbers[name]) for name in members if name in numbers}


def _quota(pool: PoolAllocation, line: FeeLine) -> str:
    """Write a quota with digits that give its floor."""
    size = pool.unit.size

    def below(shown: Sequence[Fraction]) -> Fraction:
        return Fraction(floor(shown[0] / size))

    check = (below, Fraction(line.floor) / size, 0)
    return that_follow([line.quota], PLACES, [check])[0]


def _lines(pool: PoolAllocation, days: int | None) -> Table:
    """A row for each member: drivers, days if not all the same, quota, floor, extra unit, fee."""
    lines = list(pool.lines)
    drivers = list(lines[0].drivers)
    part = ["part of the period" if days is None else "days"] if pool.proration else []
    return Table(
        header=["member", *drivers, *part, "quota", "floor", "extra unit", "fee"],
        rows=[
            [
                line.member,
                *(number(line.drivers[driver], PLACES) for driver in drivers),
                *([part_of_period(line.proration, days)] if part else []),
                _quota(pool, line),
                number(line.floor),
                str(line.extra_unit),
                number(line.fee),
            ]
            for line in lines
        ],
        totals=[
            "total",
            *(
                number(sum((line.drivers[driver] for line in lines), Fraction(0)), PLACES)
                for driver in drivers
            ),
            *[""] * len(part),
            number(sum(pool.quotas.values(), Fraction(0)), PLACES),
            "",
            str(sum(line.extra_unit for line in lines)),
            number(pool.amount),
        ],
    )
