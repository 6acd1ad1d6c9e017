"""Phased: a key that moves from one rule to another year by year."""

import json
from fractions import Fraction

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from facts_local import members, total_of
from regional_trains_local import KEYS, PARTS, YEARS

TWO = {"A": {"population": 1, "x": 2}, "B": {"population": 3, "x": 2}}
MOVE = {"before": cs.Flat(), "after": cs.PerCapita(), "start": 2023}


def in_year(facts, year):
    return Facts(facts, period=cs.Period.read(year))


SOME_RULES = st.sampled_from(
    [
        cs.Flat(),
        cs.PerCapita(),
        cs.Mixed(flat_share="1/3"),
        cs.Mixed(flat_amount="0.01"),
        cs.Tariff(base=3, rates={"population": "0.7"}),
        cs.Bounded(model=cs.PerCapita(), minimum_share="10%"),
        cs.Blend(parts=[("20%", cs.Flat()), ("80%", cs.PerCapita())]),
    ]
)
STEPS = st.lists(st.fractions(0, 1, max_denominator=20), min_size=1, max_size=5).map(sorted)


BOTH = st.tuples(SOME_RULES, SOME_RULES)


@given(members("population"), st.integers(1, 10**6), BOTH, STEPS, st.integers(2018, 2030))
def test_quotas_are_the_parts_of_both_rules(facts, total, rules, steps, year):
    before, after = rules
    model = cs.Phased(before=before, after=after, start=2020, steps=steps)
    part = 0 if year < 2020 else [*steps, *[1] * 20][year - 2020]
    old, new = (rule.quotas(facts, total) for rule in (before, after))
    quotas = model.quotas(in_year(facts, str(year)), total)
    assert quotas == {name: (1 - part) * old[name] + part * new[name] for name in old}
    assert total_of(quotas) == total


@given(members("population"), st.integers(1, 10**6), SOME_RULES, st.integers(2018, 2030))
def test_between_two_equal_rules_it_is_that_rule(facts, total, rule, year):
    model = cs.Phased(before=rule, after=rule, start=2020, years=7)
    assert model.quotas(in_year(facts, str(year)), total) == rule.quotas(facts, total)


@pytest.mark.parametrize(
    ("period", "part"),
    [
        ("2022", 0), ("2023", "1/4"), ("2024", "1/2"), ("2026", 1), ("2100", 1), ("0001", 0),
        ("2023-Q3", "1/4"), ("2024-02", "1/2"), ("2026-07-01/2027-06-30", 1),
        ("2021-07-01/2022-06-30", 0),
    ],
)  # fmt: skip
def test_equal_parts_by_year_and_by_periods_within_a_year(period, part):
    model = cs.Phased(**MOVE, years=4)
    assert model.part_in(cs.Period.read(period)) == Fraction(part)


def test_phases_may_begin_on_any_day_of_the_year():
    model = cs.Phased(**MOVE | {"start": "2023-07-01"}, steps=["25%", "25%", "50%"])
    years = ["2022/2023", "2023/2024", "2024/2025", "2025/2026", "2026/2027"]
    spans = [f"{a}-07-01/{b}-06-30" for a, b in (each.split("/") for each in years)]
    parts = [model.part_in(cs.Period.read(span)) for span in spans]
    assert parts == [0, Fraction(1, 4), Fraction(1, 4), Fraction(1, 2), 1]
    # Two equal parts: nothing changes on the day between them.
    assert model.part_in(cs.Period.read("2024")) == Fraction(1, 4)


def test_a_period_in_which_the_part_changes_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(100, cs.Phased(**MOVE, years=4), TWO, period="2023-07-01/2024-06-30")
    assert str(caught.value) == (
        "pool fee: the phase-in changes 2024-01-01, within 2023-07-01/2024-06-30; allocate "
        "2023-07-01/2023-12-31 and 2024-01-01/2024-06-30 each by itself, with the use, prices and "
        "totals of that part; or let its years begin with those of the agreement: "
        "start='2023-07-01'"
    )
    phased = cs.Phased(**MOVE | {"start": "2023-07-01"}, years=4)
    assert phased.part_in(cs.Period.read("2023-07-01/2024-06-30")) == Fraction(1, 4)


def test_a_year_from_a_leap_day_may_phase_in_from_the_day_before():
    days = "2024-02-29/2025-02-27"
    with pytest.raises(cs.CostshareError, match=r"the agreement: start='2023-02-28'$"):
        cs.allocate(100, cs.Phased(**MOVE, years=4), TWO, period=days)
    phased = cs.Phased(**MOVE | {"start": "2023-02-28"}, years=4)
    assert phased.part_in(cs.Period.read(days)) == Fraction(1, 2)


def test_a_quarter_in_which_the_part_changes_is_refused():
    with pytest.raises(cs.CostshareError, match=r"and totals of that part$"):
        cs.allocate(100, cs.Phased(**MOVE, years=4), TWO, period="2022-12-01/2023-02-28")


def test_a_phase_in_needs_a_period():
    with pytest.raises(cs.CostshareError, match="the phase-in has dates, and no period is given"):
        cs.allocate(100, cs.Phased(**MOVE, years=4), TWO)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "give years or steps; neither is given"),
        ({"years": 2, "steps": [1]}, "give years or steps; both are given"),
        (
            {"steps": ["50%", "25%"]},
            (
                "step 0.25 is less than the one before it, 0.5; list them in the order of the "
                "years, rising"
            ),
        ),
        ({"years": 0}, "years: 0 is not a number of years; write a whole number from 1 to 1000"),
        (
            {"years": True},
            "years: True is not a number of years; write a whole number from 1 to 1000",
        ),
        (
            {"years": 2, "start": "2024-02-29"},
            "start 2024-02-29 is a day that most years do not have; start a day earlier or later",
        ),
        (
            {"years": 1000, "start": 9000},
            (
                "1000 years from 9000-01-01 end after the year 9999; give an earlier start, or "
                "fewer years"
            ),
        ),
        (
            {"years": 2, "start": "2023-Q1"},
            "start: '2023-Q1' is not a date; write it as '2022-01-31'",
        ),
    ],
)  # fmt: skip
def test_a_phase_in_that_does_not_fit_is_refused(changes, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Phased(**MOVE | changes)
    assert str(caught.value) == f"Phased: {message}"


def test_amounts_of_both_rules_follow_an_index():
    class Own:
        def quotas(self, members, total=None):
            return {}

    model = cs.Phased(before=cs.Tariff(base=1), after=cs.Tariff(base=3), start=2022, years=2)
    index = {"index": {"2020-12-31": 1, "2021-12-31": 2}, "base": "2020-12-31"}
    indexed = cs.Indexed(model=model, **index, years_before=1, day="12-31")
    assert indexed.quotas(in_year(TWO, "2022")) == {"A": 4, "B": 4}
    assert isinstance(model.replace(after=Own()).times(Fraction(2)).after, Own)


@pytest.mark.parametrize("kind", ["toml", "json"])
@pytest.mark.parametrize("how", [{"years": 4}, {"steps": ["25%", "1/3", 1]}])
def test_it_is_saved_and_loaded(tmp_path, kind, how):
    board = cs.Agreement(
        name="x",
        period="2024",
        members=[cs.Member(name=name, **each) for name, each in {"A": {"population": 1}}.items()],
        pools=[cs.Pool(name="p", total=10, model=cs.Phased(**MOVE, **how))],
    )
    board.save(tmp_path / f"x.{kind}")
    assert cs.Agreement.load(tmp_path / f"x.{kind}") == board
    data = board.model_dump(mode="json", exclude_none=True)
    jsonschema.validate(json.loads(json.dumps(data)), cs.Agreement.json_schema())


def test_an_explanation_leads_through_both_rules():
    fees = cs.allocate(1000, cs.Phased(**MOVE, years=4), TWO, period="2024")
    text = str(fees.explain("B", "fee"))
    assert "equally, phased over 4 years from 2023-01-01 to: by population" in text
    assert "1. 50 % × flat: 500 × 1 / 2 (50 %) = 250" in text
    assert "2. 50 % × by population: 500 × 3 / 4 (75 %) = 375" in text
    assert "Fee: 625" in text


# --- a published table ----------------------------------------------------------------------------


def test_a_key_that_moved_over_fifteen_years():
    """German federal funds for regional trains: from the old key to the Kieler Schlüssel.

    The published keys have four decimals of a per cent. 231 of 256 are the exact key, rounded to
    the nearest; the others are at most 0.00025 from it, some so that a year sums to 100.
    """
    model = cs.Phased(
        before=cs.Proportional(driver="2016"),
        after=cs.Proportional(driver="2031"),
        start=2016,
        steps=PARTS,
    )
    keys = {land: {str(year): key for year, key in own.items()} for land, own in KEYS.items()}
    differences = []
    for year in YEARS:
        quotas = model.quotas(in_year(keys, year), 100)
        differences += [abs(quota - Fraction(KEYS[land][year])) for land, quota in quotas.items()]
    assert len(differences) == 256
    assert sum(each <= Fraction("0.00005") for each in differences) == 231
    assert max(differences) <= Fraction("0.00025")
