"""The models by kind. A new model is registered here: in MODELS, and by name in __all__."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union

from pydantic import Field, PlainSerializer, ValidatorFunctionWrapHandler, WrapValidator

from costshare.errors import CostshareError, quoted, unknown_name
from costshare.models._blend import Blend
from costshare.models._bounded import Bounded
from costshare.models._capacity import Capacity
from costshare.models._damped import Damped
from costshare.models._fixed import Fixed
from costshare.models._flat import Flat
from costshare.models._indexed import Indexed
from costshare.models._mixed import Mixed
from costshare.models._model import REGISTERED, Model, RuleModel
from costshare.models._phased import Phased
from costshare.models._proportional import PerCapita, Proportional
from costshare.models._rounded_shares import RoundedShares
from costshare.models._tariff import Tariff
from costshare.models._tiered import Tiered

__all__ = [
    "Blend",
    "Bounded",
    "Capacity",
    "Damped",
    "Fixed",
    "Flat",
    "Indexed",
    "Mixed",
    "PerCapita",
    "Phased",
    "Proportional",
    "RoundedShares",
    "Tariff",
    "Tiered",
]

MODELS: tuple[type[RuleModel], ...] = (
    Flat,
    Proportional,
    PerCapita,
    Mixed,
    Capacity,
    Tariff,
    Tiered,
    Fixed,
    Blend,
    Bounded,
    Damped,
    Indexed,
    Phased,
    RoundedShares,
)

KINDS: tuple[str, ...] = tuple(model.model_fields["kind"].default for model in MODELS)


def _read_model(value: Any, registered: ValidatorFunctionWrapHandler) -> Any:
    """Take a model as it is, also a user's own, and read data by their kind."""
    if isinstance(value, type):
        msg = f"model {value.__name__} is a class; make one: {value.__name__}(…)"
        raise CostshareError(msg)
    if isinstance(value, Model) and callable(value.quotas):
        return value
    if not isinstance(value, dict):
        msg = f"{quoted(value)} is not a model; pass one such as Flat(), or a table with its kind"
        raise CostshareError(msg)
    if value.get("kind") not in KINDS:
        raise unknown_name("model kind", value.get("kind"), KINDS)
    return registered(value)


def own_model(model: Model) -> Model | None:
    """Find a user's own model, also inside others; a file can hold its name but not its rule."""
    if type(model) not in MODELS:
        return model
    inner = model._inner if isinstance(model, RuleModel) else ()  # noqa: SLF001 - a hook
    return next((own for each in inner if (own := own_model(each)) is not None), None)


def write_model(model: Model) -> dict[str, Any]:
    """Write a model as data; of a user's own model the kind alone, the name of its class."""
    if isinstance(model, RuleModel):
        return model.model_dump(mode="json", exclude_none=True)
    return {"kind": type(model).__name__}


def read_written(model: Mapping[str, Any]) -> RuleModel | None:
    """Read a model as data again; None if a user's own is in it, whose rule no data hold.

    Raises
    ------
    CostshareError
        If a field is missing, unknown or invalid.
    """
    rules = dict(zip(KINDS, MODELS, strict=True))
    try:
        if str(model["kind"]) in rules and all(kind in rules for kind in _kinds_in(model)):
            return rules[model["kind"]](**model)
    except RecursionError:
        msg = f"model {quoted(model)} holds itself; load a record that to_dict wrote"
        raise CostshareError(msg) from None
    return None


def _kinds_in(data: object) -> Iterator[str]:
    """Name the kinds of the models in data; an amount of a member named "kind" is not one."""
    if isinstance(data, Mapping):
        kind = data.get("kind")
        if isinstance(kind, str) and kind.isidentifier():
            yield kind
        data = list(data.values())
    for each in data if isinstance(data, list | tuple) else ():
        yield from _kinds_in(each)


REGISTERED.kinds = Annotated[
    Annotated[Union[MODELS], Field(discriminator="kind")],  # noqa: UP007 - a tuple of types
    WrapValidator(_read_model),
    PlainSerializer(write_model),
]
