"""Fees per inhabitant, or per one of any driver, of small and large members."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from costshare.agreement import Agreement, Allocation, MembersLike, Pool, read_members
from costshare.errors import CostshareError, unknown_name
from costshare.fields import read_name
from costshare.models import Flat
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._comparison import Comparison, cells
from costshare.plotting._ink import ink
from costshare.plotting._marks import legend, mark, stroke
from costshare.plotting._points import name_points
from costshare.plotting._scale import amount_axis, drawn, driver_axis, tidy, title
from costshare.results import heading, number
from costshare.words import join, say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT = 5.5
_ALL_NAMED = 20
_EXTREMES = 3
_DENSE = 60
_EVERYONE = Pool(name="everyone", model=Flat())


def per_driver(
    fees: Allocation | Comparison,
    *,
    ax: "Axes | None" = None,
    drivers: "Agreement | MembersLike | None" = None,
    driver: str | None = None,
    member: str | None = None,
    lang: str = "en",
) -> "Axes":
    """Draw each member's fee per inhabitant, or per one of any driver, against that driver.

    Up to 20 members are named. Of more members, those with the highest and lowest fees per driver
    and the largest and smallest members are named. Members without the driver, or with 0 of it, are
    left out, and the picture states how many.

    Parameters
    ----------
    fees : Allocation or Comparison
        Fees over all pools; those of every scenario of a comparison.
    ax : Axes, optional
        Axes to draw on; a new figure if left out.
    drivers : Agreement, iterable of Member, mapping of name to drivers, or frame
        The agreement, or the members as they were given to `costshare.allocate`; the figures of the
        comparison if left out.
    driver : str, optional
        Driver to divide by; ``"population"``, or that of the comparison, if left out.
    member : str, optional
        Name of the frame's column of members' names, as in `costshare.allocate`.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture.

    Raises
    ------
    CostshareError
        If a member has no such driver, if all figures are zero, if the language is unknown, and if
        matplotlib is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> members = {"A": {"population": 1_000}, "B": {"population": 30_000}}
    >>> bill = cs.allocate(31_000, cs.Flat(), members)
    >>> ax = cs.plotting.per_driver(bill, drivers=members, ax=Figure().add_subplot())
    >>> ax.get_ylabel(), ax.get_xlabel()
    ('amount per inhabitant', 'population (logarithmic)')
    """
    words = words_of(lang)
    series, heading_text = _series(fees)
    driver, sizes = _sizes(fees, drivers, driver, series, member)
    points = [
        Point(scenario, name, size, Fraction(fee) / size)
        for scenario, column in series.items()
        for name, fee in column.items()
        if fee is not None and (size := sizes[scenario].get(name))
    ]
    if not points:
        msg = f"driver {driver!r} is zero for all members, so there is no fee per one of it"
        raise CostshareError(msg)
    paying = {name for column in series.values() for name, fee in column.items() if fee is not None}
    lacking = len(paying - {point.member for point in points})

    ax = axes_to_draw_on(ax, _HEIGHT)
    for position, scenario in enumerate(series):
        own = [point for point in points if point.scenario == scenario]
        dense = len(own) > _DENSE
        ax.scatter(
            [drawn(point.size) for point in own],
            [drawn(point.ratio) for point in own],
            s=14 if dense else 36,
            alpha=0.7 if dense else 1,
            **mark(position, ink(ax)),
        )
    tidy(ax, "both")
    label = _label(fees, drivers, driver)
    amount_axis(ax.yaxis, _ratio_text(fees.currency or say("amount"), label), words)
    lines = [say("{driver} (logarithmic)", driver=label)]
    if lacking:
        count = number(lacking)
        lines.append(say("{count} without {driver} left out", count=count, driver=label))
    driver_axis(ax, [drawn(point.size) for point in points], join("\n", lines), words)
    if all(point.ratio >= 0 for point in points):
        ax.set_ylim(bottom=0)
    title(ax, heading_text, words)
    if len(series) > 1:
        marks = [stroke(mark(place, ink(ax)) | {"linestyle": ""}) for place in range(len(series))]
        legend(ax, list(zip(series, marks, strict=True)), words)
    name_points(
        ax,
        [(point.member, drawn(point.size), drawn(point.ratio)) for point in _named(points)],
        [(drawn(point.size), drawn(point.ratio)) for point in points],
        dense=len(points) > _DENSE * len(series),
    )
    return ax


def _label(
    fees: Allocation | Comparison, drivers: "Agreement | MembersLike | None", driver: str
) -> str:
    """Return what people read for the driver."""
    if isinstance(drivers, Agreement):
        return drivers.driver_labels.get(driver, driver)
    if isinstance(fees, Allocation):
        return fees.label_of(driver)
    label: str = getattr(fees, "driver_label", driver)
    return label if driver == fees.driver else driver


def _ratio_text(amount: str, driver: str) -> str:
    """Write what an amount is divided by: also population_2019 counts inhabitants."""
    if driver.partition("_")[0] == "population":
        return say("{amount} per inhabitant", amount=amount)
    return say("{amount} per {driver}", amount=amount, driver=driver)


class Point(NamedTuple):
    """A member in a scenario: its driver, and its fee per one of it."""

    scenario: str
    member: str
    size: Fraction
    ratio: Fraction


Series = Mapping[str, Mapping[str, Fraction | Decimal | None]]


def _series(fees: object) -> tuple[Series, str]:
    """Return fees by scenario and member, and a title."""
    if isinstance(fees, Allocation):
        fees = fees.final_fees()
        taking = {member for pool in fees.pools for member in pool.fees}
        totals = fees.member_totals
        column = {name: totals[name] if name in taking else None for name in fees.members}
        return {fees.name: column}, heading(fees.name, fees.period)
    if isinstance(fees, Comparison):
        frame = fees.fees()
        return {name: cells(frame, name) for name in fees.scenarios}, fees.title
    hint = "; pass its .allocate()" if hasattr(fees, "allocate") else ""
    msg = "per_driver draws an Allocation or a Comparison, not a value of type "
    raise CostshareError(f"{msg}{type(fees).__name__}{hint}")


def _sizes(
    fees: Allocation | Comparison,
    drivers: "Agreement | MembersLike | None",
    driver: str | None,
    series: Series,
    member: str | None,
) -> tuple[str, Mapping[str, Mapping[str, Fraction]]]:
    """Return the driver, and its figures of the members that pay, by scenario."""
    if drivers is None:
        if isinstance(fees, Comparison) and driver in {None, fees.driver}:
            if any(fees.figures.values()):
                return fees.driver, fees.figures
            msg = f"no member of the comparison has driver {fees.driver!r}; "
            raise CostshareError(msg + "pass drivers, or compare by another driver")
        msg = "drivers are missing; pass the agreement, its members, or a frame of them"
        raise CostshareError(msg)
    driver = "population" if driver is None else read_name(driver, what="driver")
    if isinstance(drivers, Agreement):
        facts = drivers.facts(_EVERYONE)  # with its drivers by date
    else:
        facts, _ = read_members(drivers, member=member)
    paying = {
        name: None for column in series.values() for name, fee in column.items() if fee is not None
    }
    known = set(facts.names)
    for name in paying:
        if name not in known:
            raise unknown_name("member in drivers:", name, facts.names)
    return driver, dict.fromkeys(series, facts.only(paying).read(driver))


def _named(points: Sequence[Point]) -> list[Point]:
    """Choose points to name: the highest and lowest fees, the largest and smallest members."""
    highest = {point.member: point for point in sorted(points, key=lambda point: point.ratio)}
    by_ratio = sorted(highest.values(), key=lambda point: -point.ratio)
    if len(by_ratio) <= _ALL_NAMED:
        return by_ratio
    by_size = sorted(by_ratio, key=lambda point: -point.size)
    ends = [
        *by_ratio[:_EXTREMES],
        *by_ratio[-_EXTREMES:],
        *by_size[:_EXTREMES],
        *by_size[-_EXTREMES:],
    ]
    return list(dict.fromkeys(ends))
