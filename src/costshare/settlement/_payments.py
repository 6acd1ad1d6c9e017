"""What the members paid: as an allocation, by pool and member, or as invoice lines."""

from collections.abc import Iterator
from typing import Any

from costshare.agreement import STATE_THE_CURRENCY, Allocation, currencies_differ
from costshare.amounts import is_any_frame, take_items
from costshare.correction import own_fees
from costshare.errors import CostshareError, quoted, shown
from costshare.fields import has_names, one_currency, read_by_name
from costshare.frames import eager, take_labels
from costshare.invoices import NEEDED_FIELDS, InvoiceLine, given_lines
from costshare.periods import Period
from costshare.results import Result

HOST = "host"

Payment = tuple[str, str, object]
"""A pool, a member, and the amount."""


def unframed(given: Any, what: str, member: str | None) -> Any:
    """Take a frame apart: into invoice lines, or by pool and member; return others as they are.

    A frame of lines has the columns that `read_invoices` gives; any other has a row for each
    member and a column for each pool.
    """
    if isinstance(given, Result) or not is_any_frame(given):
        return given
    frame = eager(given, what)
    if set(NEEDED_FIELDS).issubset(frame.columns):
        return given_lines(frame, what)
    return take_labels(frame, member)[1]


def read_payments(paid: Any, period: Period | None, currency: str | None) -> Iterator[Payment]:
    """Read payments to the host in any of the forms."""
    if isinstance(paid, Allocation):
        for pool in own_fees(paid).pools:
            if pool.billed_by == HOST:
                yield from ((pool.name, member, fee) for member, fee in pool.fees.items())
    elif has_names(paid):
        for name, cells in read_by_name(paid, "paid").items():
            if not has_names(cells):
                msg = f"payments for {shown(name)} are {quoted(cells)}; pass them by member: "
                raise CostshareError(msg + "{'A': 100}")
            by_member = read_by_name(cells, f"paid for {name}")
            yield from ((name, member, amount) for member, amount in by_member.items())
    else:
        what = "InvoiceLines, or a mapping of pool to member to amount"
        lines = list(take_items(paid, "paid", what))
        for line in lines:
            if not isinstance(line, InvoiceLine):
                msg = f"payment {quoted(line)} is not an InvoiceLine; pass {what}"
                raise CostshareError(msg)
        yield from _lines([line for line in lines if line.billed_by == HOST], period, currency)


def _lines(
    lines: list[InvoiceLine], period: Period | None, currency: str | None
) -> Iterator[Payment]:
    """Read the net amounts of invoice lines; corrections of another period are left out."""
    if currency is None:
        one_currency([line.currency for line in lines], "paid lines", STATE_THE_CURRENCY)
    for line in lines:
        where = f"invoice line of {line.member} for {line.pool}"
        if line.problems or line.pool is None or line.member is None:
            msg = f"{where} cannot be read: {'; '.join(line.problems)}; correct it, or leave it "
            raise CostshareError(msg + "out")
        if line.contradiction:
            rate = "" if line.vat_rate is None else f" and vat_rate {line.vat_rate}"
            msg = f"{where} contradicts itself: amount {line.amount}, net {line.net}{rate}; correct"
            raise CostshareError(msg + " the wrong figure, or leave it out")
        if currencies_differ(line.currency, currency):
            msg = f"{where} is in {line.currency}; convert it to {currency}"
            raise CostshareError(msg)
        if line.corrects is None:
            yield line.pool, line.member, line.net_amount
        elif period is None:
            msg = (
                f"{where} corrects {line.corrects}, and the fees have no period to compare it with;"
                " allocate for a period: period='2022'"
            )
            raise CostshareError(msg)
        elif line.corrects.overlaps(period):
            yield line.pool, line.member, line.net_amount
