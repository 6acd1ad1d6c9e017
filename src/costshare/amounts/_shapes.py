"""Recognise what callers pass, without importing pandas: values by name, columns, words."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any, TypeGuard, get_args

from costshare.errors import CostshareError, shown, unknown_name


def is_series(value: object) -> TypeGuard[Any]:
    """Return whether a value is a pandas Series, recognised by what its type offers.

    Examples
    --------
    >>> import pandas as pd
    >>> is_series(pd.Series([1])), is_series(pd.DataFrame({"fee": [1]})), is_series([1])
    (True, False, False)
    """
    kind = type(value)
    return hasattr(kind, "iloc") and not hasattr(kind, "columns")


def has_names(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Return whether a value holds values by name: a mapping, a Series, the columns of a frame.

    Examples
    --------
    >>> has_names({"Kiruna": 1}), has_names([1])
    (True, False)
    """
    # A pandas Series is not a Mapping, but it has names all the same.
    kind = type(value)
    return isinstance(value, Mapping) or (hasattr(kind, "items") and hasattr(kind, "keys"))


def each_once(what: str, names: Iterable[Hashable]) -> None:
    """Raise if a name is listed twice; `what` says what the names are.

    Raises
    ------
    CostshareError
        If it is; the message has the name.

    Examples
    --------
    >>> each_once("member", ["Kiruna", "Kiruna"])
    Traceback (most recent call last):
    costshare.errors.CostshareError: member Kiruna is listed twice; list it once
    """
    listed = list(names)
    if len(set(listed)) < len(listed):
        name = next(name for place, name in enumerate(listed) if name in listed[:place])
        msg = f"{what} {shown(name)} is listed twice; list it once"
        raise CostshareError(msg)


def read_word(value: object, what: str, choice: Any) -> Any:
    """Read one word of a choice: a `Literal`, or a collection of words.

    Raises
    ------
    CostshareError
        If the value is not one of them; the message suggests the nearest one.

    Examples
    --------
    >>> from typing import Literal
    >>> read_word("line", "thing to round", Literal["fee", "line"])
    'line'
    """
    words: Collection[str] = get_args(choice) or choice
    for word in words:
        if isinstance(value, str) and value == word:
            return word
    raise unknown_name(what, value, words)
