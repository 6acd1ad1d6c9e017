"""The result of a reconciliation: every cell, every finding, and totals that prove themselves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from costshare.amounts import take_items
from costshare.errors import ConservationError, CostshareError, shown
from costshare.fields import Currency, Exact, UnitSize, Value, given_as, read_word
from costshare.invoices import InvoiceLine, read_label
from costshare.periods import PeriodField
from costshare.reconciliation._cell import By, Cell
from costshare.reconciliation._finding import Finding, FindingKind
from costshare.reconciliation._report import html_report, text_report
from costshare.reconciliation._sums import Issuer, Sums, sum_all, sum_by
from costshare.results import Record

if TYPE_CHECKING:
    import pandas as pd


class FindingsError(CostshareError):
    """A reconciliation has findings, and the caller asked for an error."""


@dataclass(frozen=True, slots=True, repr=False)
class Reconciliation(Value, Record):
    """What `reconcile` found.

    Parameters
    ----------
    name : str
        The agreement's.
    period : Period or None
        What was reconciled.
    currency : str or None
        Of all amounts.
    unit : Unit
        What amounts in cells are counted in: the largest unit in which all of them are whole,
        and 0.01 at most where there are decimals.
    tolerance : Fraction
        Up to which difference a cell is matched.
    members, pools : tuple of str
        The agreement's, in order.
    cells : tuple of Cell
        Members × pools, and after them a cell for everything else that a line or a budget names.
    findings : tuple of Finding
        The greatest difference first; those about lines last.
    lines : int
        How many invoice lines there were.
    uncounted : tuple of InvoiceLine
        The lines whose amount cannot be told. They are in no cell and in no total.
    issuers : tuple of Issuer
        What each issuer should have invoiced and did: the host's income is the host's part.
    budget : mapping of str to int, or None
        The budget by pool, in units.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(300, cs.Flat(), {"A": {}, "B": {}, "C": {}}, pool="office")
    >>> result = cs.reconcile(fees, [
    ...     cs.InvoiceLine(member="A", pool="office", amount=100),
    ...     cs.InvoiceLine(member="B", pool="office", amount=10),
    ... ])
    >>> result.balanced
    False
    >>> for finding in result.findings:
    ...     print(finding)
    C, office: nothing is invoiced; the fee is 100.
    B, office: 10 is invoiced, 90 less than the fee of 100.
      Hint: the amount is 10 times too small: 10 for 100
    """

    format = "costshare.reconciliation/1"
    _DERIVED = ("balanced", "sums")

    name: str
    period: PeriodField | None
    currency: Currency
    unit: UnitSize
    tolerance: Exact
    members: tuple[str, ...]
    pools: tuple[str, ...]
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    lines: int
    uncounted: tuple[InvoiceLine, ...]
    issuers: tuple[Issuer, ...]
    budget: Mapping[str, int] | None = None

    @property
    def balanced(self) -> bool:
        """Whether every cell is matched and the amount of every line is certain.

        It is not where a line cannot be counted, or contradicts itself (``contradictory``). A line
        that is flagged otherwise (``duplicate``, ``wrong_period``) does not unbalance by itself;
        `findings` is empty only where there is nothing to say at all.
        """
        certain = all(each.kind != "contradictory" for each in self.findings)
        return (
            certain and not self.uncounted and all(cell.status == "matched" for cell in self.cells)
        )

    @property
    def total(self) -> Sums:
        """Budget, expected, invoiced and difference in all."""
        return sum_all(self.pool_sums)

    @property
    def pool_sums(self) -> tuple[Sums, ...]:
        """The same for each pool: the agreement's first, then any other."""
        return sum_by(self.cells, lambda cell: cell.pool, self.budget)

    @property
    def member_sums(self) -> tuple[Sums, ...]:
        """The same for each member: the agreement's first, then any other."""
        return sum_by(self.cells, lambda cell: cell.member)

    def amount(self, units: int) -> Decimal:
        """Turn a number of units into an amount."""
        return self.unit.decimal(given_as(int, units, "units", "a whole number of them"))

    def status(self, member: str, pool: str) -> str:
        """The status of one cell.

        Raises
        ------
        CostshareError
            Where there is no such cell.
        """
        return self.cell(member, pool).status

    def cell(self, member: str | None, pool: str | None) -> Cell:
        """One cell.

        Raises
        ------
        CostshareError
            Where neither the agreement nor a line names it.
        """
        named = (read_label(member), read_label(pool))
        for cell in self.cells:
            if (cell.member, cell.pool) == named:
                return cell
        msg = f"there is no cell of member {shown(member)} and pool {shown(pool)}; "
        msg += "neither the agreement nor a line names it"
        raise CostshareError(msg)

    def check(self) -> None:
        """Prove again that nothing is left out: allocated + differences = invoiced.

        Raises
        ------
        ConservationError
            Where the sums by member, by pool, by issuer and by finding do not agree.
        """
        counted = sum(cell.lines for cell in self.cells)
        _same(
            counted + len(self.uncounted), self.lines, "lines in cells and uncounted", "all lines"
        )
        expected = sum(cell.expected or 0 for cell in self.cells)
        invoiced = sum(cell.invoiced for cell in self.cells)
        for what, sums in (("member", self.member_sums), ("pool", self.pool_sums)):
            _same(sum(each.expected for each in sums), expected, f"fees by {what}", "all fees")
            _same(sum(each.invoiced for each in sums), invoiced, f"invoiced by {what}", "the cells")
            for each in sums:
                _same(
                    each.expected + each.difference,
                    each.invoiced,
                    f"{what} {each.name}: fees and differences",
                    "what is invoiced",
                )
        _same(sum(each.expected for each in self.issuers), expected, "fees by issuer", "all fees")
        _same(
            sum(each.invoiced for each in self.issuers), invoiced, "invoiced by issuer", "the cells"
        )
        found = sum(
            self.unit.count(Fraction(each.difference), "difference") for each in self.findings
        )
        within = sum(cell.difference for cell in self.cells if cell.status == "matched")
        _same(
            expected + found + within, invoiced, "fees, findings and tolerated", "what is invoiced"
        )

    def raise_for_findings(self, kinds: Iterable[str] | None = None) -> None:
        """Raise where there are findings, for scripts.

        Parameters
        ----------
        kinds : iterable of str, optional
            Which findings count; all of them where left out.

        Raises
        ------
        FindingsError
            With every message.
        """
        wanted: Collection[str] = get_args(FindingKind)
        if kinds is not None:
            wanted = [
                read_word(kind, "kind", wanted) for kind in take_items(kinds, "kinds", "kinds")
            ]
        found = [each for each in self.findings if each.kind in wanted]
        if found:
            count = f"{len(found)} finding{'s' if len(found) > 1 else ''}"
            raise FindingsError("\n".join([f"{count} in {self.name}:", *map(str, found)]))

    def to_frame(self, by: By = "cell") -> "pd.DataFrame":
        """The comparison as a DataFrame.

        Parameters
        ----------
        by : {"cell", "member", "pool"}
            What a row is.

        Returns
        -------
        DataFrame
            Columns ``member`` and ``pool``, or one of them; ``budget`` where there is one of that
            kind; ``expected`` (the allocated fee; missing where there is none), ``invoiced``,
            ``difference``, ``lines``, and for cells ``status``.
        """
        from costshare.reconciliation._result_frame import (
            result_frame,
        )

        return result_frame(self, by)

    def summary(self, *, html: bool = False) -> str:
        """The comparison by pool, the issuers, and every finding with its hints, for people.

        Parameters
        ----------
        html : bool, default False
            Whether as HTML.
        """
        return (
            html_report(self)
            if given_as(bool, html, "html", "True or False")
            else text_report(self)
        )

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add whether it balances, and the sums as amounts."""

        def written(each: Sums) -> dict[str, str | None]:
            return {
                "name": each.name,
                "budget": None if each.budget is None else str(self.amount(each.budget)),
                "expected": str(self.amount(each.expected)),
                "invoiced": str(self.amount(each.invoiced)),
                "difference": str(self.amount(each.difference)),
            }

        return {
            **fields,
            "balanced": self.balanced,
            "sums": {
                "total": written(self.total),
                "members": [written(each) for each in self.member_sums],
                "pools": [written(each) for each in self.pool_sums],
            },
        }

    def __repr__(self) -> str:
        """Say what came out in one line; `print` shows the summary."""
        state = "balanced" if self.balanced else "not balanced"
        return (
            f"<Reconciliation {self.name}: {state}, {len(self.findings)} findings, "
            f"{self.lines} lines>"
        )

    def __str__(self) -> str:
        """The summary."""
        return self.summary()

    def _repr_html_(self) -> str:
        return self.summary(html=True)


def _same(one: int, other: int, what: str, whole: str) -> None:
    if one != other:
        way = "much" if one > other else "little"
        msg = f"{what} come to {one}, {whole} to {other}: {abs(one - other)} too {way}"
        raise ConservationError(msg)
