"""A field that holds one of a few words, with a did-you-mean for the others."""

from collections.abc import Collection

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from costshare.errors import unknown_name


def read_word(value: object, what: str, words: Collection[str]) -> str:
    """Read one of a few words.

    Raises
    ------
    CostshareError
        With the nearest word, where the value is another one or is not text at all.
    """
    if isinstance(value, str) and value in words:
        return value
    raise unknown_name(what, value, words)


class OneOf:
    """Annotation: one of the words.

    Parameters
    ----------
    what : str
        What a word says, for the error: ``"mode of tiers"``.
    *words : str
        The known ones.
    """

    def __init__(self, what: str, *words: str) -> None:
        self._what, self._words = what, words

    def __get_pydantic_core_schema__(self, _: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read with our own words for an unknown one."""
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """List the words."""
        return {"enum": list(self._words)}

    def _read(self, value: object) -> str:
        return read_word(value, self._what, self._words)
