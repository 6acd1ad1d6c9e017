"""Search for paradoxes: changes that should not lower a fee, and do.

Balinski, M. and Young, H. P., *Fair Representation*, 2nd ed. (2001), ch. 5 and appendix A: a method
avoids the population paradox exactly if it is a divisor method, and then it avoids the others too.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.amounts import Amount, Unit, plain, read_amount, take_items
from costshare.analysis._paradox import Paradox, Paradoxes, ParadoxKind, Shared
from costshare.apportionment import (
    MethodName,
    TieRule,
    apportion,
    apportion_units,
    read_method,
    read_tie_rule,
    round_units,
    scale_to_whole,
)
from costshare.errors import CostshareError, quoted, some_of, unknown_name
from costshare.fields import has_names, read_by_name, read_name
from costshare.results import number
from costshare.words import join, say, say_count

if TYPE_CHECKING:
    import pandas as pd

_MOST = 100_000

Weights = Mapping[str, Fraction]


def paradoxes(
    total: Amount,
    weights: "Mapping[str, Amount] | pd.Series[Any]",
    *,
    unit: Amount = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
    highest: Amount | None = None,
    later: "Mapping[str, Amount] | pd.Series[Any] | None" = None,
    steps: int = 100,
    joining: Mapping[str, Amount | Iterable[Amount]] | None = None,
) -> Paradoxes:
    """Search for changes that should not lower a fee, and do.

    Parameters
    ----------
    total : number
        Amount to share, a whole multiple of `unit`, zero or more.
    weights : mapping of str to number, or Series
        Weights that it is shared by: populations, or the quotas of any model.
    unit, method, ties
        As in `apportion`; ties by ``listed``, ``largest`` or ``smallest``.
    highest : number, optional
        Alabama paradox: share each total from `total` to this one, unit by unit. Does a fee fall
        when the total rises by a unit?
    later : mapping of str to number, or Series, optional
        Population paradox: weights of the same members at another time. At one of `steps` evenly
        spaced times until then, does a member pay less than now while a member that grows less, or
        shrinks more, pays more?
    steps : int, default 100
        Number of those times.
    joining : mapping of str to number, or to an iterable of numbers, optional
        New-member paradox: name and weight of a member, or several weights to try
        (``range(1_000, 2_000)``). The total rises by its share at today's rate, rounded half up to
        the unit. Does an old member pay less while another old member pays more?

    Returns
    -------
    Paradoxes
        Every paradox in what was searched. Nothing is known of anything else.

    Raises
    ------
    CostshareError
        If there is nothing to search, and if total or weights cannot be shared.

    Examples
    --------
    Populations of R. Blitzer, *Thinking Mathematically*, 7th ed., section 13.4, exercise 12:

    >>> import costshare as cs
    >>> states = {"A": 99_000, "B": 214_000, "C": 487_000}
    >>> print(cs.paradoxes(50, states, highest=60, joining={"D": 116_000}))
    alabama, largest remainder, totals from 50 to 60 in steps of 1: none found
    <BLANKLINE>
    new_member, largest remainder, D with 1 weight: 1 found
    <BLANKLINE>
    D (116 000) joins, pays 7 and adds 7 to the total: C pays 30 instead of 31, B pays 14 ...
    """
    rule, by = read_method(method), read_tie_rule(ties)
    if by == "error":
        msg = "a search passes through ties; choose ties='listed', 'largest' or 'smallest'"
        raise CostshareError(msg)
    if highest is None and later is None and joining is None:
        msg = "there is nothing to search; pass highest=…, later=… or joining=…"
        raise CostshareError(msg)
    exact = _read_weights(weights, "weights")
    apportion(total, exact, unit=unit, method=rule)  # says what cannot be shared
    step = Unit.read(unit)
    search = _Search(step, rule, by, step.count(read_amount(total, "total"), "total"), exact)
    if search.total < 0:
        msg = f"total {number(step.decimal(search.total))} is a credit; pass the charge of the "
        raise CostshareError(msg + "same size, whose fees are the same with the other sign")
    found: list[Paradox] = []
    searched: dict[ParadoxKind, str] = {}
    if highest is not None:
        end = _last(search, highest)
        searched["alabama"] = say(
            "totals from {first} to {last} in steps of {unit}",
            first=search.shown(search.total),
            last=search.shown(end),
            unit=number(step.size),
        )
        found += search.alabama(end)
    if later is not None:
        there, cuts = _read_later(exact, later), _whole_steps(steps)
        searched["population"] = say_count(
            cuts,
            "{count} step from the weights to the later ones",
            "{count} steps from the weights to the later ones",
        )
        found += search.population(there, cuts)
    if joining is not None:
        new = list(_read_joining(joining, exact))
        searched["new_member"] = say_count(
            len(new),
            "{members} with {count} weight",
            "{members} with {count} weights",
            members=join(", ", [*dict.fromkeys(name for name, _ in new)]),
        )
        found += search.new_member(new)
    return Paradoxes(method=rule, ties=by, unit=step, found=tuple(found), searched=searched)


class _Search:
    def __init__(
        self, unit: Unit, method: MethodName, ties: TieRule, total: int, weights: Weights
    ) -> None:
        self.unit, self.method, self.ties = unit, method, ties
        self.total, self.weights = total, weights
        self.begin = self._units(total, weights)

    def shown(self, units: int) -> str:
        return number(self.unit.decimal(units))

    def alabama(self, end: int) -> Iterator[Paradox]:
        """Compare each total with the next."""
        before = self.begin
        for total in range(self.total + 1, end + 1):
            after = self._units(total, self.weights)
            for member, units in after.items():
                if units < before[member]:
                    sides = (total - 1, self.weights, before), (total, self.weights, after)
                    yield self._instance("alabama", member, None, *sides)
            before = after

    def population(self, later: Weights, steps: int) -> Iterator[Paradox]:
        """Compare the beginning with each step; keep the first paradox of each pair."""
        seen: set[tuple[str, str]] = set()
        growth = {name: later[name] / each for name, each in self.weights.items() if each}
        for step in range(1, steps + 1):
            way = Fraction(step, steps)
            weights = {
                name: each + way * (later[name] - each) for name, each in self.weights.items()
            }
            after = self._units(self.total, weights)
            less = [name for name in growth if after[name] < self.begin[name]]
            more = [name for name in growth if after[name] > self.begin[name]]
            for member in less:
                for other in more:
                    if growth[member] > growth[other] and (member, other) not in seen:
                        seen.add((member, other))
                        sides = (
                            (self.total, self.weights, self.begin),
                            (self.total, weights, after),
                        )
                        yield self._instance("population", member, other, *sides)

    def new_member(self, joining: Iterable[tuple[str, Fraction]]) -> Iterator[Paradox]:
        """Let each new member join, and add its share to the total."""
        whole = sum(self.weights.values())
        for name, weight in joining:
            total = self.total + round_units(self.total * weight / whole, "half_up")
            weights = {**self.weights, name: weight}
            after = self._units(total, weights)
            less = [member for member, units in self.begin.items() if after[member] < units]
            if any(after[member] > units for member, units in self.begin.items()):
                for member in less:
                    sides = (self.total, self.weights, self.begin), (total, weights, after)
                    yield self._instance("new_member", member, name, *sides)

    def _units(self, total: int, weights: Weights) -> dict[str, int]:
        whole = scale_to_whole(list(weights.values()))
        shared = apportion_units(total, whole, method=self.method, ties=self.ties)
        return dict(zip(weights, shared.parts, strict=True))

    def _instance(
        self, kind: ParadoxKind, member: str, other: str | None, before: Any, after: Any
    ) -> Paradox:
        sides = [
            Shared(
                total=self.unit.decimal(total),
                weights=weights,
                fees={name: self.unit.decimal(each) for name, each in units.items()},
            )
            for total, weights, units in (before, after)
        ]
        return Paradox(kind, member, other, *sides)


def _read_weights(given: Any, what: str) -> dict[str, Fraction]:
    weights = {
        name: read_amount(value, f"{what} of {name}")
        for name, value in read_by_name(given, what).items()
    }
    for name, weight in weights.items():
        if weight < 0:
            msg = f"{what} of {name} is {plain(weight)}, below zero; a weight is zero or more"
            raise CostshareError(msg)
    return weights


def _read_later(weights: Weights, given: Any) -> dict[str, Fraction]:
    later = _read_weights(given, "later")
    for name in later:
        if name not in weights:
            raise unknown_name("member in later:", name, weights)
    lacking = [name for name in weights if name not in later]
    if lacking:
        msg = f"later has no weight of {some_of(lacking, 3)}; give the same members as in weights"
        raise CostshareError(msg)
    if not any(later.values()):
        msg = "later weights are all zero, so nobody can be charged; check the figures"
        raise CostshareError(msg)
    return {name: later[name] for name in weights}


def _whole_steps(steps: Amount) -> int:
    count = read_amount(steps, "steps")
    if count.denominator != 1 or not 0 < count <= _MOST:
        msg = f"steps {plain(count)} must be a whole number from 1 to {_MOST}"
        raise CostshareError(msg)
    return int(count)


def _last(search: _Search, highest: Amount) -> int:
    end = search.unit.count(read_amount(highest, "highest"), "highest")
    if not search.total < end <= search.total + _MOST:
        msg = (
            f"highest {search.shown(end)} must lie above the total {search.shown(search.total)}, "
            f"by at most {number(_MOST)} units; pass a nearer one, or a larger unit"
        )
        raise CostshareError(msg)
    return end


def _read_joining(given: Any, weights: Weights) -> Iterator[tuple[str, Fraction]]:
    if not has_names(given) or not len(given):
        msg = f"joining {quoted(given)} has no name; pass a name and a weight, like {{'New': 1}}"
        raise CostshareError(msg)
    for name, values in given.items():
        new = read_name(name, what="member joining")
        if new in weights:
            msg = f"joining member {new} is a member already; give it another name"
            raise CostshareError(msg)
        several = isinstance(values, Iterable) and not isinstance(values, str)
        weights_of = take_items(values, f"joining {new}") if several else [values]
        if not weights_of:
            msg = f"joining member {new} has no weight to try; pass one or more"
            raise CostshareError(msg)
        for value in weights_of:
            weight = read_amount(value, f"weight of {new}")
            if weight <= 0:
                msg = f"weight of {new} is {plain(weight)}; pass a weight above zero"
                raise CostshareError(msg)
            yield new, weight
