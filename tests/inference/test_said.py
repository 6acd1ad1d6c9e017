"""What an inference says can be said in another language, all of it."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import ROUNDINGS
from costshare.inference._words import most_conflicts
from inferred_local import KNOWN, model_fees, shares, tariff_fees, tie_rules
from masked import MASKED, words_left, words_not_said

DRIVER, OTHER = "Xyzw", "Zyx"
NAMES = [DRIVER, OTHER, "member"]

drivers = st.lists(st.integers(0, 50), min_size=1, max_size=5).filter(any)


def same_length(column, most):
    size = len(column)
    return st.lists(st.integers(0, most), min_size=size, max_size=size).filter(any)


@st.composite
def mixed(draw):
    """Fees that a model made, or any; of a total that is known or not."""
    driver, method, ties = draw(drivers), draw(st.sampled_from(KNOWN)), draw(tie_rules)
    kind = draw(st.sampled_from(["made", "any", "any", "of another total"]))
    fees = draw(same_length(driver, 40))
    if kind == "made":
        fees = model_fees(draw(st.integers(1, 60)), driver, draw(shares), method, ties)
        assume(fees is not None)
    total = sum(fees) + draw(st.sampled_from([-1, 0, 1])) if kind == "of another total" else None
    rules = {"method": method, "ties": ties, "total": total or None}
    return cs.infer_mixed(fees, driver, driver_name=DRIVER, **rules)


@st.composite
def price_lists(draw):
    """Fees of a price list, or any."""
    driver, rounding = draw(drivers), draw(st.sampled_from([*ROUNDINGS]))
    fees = draw(same_length(driver, 40))
    if draw(st.booleans()):
        fees = tariff_fees(draw(st.integers(1, 9)), draw(st.integers(0, 9)), driver, rounding)
    return cs.infer_mixed(fees, driver, rounding=rounding, driver_name=DRIVER)


@st.composite
def columns(draw):
    """Fees, and two drivers."""
    fees = draw(same_length(draw(drivers), 40))
    return fees, {name: draw(same_length(fees, 4)) for name in (DRIVER, OTHER)}


@settings(max_examples=80)
@given(mixed())
def test_another_language_says_all_of_an_inference(inference):
    assert words_not_said(inference, NAMES) == []


@settings(max_examples=30)
@given(price_lists())
def test_another_language_says_all_of_a_price_list(inference):
    assert words_not_said(inference, NAMES) == []


@settings(max_examples=10)
@given(columns(), st.sampled_from(["listed", "error"]))
def test_another_language_says_all_of_a_ranking(case, ties):
    fees, by_name = case
    assert words_not_said(cs.infer(fees, by_name, ties=ties), NAMES) == []
    assert words_not_said(cs.infer_blend(fees, by_name, ties=ties), NAMES) == []


@pytest.mark.parametrize(
    "inference",
    [
        cs.infer_mixed([None, 4, 5, 9], [1, 1, 8, 20], driver_name=DRIVER),
        cs.infer_mixed([1, 3], [1, 3], driver_name=DRIVER),
        cs.infer_mixed([3, 1, 6], [1, 1, 8], method="cumulative", driver_name=DRIVER),
        cs.infer_mixed([40, 40, 120], [1, 2, 3], unit=10, driver_name=DRIVER),
        cs.infer_mixed([0, 10], [3, 1], method="webster", driver_name=DRIVER),
        cs.infer_mixed([2, 3], [1, 1], driver_name=DRIVER, ties="error"),
        cs.infer_mixed([300, 500], [100, 200]),
        cs.infer_mixed([5, 5], [1, 0], rounding="down", driver_name=DRIVER),
        cs.infer([5, 4], {DRIVER: [1, 1]}).of("proportional", DRIVER).inference,
        cs.infer([5, 5], {DRIVER: [1, 1]}).of("flat").inference,
        cs.infer([5, 9], {DRIVER: [1, 1]}, models=["per_capita"]).best.inference,
        cs.infer([33_300, 66_700], {DRIVER: [1, 2]}, models=["rounded_shares"]).best.inference,
        cs.infer([16_700, 33_300, 50_000], {DRIVER: [1, 2, 3]}).best.inference,
    ],
)
def test_another_language_says_each_case(inference):
    assert words_not_said(inference, NAMES) == []


@pytest.mark.parametrize(
    "counts", [{"A": 3, "B": 1, "C": 1, "D": 1}, {"A": 1, "B": 1}, dict.fromkeys("ABCDEFGH", 3)]
)
def test_another_language_says_which_fees_contradict(counts):
    assert words_left(MASKED(most_conflicts(counts))) == []


def test_a_contradiction_in_swedish():
    fees = {"Boden": 40, "Kiruna": 40, "Luleå": 120}
    driver = {"Boden": 1, "Kiruna": 2, "Luleå": 3}
    inference = cs.infer_mixed(fees, driver, unit=10, driver_name="invånare")
    again = cs.Inference.from_dict(inference.to_dict())
    assert again.to_text(lang="sv") == inference.to_text(lang="sv")
    assert (
        inference.to_text(lang="sv")
        == """\
Blandad: en lika del, resten efter invånare
3 avgifter, totalt 200, i enheter om 10, enligt största rest

Ingen lika del från 0 % till 100 % återger alla 3 avgifter.

Totalbeloppet antas vara avgifternas summa. En feltryckt avgift skulle ändra varje kvot; \
ange total= om beloppet är känt.

Motsägelse: Luleå (120) kräver en lika del under -30 %: vid en högre gäller att avgiften \
skulle ligga 10 eller mer från kvoten. En lika del är minst 0 %.

Kiruna och Luleå motsäger var för sig båda de andra avgifterna.

Med den lika delen 20 % stämmer 1 av 3 avgifter, och fler kan inte stämma. Dessa avviker:

        avgift  modell  skillnad
--------------------------------
Kiruna      40      70        30
Luleå      120      90       -30"""
    )


SOME = "största rest, Websters metod och 1 till"


def test_a_ranking_in_swedish():
    drivers = {"2018": {"A": 1, "B": 2}, "2019": {"A": 1, "B": 3}}
    fees, models = {"A": 3400, "B": 6600}, ["proportional", "mixed"]
    every = cs.infer(fees, drivers, models=models, unit=200).to_text(lang="sv")
    assert [re.split(" {2,}", line) for line in every.splitlines()[4:8]] == [
        ["proportionell", "2018", "200", "alla prövade", "exakt"],
        ["blandad", "2018", "200", SOME, "lika del 0 % till 10 %"],
        ["blandad", "2019", "200", SOME, "lika del 32 % till 40 %"],
        ["proportionell", "2019", "200", "största rest", "2 avgifter avviker", "17,83 %"],
    ]
    assert every.splitlines()[0] == "3 av 4 kandidater återger alla 2 avgifter."
    ranking = cs.infer(fees, drivers, models=models, unit=200, method="largest_remainder")
    assert (
        ranking.to_text(lang="sv")
        == """\
3 av 4 kandidater återger alla 2 avgifter.

modell         fördelningsnyckel  enhet    avrundning                 resultat  skillnad i medeltal
---------------------------------------------------------------------------------------------------
proportionell               2018    200  största rest                    exakt
blandad                     2018    200  största rest   lika del 0 % till 10 %
blandad                     2019    200  största rest  lika del 32 % till 40 %
proportionell               2019    200  största rest       2 avgifter avviker              17,83 %

Prövade enheter: 200.

Att en modell återger avgifterna visar inte att den har använts: även andra kan ge dem."""
    )


YEARS = (2021, 2022, 2023, 2024)
PEOPLE = {"X": 93_410, "Y": 41_550, "Z": 6_808}


def of_years(fees, **given):
    """A ranking of the same fees in each year, but for what is given."""
    named = {year: dict(zip(PEOPLE, each, strict=True)) for year, each in fees.items()}
    return cs.infer(named, {DRIVER: PEOPLE, OTHER: dict.fromkeys(PEOPLE, 1)}, **given)


def yearly():
    by_rate = dict.fromkeys(YEARS, (46705, 20775, 3404))
    cut_off = {"Z": {2021: 40, 2022: 45, 2023: 42_968, 2024: 50}}
    people = {2021: {"Z": 100}, 2022: {"Z": 100}, 2023: {"Z": 93_410}, 2024: {"Z": 100}}
    cut = {year: {name: own[year] for name, own in cut_off.items()} for year in YEARS}
    yield cs.infer(cut, {DRIVER: people}, models=["rate", "flat"])
    yield of_years(by_rate, models=["rate", "mixed"])
    yield of_years(by_rate | {2023: (46_705, 20_775, 3_440)}, models=["rate", "tariff", "keys"])
    shares = {2021: (60, 30, 10), 2022: (53, 31, 16), 2023: (43, 32, 25), 2024: (34, 33, 33)}
    amounts = {year: [10**4 * each for each in own] for year, own in shares.items()}
    yield of_years(amounts, models=["phased"], total=dict.fromkeys(YEARS, 10**6))


def test_another_language_says_all_of_a_ranking_of_years():
    said = ("seems to be cut off", "exact", "Z, 2023: the fee is 3 440", "rounded to 0 decimals")
    for ranking, words in zip(yearly(), said, strict=True):
        assert words in str(ranking)
        assert words_not_said(ranking, [*NAMES, *PEOPLE]) == []
