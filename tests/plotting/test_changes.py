"""Who pays more and who pays less."""

from decimal import Decimal

import pytest
from matplotlib import pyplot as plt

import costshare as cs
from boards_local import flatter, large, norrbotten, proposals
from looking_local import (
    bars,
    canvas,
    drawn_alone,
    legend_names,
    legible,
    page,
    points,
    row_names,
    texts,
    ticks,
)


@pytest.fixture(scope="module")
def flatter_14():
    return proposals(norrbotten(), flatter="0.6")


@pytest.fixture(scope="module")
def three_290():
    return proposals(large(pools=3), flatter="0.6", half="0.5", steeper="0.2")


def test_bars_are_sorted_and_signed(flatter_14):
    ax = cs.plotting.changes(flatter_14)
    change = flatter_14.changes()["flatter"]
    assert row_names(ax)[0] == "Arjeplog"
    assert row_names(ax)[-1] == "Luleå"
    assert [int(change[name]) for name in row_names(ax)] == sorted(change, reverse=True)
    assert texts(ax)[0] == "+24 700"
    assert texts(ax)[-1] == "-91 500"
    assert legible(ax) > 28
    assert drawn_alone(ax)


def test_who_pays_more_is_right_of_zero_and_hatched_who_pays_less_left(flatter_14):
    ax = cs.plotting.changes(flatter_14)
    more, less = bars(ax)
    change = flatter_14.changes()["flatter"]
    assert {(start, end) for _, start, end in more} == {(0, each) for each in change if each > 0}
    assert {(start, end) for _, start, end in less} == {(0, each) for each in change if each < 0}
    assert [kind.get_hatch() for kind in ax.collections] == ["////", None]
    assert [list(line.get_xdata()) for line in ax.lines] == [[0, 0]]


def test_texts_stand_outside_the_bars_within_the_axes(flatter_14):
    ax = cs.plotting.changes(flatter_14)
    ax.figure.canvas.draw()
    frame = ax.get_window_extent()
    for text in ax.texts:
        box = text.get_window_extent()
        assert frame.x0 <= box.x0
        assert box.x1 <= frame.x1
        end = ax.transData.transform(text.xy)[0]
        assert box.x1 < end if text.get_text().startswith("-") else box.x0 > end


def test_axis_says_against_what_in_which_unit_and_which_side_pays_more(flatter_14):
    ax = cs.plotting.changes(flatter_14)
    assert ax.get_xlabel() == "← pays less    change against today, SEK    pays more →"
    assert ax.get_title("left") == "Fees compared with today: flatter"
    assert "-50 000" in ticks(ax.xaxis)


def test_one_pool_of_one_scenario():
    comparison = proposals(norrbotten(), flatter="0.6", steeper="0.2")
    ax = cs.plotting.changes(comparison, scenario="steeper", pool="e_arkiv")
    assert ax.get_title("left") == "Fees compared with today: steeper, e_arkiv"
    assert row_names(ax)[-1] == "Arvidsjaur"
    assert texts(ax)[-1] == "–"
    assert len(texts(ax)) == 14


def test_several_scenarios_are_points_of_different_shapes():
    comparison = proposals(norrbotten(), flatter="0.6", steeper="0.2")
    ax = cs.plotting.changes(comparison, ax=page())
    first, second = points(ax)
    assert len(first) == len(second) == 14
    assert [across for across, _ in first] == sorted((across for across, _ in first), reverse=True)
    assert legend_names(ax) == ["flatter", "steeper"]
    paths = [kind.get_paths()[0].vertices.shape for kind in ax.collections]
    assert paths[0] != paths[1]
    assert legible(ax)


def test_of_290_members_those_who_win_and_lose_most_are_named(three_290):
    ax = cs.plotting.changes(three_290, scenario="flatter")
    names = row_names(ax)
    place = next(at for at, name in enumerate(names) if name.endswith(" more"))
    assert names[place] == f"{290 - len(names) + 1} more"
    assert abs(place - (len(names) - 1 - place)) <= 1
    change = three_290.changes()["flatter"]
    assert change[names[0]] == change.max()
    assert change[names[-1]] == change.min()
    assert sum(map(len, bars(ax))) == sum(change != 0)
    assert legible(ax)


def test_three_scenarios_of_290_members(three_290):
    ax = cs.plotting.changes(three_290, ax=page())
    assert [len(kind) for kind in points(ax)] == [290] * 3
    assert legible(ax)


def test_decimals_are_those_of_the_fees():
    members = {"A": {"population": 1}, "B": {"population": 2}}
    pair = {"flat": cs.Flat(), "heads": cs.PerCapita()}
    comparison = cs.compare(
        {
            name: cs.allocate(1, model, members, unit="0.01", currency="EUR")
            for name, model in pair.items()
        },
        baseline="flat",
    )
    ax = cs.plotting.changes(comparison)
    assert texts(ax) == ["+0.17", "-0.17"]
    assert "EUR" in ax.get_xlabel()


def test_nobody_changes():
    agreement = norrbotten()
    ax = cs.plotting.changes(cs.compare({"a": agreement, "b": agreement}, baseline="a"))
    assert set(texts(ax)) == {"0"}
    assert bars(ax) == [[], []]


def test_comparison_draws_itself(flatter_14):
    ax = canvas()
    assert flatter_14.plot(ax=ax) is ax
    assert texts(ax)[0] == "+24 700"
    assert plt.get_fignums() == []
    one = flatter_14.plot(canvas(), scenario="flatter", pool="utvecklare")
    assert one.get_title("left").endswith(": flatter, utvecklare")


def test_sign_of_every_change_is_that_of_its_fee(flatter_14):
    fees = flatter_14.fees()
    ax = cs.plotting.changes(flatter_14)
    for name, text in zip(row_names(ax), texts(ax), strict=True):
        change = Decimal(int(fees["flatter"][name])) - Decimal(int(fees["today"][name]))
        assert text.replace(" ", "") == f"{change:+}"


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"scenario": "flater"}, "unknown scenario 'flater'; did you mean 'flatter'? Known: fl"),
        ({"scenario": "today"}, "scenario 'today' is the baseline and cannot be compared"),
        ({"pool": "e_arkv"}, "unknown pool 'e_arkv'; did you mean 'e_arkiv'?"),
        ({"scenario": 3}, "scenario is of type int; pass its name"),
    ],
)
def test_a_slip_in_a_name_is_an_error_and_leaves_no_figure(flatter_14, chosen, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.changes(flatter_14, **chosen)
    assert str(error.value).startswith(message)
    assert plt.get_fignums() == []


def test_a_value_that_is_not_a_comparison_is_refused():
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.changes(norrbotten().allocate())
    assert str(error.value) == (
        "changes draws one Comparison, not a value of type Allocation; "
        "pass a result of costshare.compare"
    )


def test_a_baseline_alone_has_no_changes():
    class Alone:
        """A comparison that compares nothing."""

        title, currency, scenarios, baseline = "T", "SEK", ("today",), "today"
        driver, figures = "population", {}

        def fees(self): ...

        def changes(self, pool=None): ...

    with pytest.raises(cs.CostshareError, match="no scenario but today; compare it with another"):
        cs.plotting.changes(Alone())


def test_flatter_is_flatter():
    agreement = flatter(norrbotten(), "0.6")
    assert agreement.pools[1].model.flat_share == cs.Mixed(flat_share="0.6").flat_share


def test_billions_have_room_on_the_axis():
    members = {"A": {"population": 1}, "B": {"population": 2}}
    models = {"flat": cs.Flat(), "heads": cs.PerCapita(), "half": cs.Mixed(flat_share="0.5")}
    comparison = cs.compare(models, total=10**11, members=members, baseline="flat")
    assert legible(cs.plotting.changes(comparison))
    assert legible(cs.plotting.changes(comparison, ax=page()))
    assert legible(cs.plotting.changes(comparison, scenario="heads"))
