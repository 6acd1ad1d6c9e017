"""Which models made the fees of Norrbottens e-nämnd 2022, as far as the figures show."""

from fractions import Fraction

import pytest

import costshare as cs
from norrbotten_local import COUNTY, FEES, POPULATION


def test_populations_sum_to_the_printed_county_totals():
    assert POPULATION.sum().to_dict() == COUNTY


def found(pool, unit):
    """Flat shares to five places by year, for the years that reproduce a pool's fees."""
    inferences = {
        year: cs.infer_mixed(FEES[pool], POPULATION[year], unit=unit) for year in POPULATION
    }
    return {
        year: tuple(f"{float(end):.5f}" for end in each.flat_share)
        for year, each in inferences.items()
        if each.exact
    }


def test_utvecklare_follows_2019_and_nothing_else():
    assert found("utvecklare", 100) == {"2019": ("0.52347", "0.52378")}


def test_datacenter_follows_2018_or_2019():
    assert found("datacenter", 1200) == {
        "2018": ("0.48713", "0.48991"),
        "2019": ("0.49028", "0.49407"),
    }


def test_e_arkiv_follows_any_year_from_2017_to_2020():
    assert found("e_arkiv", 1000) == {
        "2017": ("0.01823", "0.03542"),
        "2018": ("0.02820", "0.04304"),
        "2019": ("0.03576", "0.04499"),
        "2020": ("0.04530", "0.04848"),
    }


def test_e_tjansteplattform_follows_no_year():
    assert found("e_tjansteplattform", 100) == {}


@pytest.mark.parametrize("year", list(COUNTY))
def test_gallivare_alone_contradicts_the_platform_s_fees(year):
    """Its population is near the mean, so its quota hardly depends on the flat share."""
    contradiction = cs.infer_mixed(
        FEES.e_tjansteplattform, POPULATION[year], unit=100
    ).contradiction
    assert contradiction.members == ("Gällivare",)
    assert contradiction.proof.holds()
    quotas = [
        cs.Mixed(flat_share=share, driver=year).quotas(
            {name: {year: int(count)} for name, count in POPULATION[year].items()}, 1_046_900
        )["Gällivare"]
        for share in (0, 1)
    ]
    assert max(quotas) < 75_400 - 100


@pytest.mark.parametrize(
    ("year", "others"), [("2017", "Kalix and Kiruna"), ("2018", "Kalix, Kiruna and Luleå")]
)
def test_gallivare_kalix_and_kiruna_contradict_all_the_others(year, others):
    """Gällivare by itself, the other two each with every one of the remaining twelve."""
    inference = cs.infer_mixed(FEES.e_tjansteplattform, POPULATION[year], unit=100)
    assert list(inference.conflicts.items())[:3] == [
        ("Gällivare", 13),
        ("Kalix", 12),
        ("Kiruna", 12),
    ]
    named = f"Gällivare contradicts all 13 other fees; {others} each contradict 12 of the 13 other"
    assert named in str(inference)


def test_no_price_list_gives_the_platform_s_fees_of_gallivare_and_kiruna_with_most_others():
    nearest = cs.infer_mixed(
        FEES.e_tjansteplattform, POPULATION["2018"], unit=100, rounding="nearest"
    )
    assert not nearest.exact
    assert nearest.contradiction.members == ("Arjeplog", "Gällivare", "Luleå")
    assert nearest.conflicts is None
    assert {"Gällivare", "Kiruna"} <= set(nearest.least_change.changes)


def test_the_nearest_mixed_model_of_the_platform_is_furthest_off_for_gallivare():
    least = cs.infer_mixed(FEES.e_tjansteplattform, POPULATION["2018"], unit=100).least_change
    assert least.model == cs.Mixed(flat_share="0.5818", driver="2018")
    assert len(least.changes) == least.at_least == 9
    assert next(iter(least.changes.items())) == ("Gällivare", (75_400, 74_300))
    assert least.changes["Kiruna"] == (83_300, 83_700)


def test_grundbelopp_is_flat():
    ranking = cs.infer(FEES.grundbelopp, POPULATION[["2018", "2019"]])
    assert ranking.best.model() == cs.Flat()
    assert ranking.best.exact
    assert not ranking.of("proportional", "2019").exact


def test_utvecklare_as_a_price_list_has_a_simple_base_and_rate():
    inference = cs.infer_mixed(FEES.utvecklare, POPULATION["2019"], unit=100, rounding="nearest")
    assert inference.simplest_point == (35_060, Fraction("1.785"))
    assert inference.reproduces(35_055, "1.785")
    # 49 447.81 for Älvsbyn, whose fee is 49 500.
    assert not inference.reproduces(35_050, "1.785")
    assert inference.vertices[3] == (Fraction(981_350, 28), Fraction(25, 14))
    assert inference.model() == cs.Tariff(base=35_060, rates={"2019": "1.785"})


def test_the_unit_is_deduced_and_two_reference_dates_remain_for_the_datacenter():
    ranking = cs.infer(FEES.datacenter, POPULATION, models=["flat", "proportional", "mixed"])
    assert [(row.kind, row.driver) for row in ranking.exact] == [
        ("mixed", "2018"),
        ("mixed", "2019"),
    ]
    assert ranking.best.inference.unit == 1200
    assert ranking.rows[0].exact_at == (1200,)
    assert 100 in ranking.rows[0].tried
    assert ranking.best.inference.left_out == ("Arvidsjaur",)
    assert str(ranking).startswith("2 of 11 candidates reproduce all 13 fees.")


def test_the_model_that_is_found_gives_the_published_fees():
    inference = cs.infer_mixed(FEES.utvecklare, POPULATION["2019"], unit=100)
    fees = cs.allocate(
        937_200,
        inference.model(),
        POPULATION,
        unit=100,
    ).to_frame()["fee"]
    assert fees.to_dict() == FEES.utvecklare.to_dict()
