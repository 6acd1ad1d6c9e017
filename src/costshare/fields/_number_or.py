"""A field that holds a plain number, or a table that says more."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from costshare.amounts import plain
from costshare.fields._declared import Declared
from costshare.fields._exact import NonNegative, read_non_negative


class NumberOr:
    """Annotation: a number of zero or more, or what `table` reads.

    A union of the two would report an error twice, and name its branches in the error's place.

    Parameters
    ----------
    table : type
        A `Declared` class, or a mapping of names to numbers.
    """

    def __init__(self, table: Any) -> None:
        self._table = table

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Send tables and declared things to the table's reader, all else to the number's."""
        return core_schema.no_info_wrap_validator_function(
            _read,
            handler.generate_schema(self._table),
            serialization=core_schema.plain_serializer_function_ser_schema(_write),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Either will do."""
        return {"anyOf": [TypeAdapter(NonNegative).json_schema(), handler(schema)]}


def _read(value: Any, read_table: Callable[[Any], Any]) -> Any:
    return read_table(value) if isinstance(value, Mapping | Declared) else read_non_negative(value)


def _write(value: Any) -> Any:
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, Declared):
        return value.model_dump(mode="json", exclude_none=True)
    return {name: plain(number) for name, number in value.items()}
