"""The usage log: what was used by whom, of what, when; and its exact means, sums and peaks."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from costshare.amounts import Amount
from costshare.errors import CostshareError
from costshare.frames import AnyFrame
from costshare.metering._clock import SECOND
from costshare.metering._held import Held, Measure, Outside, Policy, Settings
from costshare.metering._percentile import percentiles, read_interval, read_percent
from costshare.periods import BandsByResource, DayLike, PeriodLike

if TYPE_CHECKING:
    from costshare.files import Mark
    from costshare.metering._banded import Banded

Use = dict[str, dict[str, Fraction]]
_FIVE_MINUTES = timedelta(minutes=5)


class UsageLog:
    """Use over time: levels that last until the next one, or readings with a start and an end.

    Results are exact dicts by member and resource, both sorted by name: the shape of
    `Member.drivers`. Every member has every resource of the log, zero where it has no row. A log
    does not change; the order of its rows does not matter. Logs compare by value and do not hash.

    Parameters
    ----------
    levels : frame or iterable of records, optional
        Columns ``member``, ``resource``, ``since``, ``quantity``: the quantity that a member has
        of a resource until its next row. Records are mappings, or tuples in this order.
    readings : frame or iterable of records, optional
        Columns ``member``, ``resource``, ``from``, ``to``, ``quantity``; ``to`` is exclusive.
        Levels or readings, one of them. Either may have a column ``unit``.
    timezone : str or ZoneInfo, optional
        The zone of times without an offset from UTC, in the log and in arguments of its methods:
        ``"Europe/Stockholm"``. Without it UTC, or the zone that all stamps are in. Where every
        stamp is a date, or a midnight without a time zone, the log counts days of 24 hours,
        whatever clocks do.
    measure : {"level", "amount"}, default "level"
        What the quantity of a reading is: the level during it (vCPUs, GB, Mbit/s), or the amount
        used in it (core-hours, GB sent), which is spread evenly over its time. `quantity` gives the
        amounts again; `average`, `peak` and `percentile` are rates, and need a unit of time.
    gaps : {"zero", "hold", "error"}, optional
        What applies where there is no row: no use; the level before continues; or an error. By
        default ``"zero"`` for levels (nothing before the first) and ``"error"`` for readings.
    outside : {"clip", "error"}, default "clip"
        What happens to rows that reach outside the given time (levels: that begin after it):
        only the time inside counts, or an error.
    units : mapping of str to str, optional
        The unit of each resource. Rows with another one in their column ``unit`` are converted.

    Raises
    ------
    CostshareError
        If columns or values are missing, a stamp is unreadable, a quantity is negative or a unit
        unknown; if a row ends before it starts, is repeated, or overlaps another one of the same
        member and resource.

    Attributes
    ----------
    members, resources : tuple of str
        Sorted by name.
    units : dict of str to str
        The unit of each resource that has one.
    timezone : str or None
        The zone of times without an offset; None where the log's stamps are in no one zone.

    Examples
    --------
    >>> import costshare as cs
    >>> rows = [("Kiruna", "vcpu", "2022-01-01", 8), ("Kiruna", "vcpu", "2022-01-25", 12)]
    >>> log = cs.UsageLog(levels=rows)
    >>> log.average("2022-01-01", "2022-02-01")
    {'Kiruna': {'vcpu': Fraction(276, 31)}}
    """

    __slots__ = ("_held",)

    def __init__(
        self,
        *,
        levels: "AnyFrame | Iterable[Any] | None" = None,
        readings: "AnyFrame | Iterable[Any] | None" = None,
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
        self._held = Settings(timezone, measure, gaps, outside, units).read(kind, source)

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
        """Read a file with the columns of levels or of readings; its header decides which.

        Headers, numbers, dates, encodings and delimiters are read as `read_invoices` reads them. A
        quantity has no currency, and a log has no total rows.

        Parameters
        ----------
        path : str or Path
            The file.
        columns : mapping of str to str, optional
            Column of the log → its header in the file, for headers that are not known.
        decimal, day_first, encoding, delimiter
            As for `read_invoices`; each is found out where the file settles it.
        timezone, measure, gaps, outside, units
            As for `UsageLog`.

        Raises
        ------
        CostshareError
            If the file is not such a table or a cell cannot be read, and as `UsageLog` does.
        """
        from costshare.metering._files import file_frames, refuse_parquet

        refuse_parquet(path)
        kind, frames, places = file_frames(
            path,
            columns=columns,
            decimal=decimal,
            day_first=day_first,
            encoding=encoding,
            delimiter=delimiter,
        )
        settings = Settings(timezone, measure, gaps, outside, units)
        return cls._of(settings.read(kind, frames, places))

    @classmethod
    def from_parquet(
        cls,
        path: str | Path,
        *,
        columns: Mapping[str, str] | None = None,
        decimal: "Mark | None" = None,
        day_first: bool | None = None,
        timezone: str | ZoneInfo | None = None,
        measure: Measure = "level",
        gaps: Policy | None = None,
        outside: Outside = "clip",
        units: Mapping[str, str] | None = None,
    ) -> Self:
        """Read a Parquet file with the columns of levels or of readings, as `from_csv` does.

        Only the columns of the log are read. Stamps with a time zone are read in it, and texts as
        in any other file. It needs pyarrow: ``pip install "costshare[arrow]"``.

        Parameters
        ----------
        path : str or Path
            A file that ends in .parquet.
        columns : mapping of str to str, optional
            Column of the log → its name in the file, for names that are not known.
        decimal, day_first
            As for `from_csv`, for columns of texts.
        timezone, measure, gaps, outside, units
            As for `UsageLog`.

        Raises
        ------
        CostshareError
            If the file is not such a table or a value cannot be read, and as `UsageLog` does.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import pandas as pd
        >>> import costshare as cs
        >>> rows = pd.DataFrame(
        ...     [("Kiruna", "vcpu", "2022-01-01", 8), ("Kiruna", "vcpu", "2022-01-25", 12)],
        ...     columns=["member", "resource", "since", "quantity"],
        ... )
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "use.parquet")
        ...     rows.to_parquet(path)
        ...     cs.UsageLog.from_parquet(path).average("2022-01-01", "2022-02-01")
        {'Kiruna': {'vcpu': Fraction(276, 31)}}
        """
        from costshare.metering._files import file_frames, require_parquet

        require_parquet(path)
        kind, frames, places = file_frames(
            path, columns=columns, decimal=decimal, day_first=day_first
        )
        settings = Settings(timezone, measure, gaps, outside, units)
        return cls._of(settings.read(kind, frames, places))

    @classmethod
    def _of(cls, held: Held) -> Self:
        """Make a log of rows that are read."""
        log = cls.__new__(cls)
        object.__setattr__(log, "_held", held)
        return log

    def __eq__(self, other: object) -> bool:
        """Compare by value: the same rows, and the same policies for gaps and the outside."""
        return self._held == other._held if isinstance(other, UsageLog) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # two logs are equal by all their rows

    @property
    def members(self) -> tuple[str, ...]:
        """Members, sorted by name."""
        return tuple(dict.fromkeys(member for member, _ in self._held.segments.pairs))

    @property
    def resources(self) -> tuple[str, ...]:
        """Resources, sorted by name."""
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
        bands: BandsByResource | None = None,
        gaps: Policy | None = None,
    ) -> Use:
        """Return the mean level over a time, each level weighted by its length of time.

        Parameters
        ----------
        start, end : date, datetime or str
            From when to when; `end` is exclusive. A start alone is a period.
        period : Period or str
            Instead of start and end: ``"2022"``, ``"2022-Q2"``, ``"2022-05"``, or an object with
            a ``first`` and a ``last`` day, both included.
        per : {"s", "minute", "hour", "day", "reading"}, optional
            The unit of time of a rate, which a log of amounts needs: B per second, core-hours per
            day, GB per reading where all readings last equally long.
        gaps : {"zero", "hold", "error"}, optional
            The policy here, instead of the log's own.
        bands : Bands, or mapping of resource to Bands, optional
            Bands of time, such as peak and off-peak. A resource ``energy`` becomes ``energy peak``
            and ``energy off-peak``, each with the mean in the time of its band; zero in a band that
            has no time. A level or reading that lasts into another band is cut there: an amount is
            spread evenly over the time of its reading.

        Returns
        -------
        dict of str to dict of str to Fraction
            By member and resource.

        Raises
        ------
        CostshareError
            If there is a gap and no policy for it, the time cannot be read, amounts lack a unit of
            time, or levels are given one.

        Examples
        --------
        >>> import costshare as cs
        >>> rows = [("A", "vcpu", "2022-01-01", 1), ("B", "vcpu", "2022-01-15", 2)]
        >>> log = cs.UsageLog(levels=rows)
        >>> use = log.average("2022-01-01", "2022-01-31")
        >>> use
        {'A': {'vcpu': Fraction(1, 1)}, 'B': {'vcpu': Fraction(16, 15)}}
        >>> cs.allocate(3100, cs.Capacity(prices={"vcpu": 85}), use).fee("B", "fee")
        Decimal('1600')
        """
        begin, stop = self._held.clock.span(start, end, period)
        pace = self._held.pace(per)
        if bands is not None:
            return self._in_bands(bands, begin, stop, gaps).means(pace)
        rates = [each / (stop - begin) for each in pace]
        return self._held.shaped(self._held.areas(begin, stop, gaps), rates)

    def quantity(
        self,
        start: DayLike | None = None,
        end: DayLike | None = None,
        *,
        period: PeriodLike | None = None,
        per: str | None = None,
        bands: BandsByResource | None = None,
        gaps: Policy | None = None,
    ) -> Use:
        """Return level × time: core-hours of cores, GB-days of GB; of amounts, their sum.

        Parameters
        ----------
        start, end, period, gaps, bands
            As for `average`; with bands, the quantities in them sum to the quantity without.
        per : {"s", "minute", "hour", "day"}, optional
            The unit of time of levels, ``"hour"`` by default. A day has 24 hours, whatever clocks
            do. Amounts take no unit of time, nor does a rate such as Mbit/s, which gives Mbit.

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
        >>> rows = [("A", "vcpu", "2022-03-01T08:00", 1)]
        >>> log = cs.UsageLog(levels=rows, timezone="Europe/Stockholm")
        >>> log.quantity("2022-03-27", "2022-03-28")
        {'A': {'vcpu': Fraction(23, 1)}}
        >>> night = {"name": "night", "hours": "00:00-06:00"}
        >>> bands = cs.Bands(bands=[night, {"name": "day"}], timezone="Europe/Stockholm")
        >>> log.quantity("2022-03-27", "2022-03-28", bands=bands)
        {'A': {'vcpu day': Fraction(18, 1), 'vcpu night': Fraction(5, 1)}}
        """
        seconds = self._held.measures.seconds(per)
        begin, stop = self._held.clock.span(start, end, period)
        by = [1 / (seconds[name] * SECOND) for _, name in self._held.segments.pairs]
        if bands is not None:
            return self._in_bands(bands, begin, stop, gaps).sums(by)
        return self._held.shaped(self._held.areas(begin, stop, gaps), by)

    def peak(
        self,
        start: DayLike | None = None,
        end: DayLike | None = None,
        *,
        period: PeriodLike | None = None,
        per: str | None = None,
        bands: BandsByResource | None = None,
        gaps: Policy | None = None,
    ) -> Use:
        """Return the highest level, however short its time.

        Parameters
        ----------
        start, end, period, per, gaps, bands
            As for `average`; with bands, the highest level in each of them.

        Returns
        -------
        dict of str to dict of str to Fraction
            By member and resource.

        Raises
        ------
        CostshareError
            As `average` does.
        """
        begin, stop = self._held.clock.span(start, end, period)
        pace = self._held.pace(per)
        if bands is not None:
            return self._in_bands(bands, begin, stop, gaps).tops(pace)
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
        """Return the level not exceeded in a percentage of the time, as bursts are billed.

        The time is cut into intervals from its start; a sample is the mean level over one of
        them. Of N samples the ⌊(100 - percent) N / 100⌋ highest are discarded, and the highest of
        the others is returned: sample number ⌈percent N / 100⌉ in ascending order.

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
        https://docs.swiftfederation.com/Billing/95th_Percentile.html

        Examples
        --------
        >>> import costshare as cs
        >>> levels = [("2022-06-01", 20), ("2022-06-10", 900), ("2022-06-11T12:00", 20)]
        >>> log = cs.UsageLog(levels=[("A", "mbit_s", *each) for each in levels])
        >>> log.percentile(95, period="2022-06")
        {'A': {'mbit_s': Fraction(20, 1)}}
        """
        share, length = read_percent(percent), read_interval(every)
        begin, stop = self._held.clock.span(start, end, period)
        pace = self._held.pace(per)
        segments = self._held.filled(begin, stop, gaps)
        chosen = percentiles(
            segments, begin, stop, percent=share, every=length, clock=self._held.clock
        )
        return self._held.shaped(chosen, pace)

    def convert(self, units: Mapping[str, str]) -> Self:
        """Make a log with some resources in other units, exactly.

        Amounts become rates (B become Mbit/s, core-hours cores), and rates or levels become
        amounts (Mbit/s become GB, cores core-hours), where the new unit says so.

        Parameters
        ----------
        units : mapping of str to str
            The new unit, by resource; the log must know the one that it has.

        Raises
        ------
        CostshareError
            If a resource is not in the log or has no unit, or the new unit is unknown or measures
            something else.

        Examples
        --------
        >>> import costshare as cs
        >>> log = cs.UsageLog(levels=[("A", "ram", "2022-01-01", 4)], units={"ram": "GiB"})
        >>> log.convert({"ram": "MiB"}).peak("2022-01")
        {'A': {'ram': Fraction(4096, 1)}}
        """
        return self._of(self._held.converted(units))

    def _in_bands(
        self, bands: BandsByResource, start: int, stop: int, gaps: Policy | None
    ) -> "Banded":
        """Cut the log where another band begins."""
        from costshare.metering._banded import in_bands

        return in_bands(self._held, bands, start, stop, gaps)
