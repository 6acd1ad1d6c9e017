"""The base of everything that a user declares: frozen, strict about names, clear in its errors."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from costshare.amounts import is_any_frame, take_items
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields._constructor import DeclaredType, check_constructor
from costshare.fields._messages import validation_message

NO_OTHER_FIELDS = ConfigDict(extra="forbid")
"""For dataclasses that are read from files: a misspelt field is an error."""

_MOST_ITEMS = 1_000_000
# Most values are of these types and hold no items.
_SINGLE = (str, int, type(None), Decimal)


class Declared(BaseModel, metaclass=DeclaredType):
    """A frozen pydantic model whose constructor raises `CostshareError` alone.

    A class may state its constructor for type checkers and `help`: an `__init__` with keyword-only
    arguments and an empty body (``...``). The fields still read what is passed.
    """

    # What is not used is not built, so that an import is quick.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def __init__(self, /, *values: Any, **data: Any) -> None:
        if values:
            name, first = type(self).__name__, _first_field(type(self))
            msg = f"{name} takes its fields by name: {name}({first}={quoted(values[0])})"
            raise CostshareError(msg)
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise CostshareError(validation_message(error, type(self).__name__, data)) from None

    # Without this mark pydantic would call our __init__ for nested data too, and the place of an
    # error inside it would be lost.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        check_constructor(cls)

    @model_validator(mode="before")
    @classmethod
    def _know_every_name(cls, data: Any) -> Any:
        if isinstance(data, dict):
            fields = cls.model_fields
            for name in data:
                if name not in fields:
                    raise unknown_name(f"field of {cls.__name__}", name, fields)
            return {
                name: value if isinstance(value, _SINGLE) else _bounded(name, value)
                for name, value in data.items()
            }
        return data

    def __setattr__(self, name: str, value: Any) -> None:
        msg = f"{type(self).__name__} does not change; make a copy: .replace({name}=…)"
        raise CostshareError(msg)

    def __dir__(self) -> list[str]:
        return sorted({*dir(type(self)), *type(self).model_fields})

    def replace(self, **changes: Any) -> Self:
        """Make a copy with some fields changed, checked like a new one.

        Examples
        --------
        >>> import costshare as cs
        >>> cs.Mixed(flat_share="0.4").replace(flat_share="0.5").flat_share
        Fraction(1, 2)
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**fields, **changes})


def _bounded(name: str, value: Any) -> Any:
    """Take what is read item by item as a list, since it may never end."""
    one_by_one = isinstance(value, Iterator | range) and not is_any_frame(value)
    return take_items(value, name, "items", most=_MOST_ITEMS) if one_by_one else value


def _first_field(kind: type[BaseModel]) -> str:
    return next((name for name in kind.model_fields if name != "kind"), "…")
