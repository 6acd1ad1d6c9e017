"""A strategy for usage logs: levels that last, or readings with a start and an end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.amounts import read_word
from costshare.errors import CostshareError, quoted
from costshare.fields import given_list
from costshare.metering import UsageLog
from costshare.periods import Period, PeriodLike
from costshare.testing._members import name_of
from costshare.testing._whole import GO_ON, Sizes, integers

UsageKind = Literal["levels", "readings"]

_HOURS = 24
_QUANTITIES = st.integers(0, 3) | st.integers(0, 10**6)


def usage_logs(
    members: Sequence[str] | None = None,
    *,
    kind: UsageKind | None = None,
    resources: Sequence[str] = ("vcpu", "ram_gb"),
    period: PeriodLike = "2022-01",
    min_rows: int = 1,
    max_rows: int = 12,
) -> SearchStrategy[UsageLog]:
    """Generate usage logs whose levels and readings lie within a period.

    Rows begin and end at whole hours. Readings of one member and resource do not overlap, and have
    gaps, which count as no use.

    Parameters
    ----------
    members : sequence of str, optional
        Names of the members; up to four are generated where left out.
    kind : {"levels", "readings"}, optional
        What the log holds; either where left out.
    resources : sequence of str, default ("vcpu", "ram_gb")
        What is used.
    period : Period or str, default "2022-01"
        When it is used.
    min_rows, max_rows : int
        How many rows; fewer are left where two would overlap.

    Returns
    -------
    SearchStrategy
        Of logs.

    Raises
    ------
    CostshareError
        If there are no members or resources, or an argument is not one of these.

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(usage_logs())
    ... def law(log):
    ...     mean, peak = log.average(period="2022-01"), log.peak(period="2022-01")
    ...     for member, levels in mean.items():
    ...         assert all(levels[name] <= peak[member][name] for name in levels)
    >>> law()
    """
    names = [name_of(at) for at in range(4)]
    if members is not None:
        names = list(given_list(str, members, "members", "names"))
    kinds: tuple[UsageKind, ...] = ("levels", "readings")
    if kind is not None:
        kinds = (read_word(kind, "kind", UsageKind),)
    known = list(given_list(str, resources, "resources", "names"))
    if not names or not known:
        msg = f"members {quoted(names)} and resources {quoted(known)} are not one or more of each"
        raise CostshareError(msg)
    sizes = Sizes(min_rows, max_rows, "min_rows and max_rows")
    if sizes.most < 1:
        msg = "max_rows 0 leaves a log without rows; pass 1 or more"
        raise CostshareError(msg)
    return _usage_logs(kinds, (names, known), Period.read(period), sizes)


@st.composite
def _usage_logs(
    draw: DrawFn,
    kinds: tuple[UsageKind, ...],
    what: tuple[Sequence[str], Sequence[str]],
    period: Period,
    sizes: Sizes,
) -> UsageLog:
    """Draw a usage log."""
    most = sizes.draw(draw)
    kind = draw(st.sampled_from(kinds))
    begin = datetime.combine(period.first, datetime.min.time())
    hours = period.days * _HOURS
    rows: dict[tuple[str, str], dict[int, tuple[int, int]]] = {}
    row = st.tuples(
        *map(st.sampled_from, what),
        integers(0, hours - 1),
        _QUANTITIES,
        integers(1, 100),
        integers(0, GO_ON),
    )
    for number in range(max(most, 1)):
        name, resource, start, quantity, length, go_on = draw(row)
        if not go_on and number >= max(sizes.least, 1):
            break
        rows.setdefault((name, resource), {})[start] = quantity, length
    written: list[tuple[Any, ...]] = []
    for (name, resource), starts in rows.items():
        ends = [*sorted(starts)[1:], hours]
        for start, end in zip(sorted(starts), ends, strict=True):
            quantity, length = starts[start]
            times = [start] if kind == "levels" else [start, min(start + length, end)]
            stamps = [begin + timedelta(hours=each) for each in times]
            written.append((name, resource, *stamps, quantity))
    if kind == "levels":
        return UsageLog(levels=written)
    return UsageLog(readings=written, gaps="zero")
