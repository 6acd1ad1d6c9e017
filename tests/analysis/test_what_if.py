"""An agreement with something changed: what changes, what stays, and what is refused."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

EXAMPLES = Path(__file__).parents[2] / "examples"
BOARD = cs.Agreement(
    name="Board",
    period="2022",
    members=[
        cs.Member(name=name, population=size) for name, size in zip("ABC", (1, 2, 3), strict=True)
    ],
    pools=[
        cs.Pool(name="office", total=1000, unit=100, model=cs.PerCapita()),
        cs.Pool(name="portal", total=60, model=cs.Flat(), members=["A", "B"]),
        cs.Pool(name="agreed", total=50, model=cs.Fixed(amounts={"B": 50}), members=["B"]),
        cs.Pool(name="prices", model=cs.Tariff(base=1, rates={}), exempt=["A"]),
    ],
)


def totals(agreement):
    return {pool.name: pool.total for pool in agreement.pools}


def test_nothing_changed_is_the_same_agreement():
    assert cs.what_if(BOARD) == BOARD == cs.what_if(BOARD, leaving={}, models={})
    assert cs.what_if(BOARD, name="Next year").name == "Next year"


@pytest.mark.parametrize("kind", [dict, pd.Series])
def test_new_populations(kind):
    changed = cs.what_if(BOARD, population=kind({"A": 5, "B": 4}))
    assert [member.population for member in changed.members] == [5, 4, 3]
    assert [member.population for member in BOARD.members] == [1, 2, 3]


def test_new_figures_of_any_driver():
    today = cs.Agreement.load(EXAMPLES / "norrbotten_2022.toml")
    changed = cs.what_if(today, drivers={"Kiruna": {"population_2019": 30_000}})
    kiruna = next(member for member in changed.members if member.name == "Kiruna")
    assert kiruna.drivers["population_2019"] == 30_000
    assert kiruna.drivers["population_2018"] == 22_992
    change = cs.compare({"today": today, "grown": changed}).changes()["grown"]
    assert change.sum() == 0
    assert change["Kiruna"] > 0
    assert (change.drop("Kiruna") <= 0).all()


def test_a_driver_by_date_gets_the_figure_at_the_date_that_counts():
    members = [
        cs.Member(name=name, series={"population": {"2019-12-31": 1, "2020-12-31": size}})
        for name, size in (("A", 2), ("B", 3))
    ]
    board = cs.Agreement(
        name="Board",
        period="2022",
        members=members,
        reference_dates={"population": cs.ReferenceDate(years_before=2, day="12-31")},
        pools=[cs.Pool(name="office", total=100, model=cs.PerCapita())],
    )
    changed = cs.what_if(board, population={"A": 1})
    assert changed.allocate().member_totals == {"A": 25, "B": 75}
    assert len(changed.members[0].series["population"]) == 2


def test_a_member_that_leaves_is_in_no_pool():
    changed = cs.what_if(BOARD, leaving=["A"])
    assert [member.name for member in changed.members] == ["B", "C"]
    assert [pool.members for pool in changed.pools] == [None, ("B",), ("B",), None]
    assert changed.pools[3].exempt == ()
    assert changed.allocate().fee("B", "portal") == 60


def test_a_member_that_leaves_on_a_day_is_a_member_until_the_day_before():
    changed = cs.what_if(BOARD, leaving={"A": "2022-05-01"})
    assert changed.members[0].left == date(2022, 4, 30)
    assert changed.members[0].proration_in(changed.period) == Fraction(31 + 28 + 31 + 30, 365)
    fees = changed.allocate()
    assert fees.pool("office").proration == {"A": Fraction(24, 73)}
    assert (
        fees
        == BOARD.replace(
            members=[BOARD.members[0].replace(left="2022-04-30"), *BOARD.members[1:]]
        ).allocate()
    )
    assert cs.what_if(BOARD, leaving=pd.Series({"A": date(2022, 5, 1)})) == changed
    # Agreed amounts are not prorated.
    assert cs.what_if(BOARD, leaving={"B": "2022-05-01"}).allocate().fee("B", "agreed") == 50


@pytest.mark.parametrize("day", ["2022-01-01", "2019-07-01"])
def test_a_member_that_leaves_before_the_period_has_no_fees(day):
    changed = cs.what_if(BOARD, leaving={"A": day})
    without = cs.what_if(BOARD, leaving=["A"])
    fees = changed.allocate().member_totals
    assert fees.pop("A") == 0
    assert fees == without.allocate().member_totals


def test_a_day_in_leaving_is_within_the_membership():
    dated = [
        cs.Member(name="A", population=1, left="2022-09-30"),
        cs.Member(name="B", population=2, joined="2022-04-01"),
    ]
    board = BOARD.replace(members=[*dated, BOARD.members[2]], pools=BOARD.pools[:1])
    with pytest.raises(cs.CostshareError) as caught:
        cs.what_if(board, leaving={"A": "2022-12-01"})
    assert str(caught.value) == (
        "A leaves 2022-12-01, and is a member until 2022-09-30 only; pass an earlier day, or "
        "leave it out of leaving"
    )
    for day in ("2022-03-01", "2022-04-01"):
        with pytest.raises(cs.CostshareError) as caught:
            cs.what_if(board, leaving={"B": day})
        assert str(caught.value) == (
            f"B leaves {day}, and is a member from 2022-04-01; pass a later day, or "
            "leaving=['B'] if it is not to be a member at all"
        )
    assert cs.what_if(board, leaving={"A": "2022-10-01"}) == board
    assert cs.what_if(board, leaving={"B": "2022-04-02"}).members[1].left == date(2022, 4, 1)


@pytest.mark.parametrize("day", [pd.Timestamp("2022-05-01"), datetime(2022, 5, 1)])
def test_a_member_leaves_on_a_day_that_pandas_has_as_a_time(day):
    expected = cs.what_if(BOARD, leaving={"A": "2022-05-01"})
    assert cs.what_if(BOARD, leaving={"A": day}) == expected
    assert cs.what_if(BOARD, leaving=pd.Series({"A": day})) == expected
    with pytest.raises(cs.CostshareError, match=r"day in leaving of A .* is not a date"):
        cs.what_if(BOARD, leaving={"A": day + timedelta(hours=1)})


def test_a_member_that_leaves_after_the_period_changes_later_periods_only():
    changed = cs.what_if(BOARD, leaving={"A": "2023-01-01"})
    assert changed.allocate() == BOARD.allocate()
    later = changed.replace(period="2023")
    assert later.allocate().fee("A", "office") is None


def test_a_new_model_is_that_of_the_pool_and_nothing_else_changes():
    changed = cs.what_if(BOARD, models={"office": cs.Flat()})
    office, *others = BOARD.pools
    assert changed == BOARD.replace(pools=[office.replace(model=cs.Flat()), *others])
    assert cs.what_if(BOARD, models={"office": {"kind": "flat"}}) == changed


def test_agreed_amounts_replace_the_total_and_a_total_replaces_agreed_amounts():
    amounts = {"A": 300, "B": 300, "C": 300}
    agreed = cs.what_if(BOARD, models={"office": cs.Fixed(amounts=amounts)})
    assert agreed.pools[0].total is None
    assert agreed.allocate().pool("office").fees == amounts
    shared = cs.what_if(agreed, models={"office": cs.Flat()}, total={"office": 1200})
    assert shared.allocate().pool("office").fees == {"A": 400, "B": 400, "C": 400}
    more = cs.what_if(
        agreed, models={"office": cs.Flat()}, total={"office": 1200}, total_change="50%"
    )
    assert totals(more)["office"] == 1800


def test_a_setting_without_a_use_for_the_new_model_is_left_out():
    lists = BOARD.replace(
        pools=[
            BOARD.pools[0].replace(method="webster", ties="largest"),
            BOARD.pools[3].replace(rounding="up", round_each="line"),
        ]
    )
    changed = cs.what_if(
        lists,
        models={
            "office": cs.Fixed(amounts={"A": 100, "B": 200, "C": 300}),
            "prices": cs.Flat(),
        },
        total={"prices": 10},
    )
    assert [(pool.method, pool.ties, pool.rounding) for pool in changed.pools] == [(None,) * 3] * 2
    assert changed.allocate().pool("prices").fees == {"B": 5, "C": 5}


def test_a_new_model_is_for_the_version_of_the_period():
    versions = [cs.Version(since="2022-01-01", total=2000, model=cs.Flat())]
    board = BOARD.replace(pools=[BOARD.pools[0].replace(versions=versions)])
    changed = cs.what_if(board, models={"office": cs.PerCapita()})
    assert (changed.pools[0].total, changed.pools[0].versions) == (2000, ())


def test_a_member_with_an_agreed_amount_leaves_where_the_others_have_new_amounts():
    lined = BOARD.replace(
        pools=[
            cs.Pool(
                name="agreed",
                model=cs.Fixed(lines={"desk": {"A": 5, "B": 5}}),
                members=["A", "B"],
            )
        ]
    )
    with pytest.raises(cs.CostshareError, match=r"agreed with B, which .* models=\{'agreed': …\}"):
        cs.what_if(lined, leaving=["B"])
    changed = cs.what_if(lined, leaving=["B"], models={"agreed": cs.Fixed(amounts={"A": 10})})
    assert changed.allocate().member_totals["A"] == 10


def test_a_member_that_joins_shares_the_pools_that_name_nobody():
    changed = cs.what_if(BOARD, joining=[cs.Member(name="D", population=4)])
    fees = changed.allocate()
    assert (fees.fee("D", "office"), fees.fee("D", "portal"), fees.fee("D", "prices")) == (
        400,
        None,
        1,
    )


def test_new_totals_and_changes_in_per_cent_are_whole_units():
    assert totals(cs.what_if(BOARD, total={"office": 1200}))["office"] == 1200
    # 1000 · 1.05 = 1050 lies halfway between two steps of 100, 60 · 1.05 = 63.
    changed = totals(cs.what_if(BOARD, total_change="5%"))
    assert changed == {"office": 1100, "portal": 63, "agreed": 50, "prices": None}
    assert totals(cs.what_if(BOARD, total_change="-5 %"))["office"] == 1000
    assert totals(cs.what_if(BOARD, total_change={"portal": "0.01"}))["portal"] == 61
    both = cs.what_if(BOARD, total={"office": 2000}, total_change={"office": "10%"})
    assert totals(both)["office"] == 2200


def test_a_credit_grows_away_from_zero():
    credit = BOARD.replace(pools=[cs.Pool(name="back", total=-150, unit=50, model=cs.Flat())])
    assert totals(cs.what_if(credit, total_change="50%"))["back"] == -250


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"population": {"X": 1}}, "unknown member 'X'"),
        ({"population": 5}, "population is of type int; pass values by name"),
        ({"population": {"A": -1}}, "^member A: population: value -1 is below zero"),
        ({"population": {"A": 1, "A ": 2}}, "name in population: A is listed twice"),
        ({"drivers": {"A": {"populaton": 1}}}, "unknown driver 'populaton'; did you mean 'popu"),
        ({"drivers": {"A": 1}}, "drivers of A is of type int"),
        (
            {"population": {"A": 1}, "drivers": {"A": {"population": 2}}},
            "population of A is given twice",
        ),
        ({"leaving": "A"}, "leaving 'A' is not a list; pass \\['A'\\]"),
        ({"leaving": None}, "leaving is of type NoneType; pass a list of names"),
        ({"leaving": ["X"]}, "unknown member in leaving: 'X'"),
        ({"leaving": ["A", "A"]}, "leaving member A is listed twice"),
        ({"leaving": ["B"]}, "pool agreed has an amount agreed with B, which leaves"),
        ({"leaving": {"B": "2022-01-01"}}, "pool agreed has an amount agreed with B"),
        ({"leaving": {"X": "2022-05-01"}}, "unknown member in leaving: 'X'"),
        ({"leaving": {"A": "May"}}, "day in leaving of A 'May' is not a date; write it as"),
        ({"leaving": {"A": None}}, "day in leaving of A None is not a date"),
        ({"leaving": {"A": "0001-01-01"}}, "A leaves 0001-01-01, and no day is before that"),
        ({"models": cs.Flat()}, "models is of type Flat; pass models by pool, like {'office': Fl"),
        ({"models": {"offce": cs.Flat()}}, "unknown pool in models: 'offce'; did you mean 'offi"),
        ({"models": {"office": None}}, "the model of pool office is None; leave the pool out"),
        ({"models": {"office": cs.Flat}}, "models: pool office: .*model Flat is a class; make one"),
        ({"models": {"office": 5}}, "models: pool office: .*5 is not a model; pass one such as"),
        (
            {"models": {"office": cs.Fixed(amounts={"A": 5})}, "total": {"office": 5}},
            "pool office has agreed amounts",
        ),
        ({"joining": ["D"]}, r"joining\[0\] is of type str; pass Member"),
        ({"joining": cs.Member(name="D")}, "joining is of type Member; pass a list of Member"),
        ({"joining": [cs.Member(name="A")]}, "member A is listed twice"),
        ({"total": {"offce": 1}}, "unknown pool 'offce'; did you mean 'office'"),
        ({"total": {"office": 1050}}, "^pool office: total 1050 is not a multiple of unit 100"),
        (
            {"total": {"office": 1050}, "total_change": "2%"},
            "^pool office: total 1050 is not a multiple of unit 100",
        ),
        ({"total": {"prices": 1}}, "pool prices has agreed amounts or prices"),
        ({"total": 5}, "total is of type int; pass values by name"),
        ({"total_change": 5}, "5 is 500 per cent; write '5%', or '500%' if meant"),
        (
            {"total_change": "-200%"},
            "total_change -200% of pool .* leaves less than nothing; a total",
        ),
        ({"total_change": "x%"}, "total_change 'x%' is not a plain number"),
        (
            {"total_change": None, "total": {"office": "x"}},
            "total of pool office 'x' is not a plain",
        ),
        ({"total_change": [1]}, "total_change \\[1\\] is of type list"),
        ({"total_change": {"agreed": "5%"}}, "pool agreed has agreed amounts or prices"),
    ],
)
def test_what_cannot_be_changed_so(changes, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.what_if(BOARD, **changes)


def test_only_agreements_are_changed():
    with pytest.raises(cs.CostshareError, match="is of type Allocation; pass an Agreement"):
        cs.what_if(BOARD.allocate())


def test_shares_of_a_driver_that_some_members_lack():
    board = BOARD.replace(members=[*BOARD.members, cs.Member(name="D")])
    changed = cs.what_if(board, population={"D": "2.5"})
    assert changed.members[3].population == Fraction(5, 2)


def test_a_pool_with_versions_is_changed_as_it_holds_in_the_period():
    versions = [cs.Version(since="2022-01-01", total=200)]
    pool = cs.Pool(name="office", total=100, model=cs.Flat(), versions=versions)
    board = BOARD.replace(pools=[pool])
    changed = cs.what_if(board, total_change="10%")
    assert changed.allocate().total == 220
    assert cs.what_if(board, population={"A": 2}).pools == board.pools


# --- versions after the period --------------------------------------------------------------------


def versioned(*versions, **pool):
    settings = {"name": "head", "total": 500_000, "unit": 1000, "model": cs.PerCapita()} | pool
    return BOARD.replace(pools=[cs.Pool(**settings, versions=versions)])


def course(agreement):
    """Return the total, model and unit of the only pool, year by year."""
    states = [agreement.pools[0].in_period(cs.Period.read(year)) for year in range(2022, 2027)]
    return [(each.total, each.model.kind, int(each.unit.size)) for each in states]


LATER = cs.Version(since="2024-01-01", total=600_000)


def test_a_plan_with_a_new_model_has_the_totals_of_later_versions():
    today = versioned(LATER)
    plan = cs.project(
        cs.what_if(today, models={"head": cs.Flat()}), years=[2023, 2024, 2025], baseline=today
    )
    assert plan.cumulated().sum().tolist() == [0, 0, 0, 0]


def test_a_new_model_holds_until_a_version_has_a_model_of_its_own():
    own = cs.Version(since="2025-01-01", model=cs.Mixed(flat_share="0.5"))
    changed = cs.what_if(versioned(LATER, own), models={"head": cs.Flat()})
    assert course(changed) == [
        (500_000, "flat", 1000),
        (500_000, "flat", 1000),
        (600_000, "flat", 1000),
        (600_000, "mixed", 1000),
        (600_000, "mixed", 1000),
    ]


def test_agreed_amounts_replace_totals_until_a_version_has_a_model_of_its_own():
    own = cs.Version(since="2025-01-01", model=cs.Flat())
    agreed = cs.Fixed(amounts={"A": 1000, "B": 0, "C": 0})
    changed = cs.what_if(versioned(LATER, own, method="webster"), models={"head": agreed})
    assert course(changed) == [
        (None, "fixed", 1000),
        (None, "fixed", 1000),
        (None, "fixed", 1000),
        (600_000, "flat", 1000),
        (600_000, "flat", 1000),
    ]
    assert changed.allocate().total == 1000
    assert changed.pools[0].method == "webster"


def test_a_new_total_holds_until_a_version_states_one():
    changed = cs.what_if(versioned(LATER), total={"head": 510_000})
    assert [total for total, *_ in course(changed)] == [510_000] * 2 + [600_000] * 3


def test_a_change_of_totals_changes_those_of_later_versions_too():
    coarser = cs.Version(since="2025-01-01", unit=100_000)
    changed = cs.what_if(versioned(LATER, coarser), total_change="3%")
    assert course(changed) == [
        (515_000, "per_capita", 1000),
        (515_000, "per_capita", 1000),
        (618_000, "per_capita", 1000),
        (600_000, "per_capita", 100_000),
        (600_000, "per_capita", 100_000),
    ]
    both = cs.what_if(versioned(LATER), total={"head": 100_000}, total_change="10%")
    assert [total for total, *_ in course(both)] == [110_000] * 2 + [660_000] * 3


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 40, 80]),
            st.sampled_from([None, cs.Flat(), cs.Mixed(flat_share="0.5")]),
            st.sampled_from([None, 20]),
        ).filter(any),
        max_size=4,
    ),
    st.sampled_from([None, "webster"]),
)
def test_what_a_change_does_not_touch_stays_in_each_later_year(changes, method):
    versions = [
        cs.Version(since=f"{year}-01-01", total=total, model=model, unit=unit)
        for year, (total, model, unit) in enumerate(changes, start=2022)
    ]
    today = versioned(*versions, total=60, unit=1, method=method)
    before = course(today)
    stated = {year for year, each in enumerate(changes) if year and each[1] is not None}
    first = min(stated, default=5)
    by_people = cs.what_if(today, models={"head": cs.PerCapita()})
    assert course(by_people) == [
        (total, "per_capita" if year < first else kind, unit)
        for year, (total, kind, unit) in enumerate(before)
    ]
    doubled = cs.what_if(today, total_change="100%")
    assert course(doubled) == [(2 * total, kind, unit) for total, kind, unit in before]
    assert {each.pools[0].method for each in (by_people, doubled)} == {method}
