"""What is read, in any shape, and what is refused, with the departments named."""

import os
import subprocess
import sys
from fractions import Fraction

import pandas as pd
import polars as pl
import pytest

import costshare as cs

COSTS = {"IT": 100, "HR": 50, "Schools": 900, "Care": 700}
HOURS = {"IT": {"HR": 2, "Schools": 5, "Care": 3}, "HR": {"IT": 1, "Schools": 4}}
MATRIX = pd.DataFrame(HOURS).T.fillna(0)
LONG = [
    {"giver": giver, "receiver": to, "quantity": each}
    for giver, own in HOURS.items()
    for to, each in own.items()
]
ALL = [cs.overhead.direct, cs.overhead.step_down, cs.overhead.reciprocal, cs.overhead.repeated]
each_method = pytest.mark.parametrize("method", ALL, ids=lambda method: method.__name__)


def test_a_frame_of_any_kind_is_read():
    plain = cs.overhead.reciprocal(COSTS, HOURS)
    frames = [
        (MATRIX, {}),
        (MATRIX.rename_axis("of").reset_index(), {"giver": "of"}),
        (MATRIX.rename_axis("of").reset_index(), {}),
        (pl.from_pandas(MATRIX.rename_axis("giver").reset_index()), {}),
        (pl.from_pandas(MATRIX.rename_axis("of").reset_index()), {}),
        (pl.DataFrame(LONG), {}),
        (LONG, {}),
        (
            pd.DataFrame(LONG).rename(columns={"receiver": "to", "quantity": "hours"}),
            {"receiver": "to", "quantity": "hours"},
        ),
    ]
    for frame, columns in frames:
        read = cs.overhead.reciprocal(pd.Series(COSTS), frame, **columns)
        assert (read.amounts, read.passed_on) == (plain.amounts, plain.passed_on)


COST_FRAMES = {
    "a named column": pd.DataFrame({"cost": COSTS}),
    "names in a column": pd.DataFrame(list(COSTS.items()), columns=["dept", "cost"]),
    "a named index": pd.DataFrame({"cost": COSTS}).rename_axis("dept"),
    "polars": pl.DataFrame({"dept": list(COSTS), "cost": list(COSTS.values())}),
    "dicts": [{"dept": name, "cost": cost} for name, cost in COSTS.items()],
}


@pytest.mark.parametrize("costs", COST_FRAMES.values(), ids=COST_FRAMES)
def test_costs_and_their_fixed_part_may_be_a_frame(costs):
    plain = cs.overhead.direct(COSTS, HOURS, fixed={"IT": 40, "HR": 0}, capacity=HOURS)
    fixed = pd.DataFrame({"kr": {"IT": 40, "HR": 0}})
    read = cs.overhead.direct(costs, HOURS, fixed=fixed, capacity=HOURS)
    assert read == plain


@pytest.mark.parametrize("fixed", ["40%", {"IT": "40 %", "HR": "40%"}])
def test_the_fixed_part_may_be_a_share_of_the_costs(fixed):
    amounts = {name: COSTS[name] * Fraction(2, 5) for name in HOURS}
    plain = cs.overhead.reciprocal(COSTS, HOURS, fixed=amounts, capacity=HOURS)
    assert cs.overhead.reciprocal(COSTS, HOURS, fixed=fixed, capacity=HOURS) == plain
    plain.check()
    with pytest.raises(cs.CostshareError, match=r"fixed 1\.2 lies outside 0 to 1"):
        cs.overhead.reciprocal(COSTS, HOURS, fixed="120%", capacity=HOURS)


def test_the_tidy_frame_of_rounds_has_a_row_for_each_round():
    passed = cs.overhead.repeated(COSTS, HOURS, rounds=3)
    tidy = passed.to_frame(tidy=True)
    assert list(tidy.columns)[1:4] == ["round", "giver", "receiver"]
    for at, own in enumerate(passed.rounds, 1):
        rows = tidy[tidy["round"] == at]
        for giver, amount in own.items():
            assert sum(rows[rows["giver"] == giver]["amount"]) == amount
    assert sum(tidy["amount"]) == sum(passed.passed_on.values())
    assert "round" not in cs.overhead.direct(COSTS, HOURS).to_frame(tidy=True)


UNNAMED = pd.Series({"IT": 1, "A": 2, None: 3})


@pytest.mark.parametrize(
    ("costs", "services", "what"),
    [
        (UNNAMED, {"IT": {"A": 1}}, "department in costs"),
        (UNNAMED.to_frame("kr"), {"IT": {"A": 1}}, "department in costs"),
        ({"IT": 1, None: 3}, {"IT": {"A": 1}}, "department in costs"),
        ({"IT": 1, "A": 3}, {"IT": {pd.NA: 1}}, "name in services of IT"),
        ({"IT": 1, "A": 3}, {None: {"A": 1}}, "giver in services"),
        ({"IT": 1, "A": 3}, pd.DataFrame({None: {"IT": 1}}), "receiver in services"),
    ],
)
def test_a_department_without_a_name_is_refused(costs, services, what):
    with pytest.raises(
        cs.CostshareError, match=rf"^{what} is missing \((None|nan|<NA>)\); name it"
    ):
        cs.overhead.direct(costs, services)


def test_only_service_to_oneself_may_be_missing_in_a_frame():
    both = {name: {**own, "Care": 3} for name, own in HOURS.items()}
    frame = pd.DataFrame(both).T
    assert frame.isna().sum().sum() == 2
    assert cs.overhead.direct(COSTS, frame) == cs.overhead.direct(COSTS, both)
    with pytest.raises(
        cs.CostshareError, match=r"services of HR to Care has no value; write it, 0"
    ):
        cs.overhead.direct(COSTS, pd.DataFrame(HOURS).T)


def test_the_rules_of_order():
    share = {"a": {"b": 1, "O": 9}, "b": {"a": 2, "O": 8}, "c": {"b": 2, "O": 8}}
    costs = {"a": 300, "b": 100, "c": 200, "O": 0}
    assert cs.overhead.step_down(costs, share).order == ("c", "b", "a")
    by_costs = cs.overhead.step_down(costs, share, order="largest_costs")
    assert (by_costs.order, by_costs.order_rule) == (("a", "c", "b"), "largest_costs")
    stated = cs.overhead.step_down(costs, share, order=iter("bac"))
    assert (stated.order, stated.order_rule) == (("b", "a", "c"), None)


@each_method
def test_a_department_without_costs_may_serve_nobody(method):
    passed = method({"IT": 6, "Idle": 0, "A": 0}, {"IT": {"A": 1}, "Idle": {}})
    assert passed.amounts == {"A": 6}
    assert passed.passed_on == {"IT": 6, "Idle": 0}
    nothing = method({"IT": 0, "A": 5}, {"IT": {"A": 1}})
    assert nothing.rounded() == {"A": 5}
    assert str(nothing)


@each_method
def test_a_negative_cost_is_passed_on_as_a_credit(method):
    passed = method({"IT": -30, "A": 10, "B": 20}, {"IT": {"A": 1, "B": 2}})
    assert passed.amounts == {"A": 0, "B": 0}


@each_method
@pytest.mark.parametrize(
    ("costs", "services", "names"),
    [
        ({"IT": 5, "A": 1}, {"IT": {}}, "costs of IT .* IT serves nobody"),
        ({"IT": 5, "A": 1}, {"IT": {"IT": 3}}, "costs of IT .* IT serves nobody"),
        ({"X": 5, "Y": 2, "A": 1}, {"X": {"Y": 1}, "Y": {"X": 1}}, "costs of [XY]"),
        (
            {"IT": 5, "X": 0, "Y": 0, "A": 1},
            {"IT": {"X": 1}, "X": {"Y": 1}, "Y": {"X": 1}},
            "costs of (IT|X|Y)",
        ),
    ],
)
def test_costs_that_reach_no_operating_department(method, costs, services, names):
    with pytest.raises(cs.CostshareError, match=names):
        method(costs, services)


def test_a_singular_system_names_its_departments():
    services = {"IT": {"X": 1, "A": 1}, "X": {"Y": 1}, "Y": {"X": 1}}
    with pytest.raises(cs.CostshareError) as error:
        cs.overhead.reciprocal({"IT": 5, "X": 0, "Y": 0, "A": 1}, services)
    assert str(error.value) == (
        "costs of X, Y cannot be passed on: X, Y serve nobody but each other, and receive costs of "
        "IT; add to services what they serve other departments, or leave them out of services, so "
        "that they keep their costs"
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"costs": {"IT": "x", "HR": 1}}, "costs of IT 'x' is not a plain number"),
        ({"costs": {"IT": 1}}, "costs has no support department HR"),
        ({"costs": {**COSTS, "Care": float("nan")}}, "costs of Care has no value; write it, 0"),
        ({"costs": {**COSTS, " IT": 1}}, "IT is listed twice"),
        ({"services": {}}, "services is empty"),
        ({"services": {"IT": 5}}, "services of IT is of type int"),
        ({"services": {"IT": {"Care": -1}, "HR": {"Care": 1}}}, "IT to Care is -1; a quantity"),
        ({"services": {"IT": {"Caer": 1}, "HR": {"Care": 1}}}, "did you mean 'Care'"),
        ({"services": [*LONG, LONG[0]]}, "two rows of IT to HR; add them up"),
        ({"services": MATRIX.replace(5, float("nan"))}, "services of IT to Schools has no value"),
        (
            {"services": [*LONG, {**LONG[0], "giver": None}]},
            "giver in services is missing",
        ),
        ({"services": pd.concat([MATRIX, MATRIX])}, "giver in services: IT is listed twice"),
        ({"services": pl.DataFrame({"IT": [1]})}, "rows of services have no names; pass giver="),
        ({"services": LONG, "receiver": "to"}, "for receiver=: 'to'"),
        ({"giver": "of"}, "giver names a column, and services is not a frame"),
        ({"fixed": {"IT": 5}}, "fixed is given without capacity"),
        ({"capacity": HOURS}, "capacity is given without fixed"),
        ({"fixed": {"Care": 5}, "capacity": HOURS}, "fixed names Care, which is an operating"),
        ({"fixed": {"IT": 101}, "capacity": HOURS}, "fixed costs of IT are 101, and its costs"),
        ({"fixed": {"IT": 1}, "capacity": {"IT": {"Care": 1}}}, "capacity has no giver HR"),
        ({"order": ["IT"]}, "order lacks the support departments HR"),
        ({"order": ["IT", "IT", "HR"]}, "IT is listed twice"),
        ({"order": ["IT", "Care"]}, "unknown support department in order 'Care'"),
        ({"order": {"IT", "HR"}}, "order is a set"),
        ({"order": "costs"}, "unknown order of step_down 'costs'"),
        ({"order": "IT"}, r"'IT'; Known: .*; pass names as a list, even a single one: \['IT'\]"),
    ],
)
def test_what_is_refused(changed, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.overhead.step_down(**{"costs": COSTS, "services": HOURS, **changed})


def test_when_rounds_end():
    half = {"X": {"Y": 1, "A": 1}, "Y": {"X": 1, "A": 1}}
    costs = {"X": 64, "Y": 0, "A": 0}
    assert len(cs.overhead.repeated(costs, half, rounds=2).rounds) == 3
    assert cs.overhead.repeated(costs, half, until=4).rounds == (
        {"X": 64, "Y": 32},
        {"X": 16, "Y": 8},
        {"X": 4, "Y": 2},
        {"X": 1},
    )
    slow = {"X": {"Y": 999, "A": 1}, "Y": {"X": 999, "A": 1}}
    with pytest.raises(cs.CostshareError, match=r"after 100 rounds ≈ 52\.39 is left"):
        cs.overhead.repeated(costs, slow)
    for wrong in ({"rounds": 0}, {"until": 0}, {"rounds": 1, "until": 1}):
        with pytest.raises(cs.CostshareError, match=next(iter(wrong))):
            cs.overhead.repeated(costs, half, **wrong)


def test_the_last_round_goes_through_departments_that_serve_no_operating_one():
    costs = {"X": 8, "Y": 0, "Z": 0, "A": 0}
    services = {"X": {"Y": 1}, "Y": {"X": 1, "Z": 1}, "Z": {"Y": 1, "A": 1}}
    passed = cs.overhead.repeated(costs, services, rounds=1)
    assert passed.rounds == ({"X": 8, "Y": 8, "Z": 4}, {"X": 4, "Y": 6, "Z": 6})
    assert passed.amounts == {"A": 8}


def test_costs_that_are_not_in_the_unit_are_not_rounded():
    passed = cs.overhead.direct({"IT": "100.5", "A": "0.5"}, {"IT": {"A": 1}})
    with pytest.raises(cs.CostshareError, match=r"costs of IT 100.5 is not a multiple of unit 1; "):
        passed.rounded()
    assert passed.rounded("0.5") == {"A": 101}


def test_changed_data_are_refused():
    data = cs.overhead.step_down(COSTS, HOURS).to_dict()
    for change in (
        {"amounts": {**data["amounts"], "Care": "1"}},
        {"order": ["HR", "IT"]},
        {"method": "direct"},
        {"most_rounds": 3},
        {"costs": {"IT": "100", "HR": "50"}},
    ):
        with pytest.raises(cs.CostshareError):
            cs.overhead.OverheadAllocation.from_dict({**data, **change})
    told = cs.overhead.step_down(COSTS, HOURS).explain("Care").to_dict()
    for department in (
        {**told["departments"][0], "amount": "1"},
        {
            **told["departments"][0],
            "received": [{**told["departments"][0]["received"][0], "of": "1"}],
        },
    ):
        with pytest.raises(cs.ConservationError):
            cs.overhead.OverheadExplanation.from_dict({**told, "departments": [department]})


def test_a_pivot_that_the_modulus_divides():
    big = 2**255 - 19
    costs = {"X": 1, "Y": 1, "A": 0}
    passed = cs.overhead.reciprocal(costs, {"X": {"Y": 1, "A": big - 1}, "Y": {"X": 1, "A": 1}})
    assert passed.passed_on["X"] == 1 + passed.passed_on["Y"] / 2
    assert passed.amounts == {"A": 2}


def test_many_givers_are_one_column():
    services = {f"S{at}": {"A": 1, "B": 2} for at in range(9)}
    shown = str(cs.overhead.direct({**dict.fromkeys(services, 1), "A": 5, "B": 5}, services))
    assert "own costs  received  passed on  in all" in shown
    assert "A              5         3                  8" in shown


def printed(script, seed, *options):
    """What a script prints in a process whose text has other hashes."""
    return subprocess.run(
        [sys.executable, *options, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_rounds_list_departments_in_one_order_whatever_their_hashes():
    script = (
        "import costshare as cs; print(list(cs.overhead.repeated(COSTS, HOURS, rounds=1).rounds))"
    )
    script = f"COSTS = {COSTS!r}; HOURS = {HOURS!r}; {script}"
    # A bare interpreter starts quickly: find two seeds by which a set has different orders.
    listed = f"print({{*{list(HOURS)!r}}})"
    orders = {printed(listed, seed, "-S"): seed for seed in "12345678"}
    assert len(orders) == 2
    shown = {printed(script, seed) for seed in orders.values()}
    assert len(shown) == 1
