"""A result as plain data, and back: exact, with the name and the version of its format."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Self, cast

from pydantic import GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

from costshare.errors import ConservationError, CostshareError, quoted
from costshare.fields import NO_OTHER_FIELDS, freeze, given_mapping, validation_message
from costshare.results._files import read_file, write_file


class Record:
    """What is saved and loaded: a value that proves itself, with a format and a version.

    A class states its `format`. What it writes for readers besides its fields is named in
    `_DERIVED` and added by `_pack`; on the way back it must be what the fields give.
    """

    __slots__ = ()
    __pydantic_config__ = NO_OTHER_FIELDS

    format: ClassVar[str]
    """Name and version of the data that `to_dict` writes."""
    _DERIVED: ClassVar[tuple[str, ...]] = ()

    def check(self) -> None:
        """Prove the sums again.

        Raises
        ------
        ConservationError
            If something does not add up.
        """

    def to_dict(self) -> dict[str, Any]:
        """Write the record as plain data, for JSON; `from_dict` reads it.

        Returns
        -------
        dict
            The `format`, and the fields of the class; exact numbers are text.
        """
        return cast(
            "dict[str, Any]", _adapter(cast("Any", type(self))).dump_python(self, mode="json")
        )

    def sha256(self) -> str:
        """Compute the SHA-256 hash of what `to_dict` gives, by which two records are compared.

        The hash is of the data as JSON in UTF-8: names sorted, no blank space, and letters as they
        are (``json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)``).

        Returns
        -------
        str
            64 hexadecimal digits.

        Examples
        --------
        >>> import costshare as cs
        >>> fees, same = (cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}) for _ in range(2))
        >>> fees.sha256() == same.sha256(), len(fees.sha256())
        (True, 64)
        """
        import json  # late: most results are never a record

        text = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(text.encode()).hexdigest()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a record that `to_dict` wrote, and check that it adds up.

        Raises
        ------
        CostshareError
            If a field is missing, unknown or invalid, if the data have another format, and if
            something does not add up.
        """
        record = cls._read(data, cls.__name__)
        record._prove(data)  # noqa: SLF001 - its own
        return record

    def save(self, path: str | Path) -> None:
        """Write the record to a JSON file; an old file is replaced whole or not at all.

        Raises
        ------
        CostshareError
            If the name of the file does not end in ``.json``.
        OSError
            If the file cannot be written.
        """
        write_file(path, self.to_dict(), kinds=(".json",))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a record from a JSON file, and check that it adds up.

        Raises
        ------
        CostshareError
            As `from_dict`, with the name of the file.
        OSError
            If the file cannot be read.
        """
        data, name = read_file(path, kinds=(".json",)), Path(path).name
        record = cls._read(data, name)
        try:
            record._prove(data)  # noqa: SLF001 - its own
        except CostshareError as error:
            raise type(error)(f"{name}: {error}") from error
        return record

    @classmethod
    def _read(cls, data: Mapping[str, Any], root: str) -> Self:
        """Build a record from data."""
        if "format" not in given_mapping(data, "data", f"what {cls.__name__}.to_dict wrote"):
            msg = f"format is missing; pass what to_dict wrote, with {cls.format!r}"
            raise CostshareError(f"{root}: {cls._other_data(data) or msg}")
        try:
            return cast("Self", _adapter(cast("Any", cls)).validate_python(data))
        except ValidationError as error:
            raise CostshareError(validation_message(error, root, data)) from None

    def _prove(self, data: Mapping[str, Any]) -> None:
        """Prove the sums, and what was written for readers besides the fields."""
        self.check()
        derived = [name for name in self._DERIVED if name in data]
        written = self.to_dict() if derived else {}
        for name in derived:
            if freeze(data[name]) != freeze(written.get(name)):
                msg = f"{name} is not what the other fields give; load a record that to_dict wrote"
                raise ConservationError(msg)

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add what readers of the data want besides the fields."""
        return fields

    @classmethod
    def _unpack(cls, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Leave the fields alone."""
        return {name: each for name, each in data.items() if name not in cls._DERIVED}

    @classmethod
    def _other_data(cls, data: Mapping[str, Any]) -> str:
        """Say what data without a format are instead, where that can be known."""
        del data
        return ""

    @classmethod
    def _fields_of(cls, data: Any) -> Any:
        """Check the format of data, and leave the fields alone."""
        if not isinstance(data, Mapping):
            return data
        given = data.get("format", cls.format)
        if given != cls.format:
            raise CostshareError(_other_format(given, cls.format))
        return cls._unpack({name: each for name, each in data.items() if name != "format"})

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read and write the format around the fields, also of a record inside another."""
        schema = handler(source)

        def write(record: Self, fields: core_schema.SerializerFunctionWrapHandler) -> Any:
            return {"format": cls.format, **record._pack(fields(record))}

        return core_schema.no_info_before_validator_function(
            cls._fields_of,
            schema,
            serialization=core_schema.wrap_serializer_function_ser_schema(write, schema=schema),
        )


def _other_format(given: object, known: str) -> str:
    """Say whether data are of another class, or of a newer version."""
    name, _, version = known.partition("/")
    theirs, _, number = given.partition("/") if isinstance(given, str) else ("", "", "")
    if theirs == name and number.isdecimal() and int(number) > int(version):
        return f"format {quoted(given)} is newer than {known!r}; install a newer costshare"
    return f"format {quoted(given)} is not {known!r}; read the data with the class that wrote them"


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
