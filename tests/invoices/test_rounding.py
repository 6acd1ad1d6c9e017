"""Rounding lines make each invoice the nearest multiple of the step, and change nothing else."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.invoices import InvoiceLine, is_rounding
from costshare.testing import assert_credit_notes_undo

STEPS = st.sampled_from([None, 1, "0.50", "0.05", 10])


@st.composite
def invoices(draw):
    """Draw lines of several invoices, mixed together; some have VAT."""
    rates = st.sampled_from([None, "0.25", "0.06"])
    lines = []
    for place, ore in enumerate(draw(st.lists(st.integers(-9999, 9999), min_size=1, max_size=7))):
        amount, rate = Decimal(ore).scaleb(-2), draw(rates)
        number = draw(st.sampled_from(["1", "2", None]))
        line = InvoiceLine(member="A", pool=f"p{place}", amount=amount, invoice=number)
        lines.append(line if rate is None else cs.add_tax([line], rate).lines[0].with_tax)
    return lines


@settings(max_examples=25)
@given(invoices(), STEPS)
@example([InvoiceLine(member="A", pool="p", amount="1.50")], None)
def test_an_invoice_and_its_rounding_are_the_nearest_multiple_of_the_step(lines, to):
    step = Fraction(to or 1)
    rounded = cs.round_invoices(lines, to=to)
    assert [line for line in rounded if not line.is_rounding] == lines
    for number in {line.invoice for line in lines}:
        own = [line for line in lines if line.invoice == number]
        added = [line for line in rounded if line.is_rounding and line.invoice == number]
        total = sum(Fraction(line.amount) for line in own)
        off = sum(Fraction(line.amount) for line in added)
        assert (total + off) % step == 0
        away = 1 if total >= 0 else -1
        assert -step / 2 < away * off <= step / 2
        assert len(added) == bool(off)
        for line in added:
            assert line.net_amount == line.amount
            assert not line.vat_rate
            assert rounded.index(line) == rounded.index(own[-1]) + 1
    assert cs.round_invoices(rounded, to=to) == rounded


@settings(max_examples=25)
@given(invoices(), STEPS)
def test_the_rounding_of_a_credit_mirrors_that_of_the_charge(lines, to):
    def negated(given):
        return [
            line.replace(amount=-line.amount, net=None if line.net is None else -line.net)
            for line in given
        ]

    mirrored = cs.round_invoices(negated(lines), to=to)
    assert list(mirrored) == negated(cs.round_invoices(lines, to=to))


@settings(max_examples=25)
@given(invoices(), st.integers(0, 100))
def test_credit_notes_give_back_the_rounded_invoice_and_its_rounding_last(lines, percent):
    charged = [line.replace(amount=abs(line.amount), net=None, invoice="1") for line in lines]
    rounded = cs.round_invoices(charged)
    own = sum(line.amount for line in charged)
    part = cs.credit_note(rounded, min(own, rounded.total) * percent // 100)
    assert all(not line.amount for line in part if line.is_rounding) or part.total == -rounded.total
    rest = cs.credit_note(rounded, credited=part)
    assert part.total + rest.total == -rounded.total
    for line, first, last in zip(rounded, part, rest, strict=True):
        assert first.amount + last.amount == -line.amount


def test_an_invoice_without_number_is_one_of_its_date():
    line = InvoiceLine(member="A", pool="p", amount="1.25")
    dated = [line.replace(date=day) for day in ("2022-01-31", "2022-02-28", "2022-01-31")]
    rounded = cs.round_invoices(dated)
    assert [(str(each.date), str(each.amount)) for each in rounded if each.is_rounding] == [
        ("2022-02-28", "-0.25"),
        ("2022-01-31", "0.50"),
    ]


def test_swiss_francs_are_rounded_to_five_rappen_and_the_source_of_lines_stays():
    lines = cs.InvoiceLines(
        (InvoiceLine(member="A", pool="p", amount="1.03", currency="CHF"),), {"voucher": ("V7",)}
    )
    rounded = cs.round_invoices(lines, pool="Rundungsdifferenz")
    assert [str(line.amount) for line in rounded] == ["1.03", "0.02"]
    assert rounded.others == {"voucher": ("V7", None)}
    assert rounded[1].pool == "Rundungsdifferenz"


def test_rounded_lines_are_the_same_after_a_file(tmp_path):
    fees = cs.allocate("100.55", cs.Flat(), {"A": {}, "B": {}}, unit="0.01", currency="SEK")
    taxed = cs.add_tax(fees.invoice_lines(number="F{n}", date="2022-01-31"), "0.25")
    rounded = cs.round_invoices(taxed, pool="Öresavrundning")
    assert rounded.total == 126
    rounded.to_csv(tmp_path / "lines.csv", preset="excel-sv")
    assert cs.InvoiceLines(cs.read_invoices(tmp_path / "lines.csv")) == rounded
    assert cs.InvoiceLines(rounded.to_frame()) == rounded
    assert cs.InvoiceLines.from_dict(rounded.to_dict()) == rounded
    assert str(cs.round_invoices(taxed)[1]) != str(rounded[1])


def test_words_for_rounding():
    assert all(map(is_rounding, ["rounding", "Öresavrundning", "ÖRESUTJÄMNING", "Øreavrunding"]))
    assert not any(map(is_rounding, [None, "", "round table", "Öres"]))


@pytest.mark.parametrize(
    ("lines", "options", "message"),
    [
        ([{"amount": "1.50"}], {"to": 0}, r"to 0 must be positive; pass 1, '0.50' or '0.05'"),
        ([{"amount": "1.50"}], {"pool": "Moms"}, "pool 'Moms' is not a word for rounding"),
        ([{"amount": None, "net": 1}], {}, r"lines\[0\] has no amount to round: it states its net"),
        (
            [{"amount": "1.50"}, {"amount": "0.30", "pool": "Öresavrundning"}],
            {},
            "invoice 7 of A has a rounding line, and is not a multiple of 1",
        ),
        (
            [{"amount": 1, "currency": "SEK"}, {"amount": 1, "currency": "EUR"}],
            {},
            "lines are in SEK, EUR; round those of one at a time",
        ),
    ],
)
def test_what_cannot_be_rounded_is_refused(lines, options, message):
    given = [InvoiceLine(**{"member": "A", "pool": "p", "invoice": "7", **line}) for line in lines]
    with pytest.raises(cs.CostshareError, match=message):
        cs.round_invoices(given, **options)


def test_a_rounding_line_gets_no_tax():
    rounded = cs.round_invoices([InvoiceLine(member="A", pool="p", amount="1.50")])
    with pytest.raises(cs.CostshareError, match=r"lines\[1\] is a rounding line, which has no VAT"):
        cs.add_tax(rounded, "0.25")


def summed(lines):
    return sum((Fraction(line.amount) for line in lines), Fraction(0))


@pytest.mark.parametrize("is_rounded", [True, False])
@given(
    st.lists(st.integers(-(10**4), 10**5), min_size=1, max_size=4),
    st.sampled_from(["1", "0.5", "0.05", "10"]),
    st.sampled_from([None, "0.25"]),
    st.data(),
)
def test_an_invoice_and_its_credit_notes_are_rounded_and_nothing_is_lost(
    is_rounded, amounts, step, rate, data
):
    """Each lies within half a step of what it comes to, and they sum to zero, line by line."""
    lines = [
        cs.InvoiceLine(member="A", pool=f"p{place}", amount=Fraction(ore, 100), invoice="1")
        for place, ore in enumerate(amounts)
    ]
    if rate is not None:
        lines = [*cs.add_tax(lines, rate).invoice_lines()]
    fees = summed(lines)
    if is_rounded:
        lines = [*cs.round_invoices(lines, to=step)]
    notes, half = [], Fraction(step) / 2
    for number in range(data.draw(st.integers(0, 3))):
        left = fees + summed(line for line in notes if not line.is_rounding)
        whole = summed(lines) + summed(notes)
        most = min((left, whole), key=abs) if left * whole > 0 else left * bool(number)
        ore = data.draw(st.integers(*sorted((0, int(most * 100)))))
        note = cs.credit_note(lines, Fraction(ore, 100), credited=notes, invoice=f"K{number}")
        if data.draw(st.booleans()) or any(line.amount for line in note if line.is_rounding):
            notes += note
            continue
        rounded = cs.round_invoices(note, to=step)
        assert (summed(rounded) / Fraction(step)).denominator == 1
        assert abs(summed(rounded) + Fraction(ore, 100)) <= half
        notes += rounded
    notes += cs.credit_note(lines, credited=notes, invoice="K9")
    assert_credit_notes_undo(lines, notes)
    assert summed(lines) + summed(notes) == 0


@given(st.integers(1, 10**6), st.lists(st.fractions(0, 1), max_size=4), st.booleans())
def test_where_all_are_rounded_the_last_credit_note_is_whole_too(ore, parts, is_rounded):
    lines = [cs.InvoiceLine(member="A", pool="x", amount=Fraction(ore, 100), invoice="1")]
    if is_rounded:
        lines = [*cs.round_invoices(lines)]
    notes = []
    for part in parts:
        left = Fraction(ore, 100) + summed(line for line in notes if not line.is_rounding)
        wanted = Fraction(int(left * part * 100), 100)
        notes += cs.round_invoices(cs.credit_note(lines, wanted, credited=notes, invoice="K"))
    last = cs.credit_note(lines, credited=notes, invoice="K")
    assert (summed(last) + summed(lines)).denominator == 1
    assert not is_rounded or summed(last).denominator == 1


def test_a_credit_note_that_was_rounded_leaves_the_rest():
    """Invoice of 1 543.38, not rounded; a part is credited, and then the rest."""
    lines = [
        cs.InvoiceLine(member="A", pool=pool, amount=amount, invoice="F1", currency="SEK")
        for pool, amount in (("a", "1234.70"), ("b", "308.68"))
    ]
    part = cs.round_invoices(cs.credit_note(lines, "100.40", invoice="K1"))
    assert [str(line.amount) for line in part] == ["-80.32", "-20.08", "0.40"]
    rest = cs.credit_note(lines, credited=part, invoice="K2")
    assert [(line.pool, str(line.amount)) for line in rest] == [
        ("a", "-1154.38"),
        ("b", "-288.60"),
        ("rounding", "-0.40"),
    ]
    assert summed([*lines, *part, *rest]) == 0


def test_of_a_rounded_invoice_a_credit_note_is_rounded_in_its_own_line():
    fees = [cs.InvoiceLine(member="A", pool="a", amount="1543.38", invoice="F1")]
    lines = cs.round_invoices(fees)
    part = cs.round_invoices(cs.credit_note(lines, "100.40", invoice="K1"))
    assert [str(line.amount) for line in part] == ["-100.40", "0.40"]
    rest = cs.credit_note(lines, credited=part, invoice="K2")
    assert [str(line.amount) for line in rest] == ["-1442.98", "-0.02"]
    over = cs.credit_note(lines, "1442.98", credited=part, invoice="K2")
    assert [str(line.amount) for line in over] == ["-1442.98", "0.00"]
    with pytest.raises(cs.CostshareError, match="credited line 0 is for B, rounding, not for A, a"):
        cs.credit_note(fees, credited=[part[1].replace(member="B")])
