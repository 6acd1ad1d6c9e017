"""Invoice numbers as codes, of which only those that seem to be repeated are read one by one."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from costshare.reconciliation._columns import Codes, Ints

if TYPE_CHECKING:
    import pandas as pd

Bits = npt.NDArray[np.uint64]

# Constants that spread bits (the golden ratio, and three primes of xxHash).
_SPREAD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
# Longer texts are not numbers of invoices, and are read as any name is.
_LONGEST = 64
_SPACE = 0x20


def mixed(first: Bits, *keys: Bits) -> Bits:
    """Mix several keys into one of 64 bits: equal keys have equal bits, others nearly never."""
    bits = first.copy()
    for place, key in enumerate(keys):
        bits ^= key
        bits *= np.uint64(_SPREAD[place % len(_SPREAD)])
        bits ^= bits >> np.uint64(29)
    return bits


def repeated(bits: Bits) -> Ints:
    """Find the entries that occur more than once; others may be found with them.

    Half of the bits are sorted, which is quicker; entries that differ in the other half alone are
    found too. A table of the first 16 bits rules out most entries at once.
    """
    half = (bits >> np.uint64(32)).astype(np.uint32)
    ordered = np.sort(half)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    begins = np.zeros(2**16, dtype=bool)
    begins[twice >> np.uint32(16)] = True
    chosen = np.flatnonzero(begins[half >> np.uint32(16)])
    return chosen[np.isin(half[chosen], twice)]


def plain_numbers(column: "pd.Series[Any]") -> Codes | None:
    """Code whole numbers, and texts that `read_label` would not change."""
    import pandas as pd

    dtype = column.dtype
    if not len(column):
        return None
    if dtype == np.int64 and int(column.min()) >= 0:
        return Codes(column.to_numpy(), [])
    if isinstance(dtype, pd.StringDtype) and str(dtype.storage).startswith("pyarrow"):
        bits = _of_texts(column)
        if bits is not None:
            return Codes(bits, [], exact=lambda rows: pd.factorize(column.iloc[rows])[0])
    return None


def _of_texts(column: "pd.Series[Any]") -> Ints | None:
    """Mix the bytes of each text, eight at a time; None if a text is unusual, or long."""
    import pyarrow as pa

    texts = pa.array(column.array)
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    texts = texts.cast(pa.large_string())
    _, places, content = texts.buffers()
    ends = np.frombuffer(places, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(content or b"", np.uint8)[: ends[-1]]
    begins, lengths = ends[:-1], np.diff(ends)
    missing = np.zeros(0, bool)
    if texts.null_count:
        missing = texts.is_null().to_numpy(zero_copy_only=False)
        lengths = np.where(missing, 0, lengths)
    longest = int(lengths.max())
    if longest > _LONGEST or not _is_plain(data, begins, lengths, len(texts) - texts.null_count):
        return None
    # Eight bytes from any place on, as one number; those beyond a text are made zero.
    padded = np.concatenate([data, np.zeros(_LONGEST + 8, np.uint8)])
    words = np.ndarray(len(padded) - 7, "<u8", padded, strides=(1,))
    bits = lengths.view(np.uint64)
    for at in range(0, longest, 8):
        kept = [256 ** min(max(length - at, 0), 8) - 1 for length in range(longest + 1)]
        bits = mixed(bits, words[begins + at] & np.array(kept, np.uint64)[lengths])
    codes = (bits >> np.uint64(1)).view(np.int64)
    if texts.null_count:
        codes[missing] = -1
    return codes


def _is_plain(data: "npt.NDArray[np.uint8]", begins: Ints, lengths: Ints, count: int) -> bool:
    """Return whether so many texts are visible ASCII without extra spaces, and none is empty."""
    if not count or np.count_nonzero(lengths) != count:
        return False
    if data.min() < _SPACE or data.max() > 0x7E:
        return False
    spaces = data == _SPACE
    if not spaces.any():
        return True
    chosen = np.flatnonzero(lengths)
    first, last = begins[chosen], begins[chosen] + lengths[chosen] - 1
    return not (spaces[first].any() or spaces[last].any() or (spaces[1:] & spaces[:-1]).any())
