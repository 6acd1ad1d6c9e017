"""The result of a reconciliation: every cell, every finding, and sums that are proved."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

from costshare.amounts import EXACT, exact_sum, take_items
from costshare.errors import ConservationError, CostshareError, shown
from costshare.fields import Currency, Exact, Money, Name, UnitSize, given_as, read_word
from costshare.invoices import InvoiceLine, issuer_label, pool_label, read_label
from costshare.periods import PeriodField
from costshare.reconciliation._cell import (
    AGREE,
    By,
    Cell,
    Issuer,
    Status,
    Sums,
    require_equal,
    sum_by,
    sum_rows,
    written,
)
from costshare.reconciliation._finding import Finding, FindingKind, LineFindingKind, notes_of
from costshare.reconciliation._words import KINDS, cell_label, listed, verdict
from costshare.reconciliation._worklist import Task, Worklist, tasks_of
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    Table,
    amount_column,
    count_column,
    counted,
    heading,
    number,
    same_column,
    signed,
    text_column,
    to_pandas,
)
from costshare.words import say, say_count

if TYPE_CHECKING:
    import pandas as pd

# Columns of the frame that people read.
_WIDE = ("member", "pool", "budget", "expected", "invoiced", "difference", "lines", "status")


class FindingsError(CostshareError):
    """A reconciliation has findings, and the caller asked for an error."""


@dataclass(frozen=True, slots=True, repr=False)
class Reconciliation(Result):
    """What `reconcile` found; iterating over it yields the cells.

    Attributes
    ----------
    name : str
        Name of the agreement.
    period : Period or None
        Period that was reconciled.
    currency : str or None
        Currency of every amount, as an ISO 4217 code; None if it is not stated.
    unit : Unit
        The largest unit in which every amount is whole; 0.01 or less if any has decimals.
    tolerance : Fraction
        Largest difference at which a cell is matched.
    members, pools : tuple of str
        Names in the agreement, in order.
    cells : tuple of Cell
        Members × pools, and after them a cell for everything else that a line or a budget names.
    findings : tuple of Finding
        What does not agree: the greatest difference first, findings about lines last.
    lines : int
        Number of invoice lines.
    uncounted : tuple of InvoiceLine
        Lines whose amount is unknown. They are in no cell and in no total.
    issuers : tuple of Issuer
        What each issuer should have invoiced, and what it did invoice.
    budget : mapping of str to Decimal, or None
        Budget by pool.
    labels : mapping of str to str
        What people read for pools, where it is not the name.

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
    budget: Mapping[str, Money] | None = None
    labels: Mapping[str, Name] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def balanced(self) -> bool:
        """Whether every cell is matched and the amount of every line is certain.

        It is False if a line cannot be counted, or contradicts itself (``contradictory``), or the
        rounding of an invoice is wrong (``wrong_rounding``). Other flags on a line (``duplicate``,
        ``wrong_period``) alone do not make it False; `findings` is empty only if nothing at all was
        found.
        """
        wrong = {"contradictory", "wrong_rounding"}
        certain = all(each.kind not in wrong for each in self.findings)
        matched = all(cell.status in AGREE for cell in self.cells)
        return certain and matched and not self.uncounted

    @property
    def rounding(self) -> Decimal:
        """Sum of the rounding lines of invoices, which are for no fee."""
        rounded = (cell.invoiced for cell in self.cells if cell.status == "rounding")
        return exact_sum(rounded, self._zero)

    @property
    def _zero(self) -> Decimal:
        """Zero, with the decimals of the unit."""
        return self.unit.decimal(0)

    @property
    def total(self) -> Sums:
        """Budget, expected, invoiced and difference in all."""
        return sum_rows("total", self.pool_sums, self._zero)

    @property
    def pool_sums(self) -> tuple[Sums, ...]:
        """The same for each pool: those of the agreement first, then any other."""
        return sum_by(self.cells, lambda cell: cell.pool, self._zero, self.budget)

    @property
    def member_sums(self) -> tuple[Sums, ...]:
        """The same for each member: those of the agreement first, then any other."""
        return sum_by(self.cells, lambda cell: cell.member, self._zero)

    def status(self, member: str | None, pool: str | None) -> Status:
        """Return the status of one cell.

        Raises
        ------
        CostshareError
            If there is no such cell.
        """
        return self.cell(member, pool).status

    def cell(self, member: str | None, pool: str | None) -> Cell:
        """Return one cell.

        Raises
        ------
        CostshareError
            If neither the agreement nor a line names it.
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
            If the sums by member, by pool, by issuer and by finding do not agree.
        """
        for cell in self.cells:
            fee = None if cell.expected is cell.invoiced else cell.expected
            for amount in (fee, cell.invoiced, cell.budget):
                if amount and EXACT.remainder(amount, self.unit):
                    label = cell_label(cell.member, cell.pool)
                    msg = f"{label}: {amount:f} is not a multiple of unit {self.unit:f}"
                    raise ConservationError(msg)
        lines = Decimal(sum(cell.lines for cell in self.cells) + len(self.uncounted))
        require_equal(lines, Decimal(self.lines), "lines in cells and uncounted", "all lines")
        fees = exact_sum((cell.expected for cell in self.cells), self._zero)
        invoiced = exact_sum((cell.invoiced for cell in self.cells), self._zero)
        for kind, sums in (
            ("member", self.member_sums),
            ("pool", self.pool_sums),
            ("issuer", self.issuers),
        ):
            for each in sums:
                both = EXACT.add(each.expected, each.difference)
                name = f"{kind} {each.name}: fees and differences"
                require_equal(both, each.invoiced, name, "what is invoiced")
            theirs = exact_sum((each.expected for each in sums), self._zero)
            require_equal(theirs, fees, f"fees by {kind}", "all fees")
            theirs = exact_sum((each.invoiced for each in sums), self._zero)
            require_equal(theirs, invoiced, f"invoiced by {kind}", "the cells")
        found = (each.difference for each in self.findings)
        agreed = (cell.difference for cell in self.cells if cell.status in AGREE)
        both = exact_sum((fees, *found, *agreed), self._zero)
        require_equal(both, invoiced, "fees, findings and tolerated", "what is invoiced")

    def raise_for_findings(self, kinds: Iterable[str] | None = None) -> None:
        """Raise an error if there are findings, for scripts.

        Parameters
        ----------
        kinds : iterable of str, optional
            Kinds of findings that count; all of them by default.

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
            head = f"{counted(len(found), 'finding')} in {self.name}:"
            raise FindingsError("\n".join([head, *map(str, found)]))

    def worklist(self, before: Worklist | None = None) -> Worklist:
        """Make a list of tasks from the findings, with the notes of an earlier list.

        Parameters
        ----------
        before : Worklist, optional
            The list of the run before. Its tasks keep their numbers and notes. One that is not
            found any more is ``gone``; one that was accepted or done is open again if its amounts
            are others now.

        Returns
        -------
        Worklist
            A task for each finding of this run and of earlier ones.

        Raises
        ------
        CostshareError
            If `before` is not a worklist, or is one of another agreement, period or currency.
        """
        tasks: tuple[Task, ...] = ()
        if before is not None:
            tasks = given_as(Worklist, before, "before", "a worklist").tasks
            own, theirs = ((each.name, each.period, each.currency) for each in (self, before))
            if own != theirs:
                is_of, was_of = (
                    heading(name, period, currency) for name, period, currency in (own, theirs)
                )
                msg = f"before is the worklist of {was_of}, the reconciliation is of {is_of}; "
                raise CostshareError(f"{msg}leave it out, to begin a new list")
        tasks = tasks_of(self.findings, tasks)
        return Worklist(self.name, self.period, self.currency, tasks, self.labels)

    def to_frame(self, by: By = "cell", *, tidy: bool = False) -> "pd.DataFrame":
        """Turn the comparison into a pandas DataFrame.

        Parameters
        ----------
        by : {"cell", "member", "pool"}, default "cell"
            What a row is.
        tidy : bool, default False
            Whether ids stand first and amounts last, with every column.

        Returns
        -------
        DataFrame
            Columns ``member`` and ``pool``, or one of them; ``budget`` if there is one of that
            kind; ``expected`` (the allocated fee, missing if there is no fee), ``invoiced``,
            ``difference``, ``lines``, and for cells ``status``. A tidy frame has ``period`` and
            ``currency`` too.

        Raises
        ------
        CostshareError
            If `by` is another word.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(300, cs.Flat(), {"A": {}, "B": {}, "C": {}}, pool="office")
        >>> cs.reconcile(fees, fees.invoice_lines()).to_frame(by="pool")
             pool  expected  invoiced  difference  lines
        0  office       300       300           0      3
        """
        read_word(by, "by", By)
        given_as(bool, tidy, "tidy", "True or False")
        return to_pandas(self._columns(by)) if tidy else self._wide(by)

    def _rows(self, by: By) -> Sequence[Cell | Sums]:
        """Return the cells, or their sums by one of their names."""
        if by == "cell":
            return self.cells
        return self.member_sums if by == "member" else self.pool_sums

    def _columns(self, by: By = "cell") -> list[Column]:
        """Lay out one row a cell, or a sum."""
        rows = self._rows(by)
        if by == "cell":
            ids = [
                text_column("pool", (cell.pool for cell in self.cells)),
                text_column("member", (cell.member for cell in self.cells)),
                text_column("status", (cell.status for cell in self.cells)),
            ]
        else:
            ids = [text_column(by, (sums.name for sums in rows if isinstance(sums, Sums)))]
        return [
            same_column("period", self.period, rows),
            *ids,
            same_column("currency", self.currency, rows),
            count_column("lines", (row.lines for row in rows)),
            amount_column("budget", (row.budget for row in rows)),
            amount_column("expected", (row.expected for row in rows)),
            amount_column("invoiced", (row.invoiced for row in rows)),
            amount_column("difference", (row.difference for row in rows)),
        ]

    def _wide(self, by: By = "cell") -> "pd.DataFrame":
        """Lay out the names and amounts that people compare."""
        columns = {each.name: each for each in self._columns(by)}
        if all(row.budget is None for row in self._rows(by)):
            del columns["budget"]
        return to_pandas([columns[name] for name in _WIDE if name in columns])

    def _blocks(self) -> Iterator[Block]:
        """Lay out the verdict, the pools, the issuers, and every finding with its hints."""
        yield verdict(
            self.total, rounding=self.rounding, balanced=self.balanced, currency=self.currency
        )
        yield self._pool_table()
        statuses = Counter(cell.status for cell in self.cells)
        yield say(
            "{cells}: {statuses}.",
            cells=say_count(len(self.cells), "{count} cell", "{count} cells"),
            statuses=listed(get_args(Status), statuses),
        )
        yield self._about_lines()
        if len(self.issuers) > 1:
            yield Table(
                header=[
                    say("billed by"),
                    say("allocated"),
                    say("invoiced"),
                    say("invoiced - allocated"),
                ],
                rows=[
                    [issuer_label(each.name), each.expected, each.invoiced, signed(each.difference)]
                    for each in self.issuers
                ],
            )
        if self.findings:
            yield Points(
                [Point(each.message, KINDS[each.kind], notes_of(each)) for each in self.findings]
            )

    def _about_lines(self) -> str:
        """Say how many lines are counted, and what was found about lines."""
        kinds = Counter(finding.kind for finding in self.findings)
        places = {
            "lines": say_count(self.lines, "{count} line", "{count} lines"),
            "findings": listed(get_args(LineFindingKind), kinds),
        }
        if not self.uncounted:
            return say("{lines}, all counted; findings about lines: {findings}.", **places)
        return say(
            "{lines}, {counted} of them counted; findings about lines: {findings}.",
            counted=number(self.lines - len(self.uncounted)),
            **places,
        )

    def _pool_table(self) -> Table:
        """Compare budget, allocated and invoiced, pool by pool."""
        sums = self.pool_sums
        budgeted = any(each.budget is not None for each in sums)

        def row(label: str, each: Sums, *, has_budget: bool = True) -> list[Decimal | str | None]:
            known = has_budget and each.budget is not None
            off = EXACT.subtract(each.invoiced, each.budget or 0) if known else None
            return [
                label,
                *([each.budget] if budgeted else []),
                each.expected,
                each.invoiced,
                *([None if off is None else signed(off)] if budgeted else []),
                signed(each.difference),
            ]

        return Table(
            header=[
                "",
                *([say("budget")] if budgeted else []),
                say("allocated"),
                say("invoiced"),
                *([say("invoiced - budget")] if budgeted else []),
                say("invoiced - allocated"),
            ],
            rows=[row(pool_label(each.name, self.labels), each) for each in sums],
            # The budgets of some pools are not compared with the invoices of all.
            totals=row(
                say("total"),
                self.total,
                has_budget=all(each.budget is not None for each in sums if each.name in self.pools),
            ),
            caption=heading(self.name, self.period, self.currency),
        )

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add whether it balances, and the sums."""
        return {
            **fields,
            "balanced": self.balanced,
            "sums": {
                "total": written(self.total),
                "members": [written(each) for each in self.member_sums],
                "pools": [written(each) for each in self.pool_sums],
            },
        }

    def _about(self) -> str:
        """Say whether it balances, and how much there is to read."""
        state = "balanced" if self.balanced else "not balanced"
        findings, lines = counted(len(self.findings), "finding"), counted(self.lines, "line")
        return f"{self.name}: {state}, {findings}, {lines}"
