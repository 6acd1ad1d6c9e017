"""The doors: one kind of model, and which of its parameters reproduce the fees."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from costshare.amounts import Amount, Unit, plain, read_amount
from costshare.apportionment import read_tie_rule
from costshare.errors import CostshareError
from costshare.fields import read_name
from costshare.inference._columns import (
    Column,
    Fees,
    name_of,
    read_driver,
    read_drivers,
    read_fees,
)
from costshare.inference._inference import Inference
from costshare.inference._question import Kind, Question, in_units, read_how

if TYPE_CHECKING:
    import pandas as pd


def infer_mixed(
    fees: Column,
    driver: Column,
    *,
    unit: Amount = 1,
    rounding: str = "largest_remainder",
    ties: str = "listed",
    total: Amount | None = None,
    driver_name: str | None = None,
) -> Inference:
    """Find every flat share that reproduces published fees, or prove that none does.

    The fees are taken as a total that was shared: one part of it equally, the rest by the driver.
    With a rounding of each fee on its own, they are taken as a price list: a base and a rate.

    Parameters
    ----------
    fees : mapping of member to number, Series or list
        The published fees. A member without one (None, NaN, <NA>) takes no part.
    driver : mapping of member to number, Series or list
        For the same members. With lists, in the same order.
    unit : positive number, default 1
        The step of the fees.
    rounding : str, default "largest_remainder"
        How quotas became fees: a method of `apportion` (not ``huntington_hill``, whose ends are no
        fractions); or, for a price list, ``nearest`` (the same as ``half_up``), ``half_even``,
        ``half_down``, ``up`` or ``down``.
    ties : str, default "listed"
        Who gets a unit to which several have the same claim, as in `apportion`. Where it matters
        is at the very ends.
    total : number, optional
        What was shared, where it is known; what the fees sum to where left out. Fees that do not
        sum to it cannot be right, and then `least_change` says which.
    driver_name : str, optional
        What the driver is called in models; the name of the Series, where it has one, else
        ``"driver"``.

    Returns
    -------
    Inference
        Exact or not. Where it is not, with a contradiction and the least change.

    Raises
    ------
    CostshareError
        On names that do not agree, fees that are no whole multiples of the unit, and figures that
        cannot be read.

    Examples
    --------
    >>> import costshare as cs
    >>> print(cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3}))
    Mixed: a flat part, the rest by driver
    2 fees, 100 in all, in steps of 1, by largest_remainder
    <BLANKLINE>
    Every flat share between 0.34 and 0.38 reproduces all 2 fees, and none outside does.
    <BLANKLINE>
                       flat share  exactly
    --------------------------------------
    lowest, included         0.34    17/50
    highest, excluded        0.38    19/50
    simplest fraction       0.375      3/8
    shortest decimal         0.36     9/25
    <BLANKLINE>
    That a model reproduces the fees does not show that it was used: others may give them too.
    """
    read = read_fees(fees)
    name = (
        name_of(driver, "driver")
        if driver_name is None
        else read_name(driver_name, what="driver_name")
    )
    method, _ = read_how(rounding)
    return ask(
        "tariff" if method is None else "mixed",
        read,
        {name: driver},
        unit=Unit.read(unit),
        rounding=rounding,
        ties=ties,
        total=total,
    )


def infer_blend(
    fees: Column,
    drivers: "Mapping[str, Column] | pd.DataFrame",
    *,
    unit: Amount = 1,
    rounding: str = "largest_remainder",
    ties: str = "listed",
) -> Inference:
    """Find all shares of two drivers, and of a flat part, that reproduce published fees.

    Parameters
    ----------
    fees : mapping of member to number, Series or list
        The published fees. A member without one (None, NaN, <NA>) takes no part.
    drivers : mapping of name to driver, or DataFrame with two columns
        Two of them. What their shares leave of the total is shared equally.
    unit, rounding, ties
        As in `infer_mixed`; `rounding` is a method of `apportion`.

    Returns
    -------
    Inference
        With the polygon of the two shares; or with two or three conditions that exclude each
        other, and the multipliers that prove it.

    Examples
    --------
    >>> import costshare as cs
    >>> inference = cs.infer_blend(
    ...     {"A": 20, "B": 30, "C": 50},
    ...     {"population": {"A": 1, "B": 1, "C": 4}, "pupils": {"A": 0, "B": 2, "C": 1}},
    ... )
    >>> inference.exact
    True
    >>> inference.allocate().check()
    """
    read = read_fees(fees)
    given = read_drivers(drivers)
    if len(given) != 2:
        msg = f"infer_blend takes two drivers, and {len(given)} are given; for one use infer_mixed"
        raise CostshareError(msg)
    method, _ = read_how(rounding)
    if method is None:
        msg = f"rounding {rounding!r} rounds each fee on its own, and a blend shares a total; "
        raise CostshareError(msg + "pass a method, such as largest_remainder")
    return ask("blend", read, given, unit=Unit.read(unit), rounding=rounding, ties=ties)


def ask(
    kind: Kind,
    fees: Fees,
    drivers: Mapping[str, object],
    *,
    unit: Unit,
    rounding: str,
    ties: str,
    total: Amount | None = None,
) -> Inference:
    """Read the rest of a question, and answer it."""
    method, rule = read_how(rounding)
    if kind == "tariff" and method is not None:
        msg = f"rounding {rounding!r} shares a total, and a price list has none; pass half_up, "
        raise CostshareError(msg + "half_even, half_down, up or down")
    if total is not None and method is None:
        msg = "a price list shares no total; leave total out"
        raise CostshareError(msg)
    units = in_units(fees, unit)
    if kind == "tariff" and sum(units) < 0:
        msg = "the fees are below zero, and a price list charges; pass them as charges"
        raise CostshareError(msg)
    question = Question(
        kind=kind,
        members=fees.names,
        left_out=fees.left_out,
        units=units,
        unit=unit,
        drivers={name: read_driver(given, fees, name) for name, given in drivers.items()},
        method=method,
        ties=read_tie_rule(ties),
        rounding=rule,
        shared=_shared(total, units, unit),
    )
    return Inference(question)


def _shared(total: Amount | None, units: tuple[int, ...], unit: Unit) -> int | None:
    """Count the units of a total that is not what the fees sum to."""
    if total is None:
        return None
    counted = unit.count(read_amount(total, "total"), "total")
    if counted * sum(units) < 0:
        msg = f"total {plain(read_amount(total, 'total'))} has another sign than the fees; mend one"
        raise CostshareError(msg)
    return counted
