"""Why a member is charged or credited: what was billed, what it should have been, what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from costshare.agreement import StepDown
from costshare.amounts import Unit, places_of
from costshare.correction._line import PART, TOTAL, CorrectionLine, line_columns
from costshare.fields import Currency, Name
from costshare.invoices import pool_label
from costshare.periods import Period, PeriodField
from costshare.results import (
    MISSING,
    Block,
    Column,
    Result,
    counted,
    in_units,
    number,
    with_currency,
)
from costshare.words import join, say

_PLACES = 4
_OF_CASCADES = ("own_total", "taken_over")


@dataclass(frozen=True, slots=True, repr=False)
class CorrectionExplanation(Result):
    """Why a correction is what it is. Print it, or take ``to_dict()``.

    Attributes
    ----------
    lines : tuple of CorrectionLine
        Amounts that are explained.
    period : Period or None
        Period that is corrected.
    currency : str or None
        Currency of every amount.
    pool_labels, driver_labels : mapping of str to str
        What people read for pools and drivers, where it is not the name.
    levels : tuple of CorrectionLine
        In a cascade, the charges at the levels behind that lead to these amounts: of a member whose
        own pool passes them on.
    step_downs : tuple of two StepDown, or None
        Before and after, if the order of a step-down has changed.
    """

    format = "costshare.correction_explanation/1"

    lines: tuple[CorrectionLine, ...]
    period: PeriodField | None
    currency: Currency
    pool_labels: Mapping[str, Name] = field(default_factory=dict)
    driver_labels: Mapping[str, Name] = field(default_factory=dict)
    levels: tuple[CorrectionLine, ...] = ()
    step_downs: tuple[StepDown, StepDown] | None = None

    def __iter__(self) -> Iterator[CorrectionLine]:
        return iter(self.lines)

    def check(self) -> None:
        """Prove again that each amount is restated less billed less corrected earlier.

        Raises
        ------
        ConservationError
            If one is not; the error names member and pool.
        """
        for line in (*self.levels, *self.lines):
            line.check()

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Leave out labels, and what only cascades have, where there is nothing to say."""
        kept = ("lines", "period", "currency")
        fields |= {
            name: [
                {key: each for key, each in line.items() if each or key not in _OF_CASCADES}
                for line in fields[name]
            ]
            for name in ("lines", "levels")
        }
        return {name: each for name, each in fields.items() if each or name in kept}

    def _about(self) -> str:
        period = f"{self.period} " if self.period else ""
        cells = [f"{line.member} in {line.pool}" for line in self.lines]
        return f"of {period}for {cells[0] if len(cells) == 1 else counted(len(cells), 'amount')}"

    def _columns(self) -> Sequence[Column]:
        return line_columns(self.lines, self.period, self.currency)

    def _blocks(self) -> Iterator[Block]:
        """Lay out the steps of each amount in words and numbers."""
        if not self.lines:
            yield say("there is nothing to correct")
        for line in self.lines:
            yield join("\n", [*self._steps(line)])
        changed = [self._level(line) for line in self.levels if line.amount]
        if changed:
            yield join("\n", [say("Charges that are passed on:"), *changed])
        if self.step_downs is not None:
            before, after = self.step_downs
            yield from before.change_in_words(after, self.pool_labels)

    def _level(self, line: CorrectionLine) -> str:
        """Say how a charge that is passed on changes, and why."""
        fees = join(" → ", [_fee(line.billed), _fee(line.restated)])
        pool, member = (pool_label(name, self.pool_labels) for name in (line.pool, line.member))
        change = say("{pool} to {member}, {change}", pool=pool, member=member, change=fees)
        return join("", ["  ", change, "; ", self._why(line)])

    def _steps(self, line: CorrectionLine) -> Iterator[str]:
        pool, label = pool_label(line.pool, self.pool_labels), correction_label(self.period)
        yield say("{member}, {pool}: {label}", member=line.member, pool=pool, label=label)
        amounts = (line.restated or Decimal(0), line.billed or Decimal(0), line.earlier)
        working = join(" - ", [_in_a_sum(each) for each in amounts])
        steps = (
            say("1. restated: {fee}; {reason}", fee=_fee(line.restated), reason=self._why(line)),
            say("2. billed: {fee}", fee=_fee(line.billed)),
            say("3. corrected earlier: {amount}", amount=number(line.earlier)),
            say("4. left: {working} = {amount}", working=working, amount=number(line.amount)),
            self._verdict(line.amount),
        )
        yield from (join("", ["  ", each]) for each in steps)

    def _why(self, line: CorrectionLine) -> str:
        """Say what is different from what was billed."""
        if line.restated is None:
            return say("takes no part any more")
        if line.billed is None:
            return say("took no part when billed")
        changes = [*self._changes(line)]
        if not changes and [each.kind for each in line.causes] == ["others"]:
            return say("its own drivers have not changed; those of others have")
        if changes or line.causes:
            return join(", ", [*changes, *(each.message for each in line.causes)])
        if line.restated == line.billed:
            return say("nothing has changed")
        return say("the rule gives another quota by the same drivers")

    def _changes(self, line: CorrectionLine) -> Iterator[str]:
        """Yield what is different, the parts of the total with it."""
        total: str = say("pool total")
        for name, values in line.changes.items():
            change = self._change(name, *values, _unit_of(line))
            if name == TOTAL:
                total = change
            else:
                yield change
        if parts := [*self._parts(line)]:
            yield join("", [total, " (", join("; ", parts), ")"])
        elif TOTAL in line.changes:
            yield total

    def _parts(self, line: CorrectionLine) -> Iterator[str]:
        """Say which parts of the total change, where it is partly of other pools."""
        unit = _unit_of(line)
        if line.own_total is not None:
            own = [in_units(each, unit, _PLACES) for each in line.own_total]
            yield say("{amount} of its own", amount=join(" → ", own))
        for name, values in line.taken_over.items():
            change = [MISSING if each is None else in_units(each, unit, _PLACES) for each in values]
            title = pool_label(name, self.pool_labels)
            yield say("{amount} from {pool}", amount=join(" → ", change), pool=title)

    def _change(self, name: str, was: Fraction | None, now: Fraction | None, unit: Unit) -> str:
        """Write a value before and after; the names of drivers are those of the data."""
        if name == TOTAL and was is not None and now is not None:
            totals = (in_units(each, unit, _PLACES) for each in (was, now))
            return say("total {was} → {now}", **dict(zip(("was", "now"), totals, strict=True)))
        places = {"was": _value(was), "now": _value(now)}
        if name == PART:
            return say("part of the period {was} → {now}", **places)
        return say("{driver} {was} → {now}", driver=self.driver_labels.get(name, name), **places)

    def _verdict(self, amount: Decimal) -> str:
        if not amount:
            return say("Nothing to charge or to credit")
        size = with_currency(number(amount.copy_abs()), self.currency)
        if amount > 0:
            return say("To charge: {amount}", amount=size)
        return say("To credit: {amount}", amount=size)


def correction_label(period: Period | None) -> str:
    """Name the correction of a period."""
    return (
        say("correction") if period is None else say("correction of {period}", period=str(period))
    )


def _unit_of(line: CorrectionLine) -> Unit:
    """Return the unit of the last decimal that the amounts of a line have."""
    return Unit(Fraction(1, 10 ** places_of(line.amount)))


def _in_a_sum(amount: Decimal) -> str:
    """Write an amount as a part of a sum."""
    return number(amount) if amount >= 0 else join("", ["(", number(amount), ")"])


def _fee(amount: Decimal | None) -> str:
    """Write a fee that may be missing."""
    return say("no fee") if amount is None else number(amount)


def _value(value: Fraction | None) -> str:
    """Write a driver, or a dash if it is missing."""
    return MISSING if value is None else number(value, _PLACES)
