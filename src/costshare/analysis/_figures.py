"""The driver that fees are divided by: a figure by scenario and member."""

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
    """Return the drivers of the members of an agreement in its period."""
    return drivers_in(agreement.facts(_EVERYONE))


def drivers_in(facts: Facts) -> Drivers:
    """Return the drivers of members as they were given."""
    return {name: facts.of(name) for name in facts.names}


def drivers_used(allocation: Allocation) -> Drivers:
    """Return the drivers of members that an allocation used."""
    drivers: dict[str, dict[str, object]] = {name: {} for name in allocation.members}
    for pool in allocation.pools:
        for term in pool.terms:
            if term.driver is not None:
                for member, figure in (term.weights if term.use is None else term.use).items():
                    drivers[member][term.driver] = figure
    return drivers


def read_figures(
    scenarios: Mapping[str, Drivers], driver: str, *, required: bool
) -> dict[str, Figures]:
    """Read one driver in every scenario.

    A scenario without a figure of a member uses the one that all others agree on. A driver that
    was not requested by name may be missing or unreadable.
    """
    known = {
        name: None for drivers in scenarios.values() for own in drivers.values() for name in own
    }
    if required and driver not in known:
        raise unknown_name("driver", driver, known)
    own = {
        scenario: {
            member: figure
            for member, given in drivers.items()
            if driver in given
            and (figure := _read(given[driver], driver, member, required=required)) is not None
        }
        for scenario, drivers in scenarios.items()
    }
    agreed: dict[str, set[Fraction]] = {}
    for figures in own.values():
        for member, figure in figures.items():
            agreed.setdefault(member, set()).add(figure)
    common = {member: next(iter(each)) for member, each in agreed.items() if len(each) == 1}
    return {scenario: {**common, **figures} for scenario, figures in own.items()}


def _read(value: object, driver: str, member: str, *, required: bool) -> Fraction | None:
    """Read a figure; None if it cannot be read and was not requested by name."""
    try:
        return _figure(value, driver, member)
    except CostshareError:
        if required:
            raise
        return None


def _figure(value: object, driver: str, member: str) -> Fraction:
    """Read a figure that is zero or more."""
    figure = read_amount(value, f"driver {driver!r} of member {member}")
    if figure < 0:
        msg = f"driver {driver!r} of member {member} is {plain(figure)}, below zero"
        raise CostshareError(f"{msg}; a driver is zero or more")
    return figure


def given_figures(
    given: Any, driver: str, members: Iterable[str], what: str = "drivers"
) -> Figures:
    """Read figures given by member, as a mapping or a Series; `what` names the argument."""
    known = dict.fromkeys(members)
    values = read_by_name(given, what)
    for name in values:
        if name not in known:
            raise unknown_name(f"member in {what}:", name, known)
    return {name: _figure(value, driver, name) for name, value in values.items()}
