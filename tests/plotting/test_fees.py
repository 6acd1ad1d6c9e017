"""Fees by member and pool."""

from decimal import Decimal
from itertools import pairwise

import pytest

import costshare as cs
from boards_local import large, norrbotten
from looking_local import (
    bars,
    canvas,
    drawn_alone,
    legend_names,
    legible,
    row_edges,
    row_names,
    texts,
    ticks,
)


def test_every_member_is_named_the_largest_first_with_its_total_beside():
    bill = norrbotten().allocate()
    ax = cs.plotting.fees(bill)
    assert row_names(ax)[:3] == ["Luleå", "Piteå", "Boden"]
    assert sorted(row_names(ax)) == sorted(bill.members)
    assert texts(ax)[:2] == ["906 200", "575 900"]
    assert ax.get_title("left") == "Norrbottens e-nämnd 2022"
    assert legible(ax) > 14 + 14 + 6
    assert drawn_alone(ax)


def test_each_fee_is_a_bar_and_who_is_exempt_has_none():
    ax = cs.plotting.fees(norrbotten().allocate())
    assert [len(pool) for pool in bars(ax)] == [14, 14, 14, 14, 13, 13]
    assert legend_names(ax) == [pool.name for pool in norrbotten().pools]


def test_a_members_bars_join_and_end_at_its_total():
    bill = norrbotten().allocate()
    ax = cs.plotting.fees(bill)
    for row, name in enumerate(row_names(ax)):
        own = [(start, end) for pool in bars(ax) for at, start, end in pool if at == row]
        assert own[0][0] == 0
        assert [end for _, end in own[:-1]] == [start for start, _ in own[1:]]
        assert own[-1][1] == bill.member_totals[name]


def test_axis_has_unit_and_thousands_separators():
    ax = cs.plotting.fees(norrbotten().allocate())
    assert ax.get_xlabel() == "SEK"
    assert ticks(ax.xaxis)[:3] == ["0", "200 000", "400 000"]
    assert ax.get_xlim()[0] == 0


def test_of_290_members_the_largest_and_the_smallest_are_named_and_all_are_drawn():
    bill = large().allocate()
    ax = cs.plotting.fees(bill)
    totals = bill.member_totals
    by_total = sorted(totals, key=lambda name: -totals[name])
    names = row_names(ax)
    place = next(at for at, name in enumerate(names) if name.endswith(" more"))
    below = len(names) - place - 1
    assert names[place] == f"{290 - place - below} more"
    assert names[:place] == by_total[:place]
    assert names[place + 1 :] == by_total[-below:]
    assert place > below > 3
    assert [len(pool) for pool in bars(ax)] == [290] * 10
    assert ax.figure.get_figheight() < 12
    assert len(texts(ax)) == place + below
    assert legible(ax)


def test_rows_of_290_members_lie_below_one_another_without_gaps_or_overlaps():
    ax = cs.plotting.fees(large(pools=1).allocate())
    edges = row_edges(ax)
    assert len(edges) == 290
    for (_, end), (start, _) in pairwise(edges):
        assert -1e-9 < start - end < 0.21
    thin = [end - start for start, end in edges if end - start < 0.7]
    assert max(thin) == pytest.approx(min(thin))
    bottom, top = ax.get_ylim()
    assert top < edges[0][0] < edges[-1][1] < bottom


def test_how_many_names_fit_depends_on_the_height_of_the_axes():
    bill = large(pools=1).allocate()
    low = row_names(cs.plotting.fees(bill, ax=canvas(height=3)))
    high = row_names(cs.plotting.fees(bill, ax=canvas(height=9)))
    assert 4 <= len(low) < len(high) < 60
    assert len(row_names(cs.plotting.fees(bill, ax=canvas(height=0.5)))) == 4


def test_some_members_alone():
    ax = cs.plotting.fees(norrbotten().allocate(), members=["Kiruna", "Luleå"])
    assert row_names(ax) == ["Luleå", "Kiruna"]
    assert [len(pool) for pool in bars(ax)] == [2] * 6


def test_one_pool_needs_no_legend_and_decimals_show_where_the_unit_has_them():
    bill = cs.allocate(
        "100.10", cs.Flat(), {"A": {}, "B": {}}, unit="0.01", currency="EUR", pool="licences"
    )
    ax = cs.plotting.fees(bill)
    assert ax.get_legend() is None
    assert ax.get_xlabel() == "EUR"
    assert texts(ax) == ["50.05", "50.05"]


def test_whole_units_have_whole_numbers_on_the_axis():
    ax = cs.plotting.fees(cs.allocate(3, cs.Flat(), {"A": {}, "B": {}, "C": {}}))
    assert all("." not in tick for tick in ticks(ax.xaxis))
    fine = cs.allocate(3, cs.Flat(), {"A": {}, "B": {}, "C": {}}, unit="0.01")
    assert any("." in tick for tick in ticks(cs.plotting.fees(fine).xaxis))


def test_credits_stand_left_of_zero():
    agreement = cs.Agreement(
        name="both",
        period="2025",
        members=[cs.Member(name="A"), cs.Member(name="B")],
        pools=[
            cs.Pool(name="charge", total=100, model=cs.Flat()),
            cs.Pool(name="credit", total=-30, model=cs.Flat()),
            cs.Pool(name="another", total=-10, model=cs.Flat()),
        ],
    )
    ax = cs.plotting.fees(agreement.allocate())
    assert [[(start, end) for _, start, end in pool] for pool in bars(ax)] == [
        [(0, 50)] * 2,
        [(0, -15)] * 2,
        [(-15, -20)] * 2,
    ]
    assert texts(ax) == ["30", "30"]
    assert ax.get_xlim()[0] < -20
    assert [list(line.get_xdata()) for line in ax.lines] == [[0, 0]]


def test_fees_of_zero_alone_can_be_drawn():
    ax = cs.plotting.fees(cs.allocate(0, cs.Flat(), {"A": {}, "B": {}}))
    assert texts(ax) == ["0", "0"]
    assert ax.get_xlim() == pytest.approx((0, 1), abs=0.2)


def test_more_pools_than_colours_differ_by_hatch():
    ax = cs.plotting.fees(large(pools=8).allocate())
    looks = {
        (kind.get_facecolor().tobytes(), kind.get_hatch())
        for kind in ax.collections
        if len(kind.get_paths()) == 290
    }
    assert len(looks) == 8


def test_names_are_no_formulas_and_none_is_left_out_of_the_legend():
    bill = cs.Agreement(
        name="$x$ and $y$",
        period="2025",
        members=[cs.Member(name="A$_2$"), cs.Member(name="_B")],
        pools=[
            cs.Pool(name="_own", total=1, model=cs.Flat()),
            cs.Pool(name="$o$", total=1, model=cs.Flat()),
        ],
    ).allocate()
    ax = cs.plotting.fees(bill)
    ax.figure.canvas.draw()
    assert row_names(ax) == [r"A\$_2\$", "_B"]
    assert legend_names(ax) == [" _own", r"\$o\$"]


def test_totals_beyond_64_bits_are_drawn_and_beyond_300_digits_refused():
    bill = cs.allocate(10**40, cs.Flat(), {"A": {}, "B": {}})
    assert texts(cs.plotting.fees(bill))[0].replace(" ", "") == str(5 * 10**39)
    with pytest.raises(cs.CostshareError, match="more than 300 digits has no place on an axis"):
        cs.plotting.fees(cs.allocate(10**400, cs.Flat(), {"A": {}, "B": {}}), ax=canvas())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "fees draws one Allocation, not a value of type NoneType"),
        ("fees.csv", "fees draws one Allocation, not a value of type str"),
        (
            norrbotten(),
            "fees draws one Allocation, not a value of type Agreement; pass its .allocate()",
        ),
    ],
)
def test_anything_but_an_allocation_is_refused(given, message):
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.fees(given)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (["Kirna"], "unknown member 'Kirna'; did you mean 'Kiruna'?"),
        ([], "members is empty; name at least one, or leave it out to draw all"),
        ("Kiruna", "members is of type str; pass a list of names"),
        (3, "members is of type int; pass a list of names"),
        (["Kiruna", "Kiruna"], "member Kiruna is listed twice; list it once"),
        ([None], "name in members None is of type NoneType; pass a string"),
    ],
)
def test_a_slip_in_a_name_is_an_error_and_leaves_no_figure(members, message):
    from matplotlib import pyplot as plt

    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.fees(norrbotten().allocate(), members=members)
    assert str(error.value).startswith(message)
    assert plt.get_fignums() == []


def test_a_figure_is_not_axes():
    from matplotlib.figure import Figure

    with pytest.raises(cs.CostshareError, match="ax is of type Figure; pass one Axes"):
        cs.plotting.fees(norrbotten().allocate(), ax=Figure())


def test_given_axes_come_back_and_pyplot_opens_no_figure():
    from matplotlib import pyplot as plt

    ax = canvas()
    assert cs.plotting.fees(norrbotten().allocate(), ax=ax) is ax
    assert plt.get_fignums() == []


def test_the_picture_changes_no_amount():
    bill = norrbotten().allocate()
    before = bill.to_dict()
    cs.plotting.fees(bill)
    assert bill.to_dict() == before
    assert bill.member_totals["Luleå"] == Decimal(906_200)


def test_long_names_are_shortened_and_cover_nothing():
    names = [f"Räddningstjänstförbundet i Norra och Södra Sandtorps län {n}" for n in range(6)]
    bill = cs.Agreement(
        name="Gemensam nämnd för samordnad upphandling, drift och förvaltning av system i länet",
        period="2025",
        members=[cs.Member(name=name, population=1 + n) for n, name in enumerate(names)],
        pools=[
            cs.Pool(name=name, total=10**7, model=cs.PerCapita())
            for name in ("Grundläggande driftsavtal för gemensam plattform", "kort")
        ],
    ).allocate()
    ax = cs.plotting.fees(bill)
    assert row_names(ax)[0] == "Räddningstjänstförbundet i\n…och Södra Sandtorps län 5"
    assert len(set(row_names(ax))) == 6
    assert "\n" in ax.get_title("left")
    assert legible(ax)
    edge = ax.get_window_extent().x1
    assert all(text.get_window_extent().x1 < edge for text in ax.texts)
    one_line = row_names(cs.plotting.fees(bill, ax=canvas(height=2)))
    assert one_line[0] == "Räddningstjänstförbu…rps län 5"


@pytest.mark.parametrize("total", [10**6, 10**10, 10**13, 10**16])
def test_numbers_of_any_size_have_room_on_the_axis(total):
    bill = cs.allocate(total, cs.PerCapita(), {"A": {"population": 1}, "B": {"population": 2}})
    ax = cs.plotting.fees(bill)
    assert len(ticks(ax.xaxis)) > 1
    assert legible(ax)
