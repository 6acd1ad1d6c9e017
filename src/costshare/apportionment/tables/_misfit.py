"""The error for margins that fit no rounding: which lines, and by how much."""

from collections.abc import Sequence

from costshare.amounts import Unit
from costshare.apportionment.tables._flow import Misfit
from costshare.apportionment.tables._side import Side, named, shown
from costshare.errors import CostshareError

Bounds = Sequence[Sequence[tuple[int, int]]]


def misfit_error(
    misfit: Misfit, pushing: Side, taking: Side, bounds: Bounds, *, unit: Unit, sign: int
) -> CostshareError:
    """Build the error: some lines of one side push more into lines of the other than they take.

    Parameters
    ----------
    misfit : Misfit
        The lines; numbers past a side's own are the extra lines of free sums.
    pushing, taking : Side
        The sides of the misfit's rows and of its columns.
    bounds : sequence of rows of pairs
        Floor and ceiling of each quota, with `pushing` down and `taking` across.
    unit : Unit
        The unit, for the amounts.
    sign : {1, -1}
        -1 where the table was mirrored, so that amounts and words are mirrored back.

    Returns
    -------
    CostshareError
        Not raised here, so that the caller's ``raise`` shows where it happened.
    """
    givers = sorted(line for line in misfit.rows if line < len(pushing.names))
    takers = sorted(line for line in misfit.columns if line < len(taking.names))
    others = sorted(set(range(len(taking.names))) - set(takers))
    strangers = sorted(set(range(len(pushing.names))) - set(givers))
    total = sum(pushing.fixed or taking.fixed or ())
    theirs = sum(pushing.least[line] for line in givers)
    if not pushing.fixed:
        theirs = max(theirs, total - sum(pushing.most[line] for line in strangers))
    room = sum(taking.most[line] for line in takers)
    if not taking.fixed:
        room = min(room, total - sum(taking.least[line] for line in others))
    elsewhere = sum(bounds[giver][other][1] for giver in givers for other in others)
    already = sum(bounds[stranger][taker][0] for stranger in strangers for taker in takers)
    pushed = theirs - elsewhere + already
    least, most, more = ("least", "most", "more") if sign > 0 else ("most", "least", "less")

    def amount(units: int) -> str:
        return shown(sign * units, unit)

    must = "must sum to" if pushing.given is not None else f"will sum to at {least}"
    why = "is given" if taking.given is not None else "their quotas and the total allow"
    return CostshareError(
        f"the margins fit no rounding: {named(pushing, givers)} {must} {amount(theirs)}, "
        f"at {most} {amount(elsewhere)} of it in other {taking.what}s, so with at {least} "
        f"{amount(already)} from other {pushing.what}s {named(taking, takers)} would sum to at "
        f"{least} {amount(pushed)}, {shown(pushed - room, unit)} {more} than {amount(room)}, "
        f"which {why}; change those sums, or the quotas"
    )
