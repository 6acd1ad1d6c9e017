"""Text as plain data, with what it was made of, and back."""

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Any

from costshare.errors import CostshareError, quoted
from costshare.words._said import Figure, Joined, Said

Data = str | dict[str, Any]
"""A name as it is; else what the text was made of."""


def stated(text: str) -> Data:
    """Write a text as data from which `said_of` makes it again.

    Examples
    --------
    >>> from costshare.words import say, stated
    >>> stated("Boden"), stated(say("{member} pays nothing", member="Boden"))
    ('Boden', {'form': '{member} pays nothing', 'values': {'member': 'Boden'}})
    """
    if isinstance(text, Figure):
        return {"figure": str(text)}
    if not isinstance(text, Said):
        return str(text)
    data: dict[str, Any] = {"joined" if isinstance(text, Joined) else "form": text.form}
    if text.many is not None:
        data |= {"many": text.many, "count": text.how_many}
    if text.values:
        data["values"] = {place: stated(value) for place, value in text.values.items()}
    return data


def said_of(data: object) -> str:
    """Make a text from data that `stated` wrote.

    Raises
    ------
    CostshareError
        If the data are not such.
    """
    if isinstance(data, str):
        return data
    if isinstance(data, Mapping):
        if isinstance(figure := data.get("figure"), str):
            return Figure(figure)
        values, many, count = data.get("values", {}), data.get("many"), data.get("count")
        form, kind = data.get("form"), Said
        if form is None:
            form, kind = data.get("joined"), Joined
        counts = (many is None and count is None) or (isinstance(many, str) and type(count) is int)
        if isinstance(form, str) and isinstance(values, Mapping) and counts:
            made = {str(place): said_of(value) for place, value in values.items()}
            if not made or all(_has_places(each, made) for each in (form, many or "")):
                return kind(form, made, many, count)
    msg = f"words {quoted(data)} are not what a text is made of; load what to_dict wrote"
    raise CostshareError(msg)


def _has_places(form: str, values: Mapping[str, str]) -> bool:
    """Return whether the places of a form are names of values, without a format of their own."""
    places = _places_of(form)
    return places is not None and places <= values.keys()


@lru_cache(maxsize=1000)
def _places_of(form: str) -> frozenset[str] | None:
    """Return the names of the places of a form; None if one has a format of its own."""
    try:
        places = [field for _, *field in Formatter().parse(form) if field[0] is not None]
    except ValueError:
        return None
    plain = all(not how and kind is None for _, how, kind in places)
    return frozenset(str(name) for name, *_ in places) if plain else None
