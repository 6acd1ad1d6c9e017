"""Names in a model of bounds: members and groups, and which of them would have no effect."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from costshare.errors import CostshareError
from costshare.fields import Name, each_once
from costshare.words import say

SomeNames = Annotated[tuple[Name, ...], Field(min_length=1)]
Groups = Mapping[str, Sequence[str]]


def expanded(names: Iterable[str], groups: Groups) -> list[str]:
    """Put the members of a group in the place of its name."""
    return [member for name in names for member in groups.get(name, (name,))]


def of_group(label: str, group: str | None) -> str:
    """Name a bound, and the group that it is for."""
    return label if group is None else say("{bound} ({group})", bound=label, group=group)


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
    for group, members in groups.items():
        each_once(f"member of the group {group}:", members)
        if inside := next((name for name in members if name in groups), None):
            msg = f"{inside} is a group and is named in the group {group}; list its members"
            raise CostshareError(msg)
    if except_for is not None and not for_all:
        msg = f"except_for names {except_for[0]}, but no bound is for all members; remove "
        raise CostshareError(msg + "except_for, or give one number for all")
    named = {
        *(except_for or ()),
        *(name for table in (*by_name.values(), *fixed.values()) for name in table),
    }
    if unused := next((group for group in groups if group not in named), None):
        msg = f"the group {unused} is named in no bound; remove it, or name it in a bound, in a "
        raise CostshareError(msg + "fixed share or amount, or in except_for")
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
