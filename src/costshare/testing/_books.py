"""Laws of the books: invoices reconcile, errors are found, credits and corrections are exact."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from costshare.agreement import Allocation, currencies_differ
from costshare.amounts import Amount, plain, read_amount
from costshare.errors import CostshareError, quoted
from costshare.fields import given_as
from costshare.invoices import InvoiceLine, InvoiceLines
from costshare.reconciliation import Reconciliation
from costshare.testing._cells import (
    Amounts,
    add_books,
    named,
    read_book,
    read_lines,
    sums_of_lines,
)
from costshare.testing._changed_lines import slips_of
from costshare.testing._figures import off

_ZERO = Fraction(0)
_CENT = Fraction(1, 100)


def assert_reconciles(fees: Allocation, lines: Any) -> None:
    """Assert that invoice lines are exactly the fees: for each member in each pool.

    Everything is added up again from the single lines, by their net amounts. Whoever has no fee
    has no lines, or lines that sum to zero. Every line is readable, in the currency of the fees,
    and dated in their period, or it `corrects` it.

    Parameters
    ----------
    fees : Allocation
        What should be invoiced.
    lines : iterable of InvoiceLine, or frame
        What is invoiced, such as what a function of yours makes of the fees.

    Raises
    ------
    AssertionError
        Naming the member and the pool, both amounts and the difference; or the line.
    CostshareError
        If an argument is of another type.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}}, pool="office")
    >>> lines = fees.invoice_lines()
    >>> assert_reconciles(fees, lines)
    >>> assert_reconciles(fees, lines[:2])
    Traceback (most recent call last):
    AssertionError: C, office: 0 is invoiced, not the fee of 33: 33 too little
    """
    __tracebackhide__ = True
    fees = given_as(Allocation, fees, "fees", "an Allocation").final_fees()
    read = read_lines(lines, "lines")
    for at, line in enumerate(read):
        wrong = _what_is_wrong(line, fees)
        if wrong:
            raise AssertionError(f"lines[{at}] ({named((line.member, line.pool))}): {wrong}")
    sums = sums_of_lines(read, "lines")
    due: Amounts = {
        (member, pool.name): Fraction(fee)
        for pool in fees.pools
        for member, fee in pool.fees.items()
    }
    for place in dict.fromkeys((*due, *sums)):
        found, fee = sums.get(place, _ZERO), due.get(place, _ZERO)
        if found != fee:
            what = f"the fee of {plain(fee)}" if place in due else "nothing; it has no fee there"
            raise AssertionError(
                f"{named(place)}: {plain(found)} is invoiced, not {what}: {off(found, fee)}"
            )


def _what_is_wrong(line: InvoiceLine, fees: Allocation) -> str:
    """Say why a line cannot be counted, whatever its amount."""
    if line.problems or line.net_amount is None:
        return "; ".join(line.problems) or "its net amount is unknown"
    if line.contradiction:
        return (
            f"amount {line.amount}, net {line.net} and rate {line.vat_rate} contradict each other"
        )
    if currencies_differ(line.currency, fees.currency):
        return f"it is in {line.currency}, the fees are in {fees.currency}"
    period, day = fees.period, line.date
    if period is None or day is None or period.first <= day <= period.last:
        return ""
    if line.corrects is not None and line.corrects.overlaps(period):
        return ""
    return f"it is dated {day}, outside the period {period}, and does not correct it"


def assert_finds_changed_lines(
    function: Callable[[Allocation, InvoiceLines], Any],
    fees: Allocation,
    lines: Any = None,
    *,
    least: Amount = "0.01",
) -> None:
    """Assert that a function finds any one changed line, and nothing in the right lines.

    Each line in turn is missing, there twice, a little too high and too low, for another member,
    for another pool, and dated after the period.

    Parameters
    ----------
    function : callable
        Your own reconciliation, ``function(fees, lines)``. It returns its findings: a list, a
        frame, a `Reconciliation`, or whether there are any. `InvoiceLines` become a frame by
        ``lines.to_frame()``.
    fees : Allocation
        What should be invoiced.
    lines : iterable of InvoiceLine, or frame, optional
        Lines that are right. If left out, those of ``fees.invoice_lines()``.
    least : positive number, default 0.01
        By how much an amount is changed: the smallest error that must be found.

    Raises
    ------
    AssertionError
        Naming the line and how it was changed; or that the right lines do not reconcile.
    CostshareError
        If an argument or what the function returns is of another type.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(10, cs.Flat(), {"A": {}, "B": {}}, pool="office", period="2022")
    >>> assert_finds_changed_lines(cs.reconcile, fees)
    >>> def by_pool(fees, lines):
    ...     return sum(line.amount for line in lines) != fees.total
    >>> assert_finds_changed_lines(by_pool, fees)
    Traceback (most recent call last):
    AssertionError: by_pool finds nothing where the line of A, office, 5 is for member B
    """
    __tracebackhide__ = True
    if not callable(function):
        msg = f"function is of type {type(function).__name__}; pass a function of fees and lines"
        raise CostshareError(msg)
    fees = given_as(Allocation, fees, "fees", "an Allocation").final_fees()
    change = read_amount(least, "least")
    if change <= 0:
        msg = f"least {plain(change)} is not above zero; pass the smallest error to be found"
        raise CostshareError(msg)
    right = fees.invoice_lines() if lines is None else read_lines(lines, "lines")
    assert_reconciles(fees, right)
    name = getattr(function, "__name__", quoted(function))
    if finds(function(fees, right), name):
        raise AssertionError(f"{name} finds something in lines that are right")
    for at, line in enumerate(right):
        for slip in slips_of(line, fees, change):
            changed = InvoiceLines((*right[:at], *slip.booked, *right[at + 1 :]))
            if not finds(function(fees, changed), name):
                raise AssertionError(f"{name} finds nothing where the line of {slip}")


def finds(answer: Any, name: str) -> bool:
    """Return whether what a reconciliation returned has findings."""
    if isinstance(answer, Reconciliation):
        return bool(answer.findings)
    if answer is None:
        msg = f"{name} returned None; return its findings, or whether there are any"
        raise CostshareError(msg)
    return len(answer) > 0 if hasattr(answer, "__len__") else bool(answer)


def assert_credit_notes_undo(lines: Any, notes: Any) -> None:
    """Assert that credit notes undo invoice lines exactly, for each member in each pool.

    Both the amounts and the net amounts sum to zero.

    Parameters
    ----------
    lines : iterable of InvoiceLine, or frame
        What was invoiced.
    notes : iterable of InvoiceLine, or frame
        The lines of all credit notes.

    Raises
    ------
    AssertionError
        Naming the member and the pool, what was invoiced and what was credited.
    CostshareError
        If an argument is of another type, or an amount cannot be read.

    Examples
    --------
    >>> import costshare as cs
    >>> lines = [cs.InvoiceLine(member="A", pool="office", amount=125, vat_rate="0.25")]
    >>> assert_credit_notes_undo(lines, cs.credit_note(lines))
    >>> assert_credit_notes_undo(lines, cs.credit_note(lines, 100))
    Traceback (most recent call last):
    AssertionError: A, office: an amount of 125 is invoiced, 100 is credited: 25 too little
    """
    __tracebackhide__ = True
    sent, back = read_lines(lines, "lines"), read_lines(notes, "notes")
    for field, what in (("amount", "an amount"), ("net_amount", "a net amount")):
        invoiced = sums_of_lines(sent, "lines", field)
        credited = sums_of_lines(back, "notes", field)
        for place in dict.fromkeys((*invoiced, *credited)):
            one, other = invoiced.get(place, _ZERO), -credited.get(place, _ZERO)
            if one != other:
                raise AssertionError(
                    f"{named(place)}: {what} of {plain(one)} is invoiced, {plain(other)} is "
                    f"credited: {off(other, one)}"
                )


def assert_corrections_restate(billed: Any, corrections: Any, restated: Any) -> None:
    """Assert that billed + corrections = restated, for each member in each pool.

    Parameters
    ----------
    billed, restated : Allocation, invoice lines, frame or mapping
        What was billed at first, and what is right by the complete facts: fees, lines, or a table
        with a row for each member and a column for each pool. A member that only one of them has
        counts as zero in the other.
    corrections : Correction, invoice lines, frame, mapping, or a list of these results
        Everything that was charged or, below zero, credited afterwards.

    Raises
    ------
    AssertionError
        Naming the member and the pool, the three amounts and the difference.
    CostshareError
        If an argument is of another type, or an amount cannot be read.

    Examples
    --------
    >>> billed = {"A": {"office": 50}, "B": {"office": 50}}
    >>> restated = {"A": {"office": 100}}
    >>> corrections = {"A": {"office": 50}, "B": {"office": -50}}
    >>> assert_corrections_restate(billed, corrections, restated)
    >>> assert_corrections_restate(billed, {"A": {"office": 50}}, restated)
    Traceback (most recent call last):
    AssertionError: B, office: billed 50 and corrected by 0, not restated as 0: 50 too much
    """
    __tracebackhide__ = True
    was, now = read_book(billed, "billed"), read_book(restated, "restated")
    change = read_book(corrections, "corrections")
    found = add_books((was, change))
    for place in dict.fromkeys((*now, *found)):
        amount, wanted = found.get(place, _ZERO), now.get(place, _ZERO)
        if amount != wanted:
            raise AssertionError(
                f"{named(place)}: billed {plain(was.get(place, _ZERO))} and corrected by "
                f"{plain(change.get(place, _ZERO))}, not restated as {plain(wanted)}: "
                f"{off(amount, wanted)}"
            )
