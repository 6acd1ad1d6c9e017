"""Tables that others published: each rule is found by one call, and what is misprinted is named."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

import costshare as cs

TABLES = Path(__file__).parent / "published"


def table(name):
    return json.loads((TABLES / f"{name}.json").read_text("utf-8"))


def column(given, name):
    return {member: fees[name] or None for member, fees in given["published"].items()}


def test_a_scale_times_one_amount_is_found_to_the_unit():
    fao = table("fao_1976_1977_part")
    found = cs.infer(column(fao, "gross"), fao["drivers"])
    rate = found.of("rate", "scale_pct")
    assert rate.exact
    assert rate.model() == cs.Tariff(rates={"scale_pct": fao["rate_per_pct"]})
    # A looser unit fits as well; the figures are those of the smallest one.
    assert rate.inference.unit == 1
    assert len(rate.exact_at) > 1
    assert "The unit is deduced from the fees" in str(found)


ASKED = [
    {},
    *({"rounding": each} for each in ("half_up", "half_even", "half_down")),
    *({"method": each} for each in ("largest_remainder", "webster", "huntington_hill")),
]


@pytest.mark.parametrize("asked", ASKED)
def test_misprints_are_named_whatever_rounding_was_asked_for(asked):
    fao = table("fao_1976_1977_part")
    ranking = cs.infer(column(fao, "net"), fao["drivers"], **asked)
    best = ranking.best
    assert "Guatemala: the fee is 332 636, and 32 636 by the rule" in str(ranking)
    assert not best.exact
    assert set(best.differing) == {"Greece", "Guatemala"}
    right = {name: fee for name, (_, fee) in best.inference.least_change.changes.items()}
    assert right == {"Greece": 334_519, "Guatemala": 32_636}


@pytest.mark.parametrize("year", ["2021", "2022", "2023"])
def test_a_rate_per_inhabitant_and_its_year_are_found(year):
    given = table("yvcog_2021_2023_part")
    fees = {member: fee for member, fee in column(given, year).items() if fee}
    drivers = {
        name: {member: by_member[member] for member in fees}
        for name, by_member in given["drivers"].items()
        if all(member in by_member for member in fees)
    }
    found = cs.infer(fees, drivers)
    rate = found.of("rate", f"population_{year}")
    assert rate.exact
    assert rate.model() == cs.Tariff(rates={f"population_{year}": given["rates"][year]})
    assert all(row.drivers[0] == f"population_{year}" for row in found.exact[:3])


def test_a_figure_that_was_cut_off_is_named_with_the_right_one():
    given = table("yvcog_2021_2023_part")
    rows = [(f"Yakima {year}", *row) for year, row in given["yakima_city"].items()]
    for city, by_year in given["published"].items():
        for year, fee in by_year.items():
            if fee:
                population = given["drivers"][f"population_{year}"][city]
                rows.append((f"{city} {year}", population, given["rates"][year], fee))
    fees = {name: fee for name, _, _, fee in rows}
    at_rate = {name: Fraction(people) * Fraction(rate) for name, people, rate, _ in rows}
    for some in (fees, dict(list(fees.items())[:6])):
        ranking = cs.infer(some, {"population_at_rate": {name: at_rate[name] for name in some}})
        rounder = ranking.of("rate", "population_at_rate").rounder
        assert rounder.model == cs.Tariff(rates={"population_at_rate": 1})
        assert rounder.changes == {"Yakima 2017": (42_968, 42_969)}
        assert "Yakima 2017: the fee is 42 968, and 42 969 by the rule" in str(ranking)
        assert cs.Ranking.from_dict(ranking.to_dict()) == ranking


def by_party(given):
    return {name: {"un_scale": given["drivers"]["un_scale"][name]} for name in given["members"]}


@pytest.mark.parametrize("year", ["2025", "2026"])
def test_a_scale_with_a_cap_for_some_and_a_fixed_fee_is_found(year):
    given = table("cbd_cop16_2025_2026")
    fees = column(given, year)
    asked = {} if year == "2025" else {"models": ["proportional", "rate", "mixed"]}
    best = cs.infer(fees, given["drivers"], **asked).best
    assert (best.kind, best.drivers) == ("rate", ("un_scale",))
    cap, fixed = best.bounds
    assert (cap.kind, len(cap.members), fixed.kind) == ("cap", 9, "fixed")
    assert fixed.members == ("European Union",)
    assert cap.lowest < Fraction(fees["Angola"]) < cap.highest
    # Liechtenstein has the same scale, and no cap.
    assert not cap.for_all
    assert set(best.differing) == {*cap.members, *fixed.members}
    made = cs.allocate(None, best.model(), by_party(given), rounding="half_up")
    assert made.member_totals == {party: int(fee) for party, fee in fees.items()}
    assert str(cap).startswith(f"9 members pay 1 {cap.fee - 1000} each, less than by the rule")


@pytest.mark.parametrize("year", [2016, 2019, 2024, 2031])
def test_the_key_of_each_year_is_found_among_those_of_several(year):
    given = table("de_regionalisierung_2016_2031")
    fees = column(given, str(year))
    drivers = {f"pct_{each}": given["drivers"][f"pct_{each}"] for each in (2016, 2019, 2024, 2031)}
    rate = cs.infer(fees, drivers, models=["proportional", "rate", "mixed"]).best
    assert rate.exact
    assert rate.drivers == (f"pct_{year}",)
