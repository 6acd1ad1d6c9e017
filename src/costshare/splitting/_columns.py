"""Names of columns: those asked for must exist, and those of lines and drivers must differ."""

from collections.abc import Iterable, Sequence

from costshare.amounts import each_once, take_items
from costshare.errors import CostshareError, quoted, some_of, unknown_name

# A column of such a name says what an amount is in, or for; letters and figures are compared.
_APART = {
    *("currency", "currencycode", "billingcurrency"),
    *("period", "month", "quarter", "year", "billingperiod", "fiscalperiod", "accountingperiod"),
    *("periodstart", "periodend", "billingperiodstart", "billingperiodend"),
    *("chargeperiodstart", "chargeperiodend"),
}


def read_names(value: object, what: str) -> list[str]:
    """Read one column name, or a list of different ones."""
    names = [value] if isinstance(value, str) else take_items(value, what, "column names")
    for name in names:
        if not isinstance(name, str):
            msg = f"{what} {quoted(name)} is of type {type(name).__name__}; pass a column name"
            raise CostshareError(msg)
        if any("\ud800" <= sign <= "\udfff" for sign in name):
            msg = f"{what} {quoted(name)} is half of a character, which no column name has; "
            raise CostshareError(f"{msg}correct the name")
    if not names:
        msg = f"{what} names no column; pass one, or several"
        raise CostshareError(msg)
    each_once(f"{what}: column", names)
    return names


def require_columns(known: Sequence[str], what: str, wanted: Iterable[str]) -> None:
    """Refuse a frame that lacks a column."""
    for name in wanted:
        if name not in known:
            raise unknown_name(f"column of the {what}", name, known)


def refuse_clashes(
    lines: Sequence[str], drivers: Sequence[str], on: Sequence[str], new: Sequence[str]
) -> None:
    """Refuse columns that would stand in the result more than once.

    A currency or a period that both frames have belongs to the key, so that amounts of one are
    never split over drivers of another.
    """
    both = [name for name in lines if name in drivers and name not in on]
    shared = [name for name in [*lines, *drivers] if _letters(name) in _APART and name not in on]
    apart = [name for name in shared if _has(name, lines) and _has(name, drivers)]
    if apart:
        wider = ", ".join(map(repr, [*on, *dict.fromkeys(apart)]))
        msg = f"lines and drivers both have a column {apart[0]!r}, which `on` lacks, so amounts of "
        msg += f"one could be split over drivers of another; pass on=[{wider}]"
        raise CostshareError(f"{msg}, or drop the column from the drivers")
    if both:
        msg = f"lines and drivers both have columns named {some_of(list(map(repr, both)))}; "
        raise CostshareError(f"{msg}rename or drop them in the drivers, or add them to `on`")
    for name in new:
        if name in lines or name in drivers:
            msg = f"column {name!r} already exists, and the result needs the name for what is "
            raise CostshareError(f"{msg}allocated; rename or drop it")


def _letters(name: str) -> str:
    """Return the letters and figures of a name, in lower case."""
    return "".join(filter(str.isalnum, name.lower()))


def _has(name: str, names: Sequence[str]) -> bool:
    """Return whether a name is among others, however they are written."""
    return _letters(name) in map(_letters, names)
