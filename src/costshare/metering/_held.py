"""What a usage log holds: its rows in order, and the policies by which it answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from costshare.errors import CostshareError, unknown_name
from costshare.metering._clock import Clock
from costshare.metering._gaps import Policy, check_covered, read_policy
from costshare.metering._segments import Segments, build
from costshare.metering._sums import integrate
from costshare.metering._units import conversion

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = ("level", "amount")
_OUTSIDE = ("clip", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a log is read and how it answers, as `UsageLog` describes it."""

    timezone: object
    measure: object
    gaps: object
    outside: object
    units: Mapping[str, str] | None

    def read(self, kind: str, source: "Iterable[pd.DataFrame]") -> "Held":
        """Read frames of levels or readings.

        Raises
        ------
        CostshareError
            On a setting that is none, and on rows that are wrong or clash.
        """
        from costshare.metering._rows import RowReader  # noqa: PLC0415 - pandas comes late

        if self.measure not in _MEASURES:
            raise unknown_name("measure", self.measure, _MEASURES)
        if self.outside not in _OUTSIDE:
            raise unknown_name("outside policy", self.outside, _OUTSIDE)
        if self.measure == "amount" and kind == "levels":
            msg = "levels have no amount: a level has no end of its own; pass readings"
            raise CostshareError(msg)
        default = "zero" if kind == "levels" else "error"
        gaps = read_policy(default if self.gaps is None else self.gaps)
        clock = Clock(self.timezone)
        reader = RowReader(kind, clock, self.units)
        for frame in source:
            reader.add(frame)
        clock.settle()
        rows = reader.rows()
        amounts = self.measure == "amount"
        segments = build(rows, clock, amounts=amounts)
        return Held(kind, clock, gaps, self.outside == "error", rows.units, segments, amounts)


@dataclass(frozen=True, slots=True)
class Held:
    """Rows in order, with what is needed to answer.

    Parameters
    ----------
    kind : {"levels", "readings"}
        What the rows are.
    clock : Clock
        Reads and writes times.
    gaps : Policy
        What holds where there is no row.
    strict : bool
        Whether rows outside the time asked about are an error.
    units : dict
        The unit of each resource that has one.
    segments : Segments
        The rows.
    amounts : bool
        Whether the quantities were amounts, and the levels are these per hour.
    """

    kind: str
    clock: Clock
    gaps: Policy
    strict: bool
    units: dict[str, str]
    segments: Segments
    amounts: bool

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources, sorted by name."""
        return tuple(sorted({resource for _, resource in self.segments.pairs}))

    def areas(self, start: int, stop: int, gaps: object) -> list[Fraction]:
        """Sum level × time in nanoseconds, for each pair; gaps by the policy."""
        segments, policy = self._answering(start, stop, gaps)
        areas, covered = integrate(segments, start, stop)
        if policy != "zero":
            check_covered(segments, covered, start, stop, self.clock)
        return [area * size for area, size in zip(areas, segments.sizes, strict=True)]

    def filled(self, start: int, stop: int, gaps: object) -> Segments:
        """Give segments that cover the time, or leave only gaps that count as zero."""
        segments, policy = self._answering(start, stop, gaps)
        if policy != "zero":
            _, covered = integrate(segments, start, stop)
            check_covered(segments, covered, start, stop, self.clock)
        return segments

    def converted(self, units: Mapping[str, str]) -> "Held":
        """Change the size of a step, not the counts.

        Raises
        ------
        CostshareError
            On a resource that is not in the log or has no unit, and on a unit that does not fit.
        """
        factors = {}
        for resource, unit in units.items():
            if resource not in self.resources:
                raise unknown_name("resource", resource, self.resources)
            if resource not in self.units:
                msg = f"resource {resource} has no unit to convert from; make the log with "
                raise CostshareError(f"{msg}units={{{resource!r}: …}}")
            factors[resource] = conversion(self.units[resource], unit)
        sizes = tuple(
            size * factors.get(resource, 1)
            for size, (_, resource) in zip(self.segments.sizes, self.segments.pairs, strict=True)
        )
        segments = replace(self.segments, sizes=sizes)
        return replace(self, segments=segments, units={**self.units, **units})

    def shaped(self, values: Iterable[Fraction]) -> dict[str, dict[str, Fraction]]:
        """Lay out values by member and resource; a pair without rows has zero."""
        nothing = dict.fromkeys(self.resources, Fraction(0))
        use: dict[str, dict[str, Fraction]] = {}
        for (member, resource), value in zip(self.segments.pairs, values, strict=True):
            use.setdefault(member, nothing.copy())[resource] = value
        return use

    def _answering(self, start: int, stop: int, gaps: object) -> tuple[Segments, Policy]:
        policy = self.gaps if gaps is None else read_policy(gaps)
        if self.strict:
            self._refuse_outside(start, stop, self.clock.text)
        return self.segments.held() if policy == "hold" else self.segments, policy

    def _refuse_outside(self, start: int, stop: int, text: Callable[[int], str]) -> None:
        rows = self.segments
        # Levels that began before are what holds when the time begins.
        wrong = rows.begin >= stop
        if self.kind == "readings":
            wrong |= (rows.begin < start) | (rows.end > stop)
        for row in np.flatnonzero(wrong)[:1].tolist():
            member, resource = rows.pairs[int(np.searchsorted(rows.offsets, row, "right")) - 1]
            what = "level since" if self.kind == "levels" else "reading from"
            msg = (
                f"{member}, {resource}: the {what} {text(int(rows.begin[row]))} reaches outside "
                f"{text(start)} to {text(stop)}; pass outside='clip', or drop the row"
            )
            raise CostshareError(msg)
