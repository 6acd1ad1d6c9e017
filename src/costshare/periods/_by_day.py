"""Values by the day from which they hold, and the one that holds in a period."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from costshare.errors import CostshareError
from costshare.fields import ReadOnly, each_once, has_names
from costshare.periods._period import Day, Period, read_day

T = TypeVar("T")


def _each_day_once(value: object) -> object:
    """Refuse two spellings of one date, of which one would silently overwrite the other."""
    if not has_names(value):
        return value
    pairs = list(value.items())
    each_once("date", [str(read_day(day)) for day, _ in pairs])
    return dict(pairs)


ByDayLike = Mapping[Any, T]
"""What a user passes for values by the day from which they hold: a date, or ISO text."""

ByDay = Annotated[
    dict[Day, T], Field(min_length=1), BeforeValidator(_each_day_once), AfterValidator(ReadOnly)
]


class OrByDay:
    """Annotation: one value, or a mapping of dates to values that each hold from then on.

    Parameters
    ----------
    one : type
        What reads one value.
    """

    def __init__(self, one: Any) -> None:
        self._one = one

    @cached_property
    def _by_day(self) -> TypeAdapter[Any]:
        by_day: Any = ByDay  # a type created at run time, which no checker follows
        return TypeAdapter(by_day[self._one])

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell a mapping of dates by its keys."""
        return core_schema.no_info_wrap_validator_function(
            self._read,
            handler.generate_schema(self._one),
            serialization=core_schema.wrap_serializer_function_ser_schema(_write),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Either will do."""
        one = handler(schema)
        names = {"pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$"}
        dates = {"type": "object", "propertyNames": names, "minProperties": 1}
        return {"anyOf": [one, {**dates, "additionalProperties": one}]}

    def _read(self, value: Any, read_one: Any) -> Any:
        by_day = has_names(value) and any(map(_looks_like_a_day, value.keys()))
        return self._by_day.validate_python(value) if by_day else read_one(value)


def _looks_like_a_day(key: object) -> bool:
    return isinstance(key, date) or (isinstance(key, str) and key.strip()[:1].isdigit())


def _write(value: Any, write_one: Any) -> Any:
    if isinstance(value, dict):
        return {str(day): write_one(each) for day, each in value.items()}
    return write_one(value)


def in_force(values: Mapping[date, T], period: Period | None, what: str) -> T:
    """The value that holds all through a period: that of the last date not after its first day.

    Raises
    ------
    CostshareError
        If none has begun yet, if another begins within the period, or without a period.
    """
    if period is None:
        msg = f"{what} has dates, and no period is given; allocate an Agreement, or pass period="
        raise CostshareError(msg)
    until = [day for day in values if day <= period.first]
    if not until:
        msg = f"{what} begins {min(values)}, after {period} does; add what holds before that day"
        raise CostshareError(msg)
    whole_period(values, period, what)
    return values[max(until)]


def whole_period(days: Iterable[date], period: Period, what: str) -> None:
    """Raise where something changes on a day within a period, its first day aside."""
    inside = min((day for day in days if period.first < day <= period.last), default=None)
    if inside is not None:
        before = Period(period.first, inside - timedelta(days=1))
        after = Period(inside, period.last)
        msg = f"{what} changes {inside}, within {period}; allocate {before} and {after} each by "
        raise CostshareError(msg + "itself, with the use, prices and totals of that part")
