"""The letter of one member: its fee, how that was computed, and whom to ask."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape

from costshare.agreement import Allocation
from costshare.amounts import exact_sum
from costshare.budget import BudgetReport
from costshare.export._page import lines_of
from costshare.invoices import Customers, InvoiceLine
from costshare.periods import Period
from costshare.results import (
    Block,
    Table,
    about,
    heading,
    html_of,
    number,
    signed,
    unbroken,
    with_currency,
)
from costshare.words import Words, say, say_some

_STEP = re.compile(r"\d+\. ")


@dataclass(frozen=True, slots=True)
class Letter:
    """What all letters have in common.

    Attributes
    ----------
    fees : Allocation
        Fees that the letters are about.
    record : Allocation
        The same fees with every level of a cascade.
    before : Allocation or None
        Fees of the period before.
    report : BudgetReport or None
        Income and cost to show.
    invoices : dict of str to list of InvoiceLine
        Lines of each member.
    customers : Customers
        Customer numbers.
    sender, contact, note : str
        Texts as given; each line is a line of the letter.
    date, due : date or None
        Day of the letter, and the day by which the fee is paid.
    words : Words
        Language of the letters.
    """

    fees: Allocation
    record: Allocation
    before: Allocation | None
    report: BudgetReport | None
    invoices: dict[str, list[InvoiceLine]]
    customers: Customers
    sender: str
    contact: str
    note: str
    date: dt.date | None
    due: dt.date | None
    words: Words

    @property
    def title(self) -> str:
        """Title of every letter."""
        period = self.fees.period
        return say("Fee") if period is None else say("Fee for {period}", period=str(period))

    def article(self, member: str) -> str:
        """Write the letter of a member as HTML."""
        return "\n".join(["<article>", *self._parts(member), "</article>"])

    def _parts(self, member: str) -> Iterator[str]:
        """Write the parts of a letter, from top to bottom."""
        yield from self._top(member)
        yield self._heading(1, self.title)
        yield f'<p class="lead">{escape(unbroken(self.words(self._lead(member))))}</p>'
        if self.note:
            yield f"<p>{lines_of(self.note)}</p>"
        pools = [pool for pool in self.fees.pools if member in pool.fees]
        yield self._html(*self._fees(member))
        if (self.due and self.fees.member_totals[member] > 0) or self.invoices.get(member):
            yield self._heading(2, say("Payment"))
            yield self._html(*self._payment(member))
        yield "<section>"
        yield self._heading(2, say("Questions"))
        yield f"<p>{lines_of(self.contact)}</p>\n</section>"
        if pools:
            yield self._heading(2, say("How the fee is computed"))
        for pool in pools:
            yield self._heading(3, pool.title)
            yield from self._derivation(member, pool.name)
        if self.report is not None:
            period = self.report.period
            yield self._heading(
                2,
                say("Income and cost")
                if period is None
                else say("Income and cost in {period}", period=str(period)),
            )
            yield self._html(*_actuals(self.report))

    def _top(self, member: str) -> Iterator[str]:
        """Write who sends the letter to whom, and when."""
        yield f'<div class="top">\n<p>{lines_of(self.sender)}</p>'
        if self.date is not None:
            yield f'<p><time datetime="{self.date}">{self.date}</time></p>'
        yield "</div>"
        number_of = self.customers.number(member)
        known = "" if number_of is None else say("Customer number {number}", number=number_of)
        yield f"<p>{escape(member)}{'<br>' if known else ''}{escape(self.words(known))}</p>"

    def _lead(self, member: str) -> str:
        """Say in one sentence what the member pays."""
        amount = self.fees.member_totals[member]
        fee = with_currency(number(amount.copy_abs()), self.fees.currency)
        if amount < 0 and self.fees.period is None:
            return say("{member} is credited {fee}.", member=member, fee=fee)
        if amount < 0:
            period = str(self.fees.period)
            return say(
                "{member} is credited {fee} for {period}.", member=member, period=period, fee=fee
            )
        if self.fees.period is None:
            return say("The fee of {member} is {fee}.", member=member, fee=fee)
        return say(
            "The fee of {member} for {period} is {fee}.",
            member=member,
            period=str(self.fees.period),
            fee=fee,
        )

    def _fees(self, member: str) -> Iterator[Block]:
        """Lay out the fee by pool, with that of the period before where it is known."""
        fees, before = self.fees, self.before
        now = {pool.name: pool.fees[member] for pool in fees.pools if member in pool.fees}
        was: dict[str, Decimal] = {}
        if before is not None:
            was = {pool.name: pool.fees[member] for pool in before.pools if member in pool.fees}
        titles = {
            pool.name: pool.title
            for each in (before, fees)
            if each is not None
            for pool in each.pools
        }
        header = [say("pool"), *_titles(before, fees.period)]
        caption = with_currency(say("Fee of {member} by pool", member=member), fees.currency, ", ")
        rows = [
            [titles[pool], *self._cells(was.get(pool), now.get(pool))]
            for pool in dict.fromkeys([*now, *was])
        ]
        total = None if before is None or not was else exact_sum(was.values())
        totals = [say("total"), *self._cells(total, fees.member_totals[member])]
        yield Table(header, rows, totals=totals, caption=caption)
        others = {
            pool.title: pool.billed_by
            for pool in fees.pools
            if pool.name in now and pool.billed_by != "host"
        }
        for pool, issuer in others.items():
            if issuer == "supplier":
                yield say("The fee for {pool} is invoiced by the supplier.", pool=pool)
                continue
            yield say("The fee for {pool} is invoiced by {issuer}.", pool=pool, issuer=issuer)
        yield say("Fees are without VAT.")

    def _cells(self, was: Decimal | None, now: Decimal | None) -> list[Decimal | str | None]:
        """Lay out a fee, with the one before and the change where they are asked for."""
        if self.before is None:
            return [now]
        change = exact_sum([now or Decimal(0), (was or Decimal(0)).copy_negate()])
        ratio = Fraction(change) / Fraction(was) if was else None
        return [was, now, signed(change), None if ratio is None else about(ratio * 100, 1)]

    def _payment(self, member: str) -> Iterator[Block]:
        """Lay out the invoices of a member, and say when to pay."""
        lines = self.invoices.get(member, [])
        days: dict[dt.date | None, list[InvoiceLine]] = {}
        for line in sorted(lines, key=lambda line: line.date or dt.date.max):
            days.setdefault(line.date, []).append(line)
        taxed = any(line.net is not None or line.vat_rate for line in lines)
        rounded = any(line.is_rounding for line in lines)
        numbered = any(line.invoice for line in lines)
        if lines:
            yield Table(
                [
                    say("invoice date"),
                    *([say("invoice")] if numbered else []),
                    *([say("without VAT"), say("VAT")] if taxed else []),
                    *([say("rounding")] if rounded else []),
                    say("to pay"),
                ],
                [
                    [
                        None if day is None else str(day),
                        *([_numbers(own)] if numbered else []),
                        *_sums(own, taxed=taxed, rounded=rounded),
                    ]
                    for day, own in days.items()
                ],
                totals=[
                    say("total"),
                    *([""] if numbered else []),
                    *_sums(lines, taxed=taxed, rounded=rounded),
                ],
                caption=with_currency(
                    say("Invoices to {member}", member=member), self.fees.currency, ", "
                ),
            )
        if self.due is not None and self.fees.member_totals[member] > 0:
            yield say("Please pay by {day}.", day=str(self.due))

    def _derivation(self, member: str, pool: str) -> Iterator[str]:
        """Write the steps of a derivation as a list; its first line is the heading already."""
        text = self.record.explain(member, pool).to_text(lang=self.words.language)
        steps: list[str] = []
        for line in map(str.strip, text.splitlines()[1:]):
            if step := _STEP.match(line):
                steps.append(f"<li>{escape(unbroken(line[step.end() :]))}</li>")
            else:
                yield from _listed(steps)
                steps = []
                yield f"<p>{escape(unbroken(line))}</p>"
        yield from _listed(steps)

    def _heading(self, level: int, text: str) -> str:
        """Write a heading."""
        return f"<h{level}>{escape(self.words(text))}</h{level}>"

    def _html(self, *blocks: Block) -> str:
        """Write tables and sentences."""
        return html_of(blocks, self.words)


def _listed(steps: Sequence[str]) -> Iterator[str]:
    """Write steps as one list, if there are any."""
    if steps:
        yield "\n".join(["<ol>", *steps, "</ol>"])


def _titles(before: Allocation | None, period: Period | None) -> list[str]:
    """Title the columns of fees."""
    if before is None:
        return [say("fee")]
    was = before.period
    change = [say("change"), say("change in %")]
    if was is None or period is None:
        return [say("fee before"), say("fee"), *change]
    return [
        say("fee {period}", period=str(was)),
        say("fee {period}", period=str(period)),
        *change,
    ]


def _numbers(lines: Sequence[InvoiceLine]) -> str:
    """List the numbers of invoices, each once."""
    return say_some([*dict.fromkeys(line.invoice for line in lines if line.invoice)])


def _sums(lines: Sequence[InvoiceLine], *, taxed: bool, rounded: bool) -> list[Decimal]:
    """Add the amounts of lines: without VAT, VAT and rounding where they have it, and to pay."""
    own = [line for line in lines if not line.is_rounding]
    amount, net = (
        exact_sum(getattr(line, name) for line in own) for name in ("amount", "net_amount")
    )
    rounding = exact_sum(line.amount for line in lines if line.is_rounding)
    return [
        *([net, exact_sum([amount, net.copy_negate()])] if taxed else []),
        *([rounding] if rounded else []),
        exact_sum([amount, rounding]),
    ]


def _actuals(report: BudgetReport) -> Iterator[Block]:
    """Lay out income and cost of each item, and say what is left."""
    yield Table(
        [say("item"), say("income"), say("cost"), say("result")],
        [[item.name, item.income, item.cost, item.result] for item in report.items],
        totals=[say("total"), report.income, report.cost, report.result],
        caption=heading(report.name, report.period, report.currency),
    )
    left = with_currency(number(abs(report.result)), report.currency)
    if report.result > 0:
        yield say("Income was {amount} more than cost: a surplus.", amount=left)
    elif report.result < 0:
        yield say("Income was {amount} less than cost: a deficit.", amount=left)
    else:
        yield say("Income was equal to cost.")
