"""Pools and agreements: participation, unknown names, duplicates, units."""

from fractions import Fraction

import pytest

import costshare as cs

FLAT = cs.Flat()
METHODS = (
    "Known: largest_remainder, jefferson, webster, adams, huntington_hill, dean, cumulative, "
    "hamilton, hare_niemeyer, vinton, sainte_lague, dhondt, hill, each"
)


def pool(**fields):
    return cs.Pool(**{"name": "p", "total": 100, "model": FLAT, **fields})


def agreement(**fields):
    members = [cs.Member(name=name, population=size) for name, size in (("A", 1), ("B", 3))]
    given = {"name": "Board", "period": "2022", "members": members, "pools": [pool()]}
    return cs.Agreement(**{**given, **fields})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"method": "webstr"},
            f"method: unknown method 'webstr'; did you mean 'webster'? {METHODS}",
        ),
        ({"method": 5}, f"method: unknown method 5; {METHODS}"),
        (
            {"ties": "list"},
            (
                "ties: unknown tie rule 'list'; did you mean 'listed'? Known: listed, largest, "
                "smallest, error"
            ),
        ),
        (
            {"rounding": "halfup"},
            (
                "rounding: unknown rounding 'halfup'; did you mean 'half_up'? Known: half_up, "
                "half_even, half_down, up, down"
            ),
        ),
        ({"total": "abc"}, "total: value 'abc' is not a plain number; write it as 1234.50"),
        (
            {"total": True},
            "total: value True is a bool, not a number; pass 1 or 0 if that is meant",
        ),
        (
            {"total": 1_046_950, "unit": 100},
            ("total 1046950 is not a multiple of unit 100; pass unit=50, or round the total first"),
        ),
        (
            {"total": 1, "unit": "0.3333"},
            (
                "total 1 is not a multiple of unit 0.3333; pass unit=0.0001, or round the total "
                "first"
            ),
        ),
        (
            {"total": "1/3"},
            "total 1/3 is not a multiple of unit 1; round it to a finite decimal first",
        ),
        ({"unit": 0}, "unit: unit 0 must be positive; pass 1, 100 or '0.01'"),
        ({"unit": -100}, "unit: unit -100 must be positive; pass 1, 100 or '0.01'"),
        ({"unit": "1/3"}, "unit: unit 1/3 has no finite decimal; pass 1, 100 or '0.01'"),
        ({"members": ["A", "A"]}, "members of pool p: A is listed twice; list it once"),
        ({"exempt": ["A", " A"]}, "exempt of pool p: A is listed twice; list it once"),
        ({"exempt": "A"}, "exempt: is 'A'; pass a list"),
        (
            {"members": ["Kiruna"], "exempt": ["Kirunna"]},
            "unknown exempt member of pool p: 'Kirunna'; did you mean 'Kiruna'? Known: Kiruna",
        ),
    ],
)
def test_wrong_pools_are_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        pool(**fields)
    assert str(caught.value) == f"Pool: {message}"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"members": []}, "members: is empty; give at least one"),
        ({"pools": []}, "pools: is empty; give at least one"),
        ({"pools": "p"}, "pools: is 'p'; pass a list"),
        (
            {"pools": [FLAT]},
            "pools[0]: is Flat(kind='flat'); pass Pool(…), or a table of its fields",
        ),
        (
            {"members": [cs.Member(name="A"), cs.Member(name="A")]},
            "member A is listed twice; list it once",
        ),
        ({"pools": [pool(), pool()]}, "pool p is listed twice; list it once"),
        (
            {"pools": [pool(exempt=["C"])]},
            "unknown member in pool p: 'C'; Known: A, B",
        ),
        ({"pools": [pool(members=["B", "C"])]}, "unknown member in pool p: 'C'; Known: A, B"),
        ({"valuta": "EUR"}, "unknown field of Agreement 'valuta'; Known: "),
        (
            {"period": "2022-13"},
            (
                "period: '2022-13' is not a period; write a period as '2022', '2022-Q2', '2022-05' "
                "or two dates"
            ),
        ),
        (
            {"pools": [{"name": "p", "total": 1, "model": {"kind": "mixed", "flat_share": 2}}]},
            (
                "pools[0].model.flat_share: share 2 lies outside 0 to 1; write '2%' if per cent "
                "are meant"
            ),
        ),
    ],
)
def test_wrong_agreements_are_refused(fields, message):
    with pytest.raises(cs.CostshareError) as caught:
        agreement(**fields)
    assert str(caught.value).startswith(f"Agreement: {message}")
    assert "\n" not in str(caught.value)


def test_pools_name_members_and_exempt_members():
    fees = agreement(
        pools=[
            pool(name="all"),
            pool(name="named", members=["B"]),
            pool(name="exempt", exempt=["B"]),
            pool(name="both", members=["B", "A"], exempt=["B"]),
        ]
    ).allocate()
    cells = {each.name: (fees.fee("A", each.name), fees.fee("B", each.name)) for each in fees.pools}
    assert cells == {
        "all": (50, 50),
        "named": (None, 100),
        "exempt": (100, None),
        "both": (100, None),
    }


def test_the_members_order_is_the_agreements():
    fees = agreement(pools=[pool(total=1, members=["B", "A"])]).allocate()
    assert fees.pools[0].fees == {"A": 1, "B": 0}
    assert list(fees.pools[0].fees) == ["A", "B"]


def test_a_pool_without_members_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        agreement(pools=[pool(exempt=["A", "B"])]).allocate()
    assert str(caught.value) == "pool p has no members in 2022; name some, or drop the pool"


def test_members_pay_only_while_they_are_members():
    members = [
        cs.Member(name="A", joined="2022-01-01"),
        cs.Member(name="B", left="2021-12-31"),
        cs.Member(name="C", joined="2023-01-01"),
    ]
    fees = agreement(members=members).allocate()
    assert [fees.fee(name, "p") for name in "ABC"] == [100, None, None]
    assert fees.member_totals == {"A": 100, "B": 0, "C": 0}


def test_a_member_that_joins_within_the_period_pays_by_days_where_it_takes_part():
    members = [cs.Member(name="A"), cs.Member(name="B", joined="2022-07-02")]
    fees = agreement(members=members, pools=[pool(), pool(name="q", exempt=["B"])]).allocate()
    assert fees.pool("p").quotas == {"A": Fraction(36500, 548), "B": Fraction(18300, 548)}
    assert fees.pool("p").proration == {"B": Fraction(183, 365)}
    assert fees.pool("q").quotas == {"A": 100}
    assert fees.pool("q").proration == {}


def test_errors_in_a_pool_name_it():
    with pytest.raises(cs.CostshareError) as caught:
        agreement(pools=[pool(name="office", model=cs.Proportional(driver="pop"))]).allocate()
    assert str(caught.value) == (
        "pool office: unknown driver of member A: 'pop'; Known: population"
    )


def test_a_tie_may_be_an_error():
    with pytest.raises(cs.TieError) as caught:
        agreement(pools=[pool(total=1, ties="error")]).allocate()
    assert str(caught.value) == (
        "pool p: A, B tie for a last unit; choose who gets it: "
        "ties='listed', 'largest' or 'smallest'"
    )


def test_many_members_are_checked_for_duplicates_quickly():
    names = [f"m{number}" for number in range(20_000)]
    members = [cs.Member(name=name) for name in names]
    assert agreement(members=members, pools=[pool(members=names, total=20_000)]).members


def test_an_agreement_does_not_change_but_makes_changed_copies():
    board = agreement()
    with pytest.raises(cs.CostshareError, match=r"Agreement does not change; make a copy"):
        board.name = "Other"
    assert board.replace(period="2023").period == cs.Period.read("2023")
    assert board.name == "Board"


def test_an_agreement_is_one_line_and_prints_its_pools(tmp_path):
    board = cs.Agreement(
        name="Board",
        period="2022",
        currency="SEK",
        members=[cs.Member(name="A", population=1), cs.Member(name="B", population=2)],
        pools=[
            cs.Pool(name="office", total=1_000, model=cs.PerCapita()),
            cs.Pool(name="server", unit="0.01", model=cs.Capacity(prices={"population": 3})),
        ],
    )
    board.save(tmp_path / "board.toml")
    loaded = cs.Agreement.load(tmp_path / "board.toml")
    assert repr(loaded) == "<Agreement Board 2022: 2 members, 2 pools>"
    assert str(loaded) == (
        "Board 2022, SEK\n"
        "\n"
        "             model  total  unit\n"
        "-------------------------------\n"
        "office  per capita  1 000     1\n"
        "server    capacity      –  0.01"
    )
    assert loaded._repr_html_().startswith("<table>\n<caption>Board 2022, SEK</caption>")
