"""The rows of a log as arrays: names numbered, times in nanoseconds, quantities counted."""

from dataclasses import dataclass

from costshare.metering._counts import Counts, Ints
from costshare.metering._places import Places


@dataclass(frozen=True, slots=True)
class Rows:
    """What a log holds, column by column, in the order of its rows.

    Parameters
    ----------
    members, resources : list of str
        The names.
    member, resource : ndarray of int
        Which of them, for each row.
    begin, end : ndarray of int64
        From when to when, in nanoseconds; levels have no end of their own.
    counts : ndarray of int
        The quantities.
    steps : int
        How many counts make 1.
    units : dict
        The unit of each resource that has one.
    places : Places
        The names of the rows.
    """

    members: list[str]
    resources: list[str]
    member: Ints
    resource: Ints
    begin: Ints
    end: Ints | None
    counts: Counts
    steps: int
    units: dict[str, str]
    places: Places
