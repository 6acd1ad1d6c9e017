"""How a scenario differs from the baseline: exactly the change that was made, and in words."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from comparisons_local import BOARDS
from masked import words_not_said

NAMES = [*"ABCDEFGH", "Xyzw", "today", "new", "office", "portal", "school", "Portalen", "elever"]
NAMES += ["Board", "SEK", "population"]
TODAY = cs.Agreement(
    name="Board",
    period="2022",
    currency="SEK",
    members=[
        cs.Member(name=name, population=size, drivers={"pupils": 2 * size + 1})
        for name, size in zip("ABCDEFGH", range(3, 11), strict=True)
    ],
    pools=[
        cs.Pool(name="office", total=1000, unit=10, model=cs.Mixed(flat_share="0.4")),
        cs.Pool(name="portal", total=600, model=cs.PerCapita(), exempt=["A"], label="Portalen"),
        cs.Pool(name="school", total=300, model=cs.Proportional(driver="pupils")),
        cs.Pool(name="prices", model=cs.Tariff(base=1, rates={"pupils": 2})),
    ],
    driver_labels={"pupils": "elever"},
)


def found(changed, today=TODAY):
    return cs.compare({"today": today, "new": changed}).differences("new")


def line(changed, today=TODAY):
    """The lines under the tables that say how the scenarios differ."""
    lines = str(cs.compare({"today": today, "new": changed})).splitlines()
    return [each for each in lines if each.startswith("new:")]


def with_pool(name, **changes):
    pools = [pool.replace(**changes) if pool.name == name else pool for pool in TODAY.pools]
    return TODAY.replace(pools=pools)


@given(BOARDS)
def test_an_agreement_does_not_differ_from_itself(board):
    comparison = cs.compare({"one": board, "other": board})
    assert comparison.differences("other") == comparison.differences("one") == ()
    assert "other:" not in str(comparison)


SHARED = st.sampled_from(TODAY.pools[:3])


@st.composite
def other_values(draw):
    """Another figure, total or model of what stays, or the same one, and then nothing differs."""
    member, figure = draw(st.sampled_from(TODAY.members)), draw(st.integers(1, 99))
    driver = draw(st.sampled_from(["population", "pupils"]))
    was = member.driver_values[driver]
    pool = draw(SHARED)
    models = [cs.Flat(), cs.PerCapita(), cs.Mixed(flat_share="0.5"), pool.model]
    model = draw(st.sampled_from(models))
    data = [each.model_dump(mode="json", exclude_none=True) for each in (pool.model, model)]
    changes, expected = draw(
        st.sampled_from(
            [
                (
                    {"drivers": {member.name: {driver: figure}}},
                    ("driver", None, member.name, driver, was, figure),
                ),
                (
                    {"total": {pool.name: figure * 10}},
                    ("total", pool.name, None, None, pool.total, figure * 10),
                ),
                ({"models": {pool.name: model}}, ("model", pool.name, None, None, *data)),
            ]
        )
    )
    return changes, [expected] if expected[-1] != expected[-2] else []


@st.composite
def other_members(draw):
    """A member that leaves altogether or on a day, or one that joins."""
    name = draw(st.sampled_from([each.name for each in TODAY.members]))
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return {"leaving": [name]}, [("member", None, name, None, True, False)]
    if kind == 1:
        last = draw(st.dates(date(2022, 1, 1), date(2022, 12, 30)))
        days = cs.Period(date(2022, 1, 1), last)
        day = date.fromordinal(last.toordinal() + 1)
        return {"leaving": {name: day}}, [("days", None, name, None, None, days)]
    joined = draw(st.none() | st.dates(date(2022, 1, 1), date(2022, 12, 31)))
    new = cs.Member(name="Xyzw", population=9, drivers={"pupils": 1}, joined=joined)
    return {"joining": [new]}, [("member", None, "Xyzw", None, False, True)]


@settings(max_examples=60)
@given(other_values() | other_members())
def test_a_planted_change_is_the_one_that_is_found(case):
    changes, expected = case
    comparison = cs.compare({"today": TODAY, "new": cs.what_if(TODAY, **changes)})
    differences = comparison.differences("new")
    assert [
        (each.kind, each.pool, each.member, each.driver, each.before, each.after)
        for each in differences
    ] == expected
    assert cs.Comparison.from_dict(comparison.to_dict()).differences("new") == differences
    assert all(f"new: {each.message}." in str(comparison) for each in differences)
    back = [(each.kind, each.after, each.before) for each in differences]
    turned = comparison.rebased("new").differences("today")
    assert [(each.kind, each.before, each.after) for each in turned] == back
    assert words_not_said(comparison, NAMES) == []


def test_one_line_names_all_that_was_changed():
    changed = cs.what_if(
        TODAY,
        models={"office": cs.Flat(), "portal": cs.Mixed(flat_share="0.4")},
        population={"B": 5},
        total={"portal": 700},
        leaving={"C": "2022-05-01", "D": "2022-01-01"},
    )
    assert line(changed) == [
        (
            "new: C is a member from 2022-01-01 to 2022-04-30; D leaves; office is shared equally "
            "instead of 40 % equally and the rest by population; Portalen is shared 40 % equally "
            "and the rest by population instead of by population; total of Portalen 700 instead "
            "of 600; population of B 5 instead of 4."
        )
    ]


def test_many_of_one_kind_are_counted():
    grown = cs.what_if(
        TODAY,
        population=dict.fromkeys("ABCDE", 50),
        drivers={key: {"pupils": 50} for key in "ABCD"},
        joining=[cs.Member(name=name, population=1, drivers={"pupils": 1}) for name in "IJKLM"],
    )
    assert line(grown) == [
        "new: I, J, K and 2 more join; population of 5 members; elever of 4 members."
    ]
    assert len(found(grown)) == 14
    fewer = cs.what_if(TODAY, leaving=["A", "B", "C", "D"])
    assert line(fewer) == ["new: A, B, C and 1 more leave."]
    names = [f"p{number}" for number in range(4)]
    four = [cs.Pool(name=name, total=10, model=cs.Flat()) for name in names]
    board = TODAY.replace(pools=four)
    other = [
        (cs.what_if(board, models=dict.fromkeys(names, cs.PerCapita())), "other models"),
        (cs.what_if(board, total_change="50%"), "other totals"),
    ]
    for changes, text in (
        ({"unit": 5}, "other units"),
        ({"ties": "largest"}, "other rounding"),
        ({"billed_by": "A"}, "other issuers"),
    ):
        pools = [pool.replace(**changes) for pool in four]
        other.append((board.replace(pools=pools), text))
    for changed, text in other:
        assert line(changed, board) == [f"new: {text} of p0, p1, p2 and 1 more."]
    assert line(TODAY.replace(pools=[*TODAY.pools, *four])) == [
        "new: pools p0, p1, p2 and 1 more are added."
    ]
    assert line(TODAY, TODAY.replace(pools=[*TODAY.pools, *four])) == [
        "new: pools p0, p1, p2 and 1 more are dropped."
    ]
    without = with_pool("school", exempt=["A", "B", "C", "D"])
    assert line(without) == ["new: A, B, C and 1 more take no part in school."]
    assert line(TODAY, without) == ["new: A, B, C and 1 more take part in school."]
    left = cs.what_if(TODAY, leaving=dict.fromkeys("ABCD", "2022-05-01"))
    assert line(left) == ["new: other days of membership of A, B, C and 1 more."]


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (with_pool("office", unit=100), "unit of office 100 instead of 10"),
        (
            with_pool("office", model=cs.Mixed(flat_share="0.5")),
            "flat share of office 50 % instead of 40 %",
        ),
        (
            with_pool("office", model=cs.Mixed(flat_share="0.4", driver="pupils")),
            (
                "office is shared 40 % equally and the rest by elever instead of 40 % equally "
                "and the rest by population"
            ),
        ),
        (with_pool("portal", exempt=[]), "A takes part in Portalen"),
        (with_pool("school", exempt=["B"]), "B takes no part in school"),
        (
            with_pool("school", method="webster"),
            "rounding of school by Webster instead of largest remainder",
        ),
        (
            with_pool("school", ties="largest"),
            (
                "ties in school go to the largest quota, then the first in the list, instead of "
                "to the first in the list"
            ),
        ),
        (
            with_pool("prices", rounding="up"),
            "rounding of prices by up instead of half up",
        ),
        (
            with_pool("prices", round_each="line"),
            "each line of prices is rounded instead of each fee",
        ),
        (with_pool("office", billed_by="A"), "office is invoiced by A instead of host"),
        (
            with_pool("prices", model=cs.Tariff(base=1, rates={"pupils": 3})),
            "prices has rates (elever 3) instead of rates (elever 2)",
        ),
        (TODAY.replace(pools=TODAY.pools[1:]), "pool office is dropped"),
        (
            TODAY.replace(pools=[*TODAY.pools, cs.Pool(name="archive", total=1, model=cs.Flat())]),
            "pool archive is added",
        ),
        (TODAY.replace(period="2023"), "period 2023 instead of 2022"),
    ],
)
def test_what_differs_in_words(changed, text):
    assert [str(each) for each in found(changed)] == [text]
    assert line(changed) == [f"new: {text}."]


def test_one_pool_against_one_pool_differs_by_its_rule():
    """A model alone has a pool of another name, and so may a proposal."""
    model = cs.Mixed(flat_share="0.5")
    board = TODAY.replace(pools=[cs.Pool(name="office", total=300, model=model)])
    members = {each.name: each.drivers | {"population": each.population} for each in board.members}
    scenarios = {"today": board, "flat": cs.Flat(), "again": model}
    compared = cs.compare(scenarios, members=members, total=300, currency="SEK")
    rule = "fee is shared equally instead of 50 % equally and the rest by population"
    (by_rule,) = compared.differences("flat")
    assert (by_rule.kind, by_rule.pool, str(by_rule)) == ("model", "fee", rule)
    assert compared.differences("again") == ()
    renamed = board.replace(pools=[cs.Pool(name="kontor", total=200, model=model)])
    assert [str(each) for each in found(renamed, board)] == ["total of kontor 200 instead of 300"]


def test_agreed_amounts_are_a_model_and_have_no_total_to_compare():
    amounts = {each.name: 100 for each in TODAY.members}
    agreed = cs.what_if(TODAY, models={"office": cs.Fixed(amounts=amounts)})
    assert [each.kind for each in found(agreed)] == ["model"]
    other = cs.what_if(TODAY, models={"office": cs.Fixed(amounts=amounts | {"A": 110})})
    assert [str(each) for each in found(other, agreed)] == [
        "agreed amount of A in office 110 instead of 100"
    ]
    both = cs.what_if(TODAY, models={"office": cs.Fixed(amounts=amounts | {"A": 110, "C": 90})})
    assert [str(each) for each in found(both, agreed)] == ["agreed amounts of 2 members in office"]
    lines = cs.what_if(TODAY, models={"office": cs.Fixed(lines={"one-off": amounts})})
    assert [str(each) for each in found(lines, agreed)] == ["other agreed amounts in office"]
    rest = {name: 100 for name in amounts if name != "A"}
    fewer = cs.what_if(agreed, leaving=["A"], models={"office": cs.Fixed(amounts=rest)})
    assert [str(each) for each in found(fewer, agreed)] == [
        "A leaves",
        "agreed amount of 1 member in office",
    ]


def within(**bounds):
    return cs.Bounded(model=cs.PerCapita(), **bounds)


INDEX = {f"{year}-12-31": year - 1900 for year in range(2011, 2022)}


def indexed(**other):
    price = {"model": cs.Tariff(base=1000), "base": "2019-12-31", "years_before": 1}
    return cs.Indexed(index={**INDEX, **other}, day="12-31", **price)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            within(minimum=50, maximum=300),
            within(minimum=50, maximum=310),
            "fee has maximum 310 instead of maximum 300",
        ),
        (within(maximum=300), within(minimum=50, maximum=300), "fee also has minimum 50"),
        (within(minimum=50, maximum=300), within(maximum=300), "fee no longer has minimum 50"),
        (
            within(maximum=300),
            cs.Bounded(model=cs.Flat(), maximum=300),
            "fee has rule (equally) instead of rule (by population)",
        ),
        (
            indexed(),
            indexed(**{"2021-12-31": 125}),
            "fee has index (2021-12-31: 125) instead of index (2021-12-31: 121)",
        ),
        (
            cs.Capacity(prices={"population": 3, "pupils": 5}),
            cs.Capacity(prices={"population": 4, "pupils": 5}),
            "fee has prices (population 4) instead of prices (population 3)",
        ),
        (
            cs.Capacity(prices={"pupils": cs.Price(price=3)}),
            cs.Capacity(prices={"pupils": cs.Price(price=3, package=10)}),
            "fee has prices (elever (price 3, package 10)) instead of prices (elever (price 3))",
        ),
    ],
)
def test_of_two_models_of_one_kind_the_settings_that_differ(old, new, text):
    """Not all settings of both, which people would have to compare."""
    pools = [
        cs.Pool(name="fee", model=each, total=600 if isinstance(each, cs.Bounded) else None)
        for each in (old, new)
    ]
    boards = [TODAY.replace(pools=[each]) for each in pools]
    assert [str(each) for each in found(boards[1], boards[0])] == [text]


def rounded(total, rounding, **settings):
    pool = cs.Pool(
        name="fee", total=total, round_total=rounding, model=cs.Mixed(flat_amount=1), **settings
    )
    return TODAY.replace(pools=[pool])


@pytest.mark.parametrize(
    ("old", "new", "texts"),
    [
        (
            rounded("100.25", "half_up"),
            rounded("100.25", "up"),
            ["the total of fee is rounded up instead of half up"],
        ),
        (
            rounded("100.25", "up"),
            rounded("100.75", "up"),
            ["total of fee 100.75 instead of 100.25"],
        ),
        (
            rounded("100.25", "up", unit="0.01"),
            rounded("100.25", "up"),
            ["the total of fee is rounded up", "unit of fee 1 instead of 0.01"],
        ),
        (
            rounded("100.25", "up"),
            rounded("100.25", "up", unit="0.01"),
            ["the total of fee is not rounded", "unit of fee 0.01 instead of 1"],
        ),
        (
            rounded("100.25", "down"),
            rounded(100, None),
            ["total of fee 100 instead of 100.25"],
        ),
    ],
)
def test_a_total_that_is_rounded_to_the_unit(old, new, texts):
    assert [str(each) for each in found(new, old)] == texts


def test_ties_and_lines_that_are_rounded_are_said_beside_another_method():
    old = TODAY.replace(pools=[cs.Pool(name="fee", total=100, model=cs.Flat())])
    new = TODAY.replace(
        pools=[cs.Pool(name="fee", total=100, model=cs.Flat(), method="webster", ties="largest")]
    )
    assert [str(each) for each in found(new, old)] == [
        "rounding of fee by Webster instead of largest remainder",
        (
            "ties in fee go to the largest quota, then the first in the list, instead of to the "
            "first in the list"
        ),
    ]


def test_of_other_bands_of_time_each_is_said_as_a_whole():
    agreements = []
    for hours in ("06:00-22:00", "07:00-17:00"):
        bands = [{"name": "peak", "months": "jan", "hours": hours}, {"name": "rest"}]
        model = cs.Capacity(
            prices={"el peak": 1, "el rest": 2},
            bands={"el": cs.Bands(bands=bands, timezone="UTC")},
        )
        member = cs.Member(name="A", drivers={"el peak": 1, "el rest": 2})
        pool = cs.Pool(name="fee", model=model)
        agreements.append(cs.Agreement(name="x", period="2022", members=[member], pools=[pool]))
    assert [str(each) for each in found(*agreements)] == [
        (
            "fee has bands (el (peak jan, 06:00-22:00; rest at other times; UTC)) instead of bands "
            "(el (peak jan, 07:00-17:00; rest at other times; UTC))"
        )
    ]


def test_a_price_list_that_shares_a_total_is_a_total():
    shared = cs.what_if(TODAY, models={"prices": TODAY.pools[3].model}, total={"prices": 500})
    (difference,) = found(shared)
    assert str(difference) == "prices shares a total of 500"
    assert (difference.kind, difference.before, difference.after) == ("total", None, 500)
    (back,) = found(TODAY, shared)
    assert str(back) == "prices has no total to share"
    agreed = cs.what_if(
        TODAY, models={"prices": cs.Fixed(amounts={each.name: 1 for each in TODAY.members})}
    )
    assert [each.kind for each in found(agreed)] == ["model"]


def test_another_reference_date_is_a_date_and_other_figures():
    days = {"2020-12-31": 3, "2021-12-31": 4}
    members = [cs.Member(name="A", series={"people": days}), cs.Member(name="B", population=1)]
    members[1] = cs.Member(name="B", series={"people": {"2020-12-31": 5, "2021-12-31": 5}})
    rule = cs.ReferenceDate(years_before=1, day="12-31")
    board = TODAY.replace(
        members=members,
        pools=[cs.Pool(name="office", total=100, model=cs.Proportional(driver="people"))],
        reference_dates={"people": rule},
        driver_labels={},
    )
    earlier = board.replace(reference_dates={"people": rule.replace(years_before=2)})
    assert [str(each) for each in found(earlier, board)] == [
        "people at 2020-12-31 instead of 2021-12-31",
        "people of A 3 instead of 4",
    ]


def test_the_part_of_a_period_where_no_days_are_known():
    members = [cs.Member(name="A", population=1), cs.Member(name="B", population=1)]
    whole = cs.allocate(100, cs.Flat(), members)
    facts = cs.models.Facts({"A": {}, "B": {}}, {"A": Fraction(1, 2)})
    half = cs.allocate(100, cs.Flat(), facts)
    (difference,) = found(half, whole)
    assert str(difference) == "A is a member for 50 % of the period"
    assert (difference.before, difference.after) == (None, Fraction(1, 2))
    (back,) = found(whole, half)
    assert str(back) == "A is a member for the whole period"


def test_a_comparison_of_one_pool_says_which_rules_differ():
    members = {"A": {"population": 1}, "B": {"population": 3}}
    models = {"flat": cs.Flat(), "by head": cs.PerCapita()}
    comparison = cs.compare(models, total=100, members=members)
    assert str(comparison).splitlines()[-1] == (
        "by head: fee is shared by population instead of equally."
    )
    (difference,) = comparison.differences("by head")
    assert str(difference) == "fee is shared by population instead of equally"
    with pytest.raises(cs.CostshareError, match="unknown scenario 'by hed'; did you mean"):
        comparison.differences("by hed")


def test_differences_in_swedish():
    changed = cs.what_if(TODAY, models={"office": cs.Flat()}, leaving=["B"], population={"C": 1})
    assert cs.compare({"today": TODAY, "new": changed}).to_text(lang="sv").splitlines()[-1] == (
        "new: B utgår; office fördelas lika i stället för 40 % lika och resten efter population; "
        "population för C 1 i stället för 5."
    )
    (first, *_) = found(changed)
    assert first.to_text(lang="sv") == "B utgår"
