"""What a study says can be said in another language, all of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from analysis.test_compare_laws import pairs
from analysis.test_sweep_laws import cases
from masked import MASKED, words_not_said

NAMES = ["Xyzw", "Board", "one", "other", "population"]


@settings(max_examples=50)
@given(pairs)
def test_another_language_says_all_of_a_comparison(comparison):
    assert words_not_said(comparison, NAMES) == []
    assert words_not_said(comparison.rebased("other"), NAMES) == []


@settings(max_examples=30)
@given(cases(), st.sampled_from([None, "SEK"]))
def test_another_language_says_all_of_a_sweep(case, currency):
    total, members, rules = case
    swept = cs.sweep(total, members, currency=currency, **rules)
    assert words_not_said(swept, [*NAMES, "SEK"]) == []


@pytest.mark.parametrize("runs", [1, 3])
def test_another_language_says_all_of_a_simulation(runs):
    simulation = cs.simulate(BOARD, driver="population", spread="2.5%", seed=1, runs=runs)
    assert words_not_said(simulation, NAMES) == []


@pytest.mark.parametrize("method", ["largest_remainder", "webster"])
def test_another_language_says_all_of_a_search(method):
    for search in (
        {"highest": 60, "joining": {"Xyzw": 116}},
        {"highest": 51, "later": {"A": 198, "B": 300, "C": 480}, "steps": 1},
        {"later": {"A": 110, "B": 214, "C": 500}, "joining": {"Xyzw": range(100, 120)}},
    ):
        found = cs.paradoxes(50, {"A": 99, "B": 214, "C": 487}, method=method, **search)
        assert words_not_said(found, NAMES) == []


BOARD = cs.Agreement(
    name="Board",
    period="2022",
    currency="SEK",
    members=[cs.Member(name="Boden", population=100), cs.Member(name="Kiruna", population=300)],
    pools=[cs.Pool(name="office", total=1000, model=cs.PerCapita())],
)
GROWS = {
    "total": 300,
    "weights": {"A": 1786, "B": 5420, "C": 60_000},
}
