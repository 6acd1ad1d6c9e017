"""By what an amount is shared among members in a settlement: a word, or any model."""

from typing import Annotated, Any, Literal, cast, get_args

from pydantic import PlainSerializer, PlainValidator, TypeAdapter, ValidationError

from costshare.errors import CostshareError, unknown_name
from costshare.fields import validation_message
from costshare.models import AnyModel, Model, write_model

BasisName = Literal["paid", "shares", "flat", "final"]
BeforeUse = Literal["paid", "shares", "flat"]
Basis = BasisName | Model

_MODEL: TypeAdapter[Model] = TypeAdapter(AnyModel)


def _reader(names: tuple[str, ...]) -> Any:
    def read(value: object) -> Basis:
        if isinstance(value, str):
            if value not in names:
                raise unknown_name("basis", value, [*names, "or a model such as Flat()"])
            return cast("Basis", value)
        try:
            return _MODEL.validate_python(value)
        except ValidationError as error:
            raise CostshareError(validation_message(error, "by", value)) from None

    return read


def _write(basis: Basis) -> Any:
    return basis if isinstance(basis, str) else write_model(basis)


By = Annotated[Basis, PlainValidator(_reader(get_args(BeforeUse))), PlainSerializer(_write)]
ByFinal = Annotated[Basis, PlainValidator(_reader(get_args(BasisName))), PlainSerializer(_write)]
