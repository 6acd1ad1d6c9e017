"""Budget reports: variances, plans, sources, the comparison with fees, and bad input."""

import copy
import json
import pickle
from decimal import Decimal
from fractions import Fraction
from inspect import signature

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.fields import Declared


def item(name="office", income=100, cost=90, **more):
    return cs.BudgetItem(name=name, income=income, cost=cost, **more)


def fees(**totals):
    members = [cs.Member(name="A"), cs.Member(name="B")]
    pools = [cs.Pool(name=name, total=total, model=cs.Flat()) for name, total in totals.items()]
    return cs.Agreement(name="Board", period="2022", members=members, pools=pools).allocate()


def test_a_number_is_a_budget_in_balance_so_the_variance_is_the_result():
    assert item(budget=95).variance == Decimal(10)
    assert item().variance == Decimal(10)


def test_a_budgeted_surplus_is_not_a_variance():
    assert item(budget={"income": 100, "cost": 95}).variance == Decimal(5)
    assert item(budget={"income": 100, "cost": 120}).variance == Decimal(30)


def test_the_full_year_compares_forecast_and_budget():
    report = cs.BudgetReport(
        period="2022-Q1",
        items=[
            item(
                budget=25,
                forecast={"income": 400, "cost": 380},
                year_budget={"income": 400, "cost": 390},
            ),
            item("archive", 10, 12, forecast={"income": 40, "cost": 48}),
        ],
    )
    assert report.variances == {"office": Decimal(10), "archive": Decimal(-2)}
    assert report.year_variances == {"office": Decimal(10), "archive": Decimal(-8)}
    assert report.year_variance == Decimal(2)
    assert (
        str(report)
        == """\
Budget report 2022-Q1

         budget  income  cost  variance  year budget income  year budget cost  \
forecast income  forecast cost  year variance
-----------------------------------------------------------------------------\
-----------------------------------------------
office       25     100    90        10                 400               390  \
            400            380             10
archive       –      10    12        -2                   –                 –  \
             40             48             -8
-----------------------------------------------------------------------------\
-----------------------------------------------
total         –     110   102         8                   –                 –  \
            440            428              2

Variances, also in per cent of the budget; above zero is better

         income variance  income, %  cost variance  cost, %
-----------------------------------------------------------
office                75        300            -65     -260
archive               10          –            -12        –
-----------------------------------------------------------
total                 85          –            -77        –"""
    )


def test_in_a_whole_year_the_budget_is_that_of_the_year():
    plan = {"income": 100, "cost": 95}
    for period in ("2022", None, ("2021-01-01", "2022-12-31")):
        report = cs.BudgetReport(period=period, items=[item(budget=plan, forecast=100)])
        assert report.year_variance == Decimal(-5)
    report = cs.BudgetReport(period="2022-Q4", items=[item(budget=plan, forecast=100)])
    assert report.year_variance == Decimal(0)


def test_without_every_forecast_the_year_has_no_total():
    report = cs.BudgetReport(items=[item(forecast=100), item("archive")])
    assert report.year_variances == {"office": Decimal(0), "archive": None}
    assert report.year_variance is None


def test_income_by_source_sums_over_items():
    report = cs.BudgetReport(
        items=[
            item(sources={"fees": 80, "grant": 20}),
            item("archive", 10, 0, sources={"grant": 10}),
            item("portal", 7, 0),
        ]
    )
    assert report.sources == {"fees": Decimal(80), "grant": Decimal(30), "": Decimal(7)}


def test_only_the_fees_among_the_sources_are_compared_with_fees():
    split = item(income=126, sources={"fees": 100, "one-off": 26})
    assert cs.BudgetReport(items=[split]).findings_against(fees(office=100)) == ()
    short = item(income=126, sources={"fees": 99, "one-off": 27})
    (finding,) = cs.BudgetReport(items=[short]).findings_against(fees(office=100))
    assert (finding.kind, finding.difference) == ("income_differs", Decimal(-1))
    assert finding.message.endswith("the fees of office sum to 100: 1 too little.")


def test_an_item_that_lives_on_grants_needs_no_fees():
    report = cs.BudgetReport(items=[item("project", sources={"grant": 100}), item()])
    assert report.findings_against(fees(office=100)) == ()


def test_what_a_supplier_bills_is_not_income_of_the_board():
    board = cs.Agreement(
        name="Board",
        period="2022",
        members=[cs.Member(name="A")],
        pools=[
            cs.Pool(name="office", total=100, model=cs.Flat()),
            cs.Pool(name="datacenter", total=50, model=cs.Flat(), billed_by="supplier"),
        ],
    )
    assert cs.BudgetReport(items=[item()]).findings_against(board.allocate()) == ()
    both = item(income=150, pools=["office", "datacenter"])
    (finding,) = cs.BudgetReport(items=[both]).findings_against(board.allocate())
    assert finding.message == (
        "office: an income of 150, but the fees of office and datacenter sum to 100: 50 too much."
    )


def test_stated_totals_are_compared():
    report = cs.BudgetReport(items=[item()], stated_income=101, stated_cost=90, stated_variance=9)
    assert [each.message for each in report.findings] == [
        "The items' income sums to 100, the stated total is 101, which is 1 higher.",
        "The items' variance sums to 10, the stated total is 9, which is 1 lower.",
    ]


def test_amounts_with_decimals_stay_exact_and_aligned():
    report = cs.BudgetReport(items=[item(income="100.25", cost=90), item("archive", 1, "0.5")])
    assert report.result == Decimal("10.75")
    frame = report.to_frame()
    assert list(frame["income"]) == [Decimal("100.25"), Decimal("1.00")]
    assert str(frame["variance"].iloc[1]) == "0.50"


def test_the_frame_holds_whole_amounts_as_int64_and_missing_plans_as_missing():
    frame = cs.BudgetReport(items=[item(budget=95), item("archive")]).to_frame()
    assert frame["income"].dtype == pd.Int64Dtype()
    assert frame["budget_cost"].tolist() == [95, pd.NA]
    assert frame.index.name == "item"


def test_comments_stand_below_the_table_and_are_escaped_in_html():
    report = cs.BudgetReport(items=[item(comment="vacant post & <delay>")])
    assert str(report).endswith("\n\noffice, 10: vacant post & <delay>")
    assert "<li>office, 10: vacant post &amp; &lt;delay&gt;</li>" in report._repr_html_()


def test_a_report_survives_json():
    report = cs.BudgetReport(
        period="2022",
        items=[item(income="100.25", sources={"fees": "100.25"}, budget=3, pools=["p"])],
        stated_cost=90,
    )
    assert type(report).from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_a_report_is_declared_and_a_record():
    report = cs.BudgetReport(items=[item(budget=95)], period="2022")
    assert str(signature(cs.BudgetReport)).startswith("(*, items: Iterable[BudgetItem | Mapping")
    assert report == cs.BudgetReport(**json.loads(report.model_dump_json()))
    assert report.to_dict() == json.loads(report.model_dump_json())
    assert {"items", "stated_cost"} < set(cs.BudgetReport.model_json_schema()["properties"])
    with pytest.raises(cs.CostshareError, match=r"BudgetReport takes its fields by name"):
        cs.BudgetReport([item()])
    with pytest.raises(cs.CostshareError, match=r"BudgetReport: items\[0\].income: value 'x'"):
        cs.BudgetReport(items=[{"name": "office", "income": "x", "cost": 1}])


def test_a_report_inside_other_data_keeps_its_format_and_the_place_of_its_errors():
    class Year(Declared):
        report: cs.BudgetReport

    year = Year(report={"items": [dict(item())]})
    assert year.report == cs.BudgetReport(items=[item()])
    written = json.loads(year.model_dump_json())
    assert written["report"]["format"] == "costshare.budget_report/1"
    assert Year(**written) == year
    with pytest.raises(cs.CostshareError, match=r"report.items\[0\].cost: is missing"):
        Year(report={"items": [{"name": "office", "income": 1}]})
    newer = {**written["report"], "format": "costshare.budget_report/2"}
    with pytest.raises(cs.CostshareError, match="install a newer costshare"):
        Year(report=newer)


def test_items_are_the_rows_and_a_copy_is_made_of_the_fields():
    report = cs.BudgetReport(items=[item(), item("archive")])
    assert [each.name for each in report] == ["office", "archive"]
    assert report.replace(currency="SEK").items == report.items


def test_the_check_proves_the_sums_of_values_that_were_never_read():
    report = cs.BudgetReport(items=[item(sources={"fees": 100})])
    report.check()
    broken = report.model_copy(
        update={"items": (item().model_copy(update={"sources": {"fees": Decimal(99)}}),)}
    )
    with pytest.raises(cs.ConservationError, match="sources of office sum to 99, not to its inc"):
        broken.check()


def test_the_tidy_frame_has_a_row_for_actuals_and_each_plan():
    frame = cs.BudgetReport(
        period="2022-Q1", items=[item(budget=95, forecast={"income": 400, "cost": 380})]
    ).to_frame(tidy=True)
    assert frame["figures"].tolist() == ["actual", "budget", "forecast"]
    assert frame["result"].tolist() == [10, 0, 20]


def test_its_line_says_what_it_is():
    assert repr(cs.BudgetReport(period="2022", items=[item()])) == (
        "<BudgetReport Budget report 2022: 1 item, result 10>"
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: item(sources={"fees": 90, "grant": 5}),
            "sources of office sum to 95, not to its income 100: 5 too little",
        ),
        (lambda: item(income=Fraction(1, 3)), "1/3 has no finite decimal"),
        (lambda: item(income=float("nan")), "a finite number is needed"),
        (lambda: item(pools=["a", "a"]), "item office names pool a twice; name it once"),
        (lambda: item(budgt=1), "unknown field of BudgetItem 'budgt'; did you mean 'budget'?"),
        (lambda: item(budget={"income": 1}), "budget.cost: is missing"),
        (
            lambda: cs.BudgetReport(items=[item(), item()]),
            "item office is listed twice; add the two up, or rename one",
        ),
        (
            lambda: cs.BudgetReport(items=[item(pools=["p"]), item("other", pools=["p"])]),
            "pool p is in two items",
        ),
        (
            lambda: cs.BudgetReport(items=[item(pools=["other"]), item("other")]),
            r"pool other is in another item; give item other its pools, or pools=\[\] for none",
        ),
        (lambda: cs.BudgetReport(items=[]), "items: is empty; give at least one"),
        (
            lambda: cs.BudgetReport(items=[item(pools=["ofice"])]).findings_against(fees(office=1)),
            "unknown pool of item office: 'ofice'; did you mean 'office'?",
        ),
        (
            lambda: cs.BudgetReport(items=[item()]).item("offic"),
            "unknown item 'offic'; did you mean",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_a_way_out(make, message):
    with pytest.raises(cs.CostshareError, match=message):
        make()


NAMES = ["office", "archive", "portal", "project"]
AMOUNTS = st.integers(-(10**12), 10**12)


@st.composite
def budget_reports(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    return cs.BudgetReport(items=[item(name, draw(AMOUNTS), draw(AMOUNTS)) for name in names])


@given(
    budget_reports(), st.dictionaries(st.sampled_from(NAMES), st.integers(1, 10**12), min_size=1)
)
def test_all_income_less_all_fees_is_the_sum_of_the_findings(report, totals):
    allocation = fees(**totals)
    findings = report.findings_against(allocation)
    explained = sum(Fraction(each.difference) for each in findings)
    assert explained == Fraction(report.income) - Fraction(allocation.total)
    for each in findings:
        assert each.difference == each.found - each.expected != 0


@given(budget_reports())
def test_variances_sum_to_the_result_where_nothing_is_budgeted(report):
    assert sum(map(Fraction, report.variances.values())) == Fraction(report.result)
    assert report.income - report.cost == report.result


def test_a_report_that_has_been_read_is_the_same_value():
    fresh, read = (cs.BudgetReport(items=[item(), item("archive", 10, "12.5")]) for _ in range(2))
    assert read.unit == Decimal("0.1")
    for again in (read, pickle.loads(pickle.dumps(read)), read.replace(), copy.deepcopy(read)):
        assert again == fresh
        assert hash(again) == hash(fresh)
        assert again.to_dict() == fresh.to_dict()
    assert read.replace(items=[item()]).unit == 1
