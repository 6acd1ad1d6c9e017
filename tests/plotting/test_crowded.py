"""Many members and many scenarios: names touch neither each other nor a mark."""

import random
from itertools import pairwise
from math import dist

import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

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
    points,
    row_names,
    shown_ticks,
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


def board(seed, total=4_000_000):
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
        pools=[cs.Pool(name="office", total=total, unit=100, model=cs.Mixed(flat_share="0.4"))],
    )


def five(seed, names=("half flat", "by head", "by storage", "all alike"), total=4_000_000):
    """Today's agreement and four proposals."""
    today = board(seed, total)
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


TOWNS = [
    "Tidaholm",
    "Götene",
    "Skövde",
    "Mariestad",
    "Falköping",
    "Kristianstad",
    "Örnsköldsvik",
    "Hjo",
    "Töreboda",
    "Gullspång",
    "Karlsborg",
    "Tibro",
    "Skara",
    "Vara",
    "Essunga",
    "Grästorp",
    "Lidköping",
    "Mullsjö",
    "Habo",
    "Härnösand",
]


def leaders(ax):
    """By name, places along the line from the name to its point."""
    ax.figure.canvas.draw()
    found = {}
    for text in ax.texts:
        if text.arrow_patch is not None:
            (x, y), *_, (end_x, end_y) = text.arrow_patch.get_path().vertices
            steps = [step / 60 for step in range(61)]
            found[text.get_text()] = [
                (x + part * (end_x - x), y + part * (end_y - y)) for part in steps
            ]
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("scenarios", [1, 5])
def test_lines_from_names_of_20_like_towns_cross_neither_names_nor_marks(seed, scenarios):
    chance = random.Random(seed)
    sizes = {name: chance.randint(12_000, 60_000) for name in TOWNS}
    members = {
        name: {"population": size, "gb": chance.randint(1, 99)} for name, size in sizes.items()
    }
    models = {
        str(place): model for place, model in enumerate([cs.Mixed(flat_share="0.4"), *MODELS])
    }
    if scenarios == 1:
        bill = cs.allocate(4_000_000, models["0"], members, unit=100)
        ax = cs.plotting.per_driver(bill, drivers=members)
    else:
        ax = cs.plotting.per_driver(
            cs.compare(models, total=4_000_000, members=members, unit=100, baseline="0")
        )
    lines = leaders(ax)
    dot = ax.figure.dpi / 72
    own = {text.get_text(): ax.transData.transform(text.xy) for text in ax.texts}
    boxes = {text.get_text(): Text.get_window_extent(text) for text in ax.texts}
    marks = [tuple(ax.transData.transform(point)) for kind in points(ax) for point in kind]
    crossed = [
        (name, other)
        for name, line in lines.items()
        for other, box in boxes.items()
        if other != name and any(box.contains(*place) for place in line)
    ]
    assert crossed == []
    touched = [
        (name, mark)
        for name, line in lines.items()
        for mark in marks
        if dist(mark, own[name]) > 0.1 and any(dist(place, mark) < 2.9 * dot for place in line)
    ]
    assert touched == []
    assert len(boxes) >= (10 if scenarios > 1 else 16)
    assert legible(ax)


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


@pytest.mark.parametrize("count", [20, 21])
def test_up_to_20_lines_are_all_named(count):
    members = board(0).members + (cs.Member(name="Last", population=3000),) * (count - 20)
    sweep = cs.sweep(4_000_000, [member.replace(drivers={}) for member in members], unit=100)
    plan = cs.project(
        board(0).replace(members=members), years=[2026, 2027, 2028], total_change="2%"
    )
    named = 20 if count == 20 else 6
    for ax in (cs.plotting.sweep(sweep), cs.plotting.projection(plan)):
        assert len(texts(ax)) == named
        assert legible(ax)
    low = canvas(8, 3)
    assert len(texts(cs.plotting.projection(plan, ax=low))) == 6
    chosen = [member.name for member in members]
    assert len(texts(cs.plotting.sweep(sweep, ax=canvas(8, 3), members=chosen))) == count


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


@pytest.mark.parametrize("several", [False, True])
def test_names_of_two_lines_have_more_room_between_them_than_their_lines(several):
    today = board(0)
    long = today.replace(
        members=[
            member.replace(name=f"Räddningstjänstförbundet Östra {member.name}")
            for member in today.members
        ]
    )
    comparison = proposals(long, flatter="0.6", **({"steeper": "0.2"} if several else {}))
    ax = cs.plotting.changes(comparison)
    labels = shown_ticks(ax.yaxis)
    ax.figure.canvas.draw()
    assert sum("\n" in label.get_text() for label in labels) > 10
    for one, below in pairwise(labels):
        gap = one.get_window_extent().y0 - below.get_window_extent().y1
        assert gap > 0.35 * one.get_fontsize() * ax.figure.dpi / 72


@pytest.mark.parametrize(
    ("total", "part"), [(4_000_000, 0.45), (700_000_000, 0.36), (10**11, 0.36)]
)
def test_panels_have_a_scale_that_keeps_to_its_panel_and_bars_that_use_it(total, part):
    first = cs.plotting.changes(five(1, total=total))
    panels = first.figure.axes
    first.figure.canvas.draw()
    point = first.figure.dpi / 72
    numbers = [shown_ticks(panel.xaxis) for panel in panels]
    assert all(2 <= len(own) <= 3 for own in numbers)
    boxes = [label.get_window_extent() for own in numbers for label in own]
    for one, beside in pairwise(boxes):
        assert one.x1 + 5 * point < beside.x0
    for panel in panels:
        frame = panel.get_window_extent()
        for text in panel.texts:
            box = Text.get_window_extent(text)
            assert frame.x0 + point < box.x0
            assert box.x1 < frame.x1 - point
    # Text and bar of some member reach the edge at either side.
    width = panels[0].get_window_extent().width
    lefts = [
        Text.get_window_extent(text).x0 - each.bbox.x0 for each in panels for text in each.texts
    ]
    rights = [
        each.bbox.x1 - Text.get_window_extent(text).x1 for each in panels for text in each.texts
    ]
    assert max(min(lefts), min(rights)) < 0.07 * width
    ends = [end for panel in panels for kind in bars(panel) for _, _, end in kind]
    low, high = first.get_xlim()
    assert max(ends) - min(ends) > part * (high - low)


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
