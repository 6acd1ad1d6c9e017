"""Money text is read exactly, or asked about."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from costshare.errors import CostshareError
from costshare.files import read_number
from costshare.files._number import column_mark

SPACES = [" ", "\u00a0", "\u2007", "\u2009", "\u202f"]
amounts = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)


def grouped(digits, gap):
    groups = []
    while digits:
        digits, group = digits[:-3], digits[-3:]
        groups.insert(0, group)
    return gap.join(groups)


@st.composite
def written(draw):
    """An amount, the decimal mark, and a way in which people write it."""
    amount = draw(amounts)
    mark = draw(st.sampled_from([",", "."]))
    whole, _, decimals = f"{abs(amount):f}".partition(".")
    gap = draw(st.sampled_from(["", "'", "’", *SPACES, "." if mark == "," else ","]))
    body = grouped(whole, gap) if gap else whole
    decimals = draw(st.sampled_from([decimals, decimals + "0", "" if decimals == "00" else "00"]))
    amount = Decimal(f"{'-' * (amount < 0)}{whole}.{decimals or '0'}")
    text = body + (mark + decimals if decimals else "")
    sign = draw(st.sampled_from(["-{}", "−{}", "- {}", "{}-", "{}−", "{} -", "({})", "( {} )"]))
    text = sign.format(text) if amount < 0 else draw(st.sampled_from([text, f"+{text}"]))
    money = draw(
        st.sampled_from(
            ["{}", "{} kr", "{}\u00a0SEK", "kr {}", " {} ", "{}:-", "€{}", "{}€", "£ {}", "{} EUR"]
        )
    )
    return amount, mark, money.format(text)


@given(written())
def test_a_number_written_in_any_accepted_way_is_read_back(case):
    amount, mark, text = case
    assert read_number(text, decimal=mark) == amount


@given(written())
def test_without_a_mark_a_number_is_read_right_or_refused(case):
    amount, _, text = case
    try:
        read = read_number(text)
    except CostshareError as error:
        assert "; pass decimal=" in str(error)  # noqa: PT017 - either way is right
    else:
        assert read == amount


@given(written())
def test_two_decimals_are_never_ambiguous(case):
    amount, _, text = case
    tail = text.rstrip(" \u00a0krSEKUR€:-−)")[-3:]
    assume(tail[0] in ",." and tail[1:].isdecimal())
    assert read_number(text) == amount


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("76 100,00", "76100.00"),
        ("76100", "76100"),
        ("1.234.567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("1.234,5", "1234.5"),
        ("1 234,567", "1234.567"),
        ("1 234.567", "1234.567"),
        ("1234,567", "1234.567"),
        ("0,123", "0.123"),
        (",5", "0.5"),
        ("12,5", "12.5"),
        ("−76 100", "-76100"),
        ("76 100,50-", "-76100.50"),
        ("(76 100,50 kr)", "-76100.50"),
        ("1 065 400:-", "1065400"),
        ("SEK 5", "5"),
        ("-5 kr", "-5"),
        ("007", "7"),
        ("9" * 60 + ",01", "9" * 60 + ".01"),
        ("4.711,98 €", "4711.98"),
        ("€180.00", "180.00"),
        ("9.00 $", "9.00"),
        ("£241.67", "241.67"),
        ("12,50 EUR", "12.50"),
        ("CHF 1’234.50", "1234.50"),
        ("1'234.56", "1234.56"),
        ("1'234", "1234"),
        ("1 234:50", "1234.50"),
        ("1.234:50", "1234.50"),
        ("1 234,-", "1234"),
        ("1.234,-", "1234"),
        ("5,--", "5"),
        ("-SEK 40.165,05", "-40165.05"),
        ("SEK -40.165,05", "-40165.05"),
        ("(€5)", "-5"),
        ("5 €-", "-5"),
        ("kr. 5", "5"),
        ("US$ 5.00", "5.00"),
        ("SEK 5 kr", "5"),
        ("1,23,456.00", "123456.00"),
        ("1e-07", "1E-7"),
        ("1,5E+16", "1.5E+16"),
    ],
)
def test_a_text_that_means_one_number_needs_no_mark(text, number):
    assert str(read_number(text)) == str(Decimal(number))


def test_a_minus_before_nothing_is_not_minus_zero():
    assert str(read_number("-0,00")) == "0.00"
    assert str(read_number("(0)")) == "0"


def test_the_decimal_context_does_not_reach_in():
    with localcontext() as context:
        context.prec = 2
        assert str(read_number("76 100,55")) == "76100.55"


@pytest.mark.parametrize(
    ("text", "comma", "point"),
    [("1,234", "1.234", "1234"), ("1.234", "1234", "1.234"), ("-12,345", "-12.345", "-12345")],
)
def test_an_ambiguous_number_is_an_error(text, comma, point):
    with pytest.raises(CostshareError) as caught:
        read_number(text, name="amount")
    assert str(caught.value) == (
        f"amount {text!r} may be {comma} or {point}; "
        f'pass decimal="," for {comma} or decimal="." for {point}'
    )
    assert read_number(text, decimal=",") == Decimal(comma)
    assert read_number(text, decimal=".") == Decimal(point)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "()", "kr", "76 1OO", "76 10", "2022 100 00", "1 2345", "1,23,456"),
        *("--5", "-5-", "(-5)", "+-5", "5 OOO", "1e5", "1/2", "1.2.3", "1,234.567,8", "1.234 567"),
        *("SEK 5 EUR", "5 kr SEK", ":-5", "1,234,-", "1''234", "'5", "1e-99999", "1:5", "1:234"),
        *("12.", "12,", "1\n2", "٣", "½", "nan", "0 123"),
    ],
)
def test_what_is_not_a_number_is_refused(text):
    with pytest.raises(CostshareError) as caught:
        read_number(text, name="amount")
    assert str(caught.value) == (
        f"amount {text.strip()!r} is not a number; write it as 76 100,50 or 76100.50"
    )


def test_a_number_against_the_declared_mark_is_refused():
    with pytest.raises(CostshareError) as caught:
        read_number("1200.50", decimal=",")
    assert str(caught.value) == (
        "number '1200.50' is not a number with decimal=\",\"; write it as 76 100,50 or 76100.50"
    )


def test_a_number_of_a_thousand_digits_is_refused():
    with pytest.raises(CostshareError, match="is not a plain number"):
        read_number("9" * 1001)


@pytest.mark.parametrize("mark", ["", ";", "comma", 1])
def test_an_unknown_mark_is_refused(mark):
    with pytest.raises(CostshareError) as caught:
        read_number("1", decimal=mark)
    assert str(caught.value) == (
        f'decimal {mark!r} is not a decimal mark; pass "," or ".", or leave it out'
    )


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["5,00", "1.234"], ","),
        (["1,234", "0.50"], "."),
        (["1 200,500", "1,234"], ","),
        (["1.234.567", "1.234", "0,5"], ","),
        (["5,00", "1.234", "no number"], ","),
        # Another number of decimals, both marks, and no evidence prove nothing.
        (["5,00", "1,234"], None),
        (["5,00", "1,5", "1.234"], None),
        (["5,00", "5.00", "1.234"], None),
        (["1.234", "1 000"], None),
        # A point that parts thousands only: no value shows decimals.
        (["1.234.567", "1.234"], None),
        ([], None),
    ],
)
def test_a_column_settles_the_mark_only_where_all_agree(texts, mark):
    assert column_mark(texts) == mark


@given(st.lists(written().map(lambda case: case[2]), max_size=5))
def test_a_column_that_settles_the_mark_reads_every_value(texts):
    mark = column_mark(texts)
    assume(mark is not None)
    for text in texts:
        read_number(text, decimal=mark)
