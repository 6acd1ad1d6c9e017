"""Members that leave and come back: their days are those of each membership."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

YEAR = cs.Period.read("2022")
EVERY_DAY = [YEAR.first + timedelta(days=each) for each in range(YEAR.days)]


@st.composite
def spans(draw):
    """Up to four memberships around the year 2022, apart from one another."""
    ends = sorted(draw(st.sets(st.integers(-40, 420), min_size=2, max_size=8)))
    days = [YEAR.first + timedelta(days=2 * each) for each in ends[: len(ends) // 2 * 2]]
    pairs = [list(each) for each in zip(days[::2], days[1::2], strict=True)]
    if draw(st.booleans()):
        pairs[0][0] = None
    if draw(st.booleans()):
        pairs[-1][1] = None
    return [tuple(each) for each in pairs]


def days_of(memberships, period=YEAR):
    """Day by day, as a caretaker would count them."""
    return [
        day
        for day in EVERY_DAY
        if period.first <= day <= period.last
        and any((a or date.min) <= day <= (b or date.max) for a, b in memberships)
    ]


def house(memberships, **pool):
    members = [cs.Member(name="one", population=4)]
    members.append(cs.Member(name="two", population=2, memberships=memberships))
    heat = cs.Pool(name="heat", total=12_000, model=cs.PerCapita(), **pool)
    return cs.Agreement(name="House", period="2022", members=members, pools=[heat])


@given(spans())
def test_the_days_of_several_memberships_are_counted_one_by_one(memberships):
    member = cs.Member(name="A", memberships=memberships)
    counted = days_of(memberships)
    assert member.proration_in(YEAR) == Fraction(len(counted), 365)
    assert member.takes_part_in(YEAR) is bool(counted)
    for month in YEAR.parts(12):
        own = member.membership_in(month)
        assert (0 if own is None else own.days) == len(days_of(memberships, month))


@given(spans())
def test_one_membership_is_what_joined_and_left_say(memberships):
    first, last = memberships[0]
    one = cs.Member(name="A", memberships=[(first, last)])
    other = cs.Member(name="A", joined=first, left=last)
    assert one.membership_in(YEAR) == other.membership_in(YEAR)


@given(spans(), st.sampled_from([1, 4, 12]))
def test_fees_records_and_instalments_have_the_days_of_each_membership(memberships, count):
    agreement = house(memberships, unit="0.01")
    fees = agreement.allocate()
    fees.check()
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    lines = fees.invoice_lines(number="F{n}", instalments=count)
    for name, total in fees.member_totals.items():
        assert sum(line.amount for line in lines if line.member == name) == total
    days = set(days_of(memberships))
    for line in lines:
        assert line.member == "one" or line.date in days
    assert cs.reconcile(fees, lines).balanced
    months = cs.add_periods(fees.instalments(periods=count))
    months.check()
    assert months.allocation().pool("heat").memberships == fees.pool("heat").memberships
    for part in months:
        assert bool(part.fee("two", "heat")) <= bool(days_of(memberships, part.period))


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_memberships_are_saved_and_loaded(tmp_path, kind):
    agreement = house([(None, "2022-03-31"), "2022-08-15/"])
    agreement.save(tmp_path / f"house.{kind}")
    assert cs.Agreement.load(tmp_path / f"house.{kind}") == agreement
    assert '"2022-08-15/"' in (tmp_path / f"house.{kind}").read_text("utf-8")


def test_a_member_that_came_back_leaves_on_a_day():
    agreement = house([("2022-01-01", "2022-03-31"), ("2022-08-15", None)])
    scenario = cs.what_if(agreement, leaving={"two": "2022-10-01"})
    assert str(scenario.allocate().pool("heat").memberships["two"]) == (
        "2022-Q1, 2022-08-15/2022-09-30"
    )
    compared = cs.compare({"today": agreement, "proposal": scenario}, baseline="today")
    assert "two is a member in 2022-Q1, 2022-08-15/2022-09-30" in str(compared)
    early = cs.what_if(agreement, leaving={"two": "2022-03-01"})
    assert str(early.allocate().pool("heat").memberships["two"]) == "2022-01-01/2022-02-28"


@pytest.mark.parametrize(
    ("memberships", "day", "message"),
    [
        ([("2022-02-01", None)], "2022-01-15", "and is a member from 2022-02-01; pass a later day"),
        ([("2022-02-01", "2022-03-31")], "2022-05-01", "and is a member until 2022-03-31 only"),
    ],
)
def test_a_day_outside_all_memberships_is_not_one_to_leave_on(memberships, day, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.what_if(house(memberships), leaving={"two": day})


def test_a_last_day_before_all_memberships_is_refused():
    member = cs.Member(name="A", memberships=["2022-03-01/2022-03-31", "2022-07-01/"])
    message = "A left 2022-01-01, before its first membership, 2022-03-01/2022-03-31; give a later"
    with pytest.raises(cs.CostshareError, match=message):
        member.until("2022-01-01")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"memberships": []}, "member A has an empty list of memberships; leave it out"),
        ({"memberships": ["2022"]}, r"memberships\[0\]: '2022' is not a membership; write its"),
        ({"memberships": ["2022-05-01/2022-04-01"]}, "ends 2022-04-01, before it begins 2022-05-"),
        ({"memberships": ["2022-01-01/", "2023-01-01/"]}, "2023-01-01/ comes after 2022-01-01/, "),
        (
            {"memberships": ["2022-07-01/", "2022-01-01/2022-03-31"]},
            "comes after 2022-07-01/, and it is earlier; write memberships in order of time",
        ),
        (
            {"memberships": ["2022-01-01/2022-03-31", "2022-03-31/"]},
            "and they have days in common; write memberships in order of time",
        ),
        (
            {"memberships": ["2022-01-01/2022-03-31", "2022-04-01/"]},
            "begins on the day after 2022-01-01/2022-03-31; write both as one",
        ),
        (
            {"memberships": ["2022-01-01/"], "joined": "2022-01-01"},
            "member A has memberships, and joined or left as well",
        ),
        ({"memberships": [("x", None)]}, r"memberships\[0\]: first day of a membership 'x' is not"),
    ],
)  # fmt: skip
def test_memberships_that_do_not_go_together_are_refused(fields, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.Member(name="A", **fields)


def test_without_a_period_memberships_cannot_be_counted():
    members = [cs.Member(name="A", memberships=["2022-01-01/2022-03-31"])]
    with pytest.raises(cs.CostshareError, match="member A has memberships, and no period is given"):
        cs.allocate(100, cs.Flat(), members)


def test_a_record_with_days_out_of_order_is_refused():
    data = house([("2022-01-01", "2022-03-31"), ("2022-08-15", None)]).allocate().to_dict()
    data["pools"][0]["memberships"]["two"] = "2022-Q4, 2022-Q1"
    with pytest.raises(cs.CostshareError, match="write periods in order of time"):
        cs.Allocation.from_dict(data)
