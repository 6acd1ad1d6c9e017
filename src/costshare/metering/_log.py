"""The usage log: what was used by whom, of what, when; and its exact means, sums and peaks."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from costshare.amounts import Amount
from costshare.errors import CostshareError
from costshare.metering._clock import SECOND
from costshare.metering._gaps import Policy
from costshare.metering._held import Held, Measure, Outside, Settings
from costshare.metering._percentile import percentiles, read_interval, read_percent
from costshare.metering._span import read_span
from costshare.periods import DayLike, PeriodLike

if TYPE_CHECKING:
    import pandas as pd

    from costshare.files import Mark

Use = dict[str, dict[str, Fraction]]

_FIVE_MINUTES = timedelta(minutes=5)


class UsageLog:
    """Use over time, as levels that hold until the next or as readings with a start and an end.

    Every result is exact, and a dict by member and resource, both sorted by name: the shape of
    `Member.drivers`. Every member has every resource of the log, zero where it has no row. The log
    is never changed; the order of its rows does not matter.

    Parameters
    ----------
    levels : DataFrame or iterable of records, optional
        Columns ``member``, ``resource``, ``since``, ``quantity``: from then on the member has so
        much of the resource, until its next row. Records are mappings, or tuples in this order.
    readings : DataFrame or iterable of records, optional
        Columns ``member``, ``resource``, ``from``, ``to``, ``quantity``; ``to`` is exclusive.
        Levels or readings, one of them. Either may have a column ``unit``.
    timezone : str or ZoneInfo, optional
        The zone of times without an offset from UTC, in the log and in questions to it:
        ``"Europe/Stockholm"``. Without it UTC, or the zone that all stamps are in. Where every
        stamp is a date, or a midnight without a time zone, the log counts days of 24 hours,
        whatever clocks do.
    measure : {"level", "amount"}, default "level"
        What the quantity of a reading is: the level during it (vCPUs, GB, Mbit/s), or the amount
        used in it (core-hours, GB sent), which is spread evenly over its time. `quantity` gives the
        amounts again; `average`, `peak` and `percentile` are rates, and need a unit of time.
    gaps : {"zero", "hold", "error"}, optional
        What holds where there is no row: nothing was used; the level before goes on; or an error.
        By default ``"zero"`` for levels (nothing before the first) and ``"error"`` for readings.
        Each question may have its own.
    outside : {"clip", "error"}, default "clip"
        What becomes of rows that reach outside the time asked about: only the time inside counts,
        or an error. Of levels, those that begin after the time reach outside.
    units : mapping of str to str, optional
        The unit of each resource. Rows with another one in their column ``unit`` are converted.

    Raises
    ------
    CostshareError
        On missing columns or values, stamps that are none, negative quantities, unknown units,
        readings that end before they start, and rows of the same member and resource that
        overlap or stand twice.

    Examples
    --------
    >>> import costshare as cs
    >>> log = cs.UsageLog(
    ...     levels=[
    ...         ("Kiruna", "vcpu", "2022-01-01", 8),
    ...         ("Kiruna", "vcpu", "2022-01-25", 12),
    ...     ]
    ... )
    >>> log.average("2022-01-01", "2022-02-01")
    {'Kiruna': {'vcpu': Fraction(276, 31)}}
    >>> log.quantity(period="2022-01", per="day")
    {'Kiruna': {'vcpu': Fraction(276, 1)}}
    """

    __slots__ = ("_held",)

    def __init__(
        self,
        *,
        levels: "pd.DataFrame | Iterable[Any] | None" = None,
        readings: "pd.DataFrame | Iterable[Any] | None" = None,
        timezone: str | ZoneInfo | None = None,
        measure: Measure = "level",
        gaps: Policy | None = None,
        outside: Outside = "clip",
        units: Mapping[str, str] | None = None,
    ) -> None:
        from costshare.metering._rows import frames

        if (levels is None) == (readings is None):
            msg = "pass levels=… or readings=…, one of them; two logs give two results to merge"
            raise CostshareError(msg)
        kind = "readings" if levels is None else "levels"
        source = frames(readings if levels is None else levels, kind)
        settings = Settings(
            timezone=timezone, measure=measure, gaps=gaps, outside=outside, units=units
        )
        self._held = settings.read(kind, source)

    @classmethod
    def from_csv(
        cls,
        path: str | Path,
        *,
        columns: Mapping[str, str] | None = None,
        decimal: "Mark | None" = None,
        day_first: bool | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        timezone: str | ZoneInfo | None = None,
        measure: Measure = "level",
        gaps: Policy | None = None,
        outside: Outside = "clip",
        units: Mapping[str, str] | None = None,
    ) -> Self:
        """Read a file with the columns of levels or of readings; its header tells which.

        Headers, numbers, dates, encodings and delimiters are read as `read_invoices` reads them. A
        quantity has no currency, and a log has no total rows.

        Parameters
        ----------
        path : str or Path
            The file.
        columns : mapping of str to str, optional
            Column of the log → its header in the file, for headers that are not known.
        decimal : {",", "."}, optional
            The decimal mark. Needed only where the file does not settle it.
        day_first : bool, optional
            Whether 3/4 2022 is in April. Needed only where a date may be two.
        encoding, delimiter : str, optional
            Found out where they are left out.
        timezone, measure, gaps, outside, units
            As for `UsageLog`.

        Raises
        ------
        CostshareError
            Where the file is no such table or a cell cannot be read, and as `UsageLog` does.
        """
        from costshare.metering._files import file_frames

        settings = Settings(
            timezone=timezone, measure=measure, gaps=gaps, outside=outside, units=units
        )
        kind, frames, places = file_frames(
            path,
            columns=columns,
            decimal=decimal,
            day_first=day_first,
            encoding=encoding,
            delimiter=delimiter,
        )
        return cls._of(settings.read(kind, frames, places))

    @classmethod
    def _of(cls, held: Held) -> Self:
        log = cls.__new__(cls)
        object.__setattr__(log, "_held", held)
        return log

    @property
    def members(self) -> tuple[str, ...]:
        """The members, sorted by name."""
        return tuple(dict.fromkeys(member for member, _ in self._held.segments.pairs))

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources, sorted by name."""
        return self._held.measures.resources

    @property
    def units(self) -> dict[str, str]:
        """The unit of each resource that has one."""
        return dict(self._held.measures.units)

    @property
    def timezone(self) -> str | None:
        """The zone of times without an offset; None where the log's stamps are in no one zone."""
        return self._held.clock.zone.key if self._held.clock.zone else None

    def __len__(self) -> int:
        return len(self._held.segments.begin)

    def __repr__(self) -> str:
        return (
            f"UsageLog({len(self)} {self._held.kind}, {len(self.members)} members, "
            f"{', '.join(self.resources)}; timezone {self.timezone or 'not stated'})"
        )

    def average(
        self,
        start: DayLike | None = None,
        end: DayLike | None = None,
        *,
        period: PeriodLike | None = None,
        per: str | None = None,
        gaps: Policy | None = None,
    ) -> Use:
        """The mean level over a time, each level weighted by how long it held.

        Parameters
        ----------
        start, end : date, datetime or str
            From when to when; `end` is exclusive. A start alone is a period.
        period : Period or str
            Instead of start and end: ``"2022"``, ``"2022-Q2"``, ``"2022-05"``, or whatever has a
            ``first`` and a ``last`` day, both included.
        per : {"s", "minute", "hour", "day", "reading"}, optional
            The unit of time of a rate, which a log of amounts needs: B per second, core-hours per
            day, GB per reading where all readings last equally long.
        gaps : {"zero", "hold", "error"}, optional
            Instead of the log's own.

        Returns
        -------
        dict of str to dict of str to Fraction
            By member and resource.

        Raises
        ------
        CostshareError
            Where there is a gap and no policy for it, where the time is none, and where amounts
            lack a unit of time or levels are given one.

        Examples
        --------
        >>> import costshare as cs
        >>> log = cs.UsageLog(
        ...     levels=[("A", "vcpu", "2022-01-01", 1), ("B", "vcpu", "2022-01-15", 2)]
        ... )
        >>> use = log.average("2022-01-01", "2022-01-31")
        >>> use
        {'A': {'vcpu': Fraction(1, 1)}, 'B': {'vcpu': Fraction(16, 15)}}
        >>> cs.allocate(3100, cs.Capacity(prices={"vcpu": 85}), use).fee("B", "fee")
        Decimal('1600')
        """
        begin, stop = read_span(self._held.clock, start, end, period)
        rates = [each / (stop - begin) for each in self._held.pace(per)]
        return self._held.shaped(self._held.areas(begin, stop, gaps), rates)

    def quantity(
        self,
        start: DayLike | None = None,
        end: DayLike | None = None,
        *,
        period: PeriodLike | None = None,
        per: str | None = None,
        gaps: Policy | None = None,
    ) -> Use:
        """Level × time: core-hours of cores, GB-days of GB; of amounts, their sum.

        Parameters
        ----------
        start, end, period, gaps
            As for `average`.
        per : {"s", "minute", "hour", "day"}, optional
            The unit of time of levels, ``"hour"`` where left out. A day is 24 hours, whatever
            clocks do. Amounts have none: what was used is what was used. Nor has a rate in a unit
            such as Mbit/s, which gives Mbit.

        Returns
        -------
        dict of str to dict of str to Fraction
            By member and resource.

        Raises
        ------
        CostshareError
            As `average` does, and on another unit of time.

        Examples
        --------
        >>> import costshare as cs
        >>> log = cs.UsageLog(
        ...     levels=[("A", "vcpu", "2022-03-01T08:00", 1)], timezone="Europe/Stockholm"
        ... )
        >>> log.quantity("2022-03-27", "2022-03-28")
        {'A': {'vcpu': Fraction(23, 1)}}
        """
        seconds = self._held.measures.seconds(per)
        begin, stop = read_span(self._held.clock, start, end, period)
        by = [1 / (seconds[name] * SECOND) for _, name in self._held.segments.pairs]
        return self._held.shaped(self._held.areas(begin, stop, gaps), by)

    def peak(
        self,
        start: DayLike | None = None,
        end: DayLike | None = None,
        *,
        period: PeriodLike | None = None,
        per: str | None = None,
        gaps: Policy | None = None,
    ) -> Use:
        """The highest level that held for any time at all.

        Parameters
        ----------
        start, end, period, per, gaps
            As for `average`.

        Returns
        -------
        dict of str to dict of str to Fraction
            By member and resource.

        Raises
        ------
        CostshareError
            As `average` does.
        """
        begin, stop = read_span(self._held.clock, start, end, period)
        pace = self._held.pace(per)
        return self._held.shaped(self._held.tops(begin, stop, gaps), pace)

    def percentile(
        self,
        percent: Amount = 95,
        start: DayLike | None = None,
        end: DayLike | None = None,
        *,
        period: PeriodLike | None = None,
        per: str | None = None,
        every: timedelta = _FIVE_MINUTES,
        gaps: Policy | None = None,
    ) -> Use:
        """The level that was not exceeded in so many per cent of the time, as bursts are billed.

        The time is cut into intervals from its start; a sample is the mean level over one of
        them. Of N samples the ⌊(100 - percent) N / 100⌋ highest are discarded; the highest of the
        others counts. So it is sample number ⌈percent N / 100⌉ in ascending order, and never a
        value between two samples.

        Parameters
        ----------
        percent : number, default 95
            Above 0 and up to 100.
        start, end, period, per, gaps
            As for `average`.
        every : timedelta, default 5 minutes
            The length of an interval; the time must be a whole number of them.

        Returns
        -------
        dict of str to dict of str to Fraction
            By member and resource.

        Raises
        ------
        CostshareError
            As `average` does, and where percent or interval do not fit.

        References
        ----------
        SwiftFederation, 95th Percentile Bandwidth Billing,
        https://docs.swiftfederation.com/Billing/95th_Percentile.html: of 8640 samples 432 are
        discarded, and the highest of the remaining 8208 is billed.

        Examples
        --------
        >>> import costshare as cs
        >>> log = cs.UsageLog(
        ...     levels=[
        ...         ("A", "mbit_s", "2022-06-01", 20),
        ...         ("A", "mbit_s", "2022-06-10", 900),
        ...         ("A", "mbit_s", "2022-06-11T12:00", 20),
        ...     ]
        ... )
        >>> log.percentile(95, period="2022-06")
        {'A': {'mbit_s': Fraction(20, 1)}}
        """
        share, length = read_percent(percent), read_interval(every)
        begin, stop = read_span(self._held.clock, start, end, period)
        pace = self._held.pace(per)
        segments = self._held.filled(begin, stop, gaps)
        chosen = percentiles(
            segments, begin, stop, percent=share, every=length, clock=self._held.clock
        )
        return self._held.shaped(chosen, pace)

    def convert(self, units: Mapping[str, str]) -> Self:
        """Make a log with some resources in other units, exactly.

        An amount in a unit of a rate becomes that rate: B become Mbit/s, core-hours cores. A rate
        or level in a unit of an amount becomes amounts: Mbit/s become GB, cores core-hours.

        Parameters
        ----------
        units : mapping of str to str
            The unit asked for, by resource; the log must know the one that it has.

        Raises
        ------
        CostshareError
            On a resource that is not in the log or has no unit, an unknown unit, and one that
            measures something else.

        Examples
        --------
        >>> import costshare as cs
        >>> log = cs.UsageLog(levels=[("A", "ram", "2022-01-01", 4)], units={"ram": "GiB"})
        >>> log.convert({"ram": "MiB"}).peak("2022-01")
        {'A': {'ram': Fraction(4096, 1)}}
        >>> sent = cs.UsageLog(
        ...     readings=[("A", "net", "2022-01-01T00:00", "2022-01-01T00:05", 1_057_132_342)],
        ...     measure="amount",
        ...     units={"net": "B"},
        ... )
        >>> rate = sent.convert({"net": "Mbit/s"}).peak("2022-01-01T00:00", "2022-01-01T00:05")
        >>> round(rate["A"]["net"], 2)
        Fraction(2819, 100)
        """
        return self._of(self._held.converted(units))
