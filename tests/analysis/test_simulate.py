"""Simulations: drawn exactly, the same everywhere, conserved in every run, equal to `allocate`."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.analysis._simulate import draws

MEMBERS = [
    cs.Member(name=name, population=size) for name, size in zip("ABC", (100, 300, 700), strict=True)
]


def run(result, pool, number):
    """The fees of one run."""
    return {name: fees[number] for name, fees in result.pool_fees[pool].items()}


def sums(result, pool):
    """The sum of the fees of each run."""
    return {sum(each) for each in zip(*result.pool_fees[pool].values(), strict=True)}


def board(*pools, members=MEMBERS):
    return cs.Agreement(name="Board", period="2022", members=members, pools=pools)


OFFICE = cs.Pool(name="office", total=1000, model=cs.PerCapita())


FIRST = [
    {"A": 95, "B": 275, "C": Fraction(287, 4)},
    {"A": 91, "B": 310, "C": 74},
    {"A": 92, "B": 272, "C": 69},
]


def test_the_figures_of_a_seed_are_these_on_every_platform():
    figures = {"A": Fraction(100), "B": Fraction(300), "C": Fraction(281, 4)}
    drawn = list(draws(figures, Fraction(1, 10), runs=3, seed=2022))
    assert drawn == FIRST
    assert list(draws(figures, Fraction(1, 10), runs=1, seed=2022)) == FIRST[:1]


def test_figures_are_even_from_end_to_end():
    drawn = [each["A"] for each in draws({"A": Fraction(50)}, Fraction(1, 10), 11_000, seed=5)]
    counts = {figure: drawn.count(figure) for figure in range(44, 57)}
    assert counts[44] == counts[56] == 0
    # Eleven figures, 1000 times each; five standard deviations are 151.
    assert all(849 < counts[figure] < 1151 for figure in range(45, 56))


def test_without_a_spread_nothing_moves():
    still = cs.simulate(board(OFFICE), driver="population", spread="0%", seed=1, runs=3)
    today = board(OFFICE).allocate()
    for member in "ABC":
        assert still.fees(member) == [today.fee(member, "office")] * 3


@pytest.mark.parametrize(("ties", "fees"), [("listed", [3, 7]), ("largest", [2, 8])])
def test_ties_go_by_the_pool_s_rule(ties, fees):
    # 10 · 1 / 4 and 10 · 3 / 4 both end on a half.
    members = [cs.Member(name="A", population=1), cs.Member(name="B", population=3)]
    pool = cs.Pool(name="office", total=10, model=cs.PerCapita(), ties=ties)
    result = cs.simulate(board(pool, members=members), driver="population", spread="0%", seed=1)
    assert list(run(result, "office", 0).values()) == fees


def test_a_seed_gives_the_same_runs_and_more_runs_begin_alike():
    few, many = (
        cs.simulate(board(OFFICE), driver="population", spread="5%", seed=3, runs=runs)
        for runs in (10, 20)
    )
    assert many.fees("A")[:10] == few.fees("A")
    other = cs.simulate(board(OFFICE), driver="population", spread="5%", seed=4, runs=10)
    assert other.fees("C") != few.fees("C")


MODELS = [
    cs.Flat(),
    cs.PerCapita(),
    cs.Proportional(driver="population"),
    cs.Mixed(flat_share="0.4"),
    cs.Mixed(flat_amount=7),
    cs.Blend(parts=[("0.5", cs.PerCapita()), ("0.5", cs.Mixed(flat_share="0.3"))]),
    cs.Tariff(base="1.5", rates={"population": "0.3"}),
    cs.Capacity(prices={"population": "0.3"}),
    cs.Bounded(model=cs.Flat(), maximum_per={"population": 60}, minimum=1),
    cs.Tiered(tiers=[cs.Tier(up_to=300, price=5), cs.Tier(price=9)]),
]


class BySquare:
    """A model of a user's own."""

    def quotas(self, members, total):
        weights = {member.name: Fraction(member.population) ** 2 for member in members}
        return {name: total * each / sum(weights.values()) for name, each in weights.items()}


def test_a_model_of_a_users_own_is_drawn_too():
    pool = cs.Pool(name="own", total=1000, model=BySquare())
    result = cs.simulate(board(pool), driver="population", spread="9%", seed=1, runs=5)
    assert len(set(result.fees("A"))) > 1
    assert sums(result, "own") == {1000}


def test_a_driver_of_the_bounds_alone_is_one_that_the_pool_goes_by():
    bounded = cs.Bounded(model=cs.Flat(), maximum_per={"population": 1})
    pool = cs.Pool(name="bounded", total=600, model=bounded)
    result = cs.simulate(board(pool), driver="population", spread="9%", seed=1, runs=9)
    assert len(set(result.fees("A"))) > 1


@st.composite
def simulated(draw):
    pools = []
    for number, model in enumerate(draw(st.lists(st.sampled_from(MODELS), min_size=1, max_size=3))):
        needs = not isinstance(model, cs.Tariff)
        pools.append(
            cs.Pool(
                name=f"pool {number}",
                model=model,
                total=draw(st.integers(30, 5000)) * draw(st.sampled_from([1, -1]))
                if needs
                else None,
                method=draw(st.sampled_from(["largest_remainder", "webster"])) if needs else None,
                ties=draw(st.sampled_from(["listed", "largest"])) if needs else None,
                exempt=draw(st.sampled_from([(), ("B",)])),
            )
        )
    pools.append(OFFICE)
    members = [
        MEMBERS[0].replace(joined=draw(st.sampled_from([None, "2022-05-01"]))),
        *MEMBERS[1:],
    ]
    return board(*pools, members=members)


@given(simulated(), st.sampled_from(["3%", "0.5%", "40%"]), st.integers(0, 2**63))
def test_every_run_is_what_allocate_gives_with_the_figures_drawn(agreement, spread, seed):
    result = cs.simulate(agreement, driver="population", spread=spread, seed=seed, runs=3)
    figures = {member.name: member.population for member in agreement.members}
    part = Fraction(spread[:-1]) / 100
    for number, drawn in enumerate(draws(figures, part, 3, seed)):
        fees = cs.what_if(agreement, population=drawn).allocate()
        for pool in fees.pools:
            assert run(result, pool.name, number) == pool.fees
        assert {name: result.fees(name)[number] for name in "ABC"} == fees.member_totals
        assert all(
            (1 - part) * figures[name] <= drawn[name] <= (1 + part) * figures[name]
            for name in figures
        )


@given(simulated(), st.integers(0, 99))
def test_every_run_sums_to_the_totals(agreement, seed):
    result = cs.simulate(agreement, driver="population", spread="9%", seed=seed, runs=4)
    for pool in agreement.pools:
        if pool.total is not None:
            assert sums(result, pool.name) == {pool.total}
    result.check()


def test_quantiles_are_fees_that_a_run_had():
    result = cs.simulate(board(OFFICE), driver="population", spread="20%", seed=1, runs=39)
    ordered = sorted(result.fees("A"))
    (row, *_) = result.ranges(quantiles=["2.5%", "5%", "50%", "100%"])
    assert (row.lowest, row.highest, row.today) == (ordered[0], ordered[-1], 91)
    assert list(row.quantiles.values()) == [ordered[0], ordered[1], ordered[19], ordered[38]]
    frame = result.to_frame(quantiles=["50%"])
    assert frame.columns.tolist() == ["today", "lowest", "50%", "highest"]
    assert frame.loc["A"].tolist() == [91, ordered[0], ordered[19], ordered[-1]]


def test_pools_of_several_units_and_members_in_none():
    away = cs.Member(name="D", population=1, left="2021-01-01")
    agreement = board(
        OFFICE,
        cs.Pool(name="fine", total="0.50", unit="0.01", model=cs.Flat()),
        members=[*MEMBERS, away],
    )
    result = cs.simulate(agreement, driver="population", spread="1%", seed=1, runs=5)
    assert result.fees("D") == []
    assert result.to_frame().loc["D"].isna().all()
    assert result.fees("A", "fine") == [Decimal("0.17")] * 5
    assert result.fees("A")[0] == result.fees("A", "office")[0] + Decimal("0.17")
    assert str(result).splitlines()[-1].split() == ["D", *["–"] * 8]


def test_huge_totals_stay_exact():
    huge = board(cs.Pool(name="office", total=10**30, model=cs.PerCapita()))
    result = cs.simulate(huge, driver="population", spread="1%", seed=1, runs=3)
    assert sum(map(Fraction, run(result, "office", 0).values())) == 10**30
    assert cs.Simulation.from_dict(result.to_dict()) == result


def test_it_prints_as_a_table():
    result = cs.simulate(board(OFFICE), driver="population", spread="2.5%", seed=1, runs=9)
    assert str(result).startswith("Fees if population is up to 2.5 % off, 9 runs\n")
    assert result._repr_html_().count("<tr>") == 4
    assert repr(result) == "<Simulation Board: population up to 2.5 % off, 9 runs, seed 1>"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"driver": "pupils"}, "unknown driver that a pool goes by: 'pupils'; Known: population"),
        ({"driver": None}, "driver is missing; name one, or pass spread={'population': '2%'}"),
        ({"driver": []}, "no driver is named; name one, or pass"),
        ({"driver": 5}, "driver is of type int; pass a list of names"),
        ({"driver": ["population"] * 2}, "driver population is listed twice"),
        ({"spread": {"population": "2%"}}, "driver and a spread by driver are both given"),
        ({"driver": None, "spread": {}}, "no driver is named"),
        ({"driver": None, "spread": {"pupils": "2%"}}, "unknown driver that a pool goes by: 'pup"),
        ({"driver": None, "spread": {"population": 2}}, "2 is 200 per cent"),
        ({"pool": "ofice"}, "unknown pool 'ofice'; did you mean 'office'"),
        ({"spread": 2}, "2 is 200 per cent; write '2%', or '200%' if meant"),
        ({"spread": "-2%"}, "spread -2% lies outside 0% to 100%"),
        ({"spread": "101%"}, "spread 101% lies outside"),
        ({"seed": -1}, "seed -1 must be a whole number, 0 or more"),
        ({"seed": None}, "seed is missing"),
        ({"seed": "1.5"}, "seed '1.5' must be a whole number"),
        ({"runs": 0}, "runs 0 must be a whole number, 1 or more"),
        ({"runs": True}, "runs True is a bool"),
    ],
)
def test_what_cannot_be_simulated(arguments, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.simulate(
            board(OFFICE), **{"driver": "population", "spread": "2%", "seed": 1} | arguments
        )


def test_what_a_simulation_does_not_know():
    with pytest.raises(cs.CostshareError, match="is of type Allocation; pass an Agreement"):
        cs.simulate(board(OFFICE).allocate(), driver="population", spread="2%", seed=1)
    result = cs.simulate(board(OFFICE), driver="population", spread="2%", seed=1, runs=2)
    with pytest.raises(cs.CostshareError, match="unknown member 'X'"):
        result.fees("X")
    with pytest.raises(cs.CostshareError, match="unknown pool 'ofice'; did you mean 'office'"):
        result.fees("A", "ofice")
    with pytest.raises(cs.CostshareError, match="quantiles '5%' are not a list"):
        result.to_frame(quantiles="5%")
    with pytest.raises(cs.CostshareError, match="quantiles is of type float; pass a list"):
        result.to_frame(quantiles=0.5)
    with pytest.raises(cs.CostshareError, match="quantile 0% lies outside"):
        result.to_frame(quantiles=["0%"])
    with pytest.raises(cs.CostshareError, match="quantile 5% is listed twice"):
        result.to_frame(quantiles=["5%", "5%"])


def test_a_pool_with_versions_is_drawn_as_it_holds_in_the_period():
    versions = [cs.Version(since="2022-01-01", total=200, model=cs.PerCapita())]
    pool = cs.Pool(name="office", total=100, model=cs.Flat(), versions=versions)
    result = cs.simulate(board(pool), driver="population", spread="9%", seed=1, runs=4)
    assert sums(result, "office") == {200}
    assert len(set(result.fees("A"))) > 1


def test_figures_that_a_model_cannot_share_by_name_the_run():
    tight = cs.Bounded(model=cs.Flat(), maximum_per={"population": 1})
    pool = cs.Pool(name="tight", total=1100, model=tight)
    with pytest.raises(
        cs.CostshareError, match=r"^run \d+: pool tight: the maxima let the members"
    ):
        cs.simulate(board(pool), driver="population", spread="9%", seed=1)


SCHOOL = [
    cs.Pool(name="school", total=900, model=cs.Proportional(driver="pupils")),
    OFFICE,
    cs.Pool(
        name="both",
        total=777,
        model=cs.Blend(parts=[("0.4", cs.PerCapita()), ("0.6", cs.Proportional(driver="pupils"))]),
    ),
    cs.Pool(
        name="prices",
        model=cs.Tariff(base=5, rates={"population": "0.25", "pupils": 2}),
        ties=None,
        rounding="up",
    ),
    cs.Pool(name="flat", total=100, model=cs.Flat()),
]
PUPILS = [
    member.replace(drivers={"pupils": size}, joined=joined)
    for member, size, joined in zip(MEMBERS, (30, 20, 75), (None, "2022-05-01", None), strict=True)
]
SPREADS = {"population": "1%", "pupils": "30%"}


@pytest.mark.parametrize("spread", ["0%", {"pupils": "0%", "population": "0%"}])
def test_several_drivers_without_a_spread_give_the_fees_of_today(spread):
    driver = ["population", "pupils"] if isinstance(spread, str) else None
    agreement = board(*SCHOOL, members=PUPILS)
    still = cs.simulate(agreement, driver=driver, spread=spread, seed=1, runs=2)
    for number in (0, 1):
        for pool in agreement.allocate().pools:
            assert run(still, pool.name, number) == pool.fees


@given(st.integers(0, 2**40))
def test_every_run_of_several_drivers_is_what_allocate_gives_with_them(seed):
    agreement = board(*SCHOOL, members=PUPILS)
    result = cs.simulate(agreement, spread=SPREADS, seed=seed, runs=2)
    people = {member.name: member.population for member in PUPILS}
    pupils = {member.name: member.drivers["pupils"] for member in PUPILS}
    drawn = zip(
        draws(people, Fraction(1, 100), 2, seed),
        draws(pupils, Fraction(30, 100), 2, seed, stream=1),
        strict=True,
    )
    for number, (new_people, new_pupils) in enumerate(drawn):
        drivers = {name: {"pupils": figure} for name, figure in new_pupils.items()}
        fees = cs.what_if(agreement, population=new_people, drivers=drivers).allocate()
        for pool in fees.pools:
            assert run(result, pool.name, number) == pool.fees


def test_a_driver_has_the_same_figures_whatever_drivers_follow():
    agreement = board(*SCHOOL, members=PUPILS)
    alone = cs.simulate(agreement, driver="population", spread="1%", seed=7, runs=20)
    both = cs.simulate(agreement, spread=SPREADS, seed=7, runs=20)
    assert both.pool_fees["office"] == alone.pool_fees["office"]
    assert both.pool_fees["school"] != alone.pool_fees["school"]
    assert cs.simulate(agreement, driver=["population"], spread="1%", seed=7, runs=20) == alone
    assert cs.simulate(agreement, spread={"population": "1%"}, seed=7, runs=20) == alone
    assert both.spreads == {"population": Fraction(1, 100), "pupils": Fraction(3, 10)}
    assert both.check() is None
    assert cs.Simulation.from_dict(both.to_dict()) == both


def test_the_figures_of_a_second_driver_are_these_on_every_platform():
    figures = {"A": Fraction(100), "B": Fraction(300)}
    drawn = list(draws(figures, Fraction(1, 10), runs=2, seed=2022, stream=1))
    assert drawn == [{"A": 95, "B": 290}, {"A": 110, "B": 274}]


def test_one_pool_is_drawn_as_among_all():
    agreement = board(*SCHOOL, members=PUPILS)
    every = cs.simulate(agreement, spread=SPREADS, seed=7, runs=20)
    for name in ("both", "prices"):
        one = cs.simulate(agreement, spread=SPREADS, seed=7, runs=20, pool=name)
        assert one.pool_fees == {name: every.pool_fees[name]}
        assert one.ranges() == every.ranges(name)
    message = "pool office does not go by pupils; pass one of population"
    with pytest.raises(cs.CostshareError, match=message):
        cs.simulate(agreement, spread=SPREADS, seed=7, pool="office")
    office = next(each for each in agreement.pools if each.name == "office")
    twice = agreement.replace(pools=[office, office.replace(name="portal")])
    with pytest.raises(cs.CostshareError, match="no pool goes by pupils; pass one of population"):
        cs.simulate(twice, spread=SPREADS, seed=7)


def test_several_drivers_in_words():
    agreement = board(*SCHOOL, members=PUPILS).replace(driver_labels={"pupils": "elever"})
    result = cs.simulate(agreement, spread=SPREADS, seed=7, runs=2)
    assert str(result).splitlines()[0] == (
        "Fees if population is up to 1 % off and elever is up to 30 % off, 2 runs"
    )
    assert repr(result) == (
        "<Simulation Board: population up to 1 %, pupils up to 30 % off, 2 runs, seed 7>"
    )


def test_a_member_that_a_rule_names_may_be_absent():
    bounded = cs.Bounded(model=cs.PerCapita(), minimum={"A": 10})
    pool = cs.Pool(name="office", total=1000, model=bounded)
    absent = [MEMBERS[0].replace(left="2021-12-31"), *MEMBERS[1:]]
    result = cs.simulate(
        board(pool, members=absent), driver="population", spread="0%", seed=1, runs=1
    )
    assert run(result, "office", 0) == result.today.pool("office").fees
