"""Bills in FOCUS: read exactly, and split with every sum of the specification conserved."""

import json
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import costshare as cs

CHARGE = {
    "ResourceId": "blue",
    "BillingCurrency": "EUR",
    "BillingPeriodStart": "2026-01-01T00:00:00Z",
    "BillingPeriodEnd": "2026-02-01T00:00:00Z",
    "BilledCost": "10.00",
    "EffectiveCost": "1.2E-05",
    "ListUnitPrice": "0.0123",
    "ConsumedQuantity": "1",
    "ConsumedUnit": "Hours",
    "Tags": '{"env": "prod", "shared": true}',
}
BILL = [
    CHARGE,
    {**CHARGE, "BilledCost": "-0.01", "EffectiveCost": "0", "ConsumedQuantity": None, "Tags": None},
    {**CHARGE, "ResourceId": None, "BilledCost": "5.00"},
]
USED = [
    {"ResourceId": "blue", "AllocatedResourceId": "shop", "UsageQuantity": "2.50", "team": "A"},
    {"ResourceId": "blue", "AllocatedResourceId": "data", "UsageQuantity": "1", "team": None},
    {"ResourceId": "blue", "AllocatedResourceId": "idle", "UsageQuantity": 0, "env": "test"},
]
SPLIT = {"method_id": "hours", "usage_unit": "vCPU-Hours"}


def write(frame, folder, name):
    frame.to_csv(folder / name, index=False)
    return folder / name


@pytest.mark.parametrize("how", ["rows", "pandas", "Polars", "csv", "csv.gz", "parquet", "folder"])
def test_every_way_in_reads_the_same(tmp_path, how):
    frame = pd.DataFrame(BILL)
    if how in {"parquet", "folder"}:
        pq.write_table(pa.Table.from_pylist(BILL), tmp_path / "bill.parquet")
    source = {
        "rows": lambda: BILL,
        "pandas": lambda: frame,
        "Polars": lambda: pl.DataFrame(BILL),
        "csv": lambda: write(frame, tmp_path, "bill.csv"),
        "csv.gz": lambda: write(frame, tmp_path, "bill.csv.gz"),
        "parquet": lambda: tmp_path / "bill.parquet",
        "folder": lambda: tmp_path,
    }[how]()
    bill = cs.read_focus(source, tags=["env", "shared"])
    assert bill["EffectiveCost"].tolist() == [Decimal("0.000012"), 0, Decimal("0.000012")]
    assert bill["BilledCost"].tolist() == [Decimal(10), Decimal("-0.01"), Decimal(5)]
    assert bill["ConsumedQuantity"].isna().tolist() == [False, True, False]
    assert bill["BillingPeriodEnd"].tolist() == [pd.Timestamp("2026-02-01", tz="UTC")] * 3
    assert bill["x_shared"].tolist() == [True, None, True]
    assert json.loads(bill["Tags"][0]) == {"env": "prod", "shared": True}
    assert bill["ConsumedUnit"].tolist() == ["Hours"] * 3


@pytest.mark.parametrize("tags", [{"env": "prod"}, [("env", "prod")], '{"env": "prod"}'])
def test_tags_as_json_a_map_or_pairs(tags):
    bill = cs.read_focus([{**CHARGE, "Tags": tags}], tags=["env"])
    assert (bill["Tags"][0], bill["x_env"][0]) == ('{"env": "prod"}', "prod")


def test_a_map_of_arrow():
    tags = pa.array([[("env", "prod")], None], pa.map_(pa.string(), pa.string()))
    table = pa.Table.from_pylist([{**CHARGE, "Tags": None}] * 2).drop_columns("Tags")
    bill = cs.read_focus(table.append_column("Tags", tags), tags=["env"])
    assert bill["x_env"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"BilledCost": "1,5"}, "row 1 of the bill: BilledCost '1,5' is not a plain number"),
        ({"BillingPeriodEnd": "2026-01-01T00:00:00Z"}, "1 of 2 rows .* ends are exclusive"),
        (
            {"BillingPeriodEnd": "31 January"},
            "1 of 2 rows .* not a time .row 1: '31 January'.; write it",
        ),
        ({"Tags": "env=prod"}, "row 1 of the bill has Tags 'env=prod', which are not a JSON"),
        ({"Tags": "[1]"}, "which are not a JSON object"),
        ({"BilledCost": None}, r"1 of 2 rows of the bill have no BilledCost \(row 1\); fill"),
        ({"BillingCurrency": ""}, "1 of 2 rows of the bill have no BillingCurrency"),
    ],
)
def test_what_cannot_be_read(change, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.read_focus([CHARGE, {**CHARGE, **change}])


def test_a_bill_that_is_not_one(tmp_path):
    with pytest.raises(cs.CostshareError, match="unknown column of the bill 'BilledCost'"):
        cs.read_focus([{"BillingCurrency": "EUR"}])
    for name in ("missing.csv", "missing.parquet"):
        with pytest.raises(cs.CostshareError, match=f"{name} cannot be read as a"):
            cs.read_focus(tmp_path / name)


def test_every_sum_is_conserved_charge_by_charge():
    parts = cs.split_focus(BILL, USED, **SPLIT)
    assert [row["AllocatedResourceId"] for row in parts] == [*["shop", "data", "idle"] * 2, None]
    for first, last, charge in ((0, 3, BILL[0]), (3, 6, BILL[1]), (6, 7, BILL[2])):
        own = parts[first:last]
        for name in ("BilledCost", "EffectiveCost", "ConsumedQuantity"):
            if charge[name] is None:
                assert {row[name] for row in own} == {None}
            else:
                assert sum(row[name] for row in own) == Decimal(charge[name])
        for name in set(charge) - {"BilledCost", "EffectiveCost", "ConsumedQuantity"}:
            assert {row[name] for row in own} == {charge[name]}


def test_the_columns_that_focus_asks_for():
    parts = cs.split_focus(BILL, USED, **SPLIT)
    details = [json.loads(row["AllocatedMethodDetails"], parse_float=Decimal) for row in parts[:3]]
    assert sum(each["Elements"][0]["AllocatedRatio"] for each in details) == 1
    assert details[0]["Elements"] == [
        {
            "AllocatedRatio": Decimal("0.714285714286"),
            "UsageUnit": "vCPU-Hours",
            "UsageQuantity": Decimal("2.5"),
        }
    ]
    assert [row["AllocatedMethodId"] for row in parts] == ["hours"] * 6 + [None]
    # A tag that the charge has is not repeated, and a missing one is left out.
    assert [row["AllocatedTags"] for row in parts] == [
        '{"team": "A"}',
        None,
        None,
        '{"team": "A"}',
        None,
        '{"env": "test"}',
        None,
    ]
    assert {parts[-1][name] for name in parts[-1] if name.startswith("Allocated")} == {None}
    bare = json.loads(cs.split_focus(BILL, USED, method_id="hours")[0]["AllocatedMethodDetails"])
    assert [*bare["Elements"][0]] == ["AllocatedRatio"]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.Table.from_pylist])
def test_the_kind_of_the_bill_comes_back(make):
    parts = cs.split_focus(make(BILL), USED, **SPLIT)
    assert isinstance(parts, type(make(BILL)))
    costs = [row["BilledCost"] for row in cs.split_focus(BILL, USED, **SPLIT)]
    column = parts["BilledCost"]
    assert (column.to_pylist() if make == pa.Table.from_pylist else column.to_list()) == costs


def test_a_period_of_the_drivers_belongs_to_the_key():
    used = [{**each, "BillingPeriodStart": CHARGE["BillingPeriodStart"]} for each in USED]
    with pytest.raises(cs.CostshareError, match="'BillingPeriodStart', which `on` lacks"):
        cs.split_focus(BILL, used, **SPLIT)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method_id": ""}, "method_id"),
        ({"method_id": 5}, "method_id 5 is of type int"),
        ({"usage_unit": 5}, "usage_unit 5 is of type int"),
        ({"unmatched": "error"}, "1 of 3 lines have no drivers: row 2"),
        ({"unit": "0.01"}, "not a whole multiple of unit 0.01"),
        ({"drivers": [{"ResourceId": "blue", "UsageQuantity": 1}]}, "'AllocatedResourceId'"),
        ({"drivers": [*USED, {**USED[0], "ResourceId": "x"}], "unused": "error"}, "1 of 4 drivers"),
        (
            {"drivers": [USED[0], {**USED[1], "AllocatedResourceId": None}]},
            r"1 of 2 drivers have no AllocatedResourceId \(row 1\); fill it in",
        ),
        ({"bill": [{**CHARGE, "AllocatedTags": None}]}, "has a column AllocatedTags already; drop"),
    ],
)
def test_what_is_refused(arguments, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.split_focus(**{"bill": BILL, "drivers": USED, **SPLIT, **arguments})


def test_a_row_with_more_fields_than_the_header_is_refused(tmp_path):
    path = tmp_path / "bill.csv"
    path.write_text(f"{','.join(CHARGE)}\n{'1,' * (len(CHARGE) + 1)}\n", encoding="utf-8")
    with pytest.raises(cs.CostshareError, match=r"bill\.csv has rows with more fields than"):
        cs.read_focus(path)


def test_the_end_of_a_name_may_be_in_capitals(tmp_path):
    pl.DataFrame([CHARGE]).write_parquet(tmp_path / "BILL.PARQUET")
    assert len(cs.read_focus(tmp_path / "BILL.PARQUET")) == 1


def test_a_tag_does_not_replace_a_column():
    with pytest.raises(cs.CostshareError, match="has a column x_env already, which the tag 'env'"):
        cs.read_focus([{**CHARGE, "x_env": "mine"}], tags=["env"])


def test_a_bool_of_the_drivers_is_a_bool_in_the_tags():
    used = [{**each, "idle": True} for each in USED]
    parts = cs.split_focus(BILL, used, **SPLIT)
    tags = [json.loads(part["AllocatedTags"]) for part in parts if part["AllocatedTags"]]
    assert [each["idle"] for each in tags] == [True] * len(tags) != []


@pytest.mark.parametrize("name", ["bill.csv", "bill.csv.gz"])
def test_a_header_that_a_csv_file_has_more_than_once_is_refused(tmp_path, name):
    path = tmp_path / name
    frame = pd.DataFrame([["1", "EUR", "2", "", ""]])
    frame.to_csv(path, index=False, header=["BilledCost", "BillingCurrency", "BilledCost", "", ""])
    with pytest.raises(cs.CostshareError) as caught:
        cs.read_focus(path)
    assert str(caught.value) == (
        f"several columns of bill {path} are named 'BilledCost'; rename or remove all but one"
    )
