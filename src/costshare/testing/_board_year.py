"""A year of a board as a Hypothesis state machine, to subclass with functions of your own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import tomli_w
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from hypothesis.strategies import SearchStrategy

from costshare.agreement import Agreement, Allocation, Member
from costshare.correction import Correction, CorrectionLine
from costshare.errors import CostshareError
from costshare.fields import given_as
from costshare.invoices import InvoiceLine, InvoiceLines
from costshare.periods import Period
from costshare.testing._assertions import assert_allocation_sums
from costshare.testing._board_scripts import BoardScripts
from costshare.testing._books import (
    assert_corrections_restate,
    assert_credit_notes_undo,
    assert_reconciles,
    finds,
)
from costshare.testing._cells import read_lines, sums_of_lines
from costshare.testing._changed_lines import Slip, slips_of
from costshare.testing._settlements import assert_settlement_closes
from costshare.testing._tables import assert_instalments_sum

_NAMES = "ABCDEFGHIJ"
_POOLS = ("office", "portal")
_HEADS = st.integers(1, 9) | st.integers(1, 10**6)
_TOTALS = st.integers(-20, 20) | st.integers(-(10**7), 10**7)
_COSTS = st.fixed_dictionaries(dict.fromkeys(_POOLS, st.integers(0, 20) | st.integers(0, 10**7)))
_BOOKED_WRONG = ("there twice", "dated ")


def _next_name(board: "BoardYear") -> str:
    """Return the first name that no member has."""
    return next(name for name in _NAMES if name not in board.members)


def _staying(board: "BoardYear") -> list[str]:
    """Members that do not leave."""
    return [name for name, member in board.members.items() if member.left is None]


def _first_days(board: "BoardYear") -> list[str]:
    """First days of the months."""
    return [str(month.first) for month in Period.read(str(board.year)).parts(12)]


def _last_days(board: "BoardYear") -> SearchStrategy[str]:
    """Generate last days of a membership: before the year, or within it."""
    days = [str(date.fromisoformat(day) - timedelta(days=1)) for day in _first_days(board)]
    return st.just(days[0]) | st.sampled_from(days)


def _billed(board: "BoardYear") -> list[str]:
    """Members with lines."""
    return list(dict.fromkeys(str(line.member) for line in board.lines))


def _slips(board: "BoardYear") -> SearchStrategy[Slip]:
    """Generate ways to book one line wrong."""
    lines, fees = board.lines, given_as(Allocation, board.fees, "fees", "an Allocation")
    return st.integers(0, len(lines) - 1).flatmap(
        lambda at: st.sampled_from(list(slips_of(lines[at], fees)))
    )


_BOARD: SearchStrategy[Any] = st.runner()
"""The board as it is when a rule is to run."""

_open = precondition(lambda self: not self.is_settled)
# One change before the invoices, and any number after them.
_may_change = precondition(lambda self: self.billed is not None or not self.is_stale)
_with_lines = precondition(lambda self: bool(self.lines))
_after_invoices = precondition(lambda self: self.billed is not None)
_before_invoices = precondition(lambda self: self.billed is None)


class BoardYear(BoardScripts, RuleBasedStateMachine):
    """A year of a board: a Hypothesis state machine whose invariants are the laws of the books.

    Members join and leave, counts and totals are corrected, invoices go out in instalments, some
    of them wrong, and are credited; corrections go out, members pay, and the year is settled.
    After each step the books agree with the fees, and every error in them is found.

    Subclass it and replace the methods that your scripts do: `agreement`, `allocate`, `invoice`,
    `credit`, `correct`, `reconcile` and `settle`. ``YourYear.TestCase`` runs in pytest and in
    unittest.

    Examples
    --------
    >>> import costshare as cs
    >>> class OurYear(BoardYear):
    ...     def invoice(self, fees, instalments):
    ...         return [
    ...             cs.InvoiceLine(member=member, pool=pool.name, amount=fee)
    ...             for pool in fees.pools
    ...             for member, fee in pool.fees.items()
    ...         ]
    >>> TestOurYear = OurYear.TestCase
    >>> TestOurYear().runTest()
    """

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[str, Member] = {}
        self.totals: dict[str, int] = {}
        self._open_year()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _be_quick(cls)

    def _open_year(self) -> None:
        """Begin with empty books."""
        self.billed: Allocation | None = None
        self.fees: Allocation | None = None
        self.lines: tuple[InvoiceLine, ...] = ()
        self.corrections: tuple[Any, ...] = ()
        self.paid: tuple[InvoiceLine, ...] = ()
        self.notes = 0
        self.is_stale = False
        self.is_settled = False

    # What happens.

    @initialize(
        inhabitants=st.lists(_HEADS, min_size=1, max_size=5),
        totals=st.fixed_dictionaries(dict.fromkeys(_POOLS, _TOTALS)),
    )
    def the_year_begins(self, inhabitants: list[int], totals: dict[str, int]) -> None:
        """Members A, B … agree on the totals."""
        for name, count in zip(_NAMES, inhabitants, strict=False):
            self.members[name] = Member(name=name, population=count)
        self.totals = totals

    @_open
    @_may_change
    @precondition(lambda self: len(self.members) < len(_NAMES))
    @rule(
        name=_BOARD.map(_next_name),
        inhabitants=_HEADS,
        first_day=_BOARD.map(_first_days).flatmap(st.sampled_from),
    )
    def a_member_joins(self, name: str, inhabitants: int, first_day: str) -> None:
        """A member joins on the first day of a month."""
        self._becomes(Member(name=name, population=inhabitants, joined=first_day))

    @_open
    @_may_change
    @precondition(lambda self: len(_staying(self)) > 1)
    @rule(
        name=_BOARD.map(_staying).flatmap(st.sampled_from),
        last_day=_BOARD.flatmap(_last_days),
    )
    def a_member_leaves(self, name: str, last_day: str) -> None:
        """A member leaves on the last day of a month, or has left before the year."""
        member = self.members[name]
        if member.joined is not None and str(member.joined) > last_day:
            del self.members[name]  # it never was a member
            self.is_stale = True
        else:
            self._becomes(member.replace(left=last_day))

    @_open
    @_after_invoices
    @rule(
        name=_BOARD.map(lambda board: list(board.members)).flatmap(st.sampled_from),
        inhabitants=_HEADS,
    )
    def a_count_is_corrected(self, name: str, inhabitants: int) -> None:
        """The number of inhabitants of a member was another."""
        self._becomes(self.members[name].replace(population=inhabitants))

    @_open
    @_after_invoices
    @rule(pool=st.sampled_from(_POOLS), total=_TOTALS)
    def a_total_is_corrected(self, pool: str, total: int) -> None:
        """The total of a pool was another."""
        self.totals = {**self.totals, pool: total}
        self.is_stale = True

    @_before_invoices
    @rule(instalments=st.sampled_from((1, 2, 4)))
    def invoices_go_out(self, instalments: int) -> None:
        """The fees of the year are computed and invoiced."""
        with self._pasted():
            fees = self._allocated()
            lines = self._lines("invoice", self.invoice(fees, instalments))
            if lines and all(line.date for line in lines):
                assert_instalments_sum(lines, fees, instalments=instalments)
            self.billed = self.fees = fees
            self._book(*lines)
        self.is_stale = False

    @_open
    @_with_lines
    @rule(slip=_BOARD.flatmap(_slips))
    def a_line_is_booked_wrong(self, slip: Slip) -> None:
        """The reconciliation must find it; then it is credited and sent again, or booked right."""
        at, right, self.notes = self.lines.index(slip.line), slip.line, self.notes + 1
        before, after = self.lines[:at], self.lines[at + 1 :]
        with self._pasted():
            books = InvoiceLines((*before, *slip.booked, *after))
            if not finds(self.reconcile(self._fees(), books), "reconcile"):
                raise AssertionError(f"reconcile finds nothing where the line of {slip}")
            if slip.what.startswith(_BOOKED_WRONG):
                return
            wrong = InvoiceLines(slip.booked)
            back = self._lines("credit", self.credit(wrong)) if wrong else wrong
            assert_credit_notes_undo(wrong, back)
            again = right.replace(invoice=f"{self.year}-R{self.notes}")
            self._book(*before, *wrong, *after, *back, again)

    @_open
    @_after_invoices
    @precondition(lambda self: self.is_stale)
    @rule()
    def corrections_go_out(self) -> None:
        """The year is restated by all facts, and the difference is charged or credited."""
        with self._pasted():
            billed = given_as(Allocation, self.billed, "billed", "an Allocation")
            restated = self._allocated()
            given = self.correct(billed, restated, self.corrections)
            self.corrections = (*self.corrections, given)
            books = [
                self._lines("correct", _lines_of(each, f"{self.year}-C{at}-{{n}}"))
                for at, each in enumerate(self.corrections, start=1)
            ]
            assert_corrections_restate(billed, books, restated)
            self.fees = restated
            self._book(*self.lines, *books[-1])
        for name in {line.member for line in self.paid}.difference(restated.members):
            self._pay(name)  # who was not a member gets back what it paid
        self.is_stale = False

    @_open
    @_with_lines
    @rule(name=_BOARD.map(_billed).flatmap(st.sampled_from))
    def a_member_pays(self, name: str) -> None:
        """A member pays all its lines."""
        self._pay(name)

    @_open
    @_after_invoices
    @rule(costs=_COSTS)
    def the_year_is_settled(self, costs: dict[str, int]) -> None:
        """The cost is known: what was paid and is not spent is returned or carried forward."""
        paid = InvoiceLines(self.paid)
        with self._pasted():
            income = sum(sums_of_lines(paid, "paid").values(), Fraction(0))
            assert_settlement_closes(
                self.settle(self._fees(), costs, paid),
                totals={"income": income, "cost": sum(costs.values())},
            )
        self.is_settled = True

    @precondition(lambda self: self.is_settled)
    @rule()
    def the_next_year_begins(self) -> None:
        """Members that left have no fees."""
        self.members = {name: self.members[name] for name in _staying(self)}
        self.year += 1
        self._open_year()

    # What is behind it.

    def _book(self, *lines: InvoiceLine) -> None:
        """Write the books; they must be the fees, and the reconciliation must find nothing."""
        __tracebackhide__ = True
        self.lines, fees = lines, self._fees()
        assert_reconciles(fees, lines)
        answer = self.reconcile(fees, InvoiceLines(lines))
        if finds(answer, "reconcile"):
            raise AssertionError(f"reconcile finds something in books that agree: {answer!r}")

    def _pay(self, name: str | None) -> None:
        """Pay all lines of a member, or pay back those below zero."""
        others = tuple(line for line in self.paid if line.member != name)
        self.paid = (*others, *(line for line in self.lines if line.member == name))

    def _becomes(self, member: Member) -> None:
        """Put a member in the place of the one with its name."""
        self.members[member.name] = member
        self.is_stale = True

    def _fees(self) -> Allocation:
        """The fees that the books must agree with."""
        return given_as(Allocation, self.fees, "fees", "an Allocation")

    def _agreed(self) -> Agreement:
        """The agreement by the facts that are known now."""
        return self.agreement(list(self.members.values()), self.totals, str(self.year))

    def _allocated(self) -> Allocation:
        """Compute the fees by the facts that are known now."""
        fees = self.allocate(self._agreed())
        given_as(Allocation, fees, "what allocate() returned", "an Allocation on")
        assert_allocation_sums(fees)
        return fees.final_fees()

    def _lines(self, method: str, given: Any) -> InvoiceLines:
        """Read the lines that a method of yours returned."""
        if given is None:
            msg = f"{method} returned None; return a list of InvoiceLine, or a frame of them"
            raise CostshareError(msg)
        return read_lines(given, f"what {method} returned")

    @contextmanager
    def _pasted(self) -> Iterator[None]:
        """Add the agreement, to paste, to the error of a law or of a method."""
        __tracebackhide__ = True
        agreed = self._agreed()
        try:
            yield
        except Exception as error:  # whatever the method raises; it goes on, with the agreement
            data = agreed.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
            error.add_note(f"\nThe agreement, as TOML:\n{tomli_w.dumps(data)}")
            raise


def _lines_of(given: Any, number: str) -> Any:
    """The lines that a correction sends; of its own lines, some may be left out."""
    if isinstance(given, Correction):
        return given.invoice_lines(number=number)
    if not isinstance(given, list | tuple):
        return given
    return [
        InvoiceLine(member=line.member, pool=line.pool, amount=line.amount)
        if isinstance(line, CorrectionLine)
        else line
        for line in given
    ]


def _be_quick(machine: type[BoardYear]) -> None:
    """Let a test take steps enough for a year; a story explains itself."""
    machine.TestCase.settings = settings(
        machine.TestCase.settings,
        stateful_step_count=15,
        report_multiple_bugs=False,
        phases=set(Phase) - {Phase.explain},
    )


_be_quick(BoardYear)
