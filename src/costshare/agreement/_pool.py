"""A pool: an amount to be shared, by whom, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from costshare.agreement._rounded import (
    POOL_METHODS,
    PoolMethod,
    RoundEach,
    Rule,
    read_pool_method,
)
from costshare.agreement._version import Version
from costshare.amounts import Amount, Unit
from costshare.apportionment import (
    RoundingRule,
    TieRule,
    round_units,
)
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import Declared, Exact, Name, OneOf, UnitSize, each_once, given_as
from costshare.models import AnyModel, ModelLike, RuleModel
from costshare.periods import Period, whole_period

_SETTINGS = ("method", "ties", "rounding", "round_each")


def _read_receives(value: object) -> bool:
    """Read whether a pool takes over costs: true or false, and nothing that is like them."""
    return given_as(bool, value, "receives", "true or false")


def _uses(rule: Rule, setting: str) -> bool:
    """Return whether a rule uses a setting."""
    return getattr(rule, "rounding" if setting == "round_each" else setting) is not None


class Pool(Declared):
    """A cost pool and the rule that shares it.

    Parameters
    ----------
    name : str
        Name, unique in the agreement.
    model : model
        Model that turns members and total into quotas: `Flat`, `Mixed` …, or your own object with a
        ``quotas(members, total)``.
    total : number, optional
        Amount to share, a whole multiple of `unit` unless `method` is ``"each"`` or `round_total`
        is given. Leave it out for a price list or agreed amounts: the total is then the sum of the
        fees.
    unit : number, default 1
        Smallest amount that fees move by.
    members : list of str, optional
        Members that take part; all members of the agreement where left out.
    exempt : list of str
        Members that do not take part.
    billed_by : str, default "host"
        Issuer of the invoices: the host of the agreement, or for example ``"supplier"``.
    method : str, optional
        Method that turns the quotas of a total into fees: a method of `apportion`,
        ``"largest_remainder"`` where left out, or ``"each"``, which rounds each quota on its own by
        `rounding`. The fees may then miss the total, and the result states by how much.
    ties : str, optional
        Rule that breaks ties, as in `apportion`; ``"listed"`` where left out.
    rounding : {"half_up", "half_even", "half_down", "up", "down"}, optional
        Rule that rounds each quota of a pool without a total, or by ``method="each"``;
        ``"half_up"`` where left out.
    round_total : str, optional
        Rule, as in `rounding`, that rounds a total that is not a multiple of the unit, such as one
        that follows an index. The quotas are shares of the total as it is; the fees sum to the
        rounded one, and the record states both.
    round_each : {"fee", "line"}
        Amount that is rounded on its own: each fee, or each of the lines that it is the sum of. One
        resource is one line, with its tiers, minimum and idle capacity.
    versions : list of Version
        Changes from later dates.
    label : str, optional
        What people read for the pool in tables, explanations and pictures; its name where left out.
        Invoice lines, frames and files have the name.
    receives : bool, default False
        Whether the pool takes over what the member of its name is charged in other pools, so that
        costs pass through several levels. `total` is then its own direct cost, 0 where left out,
        and `members` are those without such a pool where left out.

    Raises
    ------
    CostshareError
        If a total is not a multiple of the unit, a setting would have no effect, or an exempt
        member does not take part; if a pool that takes over costs has agreed amounts, or rounds
        each fee on its own, or is among its own members.

    Examples
    --------
    >>> from costshare import Mixed
    >>> Pool(name="e-archive", total=313_000, unit=1000, model=Mixed(flat_share="0.025")).unit.size
    Fraction(1000, 1)
    """

    name: Name
    total: Exact | None = None
    unit: UnitSize = Field(default_factory=lambda: Unit.read(1))
    model: AnyModel
    members: tuple[Name, ...] | None = None
    exempt: tuple[Name, ...] = ()
    billed_by: Name = "host"
    method: (
        Annotated[
            PoolMethod,
            PlainValidator(read_pool_method),
            WithJsonSchema({"enum": list(POOL_METHODS)}),
        ]
        | None
    ) = None
    ties: Annotated[TieRule, OneOf("tie rule", TieRule)] | None = None
    rounding: Annotated[RoundingRule, OneOf("rounding", RoundingRule)] | None = None
    round_total: Annotated[RoundingRule, OneOf("rounding of a total", RoundingRule)] | None = None
    round_each: Annotated[RoundEach, OneOf("thing to round", RoundEach)] = "fee"
    versions: tuple[Version, ...] = ()
    label: Name | None = None
    receives: Annotated[
        bool, PlainValidator(_read_receives), WithJsonSchema({"type": "boolean"})
    ] = False

    def __init__(
        self,
        *,
        name: str,
        total: Amount | None = None,
        unit: Amount = 1,
        model: ModelLike,
        members: Iterable[str] | None = None,
        exempt: Iterable[str] = (),
        billed_by: str = "host",
        method: str | None = None,
        ties: str | None = None,
        rounding: str | None = None,
        round_total: str | None = None,
        round_each: str = "fee",
        versions: Iterable[Version | Mapping[str, Any]] = (),
        label: str | None = None,
        receives: bool = False,
    ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _own_total(cls, data: Any) -> Any:
        """Read a total that is left out as 0 where costs are taken over."""
        if isinstance(data, dict) and data.get("receives") is True and data.get("total") is None:
            return {**data, "total": 0}
        return data

    @model_validator(mode="after")
    def _takes_over(self) -> Self:
        """Refuse rules by which what is taken over would not be shared."""
        if not self.receives:
            return self
        models = (self.model, *(each.model for each in self.versions))
        if any(isinstance(model, RuleModel) and model.agreed for model in models):
            msg = (
                f"pool {self.name} takes over costs, and agreed amounts do not follow them; "
                "pass a model that shares a total"
            )
            raise CostshareError(msg)
        if self.method == "each":
            msg = (
                f"pool {self.name} takes over costs, and fees that are each rounded need not sum "
                "to them; leave method out, or pass one that shares a total"
            )
            raise CostshareError(msg)
        if self.round_total is not None:
            msg = (
                f"pool {self.name} takes over costs, and a rounded total would lose a part of "
                "them; leave round_total out, or pass a smaller unit"
            )
            raise CostshareError(msg)
        return self

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise unless totals, settings and members go together."""
        each_once(f"version of pool {self.name}:", [str(each.since) for each in self.versions])
        starts = sorted(each.since for each in self.versions)
        for since, changes in [(None, {}), *((each, self._changes_by(each)) for each in starts)]:
            state = {"total": self.total, "unit": self.unit, **changes}
            if state["total"] is not None and self.method != "each" and not self.round_total:
                what = "total" if since is None else f"total from {since}"
                state["unit"].count(state["total"], what)
        self._refuse_round_total()
        self._refuse_without_effect([self._rule_with(self._changes_by(each)) for each in starts])
        for field in ("members", "exempt"):
            each_once(f"{field} of pool {self.name}:", getattr(self, field) or ())
        if self.members is not None:
            for name in self.exempt:
                if name not in self.members:
                    raise unknown_name(f"exempt member of pool {self.name}:", name, self.members)
        return self

    @property
    def rule(self) -> Rule:
        """How quotas become fees, before any version; every default filled in."""
        return self._rule_with({})

    def _rule_with(self, changes: Mapping[str, Any]) -> Rule:
        """Return the rule with the changes of versions."""
        return Rule.of(
            changes.get("model", self.model),
            changes.get("total", self.total),
            method=self.method,
            ties=self.ties,
            rounding=self.rounding,
            round_each=self.round_each,
        )

    def _refuse_round_total(self) -> None:
        """Refuse a rounding of the total that changes nothing."""
        if self.round_total is None:
            return
        why = None
        if all(each.changes.get("total") is None for each in self.versions) and self.total is None:
            why = "there is no total; leave it out"
        elif self.method == "each":
            why = "by method 'each' fees need not sum to a rounded total; leave it out"
        elif isinstance(self.model, RuleModel) and self.model.agreed:
            why = "agreed amounts sum to the total as they are; leave it out"
        if why is not None:
            msg = f"round_total={quoted(self.round_total)} has no effect: {why}"
            raise CostshareError(msg)

    @property
    def rounded_total(self) -> Fraction | None:
        """The total that the fees sum to, or are each rounded from; None without a total."""
        if self.total is None or self.round_total is None:
            return self.total
        return round_units(self.total / self.unit.size, self.round_total) * self.unit.size

    def _refuse_without_effect(self, later: Sequence[Rule]) -> None:
        """Refuse a setting that changes nothing, now or by a version."""
        for setting in _SETTINGS:
            given = getattr(self, setting)
            if given in {None, "fee"} or any(_uses(each, setting) for each in (self.rule, *later)):
                continue
            if self.rule.method is None and self.rule.rounding is None:
                why = "agreed amounts are neither shared nor rounded; leave it out"
            elif self.rule.method is None:
                why = "without a total each fee is rounded by rounding; leave it out, or give total"
            elif self.rule.method == "each":
                why = "method 'each' breaks no ties; leave it out"
            else:
                why = (
                    f"the total is shared by {self.rule.method}; leave it out, or pass "
                    "method='each' to round each fee on its own"
                )
            msg = f"{setting}={quoted(given)} has no effect: {why}"
            raise CostshareError(msg)

    def in_period(self, period: Period) -> Self:
        """Return the pool with what applies in a period.

        Raises
        ------
        CostshareError
            If a version begins within the period.
        """
        whole_period((each.since for each in self.versions), period, f"pool {self.name}")
        if not self.versions:
            return self
        changes = self._changes_by(period.first)
        rule = self._rule_with(changes)
        unused = {name: None for name in _SETTINGS[:-1] if not _uses(rule, name)}
        each = self.round_each if _uses(rule, "round_each") else "fee"
        return self.replace(versions=(), **changes, **unused, round_each=each)

    def _changes_by(self, day: date) -> dict[str, Any]:
        """Return what versions have changed by a day."""
        changes: dict[str, Any] = {}
        for version in sorted(self.versions, key=lambda each: each.since):
            if version.since <= day:
                changes |= version.changes
        return changes
