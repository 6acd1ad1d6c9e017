"""Fees of consecutive periods are added up, member × period, and both margins are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

NAMES = ["A", "B", "C"]
MONTHS = [f"2022-{month:02}" for month in range(1, 13)]


@st.composite
def months(draw):
    """Fees of some months in a row, each with its own members and pools."""
    count = draw(st.integers(1, 5))
    allocations = []
    for month in MONTHS[:count]:
        pools = []
        for name in draw(st.lists(st.sampled_from(["it", "hr"]), min_size=1, unique=True)):
            takes_part = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
            unit = draw(st.sampled_from([1, "0.01"]))
            total = draw(st.integers(-(10**4), 10**4))
            pools.append(
                cs.Pool(name=name, total=total, unit=unit, model=cs.Flat(), members=takes_part)
            )
        board = cs.Agreement(
            name="board",
            period=month,
            members=[cs.Member(name=name) for name in draw(st.permutations(NAMES))],
            pools=pools,
        )
        allocations.append(board.allocate())
    return allocations


@given(months(), st.randoms())
def test_rows_and_columns_sum_to_the_same_whatever_the_order(parts, random):
    shuffled = list(parts)
    random.shuffle(shuffled)
    whole = cs.add_periods(shuffled)
    assert [*whole] == parts
    whole.check()
    year = whole.allocation()
    year.check()
    assert year.total == sum(part.total for part in parts)
    for name in whole.members:
        assert year.member_totals[name] == sum(part.member_totals[name] for part in parts)
        for part in parts:
            fees = [part.fee(name, pool.name) for pool in part.pools]
            known = [fee for fee in fees if fee is not None]
            assert whole.fee(name, part.period) == (sum(known) if known else None)
    for pool in whole.pools:
        sums = [part.pool_totals[pool] for part in parts if pool in part.pool_totals]
        assert year.pool_totals[pool] == sum(sums)
        assert whole.to_frame(pool=pool).sum().sum() == sum(sums)
    assert cs.Periods.from_dict(whole.to_dict()) == whole
    assert cs.Allocation.from_dict(year.to_dict()) == year


@given(st.integers(0, 10**5), st.sampled_from(["month", "quarter", 2]))
def test_instalments_add_up_to_the_fees_that_were_split(total, periods):
    members = {name: {"population": number} for number, name in enumerate(NAMES, 1)}
    fees = cs.allocate(total, cs.PerCapita(), members, period="2022", currency="SEK")
    year = cs.add_periods(fees.instalments(periods)).allocation()
    assert (year.period, year.currency) == (fees.period, "SEK")
    assert year.pools[0].fees == fees.pools[0].fees


def test_a_year_of_months_is_explained_reconciled_and_settled_as_one():
    fees = cs.allocate(1200, cs.Flat(), {"A": {}, "B": {}}, period="2022", pool="it")
    months = fees.instalments("month")
    year = cs.add_periods(months).allocation()
    assert "12. 2022-12: as given = 50" in str(year.explain("A", "it"))
    lines = [
        line
        for month in months
        for line in month.invoice_lines(number="{date}-{n}", date=f"{month.period}-15")
    ]
    assert cs.reconcile(year, lines).findings == ()
    assert cs.settle(year, {"it": 1100}).balance().closing == 100


def test_a_member_of_some_months_has_days_of_its_own():
    months = [
        cs.allocate(100, cs.Flat(), {name: {} for name in names}, period=month)
        for names, month in zip(["A", "AB", "AB"], MONTHS, strict=False)
    ]
    year = cs.add_periods(months)
    assert str(year.allocation().pools[0].memberships["B"]) == "2022-02-01/2022-03-31"
    assert year.to_frame().loc["B"].isna().tolist() == [True, False, False]
    assert "–" in str(year)


def month(period, **settings):
    return cs.allocate(10, cs.Flat(), {"A": {}}, period=period, **settings)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([], "allocations are empty"),
        ([month("2022-01"), month("2022-03")], "no fees are given between 2022-01 and 2022-03"),
        ([month("2022-01"), month("2022-Q1")], "2022-01 and 2022-Q1 have days in common"),
        ([month(None)], "fee is for no period"),
        (
            [month("2022-01", currency="SEK"), month("2022-02", currency="EUR")],
            "fees of 2022-01 are in SEK, those of 2022-02 in EUR",
        ),
        (
            [month("2022-01", currency="SEK"), month("2022-02"), month("2022-03", currency="EUR")],
            "fees of 2022-01 are in SEK, those of 2022-03 in EUR",
        ),
        ([5], "what allocate"),
    ],
)
def test_periods_that_cannot_be_added_up_are_refused(parts, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.add_periods(parts)


def test_pools_of_different_issuers_are_not_added_up():
    def billed(period, by):
        pools = [cs.Pool(name="it", total=10, model=cs.Flat(), billed_by=by)]
        members = [cs.Member(name="A")]
        return cs.Agreement(name="b", period=period, members=members, pools=pools).allocate()

    with pytest.raises(cs.CostshareError, match="billed by host for 2022-01 and by X for 2022-02"):
        cs.add_periods([billed("2022-01", "host"), billed("2022-02", "X")])


def test_a_record_with_a_gap_is_refused():
    data = cs.add_periods([month("2022-01"), month("2022-02"), month("2022-03")]).to_dict()
    del data["parts"][1]
    with pytest.raises(cs.CostshareError, match="no fees are given between 2022-01 and 2022-03"):
        cs.Periods.from_dict(data)
