"""Which flat shares reproduce published fees."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt

import costshare as cs
from boards_local import AGREEMENT
from looking_local import canvas, drawn_alone, legible, row_names, texts, ticks


def table(name):
    path = AGREEMENT.parent / name
    return pd.read_csv(path, index_col="municipality", dtype_backend="numpy_nullable")


@pytest.fixture(scope="module")
def archive():
    return cs.infer(table("fees_2022.csv")["e_arkiv"], table("population.csv"), models=["mixed"])


@pytest.fixture(scope="module")
def platform():
    fees = table("fees_2022.csv")["e_tjansteplattform"]
    return cs.infer(fees, table("population.csv"), models=["mixed", "flat"], unit=100)


def test_each_year_that_fits_has_a_line_from_its_lowest_to_its_highest_share(archive):
    ax = cs.plotting.flat_shares(archive)
    assert row_names(ax) == ["2017", "2018", "2019", "2020", "2023"]
    for place, line in enumerate(ax.lines):
        low, high = archive.of("mixed", row_names(ax)[place]).inference.flat_share
        assert tuple(line.get_xdata()) == (float(low), float(high))
        assert list(line.get_ydata()) == [place, place]
    assert len(ax.lines) == 4
    assert drawn_alone(ax)


def test_the_shares_stand_beside_and_what_does_not_fit_says_so(archive):
    ax = cs.plotting.flat_shares(archive)
    assert texts(ax)[0] == "≈ 1.823 % to ≈ 3.542 %"
    assert texts(ax)[-1] == "almost: 2 fees differ (Kalix, Luleå)"
    assert len(texts(ax)) == 5
    assert ax.get_xlabel() == "flat share"
    assert "2 %" in ticks(ax.xaxis)
    assert legible(ax) > 10


def test_the_axis_ends_with_the_lines_and_never_leaves_0_to_100_per_cent(archive, platform):
    low, high = cs.plotting.flat_shares(archive).get_xlim()
    assert 0.016 < low < 0.0183
    assert 0.0484 < high < 0.051
    assert cs.plotting.flat_shares(platform).get_xlim() == (0, 1)


def test_where_nothing_fits_each_says_how_many_fees_differ(platform):
    ax = cs.plotting.flat_shares(platform)
    assert ax.lines[:] == []
    assert all(text.endswith(" fees differ") for text in texts(ax))
    assert len(texts(ax)) == 5
    assert legible(ax)


def test_a_single_share_is_a_mark_too():
    fees = {"A": 400, "B": 600}
    ranking = cs.infer(fees, {"d": {"A": 1, "B": 3}}, models=["mixed"], unit=1)
    ax = cs.plotting.flat_shares(ranking)
    assert len(ax.lines) == 1
    assert ax.lines[0].get_marker() == "|"
    low, high = ax.get_xlim()
    assert low < float(ranking.best.flat_share[0]) <= high


def test_ranking_draws_itself_and_given_axes_come_back(archive):
    ax = canvas()
    assert archive.plot(ax) is ax
    assert plt.get_fignums() == []


def test_other_models_have_no_flat_share(platform):
    ranking = cs.infer({"A": 1, "B": 1}, {"d": {"A": 1, "B": 1}}, models=["flat", "proportional"])
    with pytest.raises(cs.CostshareError) as error:
        cs.plotting.flat_shares(ranking)
    assert str(error.value) == (
        "no candidate is a mixed model, and flat, proportional have no flat share; "
        "infer 'mixed' too"
    )
    with pytest.raises(
        cs.CostshareError, match=r"draws one Ranking, not a value of type Candidate"
    ):
        cs.plotting.flat_shares(platform.best)
