"""What the numbers of each resource are: levels, rates, or amounts used in a time.

A level is so much at a time (GB, cores), and level × time is in units such as GB-days. A rate is a
level in a unit per time (Mbit/s), and rate × time is an amount (Mbit). An amount (B sent,
core-hours) is kept as the level per hour that makes it up; its mean over a time is a rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_mapping
from costshare.metering._units import SECONDS, Unit, different, read_time, read_unit

HOUR = SECONDS["hour"]


def read_units(units: object) -> Mapping[str, str]:
    """Read the units of resources."""
    return given_mapping(units, "units", "a mapping of resource to unit: {'ram': 'GiB'}")


def check_units(units: Mapping[str, str], *, amounts: bool) -> None:
    """Refuse an amount in the unit of a rate, and a level in the unit of an amount."""
    for resource, unit in units.items():
        time = read_unit(unit).time
        if amounts and time < 0:
            msg = f"resource {resource} is an amount, and {unit} is a rate; state the unit of the "
            msg += f"amount, such as {unit.partition('/')[0]}, and convert the log to {unit}"
            raise CostshareError(f"{msg}, or pass measure='level'")
        if time > 0 and not amounts:
            msg = f"resource {resource} is a level, and {unit} is an amount; pass readings with "
            raise CostshareError(
                f"{msg}measure='amount', or state the unit of the level, such as "
                f"{unit.partition('-')[0]}"
            )


@dataclass(frozen=True, slots=True)
class Measures:
    """The resources of a log, sorted by name, and what their numbers are.

    Parameters
    ----------
    resources : tuple of str
        The names.
    units : dict
        The unit of each resource that has one.
    amounts : frozenset of str
        The resources that are amounts.
    """

    resources: tuple[str, ...]
    units: dict[str, str]
    amounts: frozenset[str]

    def converted(self, units: Mapping[str, str]) -> tuple["Measures", dict[str, Fraction]]:
        """Put resources in other units; give also the factor of each that is converted."""
        amounts, factors = set(self.amounts), {}
        for resource, unit in read_units(units).items():
            if resource not in self.resources:
                raise unknown_name("resource", resource, self.resources)
            if resource not in self.units:
                msg = f"resource {resource} has no unit to convert from; make the log with "
                raise CostshareError(f"{msg}units={{{resource!r}: …}}")
            one, other = self._level(resource), read_unit(unit)
            amounts.discard(resource)
            if other.time > one.time:
                amounts.add(resource)
                other = other.per(HOUR)
            if (one.kind, one.time) != (other.kind, other.time):
                raise different(self.units[resource], unit)
            factors[resource] = one.factor / other.factor
        return Measures(self.resources, {**self.units, **units}, frozenset(amounts)), factors

    def seconds(self, per: object) -> dict[str, Fraction]:
        """Find the unit of time by which level × time counts, in seconds, for each resource."""
        own = {name: self._own_seconds(name) for name in self.resources}
        if per is not None and None not in own.values():
            rates = self.amounts < set(self.resources)
            holds = " and ".join(["amounts"] * bool(self.amounts) + ["rates"] * rates)
            msg = f"per={quoted(per)} is for levels, and this log holds {holds}; leave it out"
            raise CostshareError(msg)
        wanted = Fraction(SECONDS[read_time("hour" if per is None else per)])
        return {name: wanted if seconds is None else seconds for name, seconds in own.items()}

    def rate(self, per: object) -> str | None:
        """Read the unit of time of the rates of amounts; None where the log has no amounts."""
        if not self.amounts:
            if per is None:
                return None
            msg = f"per={quoted(per)} is for amounts, and this log holds levels; leave it out"
            raise CostshareError(msg)
        if per is None:
            msg = f"resource {min(self.amounts)} is an amount, and a rate of it needs a unit of "
            msg += "time; pass per='s', per='hour' or per='reading', or use quantity()"
            raise CostshareError(msg)
        return read_time(per, "reading")

    def _level(self, resource: str) -> Unit:
        """The unit of what the log holds: of an amount its rate per hour."""
        unit = read_unit(self.units[resource])
        return unit.per(HOUR) if resource in self.amounts else unit

    def _own_seconds(self, resource: str) -> Fraction | None:
        """The unit of time that an amount or a rate has of its own."""
        if resource in self.amounts:
            return Fraction(HOUR)
        unit = self.units.get(resource, "")
        size, per, _ = unit.partition("/")
        return read_unit(size).factor / read_unit(unit).factor if per else None
