"""Fields with a choice: one word of a few; a plain number or a table that says more."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from costshare.amounts import has_names, plain, read_word
from costshare.errors import CostshareError, quoted
from costshare.fields._declared import Declared
from costshare.fields._exact import NonNegative, ShareOfOne, read_non_negative, read_share


class OneOf:
    """Annotation: one word of a choice.

    Parameters
    ----------
    what : str
        What a word says, for the error: ``"mode of tiers"``.
    choice : Literal
        The known words.
    """

    def __init__(self, what: str, choice: Any) -> None:
        self._what, self._choice = what, choice

    def __get_pydantic_core_schema__(self, _: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read with our own message for an unknown word."""
        return core_schema.no_info_plain_validator_function(
            lambda value: read_word(value, self._what, self._choice)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """List the words."""
        return {"enum": list(get_args(self._choice))}


def word_or_list(value: str, what: str, choice: Any) -> Any:
    """Read one word where a list of names may stand instead.

    Raises
    ------
    CostshareError
        If the word is not known; it may be a name that belongs in a list.
    """
    try:
        return read_word(value, what, choice)
    except CostshareError as error:
        msg = f"{error}; pass names as a list, even a single one: [{quoted(value)}]"
        raise CostshareError(msg) from None


class WordOr(OneOf):
    """Annotation: one word of a choice, or a list that another type reads.

    Parameters
    ----------
    what, choice
        As in `OneOf`.
    other : type
        Type of all values that are not text.
    """

    def __init__(self, what: str, choice: Any, other: Any) -> None:
        super().__init__(what, choice)
        self._other = other

    def __get_pydantic_core_schema__(self, _: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Send text to the words, and all else to the other type."""

        def read(value: Any, read_other: Callable[[Any], Any]) -> Any:
            if isinstance(value, str):
                return word_or_list(value, self._what, self._choice)
            return read_other(value)

        return core_schema.no_info_wrap_validator_function(
            read,
            handler.generate_schema(self._other),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value if isinstance(value, str) else list(value)
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Either will do."""
        return {"anyOf": [{"enum": list(get_args(self._choice))}, handler(schema)]}


_READERS = {NonNegative: read_non_negative, ShareOfOne: read_share}


class NumberOr:
    """Annotation: a number, or what `table` reads.

    A union of the two would report an error twice, and put its branches in the path.

    Parameters
    ----------
    table : type
        A `Declared` class, or a mapping of names to numbers.
    number : type, default NonNegative
        What a number must be: that, or `ShareOfOne`.
    """

    def __init__(self, table: Any, number: Any = NonNegative) -> None:
        self._table, self._number = table, number

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Send tables and declared things to the table's reader, all else to the number's."""
        read_number = _READERS[self._number]

        def read(value: Any, read_table: Callable[[Any], Any]) -> Any:
            is_table = isinstance(value, Declared) or has_names(value)
            return read_table(value) if is_table else read_number(value)

        return core_schema.no_info_wrap_validator_function(
            read,
            handler.generate_schema(self._table),
            serialization=core_schema.plain_serializer_function_ser_schema(_write),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Either will do."""
        return {"anyOf": [TypeAdapter(self._number).json_schema(), handler(schema)]}


def _write(value: Any) -> Any:
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, Declared):
        return value.model_dump(mode="json", exclude_none=True)
    return {name: plain(number) for name, number in value.items()}
