"""Cases with printed answers: each method, single and dual rate."""

from fractions import Fraction

import costshare as cs

# "Repeated distribution", https://askfilo.com/user-question-answers-smart-solutions/
# alright-lets-solve-this-carefully-step-by-step-step-1-data-3431353932393536
OVERHEADS = {"A": 120_000, "B": 195_000, "C": 260_000, "X": 68_000, "Y": 27_000}
PERCENT = {
    "X": {"A": "0.25", "B": "0.38", "C": "0.32", "Y": "0.05"},
    "Y": {"A": "0.40", "B": "0.27", "C": "0.18", "X": "0.15"},
}

# "Chapter 15, example 2 (multiple service departments)": maintenance (machine hours) and
# computing (CPU minutes), https://www.coursehero.com/file/5929594/10026-032410-96/
COSTS = {"M": 90_000, "C": 83_820, "P1": 200_000, "P2": 400_000}
USE = {"M": {"C": 5_000, "P1": 10_000, "P2": 35_000}, "C": {"M": 250, "P1": 350, "P2": 400}}


def test_repeated_distribution_as_printed():
    passed = cs.overhead.repeated(OVERHEADS, PERCENT)
    first, second = passed.rounds[:2]
    shares = {
        giver: {to: Fraction(each) for to, each in own.items()} for giver, own in PERCENT.items()
    }
    after_x = {to: OVERHEADS[to] + first["X"] * shares["X"][to] for to in "ABCY"}
    assert after_x == {"A": 137_000, "B": 220_840, "C": 281_760, "Y": 30_400}
    assert first["Y"] == after_x["Y"]
    assert {to: after_x[to] + first["Y"] * shares["Y"][to] for to in "ABC"} == {
        "A": 149_160,
        "B": 229_048,
        "C": 287_232,
    }
    assert second["X"] == 4_560


def test_simultaneous_equations_as_printed():
    passed = cs.overhead.reciprocal(OVERHEADS, PERCENT).passed_on
    # Printed in whole units, X from the rounded Y.
    assert round(passed["Y"]) == 30_630
    assert round(68_000 + 30_630 * Fraction("0.15")) in (72_594, 72_595)
    assert abs(passed["X"] - 72_595) < 1


def test_two_departments_of_a_factory():
    # https://solutioninn.com/study-help/questions/
    # support-department-cost-allocation-using-the-algebraic-or-reciprocal-method-6079870
    passed = cs.overhead.reciprocal(
        {"Maintenance": 100_000, "GF": 270_000},
        {
            "Maintenance": {"GF": 0.1, "Cutting": 0.45, "Sewing": 0.45},
            "GF": {"Maintenance": 0.15625, "Cutting": 0.3125, "Sewing": 0.53125},
        },
    )
    assert {name: round(each) for name, each in passed.passed_on.items()} == {
        "Maintenance": 144_444,
        "GF": 284_444,
    }
    assert sum(passed.rounded().values()) == 370_000


def test_direct_method_leaves_out_own_use_and_that_of_support_departments():
    # https://brainmass.com/business/accounting/critically-evaluate-this-allocation-method-372025
    passed = cs.overhead.direct(
        {"Electricity": 80_000_000, "Water": 60_000_000},
        {
            "Electricity": {"Electricity": 2500, "Water": 2500, "Ingots": 3000, "Stainless": 2000},
            "Water": {"Electricity": 1000, "Water": 800, "Ingots": 1000, "Stainless": 2000},
        },
    )
    kinds = {"Electricity": 0, "Water": 0}
    assert passed.matrix == {
        "Electricity": {**kinds, "Ingots": 48_000_000, "Stainless": 32_000_000},
        "Water": {**kinds, "Ingots": 20_000_000, "Stainless": 40_000_000},
    }


def test_three_methods_on_one_example():
    direct = cs.overhead.direct(COSTS, USE)
    assert direct.amounts == {"P1": 259_116, "P2": 514_704}
    assert direct.matrix["C"] == {"M": 0, "C": 0, "P1": 39_116, "P2": 44_704}
    step = cs.overhead.step_down(COSTS, USE, order=["M", "C"])
    assert step.amounts == {"P1": 261_316, "P2": 512_504}
    assert step.matrix == {
        "M": {"M": 0, "C": 9_000, "P1": 18_000, "P2": 63_000},
        "C": {"M": 0, "C": 0, "P1": 43_316, "P2": 49_504},
    }
    both = cs.overhead.reciprocal(COSTS, USE)
    assert both.passed_on == {"M": 113_800, "C": 95_200}
    assert both.amounts == {"P1": 200_000 + 56_080, "P2": 400_000 + 117_740}


def test_dual_rates_with_unused_capacity():
    # Horngren, Datar and Rajan (2012), Cost Accounting, 14th edition, p. 546: a practical capacity
    # of 18 750 hours, 12 000 of them budgeted by the two divisions; 200 an hour is variable.
    passed = cs.overhead.direct(
        {"Computer": 3_000_000 + 200 * 12_000},
        {"Computer": {"Microcomputer": 9_000, "Peripheral": 3_000}},
        fixed={"Computer": 3_000_000},
        capacity={"Computer": {"Microcomputer": 8_000, "Peripheral": 4_000, "unused": 6_750}},
    )
    assert passed.amounts == {
        "Microcomputer": 3_080_000,
        "Peripheral": 1_240_000,
        "unused": 1_080_000,
    }
