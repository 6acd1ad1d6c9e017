"""What a board does in a year, by costshare: each method can be replaced by a script of yours."""

from collections.abc import Mapping, Sequence
from typing import Any

from costshare.agreement import Agreement, Allocation, Member, Pool
from costshare.correction import correct
from costshare.fields import given_as, read_by_name
from costshare.invoices import InvoiceLines, credit_note
from costshare.models import Flat, Mixed
from costshare.reconciliation import reconcile
from costshare.settlement import Return, settle
from costshare.testing._cells import read_lines


class BoardScripts:
    """Methods that compute, invoice, credit, correct, reconcile and settle a year.

    Attributes
    ----------
    year : int
        The year.
    notes : int
        Number of credit notes so far.
    """

    year = 2022
    notes = 0

    def agreement(
        self, members: Sequence[Member], totals: Mapping[str, int], period: str
    ) -> Agreement:
        """Make the agreement of a year; replace it to test your own pools and rules.

        Parameters
        ----------
        members : sequence of Member
            All members of the year, with a population; some join or leave within it.
        totals : mapping of str to int
            Totals of the pools ``office`` and ``portal``. They may be below zero.
        period : str
            The year.
        """
        known = read_by_name(totals, "totals")
        models = {"office": Flat(), "portal": Mixed(flat_share="0.4")}
        pools = [
            Pool(name=name, total=known.get(name), model=model) for name, model in models.items()
        ]
        return Agreement(name="board", period=period, members=members, pools=pools)

    def allocate(self, agreement: Agreement) -> Allocation:
        """Compute the fees of the year."""
        return given_as(Agreement, agreement, "agreement", "an Agreement").allocate()

    def invoice(self, fees: Allocation, instalments: int) -> Any:
        """Make the invoice lines of the year: `InvoiceLine` objects, or a frame of them.

        If lines are dated, each is dated within its part of the period; then its instalments must
        sum both ways. Lines without dates must sum to the fees.
        """
        given_as(Allocation, fees, "fees", "an Allocation")
        return fees.invoice_lines(number=f"{self.year}-{{n}}", instalments=instalments)

    def credit(self, lines: InvoiceLines) -> Any:
        """Make the lines of a credit note that undoes these lines."""
        return credit_note(lines, invoice=f"{self.year}-K{self.notes}")

    def correct(self, billed: Allocation, restated: Allocation, earlier: Sequence[Any]) -> Any:
        """Make the lines that are to be sent when the fees are restated, or a `Correction`.

        Lines are `InvoiceLine` objects, a frame of them, or the `CorrectionLine` objects of a
        `Correction`.

        `earlier` has what this method returned for the year before: billed, earlier and the new
        lines together must be what is restated.
        """
        return correct(billed, restated, earlier=earlier)

    def reconcile(self, fees: Allocation, lines: InvoiceLines) -> Any:
        """Compare invoice lines with the fees; return the findings, or whether there are any.

        Lines that repeat one another are not an error where the sums are right: a line may be
        credited and sent again.
        """
        given_as(Allocation, fees, "fees", "an Allocation")
        found = reconcile(fees, read_lines(lines, "lines")).findings
        return [each for each in found if each.kind != "duplicate"]

    def settle(self, fees: Allocation, costs: Mapping[str, int], paid: InvoiceLines) -> Any:
        """Settle the year: a `Settlement`, or a table as `assert_settlement_closes` reads it.

        `costs` has the cost of each pool, and `paid` the lines that are paid.
        """
        given_as(Allocation, fees, "fees", "an Allocation")
        paid = read_lines(paid, "paid")
        return settle(fees, costs, policy=Return(by="flat"), paid=paid, unit="0.01")
