"""A cell of members × pools: what was expected, what was invoiced, and its status."""

from dataclasses import dataclass
from typing import Literal

from costshare.fields import NO_OTHER_FIELDS

By = Literal["cell", "member", "pool"]
Status = Literal["matched", "under", "over", "missing", "unexpected"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One member and pool. Amounts are counted in the reconciliation's unit.

    Parameters
    ----------
    member, pool : str or None
        None where a line names none.
    expected : int or None
        The fee; None where the member takes no part in the pool, or one of them is unknown.
    invoiced : int
        What the lines sum to, without VAT.
    lines : int
        How many there are.
    status : str
        ``matched``, ``under``, ``over``, ``missing`` or ``unexpected``.
    budget : int or None
        The budget of the cell, where there is one.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    member: str | None
    pool: str | None
    expected: int | None
    invoiced: int
    lines: int
    status: Status
    budget: int | None = None

    @property
    def difference(self) -> int:
        """Invoiced minus expected."""
        return self.invoiced - (self.expected or 0)


def status_of(expected: int | None, invoiced: int, lines: int, tolerance: int) -> Status:
    """Give a cell its status; `tolerance` is in whole units, rounded down.

    The tolerance is for fees that were invoiced nearly right. Where there is no fee, any amount
    is unexpected.
    """
    difference = invoiced - (expected or 0)
    if expected is None:
        return "unexpected" if difference else "matched"
    if abs(difference) <= tolerance:
        return "matched"
    if not lines:
        return "missing"
    return "over" if difference > 0 else "under"
