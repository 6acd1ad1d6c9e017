"""The sentences of findings."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.agreement import currencies_differ
from costshare.amounts import Unit, plain
from costshare.apportionment import round_units
from costshare.invoices import InvoiceLine
from costshare.reconciliation._cell import Cell
from costshare.results import number, percent, with_currency

_HUNDREDTH = Unit(Fraction(1, 100))


def money(amount: Decimal | None, currency: str | None) -> str:
    """Write an amount with its currency."""
    return "an unknown amount" if amount is None else with_currency(number(amount), currency)


def who(member: str | None) -> str:
    """Name a member, or say that there is none."""
    return "(no member)" if member is None else member


def what(pool: str | None) -> str:
    """Name a pool, or say that there is none."""
    return "(no pool)" if pool is None else pool


def the_line(line: InvoiceLine) -> str:
    """Point at a line by its number and date, as far as it has them."""
    if line.invoice is not None:
        dated = "" if line.date is None else f" of {line.date}"
        return f"invoice {line.invoice}{dated}"
    return "a line without number" + ("" if line.date is None else f" of {line.date}")


def cell_message(
    cell: Cell,
    amounts: tuple[Decimal, Decimal, Decimal],
    period: str,
    currency: str | None,
    *,
    unknown: str,
    unread: bool,
) -> str:
    """Say what is wrong with a cell.

    `amounts` are expected, invoiced and the difference's size; `unknown` says why there is no
    fee; `unread` tells whether there are lines that cannot be counted.
    """
    expected, invoiced, off = (money(each, currency) for each in amounts)
    during = f" for {period}" if period else ""
    place = f"{who(cell.member)}, {what(cell.pool)}"
    if cell.status == "missing":
        nothing = "no line that can be counted" if unread else "nothing"
        return f"{place}: {nothing} is invoiced{during}; the fee is {expected}."
    if cell.status == "unexpected":
        return f"{place}: {invoiced} is invoiced{during}, but {unknown}."
    way = "more" if cell.status == "over" else "less"
    return f"{place}: {invoiced} is invoiced{during}, {off} {way} than the fee of {expected}."


def why_unexpected(
    member: str | None, pool: str | None, members: Collection[str], pools: Collection[str]
) -> str:
    """Say why a cell has no fee."""
    if member is None or pool is None:
        missing = "member" if member is None else "pool"
        both = "neither member nor pool is" if member is None and pool is None else None
        return both + " named" if both else f"no {missing} is named"
    if member not in members and pool not in pools:
        return "the agreement has neither such a member nor such a pool"
    if member not in members:
        return f"the agreement has no member {member}"
    if pool not in pools:
        return f"the agreement has no pool {pool}"
    return f"{member} takes no part in {pool}"


def duplicate_message(lines: Sequence[InvoiceLine], currency: str | None) -> str:
    """Say that lines repeat one another."""
    place = f"{who(lines[0].member)}, {what(lines[0].pool)}"
    numbers = sorted({line.invoice for line in lines if line.invoice is not None})
    sums = sorted({Fraction(line.net_amount or 0) for line in lines})
    amounts = with_currency(" and ".join(number(Decimal(plain(each))) for each in sums), currency)
    each = " each" if len(sums) == 1 else ""
    if len(numbers) == 1 and all(line.invoice is not None for line in lines):
        return (
            f"{place}: invoice {numbers[0]} stands {len(lines)} times, with {amounts}"
            f"{each}; all of them are counted."
        )
    dated = f" of {lines[0].date}" if len({line.date for line in lines}) == 1 else ""
    named = f" (invoices {', '.join(numbers)})" if numbers else ""
    return (
        f"{place}: {len(lines)} lines{dated} have the same amount, {amounts}"
        f"{named}; all of them are counted."
    )


def period_message(line: InvoiceLine, period: str, currency: str | None) -> str:
    """Say that a line is dated outside the period."""
    return (
        f"{who(line.member)}, {what(line.pool)}: {the_line(line)}, "
        f"{money(line.net_amount, currency)}, is dated outside {period}; "
        "it is counted all the same."
    )


def unreadable_message(line: InvoiceLine, *, counted: bool, currency: str | None) -> str:
    """Say what cannot be read, and whether the line is counted."""
    end = (
        f"its {money(line.net_amount, currency)} are counted all the same"
        if counted
        else "it is not counted"
    )
    reasons = list(line.problems)
    if currencies_differ(line.currency, currency):
        reasons.append(
            f"amount is in {line.currency}, the fees are in {currency}; convert it first"
        )
    return (
        f"{who(line.member)}, {what(line.pool)}: {the_line(line)} cannot be read in full; {end}. "
        f"Reason: {'; '.join(reasons)}."
    )


def contradiction_message(line: InvoiceLine, currency: str | None) -> str:
    """Name the three figures of a line that contradict one another, and say how."""
    own = line.currency or currency
    amount, net = money(line.amount, own), money(line.net, own)
    figures = f"amount {amount}, net {net}"
    reason = "amount and net have different signs"
    if line.vat_rate is not None:
        figures += f", VAT {percent(Fraction(line.vat_rate))}"
    kind = line.contradiction
    if kind == "size":
        reason = "the net is larger than the amount"
    elif kind == "rate":
        gross = Fraction(line.net or 0) * (1 + Fraction(line.vat_rate or 0))
        hundredths = round_units(gross * 100, "half_up")
        reason = f"net and VAT give {money(_HUNDREDTH.decimal(hundredths), own)}"
    return (
        f"{who(line.member)}, {what(line.pool)}: {the_line(line)} contradicts itself ({figures}): "
        f"{reason}."
    )
