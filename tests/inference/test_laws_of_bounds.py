"""Laws of bounds of a shared total beside misprints: both are named for what they are."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import costshare as cs

SIZE = 30
BASES = {
    "proportional": cs.Proportional(driver="one"),
    "mixed": cs.Mixed(flat_share="0.3", driver="one"),
    "keys": cs.Blend(
        parts=[("0.4", cs.Proportional(driver="one")), ("0.6", cs.Proportional(driver="two"))]
    ),
}


def columns(kind, seed):
    one = {f"m{at}": 500 + (at * 7919 + seed * 613) % 9001 for at in range(SIZE)}
    two = {f"m{at}": 3 + (at * at * 37 + seed * 11) % 401 for at in range(SIZE)}
    return {"one": one, "two": two} if kind == "keys" else {"one": one}


def members(drivers):
    names = next(iter(drivers.values()))
    return {name: {key: column[name] for key, column in drivers.items()} for name in names}


@st.composite
def within_bounds(draw):
    """Fees of a total with bounds: the model, the drivers, the total and the fees."""
    kind = draw(st.sampled_from([*BASES]))
    drivers = columns(kind, draw(st.integers(0, 99)))
    total = 4_000_000 + draw(st.integers(0, 999))
    quotas = sorted(BASES[kind].quotas(members(drivers), total).values())
    caps, floors = draw(st.integers(0, 3)), draw(st.integers(0, 4))
    assume(caps + floors > 1)
    bounds = {}
    if caps:
        bounds["maximum"] = int((quotas[-caps] + quotas[-caps - 1]) / 2)
    if floors > 1:
        bounds["minimum"] = int((quotas[floors - 1] + quotas[floors]) / 2)
    model = cs.Bounded(model=BASES[kind], **bounds)
    # A quota that lies near a bound is not known to be at it.
    exact = model.quotas(members(drivers), total).values()
    near = [each for each in exact if any(0 < abs(each - bound) < 2 for bound in bounds.values())]
    fees = {name: int(fee) for name, fee in shared(total, model, drivers).items()}
    held = {name for name, fee in fees.items() if fee in bounds.values()}
    assume(not near and len(held) > 1)
    return kind, drivers, total, fees, held


def shared(total, model, drivers):
    return cs.allocate(total, model, members(drivers)).member_totals


@settings(max_examples=5)
@given(
    within_bounds(),
    st.integers(0, SIZE - 1),
    st.sampled_from([-900, 90, 5000, 400_000]),
    st.booleans(),
)
def test_a_misprint_beside_bounds_is_named_with_its_right_figure(case, at, off, known):
    kind, drivers, total, fees, held = case
    wrong = f"m{at}"
    printed = fees | {wrong: fees[wrong] + off}
    # A bound shows where two members or more pay it; the highest or lowest fee alone is one too.
    assume(printed[wrong] > 0 and printed[wrong] not in fees.values())
    assume(wrong not in held or [*fees.values()].count(fees[wrong]) > 2)
    rest = [fee for name, fee in fees.items() if name != wrong]
    assume(known or min(rest) < printed[wrong] < max(rest))
    given_total = {"total": total} if known else {}
    ranking = cs.infer(printed, drivers, unit=1, models=["flat", kind], **given_total)
    row = ranking.best
    assert row.kind == kind
    assert {*row.differing} == {*held, wrong}
    assert {name for each in row.bounds for name in each.members} == held - {wrong}
    for each in row.bounds:
        (paid,) = {fees[name] for name in each.members}
        assert each.for_all
        assert each.lowest <= paid <= each.highest
    right = int(row.least_change.changes[wrong][1])
    by_model = row.inference.problem.allocate(row.model()).member_totals
    assert {name for name in fees if by_model[name] != printed[name]} == {wrong}
    assert by_model[wrong] == right
    # Without the total, several are possible.
    assert abs(right - fees[wrong]) <= (0 if known else 3)
    assert cs.Ranking.from_dict(ranking.to_dict()) == ranking


@settings(max_examples=3)
@given(
    st.sampled_from([*BASES]),
    st.integers(0, 99),
    st.integers(0, 999),
    st.integers(0, SIZE - 1),
    st.sampled_from([-900, 90, 5000]),
)
def test_one_misprint_of_a_known_total_is_the_only_one_named(kind, seed, more, at, off):
    drivers, total, wrong = columns(kind, seed), 4_000_000 + more, f"m{at}"
    fees = shared(total, BASES[kind], drivers)
    printed = fees | {wrong: fees[wrong] + off}
    row = cs.infer(printed, drivers, unit=1, total=total, models=[kind]).best
    assert row.least_change.changes == {wrong: (printed[wrong], fees[wrong])}
    assert row.least_change.fewest


def test_a_unit_that_another_fee_may_give_up_is_moved_back():
    # Some flat shares that the other fees leave move a unit of m21 to m3.
    sizes = [56012, 86961, 85441, 41862, 10830, 39428, 20809, 66611, 36873, 78959]
    sizes += [14660, 18610, 73202, 40655, 80715, 36518, 47479, 75628, 56616, 8909]
    sizes += [74775, 63982, 72456, 80246, 37116, 22946, 8157, 82409, 54745, 50398]
    drivers = {"one": {f"m{at}": size for at, size in enumerate(sizes)}}
    total = 3_537_974
    fees = shared(total, BASES["mixed"], drivers)
    printed = fees | {"m3": fees["m3"] + 90}
    found = cs.infer_mixed(printed, drivers["one"], total=total).least_change
    assert found.changes == {"m3": (printed["m3"], fees["m3"])}
    best = cs.infer(printed, drivers, total=total, models=["mixed"], unit=1).best
    assert best.differing == ("m3",)


MADE = [
    ("mixed", cs.Mixed(flat_share="0.35", driver="one"), {"total": 880_200, "unit": 1}),
    ("proportional", cs.Proportional(driver="one"), {"total": 1_200_000, "unit": 100}),
    ("tariff", cs.Tariff(base=41_000, rates={"one": "10.49"}), {"unit": 1}),
    ("rate", cs.Tariff(rates={"one": "3.25"}), {"unit": 1}),
]


@pytest.mark.parametrize(("kind", "model", "how"), MADE, ids=[made[0] for made in MADE])
@pytest.mark.parametrize("exempt", [True, False])
def test_of_a_price_list_and_a_shared_total_the_one_with_the_shorter_numbers_is_first(
    kind, model, how, exempt
):
    drivers = columns(kind, 5)
    if exempt:
        model = cs.Bounded(model=model, maximum={"m5": 0, "m9": 0})
    given = dict(
        cs.allocate(how.get("total"), model, members(drivers), unit=how["unit"]).member_totals
    )
    fees = given if exempt else given | {"m5": given["m5"] + 3700}
    best = cs.infer(fees, drivers, unit=how["unit"]).best
    assert best.kind == kind
    assert {*best.differing} == ({"m5", "m9"} if exempt else {"m5"})


def test_a_row_within_bounds_points_to_the_rule_of_the_others():
    drivers = columns("mixed", 5)
    model = cs.Bounded(model=BASES["mixed"], maximum=200_000)
    fees = shared(4_000_000, model, drivers)
    row = cs.infer(fees, drivers, total=4_000_000, models=["mixed"]).best
    assert row.is_exact_within_bounds
    assert "`others` of the row prints it" in str(row.inference)
    assert "These differ" not in str(row.inference)
    assert "Left out" not in str(row.others)
    again = cs.Ranking.from_dict(cs.infer(fees, drivers, total=4_000_000).to_dict())
    assert again.of("mixed", "one").inference.within_bounds


@pytest.mark.parametrize("exempt", [False, True])
@pytest.mark.parametrize("held", [2, 14, 16, 22, 25])
def test_most_members_may_be_at_a_floor_or_exempt_beside_misprints(held, exempt):
    one = {f"m{at}": 900 + 211 * at + 7 * at * at for at in range(36)}
    by_rule = {name: (85 * size + 50) // 100 for name, size in one.items()}
    names = [*one]
    floor, cap = (by_rule[names[at]] + 80 for at in (held - 1, -4))
    for capped, wrong in product((False, True), range(4)):
        fees = dict(by_rule)
        fees |= dict.fromkeys(names[:held], 0 if exempt else floor)
        fees |= dict.fromkeys(names[-3:], cap) if capped else {}
        misprints = names[held : held + wrong]
        if 36 - held - 3 * capped - wrong <= wrong + 3:
            continue  # too few are left to tell
        right = {name: fees[name] for name in misprints}
        fees |= {name: fees[name] + 1_703 + 117 * at for at, name in enumerate(misprints)}
        ranking = cs.infer(fees, {"one": one}, models=["flat", "rate"], unit=1)
        ranking.check()
        row = ranking.best
        assert row.kind == "rate"
        at_bounds = {name for each in row.bounds for name in each.members}
        assert at_bounds == {*names[:held], *(names[-3:] if capped else ())}
        assert {*row.differing} - at_bounds == {*misprints}
        assert {name: low for name, (low, _) in row.right_figures.items()} == right
        members = {name: {"one": size} for name, size in one.items()}
        given_fees = cs.allocate(None, row.model(), members).member_totals
        assert dict(given_fees) == fees | right


@pytest.mark.parametrize("lowest", [{"small": 500, "large": 2_000}, {"small": 0, "large": 1_500}])
def test_two_floors_of_groups_and_a_misprint_of_one_at_a_cap(lowest):
    one = {f"m{at}": 400 + 60 * at + 40 * at * at for at in range(40)}
    by_rule = {name: (85 * size + 50) // 100 for name, size in one.items()}
    fees = {name: min(max(fee, lowest["small"]), 40_000) for name, fee in by_rule.items()}
    fees |= {name: lowest["large"] for name, fee in by_rule.items() if 900 < fee < 1_500}
    if not lowest["small"]:
        fees |= {name: 0 for name, fee in by_rule.items() if fee < 900}
    capped = [name for name, fee in fees.items() if fee == 40_000]
    row = cs.infer(fees, {"one": one}, models=["flat", "rate", "tariff"], unit=1).best
    assert (row.kind, row.is_exact_within_bounds) == ("rate", True)
    fees[capped[0]] = 40_001
    row = cs.infer(fees, {"one": one}, models=["flat", "rate", "tariff"], unit=1).best
    assert row.kind == "rate"
    assert {name: (int(a), int(b)) for name, (a, b) in row.right_figures.items()} == {
        capped[0]: (40_000, 40_000)
    }
