"""Lists that give credit notes as positive amounts, with a column that says which they are."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.invoices import InvoiceLine

FILE = """Kommun;Tjänst;Belopp;Fakturanr;Fakturatyp
Boden;kontor;100,40;1001;Faktura
Boden;avrundning;-0,40;1001;Faktura
Kalix;kontor;50,30;1002;Kreditfaktura
Kalix;avrundning;-0,30;1002;Kreditfaktura
"""


def read(folder, text, **more):
    path = folder / "lines.csv"
    path.write_text(text, encoding="utf-8")
    return cs.read_invoices(path, **more)


@pytest.mark.parametrize("total", ["", "Summa;;150,00;;\n", "Summa;;50,00;;\n"])
def test_credit_notes_in_a_file_are_negative_and_totals_hold_either_way(tmp_path, total):
    lines = read(tmp_path, FILE + total)
    assert list(map(str, lines["amount"])) == ["100.40", "-0.40", "-50.30", "0.30"]
    assert list(lines["Fakturatyp"]) == ["Faktura", "Faktura", "Kreditfaktura", "Kreditfaktura"]
    with pytest.raises(cs.CostshareError, match="the total is 99, but the lines above it sum to"):
        read(tmp_path, FILE + "Summa;;99;;\n")


@pytest.mark.parametrize("value", ["CREDIT-NOTE", "Kreditfaktura", "381"])
def test_words_and_codes_for_credit_notes(tmp_path, value):
    text = f"Kommun,Tjänst,Belopp,Typ\nBoden,kontor,100,380\nBoden,kontor,40,{value}\n"
    assert list(read(tmp_path, text)["amount"]) == [100, -40]
    frame = pd.DataFrame(
        {"member": "Boden", "pool": "kontor", "amount": [100, 40.0], "type": ["", value]}
    )
    fees = cs.allocate(60, cs.Flat(), {"Boden": {}}, pool="kontor")
    assert cs.reconcile(fees, frame).balanced
    assert [line.amount for line in cs.InvoiceLines(frame)] == [100, -40]
    if value == "381":
        assert cs.reconcile(fees, frame.assign(type=[380, 381.0])).balanced


def test_the_user_says_which_column_and_which_values(tmp_path):
    text = "Kommun;Tjänst;Belopp;Slag\nBoden;kontor;100;D\nBoden;kontor;40;K\n"
    how = {"columns": {"type": "Slag"}, "types": {"k": "credit", "D": "invoice"}}
    assert list(read(tmp_path, text, **how)["amount"]) == [100, -40]
    frame = pd.DataFrame({"member": "Boden", "pool": "p", "amount": [100, 40], "Slag": ["D", "K"]})
    fees = cs.allocate(60, cs.Flat(), {"Boden": {}}, pool="p")
    assert cs.reconcile(fees, frame, **how).balanced
    with pytest.raises(cs.CostshareError) as caught:
        cs.reconcile(fees, frame, columns={"type": "Slag"}, types={"D": "invoice"})
    assert str(caught.value) == (
        "invoices, row 1, column 'Slag': type 'K' is not known; pass types={'K': 'credit'} if it "
        "is a credit note, or types={'K': 'invoice'}"
    )
    for given_lines in (fees.invoice_lines(), frame):
        with pytest.raises(cs.CostshareError, match=r"types is about a column|column for type"):
            cs.reconcile(fees, given_lines, types=how["types"])
    with pytest.raises(cs.CostshareError, match="has no column for the type, in which types"):
        read(tmp_path, text, types={"K": "credit"})
    with pytest.raises(cs.CostshareError, match="unknown type of 'K' in types: 'kredit'"):
        cs.reconcile(fees, frame, types={"K": "kredit"})


def test_a_type_that_is_not_known_is_an_error_of_its_row(tmp_path):
    text = FILE + "Kalix;kontor;5;1003;Ränta\n"
    with pytest.raises(cs.CostshareError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(
        "lines.csv, row 6, column 'Fakturatyp': type 'Ränta' is not known; pass types={'Ränta': "
    )
    kept = read(tmp_path, text, on_error="keep")
    fees = cs.allocate(10, cs.Flat(), {"Kalix": {}}, pool="kontor")
    result = cs.reconcile(fees, kept)
    assert [each.amount for each in result.uncounted] == [None]
    assert "Ränta" in result.uncounted[0].problems[0]


def test_a_column_of_other_types_stays_what_it_is(tmp_path):
    text = "Kommun;Tjänst;Belopp;Typ\nBoden;kontor;100;månad\n"
    assert list(read(tmp_path, text)["Typ"]) == ["månad"]
    with pytest.raises(cs.CostshareError, match="type 'månad' is not known"):
        read(tmp_path, text, columns={"type": "Typ"})


def test_codes_that_are_not_known_are_an_error_in_files_and_frames_alike(tmp_path):
    text = "Kommun;Tjänst;Fakturanr;Fakturatyp;Belopp\nA;p;1;F;120\nA;p;2;K;20\n"
    with pytest.raises(cs.CostshareError, match="type 'F' is not known; pass types="):
        read(tmp_path, text)
    fees = cs.allocate(100, cs.Flat(), {"A": {}}, pool="p")
    types = {"F": "invoice", "K": "credit"}
    lines = read(tmp_path, text, types=types)
    assert list(lines["type"]) == ["invoice", "credit"]
    assert list(lines["Fakturatyp"]) == ["F", "K"]
    assert cs.reconcile(fees, lines).balanced
    assert sum(line.amount for line in cs.InvoiceLines(lines)) == 100
    kept = read(tmp_path, text, on_error="keep")
    assert len(cs.reconcile(fees, kept).uncounted) == 2
    raw = {"member": "A", "pool": "p", "amount": [120, 20], "invoice": [1, 2]}
    for header in ("type", "Fakturatyp", "Typ", "Invoice type"):
        coded = pd.DataFrame({**raw, header: ["F", "K"]})
        for code in (lambda frame: cs.reconcile(fees, frame), cs.InvoiceLines):
            with pytest.raises(
                cs.CostshareError, match=f"column '{header}': type 'F' is not .*types="
            ):
                code(coded)
        with pytest.raises(cs.CostshareError, match=r"write 'credit' in its place .*read_invoices"):
            cs.settle(fees, {"p": 90}, paid=coded, policy=cs.Return())
        assert cs.reconcile(fees, coded, types=types).balanced
        worded = pd.DataFrame({**raw, header: ["Invoice", "Credit note"]})
        assert cs.reconcile(fees, worded).balanced
        assert sum(line.amount for line in cs.InvoiceLines(worded)) == 100
        settled = cs.settle(fees, {"p": 90}, paid=worded, policy=cs.Return())
        assert settled == cs.settle(fees, {"p": 90}, policy=cs.Return())
    two = pd.DataFrame({**raw, "Typ": ["F", "K"], "Dokumenttyp": ["F", "K"]})
    with pytest.raises(cs.CostshareError, match="'Typ' and 'Dokumenttyp' both say what is a cred"):
        cs.InvoiceLines(two)


def test_words_of_another_kind_under_such_a_header_stay_text():
    kinds = ["grundavgift", "tillägg", "konsulttid", "resor", "utbildning", "lagring"]
    raw = pd.DataFrame({"member": "A", "pool": "p", "amount": range(1, 7)})
    for frame in (raw.assign(Typ=kinds), raw.assign(Fakturatyp=kinds)):
        assert [line.amount for line in cs.InvoiceLines(frame)] == [1, 2, 3, 4, 5, 6]
    with pytest.raises(cs.CostshareError, match="type 'Rechnung' is not known"):
        cs.InvoiceLines(raw.assign(Fakturatyp=["Rechnung", "Gutschrift"] * 3))
    with pytest.raises(cs.CostshareError, match="type 'Debitering' is not known"):
        cs.InvoiceLines(raw.assign(Typ=["Debitering", "Krediterad"] * 3))
    pools = raw.drop(columns="pool").assign(Typ="F")
    fees = cs.allocate(21, cs.Flat(), {"A": {}}, pool="F")
    assert cs.reconcile(fees, pools, pool="Typ").balanced


LINES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B"]),
        st.sampled_from(["1", "2", "3", None]),
        st.integers(-500, 999).filter(bool),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=15)
@given(LINES, st.booleans())
def test_positive_credit_notes_read_as_negative_ones(drawn, with_net):
    sums = {}
    for place, (member, number, amount) in enumerate(drawn):
        key = (member, number) if number else place
        sums[key] = sums.get(key, 0) + amount
    rows = [
        {"member": member, "pool": "p", "invoice": number, "amount": amount, "type": "invoice"}
        | ({"net": amount} if with_net else {})
        for member, number, amount in drawn
    ]
    signed, unsigned = [], []
    for place, row in enumerate(rows):
        total = sums[(row["member"], row["invoice"]) if row["invoice"] else place]
        turned = {name: -row[name] for name in ("amount", "net") if name in row}
        if total < 0:  # a credit note
            signed.append(row | {"type": "credit"})
            unsigned.append(row | turned | {"type": "credit"})
        elif total:
            signed.append(row)
            unsigned.append(row)
    if not signed:
        return
    expected = [InvoiceLine(**{k: v for k, v in row.items() if k != "type"}) for row in signed]
    for given_rows in (signed, unsigned):
        assert cs.InvoiceLines(pd.DataFrame(given_rows)) == expected
        fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, pool="p")
        assert cs.reconcile(fees, given_rows) == cs.reconcile(fees, expected)
