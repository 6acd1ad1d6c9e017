"""Check what is drawn before drawing, so that an error leaves no picture behind."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from costshare.agreement import Allocation
from costshare.amounts import take_items
from costshare.errors import CostshareError, unknown_name
from costshare.fields import each_once, read_name

T = TypeVar("T")


def require_type(kind: type[Any], value: T, picture: str, maker: str = "") -> T:
    """Return a value of the type that a picture shows, or raise with the type and the way out.

    Raises
    ------
    CostshareError
        If the value is of another type.
    """
    if isinstance(value, kind):
        return value
    msg = f"{picture} draws one {kind.__name__}, not a value of type {type(value).__name__}"
    if kind is Allocation and hasattr(value, "allocate"):
        maker = "its .allocate()"
    raise CostshareError(f"{msg}; pass {maker}" if maker else msg)


def some_members(names: Iterable[str] | None, known: Sequence[str]) -> list[str]:
    """Read the names of members to draw; all members if left out.

    Raises
    ------
    CostshareError
        If a name is unknown or repeated, and if the list is empty or not a list.
    """
    if names is None:
        return list(known)
    read = [
        read_name(name, what="name in members") for name in take_items(names, "members", "names")
    ]
    if not read:
        msg = "members is empty; name at least one, or leave it out to draw all"
        raise CostshareError(msg)
    each_once("member", read)
    names_known = set(known)
    for name in read:
        if name not in names_known:
            raise unknown_name("member", name, known)
    return read
