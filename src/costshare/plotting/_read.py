"""What may be drawn: checked first, so that a slip is an error and no half-drawn picture."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from costshare.agreement import Allocation
from costshare.amounts import take_items
from costshare.errors import CostshareError, unknown_name
from costshare.fields import each_once, read_name

T = TypeVar("T")


def an(kind: type[T], value: object, what: str) -> T:
    """Take a value of the kind that a picture shows.

    Raises
    ------
    CostshareError
        Naming the type that came instead.
    """
    if isinstance(value, kind):
        return value
    msg = f"{what} draws one {kind.__name__}, and got a {type(value).__name__}"
    if kind is Allocation and hasattr(value, "allocate"):
        msg += "; pass its .allocate()"
    raise CostshareError(msg)


def some_members(names: Iterable[str] | None, known: Sequence[str]) -> list[str]:
    """Read the members asked for, all of them where none are named.

    Raises
    ------
    CostshareError
        On an unknown or repeated name, an empty list, and one name that is no list.
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
