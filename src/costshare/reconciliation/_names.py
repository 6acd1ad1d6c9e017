"""Names in a plan that are nearly those of the agreement: a slip that would go unnoticed."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from costshare.errors import CostshareError
from costshare.reconciliation._plan import Plan


def ask_about_names(plan: Plan, what: str, members: Sequence[str], pools: Sequence[str]) -> None:
    """Refuse a name that stands in the place of a known one.

    An unknown name is no mistake as such: a budget may have pools without fees. It is one where a
    known name that is nearly the same has no amount, or where it names the other thing.

    Raises
    ------
    CostshareError
        With the name that may be meant.
    """
    named = {pool for _, pool in plan.cells if pool is not None} | set(plan.pools)
    _ask(named, pools, members, f"{what} by pool")
    holders = {member for member, _ in plan.cells if member is not None}
    _ask(holders, members, pools, f"{what} by member")


def _ask(given: Iterable[str], known: Sequence[str], others: Sequence[str], what: str) -> None:
    names = set(given)
    for name in sorted(names.difference(known)):
        free = [each for each in known if each not in names]
        close = get_close_matches(name, free, n=1, cutoff=0.8)
        if close:
            msg = f"{what} names {name!r}, and nothing for {close[0]!r}: is that meant? Rename it"
            raise CostshareError(msg)
        if name in others:
            msg = (
                f"{what} names {name!r}, which is none; pass {{pool: amount}}, or "
                "{member: {pool: amount}}, or a DataFrame with a row for each member"
            )
            raise CostshareError(msg)
