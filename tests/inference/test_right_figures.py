"""Laws of right figures: their range has what the rule gave, and ends where the others end it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.apportionment import ROUNDINGS

sizes = st.lists(st.integers(1, 400), min_size=5, max_size=8)
rates = st.builds(Fraction, st.integers(1, 90), st.sampled_from([1, 7, 10, 100]))
shared = st.sampled_from(["largest_remainder", "webster", "jefferson"])
KINDS = ("rate", "tariff", "proportional", "mixed")


@st.composite
def cases(draw):
    """Fees of a rule of one driver, and the drivers."""
    kind, driver = draw(st.sampled_from(KINDS)), draw(sizes)
    people = {f"m{at}": each for at, each in enumerate(driver)}
    facts = {name: {"people": each} for name, each in people.items()}
    if kind in {"rate", "tariff"}:
        base = draw(st.integers(1, 50)) if kind == "tariff" else 0
        model = cs.Tariff(base=base, rates={"people": draw(rates)})
        rounding = draw(st.sampled_from(list(ROUNDINGS)))
        made = cs.allocate(None, model, facts, unit=1, rounding=rounding)
    else:
        share = draw(st.sampled_from(["0.3", "1/3"])) if kind == "mixed" else 0
        model = cs.Mixed(flat_share=share, driver="people")
        made = cs.allocate(sum(driver) * 3, model, facts, unit=1, method=draw(shared))
    return kind, people, {name: int(fee) for name, fee in made.member_totals.items()}


@settings(max_examples=8)
@given(cases(), st.integers(0, 4), st.sampled_from([-9, 4, 30, 300]))
def test_the_range_of_a_misprint_ends_where_no_parameters_give_the_other_fees(case, at, off):
    kind, people, fees = case
    wrong = f"m{at}"
    printed = fees | {wrong: fees[wrong] + off}
    assume(printed[wrong] > 0)
    row = cs.infer(printed, {"people": people}, models=[kind], unit=1).best
    assume(row.differing == (wrong,) and row.almost)
    low, high = row.right_figures[wrong]
    assert low <= fees[wrong] <= high

    def fits(fee):
        units = tuple((printed | {wrong: int(fee)}).values())
        problem = replace(row.inference.problem, units=units, stated_total=None)
        return any(problem.rounded_by(how).fits() for how in row.tried_roundings)

    assert fits(low)
    assert fits(high)
    assert not fits(high + 1)
    assert not low or not fits(low - 1)


@pytest.mark.parametrize(
    ("rounding", "ends"), [("half_up", (14, 16)), ("up", (13, 15)), ("down", (15, 17))]
)
def test_an_open_end_is_not_counted(rounding, ends):
    people = {"A": 10, "B": 10, "C": 10, "D": 10, "E": 30}
    fees = dict.fromkeys("ABCD", 5) | {"E": 99}
    for kind in ("rate", "rates"):
        columns = {"people": people} | ({"pupils": people} if kind == "rates" else {})
        row = cs.infer(fees, columns, models=[kind], unit=1, rounding=rounding).best
        assert row.right_figures == {"E": ends}


def test_the_total_leaves_one_figure_of_one_misprint_and_several_of_two():
    people = {f"m{at}": 1_000 + 7_919 * at * at % 60_013 for at in range(16)}
    facts = {name: {"people": each} for name, each in people.items()}
    made = cs.allocate(598, cs.Proportional(driver="people"), facts, method="webster")
    seats = {name: int(fee) for name, fee in made.member_totals.items()}
    one = cs.infer(seats | {"m7": 80}, {"people": people}, total=598, models=["proportional"]).best
    assert one.right_figures == {"m7": (seats["m7"], seats["m7"])}
    printed = seats | {"m7": 80, "m9": 3}
    two = cs.infer(printed, {"people": people}, total=598, models=["proportional"]).best
    assert set(two.differing) == {"m7", "m9"}
    assert all(low <= seats[name] <= high for name, (low, high) in two.right_figures.items())


@pytest.mark.parametrize("sign", [1, -1])
def test_a_figure_that_is_not_certain_is_said_as_a_range(sign):
    people = {"A": 1_000, "B": 2_000, "C": 3_000, "D": 4_000, "E": 90_000}
    fees = {name: sign * each // 1_000 for name, each in people.items()} | {"E": sign * 190}
    found = cs.infer(fees, {"people": people}, models=["proportional"])
    low, high = found.best.right_figures["E"]
    assert low < sign * 90 < high
    assert f"E: the fee is {sign * 190}, and {low} to {high} by the rule." in str(found)
    assert cs.Ranking.from_dict(found.to_dict()) == found


def test_parts_that_were_each_rounded_on_their_own_leave_a_range_beside_a_given_total():
    people = {"A": 1_000, "B": 2_000, "C": 3_000, "D": 4_000, "E": 90_000}
    facts = {name: {"people": each} for name, each in people.items()}
    model = cs.Mixed(flat_share="0.35", driver="people")
    made = cs.allocate(1_002, model, facts, method="each", rounding="half_up", unit=1)
    fees = {name: int(fee) for name, fee in made.member_totals.items()}
    printed = fees | {"E": fees["E"] + 300}
    row = cs.infer(printed, {"people": people}, models=["mixed"], total=1_002, unit=1).best
    low, high = row.right_figures["E"]
    assert low < high
    assert low <= fees["E"] <= high
