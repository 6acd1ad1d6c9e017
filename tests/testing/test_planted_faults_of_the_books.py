"""Scripts of a ledger with a planted fault: the law that must find it does, in 100 examples."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

import costshare as cs
from costshare.testing import (
    BoardYear,
    assert_finds_changed_lines,
    assert_instalments_sum,
    assert_reconciles,
    assert_table_sums,
)

THOROUGH = settings().max_examples > 1_000
SEEDS = range(8) if THOROUGH else range(1)
AT_ONCE = {"phases": [Phase.generate], "database": None, "derandomize": False, "deadline": None}


def run(law, at, examples=100):
    """Run a law or a state machine with one seed."""
    if isinstance(law, type):
        quick = settings(law.TestCase.settings, max_examples=examples, **AT_ONCE)
        run_state_machine_as_test(seed(at)(law), settings=quick)
    else:
        seed(at)(settings(max_examples=examples, **AT_ONCE)(law()))()


def lines_of(amounts, *, number=""):
    """Lines by member and pool, with no line for zero."""
    return [
        cs.InvoiceLine(member=member, pool=pool, amount=amount, invoice=f"{number}{member}{pool}")
        for (member, pool), amount in amounts.items()
        if amount
    ]


def cells(fees):
    return {(name, pool.name): fee for pool in fees.pools for name, fee in pool.fees.items()}


def sums(lines):
    found = Counter()
    for line in lines:
        found[line.member, line.pool] += line.amount
    return found


# Instalments and tables

FEES = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 5_000), min_size=1)


def split_evenly(fees):
    return cs.instalments(fees, 4)


def last_takes_the_rest(fees):
    return {name: [fee // 4] * 3 + [fee - fee // 4 * 3] for name, fee in fees.items()}


def instalments_by(function):
    @given(FEES)
    def law(fees):
        assert_instalments_sum(function(fees), fees)

    return law


PAIRS = st.tuples(st.integers(1, 9), st.integers(1, 9))


def round_both_ways(quotas, rows, columns):
    return cs.apportion_table(quotas, rows=rows, columns=columns)


def round_each_cell(quotas, *_):
    return [[round(cell) for cell in line] for line in quotas]


def table_by(function):
    @given(st.lists(PAIRS, min_size=2, max_size=5))
    def law(weights):
        rows = [sum(each) for each in weights]
        whole = sum(rows)
        columns = cs.apportion(whole, [1, 2])
        quotas = [[Fraction(row * column, whole) for column in columns] for row in rows]
        assert_table_sums(function(quotas, rows, columns), rows=rows, columns=columns)

    return law


# Reconciliations

BOARD = ("A", "B", "C")


@st.composite
def small_fees(draw):
    """Fees of a year for some members in two pools, none of them zero."""
    members = {name: {"population": draw(st.integers(1, 9))} for name in BOARD}
    pools = [
        cs.Pool(name="office", total=draw(st.integers(30, 90)), model=cs.Flat()),
        cs.Pool(name="portal", total=draw(st.integers(30, 90)), model=cs.PerCapita()),
    ]
    return cs.Agreement(
        name="board",
        period="2022",
        members=[cs.Member(name=name, **each) for name, each in members.items()],
        pools=pools,
    ).allocate()


def by_cell(fees, lines):
    due, found = cells(fees), sums(lines)
    late = [each for each in lines if each.date.year != fees.period.first.year]
    return [key for key in {*due, *found} if due.get(key, 0) != found[key]] + late


def by_pool(fees, lines):
    found = Counter()
    for line in lines:
        found[line.pool] += line.amount
    late = [each for each in lines if each.date.year != fees.period.first.year]
    return [
        pool for pool in {*found, *fees.pool_totals} if found[pool] != fees.pool_totals[pool]
    ] + late


def by_member(fees, lines):
    found = Counter()
    for line in lines:
        found[line.member] += line.amount
    late = [each for each in lines if each.date.year != fees.period.first.year]
    return [name for name in fees.members if found[name] != fees.member_totals[name]] + late


def each_line_once(fees, lines):
    return by_cell(fees, list(dict.fromkeys(lines)))


def in_any_year(fees, lines):
    return [key for key, fee in cells(fees).items() if sums(lines)[key] != fee]


def to_the_krona(fees, lines):
    late = [each for each in lines if each.date.year != fees.period.first.year]
    return [key for key, fee in cells(fees).items() if abs(sums(lines)[key] - fee) >= 1] + late


def what_was_invoiced(fees, lines):
    due = cells(fees)
    late = [each for each in lines if each.date.year != fees.period.first.year]
    return [key for key, amount in sums(lines).items() if due.get(key) != amount] + late


def reconciliation_by(function):
    @given(small_fees())
    def law(fees):
        assert_finds_changed_lines(function, fees)

    return law


# Tax


def with_tax(fees):
    return cs.add_tax(fees.invoice_lines(), "0.25").invoice_lines()


def in_whole_kronor(fees):
    """The tax is rounded down, and the net amount follows from it."""
    lines = fees.invoice_lines()
    return [line.replace(amount=int(line.amount * 5 / 4), vat_rate="0.25") for line in lines]


def tax_by(function):
    @given(small_fees())
    def law(fees):
        assert_reconciles(fees, function(fees))

    return law


# A year of a board


class RightYear(BoardYear):
    """The same, by scripts of our own that are right."""

    def invoice(self, fees, instalments):
        return lines_of(cells(fees), number=f"{self.year}-")

    def credit(self, lines):
        return [line.replace(amount=-line.amount, invoice=f"K{self.notes}") for line in lines]

    def correct(self, billed, restated, earlier):
        was, now, sent = cells(billed), cells(restated), sums(self.lines)
        amounts = {key: now.get(key, 0) - sent[key] for key in {*was, *now, *sent}}
        return lines_of(amounts, number=f"C{len(earlier)}")

    def reconcile(self, fees, lines):
        due, found = cells(fees), sums(lines)
        return [key for key in {*due, *found} if due.get(key, 0) != found[key]]

    def settle(self, fees, costs, paid):
        parts = cs.apportion(sum(costs.values()), dict.fromkeys(fees.members, 1))
        income = Counter()
        for line in paid:
            income[line.member] += line.amount
        return {
            name: {
                "income": income[name],
                "cost": parts.get(name, 0),
                "returned": income[name] - parts.get(name, 0),
            }
            for name in {*income, *parts}
        }


class LastTakesTheRest(BoardYear):
    def invoice(self, fees, instalments):
        parts = fees.period.parts(instalments)
        lines = []
        for (member, pool), fee in cells(fees).items():
            each = fee // instalments
            amounts = [each] * (instalments - 1) + [fee - each * (instalments - 1)]
            lines += [
                cs.InvoiceLine(member=member, pool=pool, amount=amount, date=part.first)
                for amount, part in zip(amounts, parts, strict=True)
            ]
        return lines


class ForgetsWhoLeft(RightYear):
    def correct(self, billed, restated, earlier):
        sent = sums(self.lines)
        amounts = {key: fee - sent[key] for key, fee in cells(restated).items()}
        return lines_of(amounts, number=f"C{len(earlier)}")


class ForgetsEarlierCorrections(RightYear):
    def correct(self, billed, restated, earlier):
        was, now = cells(billed), cells(restated)
        amounts = {key: now.get(key, 0) - was.get(key, 0) for key in {*was, *now}}
        return lines_of(amounts, number=f"C{len(earlier)}")


class ForgetsCredits(RightYear):
    def correct(self, billed, restated, earlier):
        return [each for each in super().correct(billed, restated, earlier) if each.amount > 0]


class CreditIsNotMirrored(RightYear):
    def credit(self, lines):
        return [line.replace(amount=-abs(line.amount)) for line in lines]


class CreditsWholeKronor(RightYear):
    def credit(self, lines):
        return [line.replace(amount=-round(line.amount)) for line in lines]


class LosesAnOre(RightYear):
    def settle(self, fees, costs, paid):
        rows = super().settle(fees, costs, paid)
        each = Decimal(sum(costs.values())) / len(fees.members)
        for name in fees.members:
            rows[name]["cost"] = each.quantize(Decimal("0.01"))
            rows[name]["returned"] = rows[name]["income"] - rows[name]["cost"]
        return rows


class ReturnsWhatWasNotPaid(RightYear):
    def settle(self, fees, costs, paid):
        rows = super().settle(fees, costs, paid)
        for name, fee in fees.member_totals.items():
            rows[name]["returned"] += fee - rows[name]["income"]
            rows[name]["income"] = fee
        return rows


class InvoicesWhoLeft(RightYear):
    def agreement(self, members, totals, period):
        self.listed = [member.name for member in members]
        return super().agreement(members, totals, period)

    def invoice(self, fees, instalments):
        office = cs.apportion(int(fees.pool("office").amount), dict.fromkeys(self.listed, 1))
        amounts = {(name, "office"): amount for name, amount in office.items()}
        amounts |= {key: fee for key, fee in cells(fees).items() if key[1] == "portal"}
        return lines_of(amounts)


class NetsWithinAMember(RightYear):
    def reconcile(self, fees, lines):
        found, due = Counter(), fees.member_totals
        for line in lines:
            found[line.member] += line.amount
        return [name for name in {*found, *due} if found[name] != due.get(name, 0)]


FAULTS = {
    "instalments: the last one takes the rest": partial(instalments_by, last_takes_the_rest),
    "table: each cell is rounded on its own": partial(table_by, round_each_cell),
    "reconciliation: two errors in one pool are netted": partial(reconciliation_by, by_pool),
    "reconciliation: sums by member only": partial(reconciliation_by, by_member),
    "reconciliation: a line that is there twice is not seen": partial(
        reconciliation_by, each_line_once
    ),
    "reconciliation: a line of another period is not seen": partial(reconciliation_by, in_any_year),
    "reconciliation: less than a krona is not seen": partial(reconciliation_by, to_the_krona),
    "reconciliation: what is missing is not seen": partial(reconciliation_by, what_was_invoiced),
    "tax: the net amount follows from a rounded amount": partial(tax_by, in_whole_kronor),
    "year: the last instalment takes the rest": LastTakesTheRest,
    "year: a correction forgets a member who left": ForgetsWhoLeft,
    "year: a correction forgets those before it": ForgetsEarlierCorrections,
    "year: a correction never credits": ForgetsCredits,
    "year: a credit note is not the mirror of a line": CreditIsNotMirrored,
    "year: a credit note is rounded": CreditsWholeKronor,
    "year: a settlement loses an öre": LosesAnOre,
    "year: a settlement returns what was not paid": ReturnsWhatWasNotPaid,
    "year: a member who left is invoiced": InvoicesWhoLeft,
    "year: two errors of a member are netted": NetsWithinAMember,
}

RIGHT = {
    "instalments": partial(instalments_by, split_evenly),
    "table": partial(table_by, round_both_ways),
    "reconciliation": partial(reconciliation_by, by_cell),
    "costshare's reconciliation": partial(reconciliation_by, cs.reconcile),
    "tax": partial(tax_by, with_tax),
    "costshare's year": BoardYear,
    "year": RightYear,
}


@pytest.mark.parametrize("at", SEEDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault, at):
    with pytest.raises(AssertionError):
        run(FAULTS[fault], at)


@pytest.mark.parametrize("at", range(50) if THOROUGH else range(1))
@pytest.mark.parametrize("script", RIGHT)
def test_a_right_script_raises_no_alarm(script, at):
    assert run(RIGHT[script], at, examples=100 if THOROUGH else 10) is None
