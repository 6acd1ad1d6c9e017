"""Texts in a frame's columns of amounts and dates, read as the cells of a file are."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from costshare.errors import CostshareError
from costshare.files import (
    DayOrder,
    Mark,
    NumberColumn,
    Unreadable,
    agreed_currency,
    header_currency,
    possible_days,
    read_date,
)
from costshare.frames import is_missing, values_of
from costshare.invoices import read_label


def read_texts(
    found: "Mapping[str, pd.Series[Any]]",
    decimal: Mark | None,
    day_first: bool | None,
    headers: Mapping[str, str],
) -> "dict[str, pd.Series[Any]]":
    """Replace texts by the numbers, days and currencies that they mean.

    A text that is neither stays, and the reader of the column reports it. One that may mean two
    things becomes an `Unreadable`. `headers` are the names of the columns, which may state the
    currency of amounts.
    """
    read = {
        field: list(values_of(found[field]))
        for field in ("amount", "net", "date")
        if field in found and (_is_text(found[field]) or header_currency(headers[field]))
    }
    if not read:
        return dict(found)
    numbers: dict[str, NumberColumn] = {
        field: NumberColumn(
            _texts(read[field]), decimal, mixed="currency" in found, header=headers[field]
        )
        for field in ("amount", "net")
        if field in read
    }
    labels = list(values_of(found["currency"])) if "currency" in found else [None] * _count(found)
    currencies = _currencies(read, numbers, labels)
    for field, column in numbers.items():
        read[field] = [
            currency if isinstance(currency, Unreadable) else _number(value, column)
            for value, currency in zip(read[field], currencies, strict=True)
        ]
    if "date" in read:
        order = DayOrder(_texts(read["date"]), day_first)
        read["date"] = [_day(value, order) for value in read["date"]]
    result = {**found, **{field: pd.Series(read[field], dtype=object) for field in read}}
    # NA beside a currency cannot be compared by equality.
    if any(new is not old for new, old in zip(currencies, labels, strict=True)):
        names = [None if isinstance(each, Unreadable) else each for each in currencies]
        result["currency"] = pd.Series(names, dtype=object)
    return result


def _is_text(column: "pd.Series[Any]") -> bool:
    """Return whether a column has texts."""
    dtype: Any = column.dtype
    if pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype):
        return False
    return any(isinstance(value, str) for value in values_of(column))


def _texts(values: list[Any]) -> list[str]:
    """Return the texts among values."""
    return [value for value in values if isinstance(value, str)]


def _count(found: "Mapping[str, pd.Series[Any]]") -> int:
    """Count the rows."""
    return len(next(iter(found.values())))


def _currencies(
    read: Mapping[str, list[Any]], numbers: Mapping[str, NumberColumn], labels: list[Any]
) -> list[Any]:
    """Find the currency of each row, where any amount states one."""
    currencies = list(labels)
    numbers = {field: column for field, column in numbers.items() if column.has_currency}
    if not numbers:
        return currencies
    for place, written in enumerate(labels):
        values = {field: read[field][place] for field in numbers}
        given = {field: value for field, value in values.items() if not is_missing(value)}
        beside = [
            statement
            for field, value in given.items()
            for statement in numbers[field].statements(value, field)
        ]
        if not beside:
            continue
        label = read_label(written)
        stated = beside if label is None else [(label, "currency"), *beside]
        try:
            currencies[place] = agreed_currency(stated)
        except CostshareError as error:
            currencies[place] = Unreadable(str(list(given.values())[-1]), str(error))
    return currencies


def _number(value: Any, column: NumberColumn) -> Any:
    """Read a number from a text, as its column writes numbers."""
    if not isinstance(value, str) or not column.is_number(value):
        return value
    try:
        return column.number(value, "the text")
    except CostshareError as error:
        return Unreadable(value, str(error))


def _day(value: Any, order: DayOrder) -> Any:
    """Read a day from a text, in the order of its column."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    days = possible_days(text, order.day_first)
    try:
        order.check(text, "the text")
        if len(days) < 2:
            return days[0] if days else value
        return read_date(value, "the text", day_first=order.day_first)
    except CostshareError as error:
        return Unreadable(value, str(error))
