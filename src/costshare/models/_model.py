"""What a model is: the protocol for a user's own, and the base of those of costshare."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Protocol, Self, TypeAlias, runtime_checkable

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from costshare.amounts import Amount, plain, read_amount
from costshare.errors import ConservationError, CostshareError, quoted
from costshare.fields import Declared
from costshare.frames import AnyFrame
from costshare.models._draw import Draw
from costshare.models._facts import Facts, Party, read_facts
from costshare.models._term import Term, given

Members: TypeAlias = "Facts | Mapping[str, Mapping[str, object]] | Iterable[Party] | AnyFrame"


@runtime_checkable
class Model(Protocol):
    """Anything that turns members and a total into exact quotas by member name."""

    def quotas(self, members: Any, total: Any) -> dict[str, Fraction]:
        """Return quotas that sum to the total where there is one."""


class _Registered:
    """How a field that holds any model is read: known once every model is registered."""

    kinds: Any = None

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(self.kinds)


REGISTERED = _Registered()
AnyModel = Annotated[Model, REGISTERED]
"""The type of a field that holds a model; pydantic reads data by their kind."""


ModelLike = Model | Mapping[str, Any]
"""What a user passes for a model: a model, or a table of its fields with its kind."""


class RuleModel(Declared):
    """Base of the models of costshare: a sum of terms."""

    agreed: ClassVar[bool] = False
    """Whether the quotas are agreed amounts, which must not be rounded."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Require `kind` in a file, though code need not give it."""
        schema = handler(core_schema)
        fields = handler.resolve_ref_schema(schema)
        fields["required"] = ["kind", *fields.get("required", [])]
        return schema

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:  # noqa: ARG003 - a registered model has its own
        """Make a random model that fits the facts; None where none of this kind does."""
        return None

    @abstractmethod
    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the terms whose quotas add up to the quotas of the model."""

    def times(self, factor: Fraction) -> Self:
        """Return the model with the amounts that it states multiplied."""
        return self

    @property
    def _inner(self) -> tuple[Model, ...]:
        """The models that this one is around; none for most."""
        return ()

    def quotas(
        self, members: Members, total: Amount | None = None, *, member: str | None = None
    ) -> dict[str, Fraction]:
        """Compute each member's exact amount before rounding.

        Parameters
        ----------
        members : iterable of Member, mapping of name to drivers, or frame
            Members, each once.
        total : number, optional
            Total that the quotas sum to. Models with prices or agreed amounts work without one.
        member : str, optional
            Name of the frame's column of members' names, where the index of a pandas frame does
            not have them.

        Returns
        -------
        dict of str to Fraction
            Quotas by member name, in the order of `members`.

        Raises
        ------
        CostshareError
            If a driver is missing, negative, not a number or zero for all members, or if the total
            is missing or does not fit the model.

        Examples
        --------
        >>> import costshare as cs
        >>> cs.PerCapita().quotas({"A": {"population": 1}, "B": {"population": 2}}, 100)
        {'A': Fraction(100, 3), 'B': Fraction(200, 3)}
        """
        facts = read_facts(members, member=member)
        exact = None if total is None else read_amount(total, "total")
        return add_terms(facts, self.terms(facts, exact))


class AroundModel(RuleModel):
    """Base of models around another one."""

    model: AnyModel

    @property
    def _inner(self) -> tuple[Model, ...]:
        """The model that this one is around."""
        return (self.model,)

    def times(self, factor: Fraction) -> Self:
        """Return the same around the model with its amounts multiplied."""
        return self.replace(model=times_of(self.model, factor))


def times_of(model: Model, factor: Fraction) -> Model:
    """Return a model with the amounts that it states multiplied; a user's own states none."""
    return model.times(factor) if isinstance(model, RuleModel) else model


_ZERO = Fraction(0)


def add_terms(facts: Facts, terms: Iterable[Term]) -> dict[str, Fraction]:
    """Add up the quotas of terms by member."""
    quotas: dict[str, Fraction] = {}
    for term in terms:
        for name, quota in term.quotas.items():
            quotas[name] = quotas[name] + quota if name in quotas else quota
    return {name: quotas.get(name, _ZERO) for name in facts.names}


def terms_of(model: Model, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
    """Return the terms of any model; a user's own is one term, checked to sum to the total."""
    if isinstance(model, RuleModel):
        return model.terms(facts, total)
    parties = [_Named(name, facts) for name in facts.names]
    found: object = model.quotas(parties, total)
    name = type(model).__name__
    if not isinstance(found, Mapping) or set(found) != set(facts.names):
        got = quoted(dict(found) if isinstance(found, Mapping) else found)
        msg = f"{name}.quotas gave {got}; it must give a quota for each of {facts.names}"
        raise CostshareError(msg)
    quotas = {member: read_amount(found[member], f"quota of {member}") for member in facts.names}
    amount = sum(quotas.values(), Fraction(0))
    if total is not None and amount != total:
        msg = f"{name}.quotas sum to {plain(amount)}, not to the total {plain(total)}"
        raise ConservationError(msg)
    return (given(name, quotas),)


class _Named:
    """A member as a user's own model sees it, with the attributes of a `Member`."""

    def __init__(self, name: str, facts: Facts) -> None:
        self.name = name
        self.drivers = self.driver_values = facts.of(name)
        self.population = self.drivers.get("population")
        self.proration = facts.proration[name]
        self.period = facts.period


def needed(total: Fraction | None, model: str) -> Fraction:
    """Return the total, or raise if a model needs one that was not given."""
    if total is None:
        msg = f"{model} shares a total, and none is given; pass total=…"
        raise CostshareError(msg)
    return total
