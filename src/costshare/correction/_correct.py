"""What is left to charge or to credit when a billed period is restated."""

from collections.abc import Iterable
from fractions import Fraction

from costshare.agreement import Allocation, currencies_differ
from costshare.amounts import plain
from costshare.correction._applied import Cells, add_cells, cells_of, first_difference
from costshare.correction._checks import check_pair
from costshare.correction._correction import Correction
from costshare.errors import CostshareError
from costshare.fields import given_as, given_list
from costshare.results import with_currency

_WAY_OUT = "If these were all sent, pass what they led to as billed: first.applied_to(billed)"


def correct(
    billed: Allocation, restated: Allocation, *, earlier: Iterable[Correction] = ()
) -> Correction:
    """Find what is left to charge or to credit when a period that was billed is restated.

    Billed, all corrections and the last restatement always agree: restated - billed - what was
    corrected earlier, for each member in each pool, in the units of the fees. So nothing is lost
    and nothing is charged twice, however often a period is restated.

    Parameters
    ----------
    billed : Allocation
        The fees as they were invoiced at first.
    restated : Allocation
        Fees of the same period by the complete facts, such as late readings. A member that is new
        in it is charged; one that is no longer in it is credited in full.
    earlier : iterable of Correction
        Every correction of this period that was sent already, in any order.

    Returns
    -------
    Correction
        Exact amounts by member and pool.

    Raises
    ------
    CostshareError
        If the two are of different agreements, periods, currencies or pools, or if the earlier
        corrections are not of the fees that were billed, or one is missing or given twice.

    Examples
    --------
    >>> import costshare as cs
    >>> def january(a, b):
    ...     use = {"A": {"vcpu": a}, "B": {"vcpu": b}}
    ...     return cs.allocate(1000, cs.Proportional(driver="vcpu"), use, pool="server")
    >>> first = cs.correct(january(5, 5), january(6, 4))
    >>> first.member_totals
    {'A': Decimal('100'), 'B': Decimal('-100')}
    >>> second = cs.correct(january(5, 5), january(7, 3), earlier=[first])
    >>> for line in second.invoice_lines(number="K{n}", date="2022-03-01"):
    ...     print(line.invoice, line.member, line.amount)
    K1 A 100
    K2 B -100
    """
    for what, given in (("billed", billed), ("restated", restated)):
        given_as(Allocation, given, what, "an Allocation")
    whole = billed, restated
    billed, restated = billed.final_fees(), restated.final_fees()
    check_pair(billed, restated)
    if isinstance(earlier, Correction):  # it iterates over its lines
        msg = "earlier is of type Correction; pass a list of Corrections"
        raise CostshareError(msg)
    sent = given_list(Correction, earlier, "earlier", "Corrections")
    fees = cells_of(billed)
    for position, each in enumerate(sent):
        _same_billed(each, position, fees, billed)
    amounts: dict[str, dict[str, Fraction]] = {}
    for (pool, member), amount in _in_turn(sent).items():
        amounts.setdefault(pool, {})[member] = amount
    levels = whole if any(each.passing_on for each in whole) else None
    correction = Correction(billed, restated, len(sent) + 1, amounts, levels)
    correction.check()
    return correction


def _same_billed(each: Correction, position: int, fees: Cells, billed: Allocation) -> None:
    """Refuse a correction that started from other fees."""
    theirs = (each.name, each.period, each.currency)
    ours = (billed.name, billed.period, billed.currency)
    if theirs[:2] != ours[:2] or currencies_differ(theirs[2], ours[2]):
        msg = (
            f"earlier[{position}] corrects {_named(*theirs)}, not {_named(*ours)}; "
            "pass the corrections of this period alone"
        )
        raise CostshareError(msg)
    other = first_difference(cells_of(each.billed), fees)
    if other is not None:
        pool, member, there, here = other
        msg = (
            f"earlier[{position}] corrects other fees than billed: {member}, {pool} was billed "
            f"{there} there, {here} here; pass as billed what was invoiced at first"
        )
        raise CostshareError(msg)


def _named(name: str, period: object, currency: str | None) -> str:
    """Write what fees are of, for how long and in which currency."""
    return with_currency(f"{name}{'' if period is None else f' {period}'}", currency, " in ")


def _in_turn(sent: list[Correction]) -> Cells:
    """Add up corrections that were made one after another; refuse a gap or a repetition."""
    charged: Cells = {}
    for number, each in enumerate(sorted(sent, key=lambda one: one.number), start=1):
        if each.number != number:
            what = f"has no number {number}" if each.number > number else f"has {each.number} twice"
            numbers = ", ".join(str(one.number) for one in sent)
            msg = (
                f"earlier {what} (it has {numbers}); pass every correction that was sent for "
                f"the period, once. {_WAY_OUT}"
            )
            raise CostshareError(msg)
        known: Cells = {}
        for pool, amounts in each.earlier.items():
            add_cells(known, {(pool, member): amount for member, amount in amounts.items()})
        if known != charged:
            off = next(key for key in {**known, **charged} if known.get(key) != charged.get(key))
            was, come_to = (plain(cells.get(off, Fraction(0))) for cells in (known, charged))
            msg = (
                f"correction {number} was made when {off[1]}, {off[0]} was corrected by {was}, "
                f"not by {come_to}; pass the corrections that it was made after. {_WAY_OUT}"
            )
            raise CostshareError(msg)
        add_cells(charged, cells_of(each.fees))
    return charged
