"""A paradox as a value: what changed, and whose fee went the wrong way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from costshare.apportionment import MethodName, TieRule, apportion
from costshare.errors import ConservationError
from costshare.fields import NO_OTHER_FIELDS, Exact, Money, UnitSize, Value
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    amount_column,
    number,
    percent,
    text_column,
)

ParadoxKind = Literal["alabama", "population", "new_member"]


@dataclass(frozen=True, slots=True)
class Shared(Value):
    """A total, the weights that it was shared by, and the fees.

    Attributes
    ----------
    total : Decimal
        Amount that was shared.
    weights : mapping of str to Fraction
        Weight of each member.
    fees : mapping of str to Decimal
        Fee of each member.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    total: Money
    weights: Mapping[str, Exact]
    fees: Mapping[str, Money]


@dataclass(frozen=True, slots=True, repr=False)
class Paradox:
    """One paradox, with all that is needed to derive it again.

    Attributes
    ----------
    kind : {"alabama", "population", "new_member"}
        Whether the total rose, the weights changed, or a member joined.
    member : str
        Member that pays less.
    other : str or None
        Population paradox: the member that grows less, or shrinks more, and pays more. New
        member: the member that joins.
    before, after : Shared
        What was shared before and after the change.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    kind: ParadoxKind
    member: str
    other: str | None
    before: Shared
    after: Shared

    def __repr__(self) -> str:
        """Say what it is in one line."""
        return f"<Paradox {self.kind}: {self}>"

    def __str__(self) -> str:
        """Write it as a sentence."""
        return _SENTENCES[self.kind](self)


def _pays(paradox: Paradox, member: str) -> str:
    before, after = paradox.before.fees[member], paradox.after.fees[member]
    return f"pays {number(after)} instead of {number(before)}"


def _alabama(paradox: Paradox) -> str:
    totals = number(paradox.after.total), number(paradox.before.total)
    member = paradox.member
    return f"At a total of {totals[0]} instead of {totals[1]}, {member} {_pays(paradox, member)}."


def _population(paradox: Paradox) -> str:
    parts = []
    for member in (paradox.member, str(paradox.other)):
        growth = paradox.after.weights[member] / paradox.before.weights[member] - 1
        verb = "grows" if growth >= 0 else "shrinks"
        parts.append(f"{member} {verb} by {percent(abs(growth), 2)} and {_pays(paradox, member)}")
    return f"{parts[0]}, while {parts[1]}."


def _new_member(paradox: Paradox) -> str:
    new, before, after = str(paradox.other), paradox.before, paradox.after
    share = Fraction(after.total) - Fraction(before.total)
    more = [name for name, fee in before.fees.items() if after.fees[name] > fee]
    rest = ", ".join(f"{name} {_pays(paradox, name)}" for name in more)
    return (
        f"{new} ({number(after.weights[new], 4)}) joins, pays {number(after.fees[new])} and adds "
        f"{number(share)} to the total: {paradox.member} {_pays(paradox, paradox.member)}, {rest}."
    )


_SENTENCES = {"alabama": _alabama, "population": _population, "new_member": _new_member}


@dataclass(frozen=True, slots=True, repr=False)
class Paradoxes(Result):
    """What a search found, and where it searched. `paradoxes` makes one; it iterates over them.

    Attributes
    ----------
    method, ties : str
        Rules by which totals were shared.
    unit : Unit
        Smallest amount that fees move by.
    found : tuple of Paradox
        All paradoxes in what was searched.
    searched : mapping of str to str
        What was searched, by kind. Nothing is known of anything else.
    """

    format = "costshare.paradoxes/1"

    method: MethodName
    ties: TieRule
    unit: UnitSize
    found: tuple[Paradox, ...]
    searched: Mapping[ParadoxKind, str]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Paradox]:
        return iter(self.found)

    def check(self) -> None:
        """Share each total again, and prove that the member pays less.

        Raises
        ------
        ConservationError
            If the fees are not those of the method, or do not show what is recorded.
        """
        for each in self.found:
            for side in (each.before, each.after):
                fees = apportion(
                    side.total, side.weights, unit=self.unit, method=self.method, ties=self.ties
                )
                if fees != side.fees:
                    msg = f"{each.kind} of {each.member}: {self.method} does not give the fees "
                    raise ConservationError(f"{msg}recorded for a total of {side.total}")
            before, after = (side.fees.get(each.member) for side in (each.before, each.after))
            if before is None or after is None or after >= before:
                msg = f"{each.kind} of {each.member}: it pays {after} after {before}, not less"
                raise ConservationError(msg)

    def _about(self) -> str:
        return f"of {self.method}: {len(self.found)} found in what was searched"

    def _blocks(self) -> Iterator[Block]:
        """State what was searched for each kind, and list what was found there."""
        for kind, where in self.searched.items():
            found = [Point(str(each)) for each in self.found if each.kind == kind]
            yield f"{kind}, {self.method}, {where}: {len(found) or 'none'} found"
            if found:
                yield Points(found)

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a paradox."""
        return (
            text_column("kind", (each.kind for each in self.found)),
            text_column("member", (each.member for each in self.found)),
            text_column("other", (each.other for each in self.found)),
            amount_column("total_before", (each.before.total for each in self.found)),
            amount_column("total_after", (each.after.total for each in self.found)),
            amount_column("fee_before", (each.before.fees[each.member] for each in self.found)),
            amount_column("fee_after", (each.after.fees[each.member] for each in self.found)),
        )
