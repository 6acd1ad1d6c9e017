"""The errors of costshare: one base, and a name for each case a caller may want to catch."""

import reprlib
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = [
    "ConservationError",
    "CostshareError",
    "TieError",
    "UnsolvedError",
    "quoted",
    "shown",
    "some_of",
    "unknown_name",
]

# Among more names than this the search for the nearest one takes longer than a reader waits.
_MOST_COMPARED = 2_000
_MOST_SHOWN = 100
# Python refuses to write an int of more digits than this; 10 ** 4000 has 13 288 bits.
_MOST_BITS = 13_288


class CostshareError(ValueError):
    """Base of every error that costshare raises on bad input."""


class TieError(CostshareError):
    """Members tie for a last unit and the caller chose an error (``ties="error"``)."""


class UnsolvedError(CostshareError):
    """A rule has no solution for a problem, needs facts that are missing, or takes too long."""


class ConservationError(CostshareError):
    """The parts of a result do not add up to their total."""


def unknown_name(what: str, name: object, known: Iterable[object]) -> CostshareError:
    """Build the error for a name that is not among the known ones.

    Parameters
    ----------
    what : str
        What the name should have named, for example ``"method"``.
    name : object
        The name as given.
    known : iterable
        The names that exist, in the order to list them.

    Returns
    -------
    CostshareError
        Not raised here, so that the caller's ``raise`` shows where it happened.

    Examples
    --------
    >>> print(unknown_name("method", "webstr", ["webster", "adams"]))
    unknown method 'webstr'; did you mean 'webster'? Known: webster, adams
    """
    names = [each if isinstance(each, str) else shown(each) for each in known]
    wanted = shown(name)
    close = [each for each in names if each.casefold() == wanted.casefold()]
    if not close and len(names) <= _MOST_COMPARED:
        from difflib import get_close_matches  # late: only an error needs it

        close = get_close_matches(wanted, names, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ";"
    return CostshareError(f"unknown {what} {quoted(name)}{hint} Known: {some_of(names) or 'none'}")


class _Short(reprlib.Repr):
    """Write a value in few characters, whatever it is, and even where its own repr fails."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring, self.maxother = 60, _MOST_SHOWN
        self.maxlong = 60
        self.maxlist = self.maxtuple = self.maxset = self.maxdict = 10

    def repr_int(self, value: int, level: int) -> str:
        """Write an int, or about how long it is where it is too long to be written."""
        if value.bit_length() > _MOST_BITS:
            return f"an int of about {value.bit_length() * 30103 // 100_000} digits"
        return super().repr_int(value, level)

    def repr_instance(self, value: object, _: int) -> str:
        """Write anything else on one line; its type where it cannot be written."""
        try:
            text = " ".join(repr(value).split())
        except Exception:  # noqa: BLE001 - a foreign __repr__ may raise anything
            return f"a {type(value).__name__}"
        return text if len(text) <= self.maxother else f"{text[: self.maxother - 1]}…"

    def repr1(self, value: Any, level: int) -> str:
        """Write a value by its type's rule; a scalar of numpy as the plain value that it is."""
        try:
            plain: Any = value
            if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
                is_text = isinstance(value, str | bytes)
                if not is_text:
                    return str(value)
                plain = plain.item()
            return super().repr1(plain, level)
        except Exception:  # noqa: BLE001 - a subclass of list may refuse to be read
            return f"a {type(value).__name__}"


_SHORT = _Short()


def quoted(value: object) -> str:
    """Write any value for a message, text in quotes; never raise, and never at great length.

    Examples
    --------
    >>> itself = []
    >>> itself.append(itself)
    >>> quoted("Kiruna"), quoted(10**5000), quoted(itself)
    ("'Kiruna'", 'an int of about 5000 digits', '[[[[[[[...]]]]]]]')
    """
    return _SHORT.repr(value)


def shown(value: object) -> str:
    """Write any value for a message, text without quotes; never raise, and never at great length.

    Examples
    --------
    >>> shown("Kiruna"), shown(5), shown(10**5000)
    ('Kiruna', '5', 'an int of about 5000 digits')
    """
    if not isinstance(value, str):
        return quoted(value)
    is_plain = len(value) <= _MOST_SHOWN and value.isprintable()
    return value if is_plain else quoted(value)[1:-1]


def some_of(names: Sequence[str], most: int = 20) -> str:
    """List names for a message, and count those that would make it too long.

    Examples
    --------
    >>> some_of(["Kiruna", "Luleå", "Piteå"], most=2)
    'Kiruna, Luleå and 1 more'
    """
    listed = ", ".join(names[:most])
    return f"{listed} and {len(names) - most} more" if len(names) > most else listed
