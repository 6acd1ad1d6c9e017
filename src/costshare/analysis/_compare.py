"""Compare agreements, allocations and models."""

from collections.abc import Collection, Iterator, Mapping
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
from costshare.analysis._against_game import SolvedGame, judge, read_rules
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
from costshare.fairness import Game
from costshare.fields import each_once, read_currency, read_name
from costshare.frames import eager
from costshare.models import Facts, Model, RuleModel
from costshare.periods import Period, PeriodLike

if TYPE_CHECKING:
    import pandas as pd

_POPULATION = "population"


def compare(
    scenarios: Mapping[str, Agreement | Allocation | Model | str],
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
    game: Game | None = None,
) -> Comparison:
    """Compare scenarios: which members pay more and which pay less than in the baseline.

    Parameters
    ----------
    scenarios : mapping of str to Agreement, Allocation, model or str
        Scenarios by name. Models need `members`, and `total` if they share one. A solution of
        `game` is named as in `costshare.fairness.solve`, such as ``"nucleolus"``.
    baseline : str, optional
        Scenario that the others are compared with; the first if left out.
    total, members, member, unit, method, ties, currency, period
        For all scenarios that are models, as in `allocate`; unit, currency and period also for
        solutions, and members for their drivers.
    driver : str, optional
        Driver that fees are divided by, with the figures of each scenario; ``"population"`` if left
        out and known.
    drivers : mapping of str to number, or Series, optional
        Figures of the driver by member, used for every scenario.
    game : Game, optional
        What any members would cost without the others. Every scenario is judged against it: what
        each member would cost alone and what it saves, whether the fees are in the core, and who
        pays for whom if not. The players are the members, and the cost of all is the sum of the
        fees.

    Returns
    -------
    Comparison
        Prints as tables; ``to_frame()`` and ``to_frame("scenario")`` return DataFrames.

    Raises
    ------
    CostshareError
        If a scenario is invalid, if scenarios have several currencies, if the baseline or driver is
        unknown, if `allocate` raises, with the name of the scenario, and if a scenario has other
        members or another sum of fees than the game.

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

    Against what they would cost alone:

    >>> game = cs.fairness.airport({"A": 400, "B": 1000})
    >>> proposals = {"flat": cs.Flat(), "Shapley": "shapley"}
    >>> compared = cs.compare(proposals, total=1000, members=members, game=game)
    >>> compared.to_frame("scenario")[["in_core", "subsidising", "subsidised", "subsidy"]]
              in_core subsidising subsidised subsidy
    scenario
    flat        False           A          B     100
    Shapley      True        <NA>       <NA>    <NA>
    """
    read = _names(scenarios)
    rules = read_rules(read, game)
    models = {name for name, given in read.items() if _is_model(given)}
    _check_arguments(models, rules, total, members, member)
    if members is None and rules and game is not None:
        members = {name: {} for name in game.players}
    members = _that_each_model_reads(members)
    when = None if period is None else Period.read(period)
    facts = read_members(members, when, member)[0] if models or rules else None
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
    levels: dict[str, Allocation] = {}
    known: dict[str, Drivers] = {}

    def read_all(given: Mapping[str, Any]) -> None:
        for name, each in given.items():
            try:
                agreed = isinstance(each, RuleModel) and each.agreed and has_shares
                how = shared | {"method": None, "ties": None} if agreed else shared
                whole, known[name] = _read_scenario(each, facts, total, how)
                allocations[name] = whole.final_fees()
                if whole.passing_on:
                    levels[name] = whole
            except CostshareError as error:
                raise type(error)(f"scenario {name}: {error}") from error

    read_all({name: given for name, given in read.items() if name not in rules})
    stated = None
    for name in read:
        own = read_currency(currency) if name in rules else allocations[name].currency
        stated = same_currency(stated, own, f"scenario {name}")
    solutions = None
    if game is not None:
        solutions = judge(game, rules, allocations, list(read), unit=unit, currency=stated)
        read_all(
            {
                name: SolvedGame(rule=rule, amounts=solutions.fees[name])
                for name, rule in rules.items()
            }
        )
        allocations = {name: allocations[name] for name in read}
    per = _POPULATION if driver is None else read_name(driver, what="driver")
    if drivers is None:
        figures = read_figures(known, per, required=driver is not None)
    else:
        everyone = dict.fromkeys(member for each in allocations.values() for member in each.members)
        figures = dict.fromkeys(allocations, given_figures(drivers, per, everyone))
    comparison = Comparison(
        allocations=allocations,
        baseline=next(iter(read)),
        driver=per,
        figures=figures,
        solutions=solutions,
        levels=levels,
    )
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
    for name, given in zip(names, scenarios.values(), strict=True):
        if isinstance(given, type):
            msg = f"scenario {name}: {given.__name__} is a class; make one: {given.__name__}(…)"
            raise CostshareError(msg)
    return dict(zip(names, scenarios.values(), strict=True))


def _check_arguments(
    models: Collection[str], rules: Collection[str], total: object, members: object, member: object
) -> None:
    """Raise where members are missing for a model, or an argument has no use."""
    if members is None and models:
        msg = f"scenario {min(models)} is a model; pass members=, and total= to share one"
        raise CostshareError(msg)
    if not (models or rules) and not (members is None and total is None and member is None):
        msg = "total and members are for models, and no scenario is a model; leave them out"
        raise CostshareError(msg)
    if total is not None and not models:
        msg = "total is for models, and no scenario is a model; leave it out"
        raise CostshareError(msg)


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
        return given.allocate(), drivers_of(given)
    if isinstance(given, Allocation):
        return given, drivers_used(given)
    if not isinstance(given, Model) or facts is None:
        msg = f"{quoted(given)} is not a scenario; pass an Agreement, an Allocation or a model "
        raise CostshareError(msg + "such as Flat()")
    return allocate(total, given, **shared), drivers_in(facts)
