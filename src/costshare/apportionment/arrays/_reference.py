"""Rows that no vectorised way settles: the exact reference, one row at a time."""

from collections.abc import Iterable
from typing import Literal

from costshare.apportionment._methods import MethodName, apportion_units
from costshare.apportionment._weights import ALL_ZERO, whole_weights
from costshare.apportionment.arrays._bad_rows import Finding
from costshare.apportionment.arrays._block import Ints, Numbers
from costshare.errors import CostshareError

Zeros = Literal["error", "even"]

_NOBODY = f'{ALL_ZERO}, or pass zeros="even"'


def share_exactly(
    totals: Ints,
    weights: list[int] | Numbers,
    out: Ints,
    rows: Iterable[int],
    bad: Finding,
    *,
    method: MethodName,
    zeros: Zeros,
) -> None:
    """Fill the given rows of `out`; weights are whole numbers for all totals, or a row for each."""
    for row in rows:
        total = int(totals[row])
        try:
            by = (
                weights if isinstance(weights, list) else whole_weights(weights[row].tolist(), None)
            )
            by = by if any(by) else without_weights(by, total, zeros)
            out[row] = apportion_units(total, by, method=method, ties="listed").parts
        except CostshareError as error:
            bad.add([row], str(error))


def without_weights(weights: list[int], total: int | bool, zeros: Zeros) -> list[int]:
    """Give equal weights where all are zero, if that is asked for or does not matter."""
    if zeros == "error" and total:
        raise CostshareError(_NOBODY)
    return [1] * len(weights)
