"""Comparisons, worked by hand: changes, effects, ranks, totals, drivers, and what is refused."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import costshare as cs

MEMBERS = {"A": {"population": 100}, "B": {"population": 300}, "C": {"population": 400}}
EXAMPLES = Path(__file__).parents[2] / "examples"


def board(*names, total=900, **changes):
    members = [cs.Member(name=name, population=MEMBERS[name]["population"]) for name in names]
    pool = cs.Pool(name="office", total=total, model=cs.Flat())
    return cs.Agreement(
        **{"name": "Board", "period": "2022", "members": members, "pools": [pool]} | changes
    )


def models(**changes):
    return cs.compare(
        {"today": cs.Flat(), "proposal": cs.PerCapita()},
        total=800,
        members=MEMBERS,
        **{"currency": "SEK"} | changes,
    )


def test_models_are_laid_side_by_side_on_the_same_members_and_total():
    frame = models().to_frame()
    assert frame["scenario"].tolist() == ["today"] * 3 + ["proposal"] * 3
    assert frame["member"].tolist() == ["A", "B", "C"] * 2
    # 800 / 3 is 266 2/3: A and B get the two units that are left.
    assert frame["fee"].tolist() == [267, 267, 266, 100, 300, 400]
    assert frame["change"].tolist() == [0, 0, 0, -167, 33, 134]
    assert frame["fee"].dtype == frame["change"].dtype == "Int64"
    assert [str(each) for each in frame["change_percent"]] == [
        "0.00",
        "0.00",
        "0.00",
        "-62.55",
        "12.36",
        "50.38",
    ]
    assert [str(each) for each in frame["per_population"]] == [
        "2.6700",
        "0.8900",
        "0.6650",
        "1.0000",
        "1.0000",
        "1.0000",
    ]
    assert frame["effect"].tolist() == ["unchanged"] * 3 + ["gains", "pays", "pays"]
    assert frame["rank"].tolist() == [1, 1, 3, 3, 2, 1]
    assert frame["rank_change"].tolist() == [0, 0, 0, -2, -1, 2]


def test_changes_are_kept_exact_inside():
    change = models().changes_in()[3]
    assert (change.member, change.scenario) == ("A", "proposal")
    assert change.relative == Fraction(-167, 267)
    assert change.per_driver == 1
    assert models().changes_in()[0].per_driver == Fraction(267, 100)


def test_a_scenario_in_one_line():
    summary = models().to_frame("scenario")
    assert summary.index.tolist() == ["today", "proposal"]
    proposal = summary.loc["proposal"]
    assert proposal[["total", "change", "members", "lowest", "highest"]].tolist() == [
        800,
        0,
        3,
        100,
        400,
    ]
    # |100-300| + |100-400| + |300-400| = 600, twice, over 2 · 3 · 800.
    assert models().summaries()[1].gini == Fraction(1, 4)
    assert str(proposal["gini"]) == "0.2500"
    assert proposal[["gains", "pays", "unchanged", "joins", "leaves"]].tolist() == [1, 2, 0, 0, 0]
    today = models().summaries()[0]
    assert (today.smallest, today.largest) == ("A", "C")
    assert (today.per_smallest, today.per_largest) == (Fraction(267, 100), Fraction(266, 400))


def test_another_baseline():
    other = models().rebased("proposal")
    assert other == models(baseline="proposal")
    assert other.changes().columns.tolist() == ["today"]
    assert other.changes()["today"].tolist() == [167, -33, -134]
    with pytest.raises(cs.CostshareError, match="unknown scenario 'propsal'; did you mean 'propo"):
        models().rebased("propsal")
    with pytest.raises(cs.CostshareError, match="unknown scenario None"):
        models().rebased(None)


def test_changes_of_one_scenario_and_of_the_baseline_itself():
    assert models().changes(scenario="proposal").columns.tolist() == ["proposal"]
    assert models().changes(scenario="today")["today"].tolist() == [0, 0, 0]
    with pytest.raises(cs.CostshareError, match="unknown scenario 'x'"):
        models().changes(scenario="x")


def test_who_is_in_one_scenario_alone_has_a_missing_fee_in_the_other():
    comparison = cs.compare({"today": board("A", "B"), "proposal": board("B", "C")})
    assert comparison.members == ("A", "B", "C")
    assert comparison.fees()["today"].tolist() == [450, 450, pd.NA]
    assert comparison.changes()["proposal"].tolist() == [pd.NA, 0, pd.NA]
    effects = [change.effect for change in comparison.changes_in()]
    assert effects == ["unchanged", "unchanged", None, "leaves", "unchanged", "joins"]
    text = str(comparison)
    assert text.endswith("\n\nproposal: A leaves; C joins.")
    assert comparison.summaries()[1].effects == {"leaves": 1, "unchanged": 1, "joins": 1}
    assert "joins" in text


def test_who_takes_part_in_no_pool_has_no_fee_of_zero():
    members = [cs.Member(name="A"), cs.Member(name="B"), cs.Member(name="C", left="2021-06-30")]
    comparison = cs.compare({"today": board(members=members)})
    assert comparison.fees()["today"].tolist() == [450, 450, pd.NA]


def test_totals_that_differ_are_shown_and_said():
    comparison = cs.compare({"today": board("A", "B"), "proposal": board("A", "B", total=1000)})
    assert "Totals differ from today: proposal +100." in str(comparison)
    assert "<li>Totals differ from today: proposal +100.</li>" in comparison._repr_html_()
    assert comparison.to_frame("scenario")["change"].tolist() == [0, 100]
    assert comparison.total("proposal") == Decimal(1000)
    assert "differ" not in str(cs.compare({"today": board("A"), "same": board("A")}))


def test_pools_are_the_union_and_one_that_a_scenario_lacks_is_missing_there():
    portal = cs.Pool(name="portal", total="10.50", unit="0.50", model=cs.Flat())
    today = board("A", "B")
    wider = today.replace(pools=[*today.pools, portal])
    comparison = cs.compare({"today": today, "wider": wider})
    assert comparison.pools == ("office", "portal")
    assert comparison.fees("portal")["today"].isna().all()
    assert comparison.fees("portal")["wider"].tolist() == [Decimal("5.50"), Decimal("5.00")]
    assert comparison.fees("office")["wider"].tolist() == [450, 450]
    assert comparison.changes()["wider"].tolist() == [Decimal("5.5"), Decimal("5.0")]
    with pytest.raises(cs.CostshareError, match="unknown pool 'portl'; did you mean 'portal'"):
        comparison.fees("portl")


def test_real_pools_of_2022():
    today = cs.Agreement.load(EXAMPLES / "norrbotten_2022.toml")
    flatter = cs.Mixed(flat_share="0.4", driver="population_2019")
    pools = [p.replace(model=flatter) if p.name == "utvecklare" else p for p in today.pools]
    comparison = cs.compare(
        {"2022": today, "40 per cent flat": today.replace(pools=pools)}, driver="population_2019"
    )
    change = comparison.changes()["40 per cent flat"]
    assert (change["Luleå"], change["Arjeplog"], change.sum()) == (27_900, -7_000, 0)
    assert comparison.changes("utvecklare").equals(comparison.changes())
    assert comparison.changes("e_arkiv")["40 per cent flat"]["Luleå"] == 0
    assert comparison.fees("e_arkiv")["2022"].isna().sum() == 1
    assert comparison.summaries()[0].per_largest == Fraction(906_200, 78_105)


def test_each_scenario_goes_by_its_own_figures():
    grown = [cs.Member(name="A", population=200), cs.Member(name="B", population=300)]
    comparison = cs.compare({"today": board("A", "B"), "later": board(members=grown)})
    rates = [change.per_driver for change in comparison.changes_in()]
    assert rates == [Fraction(9, 2), Fraction(3, 2), Fraction(9, 4), Fraction(3, 2)]


def test_a_scenario_without_figures_takes_those_that_the_others_agree_on():
    flat, by_head = (cs.allocate(900, each, MEMBERS) for each in (cs.Flat(), cs.PerCapita()))
    comparison = cs.compare({"flat": flat, "by head": by_head})
    assert comparison.changes_in()[0].per_driver == 3
    grown = {**MEMBERS, "A": {"population": 150}}
    apart = cs.compare(
        {"flat": flat, "by head": by_head, "later": cs.allocate(900, cs.PerCapita(), grown)}
    )
    assert [change.per_driver for change in apart.changes_in()][:3] == [None, 1, Fraction(3, 4)]


def test_a_driver_that_is_missing_is_an_error_only_where_asked_for():
    plain = {"A": {"pupils": 1}, "B": {}}
    comparison = cs.compare({"flat": cs.Flat()}, total=10, members=plain)
    assert comparison.to_frame()["per_population"].isna().all()
    assert "per population" not in str(comparison)
    by_pupils = cs.compare({"flat": cs.Flat()}, total=10, members=plain, driver="pupils")
    assert [str(each) for each in by_pupils.to_frame()["per_pupils"]] == ["5.0000", "<NA>"]
    with pytest.raises(cs.CostshareError, match="unknown driver 'pupil'; did you mean 'pupils'"):
        cs.compare({"flat": cs.Flat()}, total=10, members=plain, driver="pupil")
    lost = {"A": {"population": float("nan")}, "B": {"population": 5}}
    assert (
        cs.compare({"flat": cs.Flat()}, total=10, members=lost).changes_in()[0].per_driver is None
    )
    with pytest.raises(cs.CostshareError, match="driver 'population' of member A is NaN"):
        cs.compare({"flat": cs.Flat()}, total=10, members=lost, driver="population")


@pytest.mark.parametrize("kind", [dict, pd.Series])
def test_the_driver_may_be_given_by_member(kind):
    comparison = models(drivers=kind({"A": 10, "B": 20}), driver="km")
    assert [change.per_driver for change in comparison.changes_in()][3:] == [10, 15, None]
    with pytest.raises(cs.CostshareError, match="unknown member in drivers: 'D'"):
        models(drivers=kind({"D": 10}))
    with pytest.raises(cs.CostshareError, match="driver 'population' of member A is -1, below"):
        models(drivers=kind({"A": -1}))


def test_drivers_without_names_are_refused():
    with pytest.raises(cs.CostshareError, match="drivers is of type list; pass values by name"):
        models(drivers=[1, 2, 3])


def test_a_driver_of_zero_gives_no_rate():
    nobody = {"A": {"population": 0}, "B": {"population": 5}}
    comparison = cs.compare({"flat": cs.Flat()}, total=10, members=nobody)
    assert comparison.changes_in()[0].per_driver is None
    assert comparison.summaries()[0].smallest == "B"


def test_a_fee_of_zero_has_no_change_in_per_cent_and_a_credit_goes_by_its_size():
    zero = {"A": {"population": 0}, "B": {"population": 5}}
    comparison = cs.compare({"by head": cs.PerCapita(), "flat": cs.Flat()}, total=10, members=zero)
    assert [change.relative for change in comparison.changes_in()][2:] == [None, Fraction(-1, 2)]
    credit = models().allocations["today"].total * -1
    back = cs.compare({"flat": cs.Flat(), "by head": cs.PerCapita()}, total=credit, members=MEMBERS)
    smaller = back.changes_in()[3]
    assert (smaller.change, smaller.relative, smaller.effect) == (167, Fraction(167, 267), "pays")


def test_allocations_of_prices_and_models_without_a_total():
    prices = {
        "low": cs.Tariff(base=1, rates={"population": 1}),
        "high": cs.Tariff(base=2, rates={}),
    }
    comparison = cs.compare(prices, members=MEMBERS)
    assert comparison.fees()["low"].tolist() == [101, 301, 401]
    assert comparison.changes()["high"].tolist() == [-99, -299, -399]


def test_members_of_a_frame_are_named_by_its_index():
    frame = pd.DataFrame({"population": [100, 300, 400]}, index=["A", "B", "C"])
    comparison = cs.compare(
        {"today": cs.Flat(), "proposal": cs.PerCapita()}, total=800, members=frame
    )
    assert comparison.fees().equals(models().fees())


def test_printed_in_a_notebook_it_is_a_table_that_needs_no_style():
    html = models()._repr_html_()
    assert html.count("<table>") == 2
    assert "Fees compared with today, SEK" in html
    assert "+134" in html
    escaped = cs.compare({"<b>": board("A"), "y": board("A", total=1)})._repr_html_()
    assert "<b>" not in escaped


def test_it_says_what_it_is():
    assert repr(models()) == "<Comparison today, proposal: 3 members, 1 pool, baseline today>"
    assert (models().title, models().currency) == ("Fees compared with today", "SEK")
    assert models().scenarios == ("today", "proposal")


@pytest.mark.parametrize(
    ("scenarios", "message"),
    [
        ([cs.Flat()], "scenarios are of type list; pass them by name"),
        (None, "scenarios are of type NoneType"),
        ("today", "scenarios are of type str"),
        ({}, "there are no scenarios to compare"),
        ({1: board("A")}, "scenario 1 is of type int; pass a string"),
        ({"a": board("A"), "a ": board("B")}, "scenario a is listed twice"),
        ({"a": 5}, "scenario a: 5 is not a scenario; pass an Agreement"),
        ({"a": None}, "scenario a: None is not a scenario"),
        ({"a": cs.Flat}, "scenario a: Flat is a class; make one"),
        ({"a": cs.Flat()}, "scenario a is a model; pass members="),
    ],
)
def test_scenarios_that_are_refused(scenarios, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.compare(scenarios)


def test_total_and_members_are_for_models_alone():
    with pytest.raises(cs.CostshareError, match="total and members are for models"):
        cs.compare({"a": board("A")}, total=5)
    with pytest.raises(cs.CostshareError, match="scenario a: pool fee: Flat shares a total"):
        cs.compare({"a": cs.Flat()}, members=MEMBERS)


def test_currencies_must_agree():
    euro = board("A", currency="EUR")
    with pytest.raises(cs.CostshareError, match="scenario b is in EUR, the fees are in SEK"):
        cs.compare({"a": board("A", currency="SEK"), "b": euro})
    with pytest.raises(cs.CostshareError, match="scenario c is in EUR, the fees are in SEK"):
        cs.compare({"a": board("A"), "b": board("A", currency="SEK"), "c": euro})
    assert cs.compare({"a": board("A"), "b": euro}).currency == "EUR"
    assert cs.compare({"a": board("A"), "b": board("A")}).currency is None
    mixed = cs.compare({"a": euro, "b": cs.Flat()}, total=1, members=MEMBERS, currency="EUR")
    assert mixed.currency == "EUR"


def test_what_a_scenario_cannot_share_names_the_scenario():
    with pytest.raises(cs.CostshareError, match="scenario b: pool fee: unknown driver of member A"):
        cs.compare({"a": cs.Flat(), "b": cs.Proportional(driver="x")}, total=1, members=MEMBERS)


def test_huge_totals_stay_exact():
    huge = 10**30 + 1
    comparison = cs.compare(
        {"flat": cs.Flat(), "by head": cs.PerCapita()}, total=huge, members=MEMBERS
    )
    assert sum(map(Fraction, comparison.fees()["by head"])) == huge
    assert sum(map(Fraction, comparison.changes()["by head"])) == 0


def test_models_on_members_that_join_within_the_period():
    members = (
        cs.Member(name=name, population=2, joined=day)
        for name, day in (("A", None), ("B", "2022-07-02"))
    )
    comparison = cs.compare(
        {"flat": cs.Flat(), "by head": cs.PerCapita()}, total=548, members=members, period="2022"
    )
    # B is in for 183 days of 365: 548 = 365 + 183.
    assert comparison.fees()["flat"].tolist() == [365, 183]
    assert comparison.changes()["by head"].tolist() == [0, 0]
    assert comparison.changes_in()[0].per_driver == Fraction(365, 2)
