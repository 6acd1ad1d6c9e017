"""Tables of years in whatever shape they come, and what is refused."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs

FEES = {2021: {"A": 5447, "B": 2015, "C": 330}, 2022: {"A": 5669, "B": 2123, "C": 339}}
PEOPLE = {
    2020: {"A": 9_000, "B": 4155, "C": 999},
    2021: {"A": 11_230, "B": 4155, "C": 680},
    2022: {"A": 11_360, "B": 4255, "C": 680},
}
FOUND = cs.infer(FEES, {"people": PEOPLE}, models=["rate"])
PERIODS = {cs.Period.read(year): fees for year, fees in FEES.items()}

wide = pd.DataFrame(PEOPLE)
tidy = wide.stack().rename("people").rename_axis(["member", "year"]).reset_index()  # noqa: PD013
long = tidy.melt(["year", "member"], var_name="driver", value_name="figure")
of_years = {year: pd.DataFrame({"people": own}) for year, own in PEOPLE.items()}

SHAPES = {
    "a frame of fees": (pd.DataFrame(FEES), {"people": PEOPLE}),
    "a column of members": (pd.DataFrame(FEES).rename_axis("who").reset_index(), {"people": wide}),
    "years as text and numbers": ({"2021": FEES[2021], 2022.0: FEES[2022]}, {"people": PEOPLE}),
    "periods": (PERIODS, {"people": PEOPLE}),
    "first days": (
        {pd.Timestamp(year, 1, 1): fees for year, fees in FEES.items()},
        {"people": PEOPLE},
    ),
    "in another order": (dict(reversed(FEES.items())), {"people": wide[[2022, 2020, 2021]]}),
    "series": ({year: pd.Series(own) for year, own in FEES.items()}, {"people": PEOPLE}),
    "a frame of a driver": (FEES, {"people": wide}),
    "year, driver, member": (FEES, {year: {"people": own} for year, own in PEOPLE.items()}),
    "year and frame": (FEES, of_years),
    "columns year and member": (FEES, tidy),
    "columns year, member and driver": (FEES, long),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_fees_and_drivers_of_any_shape_are_read(shape):
    fees, drivers = SHAPES[shape]
    member = "who" if shape == "a column of members" else None
    if member:
        drivers = {"people": drivers["people"].rename_axis("who").reset_index()}
    assert cs.infer(fees, drivers, models=["rate"], member=member) == FOUND


def test_what_is_found_in_words_as_a_frame_and_as_data():
    assert FOUND.best.years_before == 0
    assert FOUND.best.reference_years["2022"] == {"people": "2022"}
    assert str(FOUND.best.parameters["2021"]["rate"]) == "97/200"
    frame = FOUND.to_frame()
    assert list(frame["year"]) == ["2021", "2022"]
    assert list(frame["parameters"]) == ["rate 97/200", "rate 499/1000"]
    data = FOUND.best.to_dict()
    assert (data["exact"], data["free"]) == (True, 2)
    # The proof that the same figures of another year give no rate is in the data.
    other = cs.infer(FEES, {"people": {2020: PEOPLE[2020]}}, models=["rate"]).best
    assert not other.exact
    evidence = other.to_dict()["fits"][0]["inference"]["contradiction"]
    assert evidence["conditions"]
    assert other.fits[0].inference.contradiction.proof.holds()
    with pytest.raises(cs.CostshareError, match="each year has a model of its own; pass one of"):
        FOUND.best.model()
    assert FOUND.best.model(2021) == cs.Tariff(rates={"people": "0.485"})
    with pytest.raises(cs.CostshareError, match="unknown year 2023"):
        FOUND.best.model(2023)


def test_a_member_without_a_fee_takes_no_part_in_that_year():
    fees = {2021: FEES[2021] | {"D": None}, 2022: FEES[2022] | {"D": 5}}
    people = {year: own | {"D": 10} for year, own in PEOPLE.items()}
    best = cs.infer(fees, {"people": people}, models=["rate"]).best
    assert [list(fit.fees) for fit in best.fits] == [["A", "B", "C"], ["A", "B", "C", "D"]]


def test_figures_of_one_year_for_all_and_later_ones():
    one = {"people": {2020: PEOPLE[2021]}}
    fees = dict.fromkeys((2021, 2022, 2023), FEES[2021])
    best = cs.infer(fees, one, models=["rate"]).best
    assert (best.exact, best.steady, best.years_before) == (True, True, None)
    assert "of 2020" in str(cs.infer(fees, one, models=["rate"]))
    # Later figures are looked at where there are no earlier ones.
    assert cs.infer(fees, {"people": {2024: PEOPLE[2021]}}, models=["rate"]).best.exact


@pytest.mark.parametrize(
    ("fees", "drivers", "more", "message"),
    [
        ({"x": FEES[2021]}, PEOPLE[2021], {}, "'x' in fees is not a year; write it like 2023"),
        (FEES, {"people": 5}, {}, "people is of type int; pass a mapping member -> number"),
        (FEES, {"people": {"A": -1}}, {}, "people of A is -1, below zero"),
        (FEES, {"people": {"Z": 1}}, {}, "unknown member of people, not in fees: 'Z'"),
        (FEES, {"people": PEOPLE}, {"total": 5}, "total is 5, and fees are of several years"),
        (FEES, {"people": PEOPLE}, {"total": {1999: 5}}, "unknown year in total: '1999'"),
        ({2021: {"A": "x"}}, {"people": PEOPLE}, {}, "fees of 2021: fee of A"),
        (FEES[2021], {"people": PEOPLE}, {}, "driver people has figures of several years"),
        (FEES, {"people": PEOPLE}, {"models": ["phased"]}, "no key moves between these drivers"),
        (
            FEES,
            {"q": dict.fromkeys("ABC", 1)},
            {"models": ["rounded_shares"]},
            "shares rounded first",
        ),
    ],
)
def test_what_is_refused_is_named_with_the_way_out(fees, drivers, more, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.infer(fees, drivers, **more)


def test_a_fee_off_the_stated_unit_is_a_misprint_with_its_own_amount():
    fees = {2021: {"A": 10, "B": 20, "C": 30, "D": 40}}
    fees[2022] = fees[2021] | {"D": "40.2"}
    found = cs.infer(fees, {"people": {"A": 1, "B": 2, "C": 3, "D": 4}}, unit=1)
    assert not found.best.exact
    (cell,) = found.best.differing
    assert (cell.year, cell.member, str(cell.fee), str(cell.by_rule)) == ("2022", "D", "40.2", "40")
    assert "D, 2022: the fee is 40.2, and 40 by the rule." in str(found)


def test_a_year_off_the_stated_unit_is_named():
    fees = {year: dict.fromkeys("ABCDEFG", 10) for year in (2021, 2022)}
    fees[2022] |= dict.fromkeys("ABCD", "10.5")
    message = "fees of 2022: fee of A 10.5 is not a multiple of unit 1; pass unit="
    with pytest.raises(cs.CostshareError, match=message):
        cs.infer(fees, {"people": dict.fromkeys("ABCDEFG", 1)}, unit=1)


@settings(max_examples=12)
@given(
    st.sampled_from(["proportional", "rate", "phased"]),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 11)), min_size=1, max_size=6),
    st.integers(1, 9),
)
def test_fees_off_the_stated_unit_are_the_misprints_or_are_refused(kind, places, tenths):
    """Up to three of a table are named with their own amounts; more of them are an error."""
    names = [f"m{at}" for at in range(12)]
    drivers = {
        "p": {name: 5 + at for at, name in enumerate(names)},
        "q": {name: 3 + at * at * 7 % 19 for at, name in enumerate(names)},
    }
    model = {
        "proportional": cs.Proportional(driver="p"),
        "rate": cs.Tariff(rates={"p": "7.3"}),
        "phased": cs.Phased(
            before=cs.Proportional(driver="p"),
            after=cs.Proportional(driver="q"),
            start="2022-01-01",
            years=2,
        ),
    }[kind]
    facts = {name: {key: each[name] for key, each in drivers.items()} for name in names}
    how = {"rounding": "half_up", "method": None if kind == "rate" else "each"}
    totals = {year: None if kind == "rate" else 10_000 + year for year in range(2021, 2025)}
    if kind == "proportional":
        how = {"method": "largest_remainder"}
    right = {
        year: cs.allocate(total, model, facts, period=str(year), **how).member_totals
        for year, total in totals.items()
    }
    wrong = {(2021 + year, names[at]) for year, at in places}
    fees = {
        year: {
            name: fee + Decimal(tenths) / 10 * ((year, name) in wrong) for name, fee in own.items()
        }
        for year, own in right.items()
    }
    given = {"models": [kind], "unit": 1, "total": None if kind == "rate" else totals}
    if len(wrong) > 3:
        year, name = min(wrong, key=lambda each: (each[0], names.index(each[1])))
        message = f"fees of {year}: fee of {name} {fees[year][name]} is not a multiple of unit 1; "
        with pytest.raises(cs.CostshareError, match=f"{message}pass unit=0.01"):
            cs.infer(fees, drivers, **given)
        return
    best = cs.infer(fees, drivers, **given).best
    named = {(int(cell.year), cell.member): (cell.fee, cell.by_rule) for cell in best.differing}
    assert named == {(year, name): (fees[year][name], right[year][name]) for year, name in wrong}
    best.check()


def test_a_forged_ranking_is_refused():
    data = FOUND.to_dict()
    data["rows"][0]["fits"][0]["model"]["rates"]["people"] = "0.5"
    with pytest.raises(cs.ConservationError, match="the model of 2021 does not give the fees"):
        cs.YearlyRanking.from_dict(data)
    with pytest.raises(cs.CostshareError, match="no rule is flat; there are: rate people"):
        FOUND.of("flat")
