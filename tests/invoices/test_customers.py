"""Customer numbers and aliases, and the presets of CSV files that may hold them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs

CUSTOMERS = cs.Customers(
    numbers={"Boden": 2582, "Kiruna": "2584"},
    aliases={"Bodens kommun": "Boden", "Luleå kommun": "Luleå"},
)
FEES = cs.allocate("100.50", cs.Flat(), {"Boden": {}, "Luleå": {}}, pool="nät", unit="0.01")
LINES = FEES.invoice_lines(number="F{n}")


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("Boden", "Boden"),
        ("BODEN", "Boden"),
        (" bodens  KOMMUN", "Boden"),
        ("2584", "Kiruna"),
        (2584, "Kiruna"),
        ("luleå", "Luleå"),
        ("Malmö", "Malmö"),
        (7, "7"),
    ],
)
def test_a_name_a_number_or_an_alias_finds_the_member(text, member):
    assert CUSTOMERS.member(text) == member


def test_what_is_not_text_stays():
    assert CUSTOMERS.members(["2582", None, 1.5, True]) == ["Boden", None, 1.5, True]
    with pytest.raises(cs.CostshareError, match="text is of type float"):
        CUSTOMERS.member(1.5)


def test_numbers_of_members():
    assert CUSTOMERS.number("Boden") == "2582"
    assert CUSTOMERS.number("Luleå") is None
    assert CUSTOMERS.by_number == {"2582": "Boden", "2584": "Kiruna"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"numbers": {"A": 1, "B": 1}}, "'1' stands for A and for B; keep it for one of them"),
        ({"numbers": {"A": 1}, "aliases": {"1": "B"}}, "'1' stands for A and for B"),
        ({"numbers": {"A": 1, "B": 2}, "aliases": {"b": "A"}}, "'b' stands for B and for A"),
        ({"numbers": {"A": 1.5}}, "1.5"),
        ({"numbers": {"A": ""}}, "is empty"),
        ({"number": {"A": 1}}, "unknown field of Customers 'number'; did you mean 'numbers'?"),
    ],
)
def test_what_stands_for_two_members_is_refused(fields, message):
    with pytest.raises(cs.CostshareError, match=re.escape(message)):
        cs.Customers(**fields)


NAMES = st.text("abcåÅö;,\"' =", min_size=1, max_size=5).filter(str.strip).map(
    lambda name: cs.Member(name=name).name
)  # fmt: skip


NUMBERS = st.lists(st.tuples(NAMES, st.integers(100, 10**6)), unique_by=lambda each: each[1])


@given(NUMBERS.map(dict), st.data())
@settings(max_examples=30)
def test_customers_come_back_from_every_kind_of_file(tmp_path_factory, numbers, data):
    members = data.draw(st.lists(st.sampled_from(sorted(numbers)), max_size=3)) if numbers else []
    aliases = {f"{place}:{member}": member for place, member in enumerate(members)}
    try:
        customers = cs.Customers(numbers=numbers, aliases=aliases)
    except cs.CostshareError:  # two names that differ in capitals only
        assert len({name.casefold() for name in numbers}) < len(numbers)
        return
    folder = tmp_path_factory.getbasetemp()
    for name in ("customers.toml", "customers.json"):
        customers.save(folder / name)
        assert cs.Customers.load(folder / name) == customers
    if numbers:
        for preset in ("plain", "excel-sv", "excel-en"):
            customers.to_csv(folder / "customers.csv", preset=preset)
            assert cs.read_customers(folder / "customers.csv") == customers


def test_a_file_of_customers_names_its_mistake(tmp_path):
    path = tmp_path / "kunder.csv"
    for text, message in {
        "Kommun;Kundnummer\nBoden;1\nBoden;2\n": "row 3: Boden is 2 here and 1 above; keep one",
        "Kommun;Kundnummer\n;1\n": "row 2: the member is blank; fill it in",
        "Kommun;Kundnummer\nA;1\nB;1\n": "'1' stands for A and for B",
    }.items():
        path.write_text(text, encoding="utf-8")
        with pytest.raises(cs.CostshareError, match=re.escape(message)):
            cs.read_customers(path)
    broken = tmp_path / "customers.toml"
    broken.write_text("[number]\nBoden = 1\n", encoding="utf-8")
    with pytest.raises(cs.CostshareError, match=re.escape("customers.toml")):
        cs.Customers.load(broken)


def test_invoices_are_read_by_number_and_alias(tmp_path):
    path = tmp_path / "fakturor.csv"
    path.write_text(
        "Kund;Tjänst;Belopp\n2582;nät;50,25\nLULEÅ KOMMUN;nät;50,25\nMalmö;nät;1,00\n",
        encoding="utf-8",
    )
    frame = cs.read_invoices(path, customers=CUSTOMERS)
    assert frame["member"].tolist() == ["Boden", "Luleå", "Malmö"]
    kinds = [finding.kind for finding in cs.reconcile(FEES, frame).findings]
    assert kinds == ["unexpected"]


def test_a_file_has_the_customer_number_beside_the_member(tmp_path):
    text = LINES.to_csv(preset="excel-sv", customers=CUSTOMERS)
    assert text == (
        "member;customer_number;pool;invoice;amount\nBoden;2582;nät;F1;50,25\nLuleå;;nät;F2;50,25\n"
    )
    path = tmp_path / "lines.csv"
    LINES.to_csv(path, customers=CUSTOMERS)
    assert cs.InvoiceLines(cs.read_invoices(path)) == LINES
    again = cs.InvoiceLines(LINES.lines, {"customer_number": ("1", "2")})
    with pytest.raises(cs.CostshareError, match="have a column customer_number already"):
        again.to_csv(customers=CUSTOMERS)


@pytest.mark.parametrize(
    ("preset", "begins", "amount"),
    [
        ("plain", b"member,", b",50.25\n"),
        ("excel-sv", b"\xef\xbb\xbfmember;", b";50,25\n"),
        ("excel-en", b"\xef\xbb\xbfmember,", b",50.25\n"),
    ],
)
def test_a_preset_is_delimiter_decimal_mark_and_encoding(tmp_path, preset, begins, amount):
    path = tmp_path / "lines.csv"
    LINES.to_csv(path, preset=preset)
    assert path.read_bytes().startswith(begins)
    assert path.read_bytes().endswith(amount)
    assert cs.InvoiceLines(cs.read_invoices(path)) == LINES


def test_an_argument_overrides_the_preset(tmp_path):
    path = tmp_path / "lines.csv"
    LINES.to_csv(path, preset="excel-sv", delimiter="\t", encoding="cp1252")
    assert path.read_bytes().startswith(b"member\tpool\t")
    assert path.read_bytes().endswith(b"\t50,25\n")
    with pytest.raises(cs.CostshareError, match="unknown preset 'excel'"):
        LINES.to_csv(preset="excel")
    with pytest.raises(cs.CostshareError, match="delimiter and decimal are both ','"):
        LINES.to_csv(preset="excel-sv", delimiter=",")
