"""Pools that change from a date, fees rounded line by line, and periods without an agreement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

MEMBERS = [cs.Member(name="A", population=1), cs.Member(name="B", population=3)]


def board(period="2022", **pool):
    settings = {"name": "portal", "total": 900, "unit": 100, "model": cs.Flat()} | pool
    return cs.Agreement(name="Board", period=period, members=MEMBERS, pools=[cs.Pool(**settings)])


VERSIONS = [
    cs.Version(since="2024-01-01", model=cs.PerCapita()),
    cs.Version(since="2023-01-01", total=1200),
]


# --- versions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "fees"),
    [
        ("2022", {"A": 500, "B": 400}),
        ("2023", {"A": 600, "B": 600}),
        ("2024", {"A": 300, "B": 900}),
        ("2030-05", {"A": 300, "B": 900}),
    ],
)
def test_each_period_is_shared_by_what_applies_in_it(period, fees):
    agreement = board(period, versions=VERSIONS)
    assert agreement.allocate().member_totals == fees
    agreement.allocate().check()


@given(st.permutations(VERSIONS), st.sampled_from(["2022", "2023", "2024"]))
def test_the_order_of_versions_does_not_matter(versions, period):
    once = board(period, versions=VERSIONS).allocate()
    assert board(period, versions=versions).allocate() == once


def test_a_version_that_begins_within_the_period_is_refused():
    with pytest.raises(cs.CostshareError) as caught:
        board("2023-07-01/2024-06-30", versions=VERSIONS).allocate()
    assert str(caught.value) == (
        "pool portal changes 2024-01-01, within 2023-07-01/2024-06-30; allocate "
        "2023-07-01/2023-12-31 and 2024-01-01/2024-06-30 each by itself, with the use, prices "
        "and totals of that part"
    )


@pytest.mark.parametrize(
    ("versions", "message"),
    [
        (
            [{"since": "2023-01-01", "total": 150}],
            (
                "Pool: total from 2023-01-01 150 is not a multiple of unit 100; pass unit=50, "
                "or round the total from 2023-01-01 first"
            ),
        ),
        (
            [{"since": "2023-01-01", "unit": 7}],
            (
                "Pool: total from 2023-01-01 900 is not a multiple of unit 7; pass unit=1, or "
                "round the total from 2023-01-01 first"
            ),
        ),
        (
            [{"since": "2023-01-01", "total": 100}, {"since": "2023-01-01", "total": 200}],
            "Pool: version of pool portal: 2023-01-01 is listed twice; list it once",
        ),
        (
            [{"since": "2023-01-01"}],
            (
                "Pool: versions[0]: the version of 2023-01-01 changes nothing; give a total, model "
                "or unit"
            ),
        ),
        (
            [{"since": "2023-01-01", "totl": 1}],
            (
                "Pool: versions[0]: unknown field of Version 'totl'; did you mean 'total'? Known: "
                "since, total, model, unit"
            ),
        ),
    ],
)
def test_a_version_that_does_not_fit_is_refused(versions, message):
    with pytest.raises(cs.CostshareError) as caught:
        board(versions=versions)
    assert str(caught.value) == message


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_versions_are_saved_and_loaded(tmp_path, kind):
    agreement = board(versions=VERSIONS)
    agreement.save(tmp_path / f"x.{kind}")
    assert cs.Agreement.load(tmp_path / f"x.{kind}") == agreement


def test_a_version_with_a_model_of_ones_own_is_not_saved(tmp_path):
    class Own:
        def quotas(self, members, total=None):
            return {}

    agreement = board(versions=[cs.Version(since="2023-01-01", model=Own())])
    with pytest.raises(cs.CostshareError, match=r"pool portal has a model of your own \(Own\)"):
        agreement.save(tmp_path / "x.toml")


# --- rounding line by line ------------------------------------------------------------------------

TARIFF = cs.Tariff(base="10.4", rates={"population": "0.4"})


def test_each_line_is_rounded_where_the_contract_says_so():
    by_fee = board(model=TARIFF, total=None, unit=1).allocate()
    by_line = board(model=TARIFF, total=None, unit=1, round_each="line").allocate()
    # A's lines are 10.4 and 0.4, B's 10.4 and 1.2: quotas of 10.8 and 11.6.
    assert by_fee.member_totals == {"A": 11, "B": 12}
    assert by_line.member_totals == {"A": 10, "B": 11}
    assert str(by_fee.pool("portal").rounding_difference) == "3/5"
    assert str(by_line.pool("portal").rounding_difference) == "-7/5"


def test_the_working_shows_the_lines_and_what_rounding_adds_up_to():
    fees = board(model=TARIFF, total=None, unit=1, round_each="line").allocate()
    assert str(fees.explain("B")).splitlines()[1:] == [
        (
            "Rule: by a tariff (base 10.4, rates (population 0.4)); charged to 2 members, each "
            "line rounded half up in units of 1, which is 1.4 less in all."
        ),
        "  1. base: 1 × 10.4 = 10.4",
        "  2. population: 3 × 0.4 = 1.2",
        "  3. quota: 10.4 + 1.2 = 11.6",
        "  4. each line rounded to the nearest multiple of 1, halves up: 10 + 1 = 11",
        "  Fee: 11",
    ]


@given(
    st.lists(st.integers(0, 10**6), min_size=2, max_size=2),
    st.sampled_from(["half_up", "half_even", "half_down"]),
)
def test_rounding_moves_a_line_by_half_a_unit_at_most(use, rounding):
    facts = dict(zip("AB", ({"x": each, "y": each // 3} for each in use), strict=True))
    model = cs.Capacity(prices={"x": "0.337", "y": "1.003"})
    for round_each, lines in [("fee", 2), ("line", 4)]:
        fees = cs.allocate(None, model, facts, rounding=rounding, round_each=round_each)
        fees.check()
        assert abs(fees.pool("fee").rounding_difference) * 2 <= lines


def test_a_record_that_is_rounded_otherwise_than_it_says_is_refused():
    fees = board(model=TARIFF, total=None, unit=1, round_each="line").allocate()
    data = fees.to_dict()
    data["pools"][0]["round_each"] = "fee"
    with pytest.raises(cs.ConservationError, match="the fee of A is recorded as 10, but its quota"):
        cs.Allocation.from_dict(data)
    data["pools"][0]["round_each"] = "lines"
    with pytest.raises(cs.CostshareError, match="unknown thing to round 'lines'; did you mean"):
        cs.Allocation.from_dict(data)


# --- a period without an agreement ----------------------------------------------------------------


def test_one_pool_can_have_a_period():
    fees = cs.allocate(10, cs.Flat(), {"A": {}, "B": {}}, period="2022-05")
    assert str(fees.period) == "2022-05"
    assert str(fees.invoice_lines()[0].date) == "2022-05-01"


def test_members_that_join_within_the_period_pay_by_its_days():
    joined = [cs.Member(name="A", joined="2022-05-01"), cs.Member(name="B")]
    fees = cs.allocate(610, cs.Flat(), joined, period="2022")
    assert fees.member_totals == {"A": 245, "B": 365}
    assert cs.allocate(610, cs.Flat(), iter(joined), period="2022") == fees


def test_no_members_are_refused_with_a_period_too():
    with pytest.raises(cs.CostshareError, match="there are no members to share the costs"):
        cs.allocate(1, cs.Flat(), [], period="2022")


def test_a_frame_has_a_period_too():
    import pandas as pd

    use = pd.DataFrame({"vcpu": [2, 1]}, index=["A", "B"])
    model = cs.Capacity(prices={"vcpu": {"2022-01-01": 85, "2022-07-01": 90}})
    fees = cs.allocate(None, model, use, period="2022-07")
    assert fees.to_frame()["fee"].tolist() == [180, 90]
