"""Tables that others published: each rule is found by one call, and what is misprinted is named."""

import json
from decimal import Decimal
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


def by_year(given):
    """The fees of all years; a member without one is left out."""
    years = {year for fees in given["published"].values() for year in fees}
    return {year: column(given, year) for year in sorted(years)}


def test_a_key_that_moves_over_16_years_is_found_with_its_steps():
    given = table("de_regionalisierung_2016_2031")
    keys = given["drivers"]
    two = {"old": keys["pct_2016"], "new": keys["pct_2031"]}
    parts = [Fraction(each) for each in given["phase_in_weights"]]
    found = cs.infer(
        by_year(given), two, total=given["total"], models=["phased"], rounding="half_up"
    )
    best = found.best
    assert best.kind == "phased"
    moved = cs.Phased(
        before=cs.Proportional(driver="old"),
        after=cs.Proportional(driver="new"),
        start=2017,
        steps=parts[1:15],
    )
    assert best.model() == cs.RoundedShares(model=moved, places=4, method="each")
    # Shares of 4 decimals, and each amount rounded on its own.
    assert (best.places, best.rounding, best.unit) == (4, "half_up", Decimal("0.01"))
    # Both keys are published with 4 decimals, so the last one of 25 shares is not what they give.
    assert (best.almost, best.cells - len(best.differing)) == (True, 231)
    steps = [
        (each.by_rule - each.fee) * 10**6 / Decimal(given["total"][each.year])
        for each in best.differing
    ]
    assert {abs(round(each)) for each in steps} == {1, 2}
    assert "Shares in per cent are rounded to 4 decimals, then each amount on its own." in str(
        found
    )


def test_the_published_key_of_each_of_16_years_gives_every_amount():
    given = table("de_regionalisierung_2016_2031")
    # The columns pct_2016 to pct_2031 are one key.
    found = cs.infer(by_year(given), given["drivers"], models=["rate"])
    assert (found.best.drivers, len(found.read_as_one["pct"])) == (("pct",), 16)
    assert (found.best.exact, found.best.cells, found.best.years_before) == (True, 256, 0)
    for year, rates in found.best.parameters.items():
        assert abs(rates["rate"] - Fraction(given["total"][year]) / 100) < Fraction(1, 100)
    # The key does not change in the last year, which the fees cannot show.
    assert found.best.fits[-1].fitting == ("2031", "2030")


def test_a_rate_of_each_year_is_found_and_the_figure_that_is_cut_off():
    given = table("yvcog_2021_2023_part")
    fees = by_year(given)
    people = {name[-4:]: dict(own) for name, own in given["drivers"].items()}
    rates = dict(given["rates"])
    for year, (count, rate, fee) in given["yakima_city"].items():
        fees.setdefault(year, {})["Yakima"] = fee
        people.setdefault(year, {})["Yakima"] = count
        rates[year] = rate
    found = cs.infer(fees, {"population": people}, models=["rate", "tariff", "proportional"])
    best = found.best
    assert (best.kind, best.exact, best.years_before) == ("rate", True, 0)
    assert best.rounding == "half_up"
    others = {year: by_name["rate"] for year, by_name in best.parameters.items() if year != "2017"}
    assert others == {year: Fraction(rate) for year, rate in rates.items() if year != "2017"}
    (cell,) = best.cut_off
    assert (cell.year, cell.member, cell.fee, cell.by_rule) == ("2017", "Yakima", 42_968, 42_969)
    assert "Yakima, 2017: the fee 42 968 seems to be cut off, not rounded." in str(found)
    # A base and a rate for each year are more numbers than there are fees.
    assert found.rows[-1].kind == "tariff"
    assert "exact, but it fits any fees" in str(found)
