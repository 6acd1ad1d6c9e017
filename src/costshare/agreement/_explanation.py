"""The derivation of fees, as text to redo by hand and as data to compute from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import floor
from typing import TYPE_CHECKING, Any, cast

from costshare.agreement._cascade import check_circle, levels_before
from costshare.agreement._derivation import derivation, part_of_period
from costshare.agreement._digits import PLACES
from costshare.agreement._level_steps import level_steps
from costshare.agreement._pool_allocation import FeeLine, PoolAllocation
from costshare.agreement._pool_data import pool_data
from costshare.agreement._rule import rule
from costshare.agreement._spreadsheet import fee_sheet
from costshare.agreement._step_down import StepDown
from costshare.errors import ConservationError, CostshareError, unknown_name
from costshare.fields import Currency, Name, find_name
from costshare.periods import PeriodField
from costshare.results import (
    Block,
    Column,
    Result,
    Sheet,
    Table,
    amount_column,
    count_column,
    exact_column,
    heading,
    same_column,
    text_column,
    that_follow,
    to_pandas,
)
from costshare.words import join, say, say_some

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class Explanation(Result):
    """Why fees are what they are. Print it, or take ``to_dict()``.

    Attributes
    ----------
    pools : tuple of PoolAllocation
        Pools that are explained.
    member : str or None
        Member whose fees are explained; None if everybody's are.
    period : Period or None
        Period of the fees.
    currency : str or None
        Currency of every amount.
    single : bool
        Whether one pool was asked for, so that ``to_dict()`` is that pool's.
    levels : tuple of PoolAllocation
        Pools from which those that are explained take over costs, the first level first.
    passed_on : mapping of str to tuple of str
        Members whose fees are passed on, and those that the pool of the same name charges instead.
    step_down : StepDown or None
        Order in which pools pass their costs on in a step-down, and whom they do not charge.
    pool_labels : mapping of str to str
        Of a cascade, what people read for its pools, where it is not the name.
    """

    format = "costshare.explanation/1"
    _DERIVED = (
        *("pools", "pool", "period", "currency", "total", "unit", "method", "ties", "rounding"),
        *("round_each", "rounding_difference", "model", "reference_dates", "terms", "bounds"),
        *("averaged_dates", "unrounded_total", "round_total", "broken_ties", "lines"),
        *("own_total", "taken_over", "solved", "levels", "passed_on", "step_down"),
    )

    pools: tuple[PoolAllocation, ...]
    member: str | None
    period: PeriodField | None
    currency: Currency
    single: bool
    levels: tuple[PoolAllocation, ...] = ()
    passed_on: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    step_down: StepDown | None = None
    pool_labels: Mapping[str, Name] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Write the derivation as plain data: ints, and text that holds exact numbers.

        Returns
        -------
        dict
            For one pool ``pool, period, currency, total, unit, method, ties, rounding,
            round_each, rounding_difference, model, reference_dates, terms, bounds, broken_ties,
            lines``, each line with ``member, drivers, proration, quota, floor,
            extra_unit, fee``; for several, a list of such under ``pools``. All of it is derived
            from ``record``, which `from_dict` reads. ``averaged_dates`` is there where drivers
            are means: the dates of each.
            `proration` is the part of the period that the member belongs to the agreement;
            `extra_unit` counts units; everything else is in the currency. If `method` is None or
            ``"each"``, each quota was rounded on its own by `rounding`, or is an agreed amount;
            the fees then sum to the quotas and the `rounding_difference`. `bounds` are the
            least and the most that a member pays, by those that a model of bounds gives any. A
            bound that binds a member is in the `binding` of its term. Terms with the same `line`
            are parts of one line; each other term is a line by itself. The `weights` of a term
            follow from its `quantity`, and the `amount` of one for idle capacity from what is
            `idle`. A pool that takes over costs
            has its ``own_total`` and, by pool, what is ``taken_over``; ``levels`` are the pools
            that this comes from, with a line for every member, so that another program can
            compute it as well. ``solved`` names the pools of a circle; ``unrounded_total`` is then
            the exact solution, and what one of them charges another is rounded to a unit above or
            below. ``passed_on`` names the members whose fees are passed on, and for each those that
            the pool of the same name charges instead. ``step_down`` has the ``order`` of one,
            and by pool who is ``not_charged`` for its service.
        """
        return Result.to_dict(self)

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Derive what another program needs to compute each fee again."""
        pools = [
            pool_data(pool, packed["model"], self._members(pool), self.period, self.currency)
            for pool, packed in zip(self.pools, fields["pools"], strict=True)
        ]
        before = list(zip(self.levels, fields["levels"], strict=True))
        if self.levels and self.member is not None:
            before += zip(self.pools, fields["pools"], strict=True)
        listed = {pool.name for pool in self.pools if self.member is None}
        levels = {
            pool.name: pool_data(
                pool, packed["model"], tuple(pool.fees), self.period, self.currency
            )
            for pool, packed in before
            if pool.name not in listed
        }
        return {
            **(pools[0] if self.single and pools else {"pools": pools}),
            **({"levels": list(levels.values())} if levels else {}),
            **({"passed_on": fields["passed_on"]} if self.passed_on else {}),
            **({"step_down": fields["step_down"]} if self.step_down is not None else {}),
            "record": fields,
        }

    @classmethod
    def _unpack(cls, data: Mapping[str, Any]) -> Mapping[str, Any]:
        for name in data:
            if name not in {*cls._DERIVED, "record"}:
                raise unknown_name("field of an explanation", name, ["record", *cls._DERIVED])
        if not isinstance(data.get("record"), Mapping):
            msg = "record is missing; pass what Explanation.to_dict wrote"
            raise CostshareError(msg)
        return cast("Mapping[str, Any]", data["record"])

    def check(self) -> None:
        """Prove again that the fees of each pool follow from its quotas.

        Raises
        ------
        ConservationError
            If something does not add up.
        """
        for pool in (*self.levels, *self.pools):
            pool.check()
        for pool in self.pools:
            if self.member is not None:
                find_name(f"member in pool {pool.name}:", self.member, pool.fees)
        charged = dict.fromkeys(name for pool in self.pools for name in pool.fees)
        for name in self.passed_on:
            find_name("member that passes its fee on", name, charged)
        before: dict[str, PoolAllocation] = {}
        levels = {level.name: level for level in self.levels}
        for pool in (*self.levels, *self.pools):
            for name, amount in pool.taken_over.items():
                level = levels.get(name) if name in pool.solved else before.get(name)
                if level is None or level.fees.get(pool.name) != amount:
                    msg = (
                        f"pool {pool.name} takes over {amount} from pool {name}, which the levels "
                        "before it do not charge"
                    )
                    raise ConservationError(msg)
            if pool.solved:
                check_circle(self.levels, pool)
            if pool.name in levels:
                before[pool.name] = pool

    @property
    def _days(self) -> int | None:
        return None if self.period is None else self.period.days

    def _members(self, pool: PoolAllocation) -> tuple[str, ...]:
        return tuple(pool.fees) if self.member is None else (self.member,)

    def __iter__(self) -> Iterator[FeeLine]:
        for pool in self.pools:
            yield from map(pool.line, self._members(pool))

    def _about(self) -> str:
        whose = "all members" if self.member is None else self.member
        pools = ", ".join(pool.name for pool in self.pools) or "no pool"
        return heading(f"of {whose} in {pools}", self.period)

    def _blocks(self) -> Iterator[Block]:
        """Lay out the steps of one member, or a table of all members."""
        if not self.pools:
            nothing = say("{member} takes part in no pool", member=str(self.member))
            yield heading(nothing, self.period)
        for pool in self.pools:
            if self.member is not None:
                title = heading(join(", ", [self.member, pool.title]), self.period)
                before = _indented(self._before(pool, self.member))
                steps = derivation(pool, self.member, self.currency, self._days)
                yield join("\n", [title, *before, *steps, *_indented(self._passed_on(pool))])
            else:
                title = heading(pool.title, self.period, self.currency)
                before = _indented(self._before(pool, None))
                yield join("\n", [title, *before, rule(pool)])
                yield _lines(pool, self._days)
                yield from self._passed_on(pool)

    def _before(self, pool: PoolAllocation, member: str | None) -> Iterator[str]:
        """Say what comes from the levels before a pool."""
        if self.step_down is not None:
            levels = [each.name for each in levels_before((*self.levels, pool), pool)]
            yield from self.step_down.in_words(self.pool_labels, {*levels, pool.name})
        yield from level_steps(pool, self.levels, member)

    def _passed_on(self, pool: PoolAllocation) -> Iterator[str]:
        """Say which fees are passed on, and who is charged instead."""
        names = [name for name in self._members(pool) if name in self.passed_on]
        if self.member is not None and names:
            yield say(
                "Passed on: pool {member} takes it over and charges {names}",
                member=self.pool_labels.get(self.member, self.member),
                names=say_some(list(self.passed_on[self.member]), 3),
            )
        elif names:
            names_said = say_some(names, 3)
            yield say("Passed on by pools of the same names: the fees of {names}", names=names_said)

    def _sheets(self) -> Iterator[Sheet]:
        """Lay out the derivation of each pool, for all of its members, in formulas."""
        sheets = {pool.name: self._sheet(pool, {}) for pool in self.pools}
        for pool in self.pools:
            # A circle of formulas computes nothing.
            if pool.taken_over and not pool.solved and sheets.keys() >= pool.taken_over.keys():
                sheets[pool.name] = self._sheet(pool, sheets)
        yield from sheets.values()

    def _sheet(self, pool: PoolAllocation, before: Mapping[str, Sheet]) -> Sheet:
        """Lay out the derivation of a pool, which may refer to the sheets of others."""
        title = heading(pool.title, self.period, self.currency)
        about = [title, *self._before(pool, None)]
        if self.member is None:
            about += self._passed_on(pool)
        values = partial(_lines, pool, self._days)
        return fee_sheet(pool, about, self._days, values, before)

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each term of each fee."""
        rows = [
            (pool, term, member)
            for pool in self.pools
            for term in pool.terms
            for member in self._members(pool)
        ]
        return (
            same_column("period", self.period, rows),
            text_column("pool", (pool.name for pool, _, _ in rows)),
            text_column("member", (member for _, _, member in rows)),
            text_column("term", (term.label for _, term, _ in rows)),
            text_column("driver", (term.driver for _, term, _ in rows)),
            same_column("currency", self.currency, rows),
            exact_column(
                "figure",
                (
                    None if term.driver is None else term.driver_values[member]
                    for _, term, member in rows
                ),
            ),
            exact_column("quota", (term.quotas[member] for _, term, member in rows)),
        )

    def _wide(self) -> "pd.DataFrame":
        """Lay out one row a fee."""
        fees = [
            (pool.name, line) for pool in self.pools for line in map(pool.line, self._members(pool))
        ]
        return to_pandas(
            [
                text_column("pool", (pool for pool, _ in fees)),
                text_column("member", (line.member for _, line in fees)),
                exact_column("quota", (line.quota for _, line in fees)),
                amount_column("floor", (line.floor for _, line in fees)),
                count_column("extra_unit", (line.extra_unit for _, line in fees)),
                amount_column("fee", (line.fee for _, line in fees)),
            ]
        )


def _indented(lines: Iterable[str]) -> Iterator[str]:
    """Indent what stands between the title and the rule."""
    return (join("", ["  ", line]) for line in lines)


def _quota(pool: PoolAllocation, line: FeeLine) -> str:
    """Write a quota with enough digits to give its floor."""
    size = pool.unit.size

    def below(shown: Sequence[Fraction]) -> Fraction:
        return Fraction(floor(shown[0] / size))

    check = (below, Fraction(line.floor) / size, 0)
    return that_follow([line.quota], PLACES, [check])[0]


def _lines(pool: PoolAllocation, days: int | None) -> Table:
    """Lay out drivers, days if they differ, quota, floor, extra unit and fee of each member."""
    lines = list(pool.lines)
    drivers = list(lines[0].drivers)
    part = []
    if pool.proration:
        part.append(say("part of the period") if days is None else say("days"))
    ends = [say("quota"), say("floor"), say("extra unit"), say("fee")]
    return Table(
        header=[say("member"), *map(pool.label_of, drivers), *part, *ends],
        rows=[
            [
                line.member,
                *(line.drivers[driver] for driver in drivers),
                *([part_of_period(line.proration, days)] if part else []),
                _quota(pool, line),
                line.floor,
                line.extra_unit,
                line.fee,
            ]
            for line in lines
        ],
        totals=[
            say("total"),
            *(sum((line.drivers[driver] for line in lines), Fraction(0)) for driver in drivers),
            *[""] * len(part),
            sum(pool.quotas.values(), Fraction(0)),
            "",
            sum(line.extra_unit for line in lines),
            pool.amount,
        ],
    )
