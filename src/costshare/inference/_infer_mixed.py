"""Infer the parameters of one kind of model."""

from collections.abc import Mapping

from costshare.amounts import Amount, Unit
from costshare.apportionment import read_method
from costshare.errors import CostshareError
from costshare.fields import read_name
from costshare.frames import AnyFrame
from costshare.inference._fees_frame import open_frames
from costshare.inference._inference import Inference
from costshare.inference._read import (
    Column,
    name_of,
    read_columns,
    read_drivers,
    read_fees,
    read_problem,
)
from costshare.inference._year_table import is_year


def infer_mixed(
    fees: Column,
    driver: Column,
    *,
    unit: Amount = 1,
    method: str = "largest_remainder",
    rounding: str | None = None,
    ties: str = "listed",
    total: Amount | None = None,
    driver_name: str | None = None,
) -> Inference:
    """Find every flat share that reproduces published fees, or prove that none does.

    The fees are taken as a total that was shared: one part of it equally, the rest by the driver.
    With a rounding of each fee on its own, they are taken as a price list: a base and a rate.

    Parameters
    ----------
    fees : mapping of member to number, Series of any library, or list
        The published fees. A member without one (None, NaN, <NA>) takes no part.
    driver : mapping of member to number, Series of any library, or list
        For the same members. With lists, in the same order.
    unit : positive number, default 1
        The unit of the fees.
    method : str, default "largest_remainder"
        How a total was shared: a method of `apportion`. ``huntington_hill`` is refused, since the
        ends of its intervals are irrational.
    rounding : str, optional
        How each fee of a price list was rounded: ``nearest`` (the same as ``half_up``),
        ``half_even``, ``half_down``, ``up`` or ``down``.
    ties : str, default "listed"
        Which member gets a unit to which several have the same claim, as in `apportion`. It
        matters only at the ends of the interval.
    total : number, optional
        The total that was shared, where it is known; what the fees sum to where left out. Fees
        that do not sum to it cannot be right, and then `least_change` states which.
    driver_name : str, optional
        The name of the driver in models; the name of the Series, where it has one, else
        ``"driver"``.

    Returns
    -------
    Inference
        The parameters; where there are none, a contradiction and the least change.

    Raises
    ------
    CostshareError
        If names do not agree, fees are not whole multiples of the unit, a number cannot be
        read, or a price list gets a method or a total.

    Examples
    --------
    >>> import costshare as cs
    >>> print(cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3}))
    Mixed: a flat part, the rest by driver
    2 fees, 100 in total, in units of 1, by largest remainder
    <BLANKLINE>
    Every flat share from 34 % up to 38 % reproduces all 2 fees, and no other does.
    <BLANKLINE>
                       flat share  exactly
    --------------------------------------
    lowest, included         34 %    17/50
    highest, excluded        38 %    19/50
    simplest fraction      37.5 %      3/8
    shortest decimal         36 %     9/25
    <BLANKLINE>
    That a model reproduces the fees does not show that it was used: others may give them too.
    """
    if rounding is not None and read_method(method) != "largest_remainder":
        msg = f"method {method!r} shares a total, and rounding rounds each fee on its own; pass one"
        raise CostshareError(msg)
    if rounding is not None and total is not None:
        msg = "a price list shares no total; leave total out"
        raise CostshareError(msg)
    if driver_name is None:
        name = name_of(driver, "driver")
    else:
        name = read_name(driver_name, what="driver_name")
    read = read_fees(fees)
    problem = read_problem(
        "mixed" if rounding is None else "tariff",
        read,
        read_drivers(read, {name: driver}),
        unit=Unit.read(unit),
        method=method,
        rounding=rounding,
        ties=ties,
        total=total,
    )
    return Inference(problem, problem.solve())


def infer_blend(
    fees: Column,
    drivers: "Mapping[str, Column] | AnyFrame",
    *,
    unit: Amount = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
    member: str | None = None,
) -> Inference:
    """Find all shares of two drivers, and of a flat part, that reproduce published fees.

    Parameters
    ----------
    fees : mapping of member to number, Series of any library, or list
        The published fees. A member without one (None, NaN, <NA>) takes no part.
    drivers : mapping of name to driver, or frame with two columns
        Two drivers. What their shares leave of the total is shared equally.
    unit, method, ties
        As in `infer_mixed`.
    member : str, optional
        As in `infer`.

    Returns
    -------
    Inference
        The polygon of the two shares; or two or three conditions that exclude each other, and the
        multipliers that prove it.

    Raises
    ------
    CostshareError
        If there are not two drivers, names do not agree, fees are not whole multiples of the
        unit, or a number cannot be read.

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
    read, given = read_columns(*open_frames(fees, drivers, member, is_year))
    if len(given) != 2:
        msg = f"infer_blend takes two drivers, and {len(given)} are given; for one use infer_mixed"
        raise CostshareError(msg)
    problem = read_problem(
        "blend",
        read,
        read_drivers(read, given),
        unit=Unit.read(unit),
        method=method,
        rounding=None,
        ties=ties,
    )
    return Inference(problem, problem.solve())
