"""Drivers by date: the agreement's rule says which date counts in its period."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

TWO_YEARS_BEFORE = {"years_before": 2, "day": "12-31"}
KIRUNA = cs.Member(
    name="Kiruna", series={"population": {"2020-12-31": 100, date(2021, 12, 31): "150"}}
)
LULEA = cs.Member(name="Luleå", series={"population": {"2021-12-31": 350, "2020-12-31": 300}})


def board(*, members=(KIRUNA, LULEA), reference_dates=None, period="2022", **pool):
    settings = {"name": "portal", "total": 1000, "model": cs.PerCapita()} | pool
    return cs.Agreement(
        name="Board",
        period=period,
        members=members,
        reference_dates={"population": TWO_YEARS_BEFORE}
        if reference_dates is None
        else reference_dates,
        pools=[cs.Pool(**settings)],
    )


@pytest.mark.parametrize(
    ("period", "years", "day", "found"),
    [
        ("2022", 2, "12-31", date(2020, 12, 31)),
        ("2022-Q4", 0, "01-01", date(2022, 1, 1)),
        ("2024-02", 1, "11-01", date(2023, 11, 1)),
        ("2022-07-01/2023-06-30", 1, "12-31", date(2021, 12, 31)),
        ("2022", 2021, " 02-28 ", date(1, 2, 28)),
    ],
)
def test_the_date_is_counted_from_the_year_in_which_the_period_begins(period, years, day, found):
    rule = cs.ReferenceDate(years_before=years, day=day)
    assert rule.date_for(cs.Period.read(period)) == found


def test_the_figure_of_the_date_is_the_driver_and_next_year_has_the_next():
    assert board().allocate().member_totals == {"Kiruna": 250, "Luleå": 750}
    assert board().replace(period="2023").allocate().member_totals == {"Kiruna": 300, "Luleå": 700}


FIGURES = st.integers(1, 10**6)


@given(FIGURES, FIGURES, st.integers(-(10**6), 10**6))
def test_a_figure_by_date_charges_what_the_same_figure_without_one_does(one, other, total):
    sizes = {"A": one, "B": other}
    dated = [
        cs.Member(name=name, series={"population": {"2020-12-31": size, "2021-12-31": 1}})
        for name, size in sizes.items()
    ]
    plain = [cs.Member(name=name, population=size) for name, size in sizes.items()]
    by_date = board(members=dated, total=total).allocate()
    assert (
        by_date.pools[0].fees
        == board(members=plain, reference_dates={}, total=total).allocate().pools[0].fees
    )


@given(st.lists(FIGURES, min_size=1, max_size=6), st.sampled_from(["year", "quarter", "month"]))
def test_the_mean_of_several_dates_charges_what_the_mean_itself_does(figures, every):
    count = len(figures)
    every = "year" if count == 1 else every
    rule = cs.ReferenceDate(years_before=1, day="12-31", average_of=count, every=every)
    days = rule.dates_for(cs.Period.read("2022"))
    dated = [
        cs.Member(name="A", series={"population": dict(zip(days, figures, strict=True))}),
        cs.Member(name="B", series={"population": dict.fromkeys(days, 7)}),
    ]
    fees = board(members=dated, reference_dates={"population": rule}).allocate().pool("portal")
    mean = Fraction(sum(figures), count)
    assert fees.line("A").drivers == {"population": mean}
    assert fees.quotas == {"A": 1000 * mean / (mean + 7), "B": Fraction(7000) / (mean + 7)}


@pytest.mark.parametrize(
    ("day", "every", "before"),
    [
        ("12-31", "year", ["2021-12-31", "2022-12-31"]),
        ("05-31", "quarter", ["2022-11-30", "2023-02-28", "2023-05-31"]),
        ("02-28", "quarter", ["2022-08-31", "2022-11-30", "2023-02-28"]),
        ("03-30", "month", ["2023-01-30", "2023-02-28", "2023-03-30"]),
        ("02-28", "year", ["2022-02-28", "2023-02-28"]),
    ],
)
def test_the_dates_of_a_mean_are_years_quarters_or_months_apart(day, every, before):
    years = 0 if day != "12-31" else 1
    rule = cs.ReferenceDate(years_before=years, day=day, average_of=len(before), every=every)
    assert list(map(str, rule.dates_for(cs.Period.read("2023")))) == before


def test_the_working_the_record_and_a_comparison_name_the_dates_of_a_mean(tmp_path):
    mean = {"years_before": 1, "day": "12-31", "average_of": 2}
    agreement = board(reference_dates={"population": mean})
    fees = agreement.allocate()
    days = ["2020-12-31", "2021-12-31"]
    assert (
        str(fees.explain("Kiruna"))
        .splitlines()[1]
        .endswith("by largest remainder; population at 2020-12-31 and 2021-12-31 (mean).")
    )
    data = fees.explain(pool="portal").to_dict()
    assert data["reference_dates"] == {"population": days[-1]}
    assert data["averaged_dates"] == {"population": days}
    assert cs.Explanation.from_dict(json.loads(json.dumps(data))).to_dict() == data
    found = cs.compare({"today": board(), "mean": agreement}).differences("mean")
    assert str(found[0]) == ("population at 2020-12-31 and 2021-12-31 (mean) instead of 2020-12-31")
    path = tmp_path / "board.toml"
    agreement.save(path)
    assert cs.Agreement.load(path) == agreement


def test_a_record_of_a_mean_that_does_not_agree_with_itself_is_refused():
    mean = {"years_before": 1, "day": "12-31", "average_of": 2}
    pool = board(reference_dates={"population": mean}).allocate().pool("portal")
    with pytest.raises(cs.ConservationError, match="last averaged date of population is not its"):
        replace(pool, averaged_dates={"population": (date(2020, 12, 31),)}).check()
    with pytest.raises(cs.CostshareError, match="unknown driver with averaged dates in pool"):
        replace(pool, averaged_dates={"pupils": (date(2020, 12, 31),)}).check()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"every": "month"}, "every='month' has no effect on a single date"),
        ({"average_of": 0}, "0 is not a number of dates; write a whole number from 1 to 1000"),
        ({"average_of": True}, "True is not a number of dates"),
        ({"average_of": 3, "every": "week"}, "unknown step between dates 'week'"),
    ],
)
def test_a_mean_that_does_not_fit_is_refused(settings, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.ReferenceDate(years_before=1, day="12-31", **settings)


def test_a_mean_that_begins_before_the_year_1_is_refused():
    rule = cs.ReferenceDate(years_before=2020, day="12-31", average_of=3)
    with pytest.raises(cs.CostshareError, match="begin before the year 1; take the mean of fewer"):
        rule.dates_for(cs.Period.read("2022"))


def test_one_series_may_give_two_drivers():
    reference_dates = {
        "old": {"series": "population", **TWO_YEARS_BEFORE},
        "new": {"series": "population", "years_before": 1, "day": "12-31"},
    }
    half = [("0.5", cs.PerCapita(driver=name)) for name in reference_dates]
    fees = board(reference_dates=reference_dates, model=cs.Blend(parts=half)).allocate()
    assert fees.member_totals == {"Kiruna": 275, "Luleå": 725}
    assert fees.pools[0].reference_dates == {"old": date(2020, 12, 31), "new": date(2021, 12, 31)}


def test_the_working_and_the_record_tell_the_date():
    fees = board().allocate()
    assert str(fees.explain("Kiruna")).splitlines()[1] == (
        "Rule: by population; 1 000 shared among 2 members in units of 1 by "
        "largest remainder; population at 2020-12-31."
    )
    assert fees.explain(pool="portal").to_dict()["reference_dates"] == {"population": "2020-12-31"}
    assert cs.Allocation.from_dict(json.loads(json.dumps(fees.to_dict()))) == fees
    assert board(model=cs.Flat()).allocate().pools[0].reference_dates == {}


def test_a_missing_driver_is_reported_where_a_model_needs_it():
    late = cs.Member(name="Piteå", series={"population": {"2021-12-31": 5, "2019-12-31": 4}})
    members = [KIRUNA, late]
    assert board(members=members, model=cs.Flat()).allocate().total == 1000
    assert board(members=members, exempt=["Piteå"]).allocate().total == 1000
    with pytest.raises(cs.CostshareError) as caught:
        board(members=members).allocate()
    assert str(caught.value) == (
        "pool portal: member Piteå has no population at 2020-12-31, which 2022 goes by; there is "
        "2019-12-31, 2021-12-31; add the figure, or change the reference date"
    )


def test_many_dates_are_not_all_listed():
    figures = {f"{year}-12-31": 5 for year in range(2000, 2020)}
    members = [KIRUNA, cs.Member(name="Piteå", series={"population": figures})]
    with pytest.raises(cs.CostshareError, match=r"is 2000-12-31 … 2019-12-31 \(20 dates\); add"):
        board(members=members).allocate()


@pytest.mark.parametrize(
    ("members", "reference_dates", "message"),
    [
        (
            [KIRUNA, cs.Member(name="Piteå", series={"populaton": {"2020-12-31": 5}})],
            None,
            (
                "pool portal: unknown series of member Piteå: 'population'; did you mean "
                "'populaton'? Known: populaton"
            ),
        ),
        (
            [KIRUNA, LULEA],
            {},
            (
                "pool portal: member Kiruna has 'population' by date, and no reference date; add "
                "it to the agreement's reference_dates"
            ),
        ),
        (
            [KIRUNA, cs.Member(name="Piteå", population=5)],
            None,
            (
                "Agreement: member Piteå has driver 'population' without a date, and reference "
                "date population takes it by date; put it in the series"
            ),
        ),
        (
            [KIRUNA],
            {"populaton": TWO_YEARS_BEFORE},
            (
                "Agreement: unknown series of reference date populaton: 'populaton'; did you mean "
                "'population'? Known: population"
            ),
        ),
        (
            [KIRUNA],
            {"population": {"years_before": 3000, "day": "12-31"}},
            "3000 years before 2022 there is no year; lower years_before",
        ),
        (
            [KIRUNA],
            {"population": {"years_before": -1, "day": "02-29"}},
            (
                "Agreement: reference_dates.population.years_before: -1 is not a number of years; "
                "write 0, 1, 2 …\nAgreement: reference_dates.population.day: '02-29' is not a day "
                "of the year; write month and day as '12-31'"
            ),
        ),
        (
            [KIRUNA],
            {"population": {"years_before": True, "day": 1231}},
            (
                "Agreement: reference_dates.population.years_before: True is not a number of "
                "years; write 0, 1, 2 …\nAgreement: reference_dates.population.day: 1231 is not a "
                "day of the year; write month and day as '12-31'"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_refused(members, reference_dates, message):
    with pytest.raises(cs.CostshareError) as caught:
        board(members=members, reference_dates=reference_dates).allocate()
    assert str(caught.value) == message


def test_a_file_written_by_hand_is_read(tmp_path):
    path = tmp_path / "board.toml"
    path.write_text(
        """
        name = "Board"
        period = "2022"
        reference_dates = { population = { years_before = 2, day = "12-31" } }
        [[members]]
        name = "Kiruna"
        series.population = { 2020-12-31 = 100, 2021-12-31 = "150" }
        [[members]]
        name = "Luleå"
        series.population = { "2020-12-31" = 300, "2021-12-31" = 350 }
        [[pools]]
        name = "portal"
        total = 1000
        model = { kind = "per_capita" }
        """,
        encoding="utf-8",
    )
    assert cs.Agreement.load(path) == board()
    for kind in ("toml", "json"):
        board().save(tmp_path / f"again.{kind}")
        assert cs.Agreement.load(tmp_path / f"again.{kind}") == board()
