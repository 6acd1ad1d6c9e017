"""What split refuses: the message counts, names the first few rows, and gives a way out."""

import datetime as dt
import re
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import costshare as cs

LINES = [
    {"resource": "db", "amount": "10.00"},
    {"resource": "vm", "amount": "7.50"},
    {"resource": "db", "amount": "-0.05"},
]
DRIVERS = [
    {"resource": "db", "team": "A", "weight": 1},
    {"resource": "db", "team": "B", "weight": 2},
    {"resource": "vm", "team": "A", "weight": 1},
]


def refused(message, lines=LINES, drivers=DRIVERS, **arguments):
    with pytest.raises(cs.CostshareError, match=message):
        cs.split(lines, drivers, **{"on": "resource", **arguments})


def changed(rows, row, **values):
    return [{**each, **values} if place == row else each for place, each in enumerate(rows)]


def test_lines_without_drivers_are_counted_and_named():
    lines = [*LINES, *({"resource": f"x{place}", "amount": 1} for place in range(6))]
    lines = [{**line, "amount": 1} for line in lines]
    refused(
        r"^6 of 9 lines have no drivers: row 3 \(resource 'x0'\), .* and 1 more; add drivers for "
        r"them, or pass unmatched='keep'",
        lines=lines,
    )


@pytest.mark.parametrize("null", [None, float("nan"), pd.NA, pd.NaT])
def test_a_line_without_a_key_has_no_drivers(null):
    refused("1 of 3 lines have no drivers: row 1", lines=changed(LINES, 1, resource=null))


def test_a_driver_without_a_key_is_refused():
    refused(
        r"1 of 3 drivers have no value in column 'resource' \(row 1\); fill in the key, or drop",
        drivers=changed(DRIVERS, 1, resource=None),
    )


def test_drivers_without_lines_are_refused_where_that_is_asked_for():
    drivers = [*DRIVERS, {"resource": "x", "team": "A", "weight": 1}]
    assert len(cs.split(LINES, drivers, on="resource")) == 5
    refused(
        r"^1 of 4 drivers have no lines: row 3 \(resource 'x'\); remove them, or pass "
        r"unused='ignore'",
        drivers=drivers,
        unused="error",
    )
    refused("^4 of 4 drivers have no lines", lines=[], drivers=drivers, unused="error")


def test_weights_that_are_all_zero():
    drivers = [{**driver, "weight": 0} for driver in DRIVERS]
    refused(
        r"^3 of 3 lines have drivers whose weights are all zero: row 0 \(resource 'db'\), .*; "
        r"correct column 'weight' of the drivers, or pass zeros='even'",
        drivers=drivers,
    )
    even = cs.split(LINES, drivers, on="resource", zeros="even")
    assert [str(row["allocated"]) for row in even] == ["5.00", "5.00", "7.50", "-0.03", "-0.02"]
    large = cs.split([{"resource": "db", "amount": 2**63}], drivers, on="resource", zeros="even")
    assert [row["allocated"] for row in large] == [2**62, 2**62]
    nothing = [{**line, "amount": "0.00"} for line in LINES]
    assert {row["allocated"] for row in cs.split(nothing, drivers, on="resource")} == {0}


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        (
            "1.005",
            r"^1 of 3 amounts in column 'amount', row 1 \(1.005\): not a whole .*pass unit='0.005'",
        ),
        ("1e-5", r"row 1 \(0.00001\): not a whole multiple of unit 0.01; pass unit='0.00001'"),
        (None, r"1 of 3 values in column 'amount' of the lines, row 1: missing; fill in"),
        ("", "row 1: missing"),
        (float("nan"), "row 1: missing"),
        ("7,50", "row 1: value '7,50' is not a plain number; write it as 1234.50"),
        (float("inf"), "row 1: value is Infinity; a finite number is needed"),
        (True, "row 1: value True is a bool"),
        ([1], r"row 1: value \[1\] is of type list"),
        ("1/3", "row 1: value '1/3' has no finite decimal; round it first"),
    ],
)
def test_an_amount_that_cannot_be_split(amount, message):
    refused(message, lines=changed(LINES, 1, amount=amount))
    if isinstance(amount, str) and amount:
        frame = pl.DataFrame(changed(LINES, 1, amount=amount))
        refused(message, lines=frame)
        refused(message, lines=frame.to_arrow())


def test_integers_are_refused_by_a_unit_that_does_not_fit():
    lines = [{**line, "amount": place} for place, line in enumerate(LINES)]
    refused(r"1 of 3 amounts .* row 1 \(1\): not a whole multiple of unit 2; pass", lines, unit=2)
    refused("not a whole multiple of unit 0.3", lines, unit="0.3")
    assert len(cs.split(lines, DRIVERS, on="resource", unit="0.25")) == 5


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (-1, r"^1 of 3 weights in column 'weight' of the drivers, row 1 \(-1\): below zero"),
        (None, "row 1: missing; fill in the number"),
        ("two", "row 1: value 'two' is not a plain number"),
        (float("inf"), "a finite number is needed"),
    ],
)
def test_a_weight_that_cannot_be_used(weight, message):
    refused(message, drivers=changed(DRIVERS, 1, weight=weight))


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ("1", 1, "holds text in the lines and whole numbers in the drivers, which are never equal"),
        (1, Decimal(1), "holds whole numbers in the lines and decimals in the drivers"),
        (True, 1, "holds bools in the lines and whole numbers"),
        (pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-01", tz="UTC"), "without a zone in the"),
        (1.5, 1, "holds the float 1.5, which is not a reliable key; convert it to text"),
        (b"1", "1", "holds values of type bytes in the lines and text"),
        ([1], "1", "holds values that are not keys, such as lists; use text"),
    ],
)
def test_keys_of_different_types(left, right, message):
    refused(message, [{"resource": left, "amount": 1}], [{"resource": right, "weight": 1}])


def test_keys_of_mixed_types():
    message = "column 'resource' of the lines mixes bools and whole numbers; convert them to one"
    refused(message, [{"resource": key, "amount": 1} for key in (1, True)])


def test_a_currency_or_period_belongs_to_the_key():
    lines = [{**line, "currency": "EUR"} for line in LINES]
    drivers = [{**driver, "currency": "EUR"} for driver in DRIVERS]
    refused(
        r"both have a column 'currency', which `on` lacks, .*; pass on=\['resource', 'currency'\]",
        lines,
        drivers,
    )
    assert len(cs.split(lines, drivers, on=["resource", "currency"])) == 5
    assert len(cs.split(lines, DRIVERS, on="resource")) == 5
    for name in ("period", "Month", "BillingPeriodStart"):
        refused("which `on` lacks", [{**LINES[0], name: "1"}], [{**DRIVERS[0], name: "1"}])


def test_columns_that_clash_or_do_not_exist():
    both = [{**driver, "note": 1} for driver in DRIVERS]
    refused("both have columns named 'note'; rename", [{**LINES[0], "note": 1}], both)
    refused("column 'allocated' already exists", [{**LINES[0], "allocated": 1}])
    refused("unknown column of the lines 'amuont'; did you mean 'amount'", amount="amuont")
    refused("unknown column of the drivers 'wieght'; did you mean 'weight'", weight="wieght")
    refused("unknown column of the drivers 'x'", on=["resource", "x"])
    refused("on names no column; pass one, or several", on=[])
    refused("on 5 is of type int; pass a column name", on=[5])
    refused("on: column resource is listed twice", on=["resource", "resource"])
    refused("lines is of type int; pass a frame", lines=5)
    refused("unknown amount of unit 'x'", unit={"x": 1})
    refused("unit has nothing for amount 'amount'", unit={})


@pytest.mark.parametrize("name", ["unmatched", "unused", "zeros", "method"])
def test_an_unknown_word(name):
    refused("unknown .* 'x'", **{name: "x"})


def test_what_an_explanation_needs():
    def explain(message, lines=LINES, drivers=DRIVERS, **arguments):
        with pytest.raises(cs.CostshareError, match=message):
            cs.explain_split(lines, drivers, **{"row": 0, "on": "resource", **arguments})

    explain("row 3 is not the number of a line; pass an int from 0 to 2", row=3)
    explain("row True is not the number", row=True)
    explain("line 1 has no drivers, .*; add", row=1, lines=changed(LINES, 1, resource="x"))
    explain("line 2, .*column 'amount' .* missing", row=2, lines=changed(LINES, 2, amount=None))
    explain("unknown column of the lines 'cost'", amount="cost")
    explain("lines has no rows", lines=[])
    explain("member 'x'|unknown column of the drivers 'x'", member="x")
    explain("member None does not name a column", drivers=[{**each, "n": 1} for each in DRIVERS])
    explain("is not the name of a column; pass one of those split", amount=["amount"])
    second = cs.explain_split(LINES, DRIVERS, np.int64(1), on="resource").to_dict()["lines"]
    assert [line["fee"] for line in second] == ["7.50"]
    named = cs.explain_split(
        pl.DataFrame(LINES),
        [{**each, "team": "A", "n": 1} for each in DRIVERS],
        0,
        on="resource",
        member="team",
    )
    assert [line["member"] for line in named.to_dict()["lines"]] == ["A (row 0)", "A (row 1)"]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (None, "missing"),
        (dt.date(2026, 1, 1), "2026-01-01"),
        (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "2026-01-01 00:00:00+00:00"),
        (Decimal("1.10"), "1.10"),
        ("", "''"),
    ],
)
def test_a_message_writes_keys_as_a_bill_does(key, words):
    lines = pd.DataFrame({"resource": pd.Series([key], dtype=object), "amount": [1]})
    drivers = pd.DataFrame(columns=["resource", "weight"])
    refused(rf"row 0 \(resource {re.escape(words)}\)", lines=lines, drivers=drivers)


def test_drivers_that_no_column_of_one_type_holds():
    drivers = [{**each, "note": note} for each, note in zip(DRIVERS, [1, "x", 2.5], strict=True)]
    for lines in (pl.DataFrame(LINES), pl.DataFrame(LINES).to_arrow()):
        refused("'note' of the drivers .* float and int and str,", lines=lines, drivers=drivers)
        wide = changed(DRIVERS, 0, weight=10**30)
        refused("'weight' of the drivers .* at most 64 bits", lines=lines, drivers=wide)


def test_an_amount_beyond_64_bits_in_a_list_of_dicts():
    lines = [{"resource": "db", "amount": 3 * 10**30}]
    drivers = [{"resource": "db", "weight": 1}, {"resource": "db", "weight": 2}]
    parts = [row["allocated"] for row in cs.split(lines, drivers, on="resource")]
    assert parts == [10**30, 2 * 10**30]


def test_columns_that_are_not_named_by_text():
    message = "has a column named 0, of type int; name columns by text"
    refused(
        f"lines {message}", lines=pd.DataFrame(LINES).assign(note=1).rename({"note": 0}, axis=1)
    )
    refused(f"drivers {message}", drivers=[{**each, 0: 1} for each in DRIVERS])


def test_drivers_with_more_digits_than_polars_holds():
    weights = [Decimal("1E-30"), Decimal("1E15"), Decimal(1)]
    drivers = [{**each, "weight": weight} for each, weight in zip(DRIVERS, weights, strict=True)]
    for given in (drivers, pa.Table.from_pylist(drivers)):
        refused(
            "column 'weight' of the drivers needs decimals of more than 38 digits",
            lines=pl.DataFrame(LINES),
            drivers=given,
        )
    assert len(cs.split(LINES, drivers, on="resource")) == 5
