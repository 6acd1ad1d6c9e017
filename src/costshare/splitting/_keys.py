"""The rows of two frames that have the same key, found by codes for the values of each column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from costshare.errors import CostshareError, quoted

if TYPE_CHECKING:
    import pandas as pd

Ints = npt.NDArray[np.int64]

_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "bools"),
    (np.bool_, "bools"),
    (int, "whole numbers"),
    (np.integer, "whole numbers"),
    (str, "text"),
    (Decimal, "decimals"),
    (datetime, "times"),
    (date, "dates"),
    (float, "floats"),
    (np.floating, "floats"),
)


@dataclass(frozen=True, slots=True)
class Coded:
    """One column: a code for each row, -1 where it is null, and the value that each code is for."""

    codes: Ints
    names: list[Any]
    kind: str | None


def encode(column: "pd.Series[Any]", where: str) -> Coded:
    """Number the different values of a column; `where` names the column in an error."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    kinds = set()
    if column.dtype == object:
        # A hash table takes True, 1 and 1.0 for one value, so the types are looked at before.
        present = column[column.notna()]
        kinds = {_kind(value) for value in {type(each): each for each in present}.values()}
    try:
        codes, found = pd.factorize(column, use_na_sentinel=True)
    except TypeError:
        msg = f"{where} holds values that are not keys, such as lists; "
        raise CostshareError(msg + "use text, whole numbers, decimals or dates") from None
    values = list(found)
    kinds |= {_kind(value) for value in {type(each): each for each in values}.values()}
    if kinds == {"floats"}:
        values, kinds = _whole(values, where), {"whole numbers"}
    if len(kinds) > 1:
        msg = f"{where} mixes {' and '.join(sorted(kinds))}; convert them to one type"
        raise CostshareError(msg)
    return Coded(codes.astype(np.int64), values, kinds.pop() if kinds else None)


def _kind(value: object) -> str:
    """Name the kind of a value; values of different kinds are never the same key."""
    kind = next((kind for type_, kind in _KINDS if isinstance(value, type_)), None)
    if kind == "times":
        return "times with a zone" if getattr(value, "tzinfo", None) else "times without a zone"
    return kind or f"values of type {type(value).__name__}"


def _whole(values: list[Any], where: str) -> list[int]:
    """Read floats that are whole numbers, as a column of whole numbers beside nulls has them."""
    for value in values:
        if not float(value).is_integer() or abs(value) >= 2**53:
            msg = f"{where} holds the float {quoted(value)}, which is not a reliable key; "
            raise CostshareError(msg + "convert it to text, whole numbers or decimals")
    return [int(value) for value in values]


class Keys:
    """The different keys of the drivers, numbered in the order of their first row."""

    def __init__(self, columns: Sequence["pd.Series[Any]"], names: Sequence[str]) -> None:
        """Number the keys of a frame that has a column for each name."""
        import pandas as pd

        self.names = list(names)
        self._kinds: list[str | None] = []
        self._codes: list[dict[Any, int]] = []
        self._groups: list[dict[int, int]] = []
        group: Ints | None = None
        for name, column in zip(names, columns, strict=True):
            coded = encode(column, f"column {name!r} of the drivers")
            _refuse_null(coded.codes, name)
            self._kinds.append(coded.kind)
            self._codes.append({value: code for code, value in enumerate(coded.names)})
            if group is None:
                group = coded.codes
                self._groups.append({})
                continue
            packed = group * max(len(coded.names), 1) + coded.codes
            found, different = pd.factorize(packed)
            self._groups.append({int(key): number for number, key in enumerate(different)})
            group = found.astype(np.int64)
        self.of_drivers: Ints = np.zeros(0, dtype=np.int64) if group is None else group
        self.count = int(self.of_drivers.max()) + 1 if len(self.of_drivers) else 0

    def find(self, columns: Sequence["pd.Series[Any]"]) -> Ints:
        """Return the number of each line's key, -1 where the drivers do not have it.

        Raises
        ------
        CostshareError
            If a column holds another kind of values than that of the drivers.
        """
        import pandas as pd

        group: Ints | None = None
        steps = zip(self.names, columns, self._kinds, self._codes, self._groups, strict=True)
        for name, column, kind, known, groups in steps:
            coded = encode(column, f"column {name!r} of the lines")
            if kind and coded.kind and kind != coded.kind:
                msg = f"column {name!r} holds {coded.kind} in the lines and {kind} in the "
                msg += "drivers, which are never equal; convert one of them"
                raise CostshareError(msg)
            of_value = np.array([*(known.get(each, -1) for each in coded.names), -1], np.int64)
            code = of_value[coded.codes]
            if group is None:
                group = code
                continue
            packed = group * max(len(known), 1) + code
            packed[(group < 0) | (code < 0)] = -1
            found, different = pd.factorize(packed)
            of_pair = np.array([groups.get(int(each), -1) for each in different], dtype=np.int64)
            group = of_pair[found] if len(found) else packed
        return np.zeros(0, dtype=np.int64) if group is None else group


def _refuse_null(codes: Ints, name: str) -> None:
    """Refuse drivers without a key, which no line can have."""
    rows = np.flatnonzero(codes < 0)
    if len(rows):
        few = ", ".join(map(str, rows[:5]))
        msg = f"{len(rows)} of {len(codes)} drivers have no value in column {name!r} (row {few}); "
        raise CostshareError(msg + "fill in the key, or drop the rows")
