"""Mappings that do not change, so that a value which holds one does not change either."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Never, TypeVar, cast

from costshare.errors import CostshareError

K = TypeVar("K")
V = TypeVar("V")


class ReadOnly(dict[K, V]):
    """A dict that refuses changes, and hashes where its values do.

    It is a dict to everything that reads one (pickle, JSON, pydantic, pandas), which a
    ``MappingProxyType`` is not.

    Examples
    --------
    >>> drivers = ReadOnly({"population": 22_423})
    >>> drivers["population"], drivers == {"population": 22_423}
    (22423, True)
    >>> drivers["population"] = 0
    Traceback (most recent call last):
    costshare.errors.CostshareError: this mapping does not change; make a copy of it: dict(…)
    """

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> Never:
        msg = "this mapping does not change; make a copy of it: dict(…)"
        raise CostshareError(msg)

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        """Hash by content, whatever the order, as it compares."""
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        """Show a dict; that it does not change is seen when one tries."""
        return repr(dict(self))

    def __reduce__(self) -> tuple[type["ReadOnly[K, V]"], tuple[dict[K, V]]]:
        return type(self), (dict(self),)

    def __copy__(self) -> "ReadOnly[K, V]":
        return self


# Most values are of these types and need no look inside.
_AS_IT_IS = frozenset({ReadOnly, str, int, bool, type(None), Decimal, Fraction})


def freeze(value: Any) -> Any:
    """Make mappings read-only and lists tuples, at every depth.

    Examples
    --------
    >>> freeze({"parts": [["0.3", {"kind": "flat"}]]})
    {'parts': (('0.3', {'kind': 'flat'}),)}
    """
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Mapping):
        return ReadOnly(
            {key: each if type(each) in _AS_IT_IS else freeze(each) for key, each in value.items()}
        )
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return tuple(map(freeze, value))
    return value


class Value:
    """Base of frozen dataclasses that hold mappings: these are frozen too, so that it hashes."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name in _field_names(cast("Any", type(self))):
            given = getattr(self, name)
            if type(given) not in _AS_IT_IS and isinstance(given, Mapping | list):
                object.__setattr__(self, name, freeze(given))


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """Name the fields of a dataclass; a class that is not one has none."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
