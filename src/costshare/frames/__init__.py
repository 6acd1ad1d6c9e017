"""Any frame in: pandas, Polars, PyArrow, DuckDB, any Arrow stream, and lists of dicts."""

from costshare.amounts import is_any_column, is_any_frame, is_pandas
from costshare.frames._arrays import array_of
from costshare.frames._collect import collect
from costshare.frames._columns import column_as_pandas
from costshare.frames._exact_column import Numbers, exact_column, values_of
from costshare.frames._labels import take_labels
from costshare.frames._like import like
from costshare.frames._pandas import as_pandas
from costshare.frames._typing import AnyFrame
from costshare.frames._whole import Bools, Wide, narrow, scale

__all__ = [
    "AnyFrame",
    "Bools",
    "Numbers",
    "Wide",
    "array_of",
    "as_pandas",
    "collect",
    "column_as_pandas",
    "exact_column",
    "is_any_column",
    "is_any_frame",
    "is_pandas",
    "like",
    "narrow",
    "scale",
    "take_labels",
    "values_of",
]
