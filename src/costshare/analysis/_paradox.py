"""A paradox as a value: what changed, and whose fee went the wrong way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import PlainSerializer, PlainValidator

from costshare.apportionment import METHOD_WORDS, MethodName, TieRule, apportion
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
from costshare.words import join, said_of, say, say_count, stated

ParadoxKind = Literal["alabama", "population", "new_member"]

_Text = Annotated[str, PlainValidator(said_of), PlainSerializer(str, return_type=str)]


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


def _pays(paradox: Paradox, member: str) -> dict[str, str]:
    """Write a member with its fees before and after."""
    before, after = paradox.before.fees[member], paradox.after.fees[member]
    return {"member": member, "fee": number(after), "before": number(before)}


def _alabama(paradox: Paradox) -> str:
    return say(
        "At a total of {total} instead of {lower}, {member} pays {fee} instead of {before}.",
        total=number(paradox.after.total),
        lower=number(paradox.before.total),
        **_pays(paradox, paradox.member),
    )


def _population(paradox: Paradox) -> str:
    one, other = _moves(paradox, paradox.member), _moves(paradox, str(paradox.other))
    return say("{one}, while {other}.", one=one, other=other)


def _moves(paradox: Paradox, member: str) -> str:
    """Say how the weight and the fee of a member change."""
    growth = paradox.after.weights[member] / paradox.before.weights[member] - 1
    values = {**_pays(paradox, member), "growth": percent(abs(growth), 2)}
    if growth < 0:
        return say("{member} shrinks by {growth} and pays {fee} instead of {before}", **values)
    return say("{member} grows by {growth} and pays {fee} instead of {before}", **values)


def _new_member(paradox: Paradox) -> str:
    new, before, after = str(paradox.other), paradox.before, paradox.after
    share = Fraction(after.total) - Fraction(before.total)
    more = [name for name, fee in before.fees.items() if after.fees[name] > fee]
    changes = [
        say("{member} pays {fee} instead of {before}", **_pays(paradox, name))
        for name in (paradox.member, *more)
    ]
    return say(
        "{member} ({weight}) joins, pays {fee} and adds {share} to the total: {changes}.",
        member=new,
        weight=number(after.weights[new], 4),
        fee=number(after.fees[new]),
        share=number(share),
        changes=join(", ", changes),
    )


_SENTENCES = {"alabama": _alabama, "population": _population, "new_member": _new_member}


def _found_in(kind: ParadoxKind, where: str, method: str, count: int) -> str:
    """Say how many paradoxes of a kind were found, and where."""
    found = say_count(count, "{count} found", "{count} found") if count else say("none found")
    values = {"method": method, "where": where, "found": found}
    if kind == "alabama":
        return say("alabama, {method}, {where}: {found}", **values)
    if kind == "population":
        return say("population, {method}, {where}: {found}", **values)
    return say("new_member, {method}, {where}: {found}", **values)


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
    _DERIVED = ("words", "searched")

    method: MethodName
    ties: TieRule
    unit: UnitSize
    found: tuple[Paradox, ...]
    searched: Mapping[ParadoxKind, _Text]

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

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add what the texts of `searched` are made of."""
        return fields | {"words": {kind: stated(text) for kind, text in self.searched.items()}}

    @classmethod
    def _unpack(cls, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Read `searched` from what its texts are made of, where the data have that."""
        fields = {name: each for name, each in data.items() if name != "words"}
        return fields | ({"searched": data["words"]} if "words" in data else {})

    def _about(self) -> str:
        return f"of {self.method}: {len(self.found)} found in what was searched"

    def _blocks(self) -> Iterator[Block]:
        """State what was searched for each kind, and list what was found there."""
        for kind, where in self.searched.items():
            found = [Point(_SENTENCES[kind](each)) for each in self.found if each.kind == kind]
            yield _found_in(kind, where, METHOD_WORDS[self.method], len(found))
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
