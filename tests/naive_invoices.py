"""Invoice lines the plain way: each is made of its own values, and read as anybody's is."""

import datetime as dt

from costshare.invoices import InvoiceLine, InvoiceNumbers, split_fees


def lines_plainly(allocation, *, per, number, first, dates, instalments, billed_by):
    """Make the lines of dates that are given, or of the parts of the period."""
    pools = [each for each in allocation.pools if billed_by in {None, each.billed_by}]
    days = dates or [part.first for part in allocation.period.parts(instalments)]
    drafts = []
    for position, day in enumerate(days):
        for member in allocation.members:
            for pool in pools:
                size, fees = split_fees(pool, instalments, None, allocation.period)
                if not fees.get(member, [0] * instalments)[position]:
                    continue
                begins = pool.memberships.get(member)
                sent = day if dates or begins is None else max(day, begins.first)
                drafts.append((sent, position, member, pool, size.decimal(fees[member][position])))
    drafts.sort(key=lambda draft: draft[0] or dt.date.min)
    numbers = InvoiceNumbers(number, first)
    lines = []
    for sent, position, member, pool, amount in drafts:
        invoice = None
        if pool.billed_by == (billed_by or "host"):
            key = (position, member, pool.name if per == "member_pool" else None)
            invoice = numbers.of(key, member=member, date=sent)
        lines.append(
            InvoiceLine(
                member=member,
                pool=pool.name,
                amount=amount,
                invoice=invoice,
                date=sent,
                billed_by=pool.billed_by,
                currency=allocation.currency,
            )
        )
    return lines
