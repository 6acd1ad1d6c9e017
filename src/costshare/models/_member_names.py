"""Names in a model of bounds or discounts: members, groups, and which would have no effect."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from costshare.errors import CostshareError
from costshare.fields import Name, each_once
from costshare.models._facts import Facts
from costshare.words import say

SomeNames = Annotated[tuple[Name, ...], Field(min_length=1)]
Groups = Mapping[str, Sequence[str]]


def expanded(names: Iterable[str], groups: Groups) -> list[str]:
    """Put the members of a group in the place of its name."""
    return [member for name in names for member in groups.get(name, (name,))]


def of_group(label: str, group: str | None) -> str:
    """Name a bound, and the group that it is for."""
    return label if group is None else say("{bound} ({group})", bound=label, group=group)


def by_member(what: str, table: Mapping[str, Fraction], facts: Facts) -> dict[str, Fraction]:
    """Return a figure by member, without those who are absent in the period."""
    for name in table:
        facts.takes_part(name, f"member with a {what}")
    known = set(facts.names)
    return {name: each for name, each in table.items() if name in known}


def by_group(
    what: str, table: Mapping[str, Fraction], groups: Groups, facts: Facts
) -> Iterator[tuple[str | None, dict[str, Fraction]]]:
    """Yield each group's name and its figures by member; None for those without a group."""
    refuse_both(groups, facts)
    own = {name: each for name, each in table.items() if name not in groups}
    if own:
        yield None, by_member(what, own, facts)
    for group in (name for name in table if name in groups):
        its = [name for name in groups[group] if name not in facts.aside]
        yield group, by_member(what, dict.fromkeys(its, table[group]), facts)


def refuse_both(groups: Groups, facts: Facts) -> None:
    """Raise if a group has the name of a member."""
    if both := next((name for name in groups if name in facts.names), None):
        msg = f"{both} is a group and a member; give the group another name"
        raise CostshareError(msg)


def check_groups(groups: Groups, named: Collection[str], where: str, way_out: str) -> None:
    """Raise if a group lists a member twice or another group, or nothing names it."""
    for group, members in groups.items():
        each_once(f"member of the group {group}:", members)
        if inside := next((name for name in members if name in groups), None):
            msg = f"{inside} is a group and is named in the group {group}; list its members"
            raise CostshareError(msg)
    if unused := next((group for group in groups if group not in named), None):
        msg = f"the group {unused} is named in no {where}; remove it, or {way_out}"
        raise CostshareError(msg)


def check_names(
    *,
    by_name: Mapping[str, Mapping[str, Fraction]],
    fixed: Mapping[str, Mapping[str, Fraction]],
    for_all: bool,
    except_for: Sequence[str] | None,
    groups: Groups,
) -> None:
    """Raise if a name or a group has no effect, or a member is fixed twice, or fixed and bounded.

    `by_name` are the bounds by name, by field; `for_all` is whether there are others.
    """
    if except_for is not None and not for_all:
        msg = f"except_for names {except_for[0]}, but no bound is for all members; remove "
        raise CostshareError(msg + "except_for, or give one number for all")
    named = {
        *(except_for or ()),
        *(name for table in (*by_name.values(), *fixed.values()) for name in table),
    }
    way = "name it in a bound, in a fixed share or amount, or in except_for"
    check_groups(groups, named, "bound", way)
    field_of: dict[str, str] = {}
    for field, table in fixed.items():
        for name in expanded(table, groups):
            if name in field_of:
                raise CostshareError(_twice(name, field_of[name], field))
            field_of[name] = field
    for field, table in by_name.items():
        if both := next((name for name in table if name in field_of), None):
            raise CostshareError(_twice(both, field_of[both], field))


def _twice(name: str, field: str, other: str) -> str:
    """Say that a member is named in two fields, of which one is for fixed fees."""
    return f"{name} is named in {field} and in {other}; what is fixed has no bound, remove one"
