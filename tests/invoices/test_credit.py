"""Partial credit notes: part after part they give back exactly the invoice."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import round_units
from costshare.invoices import InvoiceLine, add_tax, credit_note
from costshare.reconciliation import reconcile
from ledger_local import table


def lines_of(amounts):
    return [
        InvoiceLine(member="A", pool=f"p{place}", amount=Decimal(ore).scaleb(-2), invoice="1")
        for place, ore in enumerate(amounts)
    ]


def total(lines, field="amount"):
    return sum((Fraction(getattr(each, field) or 0) for each in lines), Fraction(0))


@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=6), st.data())
def test_a_part_and_then_the_rest_give_back_the_invoice(amounts, data):
    lines = lines_of(amounts)
    notes = []
    for _ in range(data.draw(st.integers(0, 3))):
        left = 100 * (total(lines) + total(notes))
        ore = data.draw(st.integers(min(0, int(left)), max(0, int(left))))
        note = credit_note(lines, Fraction(ore, 100), credited=notes)
        assert total(note) == -Fraction(ore, 100)
        notes += note
    notes += credit_note(lines, credited=notes)
    for place, line in enumerate(lines):
        assert total(notes[place :: len(lines)]) == -Fraction(line.amount)


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=6).filter(any), st.data())
def test_no_line_is_credited_beyond_what_it_came_to(amounts, data):
    lines = lines_of(amounts)
    notes = []
    for _ in range(3):
        left = int(100 * (total(lines) + total(notes)))
        notes += credit_note(lines, Fraction(data.draw(st.integers(0, left)), 100), credited=notes)
        for place, line in enumerate(lines):
            credited = -total(notes[place :: len(lines)])
            assert 0 <= credited <= Fraction(line.amount)


@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=5), st.fractions(0, 1))
def test_net_and_vat_are_both_given_back(amounts, share):
    lines = add_tax(lines_of(amounts), "0.25").invoice_lines()
    ore = int(100 * total(lines) * share)
    part = credit_note(lines, Fraction(ore, 100))
    rest = credit_note(lines, credited=part)
    for place, line in enumerate(lines):
        assert total([part[place], rest[place]], "net") == -Fraction(line.net)
        assert total([part[place], rest[place]]) == -Fraction(line.amount)


def with_vat(net, rate):
    """What a net amount in öre comes to with VAT, in öre."""
    return net + round_units(net * Fraction(rate), "half_up")


RATES = st.sampled_from(["0.25", "0.12", "0.06", "0"])


@given(
    st.lists(st.tuples(st.integers(-3000, 3000), RATES, st.booleans()), min_size=1, max_size=4),
    st.data(),
)
def test_a_credited_amount_has_the_net_that_fits_and_all_notes_give_back_the_invoice(rows, data):
    lines = [
        InvoiceLine(
            member="A",
            pool=f"p{place}",
            amount=Decimal(with_vat(ore, rate)).scaleb(-2),
            net=Decimal(ore).scaleb(-2) if stated else None,
            vat_rate=rate,
        )
        for place, (ore, rate, stated) in enumerate(rows)
    ]
    notes = []
    for _ in range(data.draw(st.integers(0, 4))):
        left = int(100 * (total(lines) + total(notes)))
        ore = data.draw(st.integers(min(0, left), max(0, left)))
        note = credit_note(lines, Fraction(ore, 100), credited=notes)
        for place, line in enumerate(note):
            before = [lines[place], *notes[place :: len(lines)]]
            rest = [int(100 * total(before, field)) for field in ("amount", "net_amount")]
            gross, net = -int(100 * line.amount), -int(100 * line.net_amount)
            rate = lines[place].vat_rate
            assert abs(net) <= abs(rest[1])
            assert abs(gross - net) <= abs(rest[0] - rest[1])
            fits = [
                each
                for each in range(min(gross, 0), max(gross, 0) + 1)
                if with_vat(each, rate) == gross
                and abs(each) <= abs(rest[1])
                and abs(gross - each) <= abs(rest[0] - rest[1])
            ]
            if gross != rest[0]:
                assert fits in ([], [net])
            named = any(told.startswith(f"A, p{place}: ") for told in note.remarks)
            assert named == (line.net is not None and with_vat(net, rate) != gross)
        notes += note
    notes += credit_note(lines, credited=notes)
    for place, line in enumerate(lines):
        assert total(notes[place :: len(lines)], "net_amount") == -Fraction(line.net_amount)
        assert total(notes[place :: len(lines)]) == -Fraction(line.amount)


@pytest.mark.parametrize("net", ["15.42", None])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_net_of_a_part_is_that_of_its_gross_amount(net, sign):
    line = InvoiceLine(
        member="A",
        pool="x",
        amount=sign * Decimal("16.35"),
        net=None if net is None else sign * Decimal(net),
        vat_rate="0.06",
    )
    part = credit_note([line], sign * Decimal("7.14"))
    assert (part[0].amount, part[0].net) == (sign * Decimal("-7.14"), sign * Decimal("-6.74"))
    assert part.remarks == ()
    rest = credit_note([line], credited=part)
    assert (rest[0].amount, rest[0].net) == (sign * Decimal("-9.21"), sign * Decimal("-8.68"))
    (told,) = rest.remarks
    assert told == (
        "A, x: 9.21 is credited as 8.68 and 0.53 VAT, though 6 % of 8.68 is 0.52; no net amount "
        "fits, or the notes would not give back the invoice"
    )


def test_earlier_credits_without_a_net_amount_have_that_of_the_line():
    line = InvoiceLine(member="A", pool="x", amount="16.35", net="15.42", vat_rate="0.06")
    by_hand = InvoiceLine(member="A", pool="x", amount="-7.14")
    assert credit_note([line], credited=[by_hand])[0].net == Decimal("-8.68")
    stated = by_hand.replace(net="-20")
    assert credit_note([line], credited=[stated])[0].net == 0


def test_a_line_without_a_rate_keeps_its_proportion_of_net_and_gross():
    line = InvoiceLine(member="A", pool="x", amount=100, net=80)
    assert [str(each.net) for each in credit_note([line], 50)] == ["-40.00"]
    contradictory = line.replace(net=50, vat_rate="0.25")
    assert credit_note([contradictory], 50)[0].net == -25
    no_amount = line.replace(amount=0, net=50)
    assert credit_note([no_amount, line], 50)[0].net in {0, -50}
    assert credit_note([no_amount, line])[0].net == -50


def test_a_finer_unit_than_that_of_the_lines():
    line = InvoiceLine(member="A", pool="x", amount="100.00")
    part = credit_note([line], "33.333333", unit="0.000001")
    assert [str(each.amount) for each in part] == ["-33.333333"]
    rest = credit_note([line], credited=part)
    assert [str(each.amount) for each in rest] == ["-66.666667"]
    with pytest.raises(cs.CostshareError, match=r"not a multiple of unit 0.01; pass unit=0.0000"):
        credit_note([line], "33.333333")


def test_a_unit_too_coarse_for_a_line_is_refused():
    lines = lines_of([40, 40, 40])
    with pytest.raises(cs.CostshareError) as error:
        credit_note(lines, 1, unit=1)
    assert str(error.value) == (
        "unit 1 is too coarse: it would credit 1 to A, p0, where 0.4 is left; pass unit=0.01"
    )


def test_a_note_is_numbered_by_the_rule_of_invoice_numbers():
    lines = [InvoiceLine(member=name, pool="x", amount=10, invoice="1") for name in "AAB"]
    note = credit_note(lines, invoice="K-{n}/{member}/{date}", date="2022-06-30")
    assert [each.invoice for each in note] == [
        "K-1/A/2022-06-30",
        "K-1/A/2022-06-30",
        "K-2/B/2022-06-30",
    ]
    assert {each.invoice for each in credit_note(lines, invoice="K1")} == {"K1"}
    with pytest.raises(cs.CostshareError, match="is not a rule of invoice numbers"):
        credit_note(lines, invoice="{x}")


def test_an_invoice_and_its_credit_notes_reconcile_with_what_is_left():
    lines = lines_of([10_000, 20_000, 10_001])
    part = credit_note(lines, "100.00", invoice="K1", date="2022-06-30")
    assert [(each.invoice, str(each.date), str(each.amount)) for each in part] == [
        ("K1", "2022-06-30", "-25.00"),
        ("K1", "2022-06-30", "-50.00"),
        ("K1", "2022-06-30", "-25.00"),
    ]
    fees = table(
        {"A": {"p0": "75", "p1": "150", "p2": "75.01"}},
        units=dict.fromkeys(["p0", "p1", "p2"], "0.01"),
    )
    assert reconcile(fees, [*lines, *part]).balanced


def test_steps():
    lines = lines_of([10_000, 10_000, 10_000])
    assert [str(each.amount) for each in credit_note(lines, 100)] == ["-33.34", "-33.33", "-33.33"]
    assert [str(each.amount) for each in credit_note(lines, 100, unit=1)] == [
        "-34.00",
        "-33.00",
        "-33.00",
    ]
    with pytest.raises(cs.CostshareError, match="amount 100 is not a multiple of unit 3"):
        credit_note(lines, 100, unit=3)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("300.01", "amount 300.01 is not within what is left to credit, 300"),
        (-1, "amount -1 is not within what is left to credit, 300"),
        ("x", "amount 'x' is not a plain number"),
    ],
)
def test_too_much_is_refused(amount, message):
    with pytest.raises(cs.CostshareError, match=message):
        credit_note(lines_of([10_000, 20_000]), amount)


def test_earlier_notes_must_fit_their_lines():
    lines = lines_of([10_000, 20_000])
    part = credit_note(lines, 10)
    with pytest.raises(cs.CostshareError, match="1 credited lines do not fit 2 lines"):
        credit_note(lines, 10, credited=part[:1])
    with pytest.raises(cs.CostshareError, match="credited line 0 is for A, p1, not for A, p0"):
        credit_note(lines, 10, credited=part[::-1])
    with pytest.raises(cs.CostshareError, match="no lines to credit"):
        credit_note([], 10)
    with pytest.raises(cs.CostshareError, match="a line of A, x has no amount: amount is missing"):
        credit_note([InvoiceLine(member="A", pool="x", amount=None)])


@pytest.mark.parametrize("amount", [100, -150])
def test_what_was_credited_must_be_credits_within_the_lines(amount):
    line = cs.InvoiceLine(member="B", pool="a", amount=100)
    earlier = [cs.InvoiceLine(member="B", pool="a", amount=amount)]
    with pytest.raises(cs.CostshareError, match="a line that credits has the opposite sign"):
        cs.credit_note([line], credited=earlier)


def test_a_credit_note_with_an_unreadable_date_is_refused():
    line = cs.InvoiceLine(member="B", pool="a", amount=100)
    with pytest.raises(cs.CostshareError, match="date '31/3 2022' is not a date"):
        cs.credit_note([line], date="31/3 2022")


@pytest.mark.parametrize("rate", [25, -1, {"a": 25}])
def test_a_rate_in_per_cent_is_refused(rate):
    line = cs.InvoiceLine(member="B", pool="a", amount=100)
    with pytest.raises(cs.CostshareError, match="not a share from 0 to below 1; write 25 per cent"):
        cs.add_tax([line], rate)
