"""Fees and drivers as people have them: by name, or as lists in the same order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from costshare.agreement import take_labels
from costshare.amounts import Amount, plain, read_amount, take_items
from costshare.errors import CostshareError, quoted, some_of, unknown_name
from costshare.fields import has_names, is_frame, is_series, name_of_label, read_by_name, read_name
from costshare.invoices import is_missing

if TYPE_CHECKING:
    import pandas as pd

Column: TypeAlias = "Mapping[str, Amount | None] | Iterable[Amount | None] | pd.Series[Any]"


@dataclass(frozen=True, slots=True)
class Fees:
    """The fees to explain, in order.

    Parameters
    ----------
    amounts : dict of str to Fraction
        By member that has a fee.
    left_out : tuple of str
        The members without one: they take no part.
    named : bool
        Whether the members came with names, or as a plain list.
    """

    amounts: dict[str, Fraction]
    left_out: tuple[str, ...]
    named: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Who has a fee."""
        return tuple(self.amounts)


def read_fees(given: object) -> Fees:
    """Read the fees; who has none (None, NaN, <NA>) takes no part.

    Raises
    ------
    CostshareError
        Where there is no fee at all, where the fees sum to nothing, and where charges and credits
        are mixed.
    """
    pairs, named = _pairs(given, "fees")
    amounts = {name: read_amount(fee, f"fee of {name}") for name, fee in pairs if not _none(fee)}
    if not amounts:
        msg = "there are no fees to explain; pass a fee for each member that takes part"
        raise CostshareError(msg)
    total = sum(amounts.values(), Fraction(0))
    for name, fee in amounts.items():
        if fee and (fee < 0) != (total < 0):
            msg = f"fee of {name} is {plain(fee)}, of another sign than the sum {plain(total)}; "
            raise CostshareError(msg + "no model charges some and credits others: pass them apart")
    if not total:
        raise CostshareError("the fees are all zero; they come from every model, and show none")
    left_out = tuple(name for name, fee in pairs if _none(fee))
    return Fees(amounts, left_out, named)


def read_driver(given: object, fees: Fees, what: str) -> tuple[Fraction, ...]:
    """Read a driver for each member with a fee, in the order of the fees.

    Raises
    ------
    CostshareError
        Where the names are not those of the fees, or a value is missing or below zero.
    """
    pairs, named = _pairs(given, what)
    known = {*fees.names, *fees.left_out}
    if named != fees.named:
        raise CostshareError(f"fees and {what} must both come with names, or both as lists")
    if not named and len(pairs) != len(known):
        msg = f"fees has {len(known)} values and {what} has {len(pairs)}; pass one for each member"
        raise CostshareError(msg)
    values = dict(pairs)
    for name in fees.names:
        if name not in values:
            raise unknown_name(f"member of the fees, not in {what}:", name, values)
    others = [name for name in values if name not in known]
    if others:
        msg = f"{what} has {some_of(others)}, and fees has not; pass None as the fee of who takes "
        raise CostshareError(msg + "no part, or leave the name out of both")
    read = {name: read_amount(values[name], f"{what} of {name}") for name in fees.names}
    for name, value in read.items():
        if value < 0:
            raise CostshareError(
                f"{what} of {name} is {plain(value)}, below zero; a driver is zero or more"
            )
    if not any(read.values()):
        raise CostshareError(f"{what} is zero for all members, so nobody can be charged by it")
    return tuple(read.values())


def name_of(given: object, otherwise: str) -> str:
    """The name of a Series, where it has one; else the other name."""
    name = getattr(given, "name", None) if is_series(given) else None
    return otherwise if name is None else name_of_label(name, what=otherwise)


def read_drivers(given: object) -> dict[str, object]:
    """Read several drivers by name: a mapping, or a DataFrame with a column for each."""
    if is_frame(given):
        take_labels(given, way_out="pass fees and drivers of frame.set_index({column!r})")
    way_out = "a mapping name -> driver, or a DataFrame with a column for each"
    return read_by_name(given, "drivers", name="driver", way_out=way_out)


def _pairs(given: object, what: str) -> tuple[list[tuple[str, object]], bool]:
    if is_series(given) and given.index.nlevels > 1:
        msg = f"the index of {what} has several levels; name a member by one label"
        raise CostshareError(msg)
    if is_frame(given):
        raise CostshareError(f"{what} is a DataFrame; pass one of its columns")
    if has_names(given):
        read = name_of_label if is_series(given) else read_name
        named = read_by_name(given, what, read=read)
        return list(named.items()), True
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | set | frozenset):
        values = take_items(given, what)
        return [(f"member {place}", value) for place, value in enumerate(values, start=1)], False
    msg = f"{what} is {quoted(given)}, of type {type(given).__name__}; pass a mapping "
    raise CostshareError(msg + "member -> number, a Series, or a list")


def _none(value: object) -> bool:
    return value is None or is_missing(value)
