"""VAT and other taxes: they follow the lines, sum to the invoice's, and hide no difference."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import round_units
from costshare.invoices import InvoiceLine, add_tax, credit_note
from costshare.invoices._amounts import share_signed

RATES = st.sampled_from([Decimal("0.25"), Decimal("0.12"), Decimal("0.06"), Decimal(0)])


@st.composite
def invoices(draw):
    amounts = draw(st.lists(st.integers(-5000, 5000), min_size=1, max_size=7))
    numbers = draw(st.lists(st.sampled_from("123"), min_size=7, max_size=7))
    rates = draw(st.lists(RATES, min_size=7, max_size=7))
    return [
        InvoiceLine(
            member="A",
            pool=f"p{place}",
            amount=Decimal(ore).scaleb(-2),
            net=Decimal(ore).scaleb(-2),
            invoice=number,
            vat_rate=rate,
        )
        for place, (ore, number, rate) in enumerate(zip(amounts, numbers, rates, strict=False))
    ]


@given(invoices(), st.sampled_from(["line", "invoice"]))
def test_parts_sum_to_the_invoice_s_vat_and_lie_within_an_ore_of_their_own(lines, per):
    vat = add_tax(lines, per=per)
    for invoice in vat.invoices:
        own = [each for each in vat.lines if each.line.invoice == invoice.invoice]
        assert sum(Fraction(each.amount) for each in own) == Fraction(invoice.amount)
        by_rate = {}
        for each in own:
            by_rate[each.rate] = by_rate.get(each.rate, 0) + each.quota
        rounded = sum(round_units(100 * quota, "half_up") for quota in by_rate.values())
        assert Fraction(invoice.per_invoice) == Fraction(rounded, 100)
        by_line = sum(round_units(100 * each.quota, "half_up") for each in own)
        assert Fraction(invoice.per_line) == Fraction(by_line, 100)
        assert invoice.amount == (invoice.per_line if per == "line" else invoice.per_invoice)
        assert invoice.difference == invoice.per_line - invoice.per_invoice
    for each in vat.lines:
        assert abs(100 * (Fraction(each.amount) - each.quota)) < 2
        assert each.amount * each.quota.numerator >= 0, "no line gets VAT of the other sign"
        if not each.quota:
            assert each.amount == 0
    assert vat.total == sum(each.amount for each in vat.invoices)
    assert vat.difference == sum(each.difference for each in vat.invoices)


@given(invoices(), st.sampled_from(["line", "invoice"]))
def test_a_credit_note_has_the_negated_vat(lines, per):
    negated = [each.replace(amount=-each.amount, net=-each.net) for each in lines]
    parts = [each.amount for each in add_tax(lines, per=per).lines]
    assert [-each.amount for each in add_tax(negated, per=per).lines] == parts


@given(invoices())
def test_lines_with_vat_still_say_their_net(lines):
    vat = add_tax(lines)
    for before, after, part in zip(lines, vat.invoice_lines(), vat.lines, strict=True):
        assert after.net_amount == before.net_amount
        assert after.amount == before.net + part.amount
        assert after.vat_rate == before.vat_rate


@given(st.lists(st.fractions(-50, 50, max_denominator=200), min_size=1, max_size=8))
def test_shares_of_either_sign_sum_and_mirror(quotas):
    total = round_units(sum(quotas), "half_up")
    parts = share_signed(total, quotas)
    assert sum(parts) == total
    assert share_signed(-total, [-quota for quota in quotas]) == [-part for part in parts]
    assert all(part == 0 for part, quota in zip(parts, quotas, strict=True) if not quota)


def three(**more):
    return [
        InvoiceLine(member="A", pool=pool, amount="0.50", invoice="1", **more) for pool in "abc"
    ]


def test_the_two_ways_differ_and_it_is_said():
    by_invoice, by_line = add_tax(three(), "0.25"), add_tax(three(), "0.25", per="line")
    assert [str(each.amount) for each in by_invoice.lines] == ["0.13", "0.13", "0.12"]
    assert [str(each.amount) for each in by_line.lines] == ["0.13"] * 3
    assert (str(by_invoice.total), str(by_line.total)) == ("0.38", "0.39")
    assert by_invoice.difference == by_line.difference == Decimal("0.01")


def test_rates_by_pool_and_in_steps_of_kronor():
    lines = [InvoiceLine(member="A", pool=pool, amount=1010, invoice="1") for pool in "ab"]
    vat = add_tax(lines, {"a": "0.25", "b": "0.06"}, unit=1)
    assert [str(each.amount) for each in vat.lines] == ["253", "61"]
    assert [str(each.quota) for each in vat.lines] == ["505/2", "303/5"]
    down = add_tax(lines, {"a": "0.25", "b": "0.06"}, unit=1, rounding="down")
    assert str(down.total) == "312"


def test_a_stated_vat_is_followed_to_the_ore():
    vat = add_tax(three(), "0.25", stated={"1": "0.40"})
    assert [str(each.amount) for each in vat.lines] == ["0.14", "0.13", "0.13"]
    assert (vat.total, vat.invoices[0].per_invoice) == (Decimal("0.4"), Decimal("0.38"))
    lines = [
        InvoiceLine(member="A", pool=p, amount=a, invoice="1") for p, a in (("a", 3), ("b", 1))
    ]
    plain = add_tax(lines, stated={"1": "0.41"})
    assert [str(each.amount) for each in plain.lines] == ["0.31", "0.10"]
    assert [each.vat_rate for each in plain.invoice_lines()] == [None, None]


def test_an_invoice_is_a_number_of_one_member_and_one_issuer():
    lines = [
        InvoiceLine(member=member, pool="a", amount="0.50", invoice="1", billed_by=issuer)
        for member in "AB"
        for issuer in ("host", "supplier")
    ]
    assert [str(each.amount) for each in add_tax(lines, "0.25").invoices] == ["0.13"] * 4


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "a line of A, a has no rate; pass rate='0.25', or its vat_rate"),
        ({"rate": {"b": 1}}, "unknown pool with a rate: 'a'"),
        ({"rate": "0.25", "per": "invoices"}, "unknown per 'invoices'; did you mean 'invoice'"),
        ({"rate": "25 kr"}, "rate of a '25 kr' is not a plain number"),
        ({"rate": 1}, "rate of a 1 is not a share from 0 to below 1; write 25 per cent as 0.25"),
        ({"rate": 25}, "rate of a 25 is not a share from 0 to below 1; write 25 per cent as 0.25"),
        ({"rate": "-0.01"}, "rate of a -0.01 is not a share from 0 to below 1"),
        ({"stated": {"2": 1}}, "unknown invoice '2'"),
        ({"stated": {"1": "0.401"}}, "tax 0.401 is not a multiple of unit 0.01"),
        (
            {"rate": 0, "stated": {"1": 1}},
            "states a tax of 100 units, but its lines have none",
        ),
    ],
)
def test_what_cannot_be_charged_is_an_error(settings, message):
    with pytest.raises(cs.CostshareError, match=message):
        add_tax(three(), **settings)


def test_a_line_without_an_amount_is_an_error():
    lines = [*three(), InvoiceLine(member="A", pool="a", amount="?", invoice="1")]
    with pytest.raises(cs.CostshareError, match=r"a line of invoice 1 has no amount: amount '\?'"):
        add_tax(lines, "0.25")
    zero = [InvoiceLine(member="A", pool="a", amount=a, invoice="1") for a in (1, -1)]
    with pytest.raises(cs.CostshareError, match="invoice 1 sums to 0, so its lines have no shares"):
        add_tax(zero, stated={"1": 1})


def test_amounts_keep_the_decimals_of_the_lines():
    lines = [
        InvoiceLine(member="A", pool="x", amount="100.00", invoice="1"),
        InvoiceLine(member="A", pool="y", amount="20.50", vat_rate="0.25", invoice="1"),
    ]
    vat = add_tax(lines, "0.25")
    assert [(str(each.net), str(each.amount)) for each in vat.lines] == [
        ("100.00", "25.00"),
        ("16.40", "4.10"),
    ]
    assert [(str(each.amount), str(each.net)) for each in vat.invoice_lines()] == [
        ("125.00", "100.00"),
        ("20.50", "16.40"),
    ]
    (invoice,) = vat.invoices
    told = (invoice.net, invoice.amount, invoice.difference, vat.total, vat.difference)
    assert tuple(map(str, told)) == ("116.40", "29.10", "0.00", "29.10", "0.00")
    whole = add_tax([InvoiceLine(member="A", pool="x", amount=100)], "0.25", unit=1)
    assert [str(each.amount) for each in whole.invoice_lines()] == ["125"]


@given(st.decimals(-(10**6), 10**6, places=3), st.integers(0, 3))
def test_a_net_amount_is_written_as_the_line_writes_it(amount, places):
    given_amount = round(amount, places)
    (part,) = add_tax([InvoiceLine(member="A", pool="x", amount=given_amount)], "0.25").lines
    assert str(part.net) == str(given_amount or abs(given_amount))


def test_lines_are_lines_and_in_one_currency():
    with pytest.raises(cs.CostshareError, match=r"lines\[0\] is of type int; pass InvoiceLine"):
        add_tax([1], "0.25")
    euro, dollar, any_ = (
        InvoiceLine(member="A", pool="a", amount=5, invoice="1", currency=code)
        for code in ("EUR", "USD", None)
    )
    with pytest.raises(cs.CostshareError) as error:
        add_tax([euro, dollar], "25%")
    assert str(error.value) == "lines are in EUR, USD; tax those of one at a time"
    assert add_tax([euro, any_], {"a ": "25%"}).total == 2.5


def test_a_credit_note_is_in_one_currency():
    lines = [InvoiceLine(member="A", pool="a", amount=5, currency=code) for code in ("EUR", "USD")]
    with pytest.raises(cs.CostshareError, match="lines are in EUR, USD; credit an invoice in one"):
        credit_note(lines, 4)


def test_a_record_whose_rate_is_another_is_refused():
    data = cs.add_tax([InvoiceLine(member="A", pool="p", amount=100, invoice="1")], "25%").to_dict()
    data["lines"][0]["rate"] = "3/50"
    with pytest.raises(cs.ConservationError, match="is not its net times its rate"):
        cs.TaxedLines.from_dict(data)
