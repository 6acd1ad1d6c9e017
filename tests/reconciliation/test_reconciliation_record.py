"""The result: frames, report, budgets, and the record that comes back."""

import json
import pickle
from dataclasses import replace
from decimal import Decimal, localcontext

import pandas as pd
import pytest

import costshare as cs
from costshare.reconciliation import Reconciliation, reconcile
from ledger_local import line, table

FEES = table({"A": {"x": 100, "y": 40}, "B": {"x": 100}})
LINES = [line("A", "x", 90), line("A", "y", 40), line("B", "x", 100), line("B", "z", 7)]


def test_the_frame_by_cell():
    frame = reconcile(FEES, LINES).to_frame()
    assert frame.columns.tolist() == [
        "member",
        "pool",
        "expected",
        "invoiced",
        "difference",
        "lines",
        "status",
    ]
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    assert rows == [
        ["A", "x", 100, 90, -10, 1, "under"],
        ["A", "y", 40, 40, 0, 1, "matched"],
        ["B", "x", 100, 100, 0, 1, "matched"],
        ["B", "y", None, 0, 0, 0, "matched"],
        ["B", "z", None, 7, 7, 1, "unexpected"],
    ]
    assert [str(frame[name].dtype) for name in ("expected", "invoiced", "difference")] == [
        "Int64"
    ] * 3


def test_amounts_with_decimals_are_exact_decimals():
    frame = reconcile(FEES, [*LINES, line("A", "x", "0.1")]).to_frame()
    assert frame["difference"].tolist()[0] == Decimal("-9.9")
    assert isinstance(frame["invoiced"][0], Decimal)
    assert frame["expected"][3] is pd.NA


def test_amounts_beyond_int64_stay_exact():
    frame = reconcile(FEES, [line("A", "x", 10**20)]).to_frame()
    assert frame["invoiced"][0] == Decimal(10**20)


def test_an_unknown_grouping_is_an_error():
    with pytest.raises(cs.CostshareError, match="unknown by 'pools'; did you mean 'pool'"):
        reconcile(FEES, LINES).to_frame(by="pools")


@pytest.mark.parametrize(
    "budget",
    [
        {"x": 210, "y": 40, "HR": 5},
        pd.Series({"x": 210, "y": 40, "HR": 5}),
        {"A": {"x": 110, "y": 40}, "B": {"x": 100, "HR": 5}},
        {"A": {"x": "110.00", "y": 40.0}, "B": {"x": 100, "HR": 5, "y": None}},
        pd.DataFrame({"x": [110, 100], "y": [40, None], "HR": [None, 5]}, index=["A", "B"]),
    ],
)
def test_the_three_way_comparison_by_pool(budget):
    frame = reconcile(FEES, LINES, budget=budget).to_frame(by="pool")
    rows = frame.set_index("pool").astype(object).where(frame.set_index("pool").notna(), None)
    assert rows.loc["x"].tolist() == [210, 200, 190, -10, 2]
    assert rows.loc["y"].tolist() == [40, 40, 40, 0, 1]
    assert rows.loc["z"].tolist() == [None, 0, 7, 7, 1]
    assert rows.loc["HR"].tolist() == [5, 0, 0, 0, 0]


def test_a_budget_by_member_is_in_cells_and_members():
    budget = {"x": {"A": 110, "B": 100}, "y": {"A": 40, "B": 3}}
    result = reconcile(FEES, LINES, budget=budget)
    frame = result.to_frame()
    assert frame["budget"].astype(object).where(frame["budget"].notna(), None).tolist() == [
        110,
        40,
        100,
        3,
        None,
    ]
    assert result.to_frame(by="member")["budget"].tolist() == [150, 103]
    assert result.total.budget == 253
    assert [each.kind for each in result.findings] == ["under", "unexpected"]


def test_an_allocation_is_a_budget():
    result = reconcile(FEES, LINES, budget=FEES)
    assert [each.budget for each in result.pool_sums] == [200, 40, None]


@pytest.mark.parametrize(
    ("budget", "message"),
    [
        ({"x": "1 000"}, "budget of x '1 000' is not a plain number"),
        ({"x": {"A": 1}, "y": 2}, "budget of type dict is not a table"),
        ([1, 2], "budget of type list is not a table; pass amounts by pool"),
        ({"x": 1, " x": 2}, "budget has x twice; add them up"),
        ({None: 1}, "budget has an amount without a name"),
        (pd.DataFrame({"x": [1, 2]}, index=["A", "A"]), "budget has A, x twice"),
    ],
)
def test_a_budget_that_cannot_be_read_is_an_error(budget, message):
    with pytest.raises(cs.CostshareError, match=message):
        reconcile(FEES, LINES, budget=budget)


def test_last_year_needs_members():
    with pytest.raises(cs.CostshareError, match="last_year has amounts by pool only"):
        reconcile(FEES, LINES, last_year={"x": 3})


def test_the_report_says_how_much_and_which_way():
    text = str(reconcile(FEES, LINES, budget={"x": 210, "y": 40}))
    assert (
        text
        == """\
Not balanced: 237 SEK invoiced, 240 SEK expected, 3 SEK less than expected.

Board 2022, SEK

       budget  allocated  invoiced  invoiced - budget  invoiced - allocated
---------------------------------------------------------------------------
x         210        200       190                -20                   -10
y          40         40        40                  0                     0
z           –          0         7                  –                    +7
---------------------------------------------------------------------------
total     250        240       237                -13                    -3

5 cells: 3 matched, 1 under, 1 unexpected.

4 lines, all counted; findings about lines: none.

A, x: 90 SEK is invoiced for 2022, 10 SEK less than the fee of 100 SEK.
B, z: 7 SEK is invoiced for 2022, but the agreement has no pool z."""
    )


@pytest.mark.parametrize(
    ("lines", "settings", "start"),
    [
        ([*LINES, line("A", "x", 13)], {}, "Not balanced: 250 SEK invoiced, 240 SEK expected, 10"),
        ([*LINES, line("A", "x", 3)], {}, "Not balanced, though the sums agree: 240 SEK invoiced"),
        (
            LINES[:3],
            {"tolerance": 10},
            "Balanced: 230 SEK invoiced, 240 SEK expected (-10 tolerated)",
        ),
    ],
)
def test_other_verdicts(lines, settings, start):
    assert str(reconcile(FEES, lines, **settings)).startswith(start)


def test_the_report_counts_what_it_leaves_out():
    messy = [*LINES, line("A", "x", "?"), line("A", "x", 10, date="2023-01-01")]
    assert (
        "6 lines, 5 of them counted; findings about lines: 1 wrong_period, 1 unreadable."
    ) in str(reconcile(FEES, messy))


def test_html_escapes_what_it_shows():
    result = reconcile(FEES, [*LINES, line("<b>", "x & y", 1), line("A", "x", 1, billed_by="<i>")])
    page = result._repr_html_()
    assert "<b>" not in page
    assert "<i>" not in page
    assert "<li><strong>unexpected</strong> &lt;b&gt;, x &amp; y: 1 SEK is invoiced" in page
    assert page.count("<table>") == 2


def test_the_representation_is_one_line():
    assert repr(reconcile(FEES, LINES)) == (
        "<Reconciliation Board: not balanced, 2 findings, 4 lines>"
    )


def test_the_record_is_plain_data_and_comes_back_equal(tmp_path):
    messy = [*LINES, line("A", "x", "?"), line(None, "x", 3, date="2023-01-01", billed_by="S")]
    result = reconcile(FEES, messy, budget={"x": "210.50"})
    data = json.loads(json.dumps(result.to_dict()))
    assert Reconciliation.from_dict(data) == result
    assert data["balanced"] is False
    assert data["sums"]["total"] == {
        "name": "total",
        "budget": "210.50",
        "expected": "240.00",
        "invoiced": "240.00",
        "difference": "0.00",
    }
    result.save(tmp_path / "result.json")
    assert Reconciliation.load(tmp_path / "result.json") == result


def test_the_tidy_frame_has_ids_first_and_amounts_last():
    result = reconcile(FEES, LINES, budget={"x": 210})
    frame = result.to_frame(tidy=True)
    amounts = ["lines", "budget", "expected", "invoiced", "difference"]
    assert frame.columns.tolist() == ["period", "pool", "member", "status", "currency", *amounts]
    assert frame.iloc[0].tolist()[:6] == ["2022", "x", "A", "under", "SEK", 1]
    assert frame.iloc[0].tolist()[7:] == [100, 90, -10]
    pools = result.to_frame(by="pool", tidy=True)
    assert pools.columns.tolist() == ["period", "pool", "currency", *amounts]
    assert pools.iloc[0].tolist() == ["2022", "x", "SEK", 2, 210, 200, 190, -10]


def test_cells_findings_and_hints_are_values_of_one_line():
    result = reconcile(FEES, [line("A", "x", 1000), *LINES[1:]])
    assert list(result) == list(result.cells)
    assert len(result) == 5
    assert pickle.loads(pickle.dumps(result)) == result
    assert hash(pickle.loads(pickle.dumps(result))) == hash(result)
    finding = result.findings[0]
    assert repr(finding) == (
        "<Finding over: A, x: 1 000 SEK is invoiced for 2022, 900 SEK more than the fee of "
        "100 SEK.>"
    )
    assert repr(finding.hints[0]) == (
        "<Hint factor: the amount is 10 times too large: 1 000 SEK for 100 SEK>"
    )


def test_a_long_list_of_findings_is_shown_in_part():
    fees = table({f"member {number}": {"fee": 1} for number in range(310)})
    result = reconcile(fees, [])
    assert len(result.findings) == 310
    assert str(result).endswith("\n… 10 more")
    assert str(result).count(": nothing is invoiced for 2022; the fee is 1 SEK.") == 300


def test_sums_do_not_depend_on_the_decimal_context():
    with localcontext(prec=3):
        result = reconcile(FEES, [*LINES, line("A", "x", "10000.01")])
    assert result == reconcile(FEES, [*LINES, line("A", "x", "10000.01")])
    assert result.total.difference == Decimal("9997.01")
    assert result.cell("A", "x").difference == Decimal("9990.01")
    assert result.issuers[0].difference == Decimal("9997.01")


def test_a_record_with_a_part_of_a_unit_is_refused():
    data = reconcile(FEES, LINES).to_dict()
    data["cells"][0]["invoiced"] = "90.5"
    with pytest.raises(cs.ConservationError, match=r"A, x: 90\.5 is not a multiple of unit 1"):
        Reconciliation.from_dict(data)


def test_a_record_that_no_longer_sums_is_refused():
    data = reconcile(FEES, LINES).to_dict()
    data["cells"][0]["invoiced"] = "91"
    with pytest.raises(
        cs.ConservationError, match="invoiced by issuer sum to 237, the cells to 238: 1"
    ):
        Reconciliation.from_dict(data)
    data = reconcile(FEES, LINES).to_dict()
    data["lines"] += 1
    with pytest.raises(cs.ConservationError, match="lines in cells and uncounted sum to 4"):
        Reconciliation.from_dict(data)
    data = reconcile(FEES, LINES).to_dict()
    del data["findings"][0]
    with pytest.raises(cs.ConservationError, match="fees, findings and tolerated sum to"):
        Reconciliation.from_dict(data)


def test_check_sees_an_issuer_that_is_left_out():
    result = reconcile(FEES, LINES)
    result.check()
    with pytest.raises(cs.ConservationError, match="fees by issuer sum to 0, all fees to 240"):
        replace(result, issuers=()).check()
