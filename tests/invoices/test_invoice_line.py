"""An invoice line: read leniently, and nothing in it is guessed."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import costshare as cs
from costshare.files import Unreadable
from costshare.invoices import InvoiceLine


def line(**fields):
    return InvoiceLine(**({"member": "A", "pool": "x", "amount": 1} | fields))


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (5, "5"),
        ("76100.00", "76100.00"),
        ("-0.50", "-0.50"),
        (" 7 ", "7"),
        ("1e3", "1000"),
        (0.1, "0.1"),
        (np.float32(0.1), "0.1"),
        (np.int64(7), "7"),
        (Decimal("1.20"), "1.20"),
        (Decimal("1E+2"), "100"),
        (Fraction(1, 4), "0.25"),
        ("-0", "0"),
        (Decimal("-0.00"), "0.00"),
        (10**40, str(10**40)),
    ],
)
def test_amounts_keep_the_decimals_they_came_with(given, read):
    read_line = line(amount=given)
    assert str(read_line.amount) == read
    assert read_line.problems == ()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("76 100,00", "amount '76 100,00' is not a plain number; write it as 1234.50"),
        ("1,234", "amount '1,234' is not a plain number; write it as 1234.50"),
        (None, "amount is missing"),
        ("  ", "amount is missing"),
        (float("nan"), "amount is missing"),
        (pd.NA, "amount is missing"),
        (Decimal("sNaN"), "amount is missing"),
        (float("inf"), "amount is Infinity; a finite number is needed"),
        (True, "amount True is a bool, not a number; pass 1 or 0 if that is meant"),
        ("1/3", "amount 1/3 has no finite decimal; pass a number that has"),
        (
            [1],
            "amount [1] is of type list; pass an int, Decimal, Fraction, float or decimal string",
        ),
        (Unreadable("1.234", "row 7: 1.234 or 1234?"), "amount: row 7: 1.234 or 1234?"),
    ],
)
def test_amounts_that_cannot_be_read_are_none_and_say_why(given, problem):
    read = line(amount=given)
    assert read.amount is None
    assert read.net_amount is None
    assert read.problems == (problem,)


def test_names_are_read_as_the_agreement_reads_them():
    read = line(member="  A\u030are  kommun ", pool=2584.0, invoice=17, billed_by=" ")
    assert (read.member, read.pool, read.invoice, read.billed_by) == (
        "\u00c5re kommun",
        "2584",
        "17",
        "host",
    )
    assert read.member == cs.Member(name="A\u030are kommun").name
    assert line(member=None, pool="").problems == ("member is missing", "pool is missing")


@pytest.mark.parametrize(
    "given",
    [
        dt.date(2022, 1, 31),
        dt.datetime(2022, 1, 31, 23, 59),
        "2022-01-31",
        " 2022-01-31T10:00:00 ",
        "2022-01-31 10:00:00",
        pd.Timestamp("2022-01-31 10:00"),
        np.datetime64("2022-01-31T10:00"),
    ],
)
def test_dates(given):
    read = line(date=given)
    assert read.date == dt.date(2022, 1, 31)
    assert type(read.date) is dt.date


@pytest.mark.parametrize("given", [None, "", pd.NaT, np.datetime64("NaT", "D"), float("nan")])
def test_a_line_needs_no_date(given):
    assert line(date=given).date is None
    assert line(date=given).problems == ()


@pytest.mark.parametrize("given", ["31/1 2022", "2022-02-30", 20220131, 44592.0])
def test_a_date_that_cannot_be_read_leaves_the_amount(given):
    read = line(date=given)
    assert read.problems == (f"date {given!r} is not a date; write it as 2022-01-31",)
    assert read.net_amount == 1


def test_the_net_amount_comes_from_net_then_from_the_rate_then_is_the_amount():
    assert line(amount=125).net_amount == 125
    assert line(amount=125, vat_rate="0.25").net_amount == 100
    assert line(amount=125, vat_rate="0.25", net=99).net_amount == 99
    assert line(amount=None, net=99).net_amount == 99
    assert line(amount=None, net=99).problems == ()
    assert str(line(amount="10.00", vat_rate="0.06").net_amount) == "9.43"  # 9.4339…
    assert line(amount="-10.00", vat_rate="0.06").net_amount == Decimal("-9.43")


@pytest.mark.parametrize(
    "wrong",
    [{"vat_rate": 25}, {"vat_rate": -0.1}, {"vat_rate": 1}, {"net": "?"}, {"vat_rate": "x"}],
)
def test_a_net_amount_is_not_guessed(wrong):
    assert line(amount=125, **wrong).net_amount is None
    assert len(line(amount=125, **wrong).problems) == 1


def test_a_changed_copy_is_read_anew():
    broken = line(amount="?", date="?")
    assert broken.replace(amount=3).problems == ("date '?' is not a date; write it as 2022-01-31",)
    assert broken.replace(amount=3, date=None).net_amount == 3
    assert broken.replace(invoice="7").problems == broken.problems


def test_a_line_comes_back_from_its_record():
    for each in (line(), line(amount="?", member=None), line(vat_rate="0.25", date="2022-01-31")):
        assert InvoiceLine.model_validate_json(each.model_dump_json()) == each
        assert InvoiceLine(**dict(each)) == each


def test_lines_are_values():
    assert line(amount="1.0") == line(amount=1.00)
    assert len({line(), line()}) == 1
    with pytest.raises(cs.CostshareError, match="InvoiceLine does not change"):
        line().amount = 5
    with pytest.raises(cs.CostshareError, match="did you mean 'amount'"):
        InvoiceLine(member="A", pool="x", amout=1)
    with pytest.raises(cs.CostshareError, match="amount: is missing; give it a value"):
        InvoiceLine(member="A", pool="x")


@pytest.mark.parametrize("amount", [None, "x", 5, float("nan")])
@pytest.mark.parametrize("net", [None, "x", 4])
@pytest.mark.parametrize("more", [{}, {"vat_rate": 25}, {"member": None, "date": "soon"}])
def test_a_line_that_is_read_again_has_the_same_problems(amount, net, more):
    once = line(amount=amount, net=net, **more)
    assert InvoiceLine(**once.model_dump()) == once
    fees = cs.allocate(10, cs.Flat(), {"A": {}}, pool="x")
    result = cs.reconcile(fees, [once])
    again = cs.Reconciliation.from_dict(result.to_dict())
    assert again == result
    kept = next(each for finding in again.findings for each in finding.lines)
    assert cs.reconcile(fees, [kept]) == result
