"""Rows that no vectorised way settles: the exact reference, one row at a time."""

from collections.abc import Iterable
from typing import Any, Literal

from costshare.apportionment._methods import MethodName, apportion_units
from costshare.apportionment._weights import ALL_ZERO, whole_weights
from costshare.apportionment.arrays._bad_rows import Finding
from costshare.apportionment.arrays._block import Ints, Numbers
from costshare.errors import CostshareError

Zeros = Literal["error", "even"]

NOBODY = f'{ALL_ZERO}, or pass zeros="even"'


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
            if not any(by):
                if zeros == "error" and total:
                    raise CostshareError(NOBODY)
                by = [1] * len(by)
            out[row] = apportion_units(total, by, method=method, ties="listed").parts
        except CostshareError as error:
            bad.add([row], str(error))
