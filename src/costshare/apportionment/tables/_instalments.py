"""The public door of instalments: yearly fees in, parts for each period out."""

from collections.abc import Hashable, Mapping, Sequence
from numbers import Integral
from typing import Any, TypeVar, overload

from costshare.amounts import (
    Amount,
    Unit,
    each_once,
    is_any_column,
    is_any_frame,
    read_amount,
    take_items,
)
from costshare.apportionment._labels import labelled_pairs
from costshare.apportionment._weights import require_weight, whole_weights
from costshare.apportionment.tables._shape import MOST_INT64, read_frame, read_line
from costshare.apportionment.tables._spread import spread
from costshare.errors import CostshareError, quoted, shown
from costshare.frames import like, take_labels

M = TypeVar("M", bound=Hashable)

# The days of more than 27 years; more is a slip.
_MOST_PERIODS = 10_000


@overload
def instalments(
    fees: Mapping[M, Amount],
    periods: int | Sequence[Hashable],
    *,
    unit: Amount = 1,
    weights: Mapping[Any, Amount] | Sequence[Amount] | None = None,
    member: str | None = None,
) -> dict[M, dict[Any, Any]]: ...
@overload
def instalments(
    fees: Sequence[Amount],
    periods: int | Sequence[Hashable],
    *,
    unit: Amount = 1,
    weights: Mapping[Any, Amount] | Sequence[Amount] | None = None,
    member: str | None = None,
) -> list[list[Any]]: ...
@overload
def instalments(
    fees: Any,
    periods: int | Sequence[Hashable],
    *,
    unit: Amount = 1,
    weights: Mapping[Any, Amount] | Sequence[Amount] | None = None,
    member: str | None = None,
) -> Any: ...
def instalments(
    fees: Any,
    periods: int | Sequence[Hashable],
    *,
    unit: Amount = 1,
    weights: Mapping[Any, Amount] | Sequence[Amount] | None = None,
    member: str | None = None,
) -> Any:
    """Split each member's fee into periods, in whole units, with both sums exact.

    Parameters
    ----------
    fees : mapping, Series, sequence or frame
        Each member's fee for all periods together, a whole multiple of `unit`. A credit is
        negative. A frame of any library has a row for each member and a column for each pool;
        each pool is split on its own, and a missing cell is not a fee.
    periods : int or sequence of names
        How many periods, named 1, 2, 3 …; or their names in order.
    unit : positive number, default 1
        The smallest amount of an instalment: 1, 100, ``"0.01"``.
    weights : mapping or sequence, optional
        How much of the fee belongs to each period, such as its days. Equal without them.
    member : str, optional
        Name of the frame's column of members' names, where the index of a pandas frame does not
        have them.

    Returns
    -------
    dict of dicts, list of lists or frame
        Members × periods; a sequence of fees gives a list for each. Ints where all fees and
        `unit` are ints, else Decimals with the decimals of the unit. A frame gives a long one of
        the same library, as `costshare.frames.like` says: a row for each member, pool and period,
        in columns ``member``, ``pool`` (or what the frame's index and columns are called),
        ``period`` and ``amount``, which is Int64 in pandas where `unit` is an int.

    Raises
    ------
    CostshareError
        If a fee is not a multiple of the unit, or the periods or weights cannot be read.

    Notes
    -----
    Four numbers are each the floor or the ceiling of their exact value, in units: a member's
    instalment; what a member has paid up to and with any period; a period's total; and the total
    of the periods up to and with it. So a member's extra units are spread over the periods, and
    no member is ever a whole unit ahead or behind. Such a split always exists, since each member's
    running sums, and the periods' running totals, are nested (Hoffman and Kruskal 1956). Which
    of several it is depends on the order of the members.

    References
    ----------
    Hoffman, A. J. and Kruskal, J. B. (1956), "Integral Boundary Points of Convex Polyhedra", in
    *Linear Inequalities and Related Systems*, Princeton, 223-246.

    Examples
    --------
    >>> import costshare as cs
    >>> cs.instalments({"Kiruna": 1000, "Luleå": 500}, 4, unit=100)
    {'Kiruna': {1: 200, 2: 300, 3: 300, 4: 200}, 'Luleå': {1: 200, 2: 100, 3: 100, 4: 100}}

    A table of fees:

    >>> import pandas as pd
    >>> year = pd.DataFrame({"mail": [3, 2], "archive": [5, pd.NA]}, index=["Kiruna", "Luleå"])
    >>> parts = cs.instalments(year, ["spring", "autumn"])
    >>> parts
       member     pool  period  amount
    0  Kiruna     mail  spring       1
    1  Kiruna     mail  autumn       2
    2   Luleå     mail  spring       1
    3   Luleå     mail  autumn       1
    4  Kiruna  archive  spring       2
    5  Kiruna  archive  autumn       3
    """
    labels = _periods(periods)
    exact_unit = Unit.read(unit)
    shares = [1] * len(labels)
    if weights is not None:
        given = read_line(weights, labels, "weight")
        shares = whole_weights(given, labels)
        require_weight(shares)
    if hasattr(fees, "instalments"):
        msg = f"fees are of type {type(fees).__name__}, which splits itself: fees.instalments(12)"
        raise CostshareError(msg)
    if is_any_frame(fees):
        frame = take_labels(fees, member, allow_numbers=True)[1]
        whole = isinstance(unit, Integral)
        return like(split_table(frame, labels, shares, unit=exact_unit, whole=whole), fees)
    if member is not None:
        msg = f"member={quoted(member)} names a column, and the fees are not a frame; leave it out"
        raise CostshareError(msg)
    names, values = _members(fees)
    units = [
        exact_unit.count(read_amount(value, f"fee of {shown(name)}"), f"fee of {shown(name)}")
        for name, value in zip(names or range(len(values)), values, strict=True)
    ]
    parts = spread(units, [shares] * len(units))
    amounts: list[list[Any]]
    if isinstance(unit, Integral) and all(isinstance(value, Integral) for value in values):
        amounts = [[part * int(unit) for part in line] for line in parts]
    else:
        amounts = [[exact_unit.decimal(part) for part in line] for line in parts]
    if names is None:
        return amounts
    return {
        name: dict(zip(labels, line, strict=True))
        for name, line in zip(names, amounts, strict=True)
    }


def limit_parts(parts: Any, name: str) -> int:
    """Return into how many parts a fee is split, or raise if these are too many to be meant.

    Raises
    ------
    CostshareError
        If they are more than a period has days.
    """
    count = int(read_amount(parts, name))
    if count > _MOST_PERIODS:
        msg = f"{name} {quoted(parts)} are more than {_MOST_PERIODS}; pass fewer"
        raise CostshareError(msg)
    return count


def _members(fees: Any) -> tuple[list[Any] | None, list[Any]]:
    """Take the names (None for a sequence) and the fees apart."""
    pairs = labelled_pairs(fees)
    if pairs is not None:
        names = [name for name, _ in pairs]
        each_once("fees:", names)
        return names, [fee for _, fee in pairs]
    if is_any_column(fees) or (isinstance(fees, Sequence) and not isinstance(fees, str | bytes)):
        return None, take_items(fees, "fees")
    msg = (
        f"fees of type {type(fees).__name__} are not fees; pass a dict or a list of numbers, or a "
        "DataFrame with a row for each member and a column for each pool"
    )
    raise CostshareError(msg)


def _periods(periods: Any) -> list[Any]:
    """Name the periods."""
    if isinstance(periods, Integral) and not isinstance(periods, bool):
        labels = list(range(1, limit_parts(periods, "periods") + 1))
    elif isinstance(periods, Sequence) and not isinstance(periods, str | bytes):
        labels = take_items(periods, "periods")
    else:
        msg = f"periods {quoted(periods)} are not periods; pass how many, or a list of their names"
        raise CostshareError(msg)
    if not labels:
        msg = f"periods {quoted(periods)} name no period; a fee needs at least one"
        raise CostshareError(msg)
    for label in labels:
        try:
            hash(label)
        except TypeError:
            msg = f"period {quoted(label)} cannot be a name; name the periods by text or number"
            raise CostshareError(msg) from None
    each_once("periods:", labels)
    return labels


def split_table(
    fees: Any, periods: Sequence[Any], shares: Sequence[int], *, unit: Unit, whole: bool
) -> Any:
    """Split every column; missing cells are left out. The frame is known by its parts."""
    table, present = read_frame(fees), fees.notna().to_numpy()
    titles = (fees.index.name or "member", fees.columns.name or "pool", "period", "amount")
    if len(set(titles)) < len(titles):
        msg = f"the index or the columns of the fees are called {titles[:2]}, as a column of the "
        raise CostshareError(f"{msg}result is; rename them: fees.rename_axis('member')")
    rows: list[tuple[Any, ...]] = []
    for at, pool in enumerate(table.columns):
        taking = [place for place in range(len(table.rows)) if present[place, at]]
        units = []
        for place in taking:
            name = f"fee of {shown(table.rows[place])} for {shown(pool)}"
            units.append(unit.count(read_amount(table.cells[place][at], name), name))
        for place, parts in zip(taking, spread(units, [shares] * len(units)), strict=True):
            member = table.rows[place]
            rows += [(member, pool, *each) for each in zip(periods, parts, strict=True)]
    columns = dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    counts = columns.get("amount", [])
    amounts = [n * int(unit.size) if whole else unit.decimal(n) for n in counts]
    result = type(fees)({title: columns.get(title, []) for title in titles})
    fits = whole and all(abs(each) <= MOST_INT64 for each in amounts)
    result["amount"] = type(fees)({"amount": amounts}, dtype="Int64" if fits else object)["amount"]
    return result
