"""Fee letters: what each member pays, why, and whom to ask."""

from collections.abc import Iterable

from costshare.agreement import Allocation, same_currency
from costshare.amounts import exact_sum
from costshare.budget import BudgetReport
from costshare.errors import CostshareError, unknown_name
from costshare.export._letter import Letter
from costshare.export._letters import FeeLetters
from costshare.fields import given_as
from costshare.frames import AnyFrame
from costshare.invoices import Customers, InvoiceLine, given_lines, read_day
from costshare.periods import DayLike
from costshare.words import words_of


def fee_letters(
    allocation: Allocation,
    *,
    contact: str,
    sender: str | None = None,
    date: DayLike | None = None,
    note: str = "",
    before: Allocation | None = None,
    invoices: "Iterable[InvoiceLine] | AnyFrame" = (),
    due: DayLike | None = None,
    report: BudgetReport | None = None,
    customers: Customers | None = None,
    lang: str = "en",
) -> FeeLetters:
    r"""Write a letter to each member: its fee, how that is computed, and whom to ask.

    Parameters
    ----------
    allocation : Allocation
        Fees that the letters are about; of a cascade those with its levels, which explain more than
        its `final_fees`.
    contact : str
        Whom to ask: a name, a telephone number, an address; ``\n`` begins a new line.
    sender : str, optional
        Who sends the letters, with an address if you want; the name of the agreement if left out.
    date : date, datetime or ISO text, optional
        Day of the letters.
    note : str
        Paragraph of your own below the fee, such as the decision that it rests on.
    before : Allocation, optional
        Fees of the period before, which are shown beside, with the change.
    invoices : iterable of InvoiceLine, or frame
        Lines that will be invoiced, for a table of dates, numbers and amounts, with VAT where the
        lines have it, and rounding. Without VAT and rounding lines they must sum to the fees of
        their issuers.
    due : date, datetime or ISO text, optional
        Day by which the fee is to be paid.
    report : BudgetReport, optional
        Actual income and cost, of the year before as a rule.
    customers : Customers, optional
        Customer numbers to state.
    lang : str, default "en"
        Code of the language: ``"en"`` or ``"sv"``. Others than English need the extra ``i18n``.
        Texts that you pass and names stay as they are.

    Returns
    -------
    FeeLetters
        A mapping of member to HTML page; it writes files and PDF.

    Raises
    ------
    CostshareError
        If the currencies differ, the invoices do not sum to the fees, the language is unknown,
        or Babel is not installed where it is needed.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, period="2022", currency="SEK")
    >>> letters = cs.fee_letters(fees, contact="Anna Berg", invoices=fees.invoice_lines())
    >>> len(letters), letters["B"].count("<table>")
    (2, 2)
    """
    record = given_as(Allocation, allocation, "allocation", "what allocate() returned")
    allocation = record.final_fees()
    for what, text in (("contact", contact), ("note", note)):
        given_as(str, text, what, "text")
    if not contact.strip():
        msg = "contact is empty; pass whom to ask, such as a name and a telephone number"
        raise CostshareError(msg)
    if before is not None:
        before = given_as(Allocation, before, "before", "what allocate() returned").final_fees()
        same_currency(allocation.currency, before.currency, "before")
    if report is not None:
        given_as(BudgetReport, report, "report", "a BudgetReport")
        same_currency(allocation.currency, report.currency, "report")
    lines: dict[str, list[InvoiceLine]] = {}
    for line in given_lines(invoices, "invoices"):
        lines.setdefault(line.member or "", []).append(line)
        same_currency(allocation.currency, line.currency, "invoices")
    _check_sums(allocation, lines)
    sent, pay_by = read_day(date, "date"), read_day(due, "due")
    if sent is not None and pay_by is not None and pay_by < sent:
        msg = f"due {pay_by} lies before the day of the letters {sent}; correct one of them"
        raise CostshareError(msg)
    if before is not None:
        _check_order(before, allocation)
    letter = Letter(
        fees=allocation,
        record=record,
        before=before,
        report=report,
        invoices=lines,
        customers=Customers()
        if customers is None
        else given_as(Customers, customers, "customers", "a Customers"),
        sender=allocation.name if sender is None else given_as(str, sender, "sender", "text"),
        contact=contact,
        note=note,
        date=sent,
        due=pay_by,
        words=words_of(given_as(str, lang, "lang", "the code of a language, such as 'sv'")),
    )
    articles = {member: letter.article(member) for member in allocation.members}
    return FeeLetters(letter.words(letter.title), lang, articles)


def _check_order(before: Allocation, fees: Allocation) -> None:
    """Refuse fees of the period before that do not lie before."""
    if (
        before.period is not None
        and fees.period is not None
        and before.period.last >= fees.period.first
    ):
        msg = (
            f"before is of {before.period}, which does not lie before {fees.period}; pass the fees "
        )
        raise CostshareError(f"{msg}of an earlier period")


def _check_sums(allocation: Allocation, lines: dict[str, list[InvoiceLine]]) -> None:
    """Refuse invoices that do not come to the fees, since a letter would contradict itself."""
    for member, own in lines.items():
        if member not in allocation.members:
            raise unknown_name("member in invoices:", member, allocation.members)
        for issuer in dict.fromkeys(line.billed_by for line in own):
            sent = [line for line in own if line.billed_by == issuer]
            for line in sent:
                if line.net_amount is None or line.amount is None:
                    msg = (
                        f"a line of {member} in invoices has no amount: {'; '.join(line.problems)}"
                    )
                    raise CostshareError(msg)
            pools = [pool.name for pool in allocation.pools]
            invoiced = exact_sum(
                line.net_amount for line in sent if not line.is_rounding or line.pool in pools
            )
            fee = exact_sum(
                pool.fees.get(member) for pool in allocation.pools if pool.billed_by == issuer
            )
            if invoiced != fee:
                msg = f"invoices of {member} by {issuer} sum to {invoiced:f} without VAT, and "
                raise CostshareError(f"{msg}its fees to {fee:f}; pass what invoice_lines() gives")
