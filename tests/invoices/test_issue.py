"""The lines that an allocation should lead to: numbers, dates, instalments."""

import datetime as dt
import pickle
import re
import sys
from collections import Counter
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit, common_unit
from costshare.invoices import invoice_lines
from ledger_local import allocations, counts_of_parts, exact_instalments, table
from naive_invoices import lines_plainly

FEES = table({"A": {"x": 100, "y": 40}, "B": {"x": 0}, "C": {"x": 7}}, billed_by={"y": "supplier"})


def told(lines):
    return [(each.invoice, each.member, each.pool, int(each.amount)) for each in lines]


def test_an_invoice_for_each_member_and_pool():
    assert told(invoice_lines(FEES, number="2022-{n:03}", first=7)) == [
        ("2022-007", "A", "x", 100),
        (None, "A", "y", 40),  # the supplier numbers its own invoices
        ("2022-008", "C", "x", 7),
    ]


def test_an_invoice_for_each_member_and_issuer():
    fees = table({"A": {"x": 1, "y": 2, "z": 3}}, billed_by={"y": "supplier"})
    lines = invoice_lines(fees, per="member", number="{n}")
    assert told(lines) == [("1", "A", "x", 1), (None, "A", "y", 2), ("1", "A", "z", 3)]
    assert [each.billed_by for each in lines] == ["host", "supplier", "host"]


def test_the_lines_of_one_issuer_alone_are_numbered_without_gaps():
    rows = {name: {"x": 1, "y": 2} for name in "ABC"}
    fees = table(rows, billed_by={"y": "supplier"})
    for issuer, pool in (("host", "x"), ("supplier", "y")):
        lines = invoice_lines(fees, number="{n}", billed_by=issuer)
        assert {each.billed_by for each in lines} == {issuer}
        assert [(each.invoice, each.member, each.pool) for each in lines] == [
            ("1", "A", pool),
            ("2", "B", pool),
            ("3", "C", pool),
        ]
    assert invoice_lines(table({"A": {"y": 2}}, billed_by={"y": "x"}), billed_by="host") == []
    with pytest.raises(cs.CostshareError, match="unknown billed_by 'Host'; did you mean 'host'"):
        invoice_lines(fees, billed_by="Host")


@given(allocations, st.sampled_from(["member", "member_pool"]))
def test_the_lines_of_each_issuer_are_all_lines(allocation, per):
    dates = [None] if allocation.period is None else None
    lines = invoice_lines(allocation, per=per, date=dates)
    issuers = {pool.billed_by for pool in allocation.pools} | {"host"}
    apart = [
        line
        for issuer in issuers
        for line in invoice_lines(allocation, per=per, date=dates, billed_by=issuer)
    ]

    def unnumbered(given):
        return sorted((each.replace(invoice=None) for each in given), key=str)

    assert unnumbered(apart) == unnumbered(lines)
    assert [each for each in apart if each.billed_by == "host"] == [
        each for each in lines if each.billed_by == "host"
    ]
    assert all((each.invoice is None) == (each.billed_by != "host") for each in lines)


def test_numbers_by_rule():
    lines = invoice_lines(FEES, number="{member}/{date}", instalments=2)
    host = [each.invoice for each in lines if each.billed_by == "host"]
    assert host == ["A/2022-01-01", "C/2022-01-01", "A/2022-07-01", "C/2022-07-01"]


def test_a_fee_of_zero_is_not_invoiced():
    assert all(each.member != "B" for each in invoice_lines(FEES))


@pytest.mark.parametrize(
    ("period", "instalments", "dates"),
    [
        ("2022", 1, ["2022-01-01"]),
        ("2022", 4, ["2022-01-01", "2022-04-01", "2022-07-01", "2022-10-01"]),
        ("2022-Q2", 3, ["2022-04-01", "2022-05-01", "2022-06-01"]),
        (("2021-11-01", "2022-02-28"), 2, ["2021-11-01", "2022-01-01"]),
        (("2022-01-15", "2022-02-13"), 1, ["2022-01-15"]),
    ],
)
def test_dates_by_the_period(period, instalments, dates):
    fees = table({"A": {"x": 100}}, period=period)
    assert [str(each.date) for each in invoice_lines(fees, instalments=instalments)] == dates


def test_dates_as_given():
    lines = invoice_lines(FEES, instalments=2, date=["2022-03-31", "2022-09-30"])
    assert [str(each.date) for each in lines] == ["2022-03-31"] * 3 + ["2022-09-30"] * 3
    assert {str(each.date) for each in invoice_lines(FEES, date="2022-03-31")} == {"2022-03-31"}
    timeless = cs.allocate(10, cs.Flat(), {"A": {}})
    assert [each.date for each in invoice_lines(timeless, instalments=3)] == [None] * 3


@given(allocations, st.data(), st.sampled_from(["member", "member_pool"]))
def test_instalments_sum_to_the_fees_and_are_their_shares_but_for_a_step(allocation, data, per):
    partly = any(pool.memberships for pool in allocation.pools)
    counts = counts_of_parts(allocation.period) if partly else range(1, 14)
    count = data.draw(st.sampled_from(counts))
    parts = allocation.period.parts(count) if partly else [cs.Period.read("2022")] * count
    dates = [f"2022-01-{day:02}" for day in range(1, count + 1)]
    lines = invoice_lines(allocation, per=per, instalments=count, date=dates)
    for pool in allocation.pools:
        step, exact = common_unit([pool.unit, Unit(Fraction(1))]).size, {}
        for member, fee in pool.fees.items():
            own = [(str(e.date), e) for e in lines if (e.member, e.pool) == (member, pool.name)]
            paid = [sum(Fraction(e.amount) for on, e in own if on == day) for day in dates]
            assert sum(paid) == fee
            if count > 1:
                exact[member] = exact_instalments(pool, member, parts)
                for amount, each in zip(paid, exact[member], strict=True):
                    assert amount / step in {floor(each / step), ceil(each / step)}
        # Each time the pool comes to the sum of the shares, down or up to a step.
        for day, shares in zip(dates, zip(*exact.values(), strict=True), strict=bool(exact)):
            total = sum(
                Fraction(e.amount) for e in lines if (str(e.date), e.pool) == (day, pool.name)
            )
            assert total / step in {floor(sum(shares) / step), ceil(sum(shares) / step)}
    own = [each for each in lines if each.billed_by == "host"]
    numbers = {each.invoice: (each.member, each.date) for each in own}
    assert all(numbers[each.invoice] == (each.member, each.date) for each in own)


def test_instalments_in_steps_of_hundreds():
    fees = table({"A": {"x": 76_100}})
    lines = invoice_lines(fees, instalments=4, unit=100)
    assert sorted(int(each.amount) for each in lines) == [19_000, 19_000, 19_000, 19_100]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"per": "pool"}, "unknown per 'pool'; Known: member, member_pool"),
        ({"instalments": 0}, "instalments 0 is not a whole number from 1"),
        ({"instalments": True}, "instalments True is not a whole number"),
        ({"instalments": 5}, "2022-01-01 to 2022-12-31 has no 5 equal parts of whole months"),
        ({"instalments": 2, "date": "2022-01-01"}, "1 dates for 2 instalments"),
        ({"instalments": 2, "date": ["2022-01-01"] * 2}, "two instalments have the same date"),
        ({"date": "soon"}, "date 'soon' is not a date"),
        ({"first": "1"}, "first '1' is not a whole number; pass the number of the first"),
        ({"number": "2022"}, "number '2022' gives two invoices the number 2022; put {n} in it"),
        ({"number": "{x}"}, "number '{x}' is not a rule"),
        ({"number": "{n"}, "number '{n' is not a rule"),
        ({"instalments": 2, "unit": 3}, "fee in pool x 100 is not a multiple of unit 3"),
    ],
)
def test_a_rule_that_does_not_work_is_an_error(settings, message):
    with pytest.raises(cs.CostshareError, match=message.replace("{", r"\{").replace("}", r"\}")):
        invoice_lines(FEES, **settings)


@pytest.mark.parametrize("count", [10**9, 10_001])
def test_more_instalments_than_can_be_meant_are_refused_at_once(count):
    fees = cs.allocate(5, cs.Flat(), {"A": {}, "B": {}})
    with pytest.raises(cs.CostshareError, match=f"instalments {count} are more than 10000"):
        fees.invoice_lines(instalments=count)
    with pytest.raises(cs.CostshareError, match=f"periods {count} are more than 10000"):
        cs.instalments({"A": 12}, count)


def test_lines_are_in_order_of_date_then_member():
    fees = cs.allocate(10, cs.Flat(), {"B": {}, "A": {}})
    lines = fees.invoice_lines(instalments=2, date=["2022-07-01", "2022-01-01"])
    found = [(line.invoice, str(line.date), line.member) for line in lines]
    assert found == [
        ("1", "2022-01-01", "B"),
        ("2", "2022-01-01", "A"),
        ("3", "2022-07-01", "B"),
        ("4", "2022-07-01", "A"),
    ]


def test_who_joins_within_an_instalment_comes_by_its_own_date():
    members = [cs.Member(name="A", joined="2022-05-01"), cs.Member(name="B")]
    pool = cs.Pool(name="p", total=1_000, model=cs.Flat())
    board = cs.Agreement(name="x", period="2022", members=members, pools=[pool])
    lines = board.allocate().invoice_lines(instalments=4)
    assert [line.date for line in lines] == sorted(line.date for line in lines)
    assert [line.invoice for line in lines] == [str(each) for each in range(1, len(lines) + 1)]


@given(allocations, st.sampled_from(["member", "member_pool"]), st.data())
def test_lines_are_those_that_their_own_values_give(allocation, per, data):
    count = data.draw(st.sampled_from(counts_of_parts(allocation.period)[:3]))
    dates = [None] if allocation.period is None else None
    lines = invoice_lines(allocation, per=per, instalments=count, date=dates, number="F  {n:03}")
    names = list(cs.InvoiceLine.model_fields)
    for line in lines:
        again = cs.InvoiceLine(**{name: getattr(line, name) for name in names})
        assert again == line
        assert repr(again) == repr(line)
        assert line.problems == ()
        assert pickle.loads(pickle.dumps(line)) == line
        with pytest.raises(cs.CostshareError, match="does not change"):
            line.amount = 1


@given(
    allocations,
    st.sampled_from(["member", "member_pool"]),
    st.sampled_from(["F  {n:03}", "{member} {n}", "{member}", "{date}/{n}"]),
    st.data(),
)
def test_lines_are_those_that_are_made_one_by_one(allocation, per, number, data):
    count = data.draw(st.sampled_from(counts_of_parts(allocation.period)[:3]))
    dates = [None] * count if allocation.period is None else None
    if (count > 1 and dates) or data.draw(st.booleans()):
        dates = data.draw(st.permutations([f"2022-02-{day:02}" for day in range(1, count + 1)]))
    issuers = [None, *(pool.billed_by for pool in allocation.pools)]
    settings = {
        "per": per,
        "number": number,
        "first": data.draw(st.sampled_from([0, 1, 98])),
        "instalments": count,
        "billed_by": data.draw(st.sampled_from(issuers)),
    }
    days = None if dates is None else [each and dt.date.fromisoformat(each) for each in dates]
    try:
        expected = lines_plainly(allocation, dates=days, **settings)
    except cs.CostshareError as error:
        with pytest.raises(cs.CostshareError, match=f"^{re.escape(str(error))}$"):
            invoice_lines(allocation, date=dates, **settings)
        return
    lines = invoice_lines(allocation, date=dates, **settings)
    assert list(lines) == expected
    assert list(map(repr, lines)) == list(map(repr, expected))


def test_issuing_takes_few_steps_for_each_line():
    def steps(members):
        fees = table({f"M{n:03}": {"x": 1200 * (n + 1)} for n in range(members)})
        invoice_lines(fees, instalments=12)
        calls = Counter()
        sys.setprofile(lambda _frame, event, _arg: calls.update([event]))
        try:
            lines = invoice_lines(fees, instalments=12, number="{n}")
        finally:
            sys.setprofile(None)
        return (calls["call"] + calls["c_call"]) / len(lines)

    assert steps(80) < 40
    assert steps(80) < 1.1 * steps(40)
