"""The errors of costshare: one base, and a name for each case a caller may want to catch."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

__all__ = ["ConservationError", "CostshareError", "TieError", "some_of", "unknown_name"]


class CostshareError(ValueError):
    """Base of every error that costshare raises on bad input."""


class TieError(CostshareError):
    """Members tie for a last unit and the caller asked for an error (``ties="error"``)."""


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
    names = [str(each) for each in known]
    close = get_close_matches(str(name), names, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ";"
    return CostshareError(f"unknown {what} {name!r}{hint} Known: {some_of(names) or 'none'}")


def some_of(names: Sequence[str], most: int = 20) -> str:
    """List names for a message, and count those that would make it too long.

    Examples
    --------
    >>> some_of(["Kiruna", "Luleå", "Piteå"], most=2)
    'Kiruna, Luleå and 1 more'
    """
    listed = ", ".join(names[:most])
    return f"{listed} and {len(names) - most} more" if len(names) > most else listed
