"""The driver that fees are set against: a figure by member, in each scenario its own."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from costshare.agreement import Agreement, Allocation, Pool
from costshare.amounts import plain, read_amount
from costshare.errors import CostshareError, unknown_name
from costshare.fields import read_by_name
from costshare.models import Facts, Flat

Figures = Mapping[str, Fraction]
Drivers = Mapping[str, Mapping[str, object]]

_EVERYONE = Pool(name="everyone", model=Flat())


def drivers_of(agreement: Agreement) -> Drivers:
    """By member of an agreement, its drivers in the period."""
    return _by_member(agreement.facts(_EVERYONE))


def drivers_in(facts: Facts) -> Drivers:
    """By member, the drivers as they were given."""
    return _by_member(facts)


def drivers_used(allocation: Allocation) -> Drivers:
    """By member, the drivers that an allocation went by."""
    drivers: dict[str, dict[str, object]] = {name: {} for name in allocation.members}
    for pool in allocation.pools:
        for term in pool.terms:
            if term.driver is not None:
                for member, figure in (term.weights if term.use is None else term.use).items():
                    drivers[member][term.driver] = figure
    return drivers


def _by_member(facts: Facts) -> Drivers:
    return {name: facts.of(name) for name in facts.names}


def read_figures(
    scenarios: Mapping[str, Drivers], driver: str, *, asked_for: bool
) -> dict[str, Figures]:
    """Read one driver in every scenario.

    A scenario that does not know a member's figure takes the one that all others agree on.

    Raises
    ------
    CostshareError
        Where the driver was asked for by name, and nobody has it or a figure is no number.
    """
    known = {
        name: None for drivers in scenarios.values() for own in drivers.values() for name in own
    }
    if asked_for and driver not in known:
        raise unknown_name("driver", driver, known)
    own = {
        scenario: {
            member: figure
            for member, given in drivers.items()
            if driver in given
            and (figure := _read(given[driver], driver, member, asked_for=asked_for)) is not None
        }
        for scenario, drivers in scenarios.items()
    }
    agreed: dict[str, set[Fraction]] = {}
    for figures in own.values():
        for member, figure in figures.items():
            agreed.setdefault(member, set()).add(figure)
    common = {member: next(iter(each)) for member, each in agreed.items() if len(each) == 1}
    return {scenario: {**common, **figures} for scenario, figures in own.items()}


def _read(value: object, driver: str, member: str, *, asked_for: bool) -> Fraction | None:
    try:
        return _figure(value, driver, member)
    except CostshareError:
        if asked_for:
            raise
        return None


def _figure(value: object, driver: str, member: str) -> Fraction:
    figure = read_amount(value, f"driver {driver!r} of member {member}")
    if figure < 0:
        msg = f"driver {driver!r} of member {member} is {plain(figure)}, below zero"
        raise CostshareError(f"{msg}; a driver is zero or more")
    return figure


def given_figures(given: Any, driver: str, members: Iterable[str]) -> Figures:
    """Read figures given by member, as a mapping or a Series.

    Raises
    ------
    CostshareError
        On figures that are none, and on members that are in no scenario.
    """
    known = dict.fromkeys(members)
    values = read_by_name(given, "drivers")
    for name in values:
        if name not in known:
            raise unknown_name("member in drivers:", name, known)
    return {name: _figure(value, driver, name) for name, value in values.items()}
