"""One line of a split, derived step by step."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np

from costshare.agreement import Explanation, allocate
from costshare.amounts import Amount, read_amount
from costshare.errors import CostshareError, quoted, shown
from costshare.frames import AnyFrame, values_of
from costshare.models import Flat, Proportional
from costshare.splitting._columns import require_columns
from costshare.splitting._frames import collect_rows, series_of
from costshare.splitting._splitter import Splitter, Zeros


def explain_split(
    lines: AnyFrame,
    drivers: AnyFrame,
    row: int,
    *,
    on: str | Sequence[str],
    member: str | None = None,
    amount: str = "amount",
    weight: str = "weight",
    unit: Amount = "0.01",
    zeros: Zeros = "error",
    method: str = "largest_remainder",
) -> Explanation:
    """Derive what `split` allocates of one line: quotas, floors, and who gets a last unit.

    Parameters
    ----------
    lines, drivers : frame
        As in `split`.
    row : int
        Number of the line, from 0.
    on, amount, weight, unit, zeros, method
        As in `split`; `amount` is one column.
    member : str, optional
        Column of the drivers that names them. It can be left out where they have one column
        besides keys and weight.

    Returns
    -------
    Explanation
        Derivation, which prints as text; ``to_dict()`` gives it as plain data. Its fees are
        what `split` allocates.

    Raises
    ------
    CostshareError
        As in `split`; if there is no such line, if it has no drivers, or if `member` is needed.

    Examples
    --------
    >>> import costshare as cs
    >>> lines = [{"resource": "db", "amount": "10.00"}]
    >>> drivers = [
    ...     {"resource": "db", "team": "A", "weight": 1},
    ...     {"resource": "db", "team": "B", "weight": 2},
    ... ]
    >>> derived = cs.explain_split(lines, drivers, 0, on="resource").to_dict()["lines"]
    >>> [(line["member"], line["quota"], line["fee"]) for line in derived]
    [('A', '10/3', '3.33'), ('B', '20/3', '6.67')]
    """
    if not isinstance(amount, str):
        msg = f"amount {quoted(amount)} is not the name of a column; pass one of those split"
        raise CostshareError(msg)
    splitter = Splitter(
        drivers,
        on=on,
        amount=amount,
        weight=weight,
        unit=unit,
        unmatched="keep",
        zeros=zeros,
        method=method,
    )
    line = _only(lines, row)
    splitter.check_columns(collect_rows(line, "lines", []).columns)
    try:
        matched = splitter.match(line)
    except CostshareError as error:
        msg = f"line {row}, which is row 0 where it is read alone: {error}"
        raise CostshareError(msg) from None
    group = int(matched.groups[0])
    if group < 0:
        msg = f"line {row} has no drivers, so there is nothing to explain; add drivers for its key"
        raise CostshareError(f"{msg}, or pass another row")
    frame = collect_rows(drivers, "drivers", [])
    places = splitter.drivers_of(group)
    weights = [read_amount(values_of(series_of(frame, weight))[each], weight) for each in places]
    names = _names(frame, places, _member(frame, member, [*splitter.on, weight]))
    units = matched.amounts[0]
    total = units.unit.decimal(int(units.counts[0]))
    return allocate(
        total,
        Proportional(driver=weight) if any(weights) else Flat(),
        {name: {weight: each} for name, each in zip(names, weights, strict=True)},
        unit=units.unit,
        method=splitter.method,
        pool=splitter.allocated[0],
    ).explain(pool=splitter.allocated[0])


def _only(lines: Any, row: Any) -> Any:
    """Return a frame of one line."""
    is_list = isinstance(lines, list | tuple)
    given: Any = lines if is_list else collect_rows(lines, "lines", [])
    if not len(given):
        msg = "lines has no rows, so none can be explained; pass a frame with rows"
        raise CostshareError(msg)
    is_int = isinstance(row, int | np.integer) and not isinstance(row, bool)
    if not is_int or not 0 <= row < len(given):
        msg = f"row {quoted(row)} is not the number of a line; pass an int from 0 to "
        raise CostshareError(f"{msg}{len(given) - 1}")
    one = given[row : row + 1]
    return one if is_list else one.to_native()


def _member(frame: "nw.DataFrame[Any]", member: object, others: Sequence[str]) -> str:
    """Find the column that names the drivers."""
    if isinstance(member, str):
        require_columns(frame.columns, "drivers", [member])
        return member
    left = [name for name in frame.columns if name not in others]
    if member is None and len(left) == 1:
        return left[0]
    msg = f"member {quoted(member)} does not name a column of the drivers; "
    raise CostshareError(f"{msg}pass member= with one of {', '.join(frame.columns)}")


def _names(frame: "nw.DataFrame[Any]", places: Sequence[int], member: str) -> list[str]:
    """Name drivers; those that share a name by their row too."""
    column = frame[member]
    names = [shown(column[place]) for place in places]
    return [
        f"{name} (row {place})" if names.count(name) > 1 else name
        for name, place in zip(names, places, strict=True)
    ]
