"""Strategies for invoice lines with planted errors, and the findings that these must give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal, get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Allocation
from costshare.amounts import read_word
from costshare.errors import CostshareError, quoted
from costshare.fields import given_as, given_list
from costshare.invoices import InvoiceLine
from costshare.testing._agreements import allocations
from costshare.testing._whole import integers

PlantedKind = Literal["under", "over", "missing", "unexpected", "duplicate", "wrong_period"]
PLANTED_KINDS: tuple[PlantedKind, ...] = get_args(PlantedKind)


@dataclass(frozen=True, slots=True)
class Planted:
    """A finding that a reconciliation must report.

    Attributes
    ----------
    kind : str
        ``under``, ``over``, ``missing``, ``unexpected``, ``duplicate`` or ``wrong_period``.
    member, pool : str
        Cell that the error is in.
    difference : Decimal
        Invoiced minus the fee; 0 for findings about lines, as in `Finding`.
    """

    kind: PlantedKind
    member: str
    pool: str
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Invoices:
    """Invoice lines, the fees that they are for, and the findings that they must give.

    Attributes
    ----------
    allocation : Allocation
        The fees; of a cascade, those of the members that pay in the end.
    lines : tuple of InvoiceLine
        The lines, of which some are wrong.
    findings : tuple of Planted
        What is wrong with them; nothing else is. A cell without a finding is matched.
    """

    allocation: Allocation
    lines: tuple[InvoiceLine, ...]
    findings: tuple[Planted, ...]


def invoices(
    allocation: Allocation | None = None,
    *,
    kinds: Sequence[str] = PLANTED_KINDS,
    max_errors: int = 3,
) -> SearchStrategy[Invoices]:
    """Generate the lines that fees are invoiced by, with errors that are known.

    A fee is invoiced too low, too high, twice, not at all, or with a date outside the period, or
    somebody is invoiced who owes nothing. Each error is in another cell, so none hides another.

    Parameters
    ----------
    allocation : Allocation, optional
        The fees; generated where left out.
    kinds : sequence of str, default all
        The errors to plant: ``"under"``, ``"over"``, ``"missing"``, ``"unexpected"``,
        ``"duplicate"`` and ``"wrong_period"``. One that the fees have no room for is left out.
    max_errors : int, default 3
        The most errors; 0 for lines that are right.

    Returns
    -------
    SearchStrategy
        Of `Invoices`: ``allocation``, ``lines`` and ``findings``.

    Raises
    ------
    CostshareError
        If a kind is unknown, or the number of errors is below 0.

    Examples
    --------
    A line that is invoiced twice is an amount too much, and a repetition:

    >>> from hypothesis import given
    >>> import costshare as cs
    >>> @given(invoices())
    ... def law(case):
    ...     found = cs.reconcile(case.allocation, case.lines).findings
    ...     facts = [(each.kind, each.member, each.difference) for each in found]
    ...     planted = [(each.kind, each.member, each.difference) for each in case.findings]
    ...     assert sorted(facts) == sorted(planted)
    >>> law()
    """
    if allocation is not None:
        given_as(Allocation, allocation, "allocation", "what allocate() returned")
    if given_as(int, max_errors, "max_errors", "a whole number") < 0:
        msg = f"max_errors {quoted(max_errors)} is below 0; pass 0 for lines that are right"
        raise CostshareError(msg)
    wanted = [
        read_word(each, "kinds", PlantedKind) for each in given_list(str, kinds, "kinds", "words")
    ]
    fees = allocations() if allocation is None else st.just(allocation)
    return _invoices(fees, tuple(wanted), max_errors)


@st.composite
def _invoices(
    draw: DrawFn,
    fees: SearchStrategy[Allocation],
    kinds: tuple[PlantedKind, ...],
    max_errors: int,
) -> Invoices:
    """Draw an allocation with its invoice lines and the errors in them."""
    allocation = draw(fees).final_fees()
    right = [
        _told_apart(line, at, allocation) for at, line in enumerate(allocation.invoice_lines())
    ]
    errors = _Errors(allocation, right)
    for _ in range(max_errors if kinds else 0):
        # An error that is left out leaves the lines as they are.
        kind = draw(integers(0, len(kinds)))
        if kind:
            errors.plant(kinds[kind - 1], draw)
    return Invoices(allocation, tuple(errors.lines()), tuple(errors.findings))


def _told_apart(line: InvoiceLine, at: int, allocation: Allocation) -> InvoiceLine:
    """Number a line, and date it within the period."""
    number = line.invoice or f"S{at + 1}"
    first = None if allocation.period is None else allocation.period.first
    return line.replace(invoice=number, date=line.date or first)


class _Errors:
    """Lines in which errors are planted, each in a cell of its own.

    Parameters
    ----------
    allocation : Allocation
        The fees.
    right : list of InvoiceLine
        The lines that invoice them.
    """

    def __init__(self, allocation: Allocation, right: list[InvoiceLine]) -> None:
        self._allocation = allocation
        self._lines: list[list[InvoiceLine]] = [[line] for line in right]
        self._left = list(range(len(right)))
        names = [*allocation.members, _unused(allocation.members)]
        self._free = [
            (member, pool.name)
            for pool in allocation.pools
            for member in names
            if member not in pool.fees
        ]
        self.findings: list[Planted] = []

    def lines(self) -> list[InvoiceLine]:
        """Return the lines with their errors."""
        return [line for lines in self._lines for line in lines]

    def plant(self, kind: PlantedKind, draw: DrawFn) -> None:
        """Plant an error where there is room for it."""
        if kind == "unexpected":
            self._invoice_a_stranger(draw)
        elif self._left and (kind != "wrong_period" or self._allocation.period is not None):
            at = self._left.pop(draw(integers(0, len(self._left) - 1)))
            self._change(kind, at, draw)

    def _invoice_a_stranger(self, draw: DrawFn) -> None:
        """Add a line for somebody who owes nothing."""
        if not self._free:
            return
        member, pool = self._free.pop(draw(integers(0, len(self._free) - 1)))
        amount = draw(_AMOUNTS) * draw(_SIGNS) * self._step(pool)
        line = InvoiceLine(
            member=member,
            pool=pool,
            amount=amount,
            invoice=f"X{len(self._lines) + 1}",
            currency=self._allocation.currency,
        )
        self._lines.append([line])
        self._find("unexpected", line, amount)

    def _change(self, kind: PlantedKind, at: int, draw: DrawFn) -> None:
        """Put an error in the line of a fee."""
        (line,) = self._lines[at]
        fee = line.amount
        assert fee is not None  # noqa: S101 - lines of an allocation have amounts
        if kind == "missing":
            self._lines[at] = []
            self._find("missing", line, -fee)
        elif kind == "duplicate":
            self._lines[at] = [line, line]
            self._find("over" if fee > 0 else "under", line, fee)
            self._find("duplicate", line, Decimal(0))
        elif kind == "wrong_period":
            self._lines[at] = [line.replace(date=self._another_day(draw))]
            self._find("wrong_period", line, Decimal(0))
        else:
            off = draw(_AMOUNTS) * self._step(line.pool) * (1 if kind == "over" else -1)
            self._lines[at] = [line.replace(amount=fee + off)]
            self._find(kind, line, off)

    def _another_day(self, draw: DrawFn) -> object:
        """Draw a day outside the period."""
        period = self._allocation.period
        assert period is not None  # noqa: S101 - looked at before
        days = timedelta(days=draw(integers(1, 400)))
        return draw(st.sampled_from((period.last + days, period.first - days)))

    def _step(self, pool: str | None) -> Decimal:
        """Return the unit of a pool."""
        assert pool is not None  # noqa: S101 - lines of an allocation have pools
        return self._allocation.pool(pool).unit.decimal(1)

    def _find(self, kind: PlantedKind, line: InvoiceLine, difference: Decimal) -> None:
        """Note a finding."""
        assert line.member is not None  # noqa: S101 - each line here names both
        assert line.pool is not None  # noqa: S101
        self.findings.append(Planted(kind, line.member, line.pool, difference))


_AMOUNTS = st.integers(1, 1000)
_SIGNS = st.sampled_from((1, -1))


def _unused(names: Sequence[str]) -> str:
    """Return a name that no member has."""
    return max(names) + "X"
