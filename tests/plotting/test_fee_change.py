"""The picture of a changed fee: a bar for each change that is not zero, and their sum."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

import costshare as cs
from boards_local import norrbotten
from fee_changes_local import with_changes
from looking_local import bars, drawn_alone, legible, row_names, texts

NOW, THEN = (cs.allocate(total, cs.Flat(), {"A": {}, "B": {}}, unit="0.5") for total in (10, 15.5))
CHANGE = cs.explain_change(NOW, THEN)


def test_each_change_has_a_bar_and_a_text():
    ax = CHANGE.plot(member="A")
    assert row_names(ax) == ["pool total", "rounding", "change"]
    assert texts(ax) == ["+2.75", "+0.25", "+3"]
    assert [(start, end) for ((_, start, end),) in bars(ax)] == [(0, 2.75), (2.75, 3), (0, 3)]
    assert ax.get_title("left") == "A pays 3.0 more for fee: 5.0 → 8.0"
    assert ax.get_xlabel() == "change of the fee"
    assert drawn_alone(ax)


def test_the_picture_speaks_swedish():
    ax = CHANGE.plot(member="A", lang="sv")
    assert row_names(ax) == ["totalbelopp", "avrundning", "förändring"]
    assert ax.get_title("left") == "A betalar 3,0 mer för fee: 5,0 → 8,0"


def test_one_member_need_not_be_named():
    assert texts(cs.explain_change(NOW, THEN, "B").plot())[-1] == "+2.5"
    with pytest.raises(cs.CostshareError, match=r"changes of 2 members .* name one"):
        CHANGE.plot()
    with pytest.raises(cs.CostshareError, match="unknown member 'C'"):
        CHANGE.plot(member="C")


def test_a_real_change_is_legible():
    board = norrbotten()
    rule = cs.Mixed(flat_share="0.25", driver="population_2018")
    pools = [
        pool.replace(total=984_100, model=rule) if pool.name == "utvecklare" else pool
        for pool in board.pools
    ]
    ax = cs.explain_change(board, board.replace(pools=pools), "Arjeplog").plot()
    assert texts(ax)[-1] == "-14 200"
    assert legible(ax) > 10


@settings(max_examples=10)
@given(with_changes())
def test_the_bars_follow_one_another_to_the_change(pair):
    change = cs.explain_change(*pair)
    member = change.members[0]
    before, after = (Fraction(fee or 0) for fee in change.fees(member))
    steps = [(start, end) for ((_, start, end),) in bars(change.plot(member=member))]
    assert [start for start, _ in steps] == pytest.approx(
        [0, *(end for _, end in steps[:-2]), 0][-len(steps) :]
    )
    assert steps[-1] == pytest.approx((0, float(after - before)))
