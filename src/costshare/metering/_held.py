"""The content of a usage log: its rows in order, and its policies."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np

from costshare.errors import CostshareError
from costshare.fields import read_word
from costshare.metering._clock import SECOND, Clock
from costshare.metering._measures import HOUR, Measures, check_units, read_units
from costshare.metering._places import Places
from costshare.metering._segments import Segments, build
from costshare.metering._sums import integrate
from costshare.metering._units import SECONDS

if TYPE_CHECKING:
    import pandas as pd

Policy = Literal["zero", "hold", "error"]
Measure = Literal["level", "amount"]
Outside = Literal["clip", "error"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a log is read and used, as `UsageLog` describes it."""

    timezone: object
    measure: object
    gaps: object
    outside: object
    units: Mapping[str, str] | None

    def read(
        self, kind: str, source: "Iterable[pd.DataFrame]", places: Places | None = None
    ) -> "Held":
        """Read frames of levels or readings, whose rows have these names."""
        from costshare.metering._rows import RowReader

        read_word(self.measure, "measure", Measure)
        read_word(self.outside, "outside policy", Outside)
        if self.measure == "amount" and kind == "levels":
            msg = "levels have no amount: a level has no end of its own; pass readings"
            raise CostshareError(msg)
        default = "zero" if kind == "levels" else "error"
        gaps = read_word(default if self.gaps is None else self.gaps, "gaps policy", Policy)
        clock = Clock(self.timezone)
        amounts = self.measure == "amount"
        units = read_units({} if self.units is None else self.units)
        check_units(units, amounts=amounts)
        reader = RowReader(kind, clock, units, places or Places())
        for frame in source:
            reader.add(frame)
        clock.settle()
        rows = reader.rows()
        check_units(rows.units, amounts=amounts)
        resources = tuple(sorted(rows.resources))
        measures = Measures(resources, rows.units, frozenset(resources if amounts else ()))
        segments = build(rows, clock, amounts=amounts)
        return Held(kind, clock, gaps, self.outside == "error", measures, segments)


@dataclass(frozen=True, slots=True)
class Held:
    """Rows in order, with what is needed to measure them.

    Parameters
    ----------
    kind : {"levels", "readings"}
        What the rows are.
    clock : Clock
        Reads and writes times.
    gaps : Policy
        What holds where there is no row.
    strict : bool
        Whether rows outside the given time are an error.
    measures : Measures
        The resources, and what their numbers are.
    segments : Segments
        The rows; amounts are levels per hour here.
    """

    kind: str
    clock: Clock
    gaps: Policy
    strict: bool
    measures: Measures
    segments: Segments

    def areas(self, start: int, stop: int, gaps: object) -> list[Fraction]:
        """Sum level × time in nanoseconds, for each pair; gaps by the policy."""
        segments, policy = self._in_use(start, stop, gaps)
        areas, covered = integrate(segments, start, stop)
        if policy != "zero":
            _check_covered(segments, covered, start, stop, self.clock)
        return [area * size for area, size in zip(areas, segments.sizes, strict=True)]

    def tops(self, start: int, stop: int, gaps: object) -> list[Fraction]:
        """Find the highest level of each pair that holds for any time at all."""
        segments = self.filled(start, stop, gaps)
        inside = (segments.begin < stop) & (segments.end > start)
        # A level of zero is always reached, in a gap or before the first level, or topped.
        levels = np.where(inside, segments.counts, 0)
        tops = np.maximum.reduceat(levels, segments.offsets[:-1]).tolist()
        return [top * size for top, size in zip(tops, segments.sizes, strict=True)]

    def filled(self, start: int, stop: int, gaps: object) -> Segments:
        """Return segments that cover the time, or leave only gaps that count as zero."""
        segments, policy = self._in_use(start, stop, gaps)
        if policy != "zero":
            _, covered = integrate(segments, start, stop)
            _check_covered(segments, covered, start, stop, self.clock)
        return segments

    def converted(self, units: Mapping[str, str]) -> "Held":
        """Change the size of a count, not the counts."""
        measures, factors = self.measures.converted(units)
        sizes = tuple(
            size * factors.get(resource, 1)
            for size, (_, resource) in zip(self.segments.sizes, self.segments.pairs, strict=True)
        )
        segments = replace(self.segments, sizes=sizes)
        return replace(self, segments=segments, measures=measures)

    def pace(self, per: object) -> list[Fraction]:
        """Find for each pair what makes its level one per unit of time: 1 but for amounts."""
        word = self.measures.rate(per)
        lengths = self._reading_hours() if word == "reading" else []
        hours = Fraction(SECONDS.get(word or "", HOUR), HOUR)
        return [
            Fraction(1) if name not in self.measures.amounts else lengths[at] if lengths else hours
            for at, (_, name) in enumerate(self.segments.pairs)
        ]

    def _reading_hours(self) -> list[Fraction]:
        """Find how long each reading of a pair lasts, in hours."""
        if self.kind == "levels":
            msg = "per='reading' is for readings, and this log has levels"
            raise CostshareError(f"{msg}; pass per='s' or per='hour'")
        rows = self.segments
        lengths = rows.end - rows.begin
        shortest, longest = (
            each.reduceat(lengths, rows.offsets[:-1]).tolist() for each in (np.minimum, np.maximum)
        )
        for (member, name), one, other in zip(rows.pairs, shortest, longest, strict=True):
            if one != other and name in self.measures.amounts:
                msg = f"{member}, {name} has readings of {one / SECOND:g} s and of "
                raise CostshareError(f"{msg}{other / SECOND:g} s; pass per='s' or per='hour'")
        return [Fraction(length, HOUR * SECOND) for length in longest]

    def shaped(
        self, values: Iterable[Fraction], factors: Iterable[Fraction]
    ) -> dict[str, dict[str, Fraction]]:
        """Lay out value × factor by member and resource; a pair without rows has zero."""
        nothing = dict.fromkeys(self.measures.resources, Fraction(0))
        use: dict[str, dict[str, Fraction]] = {}
        for pair, value, factor in zip(self.segments.pairs, values, factors, strict=True):
            member, resource = pair
            use.setdefault(member, nothing.copy())[resource] = value * factor
        return use

    def _in_use(self, start: int, stop: int, gaps: object) -> tuple[Segments, Policy]:
        policy = self.gaps if gaps is None else read_word(gaps, "gaps policy", Policy)
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


def _check_covered(
    segments: Segments, covered: list[int], start: int, stop: int, clock: Clock
) -> None:
    """Refuse a pair whose time is not wholly covered, with its first gap."""
    for at, time in enumerate(covered):
        if time < stop - start:
            member, resource = segments.pairs[at]
            since, until = _first_gap(segments, at, start, stop)
            msg = (
                f"{member}, {resource} has no level from {clock.text(since)} to "
                f"{clock.text(until)}; pass gaps='zero'"
            )
            before = segments.begin[segments.offsets[at]] < until
            raise CostshareError(
                f"{msg}{' or gaps=' + repr('hold') if before else ''}, or add rows"
            )


def _first_gap(segments: Segments, at: int, start: int, stop: int) -> tuple[int, int]:
    rows = slice(int(segments.offsets[at]), int(segments.offsets[at + 1]))
    begin = np.clip(segments.begin[rows], start, stop)
    end = np.clip(segments.end[rows], start, stop)
    inside = end > begin
    begins = np.append(begin[inside], stop)
    ends = np.insert(end[inside], 0, start)
    gap = int(np.argmax(begins > ends))
    return int(ends[gap]), int(begins[gap])
