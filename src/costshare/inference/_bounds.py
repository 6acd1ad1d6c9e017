"""Members who pay a bound instead of what the rule gives: a cap, a floor, or a fixed fee."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Any, Literal

from costshare.amounts import Amount, plain
from costshare.inference._evidence import LeastChange
from costshare.inference._problem import Problem
from costshare.inference._rounded import Rounded
from costshare.models import Bounded, Model, RoundedShares, RuleModel
from costshare.results import number
from costshare.words import say, say_count, say_some

BoundKind = Literal["cap", "floor", "fixed", "exempt"]

# So many members are named in a sentence.
_MOST_NAMED = 10

# A bound in per cent of the total has so many decimals at most.
_SHARE_PLACES = 3
_BY_CHANCE = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Bound:
    """Members whose fees contradict the rule of all others on one side.

    Attributes
    ----------
    kind : str
        ``cap`` where they pay less than the rule gives, ``floor`` where more, ``exempt`` where
        nothing, and ``fixed`` where the rule gives them nothing since their drivers are zero.
    members : tuple of str
        Who they are.
    fee : Decimal
        What each of them pays.
    lowest, highest : Fraction
        The amounts that are rounded to this fee; an end may be rounded to another one.
    for_all : bool
        Whether no other member passes the bound: nobody pays more than a cap, or less than a
        floor; nobody pays whom the rule gives less than an exempt member; all others have drivers.
    in_shares : bool
        Whether it bounds a share before that is rounded, so that all amounts are in per cent.
    """

    kind: BoundKind
    members: tuple[str, ...]
    fee: Decimal
    lowest: Fraction
    highest: Fraction
    for_all: bool
    in_shares: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The bound as plain data."""
        return {
            "kind": self.kind,
            "members": list(self.members),
            "fee": f"{self.fee:f}",
            "lowest": plain(self.lowest),
            "highest": plain(self.highest),
            "for_all": self.for_all,
            **({"in_shares": True} if self.in_shares else {}),
        }

    def share_of(self, total: Fraction) -> Fraction | None:
        """The bound in per cent of a total, where one with few decimals is hardly so by chance."""
        if self.in_shares:
            return None
        low, high = (100 * end / total for end in (self.lowest, self.highest))
        for places in range(_SHARE_PLACES + 1):
            share = Fraction(floor(high * 10**places), 10**places)
            if share and low < share < high:
                return share if (high - low) * 10**places <= _BY_CHANCE else None
        return None

    def __str__(self) -> str:
        values = {
            "members": say_some(self.members, _MOST_NAMED),
            "fee": self._text(self.fee),
            "lowest": self._text(self.lowest),
            "highest": self._text(self.highest),
        }
        several = len(self.members)
        if self.kind == "exempt":
            return say_count(
                several,
                "{members} pays nothing, though the rule gives a fee: an exemption.",
                "{count} members pay nothing, though the rule gives them fees: exemptions "
                "({members}).",
                **values,
            )
        if self.kind == "fixed":
            return say_count(
                several,
                "{members} pays {fee}, though the rule gives nothing: a fixed fee.",
                "{count} members pay {fee} each, though the rule gives nothing: a fixed fee "
                "({members}).",
                **values,
            )
        if not self.for_all:
            return self._for_some(values)
        if self.kind == "cap":
            return say_count(
                several,
                "{members} pays {fee}, less than by the rule: a cap from {lowest} to {highest}.",
                "{count} members pay {fee} each, less than by the rule: a cap from {lowest} to "
                "{highest} ({members}).",
                **values,
            )
        return say_count(
            several,
            "{members} pays {fee}, more than by the rule: a floor from {lowest} to {highest}.",
            "{count} members pay {fee} each, more than by the rule: a floor from {lowest} to "
            "{highest} ({members}).",
            **values,
        )

    def _text(self, value: Decimal | Fraction) -> str:
        """An amount, or a share in per cent."""
        text = number(Fraction(value))
        return say("{number} %", number=text) if self.in_shares else text

    def _for_some(self, values: dict[str, str]) -> str:
        """That others pass the bound, so that it may be a fixed fee as well."""
        if self.kind == "cap":
            return say_count(
                len(self.members),
                "{members} pays {fee}, less than by the rule: a cap from {lowest} to {highest} for "
                "it alone, or a fixed fee.",
                "{count} members pay {fee} each, less than by the rule: a cap from {lowest} to "
                "{highest} for them alone, or a fixed fee ({members}).",
                **values,
            )
        return say_count(
            len(self.members),
            "{members} pays {fee}, more than by the rule: a floor from {lowest} to {highest} for "
            "it alone, or a fixed fee.",
            "{count} members pay {fee} each, more than by the rule: a floor from {lowest} to "
            "{highest} for them alone, or a fixed fee ({members}).",
            **values,
        )


def bounded(model: Model, bounds: Sequence[Bound]) -> RuleModel:
    """The rule of the others within the bounds: one number for all, or one for each member.

    Bounds on shares that are rounded then lie inside the rounding.
    """
    if isinstance(model, RoundedShares):
        inner = bounded(model.model, bounds)
        return RoundedShares(model=inner, places=model.places, method=model.method)
    sides: dict[str, Amount | dict[str, Amount]] = {}
    for side, kinds in (("maximum", {"cap", "exempt"}), ("minimum", {"floor", "fixed"})):
        its = [each for each in bounds if each.kind in kinds]
        sizes = {each: abs(each.fee) / (100 if each.in_shares else 1) for each in its}
        for_all = [sizes[each] for each in its if each.for_all and each.kind in {"cap", "floor"}]
        name = f"{side}_share" if any(each.in_shares for each in its) else side
        if len(its) == len(for_all) == 1:
            sides[name] = for_all[0]
        elif its:
            sides[name] = {member: size for each, size in sizes.items() for member in each.members}
    return Bounded(model=model, **sides)  # type: ignore[arg-type]


def within_bounds(
    low: Decimal, high: Decimal, bounds: Collection[Bound]
) -> tuple[Decimal, Decimal]:
    """The least and the greatest right figure within caps and floors.

    One that others pass, or one of several, is for some members alone: it may hold or not.
    """
    counts = Counter(each.kind for each in bounds)
    for each in bounds:
        if each.kind in {"cap", "floor"}:
            keep = min if each.kind == "cap" else max
            ends = [keep(low, each.fee), keep(high, each.fee)]
            ends += [] if each.for_all and counts[each.kind] == 1 else [low, high]
            low, high = min(ends), max(ends)
    return low, high


def find_bounds(problem: Problem, least: LeastChange, *, alone: bool = False) -> tuple[Bound, ...]:
    """Find the bounds among the fees that differ from the model's, the most members first.

    One member alone pays a bound only where nobody pays more, or nobody less, or with `alone`.
    """
    found = [*_bounds(problem, least, alone=alone)]
    return tuple(sorted(found, key=lambda each: (-len(each.members), -abs(each.fee))))


def _bounds(problem: Problem, least: LeastChange, *, alone: bool) -> Iterator[Bound]:
    places = {name: at for at, name in enumerate(problem.members)}
    decimal = problem.unit.decimal
    published = dict(zip(problem.members, map(decimal, problem.sizes), strict=True))
    by_rule = published | {name: abs(given) for name, (_, given) in least.changes.items()}
    rows = [
        (_kind(problem, places[name], published[name], by_rule[name]), fee, name)
        for name, (fee, _) in least.changes.items()
    ]
    groups = [
        (kind, fee, [name for *_, name in group])
        for (kind, fee), group in groupby(sorted(rows), key=lambda row: row[:2])
    ]
    # One that differs alone may be a misprint, which passes no bound.
    alone_in = {names[0] for *_, names in groups if len(names) == 1}
    # Towns and counties may have a floor each, beside members who pay nothing.
    several = [(kind == "cap", names) for kind, _, names in groups if len(names) > 1]
    for kind, fee, names in groups:
        beside = {*names, *(alone_in if len(names) > 1 else ())}
        if kind != "exempt" and len(names) > 1:
            beside |= {name for top, its in several if top == (kind == "cap") for name in its}
        others = [each for name, each in published.items() if name not in beside]
        top = max(map(by_rule.__getitem__, names))
        beyond = _beyond(kind, top if kind == "exempt" else abs(fee), others)
        if alone or len(names) > 1 or kind in {"exempt", "fixed"} or not beyond:
            below, above = _reach(problem, places[next(iter(names))])
            yield Bound(kind, tuple(names), fee, below, above, not beyond)


def _kind(problem: Problem, at: int, fee: Decimal, given: Decimal) -> BoundKind:
    """On which side of the rule a fee lies."""
    if not fee:
        return "exempt"
    if not problem.has_base and not any(column[at] for column in problem.drivers.values()):
        return "fixed"
    return "cap" if fee < given else "floor"


def _beyond(kind: BoundKind, fee: Decimal, others: Sequence[Decimal]) -> bool:
    """Whether a member passes the bound."""
    if kind == "cap":
        return any(other > fee for other in others)
    return kind != "fixed" and any(other < fee for other in others)


def _reach(problem: Problem, at: int) -> tuple[Fraction, Fraction]:
    """The amounts that are rounded to a fee; within a unit where a total was shared."""
    size, rule = problem.unit.size, problem.rule
    below, above = (
        (Fraction(end, 2) for end in rule.reaches[at])
        if isinstance(rule, Rounded)
        else map(Fraction, (problem.sizes[at] - 1, problem.sizes[at] + 1))
    )
    return max(below, Fraction(0)) * size, above * size
