"""Members of an agreement from a frame, or from a mapping of name to drivers."""

from collections.abc import Mapping
from typing import Any

from costshare.agreement._member import Member
from costshare.amounts import is_any_frame
from costshare.errors import CostshareError
from costshare.fields import has_names
from costshare.frames import as_pandas
from costshare.invoices import is_missing
from costshare.models import read_facts, read_frame

_NAME = "name"
_WAY_OUT = "name the column of members' names 'name'"


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
        table = as_pandas(given)
        member = _NAME if _NAME in table.columns else None
        facts, _ = read_frame(table, member=member, way_out=_WAY_OUT)
    elif has_names(given):
        facts = read_facts(given)
    else:
        return given
    return [_member(name, facts.of(name)) for name in facts.names]


def _member(name: str, given: Mapping[str, object]) -> Member:
    """Make a member of its drivers; a missing one is left out."""
    drivers: dict[str, Any] = {key: each for key, each in given.items() if not is_missing(each)}
    try:
        return Member(name=name, population=drivers.pop("population", None), drivers=drivers)
    except CostshareError as error:
        msg = f"member {name}: {error}; leave out what is not a driver"
        raise CostshareError(msg) from None
