"""Instalments of a whole fee table, members × pools."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

MONTHS = [f"2022-{month:02}" for month in range(1, 13)]
FEES = pd.DataFrame({"mail": [1_000, 500], "archive": [1_300, None]}, index=["Kiruna", "Luleå"])

cells = st.none() | st.integers(-500, 5_000)


@st.composite
def tables(draw):
    """A fee table, with cells that do not exist, and its step."""
    rows = draw(st.integers(1, 6))
    pools = draw(st.lists(st.sampled_from("xyz"), min_size=1, max_size=3, unique=True))
    step = draw(st.sampled_from([1, 100]))
    columns = {
        pool: pd.array(
            [
                pd.NA if cell is None else cell * step
                for cell in draw(st.lists(cells, min_size=rows, max_size=rows))
            ],
            dtype="Int64",
        )
        for pool in pools
    }
    return pd.DataFrame(columns, index=[f"M{row}" for row in range(rows)]), step


@given(tables(), st.integers(1, 12))
def test_every_year_and_every_month_of_every_pool_comes_out(table, months):
    fees, step = table
    parts = cs.instalments(fees, months, unit=step)
    assert list(parts.columns) == ["member", "pool", "period", "amount"]
    assert len(parts) == int(fees.notna().sum().sum()) * months
    for pool in fees:
        own = parts[parts["pool"] == pool]
        for member, fee in fees[pool].items():
            line = own[own["member"] == member]["amount"]
            if fee is pd.NA:
                assert line.empty
                continue
            assert int(line.sum()) == fee
            even = Fraction(int(fee), months * step)
            assert set(line) <= {floor(even) * step, ceil(even) * step}
        even = Fraction(int(fees[pool].sum()), months * step)
        for _, month in own.groupby("period"):
            assert int(month["amount"].sum()) in {floor(even) * step, ceil(even) * step}


@given(tables(), st.integers(1, 6))
def test_each_pool_is_split_as_on_its_own(table, months):
    fees, step = table
    parts = cs.instalments(fees, months, unit=step)
    for pool in fees:
        own = parts[parts["pool"] == pool]
        alone = cs.instalments(fees[pool].dropna(), months, unit=step)
        listed = [amount for line in alone.values() for amount in line.values()]
        assert own["amount"].tolist() == listed


def test_the_frame_is_long_and_names_its_columns():
    parts = cs.instalments(FEES, ["Q1", "Q2"], unit=100)
    assert parts.to_dict("list") == {
        "member": ["Kiruna", "Kiruna", "Luleå", "Luleå", "Kiruna", "Kiruna"],
        "pool": ["mail", "mail", "mail", "mail", "archive", "archive"],
        "period": ["Q1", "Q2", "Q1", "Q2", "Q1", "Q2"],
        "amount": [500, 500, 200, 300, 600, 700],
    }
    assert str(parts["amount"].dtype) == "Int64"
    named = FEES.rename_axis(index="kommun", columns="tjänst")
    assert list(cs.instalments(named, 2)) == ["kommun", "tjänst", "period", "amount"]


def test_parts_of_a_krona_come_as_decimals():
    frame = pd.DataFrame({"x": ["0.25", None]}, index=["A", "B"])
    amounts = cs.instalments(frame, 2, unit="0.05")["amount"].tolist()
    assert sorted(amounts) == [Decimal("0.10"), Decimal("0.15")]
    huge = pd.DataFrame({"x": [2 * 10**20]}, index=["A"])
    assert cs.instalments(huge, 2)["amount"].tolist() == [10**20, 10**20]


def test_weights_and_an_allocation_s_own_frame():
    fees = cs.allocate(590, cs.Flat(), {"A": {}}, pool="x").to_frame()
    parts = cs.instalments(fees, ["jan", "feb"], weights={"jan": 31, "feb": 28})
    assert parts["amount"].tolist() == [310, 280]


def test_a_table_without_fees_gives_one_without_instalments():
    for frame in (FEES.iloc[:0], FEES[[]], FEES.iloc[1:][["archive"]]):
        parts = cs.instalments(frame, 12)
        assert parts.empty
        assert list(parts) == ["member", "pool", "period", "amount"]


@pytest.mark.parametrize(
    ("frame", "settings", "message"),
    [
        (
            FEES,
            {"unit": 300},
            (
                "fee of Kiruna for mail 1000 is not a multiple of unit 300; pass unit=100, or "
                "round the fee of Kiruna for mail first"
            ),
        ),
        (
            FEES.replace(500, True).astype(object),
            {},
            "fee of Luleå for mail True is a bool, not a number; pass 1 or 0 if that is meant",
        ),
        (
            pd.concat([FEES, FEES]),
            {},
            "the rows of the frame: Kiruna is listed twice; list it once",
        ),
        (
            FEES.rename_axis("period"),
            {},
            (
                "the index or the columns of the fees are called ('period', 'pool'), as a column "
                "of the result is; rename them: fees.rename_axis('member')"
            ),
        ),
    ],
)
def test_a_table_that_cannot_be_split_is_refused(frame, settings, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.instalments(frame, 12, **settings)
    assert str(error.value) == message
