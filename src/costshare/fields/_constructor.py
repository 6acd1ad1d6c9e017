"""Constructors that are written out, for type checkers and `help`, while pydantic reads the values.

A class states the arguments of its constructor in an `__init__` with an empty body. It is not run:
the metaclass sets it aside, checks that it agrees with the fields, and shows it as the signature.
"""

from inspect import Parameter, Signature, signature
from types import FunctionType
from typing import Any, dataclass_transform

from pydantic import BaseModel, Field, PrivateAttr
from pydantic._internal._model_construction import ModelMetaclass

_STATED = "_stated_constructor"
_UNSTATED = {"kind"}  # tells data apart; a constructor is known by its class


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(Field, PrivateAttr)
)
class DeclaredType(ModelMetaclass):
    """Metaclass of what users declare: frozen, with a readable signature and few names."""

    @classmethod
    def __prepare__(cls, *_: Any, **__: Any) -> dict[str, object]:
        return _Body()

    @property
    def __signature__(self) -> Signature:
        stated = vars(self).get(_STATED)
        return self._made_signature if stated is None else _readable(stated)

    @__signature__.setter
    def __signature__(self, made: Signature) -> None:
        # pydantic sets its own each time that it completes a class.
        self._made_signature = made

    def __dir__(self) -> list[str]:
        """Name what our own classes and users' define, not what pydantic does."""
        own = [vars(each) for each in self.__mro__ if each not in BaseModel.__mro__]
        names = {name for names in own for name in names if name[0] != "_"}
        return sorted(names - {"model_config"})


class _Body(dict[str, object]):
    """The names of a class body, with an empty constructor under a name of its own."""

    def __setitem__(self, name: str, value: object) -> None:
        super().__setitem__(_STATED if name == "__init__" and _is_empty(value) else name, value)


def _is_empty(function: object) -> bool:
    return isinstance(function, FunctionType) and (
        function.__code__.co_code == _empty.__code__.co_code
    )


def _empty() -> None: ...


def check_constructor(kind: type[BaseModel]) -> None:
    """Raise `TypeError` if a stated constructor does not agree with the fields.

    A default that is made by a function is not compared.
    """
    stated = vars(kind).get(_STATED)
    if stated is None:
        return
    arguments = dict(list(signature(stated).parameters.items())[1:])
    for name in arguments.keys() ^ (kind.model_fields.keys() - _UNSTATED):
        where = "does not state the field" if name in kind.model_fields else "states the unknown"
        msg = f"the constructor of {kind.__name__} {where} {name}"
        raise TypeError(msg)
    for name, argument in arguments.items():
        field = kind.model_fields[name]
        required = argument.default is Parameter.empty
        differs = (
            field.default_factory is None and not required and argument.default != field.default
        )
        if argument.kind is not Parameter.KEYWORD_ONLY:
            problem = "is not keyword-only"
        elif required != field.is_required():
            problem = "needs a default" if required else "has a default, and the field has none"
        elif differs:
            problem = f"has the default {argument.default!r}, and the field {field.default!r}"
        else:
            continue
        msg = f"{name} in the constructor of {kind.__name__} {problem}"
        raise TypeError(msg)


def _readable(function: FunctionType) -> Signature:
    """The signature without self, its types as they are written."""
    stated = signature(function)
    arguments = [
        each.replace(annotation=_Written(each.annotation))
        for each in list(stated.parameters.values())[1:]
    ]
    return stated.replace(parameters=arguments, return_annotation=Signature.empty)


class _Written(str):
    """An annotation that `help` shows as it is written, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
