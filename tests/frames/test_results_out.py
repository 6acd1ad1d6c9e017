"""Every library reads a result, by its Arrow stream."""

import duckdb
import narwhals as nw
import polars as pl
import pyarrow as pa
import pytest

import costshare as cs
from costshare.frames import as_pandas

FEES = cs.allocate(
    "100.50", cs.Flat(), {"Kiruna": {}, "Luleå": {}}, unit="0.01", period="2022", currency="SEK"
)
RESULTS = {
    "allocation": FEES,
    "lines": FEES.invoice_lines(date="2022-01-31"),
    "reconciliation": cs.reconcile(FEES, FEES.invoice_lines()),
    "settlement": cs.settle(FEES, {"fee": 90}),
    "comparison": cs.compare({"a": FEES, "b": FEES}),
    "inference": cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3}),
}
READERS = {
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
    "duckdb": lambda result: duckdb.sql("from result").to_arrow_table(),  # noqa: ARG005 - by name
    "narwhals": lambda result: nw.from_arrow(result, backend="polars").to_native(),
}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("library", READERS)
def test_every_library_reads_a_result(library, name):
    result = RESULTS[name]
    read = as_pandas(READERS[library](result))
    tidy = as_pandas(result)
    assert list(read.columns) == list(tidy.columns)
    assert read.to_dict("list") == tidy.to_dict("list")
    assert len(read)


def test_fees_go_out_and_come_back_as_members():
    lines = pl.DataFrame(FEES.invoice_lines())
    assert cs.InvoiceLines(lines) == FEES.invoice_lines()
    weights = pl.DataFrame(FEES).select("member", "fee")
    again = cs.allocate(201, cs.Proportional(driver="fee"), weights, member="member")
    assert again.member_totals == {"Kiruna": 101, "Luleå": 100}
