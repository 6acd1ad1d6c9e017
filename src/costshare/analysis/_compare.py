"""Compare agreements, allocations and models."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from costshare.agreement import (
    Agreement,
    Allocation,
    MembersLike,
    allocate,
    read_members,
    same_currency,
)
from costshare.amounts import Amount, is_any_frame, take_items
from costshare.analysis._comparison import Comparison
from costshare.analysis._figures import (
    Drivers,
    drivers_in,
    drivers_of,
    drivers_used,
    given_figures,
    read_figures,
)
from costshare.errors import CostshareError, quoted
from costshare.fields import each_once, read_name
from costshare.frames import eager
from costshare.models import Facts, Model, RuleModel
from costshare.periods import Period, PeriodLike

if TYPE_CHECKING:
    import pandas as pd

_POPULATION = "population"


def compare(
    scenarios: Mapping[str, Agreement | Allocation | Model],
    *,
    baseline: str | None = None,
    total: Amount | None = None,
    members: "MembersLike | None" = None,
    member: str | None = None,
    unit: Amount = 1,
    method: str | None = None,
    ties: str | None = None,
    currency: str | None = None,
    period: PeriodLike | None = None,
    driver: str | None = None,
    drivers: "Mapping[str, Amount] | pd.Series[Any] | None" = None,
) -> Comparison:
    """Compare scenarios: which members pay more and which pay less than in the baseline.

    Parameters
    ----------
    scenarios : mapping of str to Agreement, Allocation or model
        Scenarios by name. Models need `members`, and `total` if they share one.
    baseline : str, optional
        Scenario that the others are compared with; the first if left out.
    total, members, member, unit, method, ties, currency, period
        For all scenarios that are models, as in `allocate`.
    driver : str, optional
        Driver that fees are divided by, with the figures of each scenario; ``"population"`` if left
        out and known.
    drivers : mapping of str to number, or Series, optional
        Figures of the driver by member, used for every scenario.

    Returns
    -------
    Comparison
        Prints as tables; ``to_frame()`` and ``to_frame("scenario")`` return DataFrames.

    Raises
    ------
    CostshareError
        If a scenario is invalid, if scenarios have several currencies, if the baseline or driver is
        unknown, and if `allocate` raises, with the name of the scenario.

    Examples
    --------
    >>> import costshare as cs
    >>> members = {"A": {"population": 100}, "B": {"population": 300}}
    >>> models = {"flat": cs.Flat(), "mixed": cs.Mixed(flat_share="0.4"), "by head": cs.PerCapita()}
    >>> comparison = cs.compare(models, total=1000, members=members)
    >>> comparison.fees()
            flat  mixed  by head
    member
    A        500    350      250
    B        500    650      750
    >>> comparison.changes()
            mixed  by head
    member
    A        -150     -250
    B         150      250
    """
    read = _names(scenarios)
    for name, given in read.items():
        if isinstance(given, type):
            msg = f"scenario {name}: {given.__name__} is a class; make one: {given.__name__}(…)"
            raise CostshareError(msg)
    models = {name for name, given in read.items() if _is_model(given)}
    if members is None and models:
        msg = f"scenario {min(models)} is a model; pass members=, and total= to share one"
        raise CostshareError(msg)
    if not models and not (members is None and total is None and member is None):
        msg = "total and members are for models, and no scenario is a model; leave them out"
        raise CostshareError(msg)
    members = _that_each_model_reads(members)
    when = None if period is None else Period.read(period)
    facts = read_members(members, when, member)[0] if models else None
    shared = {
        "members": members,
        "member": member,
        "unit": unit,
        "method": method,
        "ties": ties,
        "currency": currency,
        "period": when,
    }
    # Agreed amounts are not shared, so the method and ties of other models are not for them.
    has_shares = any(not getattr(read[name], "agreed", False) for name in models)
    allocations: dict[str, Allocation] = {}
    known: dict[str, Drivers] = {}
    for name, given in read.items():
        try:
            agreed = isinstance(given, RuleModel) and given.agreed and has_shares
            how = shared | {"method": None, "ties": None} if agreed else shared
            allocations[name], known[name] = _read_scenario(given, facts, total, how)
        except CostshareError as error:
            raise type(error)(f"scenario {name}: {error}") from error
    first, stated = next(iter(read)), None
    for name, allocation in allocations.items():
        stated = same_currency(stated, allocation.currency, f"scenario {name}")
    per = _POPULATION if driver is None else read_name(driver, what="driver")
    if drivers is None:
        figures = read_figures(known, per, required=driver is not None)
    else:
        everyone = dict.fromkeys(member for each in allocations.values() for member in each.members)
        figures = dict.fromkeys(allocations, given_figures(drivers, per, everyone))
    comparison = Comparison(allocations=allocations, baseline=first, driver=per, figures=figures)
    return comparison if baseline is None else comparison.rebased(baseline)


def _names(scenarios: object) -> dict[str, Any]:
    if not isinstance(scenarios, Mapping):
        msg = (
            f"scenarios are of type {type(scenarios).__name__}; pass them by name, like "
            "{'today': agreement, 'proposal': other}"
        )
        raise CostshareError(msg)
    if not scenarios:
        msg = "there are no scenarios to compare; pass at least one"
        raise CostshareError(msg)
    names = [read_name(name, what="scenario") for name in scenarios]
    each_once("scenario", names)
    return dict(zip(names, scenarios.values(), strict=True))


def _that_each_model_reads(members: "MembersLike | None") -> Any:
    """Return members that can be read more than once."""
    if is_any_frame(members):
        return eager(members, "members")
    if isinstance(members, Iterator):
        return take_items(members, "members", "Members")
    return members


def _is_model(given: object) -> bool:
    return isinstance(given, Model) and not isinstance(given, type)


def _read_scenario(
    given: object, facts: Facts | None, total: Any, shared: Mapping[str, Any]
) -> tuple[Allocation, Drivers]:
    if isinstance(given, Agreement):
        return given.allocate().final_fees(), drivers_of(given)
    if isinstance(given, Allocation):
        return given.final_fees(), drivers_used(given)
    if not isinstance(given, Model) or facts is None:
        msg = f"{quoted(given)} is not a scenario; pass an Agreement, an Allocation or a model "
        raise CostshareError(msg + "such as Flat()")
    return allocate(total, given, **shared), drivers_in(facts)
