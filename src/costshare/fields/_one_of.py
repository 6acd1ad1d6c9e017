"""A field that holds one word of a choice, with a did-you-mean for the others."""

from typing import Any, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from costshare.amounts import read_word


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
