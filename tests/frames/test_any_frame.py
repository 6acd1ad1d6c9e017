"""Every function that takes a frame gives the same answer from a frame of any library."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from matplotlib.figure import Figure

import costshare as cs
from costshare.frames import as_pandas
from costshare.testing import (
    assert_nothing_for_nothing,
    assert_sums_exactly,
    assert_within_quota,
)
from frames_local import COLUMNS, FRAMES, PANDAS

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MEMBERS = pa.table(
    {
        "name": pa.array(["Kiruna", "Luleå", "Piteå"]).dictionary_encode(),
        "population": pa.array([2**53 + 1, 78_105, 42_281], pa.int64()),
        "pupils": pa.array(
            [Decimal("1.10"), Decimal("2.05"), Decimal("0.00")], pa.decimal128(9, 2)
        ),
        "area": pa.array([0.1, 2.5, 0.3], pa.float32()),
    }
)
LINES = pa.table(
    {
        "member": pa.array(["Kiruna", "Luleå", "Luleå", "Boden", None]),
        "pool": pa.array(["office"] * 5).dictionary_encode(),
        "amount": pa.array([Decimal("40.50"), Decimal(30), Decimal("29.50"), Decimal(1), None]),
        "invoice": pa.array([1, 2, 3, None, 5], pa.int64()),
        "date": pa.array([dt.date(2022, 1, day) for day in (1, 2, 3, 4, 5)]),
        "vat_rate": pa.array([None, 0.25, None, None, None], pa.float64()),
    }
)
GOOD_LINES = LINES.slice(0, 3)
BUDGET = pa.table(
    {
        "member": pa.array(["Kiruna", "Luleå", "Piteå"]),
        "office": pa.array([41, None, 30], pa.int32()),
    }
)
LEVELS = pa.table(
    {
        "member": pa.array(["Kiruna", "Kiruna", "Luleå"]),
        "resource": pa.array(["vcpu", "vcpu", "vcpu"]).dictionary_encode(),
        "since": pa.array(
            [dt.datetime(2022, month, 1, tzinfo=STOCKHOLM) for month in (1, 2, 3)],
            pa.timestamp("us", "Europe/Stockholm"),
        ),
        "quantity": pa.array([Decimal("8.5"), Decimal("12.0"), Decimal("0.1")]),
    }
)
FEES = cs.allocate(
    100, cs.Flat(), {"Kiruna": {}, "Luleå": {}, "Piteå": {}}, pool="office", period="2022"
)


def values(frame):
    """The columns of a frame of any library as lists, with None for what is missing."""
    table = as_pandas(frame)
    return {str(name): [None if pd.isna(each) else each for each in table[name]] for name in table}


def drawn(make):
    """The names and the places of the points that a picture of fees per driver has."""
    axes = cs.plotting.per_driver(
        FEES, drivers=make(MEMBERS), member="name", ax=Figure().subplots()
    )
    return [text.get_text() for text in axes.texts], axes.get_title()


SERVICES = pa.table({"giver": ["IT", "HR"], "HR": [1.5, 0.0], "IT": [0.0, 2.0], "A": [2.5, 3.0]})
SERVICES_BY_PAIR = pa.table(
    {"giver": ["IT", "HR", "HR"], "receiver": ["A", "A", "IT"], "quantity": [3, 4, 1]}
)
ANSWERS = {
    "allocate": lambda make: cs.allocate(
        10**6, cs.PerCapita(), make(MEMBERS), member="name"
    ).to_dict(),
    "allocate by a narrow float": lambda make: (
        cs.allocate(
            10**6,
            cs.Proportional(driver="area"),
            make(MEMBERS.append_column("x", MEMBERS["area"])),
            member="name",
        ).member_totals
    ),
    "overhead": lambda make: [
        cs.overhead.reciprocal({"IT": 7, "HR": 3}, make(frame), giver="giver").amounts
        for frame in (SERVICES, SERVICES_BY_PAIR)
    ],
    "project": lambda make: cs.project(
        cs.Agreement(
            name="Board",
            period="2022",
            members=[cs.Member(name=each, population=1) for each in MEMBERS["name"].to_pylist()],
            pools=[cs.Pool(name="office", total=10**6, model=cs.PerCapita())],
        ),
        years=[2023],
        drivers=make(
            pa.table(
                {
                    "year": [2023] * len(MEMBERS),
                    "member": MEMBERS["name"],
                    "population": MEMBERS["population"],
                }
            )
        ),
    ).to_dict(),
    "quotas": lambda make: cs.Proportional(driver="pupils").quotas(
        make(MEMBERS), 10, member="name"
    ),
    "compare": lambda make: cs.compare(
        {"a": cs.Flat(), "b": cs.PerCapita()}, total=100, members=make(MEMBERS), member="name"
    ).to_dict(),
    "sweep": lambda make: cs.sweep(100, make(MEMBERS), member="name").to_dict(),
    "per_driver": drawn,
    "reconcile": lambda make: cs.reconcile(
        FEES, make(LINES), budget=make(BUDGET), last_year=make(BUDGET)
    ).to_dict(),
    "settle": lambda make: cs.settle(
        FEES,
        {"office": 90},
        paid=make(BUDGET.slice(2)),
        members=make(MEMBERS.rename_columns(["member", "population", "pupils", "area"])),
        member="member",
    ).to_dict(),
    "settle with lines": lambda make: cs.settle(
        FEES, {"office": 90}, paid=make(GOOD_LINES), unit="0.01"
    ).to_dict(),
    "settle with balances": lambda make: cs.settle(
        FEES, {"office": 90}, opening=make(BUDGET.slice(2)), member="member"
    ).to_dict(),
    "invoice lines": lambda make: cs.InvoiceLines(make(LINES)).to_dict(),
    "add_tax": lambda make: cs.add_tax(make(GOOD_LINES), "0.25").to_dict(),
    "credit_note": lambda make: cs.credit_note(
        make(GOOD_LINES), 50, credited=make(GOOD_LINES.slice(0, 0))
    ).to_dict(),
    "levels": lambda make: cs.UsageLog(levels=make(LEVELS), timezone="Europe/Stockholm").average(
        "2022-01-01", "2023-01-01"
    ),
    "infer": lambda make: cs.infer(
        COLUMNS["polars"]([20, 30, 50]), make(MEMBERS), member="name", models=["mixed"]
    ).to_dict(),
    "infer_blend": lambda make: cs.infer_blend(
        [20, 30, 50], make(MEMBERS.drop("area")), member="name"
    ).to_dict(),
    "apportion_array": lambda make: cs.apportion_array(
        [10**18 + 1, 7, 1], make(MEMBERS.drop("name"))
    ).tolist(),
    "apportion_table": lambda make: values(
        cs.apportion_table(make(MEMBERS.drop("name")), unit="0.1")
    ),
    "instalments": lambda make: values(
        cs.instalments(make(BUDGET), ["spring", "autumn"], member="member")
    ),
}


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize("name", ANSWERS)
def test_every_library_gives_the_same_answer(name, kind):
    assert ANSWERS[name](FRAMES[kind]) == ANSWERS[name](FRAMES["pandas"])


@pytest.mark.parametrize("kind", FRAMES)
def test_drivers_without_names_are_in_the_order_of_the_fees(kind):
    drivers = FRAMES[kind](MEMBERS.drop("name"))
    pandas = isinstance(drivers, pd.DataFrame)  # which has an index, and so names
    fees = pd.Series([20, 30, 50]) if pandas else [20, 30, 50]
    found = cs.infer(fees, drivers, models=["mixed"])
    assert [row.inference.exact for row in found.rows] == [
        row.inference.exact
        for row in cs.infer([20, 30, 50], MEMBERS.drop("name"), models=["mixed"]).rows
    ]


NUMBERS = [Decimal("1.10"), Decimal("0.00"), Decimal("2.05")]


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_library_has_columns(kind):
    make = COLUMNS[kind]

    def listed(parts):
        return [*parts.values()] if isinstance(parts, dict) else parts

    assert listed(cs.apportion(1000, make(NUMBERS))) == [349, 0, 651]
    assert cs.apportion_array(make([10, 2**60 + 1]), make([1, 2**53 + 1])).tolist() == [
        [0, 10],
        [128, 2**60 - 127],
    ]
    assert cs.apportion_array([10], make(NUMBERS)).tolist() == [[3, 0, 7]]
    quarters = cs.instalments(make([3, 5]), 2, weights=[1, 1])
    lines = quarters.values() if isinstance(quarters, dict) else quarters
    assert [listed(line) for line in lines] == [[1, 2], [3, 2]]
    sums = make([2, 2]) if not isinstance(make([1]), pd.Series) else [2, 2]
    assert cs.apportion_table([["1.5", "0.5"], ["0.5", "1.5"]], rows=sums) == [[2, 0], [0, 2]]
    assert cs.infer_mixed(make([34, 66]), make([1, 3])).flat_share[0] == Fraction(17, 50)
    assert_sums_exactly(make([1, 2]), 3)
    assert_within_quota(make([1, 2]), 3, make([1, 2]))
    assert_nothing_for_nothing(make([0, 2]), make([0, 2]))


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_missing_number_is_refused(kind):
    for share in (cs.apportion, lambda total, weights: cs.apportion_array([total], weights)):
        with pytest.raises(cs.CostshareError):
            share(10, COLUMNS[kind]([1, None, 2]))


@pytest.mark.parametrize(
    "make", [pl.Series, pd.Series, pa.array], ids=["polars", "pandas", "arrow"]
)
def test_narrow_floats_are_what_they_print(make):
    weights = make(np.array([0.1, 0.7], dtype=np.float32))
    parts = cs.apportion(8 * 10**12, weights)
    assert list(parts.values() if isinstance(parts, dict) else parts) == [10**12, 7 * 10**12]


ERRORS = {
    "no column of names": lambda make: cs.allocate(10, cs.PerCapita(), make(MEMBERS)),
    "unknown column of names": lambda make: cs.allocate(
        10, cs.PerCapita(), make(MEMBERS), member="nam"
    ),
    "member twice": lambda make: cs.allocate(
        10, cs.PerCapita(), make(pa.concat_tables([MEMBERS, MEMBERS])), member="name"
    ),
    "member without a name": lambda make: cs.allocate(
        10, cs.Flat(), make(LINES.select(["member"])), member="member"
    ),
    "missing driver": lambda make: cs.Proportional(driver="office").quotas(
        make(BUDGET), 10, member="member"
    ),
    "no rows": lambda make: cs.allocate(
        10, cs.PerCapita(), make(MEMBERS.slice(0, 0)), member="name"
    ),
    "no column of amounts": lambda make: cs.reconcile(FEES, make(LINES.drop("amount"))),
    "budget without names": lambda make: cs.reconcile(
        FEES, [], budget=make(BUDGET.rename_columns(["town", "office"]))
    ),
    "lines without a pool": lambda make: cs.add_tax(make(LINES.drop("pool")), "0.25"),
    "unreadable line": lambda make: cs.add_tax(make(LINES), "0.25"),
    "log without a quantity": lambda make: cs.UsageLog(levels=make(LEVELS.drop("quantity"))),
    "table with text": lambda make: cs.apportion_table(make(MEMBERS)),
    "payment of nobody": lambda make: cs.settle(FEES, {"office": 1}, paid=make(LINES)),
    "three drivers": lambda make: cs.infer_blend([1, 2, 3], make(MEMBERS), member="name"),
    "fewer fees than drivers": lambda make: cs.infer([1, 2], make(MEMBERS), member="name"),
}


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize("name", ERRORS)
def test_every_library_gives_an_error(name, kind):
    with pytest.raises(cs.CostshareError) as error:
        ERRORS[name](FRAMES[kind])
    assert ("rename_axis" in str(error.value)) <= (kind in PANDAS)
    assert ("set_index" in str(error.value)) <= (kind in PANDAS)


@pytest.mark.parametrize("member", ["name", "population"])
def test_a_column_of_names_needs_a_frame(member):
    for call in (
        lambda: cs.apportion_table([[1]], member=member),
        lambda: cs.instalments([1], 2, member=member),
        lambda: cs.infer([1], {"x": [1]}, member=member),
        lambda: cs.settle(FEES, {"office": 1}, member=member),
        lambda: cs.Flat().quotas({"A": {}}, 1, member=member),
    ):
        with pytest.raises(cs.CostshareError, match=f"member='{member}' names a column"):
            call()


def test_tables_come_back_in_their_library():
    table = pl.DataFrame({"name": ["A", "B"], "mail": ["1.5", "0.5"], "web": ["0.5", "1.5"]})
    rounded = cs.apportion_table(table, member="name")
    assert isinstance(rounded, pl.DataFrame)
    assert rounded.columns == ["name", "mail", "web"]
    assert rounded.rows() == [("A", 2, 0), ("B", 0, 2)]
    parts = cs.instalments(pl.LazyFrame({"name": ["A"], "mail": [3]}), 2, member="name")
    assert parts.collect().rows() == [("A", "mail", 1, 1), ("A", "mail", 2, 2)]
