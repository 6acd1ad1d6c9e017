"""Apportion a whole number of units over whole weights, of either sign, by any method."""

from collections.abc import Sequence

from costshare.apportionment._methods import METHODS, MethodName, TieRule
from costshare.apportionment._tie import Apportioned, Tie

__all__ = ["Apportioned", "Tie", "apportion_units"]


def apportion_units(
    total: int, weights: Sequence[int], *, method: MethodName, ties: TieRule
) -> Apportioned:
    """Share units by non-negative weights; some are positive, unless there is nothing to share.

    A total of zero gives zeros by every method, also by those that give a first unit. A negative
    total is shared as its positive twin and negated (sign symmetry). The tie rule ``error`` is
    the caller's to act on: here it breaks ties as ``listed`` and reports them.
    """
    if not total:
        return Apportioned([0] * len(weights), ())
    order: Sequence[int] = range(len(weights))
    if ties == "largest":
        order = sorted(order, key=weights.__getitem__, reverse=True)
    elif ties == "smallest":
        order = sorted(order, key=weights.__getitem__)
    if total >= 0:
        return METHODS[method](total, weights, order)
    mirrored = METHODS[method](-total, weights, order)
    return Apportioned([-part for part in mirrored.parts], mirrored.ties)
