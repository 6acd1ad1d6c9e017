"""What one inhabitant costs each member."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt

import costshare as cs
from boards_local import large, norrbotten, proposals
from looking_local import canvas, drawn_alone, legend_names, legible, points, texts, ticks

POPULATION = {
    member.name: {"population": member.drivers["population_2019"]}
    for member in norrbotten().members
}


def test_each_member_is_a_point_at_its_population_and_fee_per_inhabitant():
    bill = norrbotten().allocate()
    ax = cs.plotting.per_driver(bill, drivers=POPULATION)
    (own,) = points(ax)
    totals = bill.member_totals
    for (across, up), name in zip(own, bill.members, strict=True):
        assert across == POPULATION[name]["population"]
        assert up * across == pytest.approx(float(totals[name]))
    assert ax.get_xscale() == "log"
    assert ax.get_ylim()[0] == 0
    assert drawn_alone(ax)


def test_all_14_are_named_and_axes_have_units_and_separators():
    ax = cs.plotting.per_driver(norrbotten().allocate(), drivers=POPULATION)
    assert sorted(texts(ax)) == sorted(POPULATION)
    assert ax.get_ylabel() == "SEK per inhabitant"
    assert ax.get_xlabel() == "population (logarithmic)"
    assert ticks(ax.xaxis) == ["5 000", "10 000", "20 000", "50 000", "100 000"]
    assert legible(ax) > 14


def test_of_290_members_the_extremes_are_named():
    agreement = large(pools=1)
    ax = cs.plotting.per_driver(agreement.allocate(), drivers=agreement.members)
    (own,) = points(ax)
    assert len(own) == 290
    largest = max(agreement.members, key=lambda member: member.population)
    smallest = min(agreement.members, key=lambda member: member.population)
    assert {largest.name, smallest.name} <= set(texts(ax))
    assert 4 <= len(texts(ax)) <= 12
    assert legible(ax)


def test_names_cover_no_point():
    ax = cs.plotting.per_driver(norrbotten().allocate(), drivers=POPULATION)
    ax.figure.canvas.draw()
    for text in ax.texts:
        box = text.get_window_extent()
        for point in points(ax)[0]:
            assert not box.contains(*ax.transData.transform(point))


def test_a_comparison_has_a_shape_for_each_scenario_and_its_own_driver():
    members = {"A": {"population": 100}, "B": {"population": 900}}
    comparison = cs.compare(
        {"flat": cs.Flat(), "heads": cs.PerCapita()}, baseline="flat", total=1000, members=members
    )
    ax = cs.plotting.per_driver(comparison)
    assert points(ax) == [[(100, 5), (900, pytest.approx(500 / 900))], [(100, 1), (900, 1)]]
    assert legend_names(ax) == ["flat", "heads"]
    assert sorted(texts(ax)) == ["A", "B"]
    again = cs.plotting.per_driver(comparison, drivers=members, driver="population", ax=canvas())
    assert points(again) == points(ax)


def test_four_scenarios_of_290_members():
    agreement = large(pools=1)
    comparison = proposals(agreement, flatter="0.6", half="0.5", steeper="0.2")
    ax = cs.plotting.per_driver(comparison, drivers=agreement.members)
    assert [len(kind) for kind in points(ax)] == [290] * 4
    assert legible(ax)


def test_another_driver_and_a_frame():
    frame = pd.DataFrame({"gb": [10, 4000]}, index=["A", "B"])
    bill = cs.allocate(1000, cs.Flat(), frame)
    ax = cs.plotting.per_driver(bill, drivers=frame, driver="gb")
    assert points(ax) == [[(10, 50), (4000, 0.125)]]
    assert ax.get_ylabel() == "amount per gb"
    assert ax.get_xlabel() == "gb (logarithmic)"


def test_a_member_with_none_of_the_driver_is_left_out_and_counted():
    members = {"A": {"population": 100}, "B": {"population": 0}, "C": {"population": 200}}
    ax = cs.plotting.per_driver(cs.allocate(300, cs.Flat(), members), drivers=members)
    assert points(ax) == [[(100, 1), (200, 0.5)]]
    assert ax.get_xlabel() == "population (logarithmic)\n1 without population left out"


def test_a_member_without_a_fee_has_no_point_and_others_may_be_in_the_drivers():
    agreement = norrbotten()
    archive = agreement.replace(pools=[agreement.pools[4]]).allocate()
    strangers = {**POPULATION, "Umeå": {"population": 130_000}}
    ax = cs.plotting.per_driver(archive, drivers=strangers)
    assert "Arvidsjaur" not in texts(ax)
    assert len(points(ax)[0]) == 13


def test_credits_reach_below_zero():
    members = {"A": {"population": 100}, "B": {"population": 900}}
    ax = cs.plotting.per_driver(cs.allocate(-100, cs.Flat(), members), drivers=members)
    assert ax.get_ylim()[0] < -0.5


@pytest.mark.parametrize("sizes", [(100, 100), (1_100, 1_900), (1, 10**7), (3, 3_000)])
def test_the_logarithmic_axis_has_two_numbers_or_more_whatever_the_range(sizes):
    members = {str(place): {"population": size} for place, size in enumerate(sizes)}
    ax = cs.plotting.per_driver(cs.allocate(100, cs.Flat(), members), drivers=members)
    assert 2 <= len(ticks(ax.xaxis)) <= 10
    assert legible(ax)


@pytest.mark.parametrize(
    ("drivers", "driver", "message"),
    [
        (None, None, "drivers are missing; pass the agreement, its members, or a frame of them"),
        ({}, None, "there are no members to share the costs; pass at least one"),
        ({"A": {"population": 1}}, None, "unknown member in drivers: 'B'; Known: A"),
        (
            {"A": {"population": 1}, "B": {"populaton": 1}},
            None,
            "unknown driver of member B: 'population'; did you mean 'populaton'?",
        ),
        ({"A": {"gb": 0}, "B": {"gb": 0}}, "gb", "driver 'gb' is zero for all members, so there"),
        ({"A": {"gb": -1}, "B": {"gb": 0}}, "gb", "driver 'gb' of member A is -1, below zero"),
        ({"A": {"gb": "?"}, "B": {"gb": 0}}, "gb", "driver 'gb' of member A '?' is not a plain nu"),
        (7, None, "members is of type int; pass a list of Members"),
        ({"A": {"gb": 1}, "B": {"gb": 0}}, 7, "driver 7 is of type int; pass a string"),
    ],
)
def test_what_cannot_be_divided_by_is_an_error_and_leaves_no_figure(drivers, driver, message):
    bill = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}})
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.per_driver(bill, drivers=drivers, driver=driver)
    assert str(error.value).startswith(message)
    assert plt.get_fignums() == []


def test_an_agreement_has_no_fees_yet():
    with pytest.raises(cs.CostshareError, match=r"type Agreement; pass its \.allocate\(\)"):
        cs.plotting.per_driver(norrbotten(), drivers=POPULATION)
    with pytest.raises(cs.CostshareError, match=r"not a value of type NoneType$"):
        cs.plotting.per_driver(None, drivers=POPULATION)


def test_an_agreement_gives_its_drivers_by_date():
    agreement = cs.Agreement(
        name="by date",
        period="2025",
        members=[
            cs.Member(name="A", series={"population": {"2023-12-31": 100}}),
            cs.Member(name="B", series={"population": {"2023-12-31": 400}}),
        ],
        reference_dates={"population": cs.ReferenceDate(day="12-31", years_before=2)},
        pools=[cs.Pool(name="one", total=1000, model=cs.Flat())],
    )
    ax = cs.plotting.per_driver(agreement.allocate(), drivers=agreement)
    assert points(ax) == [[(100, 5), (400, 1.25)]]


def test_a_comparison_whose_members_lack_the_driver_says_so():
    members = {"A": {"gb": 1}, "B": {"gb": 2}}
    comparison = cs.compare(
        {"a": cs.Flat(), "b": cs.Flat()}, baseline="a", total=10, members=members
    )
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.per_driver(comparison)
    assert str(error.value) == (
        "no member of the comparison has driver 'population'; "
        "pass drivers, or compare by another driver"
    )
    assert (
        points(cs.plotting.per_driver(comparison, drivers=members, driver="gb"))
        == [[(1, 5), (2, 2.5)]] * 2
    )
