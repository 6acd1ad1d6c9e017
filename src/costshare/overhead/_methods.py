"""The public functions: costs of support departments passed on by four methods."""

from typing import Any

from costshare.amounts import Amount
from costshare.fields import AmountsLike
from costshare.overhead._allocation import OverheadAllocation
from costshare.overhead._facts import OrderLike, read_facts
from costshare.overhead._pass_on import Method
from costshare.overhead._read import ServicesLike
from costshare.periods import PeriodLike


def direct(
    costs: AmountsLike,
    services: ServicesLike,
    *,
    fixed: "AmountsLike | str | None" = None,
    capacity: "ServicesLike | None" = None,
    giver: str | None = None,
    receiver: str | None = None,
    quantity: str | None = None,
    period: PeriodLike | None = None,
    currency: str | None = None,
) -> OverheadAllocation:
    """Pass costs of support departments on to operating departments alone.

    What support departments serve each other counts for nothing.

    Parameters
    ----------
    costs : mapping, Series or frame
        Costs by department, before any are passed on; they may be negative. They name all
        operating departments, or none, which then have no costs of their own.
    services : mapping of mappings, or frame
        What each support department serves the others, by giver and receiver, in a unit of its
        own: ``{"IT": {"HR": 5, "Schools": 95}}``. Departments that are givers are support
        departments, all others are operating departments. What a department serves itself is left
        out, which changes no amount. A frame of any library has a row for each giver and a column
        for each receiver, with givers in the index, in the column that `giver` names, in the
        column ``giver``, or in the first column if only that has words; or it has a row for each
        pair, in columns ``giver``, ``receiver`` and ``quantity``.
    fixed : mapping, Series, frame or str, optional
        Fixed part of the costs of support departments, 0 where it is left out: with it there are
        two rates, and only the other costs are passed on by `services`. Text in per cent is a
        share of the costs: ``{"IT": "40%"}``, or ``"40%"`` of each department.
    capacity : mapping of mappings, or frame, optional
        What the fixed part is passed on by, such as the capacity that each department has ordered
        in the budget; of the same givers and in the same form as `services`.
    giver, receiver, quantity : str, optional
        Names of the columns of `services` and `capacity`, where these are frames.
    period : str, Period or pair of days, optional
        Period of the costs.
    currency : str, optional
        Currency of every amount, a code of ISO 4217.

    Returns
    -------
    OverheadAllocation
        ``amounts`` are what ends on each operating department, exactly; ``rounded()`` gives them
        in whole units.

    Raises
    ------
    CostshareError
        If a value cannot be read, and if a department with costs serves no operating department.

    Examples
    --------
    >>> import costshare as cs
    >>> hours = {"IT": {"HR": 50, "Schools": 30, "Care": 20}, "HR": {"Schools": 1, "Care": 1}}
    >>> passed = cs.overhead.direct({"IT": 100, "HR": 80}, hours)
    >>> passed.amounts
    {'Schools': Fraction(100, 1), 'Care': Fraction(80, 1)}
    """
    return _pass_on(
        "direct",
        costs,
        services,
        fixed=fixed,
        capacity=capacity,
        columns=(giver, receiver, quantity),
        period=period,
        currency=currency,
    )


def step_down(
    costs: AmountsLike,
    services: ServicesLike,
    *,
    order: OrderLike = "most_service",
    fixed: "AmountsLike | str | None" = None,
    capacity: "ServicesLike | None" = None,
    giver: str | None = None,
    receiver: str | None = None,
    quantity: str | None = None,
    period: PeriodLike | None = None,
    currency: str | None = None,
) -> OverheadAllocation:
    """Pass costs of support departments on, one after the other, to all that follow.

    A department passes on its own costs and what it has received, to operating departments and to
    those support departments that come after it. Nothing goes back.

    Parameters
    ----------
    costs, services, fixed, capacity, giver, receiver, quantity, period, currency
        As in `direct`.
    order : list of str, {"most_service", "largest_costs"}, default "most_service"
        All support departments in order, or a rule. By ``"most_service"`` the department comes
        first that serves other support departments the largest share of its service, and of equal
        ones that with the larger costs. By ``"largest_costs"`` the one with the largest costs comes
        first; negative ones count by their size. Departments that are equal by the rule stay as
        they are listed in `services`. With two rates the rule looks at all costs and at `services`.

    Returns
    -------
    OverheadAllocation
        With the `order`, and the `order_rule` that gave it.

    Raises
    ------
    CostshareError
        If a value cannot be read, if `order` does not list every support department once, and if
        a department with costs serves none of those that follow.

    Notes
    -----
    The result is that of `direct` if no support department serves one that follows it, and that of
    `reciprocal` if none serves one that precedes it.

    References
    ----------
    Horngren, C. T., Datar, S. M. and Rajan, M. V. (2012), "Cost Accounting: A Managerial Emphasis",
    14th edition, chapter 15.

    Examples
    --------
    >>> import costshare as cs
    >>> hours = {"IT": {"HR": 50, "Schools": 30, "Care": 20}, "HR": {"Schools": 1, "Care": 1}}
    >>> passed = cs.overhead.step_down({"IT": 100, "HR": 80}, hours, order=["IT", "HR"])
    >>> passed.amounts
    {'Schools': Fraction(95, 1), 'Care': Fraction(85, 1)}
    """
    return _pass_on(
        "step_down",
        costs,
        services,
        order=order,
        fixed=fixed,
        capacity=capacity,
        columns=(giver, receiver, quantity),
        period=period,
        currency=currency,
    )


def reciprocal(
    costs: AmountsLike,
    services: ServicesLike,
    *,
    fixed: "AmountsLike | str | None" = None,
    capacity: "ServicesLike | None" = None,
    giver: str | None = None,
    receiver: str | None = None,
    quantity: str | None = None,
    period: PeriodLike | None = None,
    currency: str | None = None,
) -> OverheadAllocation:
    """Pass costs of support departments on to all that they serve, each other included.

    What each department passes on is its own costs and what it receives: simultaneous equations,
    which are solved exactly.

    Parameters
    ----------
    costs, services, fixed, capacity, giver, receiver, quantity, period, currency
        As in `direct`.

    Returns
    -------
    OverheadAllocation
        ``passed_on`` has what the equations give: all that each support department passes on.

    Raises
    ------
    CostshareError
        If a value cannot be read, and if costs go round among support departments that serve no
        operating department, directly or through others.

    Examples
    --------
    >>> import costshare as cs
    >>> hours = {"IT": {"HR": 50, "Schools": 30, "Care": 20}, "HR": {"IT": 1, "Care": 4}}
    >>> passed = cs.overhead.reciprocal({"IT": 100, "HR": 40}, hours)
    >>> passed.passed_on
    {'IT': Fraction(120, 1), 'HR': Fraction(100, 1)}
    >>> passed.amounts
    {'Schools': Fraction(36, 1), 'Care': Fraction(104, 1)}
    """
    return _pass_on(
        "reciprocal",
        costs,
        services,
        fixed=fixed,
        capacity=capacity,
        columns=(giver, receiver, quantity),
        period=period,
        currency=currency,
    )


def repeated(
    costs: AmountsLike,
    services: ServicesLike,
    *,
    until: Amount | None = None,
    rounds: int | None = None,
    fixed: "AmountsLike | str | None" = None,
    capacity: "ServicesLike | None" = None,
    giver: str | None = None,
    receiver: str | None = None,
    quantity: str | None = None,
    period: PeriodLike | None = None,
    currency: str | None = None,
) -> OverheadAllocation:
    """Pass costs of support departments on in rounds, until little is left.

    In each round the support departments, in the order of `services`, pass on to all others what
    they have by then. In a last round what is left goes to operating departments alone; a
    department that serves none passes it on to support departments that are nearer to one.

    Parameters
    ----------
    costs, services, fixed, capacity, giver, receiver, quantity, period, currency
        As in `direct`.
    until : positive number, default 1
        The last round follows when the support departments together have less than this.
    rounds : int, optional
        Number of rounds before the last one, at most 100, in place of `until`.

    Returns
    -------
    OverheadAllocation
        Its ``rounds`` have what each support department passes on in each round. An amount differs
        from that of `reciprocal` by less than what was left before the last round.

    Raises
    ------
    CostshareError
        As `reciprocal`; if both `until` and `rounds` are given; and if more is left after 100
        rounds.

    Examples
    --------
    >>> import costshare as cs
    >>> hours = {"IT": {"HR": 50, "Schools": 30, "Care": 20}, "HR": {"IT": 1, "Care": 4}}
    >>> passed = cs.overhead.repeated({"IT": 100, "HR": 40}, hours, rounds=1)
    >>> passed.rounds
    ({'IT': Fraction(100, 1), 'HR': Fraction(90, 1)}, {'IT': Fraction(18, 1)})
    >>> {name: float(amount) for name, amount in passed.amounts.items()}
    {'Schools': 40.8, 'Care': 99.2}
    """
    return _pass_on(
        "repeated",
        costs,
        services,
        until=until,
        rounds=rounds,
        fixed=fixed,
        capacity=capacity,
        columns=(giver, receiver, quantity),
        period=period,
        currency=currency,
    )


def _pass_on(
    method: Method, costs: AmountsLike, services: ServicesLike, **facts: Any
) -> OverheadAllocation:
    """Read what a user passes, pass the costs on, and prove the sums."""
    passed = OverheadAllocation(**read_facts(method, costs, services, **facts))
    passed.check()
    return passed
