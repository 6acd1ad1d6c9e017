"""A whole number in a range: of years, dates or decimals."""

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from costshare.errors import CostshareError, quoted


class WholeNumber:
    """Annotation: a whole number in a range.

    Parameters
    ----------
    of : str
        What it counts, for the error: ``"years"``.
    least : int
        Smallest one.
    most : int, optional
        Largest one, if there is a largest.
    """

    def __init__(self, of: str, least: int, most: int | None = None) -> None:
        self._of, self._least, self._most = of, least, most

    def _read(self, value: object) -> int:
        """Read a number, or raise."""
        least, most = self._least, self._most
        if isinstance(value, int) and not isinstance(value, bool):
            highest = value if most is None else most
            if least <= value <= highest:
                return value
        way_out = f"a whole number from {least} to {most}"
        if most is None:
            way_out = f"{least}, {least + 1}, {least + 2} …"
        raise CostshareError(f"{quoted(value)} is not a number of {self._of}; write {way_out}")

    def __get_pydantic_core_schema__(self, _: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read with our own message."""
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """State the range."""
        range_of = {"minimum": self._least, "maximum": self._most}
        return {"type": "integer"} | {
            name: each for name, each in range_of.items() if each is not None
        }
