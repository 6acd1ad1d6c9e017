"""Fees by flat share."""

from itertools import pairwise

import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import costshare as cs
from boards_local import large, norrbotten
from looking_local import canvas, drawn_alone, legible, texts, ticks


@pytest.fixture(scope="module")
def developers():
    return cs.sweep(
        937_200, norrbotten().members, driver="population_2019", unit=100, currency="SEK"
    )


@pytest.fixture(scope="module")
def sweep_290():
    return cs.sweep(9_000_000, large(pools=1).members, unit=1_000)


def path(line):
    return list(zip(*(map(float, each) for each in line.get_data()), strict=True))


def test_each_member_is_a_line_and_a_name_at_the_end_where_fees_differ(developers):
    ax = cs.plotting.sweep(developers)
    assert len(ax.lines) == 14
    assert sorted(texts(ax)) == sorted(developers.members)
    assert ax.yaxis.get_label_position() == "right"
    assert all(text.get_ha() == "right" for text in ax.texts)
    ax.figure.canvas.draw()
    bottom = ax.get_window_extent().y0
    assert all(Text.get_window_extent(text).y0 > bottom - 2 for text in ax.texts)
    assert legible(ax) > 14
    assert drawn_alone(ax)


def test_axes_have_units_per_cent_and_separators(developers):
    ax = cs.plotting.sweep(developers)
    assert ax.get_title("left") == "937 200 SEK by flat share"
    assert ax.get_xlabel() == "flat share; the rest by population_2019"
    assert ax.get_ylabel() == "SEK"
    assert ticks(ax.xaxis) == [f"{share} %" for share in range(0, 101, 10)]
    assert "100 000" in ticks(ax.yaxis)
    assert ax.get_xlim() == (0, 1)


def test_a_sweep_between_two_models_names_both():
    members = {"A": {"population": 1, "pupils": 9}, "B": {"population": 3, "pupils": 2}}
    ax = cs.plotting.sweep(cs.sweep(1000, members, driver=["population", "pupils"]))
    assert ax.get_title("left") == "1 000 from one model to another"
    assert ax.get_xlabel() == "by population (0 %) to by pupils (100 %)"


def test_lines_pass_through_exact_fees(developers):
    ax = cs.plotting.sweep(developers, members=["Kiruna"], ax=canvas())
    (line,) = (each for each in ax.lines if each.get_linewidth() > 1)
    assert len(path(line)) == 101
    for share, fee in path(line)[::25]:
        assert fee == developers.at(share)["Kiruna"]


def test_few_steps_are_drawn_exactly_where_they_jump():
    sweep = cs.sweep(1000, {"A": {"population": 100}, "B": {"population": 300}}, unit=100)
    ax = cs.plotting.sweep(sweep)
    jumps = [(jump.share, jump.before, jump.after) for jump in sweep.jumps("A")]
    corners = path(ax.lines[0])
    inner = [
        corner
        for share, before, after in jumps
        for corner in ((float(share), before), (float(share), after))
        if corner[1] is not None
    ]
    assert corners[0] == (0, sweep.at(0)["A"])
    assert corners[-1] == (1, sweep.at(1)["A"])
    assert [corner for corner in corners if corner in inner] == inner
    for (one, low), (other, high) in pairwise(corners):
        assert one == other or low == high


def test_a_fee_that_wavers_while_others_move_in_fine_steps_is_drawn_without_counting_its_jumps():
    members = {str(size): {"population": size} for size in (1003, 2000, 2001, 2996)}
    sweep = cs.sweep(10**7 + 1, members)
    ax = cs.plotting.sweep(sweep)
    assert [len(path(line)) for line in ax.lines] == [101] * 4


def test_where_all_pay_the_same_at_first_names_stand_to_the_right():
    sweep = cs.sweep(1000, {"A": {"population": 1}, "B": {"population": 3}}, lowest="0.9")
    ax = cs.plotting.sweep(sweep)
    assert ax.yaxis.get_label_position() == "right"

    class Turned:
        """The same from all alike to all by the driver."""

        members, currency, method = sweep.members, "SEK", "webster"
        title, axis = sweep.title, sweep.axis

        def jumps(self, member):
            raise AssertionError(member)

        def to_frame(self, points):
            frame = sweep.to_frame(points=points)
            return frame.iloc[::-1].set_axis(frame.index)

    turned = cs.plotting.sweep(Turned())
    assert turned.yaxis.get_label_position() == "left"
    assert all(text.get_ha() == "left" for text in turned.texts)
    assert legible(turned)


def test_of_290_members_those_whose_fees_move_most_are_named(sweep_290):
    ax = cs.plotting.sweep(sweep_290)
    assert len(ax.lines) == 290
    first, last = sweep_290.at(0), sweep_290.at(1)
    by_rise = sorted(first, key=lambda name: last[name] - first[name])
    assert texts(ax) == [*by_rise[:3], *by_rise[-3:]]
    assert legible(ax)


def test_chosen_members_are_named_instead(sweep_290):
    ax = cs.plotting.sweep(sweep_290, members=["Norrby", "Mobo"])
    assert texts(ax) == ["Norrby", "Mobo"]
    assert sum(line.get_linewidth() > 1 for line in ax.lines) == 2
    assert len(ax.lines) == 290


def test_sweep_draws_itself_and_given_axes_come_back(developers):
    ax = canvas()
    assert developers.plot(ax, members=["Kiruna"]) is ax
    assert texts(ax) == ["Kiruna"]
    assert plt.get_fignums() == []


def test_currency_is_the_sweeps():
    sweep = cs.sweep(10, {"A": {"population": 1}, "B": {"population": 3}}, currency="EUR")
    ax = cs.plotting.sweep(sweep)
    assert ax.get_ylabel() == "EUR"
    assert ax.get_title("left") == "10 EUR by flat share"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (["Kirna"], "unknown member 'Kirna'; did you mean 'Kiruna'?"),
        ([], "members is empty; name at least one"),
    ],
)
def test_a_slip_in_a_name_is_an_error_and_leaves_no_figure(developers, members, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.sweep(developers, members=members)
    assert str(error.value).startswith(message)
    assert plt.get_fignums() == []


def test_a_value_that_is_not_a_sweep_is_refused():
    with pytest.raises(
        cs.CostshareError,
        match=r"draws one Sweep, not a value of type Allocation; pass a",
    ):
        cs.plotting.sweep(norrbotten().allocate())
