"""Many members and many scenarios: names touch neither each other nor a mark."""

import random

import pytest
from matplotlib import pyplot as plt

import costshare as cs
from boards_local import large, norrbotten, proposals
from looking_local import (
    bars,
    canvas,
    legend_names,
    legible,
    legible_panels,
    names_clear_of_marks,
    page,
    row_names,
    texts,
    ticks,
)

NAMES = [
    f"{a}{b}" for a in ("Norr", "Söder", "Väster", "Öster") for b in ("köping", "fjärden", "ås")
]
NAMES += [
    "Mjölby",
    "WWWWWWWWWW",
    "Il",
    "Arvidsjaur",
    "Boden",
    "Övertorneå",
    "Räddningstjänsten Norr",
    "Ö",
]
LONG = [
    "Half of it flat, the rest by population of 2024",
    "All by population, as the four largest members propose",
    "By storage",
    "All members alike",
]
MODELS = [cs.Mixed(flat_share="0.5"), cs.PerCapita(), cs.Proportional(driver="gb"), cs.Flat()]


def board(seed):
    """Twenty members, most of them small."""
    chance = random.Random(seed)
    return cs.Agreement(
        name="Twenty",
        period="2025",
        currency="SEK",
        members=[
            cs.Member(
                name=name,
                population=int(10 ** chance.uniform(3.4, 4.9)),
                drivers={"gb": chance.randint(1, 99)},
            )
            for name in NAMES
        ],
        pools=[cs.Pool(name="office", total=4_000_000, unit=100, model=cs.Mixed(flat_share="0.4"))],
    )


def five(seed, names=("half flat", "by head", "by storage", "all alike")):
    """Today's agreement and four proposals."""
    today = board(seed)
    others = {
        name: today.replace(pools=[today.pools[0].replace(model=model)])
        for name, model in zip(names, MODELS, strict=True)
    }
    return cs.compare({"today": today, **others})


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("names", [("half flat", "by head", "by storage", "alike"), LONG])
def test_names_of_20_members_in_5_scenarios_touch_nothing(seed, names):
    ax = cs.plotting.per_driver(five(seed, names))
    assert legible(ax)
    assert names_clear_of_marks(ax) >= 10
    assert len(legend_names(ax)) == 5


@pytest.mark.parametrize("seed", [2, 3])
def test_names_stay_clear_when_saved_with_few_pixels(seed):
    ax = cs.plotting.per_driver(five(seed, LONG))
    ax.figure.set_dpi(60)
    assert legible(ax)
    assert names_clear_of_marks(ax) >= 10


def test_names_of_20_members_of_one_bill_touch_nothing():
    ax = cs.plotting.per_driver(board(1).allocate(), drivers=board(1))
    assert legible(ax)
    assert names_clear_of_marks(ax) >= 15


def test_names_of_the_extremes_of_290_members_touch_nothing():
    comparison = proposals(large(pools=1), flatter="0.6", half="0.5")
    ax = cs.plotting.per_driver(comparison)
    assert legible(ax)
    assert names_clear_of_marks(ax) >= 3


def test_pictures_on_one_page_with_a_layout_are_clear_too():
    left, right = plt.figure(figsize=(16, 6), layout="constrained").subplots(1, 2)
    cs.plotting.changes(five(0), ax=left)
    cs.plotting.per_driver(five(0), ax=right)
    assert legible(left)
    assert legible(right)
    assert names_clear_of_marks(right) >= 10


def test_sweep_and_points_of_20_members_are_legible():
    assert legible(cs.plotting.sweep(cs.sweep(4_000_000, board(0).members, unit=100)))
    assert legible(cs.plotting.changes(five(0), ax=page(8, 8)))
    assert legible(cs.plotting.changes(five(0, LONG), ax=page(8, 8)))


@pytest.mark.parametrize("names", [("half flat", "by head", "by storage", "alike"), LONG])
def test_four_proposals_are_panels_that_share_rows_and_axis(names):
    comparison = five(0, names)
    first = cs.plotting.changes(comparison)
    panels = first.figure.axes
    assert panels[0] is first
    assert len(panels) == 4
    assert legible_panels(first) > 4 * 20
    assert len({panel.get_xlim() for panel in panels}) == 1
    assert len({panel.get_ylim() for panel in panels}) == 1
    shown = [panel for panel in panels if panel.yaxis.get_tick_params()["labelleft"]]
    assert shown == [first]
    changes = comparison.changes()
    for panel, name in zip(panels, names, strict=True):
        assert panel.get_title("left").replace("\n", " ")[:9] == name[:9]
        own = changes[name]
        drawn = {round(y): end for kind in bars(panel) for y, _, end in kind}
        assert drawn == {
            row: own[member] for row, member in enumerate(row_names(first)) if own[member]
        }
        assert len(texts(panel)) == 20
    assert first.figure._suptitle.get_text() == "Fees compared with today"
    assert first.figure._supxlabel.get_text() == (
        "← pays less    change against today, SEK    pays more →"
    )


def test_panels_have_the_bars_and_the_rows_of_the_single_picture():
    comparison = proposals(norrbotten(), flatter="0.6", steeper="0.2")
    first = cs.plotting.changes(comparison, pool="utvecklare")
    alone = cs.plotting.changes(comparison, scenario="flatter", pool="utvecklare")
    assert row_names(first) == row_names(alone)
    assert bars(first) == bars(alone)
    assert texts(first) == texts(alone)
    assert first.figure._suptitle.get_text() == "Fees compared with today: utvecklare"
    assert ticks(first.xaxis)


def test_panels_of_290_members_name_the_extremes():
    comparison = proposals(large(pools=1), flatter="0.6", half="0.5")
    first = cs.plotting.changes(comparison)
    assert legible(first)
    drawn = [sum(map(len, bars(panel))) for panel in first.figure.axes]
    assert drawn == [sum(comparison.changes()[name] != 0) for name in ("flatter", "half")]
    assert any(name.endswith(" more") for name in row_names(first))


def test_a_long_title_of_panels_is_wrapped():
    board = norrbotten()
    name = "the agreement of 2022 as it was decided by the assembly, with its seven pools " * 2
    others = {each: proposals(board, a=each).allocations["a"] for each in ("0.5", "0.6")}
    first = cs.plotting.changes(cs.compare({name: board, **others}))
    box = first.figure._suptitle.get_window_extent()
    assert box.x1 <= first.figure.bbox.x1


def test_more_than_six_proposals_are_points_on_one_axes():
    shares = {f"share {n}": f"0.{n}" for n in range(1, 8)}
    ax = cs.plotting.changes(proposals(norrbotten(), **shares))
    assert ax.figure.axes == [ax]
    assert legend_names(ax) == list(shares)
    assert legible(ax)


def test_given_axes_are_those_returned():
    ax = canvas()
    assert five(0).plot(ax=ax) is ax
    assert ax.figure.axes == [ax]
