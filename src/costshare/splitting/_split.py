"""The public door: cost lines split over driver rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from costshare.amounts import Amount, read_word
from costshare.frames import AnyFrame
from costshare.splitting._splitter import Splitter, Unmatched, Zeros

Unused = Literal["ignore", "error"]


def split(
    lines: AnyFrame,
    drivers: AnyFrame,
    *,
    on: str | Sequence[str],
    amount: str | Sequence[str] = "amount",
    weight: str = "weight",
    unit: Amount | Mapping[str, Amount] = "0.01",
    unmatched: Unmatched = "error",
    unused: Unused = "ignore",
    zeros: Zeros = "error",
    method: str = "largest_remainder",
) -> Any:
    """Split each cost line over the driver rows that have its key; each line sums exactly.

    Parameters
    ----------
    lines : frame
        A row for each cost line: a frame of pandas, Polars, PyArrow or DuckDB, any Arrow stream,
        or a list of dicts.
    drivers : frame
        A row for each user of something that is shared, with the same key columns and a weight.
        It need not be of the same library.
    on : str or list of str
        Key columns. Where both frames have a column of a currency or a period, it belongs here.
    amount : str or list of str, default "amount"
        Column of the lines that is split, or several, each by the same weights. Integers,
        decimals, decimals as text, or floats, which are read as the decimals that they print.
        Either sign.
    weight : str, default "weight"
        Column of the drivers by which amounts are split: numbers of zero or more.
    unit : positive number or mapping, default "0.01"
        Smallest amount that parts move by, for all amounts or for each column by name. For whole
        öre or cents, pass 1.
    unmatched : {"error", "keep"}
        What to do with lines whose key the drivers do not have, or that have no key: refuse them,
        or keep each as one row with its whole amount and nulls for the drivers' columns.
    unused : {"ignore", "error"}
        What to do with drivers whose key no line has: leave them out of the result, or refuse
        them.
    zeros : {"error", "even"}
        What to do with a line whose drivers all have weight zero: refuse it unless its amount is
        zero, or split it evenly.
    method : str, default "largest_remainder"
        As in `apportion`.

    Returns
    -------
    frame
        Frame of the library of the lines. A lazy frame of Polars comes back lazy, although it is
        collected to be split; a DuckDB relation and any other Arrow stream come back as a table
        of PyArrow. The lines follow in their order, and for each of them its drivers in theirs.
        The columns are those of the line, those of the driver without the key, and `allocated`;
        where `amount` is a list, ``allocated_<name>`` for each of its columns. Integers with
        a whole unit become integers of the same type; all else becomes decimals. A pandas index
        is left out. A tie goes to the driver that stands first.

    Raises
    ------
    CostshareError
        If a column does not exist, or both frames have a column that is not a key; if keys are of
        different types, or a driver has none; if an amount is missing, cannot be read or is not a
        whole multiple of the unit, or a weight is below zero; if lines, drivers or zeros are not
        as the arguments ask for. The message counts the rows and names the first few, from 0.

    Examples
    --------
    >>> import pandas as pd
    >>> import costshare as cs
    >>> lines = pd.DataFrame({"resource": ["db", "vm", "db"], "amount": ["10.00", "7.50", "-0.05"]})
    >>> drivers = pd.DataFrame({
    ...     "resource": ["db", "db", "vm"], "team": ["A", "B", "A"], "weight": [1, 2, 1],
    ... })
    >>> cs.split(lines, drivers, on="resource")
      resource amount team  weight allocated
    0       db  10.00    A       1      3.33
    1       db  10.00    B       2      6.67
    2       vm   7.50    A       1      7.50
    3       db  -0.05    A       1     -0.02
    4       db  -0.05    B       2     -0.03

    A bill and its drivers in several currencies:

    >>> lines = [{"resource": "db", "currency": "EUR", "amount": 100}]
    >>> drivers = [
    ...     {"resource": "db", "currency": currency, "team": team, "weight": 1}
    ...     for currency in ("EUR", "SEK") for team in ("A", "B", "C")
    ... ]
    >>> [row["allocated"] for row in cs.split(lines, drivers, on=["resource", "currency"], unit=1)]
    [34, 33, 33]
    """
    unused = read_word(unused, "rule for unused drivers", Unused)
    splitter = Splitter(
        drivers,
        on=on,
        amount=amount,
        weight=weight,
        unit=unit,
        unmatched=unmatched,
        zeros=zeros,
        method=method,
    )
    matched = splitter.match(lines)
    if unused == "error":
        splitter.refuse_unused(splitter.used(matched.groups))
    return splitter.rows(matched)
