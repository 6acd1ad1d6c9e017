"""Decimals of Arrow and whole units, in both directions without a Python object for each."""

from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from costshare.amounts import Unit
from costshare.errors import CostshareError
from costshare.frames import Wide

Ints = npt.NDArray[np.int64]

_INT64 = 2**63
_DIGITS = 38


def count_by_arrow(column: "nw.Series[Any]", unit: Unit) -> Wide | None:
    """Count decimals, or decimals as text, in a unit; None where that needs another way.

    Arrow reads text as strictly as costshare does, and refuses what a scale does not hold.
    """
    if not len(column) or not (column.dtype in {nw.String, nw.Object} or column.dtype.is_decimal()):
        return None
    places, size = _scaled(unit)
    halves = None if places > _DIGITS or size >= _INT64 else _halves(column, places)
    if halves is None:
        return None
    counts: Wide = halves[:, 0]
    if (halves[:, 1] != counts >> 63).any():
        counts = (halves[:, 1].astype(object) << 64) + counts.astype(np.uint64).astype(object)
    if size == 1:
        return counts
    return None if (counts % size != 0).any() else counts // size


def _halves(column: "nw.Series[Any]", places: int) -> Ints | None:
    """Read decimals of some places as whole numbers of 128 bits, each in a lower and an upper half.

    None where a value is missing, is not a decimal or needs more digits, or without PyArrow: then
    the values are read one by one, and an error names them.
    """
    try:
        import pyarrow as pa
    except ImportError:
        return None
    try:
        array = column.to_arrow()
        is_text = str(array.type).endswith("string")
        if not is_text and not pa.types.is_decimal(array.type):
            return None
        if is_text and not _is_short(array, places):
            return None
        array = array.cast(pa.decimal128(_DIGITS, places))
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return None
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count:
        return None
    halves: Ints = np.frombuffer(array.buffers()[1], dtype=np.int64)
    return halves.reshape(-1, 2)[array.offset : array.offset + len(array)]


def _is_short(text: Any, places: int) -> bool:
    """Return whether numbers as text have few enough digits for a decimal with some places.

    Arrow's cast of text to a decimal overflows without an error, both in the digits that it reads
    and in those that an exponent or the scale adds.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    longest = pc.max(pc.utf8_length(text)).as_py()
    largest = pc.max(pc.abs(text.cast(pa.float64()))).as_py()
    if longest is None or largest is None:
        return True
    return bool(longest <= _DIGITS and largest < 10.0 ** (_DIGITS - 1 - places))


def arrow_decimals(counts: Wide, unit: Unit) -> Any:
    """Turn whole units into an Arrow array of decimals.

    Raises
    ------
    CostshareError
        If an amount has more digits than such a decimal.
    """
    import pyarrow as pa

    places, size = _scaled(unit)
    msg = f"an amount has more than the {_DIGITS} digits that a decimal of Arrow holds; "
    if places > _DIGITS:
        raise CostshareError(f"{msg}pass pandas or a list of dicts, or a coarser unit")
    kind = pa.decimal128(_DIGITS, places)
    largest = max((abs(int(counts.max())), abs(int(counts.min())))) if len(counts) else 0
    if counts.dtype == object or largest * size >= _INT64:
        try:
            return pa.array([unit.decimal(int(each)) for each in counts], type=kind)
        except pa.ArrowInvalid as error:
            raise CostshareError(f"{msg}pass pandas or a list of dicts") from error
    # A decimal128 is a whole number of 128 bits, the lower half first.
    halves = np.empty((len(counts), 2), dtype=np.int64)
    halves[:, 0] = counts * size
    halves[:, 1] = halves[:, 0] >> 63
    return pa.Array.from_buffers(kind, len(counts), [None, pa.py_buffer(halves)])


def _scaled(unit: Unit) -> tuple[int, int]:
    """Return the decimal places of a unit, and how many of them in the last place it is."""
    places = max(0, -int(unit.as_tuple().exponent))
    return places, int(unit.scaleb(places))
