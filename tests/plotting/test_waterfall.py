"""How one member's fee builds up."""

from datetime import date

import pytest
from matplotlib import pyplot as plt

import costshare as cs
from boards_local import large, norrbotten
from looking_local import bars, canvas, drawn_alone, legible, row_names, texts


def steps(ax):
    """From and to of each bar, rounded to what is written."""
    return [(round(start, 2), round(end, 2)) for ((_, start, end),) in bars(ax)]


def test_terms_sum_to_the_quota_and_rounding_leads_to_the_fee():
    ax = cs.plotting.waterfall(norrbotten().allocate(), member="Kiruna", pool="utvecklare")
    assert row_names(ax) == ["flat", "by population_2019", "quota", "rounding", "fee"]
    assert texts(ax) == ["35 051.28", "≈ 40 823.64", "≈ 75 874.92", "≈ +25.08", "75 900"]
    assert steps(ax) == [
        (0, 35_051.28),
        (35_051.28, 75_874.92),
        (0, 75_874.92),
        (75_874.92, 75_900),
        (0, 75_900),
    ]
    assert ax.get_title("left") == "Kiruna, utvecklare: Norrbottens e-nämnd 2022"
    assert ax.get_xlabel() == "SEK"
    assert legible(ax) > 10
    assert drawn_alone(ax)


def test_all_pools_sum_to_the_fee_and_those_without_a_part_are_left_out():
    bill = norrbotten().allocate()
    ax = cs.plotting.waterfall(bill, member="Arvidsjaur")
    assert row_names(ax) == [*list(bill.pool_totals)[:4], "fee"]
    assert texts(ax) == ["76 100", "46 200", "54 600", "30 200", "207 100"]
    assert steps(ax)[-1] == (0, 207_100)
    assert [start for start, _ in steps(ax)[1:4]] == [end for _, end in steps(ax)[:3]]


def test_lines_lead_from_each_step_to_the_next():
    ax = cs.plotting.waterfall(norrbotten().allocate(), member="Kiruna", pool="utvecklare")
    assert [round(float(line.get_xdata()[0])) for line in ax.lines] == [
        35_051,
        75_875,
        75_875,
        75_900,
    ]


def test_a_rounding_down_and_a_credit_fall_and_are_hatched():
    bill = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}})
    ax = cs.plotting.waterfall(bill, member="B")
    assert texts(ax) == ["≈ 33.33", "≈ 33.33", "≈ -0.33", "33"]
    assert ax.get_title("left") == "B, fee"
    assert [kind.get_hatch() for kind in ax.collections] == [None, None, "////", None]
    credit = cs.plotting.waterfall(cs.allocate(-100, cs.Flat(), {"A": {}, "B": {}}), member="B")
    assert steps(credit)[-1] == (0, -50)
    assert credit.get_xlim()[0] < -50


def test_a_board_of_290_with_ten_pools():
    ax = cs.plotting.waterfall(large().allocate(), member="Norrby")
    assert len(row_names(ax)) == 11
    assert legible(ax)


def test_given_axes_come_back():
    ax = canvas()
    assert cs.plotting.waterfall(norrbotten().allocate(), member="Kiruna", ax=ax) is ax
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("member", "pool", "message"),
    [
        ("Kirna", None, "unknown member 'Kirna'; did you mean 'Kiruna'?"),
        ("Kiruna", "utveklare", "unknown pool 'utveklare'; did you mean 'utvecklare'?"),
        ("Arvidsjaur", "e_arkiv", "Arvidsjaur takes no part in pool e_arkiv, so there is no fee"),
        (None, None, "name in members None is of type NoneType; pass a string"),
    ],
)
def test_what_has_no_fee_is_an_error_and_leaves_no_figure(member, pool, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.waterfall(norrbotten().allocate(), member=member, pool=pool)
    assert str(error.value).startswith(message)
    assert plt.get_fignums() == []


def test_a_member_that_is_in_no_pool_has_no_fee_to_draw():
    agreement = cs.Agreement(
        name="late",
        period="2025",
        members=[cs.Member(name="A"), cs.Member(name="B", joined=date(2026, 1, 1))],
        pools=[
            cs.Pool(name="one", total=10, model=cs.Flat()),
            cs.Pool(name="two", total=10, model=cs.Flat()),
        ],
    )
    with pytest.raises(cs.CostshareError, match=r"^B takes no part in any pool, so there is no fe"):
        cs.plotting.waterfall(agreement.allocate(), member="B")
