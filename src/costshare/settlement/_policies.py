"""What happens to the surplus or deficit of a pool: each policy is frozen data with a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, Self, cast, get_args

from pydantic import (
    Discriminator,
    Field,
    PlainSerializer,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from costshare.amounts import Amount, AmountByName
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import (
    NOTHING_BY_NAME,
    ByName,
    Declared,
    Name,
    NonNegative,
    ReadOnly,
    validation_message,
)
from costshare.models import AnyModel, Model, ModelLike, write_model

Leavers = Literal["take", "leave"]
BasisName = Literal["paid", "shares", "flat", "final"]
BeforeUse = Literal["paid", "shares", "flat"]
Basis = BasisName | Model
"""What an amount is shared by among members: a word, or any model."""

_MODEL: TypeAdapter[Model] = TypeAdapter(AnyModel)


def _reader(names: tuple[str, ...]) -> Any:
    """Make a reader of a basis: one of some words, or a model."""

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


_WRITE = PlainSerializer(lambda basis: basis if isinstance(basis, str) else write_model(basis))

By = Annotated[Basis, PlainValidator(_reader(get_args(BeforeUse))), _WRITE]
ByFinal = Annotated[Basis, PlainValidator(_reader(get_args(BasisName))), _WRITE]


class _Policy(Declared):
    """Base of the policies."""

    def to_dict(self) -> dict[str, Any]:
        """Write the policy as plain data; `read_policy` reads it.

        Returns
        -------
        dict
            The ``kind`` and the fields.
        """
        return self.model_dump(mode="json", exclude_none=True)


class CarryForward(_Policy):
    """Keep the difference in the pool, as the next period's opening balance.

    Parameters
    ----------
    by : {"paid", "shares", "flat"} or model
        How the difference is shared: in proportion to what the members paid, in proportion to
        their shares before rounding, equally, or by another model.
    leavers : {"take", "leave"}
        Whether a member that leaves takes its balance (gets it back, or pays it), or leaves it to
        the others, among whom it is shared like the difference.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="office")
    >>> year = cs.settle(fees, {"office": 90}, policy=cs.CarryForward())
    >>> year.closing
    {'office': {'A': Decimal('5'), 'B': Decimal('5')}}
    """

    kind: Literal["carry_forward"] = "carry_forward"
    by: By = "paid"
    leavers: Leavers = "take"

    def __init__(
        self,
        *,
        by: BeforeUse | ModelLike = "paid",
        leavers: Leavers = "take",
    ) -> None: ...


class Return(_Policy):
    """Give a surplus back to the members, and collect a deficit from them.

    Parameters
    ----------
    by : {"paid", "shares", "flat"} or model
        How the difference is shared, as in `CarryForward`.
    keep : number, default 0
        The most that stays in the pool, as surplus or deficit; the rest is returned in proportion
        to the members' balances.
    only : {"surplus", "deficit"}, optional
        Return only a surplus, or collect only a deficit; the other is carried forward.
    leavers : {"take", "leave"}
        As in `CarryForward`.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="office")
    >>> cs.settle(fees, {"office": 90}, policy=cs.Return(keep=4)).returned
    {'A': Decimal('3'), 'B': Decimal('3')}
    """

    kind: Literal["return"] = "return"
    by: By = "paid"
    keep: NonNegative = Fraction(0)
    only: Literal["surplus", "deficit"] | None = None
    leavers: Leavers = "take"

    def __init__(
        self,
        *,
        by: BeforeUse | ModelLike = "paid",
        keep: Amount = 0,
        only: Literal["surplus", "deficit"] | None = None,
        leavers: Leavers = "take",
    ) -> None: ...


class TrueUp(_Policy):
    """Charge each member its final fee: return what it paid above, collect what it paid below.

    Parameters
    ----------
    by : {"final", "paid", "shares", "flat"} or model
        The final fee: that of the allocation passed as `final` (actual use), or the actual cost
        shared again (with ``"shares"`` as the advances were shared).
    leavers : {"take", "leave"}
        As in `CarryForward`.

    Notes
    -----
    If the fees of `final` do not sum to the actual cost, the difference is shared in proportion to
    them.

    Examples
    --------
    >>> import costshare as cs
    >>> use = cs.Proportional(driver="vcpu")
    >>> advance = cs.allocate(100, use, {"A": {"vcpu": 1}, "B": {"vcpu": 1}}, pool="datacenter")
    >>> final = cs.allocate(90, use, {"A": {"vcpu": 1}, "B": {"vcpu": 2}}, pool="datacenter")
    >>> cs.settle(advance, policy=cs.TrueUp(), final=final).returned
    {'A': Decimal('20'), 'B': Decimal('-10')}
    """

    kind: Literal["true_up"] = "true_up"
    by: ByFinal = "final"
    leavers: Leavers = "take"

    def __init__(
        self,
        *,
        by: BasisName | ModelLike = "final",
        leavers: Leavers = "take",
    ) -> None: ...


Remainder = Annotated[CarryForward | Return | TrueUp, Discriminator("kind")]

_THE_REST_STAYS = CarryForward()


class CoverFrom(_Policy):
    """Cover the pool's deficit from the surplus of other pools.

    Parameters
    ----------
    pools : list of str
        Pools to transfer from, in this order.
    limit : number, optional
        The most to transfer from all of them together.
    limits : mapping of str to number
        The most to transfer from each of them.
    then : policy, default CarryForward()
        Policy for the rest of the deficit, or for a surplus.

    Examples
    --------
    >>> import costshare as cs
    >>> members = {"A": {}, "B": {}}
    >>> office = cs.Pool(name="office", total=100, model=cs.Flat())
    >>> project = cs.Pool(name="project", total=50, model=cs.Flat())
    >>> board = cs.Agreement(
    ...     name="Board",
    ...     period="2022",
    ...     members=[cs.Member(name="A"), cs.Member(name="B")],
    ...     pools=[office, project],
    ... )
    >>> year = cs.settle(
    ...     board.allocate(),
    ...     {"office": 80, "project": 56},
    ...     policies={"project": cs.CoverFrom(pools=["office"])},
    ... )
    >>> year.balance(pool="office").closing, year.balance(pool="project").closing
    (Decimal('14'), Decimal('0'))
    """

    kind: Literal["cover_from"] = "cover_from"
    pools: Annotated[tuple[Name, ...], Field(min_length=1)]
    limit: NonNegative | None = None
    limits: ByName[NonNegative] = Field(default_factory=ReadOnly)
    then: Remainder = _THE_REST_STAYS

    def __init__(
        self,
        *,
        pools: Iterable[str],
        limit: Amount | None = None,
        limits: AmountByName = NOTHING_BY_NAME,
        then: CarryForward | Return | TrueUp | Mapping[str, Any] = _THE_REST_STAYS,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name in self.pools:
            if self.pools.count(name) > 1:
                msg = f"pool {name} is listed twice to cover from; list it once"
                raise CostshareError(msg)
        for name in self.limits:
            if name not in self.pools:
                raise unknown_name("pool with a limit", name, self.pools)
        return self


Policy = CarryForward | Return | TrueUp | CoverFrom

_POLICY: TypeAdapter[Policy] = TypeAdapter(Annotated[Policy, Discriminator("kind")])
_CLASSES: Mapping[str, type[_Policy]] = {
    "carry_forward": CarryForward,
    "return": Return,
    "true_up": TrueUp,
    "cover_from": CoverFrom,
}


def read_policy(value: object) -> Policy:
    """Return a policy as it is, or read one from data by its kind.

    Raises
    ------
    CostshareError
        If it is neither a policy nor the data of one.

    Examples
    --------
    >>> from costshare.settlement import read_policy
    >>> read_policy({"kind": "return", "by": "flat"})
    Return(kind='return', by='flat', keep=Fraction(0, 1), only=None, leavers='take')
    """
    if isinstance(value, Policy):
        return value
    if isinstance(value, type):
        msg = f"policy {value.__name__} is a class; make one: {value.__name__}()"
        raise CostshareError(msg)
    if not isinstance(value, dict):
        msg = f"policy {quoted(value)} is not a policy; pass one such as Return(by='paid')"
        raise CostshareError(msg)
    if not isinstance(value.get("kind"), str) or value["kind"] not in _CLASSES:
        raise unknown_name("policy kind", value.get("kind"), _CLASSES)
    try:
        return _POLICY.validate_python(value)
    except ValidationError as error:
        raise CostshareError(validation_message(error, "policy", value)) from None


def known_fields(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refuse a recorded policy with an unknown kind or field.

    Its values are not read, because a basis may be a user's own model, which only code can make.
    """
    kind = str(data.get("kind"))
    if kind not in _CLASSES:
        raise unknown_name("policy kind", kind, _CLASSES)
    known = _CLASSES[kind].model_fields
    for name in data:
        if name not in known:
            raise unknown_name(f"field of {_CLASSES[kind].__name__}", name, known)
    if isinstance(data.get("then"), Mapping):
        known_fields(data["then"])
    return data


def remainder(policy: Policy) -> CarryForward | Return | TrueUp:
    """The policy for what is not covered from elsewhere."""
    return policy.then if isinstance(policy, CoverFrom) else policy
