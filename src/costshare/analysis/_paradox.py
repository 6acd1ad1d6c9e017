"""A paradox as a value: what changed, and whose fee went the wrong way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from costshare.results import Table, number, percent

ParadoxKind = Literal["alabama", "population", "new_member"]

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Shared:
    """A total, what it was shared by, and the fees.

    Parameters
    ----------
    total : Decimal
        What was shared.
    weights : mapping of str to Fraction
        By member.
    fees : mapping of str to Decimal
        By member.
    """

    total: Decimal
    weights: Mapping[str, Fraction]
    fees: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Paradox:
    """One instance, with all that is needed to work it out again.

    Parameters
    ----------
    kind : {"alabama", "population", "new_member"}
        Whether the total rose, the weights changed, or a member joined.
    member : str
        Who pays less.
    other : str or None
        In the population paradox, who has grown less, or shrunk more, and pays more; else the
        member that joins, where one does.
    before, after : Shared
        The two sides.
    """

    kind: ParadoxKind
    member: str
    other: str | None
    before: Shared
    after: Shared

    def __str__(self) -> str:
        """Say it in a sentence."""
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
class Paradoxes:
    """What a search found, and where it looked. `paradoxes` makes one.

    Parameters
    ----------
    method : str
        How totals were shared.
    found : tuple of Paradox
        All instances in what was searched.
    searched : mapping of str to str
        By kind, where it was looked for. Nothing is said about anything else.
    """

    method: str
    found: tuple[Paradox, ...]
    searched: Mapping[ParadoxKind, str]

    def __bool__(self) -> bool:
        """Whether any was found."""
        return bool(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Paradox]:
        return iter(self.found)

    def __repr__(self) -> str:
        """Say it in a line; `print` shows every kind."""
        return f"<Paradoxes of {self.method}: {len(self.found)} found in what was searched>"

    def __str__(self) -> str:
        """Each kind: where it was looked for, and what was found there."""
        lines = []
        for kind, where in self.searched.items():
            found = [str(each) for each in self.found if each.kind == kind]
            lines.append(f"{kind}, {self.method}, {where}: {len(found) or 'none'} found")
            lines += [f"  {each}" for each in found[:_MOST_SHOWN]]
            if len(found) > _MOST_SHOWN:
                lines.append(f"  … and {len(found) - _MOST_SHOWN} more, in .found")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [[each.kind, str(each)] for each in self.found[:_MOST_SHOWN]]
        rows += [[kind, f"searched: {where}"] for kind, where in self.searched.items()]
        return Table(header=["", f"{len(self.found)} found"], rows=rows, caption=self.method).html()
