"""Each hint is given if it fits exactly, and not if one unit is different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit
from costshare.reconciliation import reconcile
from costshare.reconciliation._slips import few_that_sum, is_transposed, slips
from costshare.results import number
from ledger_local import cell_findings, hints, line, table

FEE = 76_130
FEES = table({"A": {"fee": FEE}})


def of(amount, **more):
    return hints(FEES, [line("A", "fee", amount)], **more)


@pytest.mark.parametrize(
    ("amount", "kinds"),
    [
        (67_130, ["transposed"]),
        (67_131, []),
        (76_310, ["transposed"]),
        (36_170, ["transposed"]),  # two digits, not side by side
        (67_310, []),  # two pairs
        (7_613, ["factor"]),
        (761_300, ["factor"]),
        (761_301, []),
        (7_613_000, ["factor"]),
        ("761.3", ["factor"]),
        ("761.31", []),
        (12 * FEE, ["factor"]),
        (12 * FEE + 1, []),
        (-FEE, ["sign"]),
        (-FEE + 1, []),
        ("95162.50", ["vat_included"]),
        ("95162.51", []),
        ("85265.60", ["vat_included"]),
        ("80697.80", ["vat_included"]),
        ("80697.79", []),
        (FEE + 1, ["rounding"]),
        ("76129.01", ["rounding"]),
        (FEE + 2, []),
        (FEE - 2, []),
        (1, []),
    ],
)
def test_slips_of_one_amount(amount, kinds):
    assert of(amount) == kinds


def test_a_month_for_a_year():
    assert hints(table({"A": {"fee": 1200}}), [line("A", "fee", 100)]) == ["factor"]
    assert hints(table({"A": {"fee": 1200}}), [line("A", "fee", 101)]) == []


def test_vat_is_exact_to_the_ore():
    fees = table({"A": {"fee": "33.33"}}, units={"fee": "0.01"})
    assert hints(fees, [line("A", "fee", "41.66")]) == ["vat_included"]  # 41.6625
    assert hints(fees, [line("A", "fee", "41.67")]) == []
    fees = table({"A": {"fee": "33.35"}}, units={"fee": "0.01"})
    assert hints(fees, [line("A", "fee", "41.69")]) == ["vat_included"]  # 41.6875
    assert hints(fees, [line("A", "fee", "41.68")]) == []


def test_the_words_of_slips():
    found = [
        str(reconcile(FEES, [line("A", "fee", amount)]).findings[0].hints[0])
        for amount in (67_130, 761_300, 7_613, "95162.5", -FEE, FEE + 1)
    ]
    assert found == [
        "two digits are transposed: 67 130 SEK for 76 130 SEK",
        "the amount is 10 times too large: 761 300 SEK for 76 130 SEK",
        "the amount is 10 times too small: 7 613 SEK for 76 130 SEK",
        "the amount contains 25 % VAT: 95 162.50 SEK for 76 130.00 SEK",
        "the sign is reversed: -76 130 SEK for 76 130 SEK",
        "the difference is within one unit of the pool (1 SEK): is it rounding?",
    ]


def test_a_slip_in_one_of_several_lines_names_the_line():
    fees = table({"A": {"fee": 3000}})
    lines = [line("A", "fee", amount, invoice=number) for number, amount in enumerate("111")]
    lines = [
        line("A", "fee", 1000, invoice="1", date="2022-01-31"),
        line("A", "fee", 10_000, invoice="2", date="2022-02-28"),
        line("A", "fee", 1000, invoice="3", date="2022-03-31"),
    ]
    (finding,) = reconcile(fees, lines).findings
    assert [str(hint) for hint in finding.hints] == [
        "in invoice 2 of 2022-02-28, the amount is 10 times too large: 10 000 SEK for 1 000 SEK"
    ]
    near = [*lines[:1], lines[1].replace(amount=10_001), lines[2]]
    assert hints(fees, near) == []


def test_swapped_needs_both_members():
    fees = table({"A": {"fee": 500}, "B": {"fee": 350}, "C": {"fee": 110}})
    own = [line("C", "fee", 110)]
    swapped = [line("A", "fee", 350), line("B", "fee", 500)]
    result = reconcile(fees, own + swapped)
    assert [str(hint) for finding in result.findings for hint in finding.hints] == [
        "the amounts of A and B are swapped: 350 SEK is B's fee",
        "the amounts of B and A are swapped: 500 SEK is A's fee",
    ]
    half = [line("A", "fee", 350), line("B", "fee", 501)]
    assert all("swapped" not in hints(fees, own + half, member=name) for name in "AB")
    other_pool = table({"A": {"fee": 500}, "B": {"fee2": 350}})
    lines = [line("A", "fee", 350), line("B", "fee2", 500)]
    assert hints(other_pool, lines) == []


def test_last_year():
    for before in ({"A": {"fee": 74_000}}, {"fee": {"A": 74_000}}, table({"A": {"fee": 74_000}})):
        assert of(74_000, last_year=before) == ["last_year"]
        assert of(74_001, last_year=before) == []
    assert of(74_000) == []
    assert of(74_000, last_year={"B": {"fee": 74_000}}) == []
    left = [line("A", "fee", FEE), line("B", "fee", 500)]
    assert hints(FEES, left, member="B", last_year={"B": {"fee": 500}}) == ["last_year"]


def test_other_pool_is_seen_from_both_sides():
    fees = table({"A": {"fee": 510, "more": 70, "third": 60}})
    lines = [line("A", "more", 70), line("A", "more", 510), line("A", "third", 60)]
    assert hints(fees, lines) == ["other_pool"]
    assert hints(fees, lines, pool="more") == ["other_pool"]
    result = reconcile(fees, lines)
    assert [str(hint) for finding in result.findings for hint in finding.hints] == [
        "fee has 510 SEK too little: was it posted to the wrong pool?",
        "more has 510 SEK too much: was it posted to the wrong pool?",
    ]
    assert "other_pool" not in hints(fees, [*lines[:1], lines[1].replace(amount=511), lines[2]])
    # As much too much as too little, but no line that could have moved.
    assert "other_pool" not in hints(
        fees, [line("A", "fee", 480), line("A", "more", 100), lines[2]]
    )
    elsewhere = [line("A", "more", 70), line("B", "more", 510), line("A", "third", 60)]
    assert "other_pool" not in hints(fees, elsewhere)


def test_an_unknown_pool_is_another_pool_too():
    assert hints(FEES, [line("A", "fees 2022", FEE)]) == ["other_pool"]


def test_one_instalment_missing_of_n():
    fees = table({"A": {"fee": 1200}})
    for count in (2, 3, 4, 6, 12):
        part = 1200 // count
        lines = [line("A", "fee", part) for _ in range(count - 1)]
        (finding,) = reconcile(fees, lines).findings
        assert [str(hint) for hint in finding.hints if hint.kind == "instalment_missing"] == [
            f"one instalment of {count} is missing: {part} SEK"
        ]
        if count > 2:
            near = [lines[0].replace(amount=part + 5), *lines[1:]]
            assert "instalment_missing" not in hints(fees, near)
    thirteen = [line("A", "fee", 100) for _ in range(12)]
    assert "instalment_missing" not in hints(table({"A": {"fee": 1300}}), thirteen)


def messages(fees, lines, member="A"):
    """The sentences of the hints of one member's cell."""
    (finding,) = [each for each in reconcile(fees, lines).findings if each.member == member]
    return [str(hint) for hint in finding.hints]


@pytest.mark.parametrize("count", [3, 4, 6, 12])
@pytest.mark.parametrize("off", [2, 3])
def test_several_instalments_missing_or_too_many(count, off):
    fees, part = table({"A": {"fee": 1440}}), 1440 // count
    lines = [line("A", "fee", part, invoice=str(place)) for place in range(count + off)]
    short = lines[: count - off]
    lacking = number(1440 - len(short) * part)
    missing = [f"{off} instalments of {count} are missing: {lacking} SEK"]
    if 2 * len(short) >= count:
        assert messages(fees, short) == missing
    else:
        assert missing[0] not in messages(fees, short)
    extra = number(off * part)
    if off < count:
        assert messages(fees, lines) == [
            f"{off} instalments too many: {extra} SEK; the fee is split into {count}"
        ]
    near = [lines[0].replace(amount=part + 5), *lines[1:]]
    assert not any("instalments too many" in each for each in messages(fees, near))


@given(st.integers(-(10**4), 10**4).filter(bool), st.integers(2, 12), st.integers(1, 12), st.data())
def test_missing_parts_of_any_split_are_found(fee, count, off, data):
    low, more = divmod(fee, count)
    parts = data.draw(st.permutations([low + 1] * more + [low] * (count - more)))
    sent = [line("A", "fee", each) for each in parts[off:]]
    if len(sent) < max(off, 1) or not low or fee == sum(parts[off:]):
        return
    kinds = hints(table({"A": {"fee": fee}}), sent)
    assert "instalment_missing" in kinds


def test_a_sign_is_reversed_only_if_it_is_not_that_of_the_fee():
    lines = [line("A", "fee", each, invoice=str(each)) for each in (700, 500, 300, 1500)]
    fees = table({"A": {"fee": 2000}})
    assert not any("sign" in each for each in messages(fees, lines))
    credit = [line("A", "fee", each) for each in (500, 500, 500, -500)]
    assert hints(fees, credit) == ["sign"]


def test_amounts_that_are_swapped_on_several_days():
    fees = table({"A": {"fee": 2000}, "B": {"fee": 4000}})
    days = [f"2022-{month:02}-28" for month in (1, 4, 7, 10)]
    lines = [
        line(member, "fee", part, invoice=f"{member}{number}", date=day)
        for member, parts in (("A", [1000, 500, 1000, 500]), ("B", [500, 1000, 500, 1000]))
        for number, (part, day) in enumerate(zip(parts, days, strict=True))
    ]
    (one,), (other,) = messages(fees, lines), messages(fees, lines, "B")
    assert one == (
        f"in invoice A0 of {days[0]} and invoice A2 of {days[2]}, the amounts of A and B are "
        "swapped"
    )
    assert other == (
        f"in invoice B0 of {days[0]} and invoice B2 of {days[2]}, the amounts of B and A are "
        "swapped"
    )
    for place in (0, 4):
        other = [*lines[:place], lines[place].replace(amount=999), *lines[place + 1 :]]
        assert not any("are swapped" in each for each in messages(fees, other))


def test_a_misspelt_member_that_is_billed_with_vat():
    fees = table({"Sala": {"fee": 2000}})
    lines = [line("Sala", "fee", 500, invoice=str(number)) for number in range(3)]
    (hint,) = messages(fees, [*lines, line("Sala kommun", "fee", 625, invoice="9")], "Sala")
    assert hint == (
        "the amount contains 25 % VAT: 625 SEK for 500 SEK, in invoice 9 to Sala kommun, which is "
        "not a member: is Sala meant?"
    )
    other = messages(fees, [*lines, line("Sala kommun", "fee", 626, invoice="9")], "Sala")
    assert other == ["one instalment of 4 is missing: 500 SEK"]


def test_instalments_in_units_may_differ_by_one_unit():
    fees = table({"A": {"fee": 76_100}}, units={"fee": 100})
    by_krona = [line("A", "fee", 25_366), line("A", "fee", 25_367)]
    assert hints(fees, by_krona) == ["instalment_missing"]
    by_hundred = [line("A", "fee", 25_300), line("A", "fee", 25_400)]
    assert hints(fees, by_hundred) == ["instalment_missing"]
    assert "instalment_missing" not in hints(
        fees, [by_krona[0], by_krona[1].replace(amount=25_417)]
    )


def test_rounding_is_within_one_unit_of_the_pool():
    fees = table({"A": {"fee": 76_100}}, units={"fee": 100})
    assert hints(fees, [line("A", "fee", 76_000)]) == ["rounding"]
    assert hints(fees, [line("A", "fee", 76_152)]) == ["rounding"]
    assert hints(fees, [line("A", "fee", "75999.99")]) == []


def test_duplicates_explain_a_difference_only_if_they_sum_to_it():
    twice = [line("A", "fee", FEE, invoice="1")] * 2
    assert hints(FEES, twice) == ["duplicate"]
    assert hints(FEES, [*twice, line("A", "fee", 5, invoice="2")]) == ["open_lines"]
    assert hints(FEES, [twice[0], line("A", "fee", 5, invoice="1")]) == ["open_lines"]


def test_a_repeated_line_is_evidence_and_excludes_other_hints():
    fees = table({"A": {"fee": 400}})
    lines = [line("A", "fee", 100, invoice=str(number)) for number in range(4)]
    assert hints(fees, [*lines, lines[0]]) == ["duplicate"]  # five of four: 25 % more
    assert hints(fees, [*lines, lines[0].replace(invoice="5")]) == ["instalment_too_many"]


def test_spelling():
    fees = table({"Älvsbyn": {"e-arkiv": 100}})
    for member, pool in (("ALVSBYN", "e-arkiv"), ("Älvsbyn", "E arkiv")):
        result = reconcile(fees, [line(member, pool, 7)])
        (found,) = [each for each in result.findings if each.kind == "unexpected"]
        assert [hint.kind for hint in found.hints] == ["spelling"]
    (hint,) = found.hints
    assert str(hint) == "the pool e-arkiv differs from E arkiv in spelling only"
    for member, likely in (
        ("Alvsbyns kommun", True),
        ("Älvbsyn", True),
        ("Region Älvsbyn", True),
        ("Pajala", False),
        ("?", False),
    ):
        result = reconcile(fees, [line(member, "e-arkiv", 7)])
        (found,) = [each for each in result.findings if each.kind == "unexpected"]
        expected = f"{member} is not a known member: is Älvsbyn meant?"
        assert list(map(str, found.hints)) == [expected] * likely


QUARTERS = ["2022-01-31", "2022-04-30", "2022-07-31", "2022-10-31"]


def quarters(member, *amounts, **more):
    return [
        line(member, "fee", amount, invoice=f"{member}{place}", date=day, **more)
        for place, (amount, day) in enumerate(zip(amounts, QUARTERS, strict=False), start=1)
    ]


def test_an_instalment_too_many_is_not_vat():
    fees = table({"A": {"fee": 2000}})
    lines = [*quarters("A", 500, 500, 500, 500), line("A", "fee", 500, invoice="A5")]
    (finding,) = reconcile(fees, lines).findings
    assert list(map(str, finding.hints)) == [
        "one instalment too many: 500 SEK; the fee is split into 4"
    ]
    with_vat = quarters("A", 625, 625, 625, 625)
    (finding,) = reconcile(fees, with_vat).findings
    assert list(map(str, finding.hints)) == [
        "in each line, the amount contains 25 % VAT: 2 500 SEK for 2 000 SEK in all"
    ]


@given(st.integers(1, 500), st.integers(2, 12), st.sampled_from([1, -1]), st.data())
def test_any_repeated_instalment_is_one_too_many(part, count, sign, data):
    higher = data.draw(st.integers(0, count - 1))
    parts = [sign * (part + (place < higher)) for place in range(count)]
    twice = data.draw(st.sampled_from(parts))
    lines = [line("A", "fee", each, invoice=str(n)) for n, each in enumerate([*parts, twice])]
    found = hints(table({"A": {"fee": sum(parts)}}), lines)
    assert "instalment_too_many" in found
    assert "vat_included" not in found


def test_vat_of_a_cell_needs_vat_in_its_lines():
    fees = table({"A": {"fee": 2000}})
    assert hints(fees, [line("A", "fee", 2000), line("A", "fee", 500)]) == ["open_lines"]
    (finding,) = reconcile(fees, [line("A", "fee", 1875), line("A", "fee", 625)]).findings
    assert list(map(str, finding.hints)) == [
        "in each line, the amount contains 25 % VAT: 2 500 SEK for 2 000 SEK in all"
    ]
    assert hints(fees, [line("A", "fee", 1875), line("A", "fee", 626)]) == []


@pytest.mark.parametrize("name", ["Heby kommun", "Hbey", "Heby kommuns", "HEBY STAD"])
def test_lines_of_a_misspelt_member_that_sum_to_the_missing_amount_come_first(name):
    fees = table({"Boden": {"fee": 4000}, "Heby": {"fee": 2000}})
    own = [*quarters("Boden", *[1000] * 4), *quarters("Heby", 500, 500, 500)]
    wrong = line(name, "fee", 500, invoice="7", date="2022-10-31")
    missing, unknown = cell_findings(reconcile(fees, [*own, wrong]))
    assert (missing.member, unknown.member) == ("Heby", name)
    assert str(missing.hints[0]) == (
        f"the missing amount is exactly that of invoice 7 of 2022-10-31 (500 SEK) to {name}, "
        "which is not a member: is Heby meant?"
    )
    assert [hint.kind for hint in missing.hints] == ["spelling"]
    assert str(unknown.hints[0]) == f"{name} is not a known member: is Heby meant?"
    # With another amount, or another name, nothing is made up.
    for other in (wrong.replace(amount=501), wrong.replace(member="Pajala")):
        assert "spelling" not in hints(fees, [*own, other], member="Heby")
    # Some of its lines will do, too.
    more = line(name, "fee", 77, invoice="8")
    assert hints(fees, [*own, wrong, more], member="Heby") == ["spelling"]


def test_accents_that_are_lost_and_many_lines_of_a_misspelt_member():
    fees = table({"Älvsbyn": {"fee": 600}})
    lines = [line("Alvsbyn", "fee", 100, invoice=str(number)) for number in range(6)]
    found = {each.member: each for each in reconcile(fees, lines).findings}
    assert str(found["Älvsbyn"].hints[0]) == (
        "the missing amount is exactly that of invoice 0 (100 SEK), invoice 1 (100 SEK), invoice 2 "
        "(100 SEK), invoice 3 (100 SEK) and 2 more to Alvsbyn, which is not a member: is Älvsbyn "
        "meant?"
    )
    assert str(found["Alvsbyn"].hints[0]) == (
        "the member Älvsbyn differs from Alvsbyn in spelling only"
    )


def test_amounts_that_are_swapped_in_one_instalment():
    fees = table({"A": {"fee": 2000}, "B": {"fee": 4000}})
    lines = [*quarters("A", 500, 1000, 500, 500), *quarters("B", 1000, 500, 1000, 1000)]
    found = {each.member: list(map(str, each.hints)) for each in reconcile(fees, lines).findings}
    assert found == {
        "A": [
            "in invoice A2 of 2022-04-30, the amounts of A and B are swapped: 1 000 SEK for 500 SEK"
        ],
        "B": [
            "in invoice B2 of 2022-04-30, the amounts of B and A are swapped: 500 SEK for 1 000 SEK"
        ],
    }
    apart = [*quarters("A", 500, 1000, 500, 500), *quarters("B", 1000, 1000, 500, 1000)]
    assert "swapped" not in hints(fees, apart)
    one_side = [*quarters("A", 500, 1000, 500, 500), *quarters("B", 1000, 501, 1000, 1000)]
    assert "swapped" not in hints(fees, one_side)


@pytest.mark.parametrize(
    ("amounts", "lines", "slip"),
    [
        ((500, "625", 500, 625), "24", "the amount contains 25 % VAT"),
        ((-500, 500, -500, 500), "13", "the sign is reversed"),
        ((50, 50, 50, 500), "123", "the amount is 10 times too small"),
        ((500, 500, 500, 501), "", None),
        ((500, 625, 500, 626), "", None),
    ],
)
def test_a_slip_in_several_instalments_names_the_lines(amounts, lines, slip):
    fees = table({"A": {"fee": 2000}}, units={"fee": "0.01"})
    own = quarters("A", *amounts)
    named = " and ".join(f"invoice A{n} of {QUARTERS[int(n) - 1]}" for n in lines)
    (finding,) = reconcile(fees, own).findings
    assert [str(hint) for hint in finding.hints if hint.kind != "rounding"] == (
        [f"in {named}, {slip}"] if slip else []
    )


def test_instalments_one_unit_apart_have_their_own_slips():
    fees = table({"A": {"fee": 2002}})
    for amounts in (("626.25", 501, "625", 500), ("626.25", "626.25", 500, 500)):
        assert hints(fees, quarters("A", *amounts)) == ["vat_included"]
    assert hints(fees, quarters("A", "626.25", "626.25", 501, 500)) == []


def test_vat_that_is_rounded_to_whole_kronor():
    fees = table({"A": {"fee": 76_100}}, units={"fee": "0.01"})  # 19 025 with VAT is 23 781.25
    one = quarters("A", 19_025, 23_781, 19_025, 19_025)
    (finding,) = reconcile(fees, one).findings
    assert list(map(str, finding.hints)) == [
        (
            "in invoice A2 of 2022-04-30, the amount contains 25 % VAT, rounded to a whole number: "
            "23 781.00 SEK for 19 025.00 SEK"
        )
    ]
    for all_of_them in ((23_781,) * 4, (19_025, 23_781, 23_781, 19_025)):
        assert hints(fees, quarters("A", *all_of_them)) == ["vat_included"]
    with_rate = quarters("A", 23_781, "23781.25", "23781.25", "23781.25", vat_rate="0.25")
    (finding,) = reconcile(fees, with_rate).findings
    assert list(map(str, finding.hints)) == [
        (
            "in invoice A1 of 2022-01-31, the amount with VAT is rounded to a whole number: "
            "19 024.80 SEK for 19 025.00 SEK"
        )
    ]
    assert hints(fees, quarters("A", *[23_781] * 4, vat_rate="0.25")) == ["rounding"]
    assert hints(fees, quarters("A", *[23_782] * 4, vat_rate="0.25")) == []
    whole = table({"A": {"fee": 76_101}}, units={"fee": "0.01"})
    assert hints(whole, [line("A", "fee", 95_126)]) == ["vat_included"]
    assert hints(whole, [line("A", "fee", 95_127)]) == []
    assert hints(whole, [line("A", "fee", 95_126, vat_rate="0.25")]) == ["rounding"]
    cents = table({"A": {"fee": "100.50"}}, units={"fee": "0.01"})
    assert hints(cents, [line("A", "fee", "125.50")]) == ["vat_included"]  # VAT of 25.125 as 25
    assert hints(cents, [line("A", "fee", 126)]) == ["vat_included"]  # 125.625 as 126
    small = table({"A": {"fee": 2}}, units={"fee": "0.01"})
    assert hints(small, [line("A", "fee", 3)]) == []  # VAT below 1 is not rounded to 1


def test_a_part_of_last_year_s_fee_in_one_instalment():
    fees = table({"A": {"fee": 2000}})
    lines = quarters("A", 480, 500, 500, 500)
    assert hints(fees, lines, last_year={"A": {"fee": 1920}}) == ["last_year"]
    assert hints(fees, lines, last_year={"A": {"fee": 1921}}) == []


def test_open_lines_of_the_same_cell():
    fees = table({"A": {"fee": 1000}})
    lines = [line("A", "fee", amount, invoice=str(amount)) for amount in (640, 360, 17, 58)]
    (finding,) = reconcile(fees, lines).findings
    assert [str(hint) for hint in finding.hints] == [
        "without invoice 17 (17 SEK), invoice 58 (58 SEK) the cell would match its fee"
    ]
    assert hints(fees, [lines[0].replace(amount=641), *lines[1:]]) == []


def test_open_lines_of_other_cells():
    fees = table({"A": {"fee": 1000}, "B": {"fee": 300}})
    lines = [
        line("B", "fee", 300),
        line("B", "fee", 700, invoice="7"),
        line("C", "fee", 300, invoice="8"),
    ]
    (found,) = [each for each in reconcile(fees, lines).findings if each.member == "A"]
    (hint,) = found.hints
    assert str(hint) == (
        "the missing amount is exactly that of a line without number (300 SEK) to B, fee and "
        "invoice 7 (700 SEK) to B, fee"
    )
    assert hints(fees, [lines[0], lines[1], lines[2].replace(amount=301)]) == ["open_lines"]
    assert hints(fees, [lines[0], lines[1].replace(amount=701), lines[2]]) == []


def test_open_lines_are_looked_for_in_the_same_member_and_pool_only():
    fees = table({"A": {"fee": 1000, "x": 10}, "B": {"fee": 300, "y": 20}})
    own = [line("A", "x", 10), line("B", "fee", 300), line("B", "y", 20)]
    assert hints(fees, [*own, line("B", "y", 1000)]) == []
    assert hints(fees, [*own, line("C", "fee", 1000)]) == ["open_lines"]


def test_no_hint_is_given_if_none_fits():
    fees = table({"A": {"fee": 1000}, "B": {"fee": 777}})
    result = reconcile(fees, [line("A", "fee", 613), line("B", "fee", 777)])
    assert [each.hints for each in cell_findings(result)] == [()]


# --- the steps behind them


@given(st.lists(st.integers(-20, 20), max_size=12), st.integers(-40, 40), st.booleans())
def test_a_few_that_sum_are_found_if_there_are_any(amounts, target, proper):
    from itertools import combinations

    found = few_that_sum(amounts, target, proper=proper)
    most = min(4, len(amounts) - proper)
    sets = (
        chosen
        for size in range(1, most + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[place] for place in chosen) == target
    )
    assert found == next(sets, None)


JANUARY = table({"A": {"fee": 100}}, period="2022-01")


def test_lines_that_correct_another_period_are_named_if_they_sum_to_the_difference():
    late = [
        line("A", "fee", 7, invoice="4", corrects="2021-12"),
        line("A", "fee", -2, invoice="5", corrects="2021-11"),
    ]
    own = line("A", "fee", 100, invoice="1")
    (finding,) = cs.reconcile(JANUARY, [own, *late]).findings
    assert list(map(str, finding.hints)) == [
        (
            "invoice 4 corrects 2021-12, invoice 5 corrects 2021-11; this is exactly the "
            "difference: add the correction to the fees (applied_to)"
        )
    ]
    assert [hint.kind for hint in finding.hints] == ["correction"]
    for lines in (
        [own.replace(amount=99), *late],  # they do not come to the difference
        [own, *(each.replace(corrects="2022-01") for each in late)],  # they correct this period
    ):
        (finding,) = cs.reconcile(JANUARY, lines).findings
        assert "correction" not in [hint.kind for hint in finding.hints]
    timeless = cs.allocate(100, cs.Flat(), {"A": {}})
    (finding,) = cs.reconcile(timeless, [own, *late]).findings
    assert "correction" not in [hint.kind for hint in finding.hints]


def test_all_amounts_together_are_excluded_if_proper():
    assert few_that_sum([5], 5) is None
    assert few_that_sum([5], 5, proper=False) == (0,)
    assert few_that_sum([2, 3], 5) is None
    assert few_that_sum([2, 3], 5, proper=False) == (0, 1)
    assert few_that_sum([], 0, proper=False) is None


def test_the_search_is_bounded():
    assert few_that_sum([1] * 30 + [5, 5], 10) is None
    assert few_that_sum([10**30 + place for place in range(10_000)], 1) is None
    assert few_that_sum([1, 2, 4, 8, 16, 32], 31) is None  # five of them
    assert few_that_sum([1, 2, 4, 8, 16, 32], 30) == (1, 2, 3, 4)


@given(st.integers(-(10**6), 10**6), st.integers(0, 5), st.integers(0, 5))
def test_transposed_is_what_a_change_of_two_digits_gives(number, one, other):
    digits = list(f"{abs(number):06}")
    digits[one], digits[other] = digits[other], digits[one]
    changed = int("".join(digits)) * (-1 if number < 0 else 1)
    same_length = len(str(abs(changed))) == len(str(abs(number)))
    assert is_transposed(number, changed) == (same_length and changed != number)
    assert is_transposed(changed, number) == is_transposed(number, changed)


@given(st.integers(-(10**6), 10**6).filter(bool), st.integers(-(10**8), 10**8))
def test_a_slip_is_named_only_if_it_fits(meant, found):
    step = Unit.read("0.01")
    kinds = [kind for kind, _ in slips(meant, found, step)]
    assert ("sign" in kinds) == (found == -meant)
    ratios = {(found, meant * each) for each in (10, 100, 12)}
    ratios |= {(meant, found * each) for each in (10, 100, 12)}
    assert ("factor" in kinds) == any(one == other for one, other in ratios)


def test_a_label_in_place_of_a_name_is_said():
    board = cs.Agreement(
        name="board",
        period="2022",
        members=[cs.Member(name="A"), cs.Member(name="B")],
        pools=[cs.Pool(name="bas", label="Grundavgift", total=10, model=cs.Flat())],
    )
    fees = board.allocate()
    lines = [each.replace(pool="Grundavgift") for each in fees.invoice_lines()]
    result = cs.reconcile(fees, lines)
    assert [each.kind for each in result.findings].count("unexpected") == 2
    assert len(result.findings) == 4
    for each in result.findings:
        assert [hint.message for hint in each.hints] == [
            "Grundavgift is the label of the pool bas, which lines must name"
        ]
    assert "är etiketten på kostnadspoolen bas" in result.to_text(lang="sv")
