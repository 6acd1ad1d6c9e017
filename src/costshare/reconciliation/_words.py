"""The sentences of findings, the words of their kinds, and the verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

from costshare.agreement import currencies_differ
from costshare.amounts import Unit, common_unit, exact_decimal, exact_sum, plain
from costshare.apportionment import round_units
from costshare.invoices import NO_LABELS, InvoiceLine, member_label, pool_label
from costshare.reconciliation._cell import Sums
from costshare.reconciliation._context import Context, Difference
from costshare.reconciliation._rounding import WrongRounding
from costshare.results import number, percent, signed, with_currency
from costshare.words import join, say, say_all, say_some

# So many invoice numbers are named in a sentence.
_MOST_NUMBERS = 5
_HUNDREDTH = Unit(Fraction(1, 100))

KINDS: Mapping[str, str] = {
    "matched": say("matched"),
    "rounding": say("rounding"),
    "under": say("under"),
    "over": say("over"),
    "missing": say("missing"),
    "unexpected": say("unexpected"),
    "duplicate": say("duplicate"),
    "wrong_period": say("wrong_period"),
    "unreadable": say("unreadable"),
    "contradictory": say("contradictory"),
    "wrong_rounding": say("wrong_rounding"),
}
"""Words for the statuses of cells and the kinds of findings."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The currency of the fees, and what people read for pools where it is not the name."""

    currency: str | None
    labels: Mapping[str, str]

    def cell(self, line: InvoiceLine) -> str:
        """Name the cell of a line."""
        return cell_label(line.member, line.pool, self.labels)


def money(amount: Decimal | None, currency: str | None) -> str:
    """Write an amount with its currency."""
    if amount is None:
        return say("an unknown amount")
    return with_currency(number(amount), currency)


def cell_label(member: str | None, pool: str | None, labels: Mapping[str, str] = NO_LABELS) -> str:
    """Return the names of a cell, or labels for lines that name none."""
    return join(", ", [member_label(member), pool_label(pool, labels)])


def line_label(line: InvoiceLine) -> str:
    """Refer to a line by its number and date, as far as it has them."""
    day = str(line.date)
    if line.invoice is None:
        if line.date is None:
            return say("a line without number")
        return say("a line without number of {date}", date=day)
    if line.date is None:
        return say("invoice {number}", number=line.invoice)
    return say("invoice {number} of {date}", number=line.invoice, date=day)


def chain(texts: Iterable[str]) -> str:
    """Put "and" between texts, which may have commas."""
    return reduce(lambda first, last: say_all([first, last]), texts)


def cell_message(difference: Difference, context: Context) -> str:
    """Say what does not agree in a cell."""
    cell = difference.cell
    label = cell_label(*difference.key, context.labels)
    fee = context.money(difference.expected)
    found = _invoiced(difference, context)
    if cell.status == "missing":
        return say("{cell}: {invoiced}; the fee is {fee}.", cell=label, invoiced=found, fee=fee)
    if cell.status == "unexpected":
        reason = _why_unexpected(*difference.key, context)
        return say("{cell}: {invoiced}, but {reason}.", cell=label, invoiced=found, reason=reason)
    off = context.money(abs(difference.excess))
    places = {"cell": label, "invoiced": found, "amount": off, "fee": fee}
    if cell.status == "over":
        return say("{cell}: {invoiced}, {amount} more than the fee of {fee}.", **places)
    return say("{cell}: {invoiced}, {amount} less than the fee of {fee}.", **places)


def _invoiced(difference: Difference, context: Context) -> str:
    """Say what is invoiced, and for which period if there is one."""
    if difference.cell.status != "missing":
        invoiced = say("{amount} is invoiced", amount=context.money(difference.invoiced))
    elif difference.key in context.unread:
        invoiced = say("no line that can be counted is invoiced")
    else:
        invoiced = say("nothing is invoiced")
    if context.period is None:
        return invoiced
    return say("{invoiced} for {period}", invoiced=invoiced, period=str(context.period))


def _why_unexpected(member: str | None, pool: str | None, context: Context) -> str:
    """Say why a cell has no fee."""
    if member is None:
        return (
            say("neither member nor pool is named") if pool is None else say("no member is named")
        )
    if pool is None:
        return say("no pool is named")
    return _why_no_fee(member, pool, context)


def _why_no_fee(member: str, pool: str, context: Context) -> str:
    """Say why a member has no fee for a pool."""
    title = pool_label(pool, context.labels)
    is_internal = pool in context.internal
    if is_internal and member in context.internal[pool]:
        return say("{member} passes this fee on: it is one of the internal fees", member=member)
    passing = context.internal.values()
    is_member = member in context.members or any(member in names for names in passing)
    if not is_member and pool not in context.pools and not is_internal:
        return say("the agreement has neither this member nor this pool")
    if not is_member:
        return say("the agreement has no member {member}", member=member)
    if pool not in context.pools and is_internal:
        return say("{pool} charges only members that pass their costs on", pool=title)
    if pool not in context.pools:
        return say("the agreement has no pool {pool}", pool=pool)
    return say("{member} takes no part in {pool}", member=member, pool=title)


def duplicate_message(lines: Sequence[InvoiceLine], wording: Wording, *, groups: int) -> str:
    """Say that lines of a cell repeat one another, in one group or in several."""
    numbers = sorted({line.invoice for line in lines if line.invoice is not None})
    sums = sorted({Fraction(line.net_amount or 0) for line in lines})
    listed = [number(Decimal(plain(each))) for each in sums]
    several = say_some(listed, _MOST_NUMBERS) if len(sums) > 2 else say_all(listed)
    places = {"count": number(len(lines)), "amounts": with_currency(several, wording.currency)}
    if groups > 1:
        places |= {"groups": number(groups)}
        repeated: str = say("{count} lines repeat one another, in {groups} groups", **places)
    elif len(numbers) == 1 and all(line.invoice is not None for line in lines):
        places |= {"number": numbers[0]}
        repeated = say("invoice {number} appears {count} times, with {amounts}", **places)
        if len(sums) == 1:
            repeated = say("invoice {number} appears {count} times, with {amounts} each", **places)
        numbers = []
    else:  # lines of different numbers repeat one another on one day alone
        places |= {"date": str(lines[0].date)}
        repeated = say("{count} lines of {date} have the same amount, {amounts}", **places)
    if numbers:
        repeated = say(
            "{lines} (invoices {numbers})",
            lines=repeated,
            numbers=say_some(numbers, _MOST_NUMBERS),
        )
    return say(
        "{cell}: {repeated}; all of them are counted.",
        cell=wording.cell(lines[0]),
        repeated=repeated,
    )


def period_message(line: InvoiceLine, period: str, wording: Wording) -> str:
    """Say that a line is dated outside the period."""
    return say(
        "{cell}: {line}, {amount}, is dated outside {period}; it is still counted.",
        cell=wording.cell(line),
        line=line_label(line),
        amount=money(line.net_amount, wording.currency),
        period=period,
    )


def unreadable_message(line: InvoiceLine, wording: Wording, *, counted: bool) -> str:
    """Say what cannot be read, and whether the line is counted."""
    # Errors stay English: other languages put this between quotation marks.
    problems = "; ".join(line.problems)
    reasons = [say("{problems}", problems=problems)] if problems else []
    if currencies_differ(line.currency, wording.currency):
        reasons.append(
            say(
                "amount is in {currency}, the fees are in {other}; convert it first",
                currency=str(line.currency),
                other=str(wording.currency),
            )
        )
    places = {
        "cell": wording.cell(line),
        "line": line_label(line),
        "reason": join("; ", reasons),
    }
    if not counted:
        return say(
            "{cell}: {line} cannot be read in full; it is not counted. Reason: {reason}.", **places
        )
    return say(
        "{cell}: {line} cannot be read in full; its amount of {amount} is still counted. "
        "Reason: {reason}.",
        amount=money(line.net_amount, wording.currency),
        **places,
    )


def contradiction_message(line: InvoiceLine, wording: Wording) -> str:
    """Name the amounts and the rate of a line that contradict one another, and say how."""
    own = line.currency or wording.currency
    places = {"amount": money(line.amount, own), "net": money(line.net, own)}
    stated = say("amount {amount}, net {net}", **places)
    if line.vat_rate is not None:
        rate = percent(Fraction(line.vat_rate))
        stated = say("amount {amount}, net {net}, VAT {rate}", rate=rate, **places)
    return say(
        "{cell}: {line} contradicts itself ({stated}): {reason}.",
        cell=wording.cell(line),
        line=line_label(line),
        stated=stated,
        reason=_why_contradictory(line, own),
    )


def rounding_message(wrong: WrongRounding, wording: Wording) -> str:
    """Say how the rounding of an invoice is wrong."""
    places = {
        "cell": wording.cell(wrong.lines[0]),
        "line": line_label(wrong.lines[0]),
        "step": money(wrong.step.decimal(1), wording.currency),
    }
    if wrong.total is None:
        return say(
            "{cell}: {line} has a rounding of {rounding}, more than half of {step}.",
            rounding=money(wrong.rounding, wording.currency),
            **places,
        )
    unit = common_unit([_HUNDREDTH, Unit(Fraction(1, wrong.total.denominator))])
    places |= {
        "total": money(exact_decimal(wrong.total, "total"), wording.currency),
        "right": money(unit.decimal(unit.count(wrong.right, "rounding")), wording.currency),
    }
    if not wrong.rounding:
        return say(
            "{cell}: {line} comes to {total} and has no rounding; {right} makes it a multiple of "
            "{step}.",
            **places,
        )
    return say(
        "{cell}: {line} has a rounding of {rounding}, but its other lines come to {total}, which "
        "{right} makes a multiple of {step}.",
        rounding=money(wrong.rounding, wording.currency),
        **places,
    )


def _why_contradictory(line: InvoiceLine, currency: str | None) -> str:
    """Say how amount, net amount and rate of a line contradict one another."""
    if line.contradiction == "size":
        return say("the net is larger than the amount")
    if line.contradiction == "rate":
        gross = Fraction(line.net or 0) * (1 + Fraction(line.vat_rate or 0))
        hundredths = round_units(gross * 100, "half_up")
        given = money(_HUNDREDTH.decimal(hundredths), currency)
        return say("net and VAT give {amount}", amount=given)
    return say("amount and net have different signs")


def verdict(total: Sums, *, rounding: Decimal, balanced: bool, currency: str | None) -> str:
    """Say whether invoices and fees agree, and how much is over or under besides rounding."""
    places = {
        "invoiced": money(total.invoiced, currency),
        "expected": money(total.expected, currency),
    }
    sums: str = say("{invoiced} invoiced, {expected} expected", **places)
    if rounding:
        sums = say(
            "{invoiced} invoiced, {rounding} of it rounding, {expected} expected",
            rounding=money(rounding, currency),
            **places,
        )
    difference = exact_sum([total.difference, rounding.copy_negate()])
    off = money(difference.copy_abs(), currency)
    if balanced and difference:
        tolerated = signed(difference)
        return say("Balanced: {sums} ({amount} tolerated).", sums=sums, amount=tolerated)
    if balanced:
        return say("Balanced: {sums}.", sums=sums)
    if not difference:
        return say("Not balanced, though the sums agree: {sums}.", sums=sums)
    if difference > 0:
        return say("Not balanced: {sums}, {amount} more than expected.", sums=sums, amount=off)
    return say("Not balanced: {sums}, {amount} less than expected.", sums=sums, amount=off)


def listed(kinds: Iterable[str], counts: Mapping[Any, int]) -> str:
    """List the kinds that occur, with how often."""
    found = [
        say("{count} {kind}", count=number(counts[each]), kind=KINDS[each])
        for each in kinds
        if counts[each]
    ]
    return join(", ", found) if found else say("none")
