"""A model as data, changed step by step into another: dates, agreed amounts, earlier fees."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

Data = Mapping[str, Any]
Change = Callable[[Data, Data], Data | None]
"""Takes two mappings at one place of two models; gives the new one, or None to look inside."""


def with_values_by_date(one: Data, other: Data) -> Data:
    """Return one model with the values by date of the other, such as prices and an index."""
    return _changed(one, other, lambda mine, its: its if _are_by_date(mine, its) else None)


def with_earlier_fees(one: Data, other: Data) -> Data:
    """Return one model with the fees that the other starts its damping from."""

    def take(mine: Data, its: Data) -> Data | None:
        if mine.get("kind") == its.get("kind") == "damped":
            inner = _changed(mine["model"], its["model"], take)
            return {**mine, "model": inner, "previous": its["previous"]}
        return None

    return _changed(one, other, take)


def with_amounts_of(one: Data, other: Data, leaving: Collection[str], new: Collection[str]) -> Data:
    """Return one model without the agreed amounts of leaving members, with those of new ones."""

    def take(mine: Data, its: Data) -> Data | None:
        if not mine.get("kind") == its.get("kind") == "fixed":
            return None
        old, new_lines = mine.get("lines", {}), its.get("lines", {})
        lines = {
            name: chosen(old.get(name, {}), new_lines.get(name, {}))
            for name in {**old, **new_lines}
        }
        return {
            **mine,
            "amounts": chosen(mine.get("amounts", {}), its.get("amounts", {})),
            "lines": {name: amounts for name, amounts in lines.items() if amounts},
        }

    def chosen(mine: Data, its: Data) -> dict[str, Any]:
        return {
            **{name: amount for name, amount in mine.items() if name not in leaving},
            **{name: amount for name, amount in its.items() if name in new},
        }

    return _changed(one, other, take)


def earlier_fee(model: Data, member: str) -> str | None:
    """Return the fee that a model damps a member's fee from."""
    found = (each["previous"] for each in _mappings(model) if each.get("kind") == "damped")
    return next((fees[member] for fees in found if member in fees), None)


def other_drivers(one: Data, other: Data) -> dict[str, str]:
    """Pair drivers of one model with those that the other has in their places."""
    pairs: dict[str, set[str]] = {}

    def look(mine: Data, its: Data) -> None:
        if isinstance(mine.get("driver"), str) and isinstance(its.get("driver"), str):
            pairs.setdefault(mine["driver"], set()).add(its["driver"])

    _changed(one, other, look)
    return {name: next(iter(its)) for name, its in pairs.items() if len(its) == 1}


def with_drivers(one: Data, names: Mapping[str, str]) -> Data:
    """Return one model with other names of its drivers."""

    def take(mine: Data, _: Data) -> Data | None:
        if names.get(mine.get("driver", ""), mine.get("driver")) == mine.get("driver"):
            return None
        renamed = {**mine, "driver": names[mine["driver"]]}
        return _changed(renamed, renamed, take)

    return _changed(one, one, take)


def _changed(one: Data, other: Data, take: Change) -> Data:
    """Walk two models side by side, and change the mappings of the first."""
    taken = take(one, other)
    if taken is not None:
        return taken
    return {
        key: _inside(each, other[key], take) if key in other else each for key, each in one.items()
    }


def _inside(one: Any, other: Any, take: Change) -> Any:
    """Change the mappings in a value of a model."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return _changed(one, other, take)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [_inside(mine, its, take) for mine, its in zip(one, other, strict=True)]
    return one


def _mappings(value: Any) -> Iterator[Data]:
    """Yield every mapping in a model."""
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _mappings(each)


def _are_by_date(mine: Data, its: Data) -> bool:
    """Return whether both are values by date."""
    return all(each and all(map(_is_day, each)) for each in (mine, its))


def _is_day(text: str) -> bool:
    """Return whether a text is a date."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
