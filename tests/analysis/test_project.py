"""Several years: the laws of a projection, against allocations year by year."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.testing import agreements
from regional_trains_local import AMOUNTS, KEYS, YEARS

few = settings(max_examples=max(25, settings().max_examples * 3 // 10))

POPULATION = {"A": 2_000, "B": 7_000, "C": 21_000}


def board(*pools, period="2022", **fields):
    members = [cs.Member(name=name, population=count) for name, count in POPULATION.items()]
    fields = {"name": "Board", "members": members} | fields
    return cs.Agreement(period=period, pools=pools or [office()], **fields)


def office(**fields):
    return cs.Pool(
        **{"name": "office", "total": 90_000, "unit": 100, "model": cs.PerCapita()} | fields
    )


def people(**by_member):
    return {"population": by_member}


FIGURES = st.dictionaries(
    st.sampled_from(["2022", 2023, "2024", 2025]),
    st.dictionaries(st.sampled_from("ABC"), st.integers(1, 10**5), max_size=3).map(
        lambda own: people(**own)
    ),
)
CHANGES = st.sampled_from([None, "2%", "-1.5%", "0.033"])
RULES = st.sampled_from(
    [
        cs.PerCapita(),
        cs.Mixed(flat_share="0.4"),
        cs.Phased(before=cs.Flat(), after=cs.PerCapita(), start=2023, years=3),
        cs.Damped(model=cs.PerCapita(), previous=dict.fromkeys("ABC", 30_000), max_increase="30%"),
        cs.Bounded(
            model=cs.Damped(model=cs.PerCapita(), previous={"A": 9_000}, max_increase="40%"),
            maximum=88_000,
        ),
    ]
)


# --- laws -----------------------------------------------------------------------------------------


@few
@given(agreements(), st.integers(2018, 2030))
def test_one_year_is_the_allocation_of_that_year(agreement, year):
    start = agreement.replace(period=str(year))
    fees = answer(start.allocate)
    plan = answer(lambda: cs.project(start, years=[year]).allocations[year])
    assert plan == (f"year {year}: {fees}" if isinstance(fees, str) else fees)


def answer(call):
    """The fees as data, or what the error says."""
    try:
        return call().to_dict()
    except cs.CostshareError as error:
        return str(error)


@given(FIGURES, RULES)
def test_every_year_is_an_allocation_of_its_own(figures, model):
    given_figures = {str(year): own["population"] for year, own in figures.items()}
    plan = cs.project(board(office(model=model)), years=[2023, 2024, 2025], drivers=figures)
    known, previous = dict(POPULATION), None
    for year in ("2022", "2023", "2024", "2025"):
        known |= given_figures.get(year, {})
        rule = model
        if previous is not None and model.kind == "damped":
            rule = model.replace(previous=previous)
        if previous is not None and model.kind == "bounded":
            rule = model.replace(model=model.model.replace(previous=previous))
        own = board(
            office(model=rule),
            period=year,
            members=[cs.Member(name=name, population=count) for name, count in known.items()],
        )
        fees = own.allocate()
        assert plan.allocations[year].to_dict() == fees.to_dict()
        previous = fees.member_totals


@few
@given(FIGURES, RULES, CHANGES, st.booleans())
def test_changes_effects_and_sums_agree(figures, model, change, with_baseline):
    agreement = board(office(model=model), cs.Pool(name="it", total=7, model=cs.Flat()))
    baseline = board(office(model=cs.Flat()), name="today") if with_baseline else None
    plan = cs.project(
        agreement,
        years=[2023, 2024, 2025],
        drivers=figures,
        total_change=change,
        baseline=baseline,
    )
    for pool in (None, "office", "it"):
        fees = plan.fees(pool)
        assert fees.diff(axis=1).iloc[:, 1:].astype(int).equals(plan.changes(pool).astype(int))
        totals = [each.total if pool is None else each.pool(pool).amount
                  for each in plan.allocations.values()]  # fmt: skip
        assert list(plan.changes(pool).sum()) == [
            later - first for first, later in pairwise(totals)
        ]
        base = fees["2022"]
        if baseline is None:
            effects = fees.iloc[:, 1:].sub(base, axis=0)
        else:
            other = [
                each.pool(pool).fees if pool == "office" else {} if pool else each.member_totals
                for each in plan.baseline.values()
            ]
            effects = fees - pd.DataFrame(other, index=plan.years).T.reindex(fees.index).fillna(0)
        assert plan.effects(pool).astype(int).equals(effects.astype(int))
        assert plan.cumulated(pool).astype(int).equals(effects.astype(int).cumsum(axis=1))
    plan.check()


@given(FIGURES, st.randoms())
def test_the_order_of_figures_does_not_matter(figures, random):
    years = list(figures.items())
    random.shuffle(years)
    one, other = (
        cs.project(board(), years=[2023, 2024, 2025], drivers=each)
        for each in (figures, dict(years))
    )
    assert one == other


@given(
    st.lists(st.lists(st.integers(1, 10**5), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(5, 40),
    st.integers(0, 30),
)
def test_chained_damping_holds_its_bounds_in_every_year(counts, rise, fall):
    model = cs.Damped(
        model=cs.PerCapita(),
        previous=dict.fromkeys("ABC", 30_000),
        max_increase=f"{rise}%",
        max_decrease=f"{fall}%",
    )
    years = range(2023, 2023 + len(counts))
    figures = {
        year: people(**dict(zip("ABC", own, strict=True)))
        for year, own in zip(years, counts, strict=True)
    }
    plan = cs.project(board(office(model=model, unit=1)), years=years, drivers=figures)
    fees = plan.fees().astype(int)
    for before, year in pairwise(plan.years):
        for name in "ABC":
            old, new = int(fees.loc[name, before]), int(fees.loc[name, year])
            assert new <= old * Fraction(100 + rise, 100)
            assert new >= old * Fraction(100 - fall, 100)


# --- totals ---------------------------------------------------------------------------------------


def test_totals_stay_until_a_year_that_has_another():
    plan = cs.project(board(), years=[2023, 2024, 2025], totals={2024: {"office": 100_000}})
    assert list(plan.to_frame("year")["total"]) == [90_000, 90_000, 100_000, 100_000]


def test_a_yearly_change_is_compounded_exactly_and_rounded_in_each_year():
    plan = cs.project(board(), years=range(2023, 2027), total_change="0.3%")
    exact = [90_000 * Fraction("1.003") ** place for place in range(5)]
    rounded = [int(each / 100 + Fraction(1, 2)) * 100 for each in exact]
    assert list(plan.to_frame("year")["total"]) == rounded
    given_later = cs.project(
        board(), years=[2023, 2024], total_change={"office": "10%"}, totals={2023: {"office": 100}}
    )
    assert list(given_later.to_frame("year")["total"]) == [90_000, 100, 100]
    assert given_later.allocations["2024"].pool("office").total == 100  # 110, in hundreds


def test_a_change_goes_on_over_years_that_are_not_projected():
    plan = cs.project(board(), years=[2024], total_change="10%")
    assert list(plan.to_frame("year")["total"]) == [90_000, 108_900]


def test_totals_follow_an_index():
    index = {2022: "112.5", "2023": 117, "2024": "112.5"}
    plan = cs.project(board(), years=[2023, 2024], index=index)
    assert list(plan.to_frame("year")["total"]) == [90_000, 93_600, 90_000]
    assert plan == cs.project(board(), years=[2023, 2024], index=pd.Series(index))


def test_a_version_with_another_total_begins_a_new_course():
    pool = office(versions=[cs.Version(since="2024-01-01", total=50_000, model=cs.Flat())])
    plan = cs.project(board(pool), years=[2023, 2024, 2025], total_change="10%")
    assert list(plan.to_frame("year")["total"]) == [90_000, 99_000, 50_000, 55_000]
    assert sorted(plan.fees()["2024"]) == [16_600, 16_700, 16_700]  # shared equally


def test_agreed_amounts_and_prices_have_no_change():
    pools = [
        cs.Pool(name="agreed", model=cs.Fixed(amounts={"A": 5, "B": 5, "C": 5})),
        cs.Pool(name="priced", model=cs.Tariff(base=10)),
        office(),
    ]
    plan = cs.project(board(*pools), years=[2023], total_change="10%")
    assert plan.allocations[2023].pool_totals == {"agreed": 15, "priced": 30, "office": 99_000}


def test_a_published_table_of_sixteen_years():
    """256 of 256 amounts: an exact total that grows by 1.8 % a year, and a key of each year."""
    members = [cs.Member(name=land, drivers={"key": key[2016]}) for land, key in KEYS.items()]
    pool = cs.Pool(
        name="trains",
        total=8 * 10**9,
        unit="0.01",
        method="each",
        model=cs.Proportional(driver="key"),
    )
    funds = cs.Agreement(name="RegG", period="2016", currency="EUR", members=members, pools=[pool])
    keys = {year: {"key": {land: key[year] for land, key in KEYS.items()}} for year in YEARS}
    plan = cs.project(funds, years=YEARS, drivers=keys, total_change="1.8%")
    for year in YEARS:
        fees = plan.allocations[year].member_totals
        assert {land: str(fee) for land, fee in fees.items()} == {
            land: amounts[year] for land, amounts in AMOUNTS.items()
        }


# --- what follows the year ------------------------------------------------------------------------


def test_members_join_and_leave_and_a_damped_fee_follows_their_days():
    members = [
        cs.Member(name="A", population=100),
        cs.Member(name="B", population=100, joined="2023-07-02"),
        cs.Member(name="C", population=100, left="2024-06-30"),
    ]
    model = cs.Damped(model=cs.PerCapita(), previous={"A": 400}, max_increase="0%")
    free = cs.project(
        board(office(unit=1, total=1000, model=cs.PerCapita()), members=members), years=[2023, 2024]
    )
    assert list(free.fees().isna().loc["B"]) == [True, False, False]
    assert free.changes().loc["B", "2023"] == free.fees().loc["B", "2023"]
    damped = board(office(unit=1, total=800, model=model), members=members[:2], period="2022")
    with pytest.raises(cs.CostshareError, match=r"^year 2022: pool office: the maxima let the mem"):
        cs.project(damped, years=[2023])
    prices = cs.Damped(
        model=cs.Tariff(rates={"population": "3.66"}), previous={"A": 366}, max_increase="0%"
    )
    plan = cs.project(
        board(office(unit=1, total=None, model=prices), members=members),
        years=[2023, 2024, 2025],
        drivers={2024: people(A=200, B=200, C=200)},
    )
    # B pays 184 for 183 of 365 days, so 366.99 at most for a year; C has 182 of 366 days.
    assert plan.fees().loc["A"].tolist() == [366, 366, 366, 366]
    assert plan.fees().loc["B"].tolist()[1:] == [184, 366, 366]
    assert plan.fees().loc["C"].tolist()[:3] == [366, 366, 182]
    assert plan.changes().loc["C", "2025"] == -182


def test_a_driver_with_a_reference_date_gets_the_figure_at_its_date():
    members = [
        cs.Member(name=name, series={"population": {"2021-12-31": count}})
        for name, count in POPULATION.items()
    ]
    dates = {"population": cs.ReferenceDate(years_before=1, day="12-31")}
    agreement = board(members=members, reference_dates=dates)
    plan = cs.project(agreement, years=[2023], drivers={2023: people(A=1, B=1, C=1)})
    assert plan.fees()["2023"].tolist() == [30_000] * 3
    assert plan.allocations["2023"].pools[0].reference_dates["population"].year == 2022
    with pytest.raises(cs.CostshareError) as caught:
        cs.project(agreement, years=[2023], drivers={2023: people(A=1, B=1)})
    assert str(caught.value) == (
        "year 2023: pool office: member C has no population at 2022-12-31, which 2023 goes by; "
        "there is 2021-12-31; add the figure, or change the reference date"
    )


def test_a_mean_takes_in_the_figures_of_the_years_before():
    days = ("2020-12-31", "2021-12-31")
    members = [
        cs.Member(name=name, series={"population": dict.fromkeys(days, 3)}) for name in "ABC"
    ]
    dates = {"population": cs.ReferenceDate(years_before=1, day="12-31", average_of=2)}
    plan = cs.project(
        board(members=members, reference_dates=dates),
        years=[2023, 2024],
        drivers={2023: people(A=6, B=3, C=3), 2024: people(A=9, B=3, C=3)},
    )
    drivers = [each.pool("office").line("A").drivers for each in plan.allocations.values()]
    assert [own["population"] for own in drivers] == [3, Fraction(9, 2), Fraction(15, 2)]


def test_a_financial_year_may_begin_in_july():
    spans = [f"{year}-07-01/{year + 1}-06-30" for year in (2022, 2023)]
    plan = cs.project(board(period=spans[0]), years=spans)
    assert plan.years == tuple(spans)
    assert plan.allocations[spans[1]].period == cs.Period.read(spans[1])


def test_a_baseline_has_the_same_figures_and_totals_as_far_as_it_knows_them():
    today = board(cs.Pool(name="office", total=90_000, unit=100, model=cs.Flat()), name="today",
                  members=[cs.Member(name=name, population=1) for name in "AB"])  # fmt: skip
    plan = cs.project(
        board(),
        years=[2023],
        drivers={2023: people(C=9_000)},
        totals={2023: {"office": 60_000}},
        baseline=today,
    )
    assert plan.compared_with == "today"
    assert plan.baseline[2023].member_totals == {"A": 30_000, "B": 30_000}
    assert plan.cumulated().loc["C"].tolist() == [63_000, 63_000 + 30_000]


# --- shapes of figures ----------------------------------------------------------------------------

SHAPES = {
    "texts": {"2023": {"population": {"A": "3000"}}, "2024": {"population": {"B": "8000"}}},
    "periods": {
        cs.Period.read(2023): {"population": {"A": 3000}},
        cs.Period.read(2024): {"population": {"B": 8000}},
    },
    "series": {
        2023: {"population": pd.Series({"A": 3000, "C": None})},
        2024: {"population": pd.Series({"B": 8000})},
    },
    "frames": {
        2023: pd.DataFrame({"population": [3000, None]}, index=["A", "C"]),
        2024: pd.DataFrame({"population": [8000]}, index=["B"]),
    },
    "wide": pd.DataFrame(
        {"year": [2023, 2024, 2024], "member": ["A", "B", "C"], "population": [3000, 8000, None]}
    ),
    "indexed": pd.DataFrame(
        {"population": [3000, 8000]},
        index=pd.MultiIndex.from_tuples([(2023, "A"), (2024, "B")], names=["year", "member"]),
    ),
    "dicts": [
        {"year": 2023, "member": "A", "driver": "population", "figure": 3000},
        {"year": 2024, "member": "B", "driver": "population", "figure": 8000},
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_figures_come_in_many_shapes(shape):
    expected = {2023: people(A=3000), 2024: people(B=8000)}
    assert cs.project(board(), years=[2023, 2024], drivers=SHAPES[shape]) == cs.project(
        board(), years=[2023, 2024], drivers=expected
    )


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_arguments", "message"),
    [
        ({"years": []}, "years is empty; pass a list of years, like [2023, 2024]"),
        ({"years": 2023}, "years is of type int; pass a list of years, like [2023, 2024]"),
        (
            {"years": ["2023-Q1"]},
            (
                "2023-Q1 in years is not a whole year; write it like 2023, or "
                "'2023-07-01/2024-06-30'"
            ),
        ),
        (
            {"years": ["soon"]},
            "'soon' in years is not a year; write it like 2023, or '2023-07-01/2024-06-30'",
        ),
        (
            {"drivers": {"soon": {}}},
            "'soon' in drivers is not a year; write it like 2023, or '2023-07-01/2024-06-30'",
        ),
        ({"years": [2023, "2023"]}, "year 2023 is listed twice; list it once"),
        (
            {"years": [2024, 2023]},
            ("year 2023 does not begin after 2024 ends; list whole years in order"),
        ),
        (
            {"years": [2023, 2022]},
            ("year 2022 does not begin after 2023 ends; list whole years in order"),
        ),
        (
            {"years": [2021]},
            (
                "year 2021 begins before 2022, the period of the agreement; leave it out, or start "
                "from it: agreement.replace(period='2021')"
            ),
        ),
        (
            {"drivers": {2025: people(A=1)}},
            "unknown year in drivers: '2025'; did you mean '2023'? Known: 2022, 2023",
        ),
        (
            {"drivers": {2023: people(D=1)}},
            "unknown member in drivers of 2023: 'D'; Known: A, B, C",
        ),
        (
            {"drivers": {2023: {"populaton": {"A": 1}}}},
            (
                "unknown driver in drivers of 2023: 'populaton'; did you mean 'population'? Known:"
                " population"
            ),
        ),
        (
            {"drivers": {2023: people(A="many")}},
            ("population of A in 2023 'many' is not a plain number"),
        ),
        (
            {"drivers": [{"year": 2023, "member": "A", "population": 1}] * 2},
            "population of A in 2023 is given twice; give it once",
        ),
        (
            {"drivers": [{"jahr": 2023, "member": "A"}]},
            (
                "the frame of drivers has no column 'year', and has jahr, member; rename the "
                "columns of years and members"
            ),
        ),
        (
            {"drivers": [{"year": 2023, "member": "A", "driver": "x", "a": 1, "b": 2}]},
            (
                "beside year, member and driver a frame of drivers has one column of figures, and "
                "this one has 2: a, b; drop the others"
            ),
        ),
        (
            {"totals": {2023: {"offices": 1}}},
            ("unknown pool in totals of 2023: 'offices'; did you mean 'office'? Known: office"),
        ),
        (
            {"totals": {2023: {"office": 150}}},
            "pool office: total 150 is not a multiple of unit 100",
        ),
        (
            {"total_change": "-101%"},
            (
                "total_change -101% of pool office leaves less than nothing; a total can fall by "
                "'-100%' at most"
            ),
        ),
        (
            {"total_change": {"offices": "1%"}},
            ("unknown pool 'offices'; did you mean 'office'? Known: office"),
        ),
        (
            {"total_change": "1%", "index": {2022: 1, 2023: 1}},
            ("give total_change or index; both are given"),
        ),
        ({"index": {2022: 1}}, "index has no value for 2023; add it, it has 2022"),
        ({"index": {2022: 1, 2023: 0}}, "index of 2023 is 0; an index is above zero"),
        ({"baseline": 5}, "baseline"),
        (
            {"baseline": board(period="2023")},
            (
                "the baseline is of 2023, and the first year is 2022; pass a baseline of that year "
                "or an earlier one"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_value(given_arguments, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.project(board(), **({"years": [2023]} | given_arguments))
    assert message in str(caught.value)


def test_a_period_that_is_not_a_whole_year_is_refused():
    with pytest.raises(cs.CostshareError, match=r"^the period of the agreement, 2022-Q2, is not a"):
        cs.project(board(period="2022-Q2"), years=[2023])


def test_years_of_a_contract_that_begin_on_another_day_are_written_with_their_days():
    contract = board(period="2022-04-01/2023-03-31")
    with pytest.raises(cs.CostshareError) as caught:
        cs.project(contract, years=[2023])
    assert str(caught.value) == (
        "year 2023 does not begin after 2022-04-01/2023-03-31 ends; write the days of a year of "
        "this agreement, such as '2023-04-01/2024-03-31'"
    )
    plan = cs.project(contract, years=["2023-04-01/2024-03-31"])
    assert list(plan.allocations) == ["2022-04-01/2023-03-31", "2023-04-01/2024-03-31"]


def test_damping_from_year_to_year_needs_every_year():
    model = cs.Damped(model=cs.PerCapita(), previous={"A": 9_000}, max_increase="10%")
    with pytest.raises(cs.CostshareError) as caught:
        cs.project(board(office(model=model)), years=[2024])
    assert str(caught.value) == (
        "year 2024: pool office is damped from year to year, and 2022 is the year before 2024 "
        "here; add the years between"
    )


def test_a_baseline_that_cannot_be_allocated_is_named():
    other = board(office(model=cs.Proportional(driver="pupils")))
    with pytest.raises(cs.CostshareError, match=r"^baseline year 2022: pool office: unknown dr"):
        cs.project(board(), years=[2023], baseline=other)


def test_a_baseline_in_another_currency_is_refused():
    with pytest.raises(cs.CostshareError, match="the baseline is in EUR, the fees are in SEK"):
        cs.project(board(currency="SEK"), years=[2023], baseline=board(currency="EUR"))


LEAVING = cs.Agreement(
    name="Board",
    period="2022",
    members=[
        cs.Member(name="Syd", drivers={"vcpu": 2}),
        cs.Member(name="Sjö", drivers={"vcpu": 3}, left="2022-12-31"),
    ],
    pools=[cs.Pool(name="cloud", model=cs.Capacity(prices={"vcpu": 10}))],
)


def test_a_member_that_left_uses_nothing():
    with pytest.raises(cs.CostshareError, match=r"Sjö used 3 of vcpu .*, 0 before and after it"):
        cs.project(LEAVING, years=[2022, 2023])
    plan = cs.project(LEAVING, years=[2022, 2023], drivers={2023: {"vcpu": {"Sjö": 0}}})
    assert [each.total for each in plan.allocations.values()] == [50, 20]


def test_a_member_that_left_has_no_agreed_amount_in_a_version():
    pool = cs.Pool(name="agreed", model=cs.Fixed(amounts={"Syd": 2, "Sjö": 3}))
    with pytest.raises(cs.CostshareError, match=r"year 2023: .* remove it \(by a Version of the p"):
        cs.project(LEAVING.replace(pools=[pool]), years=[2022, 2023])
    later = cs.Version(since="2023-01-01", model=cs.Fixed(amounts={"Syd": 2}))
    plan = cs.project(LEAVING.replace(pools=[pool.replace(versions=[later])]), years=[2022, 2023])
    assert [each.total for each in plan.allocations.values()] == [5, 2]


@pytest.mark.parametrize(
    ("period", "year", "said"),
    [
        (
            "2023-03-01/2024-02-29",
            2024,
            "such as '2024-03-01/2025-02-28'",
        ),
        (
            "2024-02-29/2025-02-27",
            2025,
            "such as '2025-02-28/2026-02-27'",
        ),
        (
            "2023-03-01/2024-02-29",
            date(2024, 2, 29),
            "year 2024-02-29/2025-02-27 does not begin after 2023-03-01/2024-02-29 ends",
        ),
        (
            "2024-02-29/2025-02-28",
            2026,
            "is not a whole year; the year from 2024-02-29 ends 2025-02-27",
        ),
    ],
)
def test_years_around_a_leap_day_are_refused_with_the_days_to_write(period, year, said):
    with pytest.raises(cs.CostshareError) as caught:
        cs.project(board(period=period), years=[year])
    assert said in str(caught.value)


def test_a_part_of_the_last_year_of_all_is_refused_as_any_other():
    said = "9999-Q2, is not a whole year; write it like 2023"
    with pytest.raises(cs.CostshareError, match=said):
        cs.project(board(period="9999-Q2"), years=[9999])
