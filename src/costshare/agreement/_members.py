"""Members of an agreement from a frame, or from a mapping of name to drivers."""

from collections.abc import Mapping
from typing import Any

from costshare.agreement._member import Member
from costshare.amounts import is_any_frame, is_pandas
from costshare.errors import CostshareError
from costshare.fields import has_names
from costshare.frames import as_pandas, is_missing
from costshare.models import Facts, read_facts, read_frame

_NAMES = ("name", "member")
_WAY_OUT = "name the column of members' names 'name' or 'member'"


def read_member_table(given: Any) -> Any:
    """Make members of a frame or a mapping of name to drivers; a list stays as it is.

    A list of dicts has the fields of members, as a file has them.

    Raises
    ------
    CostshareError
        If the members have no names, one is listed twice, or a driver is not a number.
    """
    if isinstance(given, list | tuple):
        return given
    if is_any_frame(given):
        facts = members_in_frame(given)
    elif has_names(given):
        facts = read_facts(given)
    else:
        return given
    return [_member(name, facts.of(name)) for name in facts.names]


def members_in_frame(given: object) -> Facts:
    """Read a frame of members × drivers, with the names in a column or the index.

    Raises
    ------
    CostshareError
        If the members have no names, or one is listed twice.
    """
    table = as_pandas(given)
    found = [name for name in _NAMES if name in table.columns]
    if len(found) > 1:
        msg = "the frame has a column 'name' and a column 'member'; keep the one with the members' "
        raise CostshareError(f"{msg}names, and rename or drop the other")
    is_numbered = type(table.index).__name__ == "RangeIndex" and table.index.name is None
    if not found and len(table) and is_numbered:
        has = "the rows of the frame are only numbered, and no column is 'name' or 'member'; "
        way = ", or name the index: frame.rename_axis('member')" if is_pandas(given) else ""
        raise CostshareError(f"{has}{_WAY_OUT}{way}")
    return read_frame(table, member=found[0] if found else None, way_out=_WAY_OUT)[0]


def _member(name: str, given: Mapping[str, object]) -> Member:
    """Make a member of its drivers; a missing one is left out."""
    drivers: dict[str, Any] = {key: each for key, each in given.items() if not is_missing(each)}
    try:
        return Member(name=name, population=drivers.pop("population", None), drivers=drivers)
    except CostshareError as error:
        msg = f"member {name}: {error}; leave out what is not a driver"
        raise CostshareError(msg) from None
