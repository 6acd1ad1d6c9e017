"""The texts and the table of the page, without a browser."""

from dataclasses import replace
from fractions import Fraction

import pytest

import costshare as cs
import page
from explorer_local import board
from scenario import Today, consider


def shared(total, unit=1, names=("A <i>", "B & C")):
    agreement = cs.Agreement(
        name="Two",
        period="2022",
        currency="SEK",
        members=[cs.Member(name=name, population=size) for size, name in enumerate(names, 1)],
        pools=[cs.Pool(name="office", total=total, unit=unit, model=cs.PerCapita())],
    )
    return Today.of(agreement, "office")


def table(today, **settings):
    proposed = consider(today, replace(today.settings, **settings))
    return page.fee_table(proposed, dict.fromkeys(today.members, "[switch]"), today.members[0])


def test_names_are_text_and_never_markup():
    now = shared(300)
    assert "<th>A &lt;i&gt;</th>" in table(now)
    assert 'data-member="B &amp; C"' in table(now)
    assert " equally and the rest by " in page.working(consider(now, now.settings), "A <i>")


@pytest.mark.parametrize(
    ("total", "unit", "said"),
    [
        (300, 1, "Sum of the fees 300 = total 300 SEK. Members that pay more: 0, less: 0, "),
        (-100, "0.01", "Sum of the fees -100.00 = total -100.00 SEK. "),
        (10**20, 1, "Sum of the fees 100 000 000 000 000 000 000 = total 100 000 000 000 000 000 "),
        (0, 1, "Sum of the fees 0 = total 0 SEK. "),
    ],
)
def test_sum_and_total_are_written_alike(total, unit, said):
    now = shared(total, unit)
    assert said in page.verdict(consider(now, now.settings))


def test_a_row_has_both_fees_the_change_and_a_bar_to_its_side():
    rows = table(shared(300), flat_share=Fraction(1)).split("</tr>")
    assert (
        "<td>100</td><td>150</td><td>+50</td><td>+50.0</td><td>150.00</td>"
        '<td><div class="bar"><div class="more" style="width: 50.00%"></div></div></td>'
    ) in rows[1]
    assert "<td>200</td><td>150</td><td>-50</td><td>-25.0</td><td>75.00</td>" in rows[2]
    assert '<div class="less" style="width: 50.00%">' in rows[2]
    assert "<th>sum</th><td>300</td><td>300</td><td>0</td>" in rows[3]


def test_who_leaves_has_no_change_and_no_bar():
    rows = table(shared(300), members=("B & C",)).split("</tr>")
    dashes = "<td>–</td><td>leaves</td><td>–</td><td>–</td><td></td>"
    assert f"<td>100</td>{dashes}" in rows[1]


def test_where_nothing_can_be_done_today_s_fees_and_the_switches_stay():
    rows = table(shared(300), members=()).split("</tr>")
    assert "<td>[switch]</td><th>A &lt;i&gt;</th><td>100</td><td>–</td><td>–</td>" in rows[1]
    assert "<th>sum</th><td>300</td><td>–</td><td>–</td>" in rows[3]


def test_the_heads_of_the_bars_are_two_words_apart():
    assert "<span>pays less</span> <span>pays more</span>" in table(shared(300))


def test_who_takes_no_part_in_this_pool_is_said_to_take_no_part_in_this_pool():
    now = shared(300)
    proposed = consider(now, replace(now.settings, members=("B & C",)))
    assert ">A &lt;i&gt; takes no part in office under this proposal, and pays nothing.<" in (
        page.working(proposed, "A <i>")
    )


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (None, None, "no bound"),
        (Fraction(1000), None, "1 000 at least"),
        (None, Fraction(5000), "5 000 at most"),
        (Fraction(1000), Fraction(5000), "1 000 to 5 000"),
    ],
)
def test_the_bounds_are_said_in_words(least, most, said):
    settings = replace(shared(300).settings, minimum=least, maximum=most)
    assert page.fees_allowed(settings) == said


def test_a_rule_that_the_controls_cannot_set_is_named():
    assert page.starting_point(Today.of(board(), "utvecklare")) == ""
    assert page.starting_point(Today.of(board(), "raddningstjanst")) == (
        "<p>Today's fees follow another rule (fixed). The proposal starts at a flat share of "
        "50 %.</p>"
    )
