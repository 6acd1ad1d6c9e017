"""Invoice numbers as codes, of which only those that seem to be repeated are read one by one."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from costshare.reconciliation._columns import Codes, Ints

Bits = npt.NDArray[np.uint64]

# Constants that spread bits (the golden ratio, and three primes of xxHash).
_SPREAD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)
# Longer texts are not numbers of invoices, and are read as any name is.
_LONGEST = 64
_SPACE = 0x20


def mixed(keys: "list[Bits]") -> Bits:
    """Mix several keys into one of 64 bits: equal keys have equal bits, others nearly never."""
    bits = np.zeros(len(keys[0]), dtype=np.uint64)
    for place, key in enumerate(keys):
        bits = (bits ^ key) * np.uint64(_SPREAD[place % len(_SPREAD)])
        bits ^= bits >> np.uint64(29)
    return bits


def plain_numbers(column: "pd.Series[Any]") -> Codes | None:
    """Code whole numbers, and texts that `read_label` would not change."""
    dtype = column.dtype
    if dtype == np.int64 and len(column) and int(column.min()) >= 0:
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
    missing = texts.is_null().to_numpy(zero_copy_only=False)
    ends = np.frombuffer(places, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(content or b"", np.uint8)[: ends[-1] if len(ends) else 0]
    begins, lengths = ends[:-1], np.diff(ends)
    if not _is_plain(data, begins[~missing], ends[1:][~missing]) or lengths.max() > _LONGEST:
        return None
    # Eight bytes from any place on, as one number; beyond the end there are zeros.
    padded = np.concatenate([data, np.zeros(8, np.uint8)])
    words = np.ndarray(len(data) + 1, "<u8", padded, strides=(1,))
    keys = [lengths.view(np.uint64)]
    for at in range(0, int(lengths.max()), 8):
        left = np.clip(lengths - at, 0, 8).astype(np.uint64)
        unused = np.uint64(64) - np.uint64(8) * left
        taken = words[np.minimum(begins + at, len(data))]
        # A number of 64 bits cannot be moved by 64.
        keys.append(np.where(left == 0, np.uint64(0), taken << (unused % np.uint64(64))))
    codes = (mixed(keys) >> np.uint64(1)).view(np.int64)
    codes[missing] = -1
    return codes


def _is_plain(data: "npt.NDArray[np.uint8]", begins: Ints, ends: Ints) -> bool:
    """Return whether all texts are visible ASCII without extra spaces, and none is empty."""
    if not len(begins) or not (begins < ends).all():
        return False
    if data.min() < _SPACE or data.max() > 0x7E:
        return False
    spaces = data == _SPACE
    if not spaces.any():
        return True
    return not (spaces[begins].any() or spaces[ends - 1].any() or (spaces[1:] & spaces[:-1]).any())
