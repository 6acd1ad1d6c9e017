"""The ends of a sweep between two models: their quotas, and the models as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator

from costshare.agreement import Pool
from costshare.amounts import plain
from costshare.errors import ConservationError, CostshareError
from costshare.fields import NO_OTHER_FIELDS, Exact, Value
from costshare.models import (
    Facts,
    Model,
    ModelLike,
    WithinBounds,
    add_terms,
    read_written,
    terms_of,
    write_model,
)


def _known(model: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read the model of an end again."""
    if "kind" not in model:
        msg = "the kind of the model is missing; load a record that to_dict wrote"
        raise CostshareError(msg)
    read_written(model)
    return model


@dataclass(frozen=True, slots=True)
class End(Value):
    """One end of a sweep between two models.

    Attributes
    ----------
    model : mapping
        Model as data.
    quotas : mapping of str to Fraction
        Exact amount of each member by the model.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    model: Annotated[Mapping[str, Any], AfterValidator(_known)]
    quotas: Mapping[str, Exact]

    def check(self, members: Sequence[str], total: Fraction) -> None:
        """Prove that the quotas are those of the members, sum to the total and have its sign.

        Raises
        ------
        ConservationError
            If they do not sum to the total.
        CostshareError
            If members differ, or some are charged and others credited.
        """
        if set(self.quotas) != set(members):
            msg = "quotas of an end and members do not name the same members; correct one of them"
            raise CostshareError(msg)
        whole = sum(self.quotas.values(), Fraction(0))
        if whole != total:
            msg = f"quotas of an end sum to {plain(whole)}, not to the total {plain(total)}"
            raise ConservationError(msg)
        for name, quota in self.quotas.items():
            if quota * total < 0 or (quota and not total):
                msg = f"the quota of {name} is {plain(quota)}, of a total of {plain(total)}; "
                raise CostshareError(msg + "a sweep needs models that only charge or only credit")


def read_ends(between: object, facts: Facts, total: Fraction) -> tuple[End, End]:
    """Compute the quotas of the two models of a sweep.

    Raises
    ------
    CostshareError
        If they are not two models, if one keeps fees within bounds, or does not fit the members or
        the total.
    """
    if not isinstance(between, list | tuple) or len(between) != 2:
        given = (
            f"has {len(between)} models"
            if isinstance(between, list | tuple)
            else (f"is of type {type(between).__name__}")
        )
        msg = f"between {given}; pass two, like (PerCapita(), Flat())"
        raise CostshareError(msg)
    first, second = (
        _end(model, facts, total, f"between[{place}]") for place, model in enumerate(between)
    )
    return first, second


def _end(given: ModelLike, facts: Facts, total: Fraction, where: str) -> End:
    """Compute the quotas of one model."""
    try:
        model: Model = Pool(name="end", model=given).model
        if isinstance(model, WithinBounds):
            msg = (
                f"{type(model).__name__} keeps fees within bounds, which no sweep does; pass the "
                "model that the bounds are around"
            )
            raise CostshareError(msg)  # noqa: TRY301 - with its place, like other errors
        end = End(write_model(model), add_terms(facts, terms_of(model, facts, total)))
        end.check(facts.names, total)
    except CostshareError as error:
        raise type(error)(f"{where}: {error}") from error
    return end
