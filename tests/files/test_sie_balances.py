"""Balances and budgets of SIE files: every row is read, and nothing is added twice."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.files import SieBalance, SieFile

HEAD = """#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#FNAMN "Norrbottens e-nämnd"
#RAR 0 20220101 20221231
#RAR -1 20210101 20211231
#KONTO 2890 "Skuld till medlemmar"
#DIM 8 "Kund"
#OBJEKT 8 "2582" "Boden"
#OBJEKT 8 "2584" "Kiruna"
"""
BOOKS = """#IB 0 2890 -900.50
#OIB 0 2890 {"8" "2582"} -400.50 2.5
#OIB 0 2890 {"8" "2584"} -500.00
#UB -1 2890 -900.50
#RES 0 3010 -228300.00
#RES 0 5010 200100
#PSALDO 0 202201 3010 {} -19025.00 0
#PBUDGET 0 202201 3010 {} -20000.00
#PBUDGET 0 202202 3010 {"8" "2582"} -12000.00
#PBUDGET 0 202202 3010 {"8" "2584"} -10000.00
"""
LABELS = {
    "opening": ("#IB", "#OIB"),
    "closing": ("#UB", "#OUB"),
    "period": ("#PSALDO", "#PSALDO"),
    "budget": ("#PBUDGET", "#PBUDGET"),
}


def read(folder, rows, **more):
    path = folder / "books.se"
    path.write_bytes((HEAD + rows).encode("cp437"))
    return cs.read_sie(path, **more)


@pytest.fixture
def books(tmp_path):
    return read(tmp_path, BOOKS)


def test_the_rows_of_a_file_are_read(books):
    assert books.years == {0: cs.Period.read("2022"), -1: cs.Period.read("2021")}
    assert books.balances[1] == SieBalance(
        "opening", 0, None, "2890", {"8": "2582"}, Decimal("-400.50"), Decimal("2.5"), 12
    )
    assert books.balances[8] == SieBalance(
        *("budget", 0, cs.Period.read("2022-02"), "3010", {"8": "2582"}, Decimal(-12000), None, 19)
    )
    frame = books.balance_frame()
    assert list(frame["kind"]) == [each.kind for each in books.balances]
    assert list(frame.loc[7]) == ["budget", 0, "2022-01", "3010", {}, None, Decimal(-20000), 18]
    assert SieFile("x", "", "SEK", ()).balance_frame().empty


def test_balances_are_the_opening_of_a_settlement(books):
    opening = books.amounts("opening", pools={"2890": "office"}, dimension=8)
    assert opening == {"office": {"Boden": Decimal("400.50"), "Kiruna": Decimal("500.00")}}
    assert books.amounts("closing", pools={"2890": "office"}, year=-1) == {"office": 900.5}
    fees = cs.allocate(200, cs.Flat(), {"Boden": {}, "Kiruna": {}}, pool="office", unit="0.01")
    settled = cs.settle(fees, {"office": 200}, opening=opening)
    assert settled.balance(member="Kiruna").closing == 500


def test_budgets_are_those_of_items_and_reconciliations(books):
    assert books.amounts("budget", pools={"3010": "office"}) == {"office": 42000}
    january = books.amounts("budget", pools={"3010": "office"}, period="2022-01")
    assert january == {"office": 20000}
    item = cs.BudgetItem(
        name="office",
        income=books.amounts("result", pools={"3010": "office"})["office"],
        cost=books.amounts("result", pools={"5010": "office"}, kind="cost")["office"],
        budget=42000,
    )
    assert item.result == item.variance == 28200
    fees = cs.allocate(42000, cs.Flat(), {"Boden": {}, "Kiruna": {}}, pool="office")
    budget = books.amounts("budget", pools={"3010": "office"})
    assert cs.reconcile(fees, fees.invoice_lines(), budget=budget).total.budget == 42000


@st.composite
def accounts(draw):
    """Draw the members' amounts of each account, what belongs to none, and what is stated twice."""
    of, year = draw(st.sampled_from(sorted(LABELS))), draw(st.sampled_from([0, -1]))
    rows = []
    for account in draw(
        st.lists(st.sampled_from(["2890", "3010", "3020"]), min_size=1, max_size=3, unique=True)
    ):
        whole, parts = draw(st.sampled_from([True, False])), {}
        for number in draw(st.lists(st.sampled_from(["2582", "2584"]), max_size=2, unique=True)):
            parts[number] = Decimal(draw(st.integers(-999, 999))).scaleb(-2)
        rest = Decimal(draw(st.integers(-99, 99))).scaleb(-2) if whole or not parts else Decimal(0)
        rows.append((account, parts, rest, whole or not parts))
    return of, year, rows


@settings(max_examples=30)
@given(accounts(), st.booleans())
def test_each_amount_is_counted_once_by_pool_and_by_member(tmp_path_factory, case, alone):
    of, year, drawn = case
    month = " 202203" if of in {"period", "budget"} and not year else ""
    month = " 202103" if of in {"period", "budget"} and year else month
    empty = " {}" if month else ""
    text, pools, expected = "", {}, defaultdict(Decimal)
    for account, parts, rest, whole in drawn:
        pools[account] = "alone" if alone else f"pool {account}"
        if whole:
            total = sum(parts.values()) + rest
            text += f"{LABELS[of][0]} {year}{month} {account}{empty} {total}\n"
        for number, amount in parts.items():
            text += f'{LABELS[of][1]} {year}{month} {account} {{"8" "{number}"}} {amount}\n'
            expected[pools[account], {"2582": "Boden", "2584": "Kiruna"}[number]] += amount
        expected[pools[account], "(no member)"] += rest
    books = read(tmp_path_factory.getbasetemp(), text)
    assert len(books.balances) == text.count("\n")
    options = {"pools": pools, "year": year, "kind": "cost"}
    by_pool = books.amounts(of, **options)
    by_member = books.amounts(of, **options, dimension=8, missing="keep")
    found = {(pool, name): each for pool, own in by_member.items() for name, each in own.items()}
    assert {key: each for key, each in found.items() if each} == {
        key: each for key, each in expected.items() if each
    }
    assert by_pool == {pool: sum(own.values()) for pool, own in by_member.items()}
    credit = books.amounts(of, **options | {"kind": "income"})
    assert {pool: -each for pool, each in credit.items()} == by_pool


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("#IB 1 1910 5", "year '1' is not 0, -1, -2 and so on; 0 is the year of the file"),
        ("#IB -0 1910 5", "year '-0' is not 0, -1"),
        ("#IB 0 A10 5", "account 'A10' is not a number"),
        ("#IB 0 1910", "amount '' is not an amount by SIE's rule"),
        ("#IB 0 1910 5,00", "amount '5,00' is not an amount by SIE's rule"),
        ("#IB 0 1910 {} 5", "#IB has braces where field 3 is a text"),
        ("#IB 0 1910 5 1,5", "quantity '1,5' is not a number with a point for decimals"),
        ("#OIB 0 1910 5", "the account has no object list after it; write {} for none"),
        ("#OIB 0 1910 {} 5", "#OIB names no object; write one, or #IB for the whole account"),
        ("#PSALDO 0 202213 1910 {} 5", "'202213' is not a month; SIE writes 202203"),
        ("#PBUDGET 0 202113 1910 {} 5", "'202113' is not a month"),
        ("#PBUDGET 0 202112 1910 {} 5", "2021-12 is not in year 0, which is 2022; correct one"),
        ("#PBUDGET 0 202203 1910 5", "the account has no object list after it"),
        ("#UB 0 1910 5\n#UB 0 1910 5", "#UB of account 1910 is in row 11 already; keep one"),
        ("#RAR 0 20220101 20220630", "year 0 is 2022-01-01/2022-06-30, and 2022 before; keep one"),
        ("#RAR -2 20201231 20200101", "year -2 ends 2020-01-01, before it begins 2020-12-31"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(tmp_path, row, problem):
    number = 10 + len(row.splitlines())
    with pytest.raises(cs.CostshareError) as caught:
        read(tmp_path, row + "\n")
    assert str(caught.value).startswith(f"books.se, row {number}: {problem}")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"of": "budgets"}, "unknown of 'budgets'; did you mean 'budget'"),
        ({"year": -3}, "unknown balances in books.se: 'budget of year -3'"),
        ({"pools": {"3011": "x"}}, "unknown account in books.se '3011'"),
        ({"of": "result", "period": "2022-01"}, "result is of a year, and period is 2022-01"),
        ({"period": "2022-01-02/2022-02-01"}, "is not made of whole months"),
        ({"dimension": 8}, "office comes to 42000.00, and its objects of dimension 8 to 22000.00"),
        (
            {"dimension": 8, "members": {"2584": "Kiruna"}},
            "row 19: object '2582' is not a member; name it in members=",
        ),
    ],
)
def test_amounts_that_are_not_clear_are_refused(books, options, problem):
    with pytest.raises(cs.CostshareError) as caught:
        books.amounts(**{"of": "budget", "pools": {"3010": "office"}, **options})
    assert problem in str(caught.value)


def test_combinations_of_dimensions_that_may_overlap_are_refused(tmp_path):
    rows = '#PBUDGET 0 202201 3010 {"1" "Nord" "8" "2582"} -5\n'
    one = read(tmp_path, rows)
    assert one.amounts("budget", pools={"3010": "a"}) == {"a": 5}
    assert one.amounts("budget", pools={"3010": "a"}, dimension="8") == {"a": {"Boden": 5}}
    more = read(tmp_path, rows + '#PBUDGET 0 202201 3010 {"6" "P" "8" "2582"} -5\n')
    for options in ({}, {"dimension": 8}):
        with pytest.raises(cs.CostshareError, match="by several combinations of dimensions"):
            more.amounts("budget", pools={"3010": "a"}, **options)
