"""Budget against actuals."""

import pytest

import costshare as cs
from budget_2022_local import PRINTED, report
from looking_local import bars, canvas, drawn_alone, legend_names, legible, row_names, texts


def test_every_item_of_2022_has_income_cost_and_variance_in_the_reports_order():
    ax = cs.plotting.budget(report())
    assert row_names(ax) == list(PRINTED)
    income, cost = bars(ax)
    assert [end for _, _, end in income] == [each[0] for each in PRINTED.values()]
    assert [end for _, _, end in cost] == [each[1] for each in PRINTED.values()]
    assert texts(ax)[0] == "+181 495"
    assert texts(ax)[-1] == "-144 299"
    assert ax.get_title("left") == "Utfall jämfört med budget 2022"
    assert ax.get_xlabel() == "SEK; beside the bars: the variance"
    assert legend_names(ax) == ["income", "cost"]
    assert legible(ax) > 18
    assert drawn_alone(ax)


def test_income_stands_above_cost_in_the_same_row():
    income, cost = bars(cs.plotting.budget(report()))
    for row, ((above, _, _), (below, _, _)) in enumerate(zip(income, cost, strict=True)):
        assert row - 0.4 < above < row < below < row + 0.4


def test_the_budget_is_a_line_across_its_bar_where_there_is_one():
    year = cs.BudgetReport(
        items=[
            cs.BudgetItem(name="a", income=100, cost=90, budget=120),
            cs.BudgetItem(name="b", income=100, cost=90),
            cs.BudgetItem(name="c", income=100, cost=90, budget={"income": 80, "cost": 70}),
        ]
    )
    ax = cs.plotting.budget(year)
    lines = [
        [float(line[0][0]) for line in kind.get_segments()]
        for kind in ax.collections
        if hasattr(kind, "get_segments")
    ]
    assert lines == [[120, 80], [120, 70]]
    assert legend_names(ax) == ["income", "cost", "budget"]
    assert texts(ax) == ["+10", "+10", "0"]
    assert ax.texts[0].xy[0] == 120
    assert legible(ax)


def test_a_correction_below_zero_and_decimals():
    year = cs.BudgetReport(
        currency="EUR", items=[cs.BudgetItem(name="a", income="-20.50", cost="10.25")]
    )
    ax = cs.plotting.budget(year)
    assert texts(ax) == ["-30.75"]
    assert ax.get_xlim()[0] < -20
    assert [list(line.get_xdata()) for line in ax.lines] == [[0, 0]]
    assert ax.get_xlabel().startswith("EUR")


def test_a_hundred_items_are_squeezed():
    year = cs.BudgetReport(
        items=[cs.BudgetItem(name=f"item {n}", income=n, cost=100 - n) for n in range(100)]
    )
    ax = cs.plotting.budget(year)
    assert [len(kind) for kind in bars(ax)] == [100, 100]
    assert any(name.endswith(" more") for name in row_names(ax))
    assert legible(ax)


def test_given_axes_come_back_and_anything_else_is_refused():
    ax = canvas()
    assert cs.plotting.budget(report(), ax=ax) is ax
    with pytest.raises(
        cs.CostshareError, match=r"^budget draws one BudgetReport, not a value of type dict$"
    ):
        cs.plotting.budget({})
