"""Several periods apart from one another, such as those of a member that leaves and comes back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from costshare.errors import CostshareError, quoted
from costshare.periods._period import Period, read_day

_BETWEEN = ", "


@dataclass(frozen=True, slots=True)
class Spans:
    """Days that are in one of several periods, in order of time and apart from one another."""

    periods: tuple[Period, ...]

    def __iter__(self) -> Iterator[Period]:
        return iter(self.periods)

    @property
    def first(self) -> date:
        """The first day of all."""
        return self.periods[0].first

    @property
    def last(self) -> date:
        """The last day of all."""
        return self.periods[-1].last

    @property
    def days(self) -> int:
        """The number of days in the periods."""
        return sum(each.days for each in self.periods)

    def overlaps(self, other: Period) -> bool:
        """Return whether one of the periods has a day in common with another one."""
        return any(each.overlaps(other) for each in self.periods)

    def common(self, other: Period) -> "Period | Spans | None":
        """Return the days that are in another period too, or None."""
        return spans_of(own for each in self.periods if (own := each.common(other)) is not None)

    def __str__(self) -> str:
        return _BETWEEN.join(map(str, self.periods))


MemberDays = Period | Spans
"""The days of a member: one period, or several."""


def spans_of(periods: Iterable[Period]) -> MemberDays | None:
    """Return periods in order of time as one value; None where there are none."""
    listed = tuple(periods)
    if not listed:
        return None
    return listed[0] if len(listed) == 1 else Spans(listed)


def together(days: Iterable[MemberDays]) -> MemberDays | None:
    """Put days in order of time together: periods that touch are one."""
    periods: list[Period] = []
    for each in days:
        for period in each if isinstance(each, Spans) else (each,):
            if periods and period.first <= periods[-1].last + timedelta(days=1):
                periods[-1] = Period(periods[-1].first, period.last)
            else:
                periods.append(period)
    return spans_of(periods)


def read_spans(value: object) -> MemberDays:
    """Read the days of a member, as text or as they are."""
    if isinstance(value, Spans):
        return value
    if isinstance(value, str) and _BETWEEN in value:
        periods = [Period.read(each) for each in value.split(_BETWEEN)]
        for one, other in pairwise(periods):
            if other.first <= one.last:
                msg = f"{quoted(value)} has {other} after {one}; write periods in order of time, "
                raise CostshareError(msg + "apart from one another")
        return Spans(tuple(periods))
    return Period.read(value)


MemberDaysField = Annotated[
    MemberDays,
    PlainValidator(read_spans),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string"}),
]


class Membership(NamedTuple):
    """First and last day of a membership, both included; None where it is open on that side."""

    first: date | None
    last: date | None

    def common(self, period: Period) -> Period | None:
        """Return the days of a period that are in the membership, or None."""
        first, last = max(self.first or date.min, period.first), self.last or period.last
        last = min(last, period.last)
        return None if last < first else Period(first, last)

    def until(self, day: date) -> "Membership | None":
        """Return the membership up to a day; None where it begins later."""
        if self.first is not None and day < self.first:
            return None
        return Membership(self.first, day if self.last is None else min(day, self.last))

    def __str__(self) -> str:
        return f"{self.first or ''}/{self.last or ''}"


def _read_membership(value: object) -> Membership:
    """Read a membership from two days, or from text such as "2022-01-01/2022-03-31"."""
    days = value.split("/") if isinstance(value, str) else value
    if isinstance(days, list | tuple) and len(days) == 2:
        first, last = (
            None
            if day is None or (isinstance(day, str) and not day.strip())
            else read_day(day, what=f"{which} day of a membership")
            for which, day in zip(("first", "last"), days, strict=True)
        )
        if first is not None and last is not None and last < first:
            msg = f"membership ends {last}, before it begins {first}; swap the dates"
            raise CostshareError(msg)
        return Membership(first, last)
    msg = f"{quoted(value)} is not a membership; write its first and last day, as "
    raise CostshareError(msg + "'2022-01-01/2022-03-31', and leave a day out where it is open")


MembershipField = Annotated[
    Membership,
    PlainValidator(_read_membership),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "description": "First and last day, '2022-01-01/2022-03-31'; '2022-07-01/' is open.",
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
            ],
        }
    ),
]


def check_apart(memberships: Iterable[Membership], whose: str) -> None:
    """Raise unless memberships are in order of time, with a day between each two."""
    for one, other in pairwise(memberships):
        if one.last is None or other.first is None or other.first <= one.last:
            is_earlier = other.last and one.first and other.last < one.first
            reason = "it is earlier" if is_earlier else "they have days in common"
            msg = f"{whose}: membership {other} comes after {one}, and {reason}; "
            raise CostshareError(msg + "write memberships in order of time, each with its days")
        if other.first == one.last + timedelta(days=1):
            msg = f"{whose}: membership {other} begins on the day after {one}; write both as one"
            raise CostshareError(msg)
