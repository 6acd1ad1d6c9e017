"""Cascades: pools that take over what their member is charged in other pools."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

import costshare as cs
from cascades_local import cascades, level_by_level, platform
from circles_local import circles, schools
from costshare.errors import ConservationError
from costshare.testing import assert_allocation_sums
from explanation_local import read_fees, read_levels

FLAT = cs.Flat()


def board(*pools, members=("A", "B", "x", "y"), drivers=None):
    shares = dict.fromkeys(members) if drivers is None else drivers
    listed = [
        cs.Member(name=name, drivers={} if share is None else {"share": share})
        for name, share in shares.items()
    ]
    return cs.Agreement(name="Board", period="2022", members=listed, pools=pools)


def pool(name, members=None, total=None, **others):
    others = {"model": FLAT} | others
    return cs.Pool(name=name, total=total, members=members, **others)


# --- laws ---------------------------------------------------------------------------------------


@given(cascades())
@settings(max_examples=40)
def test_a_cascade_is_the_loop_level_by_level(agreement):
    """Conservation at each level, and to the unit what the naive loop gives."""
    fees = agreement.allocate()
    fees.check()
    assert_allocation_sums(fees)
    assert {each.name: dict(each.fees) for each in fees.pools} == level_by_level(agreement)
    paid = sum(map(Fraction, fees.final_fees().member_totals.values()))
    assert paid == fees.total == sum(each.total for each in agreement.pools)
    assert all(fees.member_totals[name] == 0 for name in fees.passing_on)
    again = agreement.replace(pools=agreement.pools[::-1]).allocate()
    assert {each.name: each.fees for each in again.pools} == {
        each.name: each.fees for each in fees.pools
    }
    assert cs.Allocation.from_dict(json.loads(json.dumps(fees.to_dict()))) == fees


@given(cascades(most=40, fine="0.5"))
@settings(max_examples=20)
def test_an_outside_program_computes_every_level(agreement):
    """From drivers and models alone, of a member, a pool and everything."""
    fees = agreement.allocate()
    last = fees.pool("X")
    member = next(iter(last.fees))
    for explained in (fees.explain(member, "X"), fees.explain(pool="X"), fees.explain()):
        data = explained.to_dict()
        read = read_levels(json.dumps(data)) if "levels" in data or "pools" in data else {}
        read = read or {"X": read_fees(json.dumps(data))[1]} if len(last.fees) > 1 else read
        for name, charged in read.items():
            assert charged == {each: Fraction(fee) for each, fee in fees.pool(name).fees.items()}
        assert type(explained).from_dict(data) == explained


@given(cascades())
@settings(max_examples=25)
def test_what_is_left_of_the_levels_is_a_plain_allocation(agreement):
    """Final and internal fees are parts of the whole, and each proves its own sums."""
    fees = agreement.allocate()
    parts = [fees.final_fees()]
    if fees.passing_on:
        parts.append(fees.internal_fees())
    cells = {}
    for part in parts:
        part.check()
        assert part.passing_on == ()
        cells |= {(each.name, name): fee for each in part.pools for name, fee in each.fees.items()}
    assert cells == {
        (each.name, name): fee for each in fees.pools for name, fee in each.fees.items()
    }


def test_one_level_is_a_plain_allocation():
    """A pool that takes over nothing, and a member that one payer stands behind."""
    for members in (["x", "y"], None):
        taking = board(pool("A", members, 100, receives=True))
        plain = board(pool("A", ["B", "x", "y"] if members is None else members, 100))
        assert taking.allocate() == plain.allocate()
    through = board(
        pool("platform", ["A", "y"], 101), pool("A", ["x"], receives=True), members=["A", "x", "y"]
    )
    direct = board(pool("platform", ["x", "y"], 101), members=["x", "y"])
    assert through.allocate().final_fees().member_totals == direct.allocate().member_totals


# --- the fees -----------------------------------------------------------------------------------


def test_a_platform_charges_products_and_these_charge_members():
    fees = platform().allocate()
    assert fees.pool_totals == {
        "Product B": Decimal("5714.29"),
        "platform": Decimal("10000.00"),
        "Product A": Decimal("24285.71"),
    }
    assert fees.passing_on == ("Product A", "Product B")
    assert fees.member_totals["Product A"] == 0
    assert fees.total == Decimal("30000.00")
    assert fees.pool("Product A").taken_over == {"platform": Decimal("4285.71")}
    assert fees.pool("Product A").own_total == 20_000
    assert fees.final_fees().pool_totals == {
        "Product B": Decimal("5714.29"),
        "Product A": Decimal("24285.71"),
    }
    assert fees.internal_fees().pool_totals == {"platform": Decimal("10000.00")}


def test_a_published_step_down():
    """Horngren, Datar & Rajan, Cost Accounting, 14th ed., 2012, chapter 15: Castleford Engineering.

    The figures were not compared with the printed page; by hand they come to the same fees.
    Plant maintenance serves information systems 20 %, machining 30 % and assembly 50 %;
    information systems serve plant maintenance 10 %, machining 80 % and assembly 10 %.
    """
    agreement = cs.Agreement(
        name="Castleford",
        period="2012",
        currency="USD",
        members=[
            cs.Member(name="Plant maintenance", drivers={"computer hours": 200}),
            cs.Member(name="Information systems", drivers={"labour hours": 1600}),
            cs.Member(name="Machining", drivers={"labour hours": 2400, "computer hours": 1600}),
            cs.Member(name="Assembly", drivers={"labour hours": 4000, "computer hours": 200}),
        ],
        pools=[
            cs.Pool(
                name="Plant maintenance",
                total=6_300_000,
                model=cs.Proportional(driver="labour hours"),
                members=["Information systems", "Machining", "Assembly"],
                receives=True,
            ),
            cs.Pool(
                name="Information systems",
                total=1_452_150,
                model=cs.Proportional(driver="computer hours"),
                members=["Plant maintenance", "Machining", "Assembly"],
                receives=True,
            ),
            cs.Pool(
                name="own",
                model=cs.Fixed(amounts={"Machining": 4_000_000, "Assembly": 2_000_000}),
                members=["Machining", "Assembly"],
            ),
        ],
        support="step_down",
        order=["Plant maintenance", "Information systems"],
    )
    fees = agreement.allocate()
    fees.check()
    assert fees.pool("Information systems").total == 2_712_150
    assert fees.final_fees().member_totals == {"Machining": 8_300_800, "Assembly": 5_451_350}
    data = agreement.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    assert cs.Agreement(**data) == agreement
    with pytest.raises(cs.CostshareError, match="order="):
        agreement.replace(support=None, order=())
    back = agreement.replace(order=["Information systems", "Plant maintenance"]).allocate()
    assert back.pool("Plant maintenance").total == 6_300_000 + 145_215


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"support": "step_down"}, "support='step_down' and order go together"),
        ({"order": ["A"]}, "support='step_down' and order go together"),
        ({"support": "reciprocal", "order": ["A"]}, "support='step_down' and order go together"),
        ({"support": "step_down", "order": ["A", "A"]}, "pool in order"),
        ({"support": "step_down", "order": ["C"]}, "pool in order"),
        ({"support": "sideways", "order": ["A"]}, "sideways"),
    ],
)
def test_an_order_names_pools_that_take_over_costs(how, words):
    with pytest.raises(cs.CostshareError, match=words):
        board(pool("A", ["x"], receives=True)).replace(**how)


def test_the_first_round_of_a_published_case():
    """Service department X serves A 25 %, B 38 %, C 32 % and Y 5 % (a public problem page)."""
    own = {"A": 120_000, "B": 195_000, "C": 260_000}
    agreement = board(
        pool("X", ["A", "B", "C", "Y"], 68_000, model=cs.Proportional(driver="share")),
        pool("Y", ["A"], 27_000, receives=True),
        drivers={"A": 25, "B": 38, "C": 32, "Y": 5},
    )
    fees = agreement.allocate()
    after = {name: own[name] + fees.fee(name, "X") for name in own}
    assert after == {"A": 137_000, "B": 220_840, "C": 281_760}
    assert fees.pool("Y").total == 30_400


def test_members_that_join_leave_and_use_metered_resources():
    """Days of a membership, and prices of use, count at any level."""
    fees = platform(joined="2022-07-01").allocate()
    assert fees.pool("Product A").proration == {"Luleå": Fraction(184, 365)}
    metered = cs.Agreement(
        name="Cloud",
        period="2022",
        members=[
            cs.Member(name="Product", drivers={"vcpu": 10}, joined="2022-07-01"),
            cs.Member(name="Boden", drivers={"vcpu": 10, "gb": 2}),
            cs.Member(name="Luleå", drivers={"gb": 1}),
        ],
        pools=[
            cs.Pool(
                name="cloud", model=cs.Capacity(prices={"vcpu": 85}), members=["Product", "Boden"]
            ),
            cs.Pool(
                name="Product",
                total=50,
                model=cs.Capacity(prices={"gb": 3}),
                receives=True,
            ),
        ],
    )
    fees = metered.allocate()
    fees.check()
    assert fees.pool("Product").fees == {"Boden": 600, "Luleå": 300}
    assert fees.final_fees().member_totals == {"Boden": 1450, "Luleå": 300}
    product = cs.Member(name="Product", drivers={"vcpu": 0}, joined="2023-01-01")
    gone = metered.replace(members=[product, *metered.members[1:]]).allocate()
    assert gone.pool("Product").total == 50
    assert gone.passing_on == ()


def test_fees_that_are_rounded_each_on_its_own_are_passed_on_as_charged():
    fees = board(
        pool("platform", ["A", "B", "x"], 100, method="each"),
        pool("A", ["x", "y"], 1, receives=True, unit="0.5"),
        pool("B", ["y"], receives=True),
    ).allocate()
    fees.check()
    assert fees.pool("platform").rounding_difference == -1
    assert fees.total == 100


def test_credits_are_passed_on_too():
    fees = board(pool("grant", ["A"], -90), pool("A", ["x", "y"], 30, receives=True)).allocate()
    fees.check()
    assert fees.member_totals == {"A": 0, "B": 0, "x": -30, "y": -30}
    assert "passed on to A" in str(fees.explain("x", "A"))


def test_a_version_changes_the_own_cost():
    later = cs.Version(since="2022-01-01", total=50)
    fees = board(
        pool("platform", ["A"], 100), pool("A", ["x", "y"], receives=True, versions=[later])
    ).allocate()
    assert fees.pool("A").total == 150


# --- tables, text and files ----------------------------------------------------------------------


def test_the_table_shows_what_is_passed_on():
    lines = str(platform().allocate()).splitlines()
    assert lines[2].split()[-3:] == ["passed", "on", "total"]
    assert lines[4].split()[-3:] == ["-4", "285.71", "0.00"]
    assert lines[-1].endswith("-10 000.00  30 000.00")
    tidy = platform().allocate().to_frame(tidy=True)
    rows = list(zip(tidy["fee"], tidy["passed_on"], strict=True))
    assert sum(fee for fee, passed in rows if not passed) == 30_000
    assert sum(fee - passed for fee, passed in rows) == 30_000


def test_the_table_names_departments_that_no_pool_charges():
    fees = board(
        pool("P", ["A"], total=60),
        pool("A", ["x", "y"], total=40, receives=True),
        pool("B", ["x", "y"], total=40, receives=True),
    ).allocate()
    said = "No pool charges B: a pool of that name shares its own costs alone."
    assert str(fees).endswith(f"\n\n{said}")
    assert said not in str(fees.final_fees())
    ordered = schools(support="step_down", order=["IT", "HR"]).allocate()
    assert "No pool charges" not in str(ordered)


def test_flows_are_a_matrix_of_givers_and_members():
    flows = platform().allocate().flows
    assert flows.loc["platform", "Product A"] == Decimal("4285.71")
    assert sum(flows["Boden"].dropna()) == platform().allocate().member_totals["Boden"]
    assert sum(flows.loc["Product A"].dropna()) == Decimal("24285.71")


def test_a_fee_is_explained_through_the_levels():
    text = str(platform().allocate().explain("Boden", "Product A"))
    assert text.splitlines()[1:6] == [
        "  4 285.71 = 3/7 of platform's 10 000.00 in units of 0.01, passed on to Product A",
        (
            "    floor: ≈ 4 285.71428571 ÷ 0.01 ≈ 428 571.428571, so 428 571 units = 4 285.71, "
            "remainder ≈ 0.428571 of a unit"
        ),
        (
            "    the floors leave 1 unit for the largest remainders; Product A is number 2 of 2: "
            "no extra unit"
        ),
        "  Product A shares 24 285.71 = 20 000.00 of its own + 4 285.71 from platform",
        (
            "  17 346.94 = 5/7 of Product A's 24 285.71 in units of 0.01: 14 285.72 of its own + "
            "3 061.22 from platform"
        ),
    ]


def test_levels_have_one_name_everywhere():
    """The label of a pool stands for its member too; data keep names."""
    pools = [each.replace(label=f"<{each.name}>") for each in platform().pools]
    agreement = platform().replace(pools=pools)
    fees = agreement.allocate()
    dearer = cs.what_if(agreement, total={"platform": 10_700}).allocate()
    texts = [
        str(fees.explain("Boden", "Product A")),
        str(fees.explain(pool="Product A")),
        str(fees.explain("Product A")).splitlines()[-1],
        str(cs.explain_change(fees, dearer, "Boden", "Product A")),
        str(cs.correct(fees, dearer).explain("Boden", "Product A")),
    ]
    for text in texts:
        lines = [line for line in text.splitlines() if "number 2 of 2" not in line]
        assert "<Product A>" in text
        assert "Product A" not in "\n".join(lines).replace("<Product A>", "")
    assert fees.explain("Boden").to_dict()["pools"][1]["pool"] == "Product A"


def test_an_explanation_says_who_takes_a_fee_over():
    explained = platform().allocate().explain("Product A")
    assert str(explained).splitlines()[-1] == (
        "  Passed on: pool Product A takes it over and charges Boden, Luleå, Piteå"
    )
    assert explained.to_dict()["passed_on"] == {"Product A": ["Boden", "Luleå", "Piteå"]}
    level = platform().allocate().explain(pool="platform")
    assert "the fees of Product A, Product B" in str(level)
    assert "Passed on" not in str(platform().allocate().explain("Boden"))
    with pytest.raises(cs.CostshareError, match="passes its fee on"):
        replace(level, passed_on={"Boden": ()}).check()


def test_files_hold_cascades(tmp_path):
    for name in ("a.toml", "a.json"):
        platform().save(tmp_path / name)
        assert cs.Agreement.load(tmp_path / name) == platform()
    fees = platform().allocate()
    fees.save(tmp_path / "fees.json")
    assert cs.Allocation.load(tmp_path / "fees.json") == fees


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: board(pool("A", ["B"], receives=True), pool("B", ["A"], receives=True)),
            ["circle: A → B → A", "leave B out of the members of pool A", "order=['A', 'B']"],
        ),
        (
            lambda: board(
                pool("p", ["A"], 1),
                pool("A", ["x", "B"], receives=True),
                pool("B", ["A", "y"], receives=True),
                pool("y", ["x"], receives=True),
            ),
            ["circle: A → B → A"],
        ),
        (
            lambda: board(pool("A", ["A", "x"], receives=True)),
            ["circle: A → A", "leave A out of the members of its own pool"],
        ),
        (lambda: board(pool("C", ["A"], receives=True)), ["C", "member"]),
        (lambda: pool("A", receives="yes"), ["receives", "str", "true or false"]),
        (lambda: pool("A", receives=1), ["receives"]),
        (
            lambda: pool("A", model=cs.Fixed(amounts={"x": 1}), receives=True),
            ["pool A", "agreed amounts"],
        ),
        (lambda: pool("A", receives=True, round_total="up"), ["pool A", "round_total"]),
        (lambda: pool("A", receives=True, method="each"), ["pool A", "leave method out"]),
        (
            lambda: board(
                pool("p", ["A", "x"], "1.25", unit="0.01"), pool("A", ["x"], receives=True)
            ).allocate(),
            ["pool A", "0.63", "from pool p", "unit 1"],
        ),
        (lambda: board(pool("p", total=1)).allocate().internal_fees(), ["Board", "receives=True"]),
    ],
)
def test_what_makes_no_sense_is_refused(make, words):
    with pytest.raises(cs.CostshareError) as error:
        make()
    assert all(word in str(error.value) for word in words), str(error.value)


def test_a_record_with_a_false_level_is_refused():
    """What is taken over must be what is charged, without a circle."""
    fees = platform().allocate()
    product = fees.pool("Product A")
    for taken in ({"platform": Decimal(1)}, {"nobody": Decimal(1)}):
        pools = tuple(
            replace(each, taken_over=taken) if each is product else each for each in fees.pools
        )
        with pytest.raises(ConservationError):
            replace(fees, pools=pools).check()
    plain = board(pool("A", ["B", "x"], 2), pool("B", ["A", "x"], 2)).allocate()
    circle = [
        replace(each, taken_over={other: Decimal(1)})
        for each, other in zip(plain.pools, "BA", strict=True)
    ]
    with pytest.raises(ConservationError, match="own costs"):
        replace(plain, pools=tuple(circle)).check()
    explained = fees.explain("Boden", "Product A")
    with pytest.raises(ConservationError, match="takes over"):
        replace(explained, levels=()).check()


@pytest.mark.parametrize(
    "alone",
    [
        lambda fees: fees.final_fees(),
        lambda fees: fees.instalments("quarter")[0],
        lambda fees: cs.add_periods([fees]).allocation(),
        lambda fees: cs.correct(fees, fees).applied_to(fees),
    ],
)
def test_final_fees_alone_say_where_the_others_are(alone):
    """A circle has no levels in parts: what asks for them names the result that has them."""
    fees = alone(schools().allocate())
    with pytest.raises(cs.CostshareError, match=r"final fees alone .* internal_fees\(\) of what"):
        fees.internal_fees()
    with pytest.raises(cs.CostshareError, match=r"'IT'.*final fees alone .* allocate\(\) returned"):
        fees.explain("IT")
    with pytest.raises(cs.CostshareError, match=r"unknown member 'Cars'.* Care$"):
        fees.explain("Cars")


@given(circles())
@settings(max_examples=10)
def test_people_read_the_labels_of_pools(agreement):
    """No text of a labelled pool has its name, where the name is not a member's."""
    labelled = agreement.replace(
        pools=[each.replace(label=f"{each.name}-dept") for each in agreement.pools]
    )
    fees = labelled.allocate()
    said = "".join(str(fees.explain(name)) for name in fees.members)
    for circle in re.findall("whole units inside the circle of (.+?):", said):
        assert all(name.endswith("-dept") for name in re.split(", | and ", circle))
    assert not re.search(r"pool (IT|HR|Law|X)\b(?!-dept)", said)


def test_final_fees_explain_that_they_are_a_part_of_a_pool():
    """They are no longer derived, and say so; with their levels they are."""
    fees = schools().allocate()
    final = fees.final_fees()
    said = str(final.explain("Care", "IT"))
    assert "Rule: as a part of a pool that others are charged too; amounts for 2 members." in said
    assert "1. fees of IT, as shared among all its members: as given" in said
    assert "as given" not in str(fees.explain("Care", "IT"))
    assert "as given" not in cs.fee_letters(fees, contact="A")["Care"]
