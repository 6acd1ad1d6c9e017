"""What a study says can be said in another language, all of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from comparisons_local import pairs
from criteria_local import SCENARIOS, judged
from masked import MASKED, words_not_said
from sweeps_local import cases, model_cases

BOARD = cs.Agreement(
    name="Board",
    period="2022",
    currency="SEK",
    members=[cs.Member(name="Boden", population=100), cs.Member(name="Kiruna", population=300)],
    pools=[cs.Pool(name="office", total=1000, model=cs.PerCapita())],
)
EQUAL = BOARD.replace(
    members=[cs.Member(name="Boden"), cs.Member(name="Kiruna")],
    pools=[cs.Pool(name="office", total=1000, model=cs.Flat())],
)
COMPARED = cs.compare(
    {
        "2022": EQUAL,
        "2023": cs.what_if(
            EQUAL,
            total={"office": 1200},
            leaving=["Boden"],
            joining=[cs.Member(name="Luleå")],
        ),
    }
)
SIMULATED = cs.simulate(BOARD, driver="population", spread="2.5%", seed=1, runs=1000)
BOTH = cs.Blend(parts=[("0.5", cs.PerCapita()), ("0.5", cs.Proportional(driver="pupils"))])
PUPILS = [member.replace(drivers={"pupils": 5}) for member in BOARD.members]
SWEPT = cs.sweep(1000, BOARD.members, currency="SEK")
GROWN = cs.paradoxes(
    100,
    {"A": 23_527, "B": 5_548, "C": 70_925},
    later={"A": 23_926, "B": 5_648, "C": 71_110},
    steps=1,
)
NAMES = [
    "office",
    "portal",
    "Xyzw",
    "Board",
    "Boden",
    "Kiruna",
    "Luleå",
    "SEK",
    "one",
    "other",
    "population",
]


@settings(max_examples=50)
@given(pairs)
def test_another_language_says_all_of_a_comparison(comparison):
    assert words_not_said(comparison, NAMES) == []
    assert words_not_said(comparison.rebased("other"), NAMES) == []


@settings(max_examples=50)
@given(judged())
def test_another_language_says_all_of_criteria(criteria):
    assert words_not_said(criteria, [*NAMES, *SCENARIOS, "office", *"ABCD"]) == []


@settings(max_examples=30)
@given(cases(), st.sampled_from([None, "SEK"]))
def test_another_language_says_all_of_a_sweep(case, currency):
    total, members, rules = case
    assert words_not_said(cs.sweep(total, members, currency=currency, **rules), NAMES) == []


@settings(max_examples=30)
@given(model_cases())
def test_another_language_says_all_of_a_sweep_between_models(case):
    total, members, models, rules = case
    names = [*NAMES, "pupils"]
    assert words_not_said(cs.sweep(total, members, between=models, **rules), names) == []


def test_another_language_says_all_of_a_simulation():
    assert words_not_said(SIMULATED, NAMES) == []
    several = cs.simulate(
        BOARD.replace(pools=[cs.Pool(name="office", total=9, model=BOTH)], members=PUPILS),
        spread={"population": "2%", "pupils": "3%"},
        seed=1,
        runs=1,
    )
    assert words_not_said(several, [*NAMES, "pupils"]) == []


@pytest.mark.parametrize("method", ["largest_remainder", "webster", "cumulative"])
@pytest.mark.parametrize(
    ("total", "weights", "search"),
    [
        (10, {"A": 6, "B": 6, "C": 2}, {"highest": 11}),
        (50, {"A": 99, "B": 214, "C": 487}, {"highest": 60, "joining": {"Xyzw": 116}}),
        (4, {"A": 1, "B": 1, "C": 5}, {"later": {"A": 3, "B": 1, "C": 6}, "steps": 1}),
        (100, {"A": 9, "B": 5}, {"later": {"A": 5, "B": 9}, "joining": {"Xyzw": range(1, 20)}}),
    ],
)
def test_another_language_says_all_of_a_search(total, weights, search, method):
    found = cs.paradoxes(total, weights, method=method, **search)
    assert words_not_said(found, NAMES) == []


def test_a_search_says_the_same_after_it_was_saved(tmp_path):
    GROWN.save(tmp_path / "search.json")
    again = cs.Paradoxes.load(tmp_path / "search.json")
    assert again == GROWN
    assert [MASKED(text)[:6] for text in again.searched.values()] == ["1 ¤¤¤¤"]
    assert again.to_text(lang="sv") == GROWN.to_text(lang="sv")


def test_data_of_a_search_without_what_its_texts_are_made_of_are_read_too():
    data = GROWN.to_dict()
    del data["words"]
    assert cs.Paradoxes.from_dict(data) == GROWN


@pytest.mark.parametrize("changed", [{"searched": {"population": "nowhere"}}, {"words": 5}])
def test_data_of_a_search_with_other_texts_are_refused(changed):
    with pytest.raises(cs.CostshareError, match="searched"):
        cs.Paradoxes.from_dict(GROWN.to_dict() | changed)


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (
            COMPARED,
            """\
Avgifter jämförda med 2022, SEK

         2022   2023  förändring
--------------------------------
Boden     500      –           –
Kiruna    500    600        +100
Luleå       –    600           –
--------------------------------
summa   1 000  1 200        +200

      lägst  högst  Gini  betalar mindre  betalar mer  oförändrat  tillkommer  utgår
------------------------------------------------------------------------------------
2022    500    500     0               0            0           2           0      0
2023    600    600     0               0            1           0           1      1

Totalbeloppen skiljer sig från 2022: 2023 +200.
2023: Boden utgår; Luleå tillkommer; totalbeloppet för office 1 200 i stället för 1 000.""",
        ),
        (
            SWEPT,
            """\
Avgifter efter lika del av 1 000 SEK, resten efter population

          0 %   25 %   50 %   75 %  100 %
-----------------------------------------
Boden     250    313    375    438    500
Kiruna    750    687    625    562    500
-----------------------------------------
summa   1 000  1 000  1 000  1 000  1 000""",
        ),
        (
            cs.sweep(1000, BOARD.members, between=(cs.Mixed(flat_share="0.4"), cs.Flat())),
            """\
Avgifter för 1 000, 40 % lika och resten efter population (0 %) till lika (100 %)

          0 %   25 %   50 %   75 %  100 %
-----------------------------------------
Boden     350    388    425    463    500
Kiruna    650    612    575    537    500
-----------------------------------------
summa   1 000  1 000  1 000  1 000  1 000""",
        ),
        (
            SIMULATED,
            """\
Avgifter om population avviker med upp till 2,5 %, 1 000 körningar, SEK

        i dag  lägst   5%  25%  50%  75%  95%  högst
----------------------------------------------------
Boden     250    242  244  247  250  253  256    258
Kiruna    750    742  744  747  750  753  756    758""",
        ),
        (
            GROWN,
            """\
befolkningsparadoxen, största rest, 1 steg från vikterna till de senare: 1 funnen

B växer med ≈ 1,80245 % och betalar 5 i stället för 6, medan \
A växer med ≈ 1,69592 % och betalar 24 i stället för 23.""",
        ),
    ],
)
def test_a_study_in_swedish(result, text):
    assert result.to_text(lang="sv") == text
