"""Read all that a user passes into the fields of a record."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from costshare.amounts import Amount, plain, read_amount, take_items
from costshare.errors import CostshareError, quoted, some_of
from costshare.fields import (
    AmountsLike,
    OrderRule,
    each_once,
    find_name,
    given_as,
    read_currency,
    word_or_list,
)
from costshare.overhead._pass_on import MOST_ROUNDS, Method, order_by
from costshare.overhead._read import (
    LONG,
    ByDepartment,
    Services,
    ServicesLike,
    all_departments,
    read_costs,
    read_fixed,
    read_services,
)
from costshare.periods import Period, PeriodLike

OrderLike: TypeAlias = OrderRule | Sequence[str]
"""What a user passes for the order of a step-down: a rule, or names."""


_MOST_DEPARTMENTS = 100_000


def read_facts(
    method: Method,
    costs: AmountsLike,
    services: ServicesLike,
    *,
    fixed: "AmountsLike | str | None",
    capacity: "ServicesLike | None",
    columns: Sequence[str | None] = (None, None, None),
    order: OrderLike | None = None,
    until: Amount | None = None,
    rounds: int | None = None,
    period: PeriodLike | None = None,
    currency: str | None = None,
) -> dict[str, Any]:
    """Read costs and services, and what a method wants besides, as fields of a record."""
    if (fixed is None) != (capacity is None):
        given, other = ("fixed", "capacity") if capacity is None else ("capacity", "fixed")
        msg = f"{given} is given without {other}; for two rates pass the fixed part of the costs "
        raise CostshareError(f"{msg}as fixed, and what it is passed on by as capacity")
    for word, column in zip(LONG, columns, strict=True):
        if column is not None:
            given_as(str, column, word, "the name of a column")
    own = read_costs(costs)
    by_use = read_services(services, "services", columns)
    by_capacity = None if capacity is None else read_services(capacity, "capacity", columns)
    if by_capacity is not None:
        _same_givers(by_use, by_capacity)
    known = all_departments(own, [by_use, by_capacity or {}])
    facts: dict[str, Any] = {
        "method": method,
        "costs": known,
        "services": by_use,
        "fixed": None if fixed is None else read_fixed(fixed, known, by_use),
        "capacity": by_capacity,
        "period": None if period is None else Period.read(period),
        "currency": read_currency(currency),
        "order": None,
        "order_rule": None,
        "until": None,
        "most_rounds": None,
    }
    if method == "step_down":
        facts |= _read_order("most_service" if order is None else order, known, by_use)
    if method == "repeated":
        facts |= _read_end(until, rounds)
    return facts


def _same_givers(services: Services, capacity: Services) -> None:
    """Refuse a support department that has capacity without use, or use without capacity."""
    for name in [*services, *capacity]:
        if name not in services or name not in capacity:
            has, lacks = ("capacity", "services") if name in capacity else ("services", "capacity")
            msg = f"{lacks} has no giver {name}, which {has} names; pass the quantities of {name}"
            raise CostshareError(f"{msg} in both")


def _read_order(order: OrderLike, costs: ByDepartment, services: Services) -> dict[str, Any]:
    """Read an order of all support departments, or the rule that gives it."""
    if isinstance(order, str):
        rule = word_or_list(order, "order of step_down", OrderRule)
        return {"order_rule": rule, "order": order_by(rule, costs, services)}
    if isinstance(order, set | frozenset):
        msg = "order is a set, which has no order; pass a list of support departments"
        raise CostshareError(msg)
    names = take_items(order, "order", "support departments", most=_MOST_DEPARTMENTS)
    listed = [find_name("support department in order", name, services) for name in names]
    each_once("support department in order:", listed)
    missing = [name for name in services if name not in listed]
    if missing:
        msg = f"order lacks the support departments {some_of(missing)}; list every one"
        raise CostshareError(msg)
    return {"order": tuple(listed)}


def _read_end(until: Amount | None, rounds: int | None) -> dict[str, Any]:
    """Read when repeated distribution ends: after so many rounds, or when little is left."""
    if rounds is None:
        least = read_amount(1 if until is None else until, "until")
        if least <= 0:
            msg = f"until {plain(least)} must be positive; pass the amount below which rounds end"
            raise CostshareError(msg)
        return {"until": least}
    if until is not None:
        msg = "until and rounds are both given; pass one of them"
        raise CostshareError(msg)
    if type(rounds) is not int or not 1 <= rounds <= MOST_ROUNDS:
        msg = f"rounds {quoted(rounds)} is not a whole number from 1 to {MOST_ROUNDS}"
        raise CostshareError(f"{msg}; pass 5, or leave it out")
    return {"most_rounds": rounds}
