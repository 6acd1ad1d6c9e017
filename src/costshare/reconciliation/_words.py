"""The sentences of findings, and the verdict."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from costshare.agreement import currencies_differ
from costshare.amounts import Unit, plain
from costshare.apportionment import round_units
from costshare.errors import some_of
from costshare.invoices import InvoiceLine
from costshare.reconciliation._cell import Sums
from costshare.reconciliation._context import Context, Difference
from costshare.results import number, percent, signed, with_currency

# So many invoice numbers are named in a sentence.
_MOST_NUMBERS = 5
_HUNDREDTH = Unit(Fraction(1, 100))


def money(amount: Decimal | None, currency: str | None) -> str:
    """Write an amount with its currency."""
    return "an unknown amount" if amount is None else with_currency(number(amount), currency)


def member_label(member: str | None) -> str:
    """Return the name of a member, or a label for lines that name none."""
    return "(no member)" if member is None else member


def pool_label(pool: str | None) -> str:
    """Return the name of a pool, or a label for lines that name none."""
    return "(no pool)" if pool is None else pool


def cell_label(member: str | None, pool: str | None) -> str:
    """Return the names of a cell, or labels for lines that name none."""
    return f"{member_label(member)}, {pool_label(pool)}"


def line_label(line: InvoiceLine) -> str:
    """Refer to a line by its number and date, as far as it has them."""
    dated = "" if line.date is None else f" of {line.date}"
    return ("a line without number" if line.invoice is None else f"invoice {line.invoice}") + dated


def cell_message(difference: Difference, context: Context) -> str:
    """Say what does not agree in a cell."""
    cell = difference.cell
    place, during = cell_label(*difference.key), f" for {context.period}" if context.period else ""
    invoiced, fee = (context.money(each) for each in (difference.invoiced, difference.expected))
    if cell.status == "missing":
        nothing = "no line that can be counted" if difference.key in context.unread else "nothing"
        return f"{place}: {nothing} is invoiced{during}; the fee is {fee}."
    if cell.status == "unexpected":
        reason = _why_unexpected(*difference.key, context)
        return f"{place}: {invoiced} is invoiced{during}, but {reason}."
    off, way = context.money(abs(difference.excess)), "more" if cell.status == "over" else "less"
    return f"{place}: {invoiced} is invoiced{during}, {off} {way} than the fee of {fee}."


def _why_unexpected(member: str | None, pool: str | None, context: Context) -> str:
    """Say why a cell has no fee."""
    if member is None or pool is None:
        if member is pool:
            return "neither member nor pool is named"
        return f"no {'member' if member is None else 'pool'} is named"
    if member not in context.members and pool not in context.pools:
        return "the agreement has neither this member nor this pool"
    if member not in context.members:
        return f"the agreement has no member {member}"
    if pool not in context.pools:
        return f"the agreement has no pool {pool}"
    return f"{member} takes no part in {pool}"


def duplicate_message(lines: Sequence[InvoiceLine], currency: str | None, *, groups: int) -> str:
    """Say that lines of a cell repeat one another, in one group or in several."""
    place = cell_label(lines[0].member, lines[0].pool)
    numbers = sorted({line.invoice for line in lines if line.invoice is not None})
    named = f" (invoices {some_of(numbers, most=_MOST_NUMBERS)})" if numbers else ""
    if groups > 1:
        return (
            f"{place}: {len(lines)} lines repeat one another, in {groups} groups{named}; "
            "all of them are counted."
        )
    sums = sorted({Fraction(line.net_amount or 0) for line in lines})
    listed = [number(Decimal(plain(each))) for each in sums]
    several = some_of(listed, most=_MOST_NUMBERS) if len(sums) > 2 else " and ".join(listed)
    amounts = with_currency(several, currency)
    if len(numbers) == 1 and all(line.invoice is not None for line in lines):
        each = " each" if len(sums) == 1 else ""
        return (
            f"{place}: invoice {numbers[0]} appears {len(lines)} times, with {amounts}{each}; "
            "all of them are counted."
        )
    dated = f" of {lines[0].date}" if len({line.date for line in lines}) == 1 else ""
    return (
        f"{place}: {len(lines)} lines{dated} have the same amount, {amounts}{named}; "
        "all of them are counted."
    )


def period_message(line: InvoiceLine, period: str, currency: str | None) -> str:
    """Say that a line is dated outside the period."""
    return (
        f"{cell_label(line.member, line.pool)}: {line_label(line)}, "
        f"{money(line.net_amount, currency)}, is dated outside {period}; it is still counted."
    )


def unreadable_message(line: InvoiceLine, *, counted: bool, currency: str | None) -> str:
    """Say what cannot be read, and whether the line is counted."""
    end = "it is not counted"
    if counted:
        end = f"its amount of {money(line.net_amount, currency)} is still counted"
    reasons = list(line.problems)
    if currencies_differ(line.currency, currency):
        reasons.append(
            f"amount is in {line.currency}, the fees are in {currency}; convert it first"
        )
    return (
        f"{cell_label(line.member, line.pool)}: {line_label(line)} cannot be read in full; {end}. "
        f"Reason: {'; '.join(reasons)}."
    )


def contradiction_message(line: InvoiceLine, currency: str | None) -> str:
    """Name the amounts and the rate of a line that contradict one another, and say how."""
    own = line.currency or currency
    amount, net = money(line.amount, own), money(line.net, own)
    stated = f"amount {amount}, net {net}"
    reason = "amount and net have different signs"
    if line.vat_rate is not None:
        stated += f", VAT {percent(Fraction(line.vat_rate))}"
    kind = line.contradiction
    if kind == "size":
        reason = "the net is larger than the amount"
    elif kind == "rate":
        gross = Fraction(line.net or 0) * (1 + Fraction(line.vat_rate or 0))
        hundredths = round_units(gross * 100, "half_up")
        reason = f"net and VAT give {money(_HUNDREDTH.decimal(hundredths), own)}"
    return (
        f"{cell_label(line.member, line.pool)}: {line_label(line)} contradicts itself ({stated}): "
        f"{reason}."
    )


def verdict(total: Sums, *, balanced: bool, currency: str | None) -> str:
    """Say whether invoices and fees agree, and how much is over or under."""
    invoiced, expected = money(total.invoiced, currency), money(total.expected, currency)
    sums = f"{invoiced} invoiced, {expected} expected"
    if balanced:
        tolerated = f" ({signed(total.difference)} tolerated)" if total.difference else ""
        return f"Balanced: {sums}{tolerated}."
    if not total.difference:
        return f"Not balanced, though the sums agree: {sums}."
    way = "more" if total.difference > 0 else "less"
    off = money(total.difference.copy_abs(), currency)
    return f"Not balanced: {sums}, {off} {way} than expected."


def listed(words: Iterable[str], counts: Mapping[Any, int]) -> str:
    """List the words that occur, with how often."""
    return ", ".join(f"{counts[each]} {each}" for each in words if counts[each]) or "none"
