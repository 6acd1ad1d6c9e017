"""Text that remembers what it was made of, so that it can be said in another language.

`say` makes English text, which is a ``str`` like any other. It keeps its form (the sentence with
places for values) and the values, and `Words` say the same in another language from these. A plain
``str`` is a name, and stays as it is.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Figure(str):
    """A number as text, in the groups and with the decimal point of English."""

    __slots__ = ()


class Said(str):
    """English text with the form and the values that it was made of.

    Attributes
    ----------
    form : str
        Sentence with places for values, such as ``"{member} pays {fee}"``; what a catalogue
        translates.
    many : str or None
        Form for other counts than 1, where the sentence counts something.
    how_many : int or None
        How many there are.
    values : mapping of str to str
        Text for each place: a name, a `Figure`, or text that was said itself.
    """

    __slots__ = ("form", "how_many", "many", "values")
    form: str
    many: str | None
    how_many: int | None
    values: Mapping[str, str]

    def __new__(
        cls,
        form: str,
        values: Mapping[str, str] = _NOTHING,
        many: str | None = None,
        how_many: int | None = None,
    ) -> Self:
        """Write a form with its values."""
        chosen = form if many is None or how_many == 1 else many
        said = super().__new__(cls, chosen.format(**values) if values else chosen)
        said.form, said.many, said.how_many, said.values = form, many, how_many, values
        return said

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle as it was made."""
        return type(self), (self.form, dict(self.values), self.many, self.how_many)


class Joined(Said):
    """Texts in a row; its form is the same in every language."""

    __slots__ = ()


def say(form: str, /, **values: str) -> Said:
    """Say a sentence, or a part of one that stands alone.

    Parameters
    ----------
    form : str
        English text with a place for each value, in braces; a literal, since the catalogues of
        other languages are made of them.
    **values : str
        Text for each place.

    Examples
    --------
    >>> say("{member} pays {fee}", member="Boden", fee=Figure("1 200"))
    'Boden pays 1 200'
    """
    return Said(form, values)


def say_count(count: int, one: str, many: str, /, **values: str) -> Said:
    """Say how many of something there are; the place for the count is ``{count}``.

    Examples
    --------
    >>> say_count(1, "{count} member", "{count} members")
    '1 member'
    >>> say_count(1290, "{count} member", "{count} members")
    '1 290 members'
    """
    return Said(one, {"count": _count(count), **values}, many, count)


def _count(count: int) -> Figure:
    """Write a count in groups of three digits."""
    return Figure(f"{count:,}".replace(",", " "))


def join(separator: str, parts: Sequence[str]) -> str:
    """Put texts in a row; a single one stays what it is.

    Examples
    --------
    >>> join("; ", [say("nothing to share"), "Boden"])
    'nothing to share; Boden'
    """
    if len(parts) == 1:
        return parts[0]
    places = {f"part_{position}": part for position, part in enumerate(parts)}
    braced = separator.replace("{", "{{").replace("}", "}}")
    return Joined(braced.join(f"{{{place}}}" for place in places), places)


def say_some(names: Sequence[str], most: int = 20) -> str:
    """List names, and count those that would make the text too long.

    Examples
    --------
    >>> say_some(["Kiruna", "Luleå", "Piteå"], most=2)
    'Kiruna, Luleå and 1 more'
    """
    listed = join(", ", names[:most])
    if len(names) <= most:
        return listed
    return say("{names} and {count} more", names=listed, count=_count(len(names) - most))


def say_all(texts: Sequence[str]) -> str:
    """List texts in a sentence, with "and" before the last.

    Examples
    --------
    >>> say_all(["Kiruna"]), say_all(["Kiruna", "Luleå", "Piteå"])
    ('Kiruna', 'Kiruna, Luleå and Piteå')
    """
    *most, last = texts
    return say("{texts} and {last}", texts=join(", ", most), last=last) if most else last
