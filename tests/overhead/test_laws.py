"""Laws of costs that are passed on: naive references, conservation, limits, relabelling."""

from fractions import Fraction
from functools import partial

from hypothesis import example, given
from hypothesis import strategies as st

import costshare as cs
from naive_overhead import QUANTITIES, ends, simultaneous, towns

METHODS = {
    "direct": cs.overhead.direct,
    "step_down": cs.overhead.step_down,
    "reciprocal": cs.overhead.reciprocal,
    "repeated": partial(cs.overhead.repeated, rounds=3),
}
ALL = st.sampled_from([*METHODS.values()])


@given(towns(between=QUANTITIES))
def test_amounts_are_those_of_naive_formulas(town):
    costs, services = town
    order = sorted(services)
    assert cs.overhead.direct(costs, services).amounts == ends(costs, services, lambda _: ())
    assert cs.overhead.step_down(costs, services, order=order).amounts == ends(
        costs, services, lambda giver: order[order.index(giver) + 1 :]
    )
    assert cs.overhead.reciprocal(costs, services).amounts == simultaneous(costs, services)


@given(towns(), st.integers(1, 9))
def test_repeated_distribution_differs_from_its_limit_by_less_than_the_rest(town, count):
    costs, services = town
    exact = cs.overhead.reciprocal(costs, services)
    passed = cs.overhead.repeated(costs, services, rounds=count)
    before = sum(map(abs, exact_rest(passed, count).values()))
    for name, amount in passed.amounts.items():
        assert abs(amount - exact.amounts[name]) <= before
    until = 1 + sum(map(abs, costs.values())) / Fraction(8)
    for name, amount in cs.overhead.repeated(costs, services, until=until).amounts.items():
        assert abs(amount - exact.amounts[name]) < until


def exact_rest(passed, count):
    """What support departments have left after so many rounds, by rounds one after the other."""
    left = {name: Fraction(passed.costs[name]) for name in passed.services}
    for made in passed.rounds[:count]:
        for giver, own in passed.services.items():
            assert left[giver] == made.get(giver, 0)
            total = sum(each for name, each in own.items() if name != giver)
            for name in left.keys() - {giver}:
                left[name] += left[giver] * own.get(name, 0) / total
            left[giver] = Fraction(0)
    return left


@given(towns(), towns(), ALL, st.data())
def test_every_cost_ends_on_an_operating_department(town, other, method, data):
    costs, services = town
    _, capacity = other
    rates = {}
    if capacity.keys() == services.keys() and set(next(iter(capacity.values()))) <= costs.keys():
        fixed = {name: costs[name] * data.draw(st.fractions(0, 1)) for name in services}
        rates = {"fixed": fixed, "capacity": capacity}
    passed = method(costs, services, **rates)
    assert sum(passed.amounts.values()) == sum(costs.values()) == passed.total
    received = {name: sum(row[name] for row in passed.matrix.values()) for name in passed.costs}
    for name in services:
        assert passed.passed_on[name] == costs[name] + received[name]
        assert sum(passed.matrix[name].values()) == passed.passed_on[name]
    for name, amount in passed.amounts.items():
        assert amount == passed.costs[name] + received[name]
    assert {name: sum(own[name] for own in passed.rounds if name in own) for name in services} == (
        passed.passed_on
    )


@given(towns(between=st.just(0)))
def test_without_mutual_service_all_methods_agree(town):
    first, *others = (method(*town).amounts for method in METHODS.values())
    assert others == [first] * 3


@given(towns(), st.data())
def test_step_down_is_direct_or_reciprocal_if_service_goes_one_way(town, data):
    costs, services = town
    order = data.draw(st.permutations([*services]))
    place = {name: at for at, name in enumerate(order)}

    def one_way(keep):
        return {
            giver: {
                to: each
                for to, each in own.items()
                if to not in place or keep(place[giver], place[to])
            }
            for giver, own in services.items()
        }

    back = one_way(lambda giver, to: to < giver)
    assert (
        cs.overhead.step_down(costs, back, order=order).amounts
        == cs.overhead.direct(costs, back).amounts
    )
    onward = one_way(lambda giver, to: giver < to)
    assert (
        cs.overhead.step_down(costs, onward, order=order).amounts
        == cs.overhead.reciprocal(costs, onward).amounts
    )


@given(towns(), ALL, st.data())
def test_names_and_order_and_units_of_service_change_no_amount(town, method, data):
    costs, services = town
    plain = method(costs, services, **ordered(method, sorted(services)))
    new = {name: f"{name[::-1]} {at}" for at, name in enumerate(costs)}
    rate = {name: data.draw(st.sampled_from([1, 7, Fraction(2, 3)])) for name in services}
    givers = (
        [*services] if method is METHODS["repeated"] else data.draw(st.permutations([*services]))
    )
    renamed = method(
        {new[name]: costs[name] for name in data.draw(st.permutations([*costs]))},
        {
            new[giver]: {new[to]: each * rate[giver] for to, each in services[giver].items()}
            for giver in givers
        },
        **ordered(method, [new[name] for name in sorted(services)]),
    )
    assert renamed.amounts == {new[name]: each for name, each in plain.amounts.items()}


def ordered(method, order):
    return {"order": order} if method is cs.overhead.step_down else {}


@given(towns(), ALL)
def test_costs_are_passed_on_in_proportion(town, method):
    costs, services = town
    order = ordered(method, sorted(services))
    tripled = method({name: -3 * each for name, each in costs.items()}, services, **order)
    plain = method(costs, services, **order)
    assert tripled.amounts == {name: -3 * each for name, each in plain.amounts.items()}


SAME_SHARE = {"S0": {"S1": 3, "O0": 1}, "S1": {"S0": 3, "O0": 1}}
# Rounded as a plain table, S0 would pass on less than it has.
UNEQUAL = (
    {"S0": 8, "S1": 4, "O0": 7, "O1": 7},
    {"S0": {"S1": 3, "O0": 3, "O1": 3}, "S1": {"S0": 2, "O0": 3, "O1": 1}},
)


@example(UNEQUAL, cs.overhead.reciprocal, 1)
@given(towns(), ALL, st.sampled_from([1, 100, "0.01"]))
def test_rounded_amounts_sum_in_every_row_and_column(town, method, unit):
    size = Fraction(unit)
    costs = {name: int(each) * size for name, each in town[0].items()}
    passed = method(costs, town[1])
    whole = {
        giver: {name: Fraction(each) for name, each in row.items()}
        for giver, row in passed.rounded_matrix(unit).items()
    }
    ended = {name: Fraction(each) for name, each in passed.rounded(unit).items()}
    received = {name: sum(row[name] for row in whole.values()) for name in costs}
    for giver, row in whole.items():
        assert sum(row.values()) == costs[giver] + received[giver]
        for name, amount in row.items():
            assert amount % size == 0
            assert abs(amount - passed.matrix[giver][name]) < size
    for name, amount in ended.items():
        assert amount == costs[name] + received[name]
        assert abs(amount - passed.amounts[name]) < size
    assert sum(ended.values()) == sum(costs.values())


@example(({"S0": 4, "S1": 1, "O0": 7}, SAME_SHARE), cs.overhead.step_down)
@example(
    ({"S0": -1, "S1": 1, "O0": 0}, {"S0": {"O0": 1}, "S1": {"S0": 2, "O0": 2}}),
    cs.overhead.reciprocal,
)
@given(towns(), ALL)
def test_a_credit_is_the_negated_charge(town, method):
    costs = {name: int(each) for name, each in town[0].items()}
    charge = method(costs, town[1]).rounded_matrix()
    back = method({name: -each for name, each in costs.items()}, town[1]).rounded_matrix()
    assert back == {
        giver: {name: -each for name, each in row.items()} for giver, row in charge.items()
    }


@given(towns(), ALL)
def test_explanations_and_files_follow(tmp_path_factory, town, method):
    passed = method(*town, period="2026", currency="SEK")
    file = tmp_path_factory.getbasetemp() / "overhead.json"
    passed.save(file)
    assert cs.overhead.OverheadAllocation.load(file) == passed
    told = passed.explain()
    assert cs.overhead.OverheadExplanation.from_dict(told.to_dict()) == told
    for department in told.to_dict()["departments"]:
        has = Fraction(department["own_costs"])
        for flow in department["received"]:
            passed_on, quantity, of = (
                Fraction(flow[key]) for key in ("passed_on", "quantity", "of")
            )
            has += passed_on * quantity / of
        name = department["name"]
        assert has == passed.amounts.get(name, passed.passed_on.get(name))
