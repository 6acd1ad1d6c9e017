"""Rounding lines on invoices: they are for no fee, and a wrong one is found."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.invoices import InvoiceLine
from costshare.reconciliation import Reconciliation, reconcile

ORE = Decimal("0.01")


def fees_of(totals, currency="SEK"):
    """Share a total of öre in each pool between two members."""
    return cs.Agreement(
        name="board",
        currency=currency,
        period="2022",
        members=[cs.Member(name="A", population=2), cs.Member(name="B", population=1)],
        pools=[
            cs.Pool(name=f"p{place}", total=Decimal(each).scaleb(-2), model=model, unit="0.01")
            for place, (each, model) in enumerate(totals)
        ],
    ).allocate()


MODELS = st.sampled_from([cs.Flat(), cs.PerCapita()])
ALLOCATIONS = st.lists(st.tuples(st.integers(1, 99_999), MODELS), min_size=1, max_size=3).map(
    fees_of
)


@st.composite
def rounded(draw):
    """Draw fees and their invoices with rounding lines, in whole steps; with VAT or without."""
    fees, to = draw(ALLOCATIONS), draw(st.sampled_from([None, "0.50", "0.05"]))
    per, count = draw(st.sampled_from(["member", "member_pool"])), draw(st.integers(1, 3))
    lines = fees.invoice_lines(per=per, instalments=count, number="F{n}")
    if draw(st.booleans()):
        lines = cs.add_tax(lines, "0.25").invoice_lines()
    return fees, cs.round_invoices(lines, to=to), to


@settings(max_examples=12)
@given(rounded())
def test_own_lines_with_rounding_are_balanced_and_the_rounding_is_in_the_sums(case):
    fees, lines, to = case
    added = sum(line.amount for line in lines if line.is_rounding)
    for given_lines, step in ((lines, to), (lines.to_frame(), to or 1)):
        result = reconcile(fees, given_lines, rounding=step)
        assert result.balanced
        assert result.findings == ()
        assert result.rounding == result.total.difference == added
    assert Reconciliation.from_dict(result.to_dict()) == result


@settings(max_examples=25)
@given(rounded(), st.data(), st.integers(-300, 300).filter(bool))
def test_any_changed_line_is_found(case, data, ore):
    fees, lines, to = case
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    other = line.replace(amount=line.amount + ore * ORE)
    changed = [*lines[:at], other, *lines[at + 1 :]]
    result = reconcile(fees, changed, rounding=to or 1)
    if line.net is None or (ore * ORE) % Decimal(to or 1):
        assert result.findings
    if line.is_rounding:
        removed = [*lines[:at], *lines[at + 1 :]]
        assert [each.kind for each in reconcile(fees, removed, rounding=to or 1).findings] == [
            "wrong_rounding"
        ]


FEES = fees_of([(10030, cs.Flat())])  # 50.15 for each


def lines_of(*roundings, pool="Öresavrundning", **more):
    return [
        InvoiceLine(**{"member": member, "invoice": member * 3, **more, **fields})
        for member, rounding in zip("AB", roundings, strict=False)
        for fields in (
            {"pool": "p0", "amount": "50.15"},
            *([{"pool": pool, "amount": rounding}] if rounding else []),
        )
    ]


def test_rounding_lines_of_other_books_are_listed_as_rounding():
    result = reconcile(FEES, lines_of("-0.15", "-0.15"))
    assert result.balanced
    assert result.status("A", "Öresavrundning") == "rounding"
    assert result.rounding == Decimal("-0.30")
    text = str(result)
    assert "Balanced: 100.00 SEK invoiced, -0.30 SEK of it rounding, 100.30 SEK expected." in text
    assert "4 cells: 2 matched, 2 rounding." in text
    assert reconcile(FEES, lines_of("-0.15", "-0.15")[1:3]).balanced is False


OTHERS = (
    "B, Öresavrundning: invoice BBB has a rounding of 0.85 SEK, but its other lines come to 50.15 "
    "SEK, which -0.15 SEK makes a multiple of 1 SEK."
)
NONE = (
    "B, p0: invoice BBB comes to 50.15 SEK and has no rounding; -0.15 SEK makes it a multiple of "
    "1 SEK."
)
LARGE = "B, Öresavrundning: invoice BBB has a rounding of 0.62 SEK, more than half of 1 SEK."


@pytest.mark.parametrize(
    ("lines", "options", "message"),
    [
        (lines_of("-0.15", "0.85"), {}, OTHERS),
        (lines_of("-0.15", None), {"rounding": 1}, NONE),
        (lines_of("-0.15", None), {}, ""),
        (lines_of("0.31", "0.62"), {}, LARGE),  # without VAT, so that only the size is checked
    ],
)
def test_wrong_roundings(lines, options, message):
    result = reconcile(FEES, lines, **options)
    found = [each for each in result.findings if each.kind == "wrong_rounding"]
    assert [str(each) for each in found] == [message] * bool(message)
    assert result.balanced is not bool(message)


def test_a_tie_is_right_either_way_and_francs_are_in_five_rappen():
    fees = fees_of([(10100, cs.Flat())])  # 50.50 for each
    for each in ("0.50", "-0.50"):
        lines = [
            line.replace(amount="50.50") if line.pool == "p0" else line
            for line in lines_of(each, each)
        ]
        assert reconcile(fees, lines).balanced
    fees = fees_of([(10006, cs.Flat())], "CHF")
    assert reconcile(fees, cs.round_invoices(fees.invoice_lines(number="{n}"))).balanced


def test_lines_that_are_not_counted_make_the_sum_unknown():
    lines = [
        *lines_of("-0.15", "-0.15"),
        InvoiceLine(member="A", pool="p0", amount="se bilaga", invoice="AAA"),
    ]
    assert [each.kind for each in reconcile(FEES, lines).findings] == ["unreadable"]


def test_a_pool_of_that_name_and_an_unknown_member_are_no_rounding():
    fees = cs.allocate(10, cs.Flat(), {"A": {}}, pool="rounding")
    assert reconcile(fees, fees.invoice_lines()).balanced
    stranger = reconcile(FEES, lines_of("-0.15", "-0.15", member="C"))
    assert {each.kind for each in stranger.findings} == {"missing", "unexpected"}


def test_the_same_rounding_twice_on_a_day_is_not_a_repetition():
    fees = fees_of([(2030, cs.Flat()), (2030, cs.Flat())])
    lines = cs.round_invoices(fees.invoice_lines(number="F{n}", date="2022-01-31"))
    assert reconcile(fees, lines).findings == ()


def test_a_credit_note_for_a_part_needs_no_rounding_of_its_own():
    lines = cs.round_invoices(FEES.invoice_lines(number="F{n}"))
    note = cs.credit_note(lines, "33.33", invoice="K1")
    kinds = {each.kind for each in reconcile(FEES, lines + note).findings}
    assert kinds == {"under"}
