"""A frame of any library as a pandas frame, exactly."""

from typing import TYPE_CHECKING

from costshare.frames._collect import collect
from costshare.frames._columns import exact_series

if TYPE_CHECKING:
    import pandas as pd


def as_pandas(value: object, what: str = "frame") -> "pd.DataFrame":
    """Turn a frame of any library into a pandas frame, exactly; one of pandas stays what it is.

    The rows are numbered from 0. Ints stay ints: ``Int64`` beside missing values, and Python ints
    where 64 bits are too few; so do decimals without decimals, as which DuckDB gives 128-bit ints.
    Other decimals become Decimals, categories their values, days dates. Floats keep their width,
    and so the decimal that they print; times keep their zone.

    Parameters
    ----------
    value : frame
        A frame of any library.
    what : str, default "frame"
        What it is, for errors.

    Raises
    ------
    CostshareError
        If the value is not a frame, a column is named twice, or PyArrow is needed and missing.

    Examples
    --------
    >>> as_pandas([{"member": "Kiruna", "fee": 2**53 + 1}, {"member": "Luleå"}])
       member               fee
    0  Kiruna  9007199254740993
    1   Luleå              <NA>
    """
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        return value
    frame = collect(value, what)
    native: object = frame.to_native()
    if isinstance(native, pd.DataFrame):
        return native
    columns = {name: exact_series(frame[name]) for name in frame.columns}
    return pd.DataFrame(columns, index=range(len(frame)))
