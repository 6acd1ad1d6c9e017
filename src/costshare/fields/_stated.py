"""A fact with a text in it, which can be said in another language after it was saved and read."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from costshare.errors import CostshareError
from costshare.words import said_of, stated, words_of


class Stated:
    """What has a text for people: its data have the text, and under ``words`` what it is made of.

    A class names the field of its text in `_SAID`.
    """

    __slots__ = ()
    _SAID: ClassVar[str]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Write and read the form and the values of the text beside it."""
        schema, name = handler(source), cls._SAID

        def write(fact: Any, fields: core_schema.SerializerFunctionWrapHandler) -> Any:
            made_of = stated(getattr(fact, name))
            words = {} if isinstance(made_of, str) else {"words": made_of}
            return {**fields(fact), **words}

        def read(data: Any, fields: core_schema.ValidatorFunctionWrapHandler) -> Any:
            if not isinstance(data, Mapping) or "words" not in data:
                return fields(data)
            fact = fields({key: each for key, each in data.items() if key != "words"})
            said = said_of(data["words"])
            if said != getattr(fact, name):
                msg = f"{name} is not what its words say; load a record that to_dict wrote"
                raise CostshareError(msg)
            object.__setattr__(fact, name, said)
            return fact

        return core_schema.no_info_wrap_validator_function(
            read,
            schema,
            serialization=core_schema.wrap_serializer_function_ser_schema(write, schema=schema),
        )


class Sentence(Stated):
    """A fact that people read as its message, and in other languages by `to_text`."""

    __slots__ = ()
    _SAID = "message"
    message: str

    def _text(self) -> str:
        """Give all that is read of it."""
        return self.message

    def to_text(self, *, lang: str = "en") -> str:
        """Write the message in any language of `costshare`.

        Parameters
        ----------
        lang : str, default "en"
            Code of the language: ``"en"`` or ``"sv"``. Others than English need the extra
            ``i18n``. Names stay as they are, and so do reasons of values that cannot be read.

        Returns
        -------
        str
            What ``print`` shows, in the language.

        Raises
        ------
        CostshareError
            If `lang` is not a known language, and where Babel is not installed.
        """
        return words_of(lang)(self._text())

    def __str__(self) -> str:
        return str(self._text())
