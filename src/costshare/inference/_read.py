"""Read a problem: fees and drivers by name, or as lists in the same order, and the rounding."""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from math import ceil, floor
from operator import methodcaller
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetPydanticSchema
from pydantic_core import CoreSchema, core_schema

from costshare.amounts import (
    Amount,
    Unit,
    exact_values,
    is_any_column,
    is_any_frame,
    is_pandas,
    plain,
    read_amount,
    read_word,
    refuse_computed,
    take_items,
)
from costshare.apportionment import (
    METHODS,
    ROUNDINGS,
    SYNONYMS,
    MethodName,
    RoundingRule,
    read_method,
    read_rounding,
    read_tie_rule,
)
from costshare.errors import CostshareError, quoted, some_of, unknown_name
from costshare.fields import (
    NO_OTHER_FIELDS,
    ReadOnly,
    has_names,
    is_series,
    name_of_label,
    read_by_name,
    read_name,
    refuse_total_row,
)
from costshare.frames import as_pandas, is_missing, take_labels
from costshare.inference._figure import are_numbered, read_figure
from costshare.inference._off_unit import count_units
from costshare.inference._price_list import (
    PricesProblem,
    RateProblem,
    RatesProblem,
    TariffProblem,
)
from costshare.inference._problem import Kind, Problem, whole_beside, whole_or_not
from costshare.inference._rounded_shares import RoundedSharesProblem, ShareMethod
from costshare.inference._several_drivers import BlendProblem, KeysProblem
from costshare.inference._share_problems import (
    SHARED,
    FlatProblem,
    MixedProblem,
    PerCapitaProblem,
    ProportionalProblem,
    knows_roots,
)
from costshare.inference._shares_read import BY, SharesReadProblem

if TYPE_CHECKING:
    import pandas as pd

PROBLEMS: Mapping[Kind, type[Problem]] = {
    problem.kind: problem
    for problem in (
        FlatProblem,
        ProportionalProblem,
        PerCapitaProblem,
        RateProblem,
        RoundedSharesProblem,
        MixedProblem,
        TariffProblem,
        KeysProblem,
        RatesProblem,
        BlendProblem,
        PricesProblem,
    )
}

# The usual word for rounding each fee to the nearest unit.
_NEAREST = "nearest"

Column: TypeAlias = "Mapping[str, Amount | None] | Iterable[Any] | pd.Series[Any]"


@dataclass(frozen=True, slots=True)
class Fees:
    """The fees to explain, in order; `named` where they came with names, not as a plain list."""

    amounts: dict[str, Fraction]
    left_out: tuple[str, ...]
    named: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The members with a fee."""
        return tuple(self.amounts)


def read_fees(given: object) -> Fees:
    """Read the fees; a member without one (None, NaN, <NA>) takes no part."""
    pairs, named = _pairs(given, "fees")
    amounts = {name: _read_fee(fee, name) for name, fee in pairs if not _none(fee)}
    if not amounts:
        msg = "there are no fees to explain; pass a fee for each member that takes part"
        raise CostshareError(msg)
    total = sum(amounts.values(), Fraction(0))
    for name, fee in amounts.items():
        if fee and (fee < 0) != (total < 0):
            msg = f"fee of {name} is {plain(fee)}, of another sign than the sum {plain(total)}; "
            raise CostshareError(msg + "no model charges some and credits others: pass them apart")
    if not total:
        msg = "the fees are all zero; every model gives them, so they show none; leave them out"
        raise CostshareError(msg)
    refuse_total_row([amounts], "fees")
    left_out = tuple(name for name, fee in pairs if _none(fee))
    return Fees(amounts, left_out, named)


def _read_fee(fee: object, name: str) -> Fraction:
    """Read a fee; one with the last digits of float arithmetic would be of no unit."""
    read = read_figure(fee, f"fee of {name}")
    refuse_computed(fee, read, f"fee of {name}", like="fee")
    return read


def _read_driver(
    given: object, fees: Fees, what: str, *, alone: bool = True
) -> tuple[Fraction, ...]:
    """Read a driver for each member with a fee, in the order of the fees."""
    pairs, named = _pairs(given, what)
    known = {*fees.names, *fees.left_out}
    if named != fees.named:
        raise CostshareError(f"fees and {what} must both come with names, or both as lists")
    if not named and len(pairs) != len(known):
        msg = f"fees has {len(known)} values and {what} has {len(pairs)}; pass one for each member"
        raise CostshareError(msg)
    values = dict(pairs)
    try:
        require_figures(fees.names, known, values, what)
    except CostshareError as error:
        raise CostshareError(f"{error}{_total_among(fees, values)}") from None
    others = [name for name in values if name not in known]
    if others:
        msg = f"{what} has {some_of(others)}, and fees has not; pass None as the fee of a member "
        raise CostshareError(msg + "that takes no part, or leave the name out of both")
    try:
        read = {name: read_figure(values[name], f"{what} of {name}") for name in fees.names}
    except CostshareError as error:
        # A frame often has columns of other things.
        way_out = "" if alone else f", or leave {what} out of the drivers"
        raise CostshareError(f"{error}{way_out}") from None
    refuse_total_row([read], what)
    for name, value in read.items():
        if value < 0:
            raise CostshareError(
                f"{what} of {name} is {plain(value)}, below zero; a driver is zero or more"
            )
    return tuple(read.values())


def _total_among(fees: Fees, figures: Container[str]) -> str:
    """What to do about a fee that sums all others, where a driver has no figure for it."""
    total = sum(fees.amounts.values(), Fraction(0))
    for name, fee in fees.amounts.items():
        if name not in figures and 2 * fee == total and len(fees.amounts) > 2:
            return (
                f"; {name} is the sum of all others: leave it out of the fees if it is a total row"
            )
    return ""


def require_figures(
    members: Iterable[str], known: Collection[str], figures: Iterable[str], what: str
) -> None:
    """Refuse a driver without a figure for a member that has a fee."""
    names = dict.fromkeys(figures)
    for member in members:
        if member in names:
            continue
        for each, own, others in (("fees", known, names), (what, names, known)):
            if are_numbered(own, others):
                msg = f"{each} has no names: its index 0, 1, 2 … only numbers the rows; pass the "
                raise CostshareError(f"{msg}names as the index, or as a column by member=")
        if all(name in known for name in names):
            msg = f"{what} has no figure for {quoted(member)}, which has a fee; add the figure, or "
            raise CostshareError(msg + "pass None as the fee of a member that takes no part")
        # Another name may be a misspelling of it.
        raise unknown_name(f"member of the fees, not in {what}:", member, names)


def name_of(given: object, otherwise: str) -> str:
    """The name of a Series, where it has one; else the other name."""
    name = getattr(given, "name", None) if is_any_column(given) else None
    return otherwise if name in {None, ""} else name_of_label(name, what=otherwise)


def read_columns(
    fees: object, drivers: object, member: str | None
) -> tuple[Fees, dict[str, object]]:
    """Read the fees, and several drivers by name: a mapping, or a frame with a column for each.

    The column of the frame that `member` names has the names of the fees too, where these come
    without names, or with the index of that frame.
    """
    way_out = "a mapping name -> driver, or a frame with a column for each"
    if not is_any_frame(drivers):
        if member is not None:
            msg = f"member={quoted(member)} names a column, and drivers are not a frame; leave it "
            raise CostshareError(f"{msg}out")
    elif member is not None:
        frame = as_pandas(drivers, "drivers")
        labels, drivers = take_labels(frame, member)
        if not has_names(fees) or (is_series(fees) and fees.index.equals(frame.index)):
            fees = _named(fees, labels)
    elif is_pandas(drivers):
        take_labels(drivers)
    else:
        table = take_labels(drivers)[1]
        drivers = {name: exact_values(table[name]) for name in table.columns}
    return read_fees(fees), read_by_name(drivers, "drivers", name="driver", way_out=way_out)


def _named(fees: object, labels: Any) -> object:
    """Name fees that are in the order of some labels."""
    import pandas as pd

    values = take_items(fees, "fees")
    if len(values) != len(labels):
        msg = f"fees has {len(values)} values and drivers has {len(labels)} rows; pass a fee for "
        raise CostshareError(f"{msg}each row")
    return pd.Series(values, index=labels, dtype=object)


def _pairs(given: object, what: str) -> tuple[list[tuple[str, object]], bool]:
    """Read names and values, and whether the names were given."""
    if is_series(given) and given.index.nlevels > 1:
        msg = f"the index of {what} has several levels; name a member by one label"
        raise CostshareError(msg)
    if is_any_frame(given):
        raise CostshareError(f"{what} is a frame; pass one of its columns")
    if has_names(given):
        read = name_of_label if is_series(given) else read_name
        named = read_by_name(given, what, read=read)
        return list(named.items()), True
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | set | frozenset):
        values = take_items(given, what)
        return [(f"member {place}", value) for place, value in enumerate(values, start=1)], False
    msg = f"{what} is {quoted(given)}, of type {type(given).__name__}; pass a mapping "
    raise CostshareError(msg + "member -> number, a Series, or a list")


def _none(value: object) -> bool:
    return value is None or is_missing(value)


def read_drivers(
    fees: Fees, given: Mapping[str, object], *, zero: bool = False
) -> dict[str, tuple[Fraction, ...]]:
    """Read drivers by name; one that is zero for all members is refused, unless `zero`."""
    alone = len(given) == 1
    read = {name: _read_driver(each, fees, name, alone=alone) for name, each in given.items()}
    for name, column in read.items():
        if not (zero or any(column)):
            msg = f"{name} is zero for all members, so it cannot charge any of them"
            raise CostshareError(msg)
    return read


def read_problem(
    kind: Kind,
    fees: Fees,
    drivers: Mapping[str, tuple[Fraction, ...]],
    *,
    unit: Unit,
    method: object,
    rounding: object,
    ties: object,
    total: Amount | None = None,
) -> Problem:
    """Read the rest of a problem; a price list has a rounding, the others a method and a total.

    With a rounding and no method, each part of the total was rounded on its own.
    """
    problem = PROBLEMS[kind]
    shares = problem.shares_total
    each = not shares or (method is None and rounding is not None)
    units, misprints = count_units(fees.amounts, unit)
    if not shares and sum(units) < 0:
        msg = "the fees are below zero, and a price list charges; pass them as charges"
        raise CostshareError(msg)
    return problem(
        members=fees.names,
        left_out=fees.left_out,
        units=units,
        unit=unit,
        drivers=ReadOnly(drivers),
        method=None if each else _read_method(method, problem),
        ties=read_tie_rule(ties),
        rounding=read_each(rounding) if each else None,
        stated_total=_read_total(total, units, unit, whole=not each) if shares else None,
        misprints=misprints,
    )


def rounded_first(problem: Problem, rule: Kind, **settings: Any) -> SharesReadProblem:
    """The problem of a rule with parameters, whose shares are rounded first."""
    if rule not in BY:
        msg = f"by is {rule!r}, and shares of {', '.join(BY)} are read from fees; pass one"
        raise CostshareError(msg)
    given = {each.name: getattr(problem, each.name) for each in fields(Problem)}
    return SharesReadProblem(**given, by=rule, **settings)


def _read_total(
    total: Amount | None, units: tuple[int, ...], unit: Unit, *, whole: bool
) -> int | Fraction | None:
    """Count the units of a total that is stated; a method shares a whole number of them."""
    if total is None:
        return None
    read, sums = read_amount(total, "total"), sum(units)
    counted = whole_or_not(read / unit.size)
    if counted * sums < 0:
        raise CostshareError(f"total {plain(read)} has another sign than the fees; correct one")
    if whole and not isinstance(whole_beside(counted, sums), int):
        low, high = (plain(each * unit.size) for each in (floor(counted), ceil(counted)))
        msg = f"total {plain(read)} is not a multiple of unit {plain(unit.size)}, and the fees sum "
        msg += f"to {plain(sums * unit.size)}; pass the total that they should sum to after it is "
        raise CostshareError(f"{msg}rounded, {low} or {high}, or a smaller unit")
    return counted


def _read_method(method: object, problem: type[Problem]) -> MethodName:
    """Read a method that shares a total, and whose conditions are linear in any parameters."""
    if isinstance(method, str) and (method == _NEAREST or method in ROUNDINGS):
        msg = f"method {method!r} rounds each fee on its own, and shares no total; pass a method "
        raise CostshareError(f"{msg}such as largest_remainder, or a price list's rounding=")
    name = read_method(method)
    if name not in SHARED and not knows_roots(problem):
        msg = f"{name} rounds at square roots, so the ends of an interval are irrational; "
        raise CostshareError(f"{msg}inference knows {', '.join(SHARED)}")
    return name


def read_each(rounding: object) -> RoundingRule:
    """Read how each fee of a price list was rounded."""
    word = read_word(rounding, "rounding", [_NEAREST, *ROUNDINGS, *METHODS, *SYNONYMS])
    if word == _NEAREST:
        return "half_up"
    if word not in ROUNDINGS:
        msg = f"rounding {word!r} shares a total, which a price list does not have; pass "
        raise CostshareError(f"{msg}method={word!r}, or {', '.join([_NEAREST, *ROUNDINGS])}")
    return read_rounding(word)


@dataclass(frozen=True)
class ProblemData:
    """A problem as `Problem.to_dict` writes it."""

    __pydantic_config__ = NO_OTHER_FIELDS

    kind: Kind
    unit: str
    method: str | None
    ties: str
    rounding: str | None
    total: str | None
    fees: dict[str, str]
    left_out: tuple[str, ...]
    drivers: dict[str, dict[str, str]]
    places: int | None = None
    share_method: ShareMethod | None = None
    by: Kind | None = None

    def problem(self) -> Problem:
        """Read the problem again."""
        wanted = PROBLEMS[self.by or self.kind].drivers_taken
        if len(self.drivers) not in wanted:
            number = " or ".join(map(str, wanted))
            raise CostshareError(f"{self.kind} has {len(self.drivers)} drivers; pass {number}")
        fees = read_fees({**self.fees, **dict.fromkeys(self.left_out)})
        problem = read_problem(
            self.kind,
            fees,
            read_drivers(fees, self.drivers),
            unit=Unit.read(self.unit),
            method=self.method,
            rounding=self.rounding,
            ties=self.ties,
            total=self.total,
        )
        if not isinstance(problem, RoundedSharesProblem):
            return problem
        if self.places is None or self.share_method is None:
            msg = "rounded_shares needs places and share_method; add them"
            raise CostshareError(msg)
        if self.by is not None:
            return rounded_first(
                problem, self.by, places=self.places, share_method=self.share_method
            )
        return replace(problem, places=self.places, share_method=self.share_method)


def _as_data(_: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """Read and write a problem as data."""
    return core_schema.no_info_after_validator_function(
        ProblemData.problem,
        handler(ProblemData),
        serialization=core_schema.plain_serializer_function_ser_schema(methodcaller("to_dict")),
    )


ProblemField = Annotated[Problem, GetPydanticSchema(_as_data)]
