"""Any frame in: pandas, Polars, PyArrow, DuckDB, any Arrow stream, and lists of dicts."""

from importlib import import_module
from typing import TYPE_CHECKING

from costshare.amounts import is_any_column, is_any_frame, is_pandas
from costshare.frames._arrays import array_of
from costshare.frames._collect import collect, eager
from costshare.frames._columns import column_as_pandas
from costshare.frames._labels import is_numbered, labelled_column, take_labels
from costshare.frames._like import like
from costshare.frames._missing import is_missing
from costshare.frames._pandas import as_pandas
from costshare.frames._typing import AnyFrame

if TYPE_CHECKING:
    from costshare.frames._exact_column import Numbers, exact_column, values_of
    from costshare.frames._whole import Bools, Wide, narrow, scale
else:
    # These load numpy, and members or models are read without it.
    _MODULE_OF = dict.fromkeys(("Numbers", "exact_column", "values_of"), "_exact_column")
    _MODULE_OF |= dict.fromkeys(("Bools", "Wide", "narrow", "scale"), "_whole")

    def __getattr__(name: str) -> object:
        """Import a name when it is first used."""
        if name in _MODULE_OF:
            return getattr(import_module(f"costshare.frames.{_MODULE_OF[name]}"), name)
        msg = f"module 'costshare.frames' has no attribute {name!r}"
        raise AttributeError(msg)


__all__ = [
    "AnyFrame",
    "Bools",
    "Numbers",
    "Wide",
    "array_of",
    "as_pandas",
    "collect",
    "column_as_pandas",
    "eager",
    "exact_column",
    "is_any_column",
    "is_any_frame",
    "is_missing",
    "is_numbered",
    "is_pandas",
    "labelled_column",
    "like",
    "narrow",
    "scale",
    "take_labels",
    "values_of",
]
