"""Invoice numbers: one rule, of text and three placeholders, and nothing that is evaluated."""

import datetime as dt
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.invoices import InvoiceNumbers

DAY = dt.date(2022, 1, 31)
PLACEHOLDERS = ("{n}", "{n:3}", "{n:03}", "{n:020}", "{member}", "{date}")
REFUSED = [
    "{n:>999999999}", "{n:99}", "{n:021}", "{n:03d}", "{n:x}", "{n!r}", "{n.real}", "{}", "{0}",
    "{member.__class__}", "{member[0]}", "{member!r}", "{member:9}", "{date:%Y}", "{date.year}",
    "{period}", "{pool}", "{instalment}", "{billed_by}", "{number}", "{x}", "{n", "n}", "{{n}}",
    "{ n }", "{n:{n}}", "{n:٣}",
]  # fmt: skip


@pytest.mark.parametrize("rule", REFUSED)
def test_everything_else_in_braces_is_refused(rule):
    message = f"number {rule!r} is not a rule of invoice numbers; it may hold {{n}}, {{member}} "
    with pytest.raises(cs.CostshareError, match=re.escape(message)):
        InvoiceNumbers(rule)
    fees = cs.allocate(2, cs.Flat(), {"A": {}, "B": {}})
    with pytest.raises(cs.CostshareError, match=re.escape(message)):
        fees.invoice_lines(number=rule)
    with pytest.raises(cs.CostshareError, match=re.escape(message)):
        cs.correct(fees, fees).invoice_lines(number=rule)


@given(st.lists(st.sampled_from(PLACEHOLDERS) | st.text(st.characters(exclude_characters="{}"))))
def test_a_rule_of_placeholders_and_other_text_gives_what_format_gives(parts):
    rule = "".join(parts)
    assume(rule.strip())
    member = "{n} {member.__class__}"  # a name is put in as it stands
    expected = rule.format(n=7, member=member, date=DAY)
    assert InvoiceNumbers(rule, 7).of(1, member=member, date=DAY) == expected


@pytest.mark.parametrize("rule", ["", " "])
def test_an_empty_rule_is_refused(rule):
    with pytest.raises(cs.CostshareError, match="number is empty; leave it out, or put"):
        InvoiceNumbers(rule)


def test_an_invoice_keeps_its_number_and_each_issuer_has_a_series():
    numbers = InvoiceNumbers("S-{n}", 9)
    told = [
        numbers.of(invoice, member="A", billed_by=issuer)
        for invoice, issuer in [(1, "host"), (2, "host"), (1, "host"), (1, "supplier")]
    ]
    assert told == ["S-9", "S-10", "S-9", "S-9"]


def test_a_number_that_repeats_is_refused():
    numbers = InvoiceNumbers("{member}")
    numbers.of(1, member="A")
    numbers.of(2, member="B")
    with pytest.raises(cs.CostshareError, match=r"'{member}' gives two invoices the number A; put"):
        numbers.of(3, member="A")


def test_a_date_is_needed_where_the_rule_names_it():
    fees = cs.allocate(3, cs.Flat(), {"A": {}, "B": {}, "C": {}})
    lines = fees.invoice_lines(number="{date}/{n}", date=DAY)
    assert [line.invoice for line in lines] == ["2022-01-31/1", "2022-01-31/2", "2022-01-31/3"]
    with pytest.raises(cs.CostshareError) as error:
        fees.invoice_lines(number="{date}/{n}")
    assert str(error.value) == (
        "number '{date}/{n}' needs a date, and the invoice of A has none; pass its date, or leave "
        "{date} out"
    )


@pytest.mark.parametrize(
    "first", ["1", None, True, 1.0, -1, 10**20, 10**5_000, -(10**5_000)], ids=lambda _: ""
)
def test_a_running_number_is_whole_and_has_twenty_digits_at_most(first):
    with pytest.raises(cs.CostshareError, match=r"first .*; pass the number of the first invoice"):
        InvoiceNumbers("{n}", first)
