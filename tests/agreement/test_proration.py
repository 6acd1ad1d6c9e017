"""Members that join or leave within the period: their fees, the working, the record."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from explanation_local import check, read_fees


def board(*, period="2022", joined="2022-05-01", left=None, **pool):
    settings = {"name": "portal", "total": 937_200, "unit": 100, "model": cs.PerCapita()} | pool
    return cs.Agreement(
        name="Board",
        period=period,
        members=[
            cs.Member(name="Kiruna", population=22_867, joined=joined, left=left),
            cs.Member(name="Luleå", population=78_105),
        ],
        pools=[cs.Pool(**settings)],
    )


def test_a_member_that_joins_pays_by_days_and_the_total_is_what_it_was():
    fees = board().allocate()
    # 937 200 × 22 867 × 245 / (22 867 × 245 + 78 105 × 365) = 153 927.57
    assert fees.member_totals == {"Kiruna": 153_900, "Luleå": 783_300}
    assert fees.total == 937_200
    fees.check()


def test_the_working_shows_the_days():
    fees = board(model=cs.Mixed(flat_share="0.5236")).allocate()
    assert str(fees.explain("Kiruna")).splitlines()[2:4] == [
        "  1. flat: 490 717.92 × 1 × 245/365 days / ≈ 1.671232877 (≈ 40.1639 %) ≈ 197 091.6236",
        (
            "  2. by population: 446 482.08 × 22 867 × 245/365 days / ≈ 93 454.0822 (≈ 16.4242 %) "
            "≈ 73 331.0946"
        ),
    ]
    assert str(fees.explain("Luleå")).splitlines()[2:4] == [
        "  1. flat: 490 717.92 × 1 / ≈ 1.6712328767 (≈ 59.8361 %) ≈ 293 626.2964",
        "  2. by population: 446 482.08 × 78 105 / ≈ 93 454.0822 (≈ 83.5758 %) ≈ 373 150.9854",
    ]


def test_a_price_list_shows_the_days():
    tariff = cs.Tariff(base=1, rates={"population": "1.785"})
    fees = board(model=tariff, total=None).allocate()
    assert str(fees.explain("Kiruna")).splitlines()[2:4] == [
        "  1. base: 1 × 245/365 days × 1 ≈ 0.671233",
        "  2. population: 22 867 × 245/365 days × 1.785 ≈ 27 398.111712",
    ]


def test_metered_use_and_agreed_amounts_show_no_days():
    use = board(model=cs.Capacity(prices={"population": 2}), total=None).allocate()
    assert "  1. population: 22 867 × 2 = 45 734\n" in str(use.explain("Kiruna"))
    agreed = cs.Fixed(amounts={"Kiruna": 100, "Luleå": 200})
    fees = board(model=agreed, total=None).allocate()
    assert "  1. agreed amount: as given = 100\n" in str(fees.explain("Kiruna"))


def test_the_table_of_a_pool_has_a_column_of_days_where_they_differ():
    assert str(board(left="2022-06-30").allocate().explain()).splitlines()[3:] == [
        "member  population     days           quota    floor  extra unit      fee",
        "-------------------------------------------------------------------------",
        "Kiruna      22 867   61/365   ≈ 43 717.3136   43 700           0   43 700",
        "Luleå       78 105  365/365  ≈ 893 482.6864  893 400           1  893 500",
        "-------------------------------------------------------------------------",
        "total      100 972                  937 200                    1  937 200",
    ]
    assert "days" not in str(board(joined="2022-01-01").allocate().explain())


def test_without_a_period_the_part_is_shown_as_it_is():
    facts = Facts({"A": {}, "B": {}}, {"A": "0.5"})
    fees = cs.allocate(30, cs.Flat(), facts)
    assert "flat: 30 × 1 × 1/2 of the period / 1.5 (≈ 33.3333 %) = 10\n" in str(fees.explain("A"))
    assert "part of the period" in str(fees.explain())


def test_the_data_have_the_part_of_each_member_and_the_terms_that_go_by_it():
    record = board().allocate().explain(pool="portal").to_dict()
    assert [line["proration"] for line in record["lines"]] == ["49/73", "1"]
    assert [line["drivers"] for line in record["lines"]] == [
        {"population": "22867"},
        {"population": "78105"},
    ]
    assert [term["prorated"] for term in record["terms"]] == [True]


def test_an_agreement_with_days_is_derived_again_by_the_independent_reader():
    record = board().allocate().explain(pool="portal").to_dict()
    _, fees = read_fees(json.dumps(record))
    assert fees == {"Kiruna": 153_900, "Luleå": 783_300}


DAYS = st.dates(cs.Period.read("2022").first, cs.Period.read("2022").last)


@given(DAYS, st.integers(-(10**6), 10**6))
def test_two_members_that_split_the_year_at_a_day_pay_as_one_did(day, total):
    pool = cs.Pool(name="fee", total=total, model=cs.PerCapita())
    other = cs.Member(name="Z", population=78_105)
    whole = cs.Member(name="A", population=22_867)
    heir = whole.replace(name="B", joined=day)
    split = [whole, other]
    if day > cs.Period.read("2022").first:
        split = [whole.replace(left=day.fromordinal(day.toordinal() - 1)), heir, other]
    one = cs.Agreement(name="x", period=2022, members=[whole, other], pools=[pool]).allocate()
    two = cs.Agreement(name="x", period=2022, members=split, pools=[pool]).allocate()
    quotas = two.pools[0].quotas
    assert quotas["Z"] == one.pools[0].quotas["Z"]
    assert sum(quotas.values()) == two.total == total
    check(two)


@given(DAYS, DAYS)
def test_the_record_round_trips(one, other):
    agreement = board(joined=min(one, other), left=max(one, other))
    fees = agreement.allocate()
    data = json.loads(json.dumps(fees.to_dict()))
    again = cs.Allocation.from_dict(data)
    assert again == fees
    assert again.explain().to_dict() == fees.explain().to_dict()


def test_a_record_whose_days_are_wrong_is_refused():
    data = board().allocate().to_dict()
    data["pools"][0]["proration"] = {"Kiruna": "1.5"}
    with pytest.raises(cs.ConservationError) as caught:
        cs.Allocation.from_dict(data)
    assert str(caught.value) == "pool portal: proration of Kiruna is 1.5; it is a part of 1"
    data["pools"][0]["proration"] = {"Kirna": "0.5"}
    with pytest.raises(cs.CostshareError) as caught:
        cs.Allocation.from_dict(data)
    assert str(caught.value) == (
        "unknown member with a proration in pool portal: 'Kirna'; did you mean 'Kiruna'? "
        "Known: Kiruna, Luleå"
    )


def test_a_settlement_by_a_model_goes_by_the_days_too():
    fees = board(model=cs.Flat(), total=500, unit=1, joined="2022-07-02").allocate()
    assert fees.pools[0].proration == {"Kiruna": Fraction(183, 365)}
    for members in (None, {"Kiruna": {}, "Luleå": {}}):
        back = cs.settle(
            fees, {"portal": 226}, policy=cs.Return(by=cs.Flat()), members=members
        ).returned
        # 274 × 183 / 548 = 91.5; the tie goes to who is listed first.
        assert back == {"Kiruna": 92, "Luleå": 182}


# --- what a price states for a whole period -------------------------------------------------------


@given(
    st.integers(0, 40),
    st.sampled_from(
        [
            {"price": 85, "committed": 20, "overage": 120},
            {"price": 85, "minimum": 500},
            {"price": 85, "free": 5},
            {"tiers": [{"up_to": 5, "price": 7}, {"up_to": 10, "price": "6.5"}, {"price": 6}]},
            {"tiers": [{"up_to": 5, "price": 7}, {"price": 1}], "mode": "volume", "free": 2},
        ]
    ),
    st.integers(1, 31),
)
def test_a_price_charges_a_part_of_the_period_as_that_part_of_the_whole(level, price, days):
    """Who holds a level for some days of a month pays those days of what the month would cost."""
    model = cs.Capacity(prices={"vcpu": price})
    whole = model.quotas({"A": {"vcpu": level}})["A"]
    part = Fraction(days, 31)
    mean = {"A": {"vcpu": level * part}}
    assert model.quotas(Facts(mean, {"A": part}))["A"] == whole * part


def test_two_members_that_follow_one_another_pay_together_what_one_would():
    price = cs.Price(price=85, committed=20, overage=120, minimum=5_000, free=1)
    pool = {"name": "dc", "unit": "0.01", "model": cs.Capacity(prices={"vcpu": price})}

    def fees(**members):
        return cs.Agreement(
            name="x",
            period="2022-05",
            members=[cs.Member(name=name, **each) for name, each in members.items()],
            pools=[cs.Pool(**pool)],
        ).allocate()

    both = fees(
        A={"drivers": {"vcpu": Fraction(30 * 14, 31)}, "left": "2022-05-14"},
        B={"drivers": {"vcpu": Fraction(30 * 17, 31)}, "joined": "2022-05-15"},
    )
    one = fees(A={"drivers": {"vcpu": 30}})
    assert sum(both.pool("dc").quotas.values()) == sum(one.pool("dc").quotas.values())
    assert "dc 2022-05" in str(both.explain("A"))
    assert "vcpu, committed, by days: " in str(both.explain("A"))


def test_dates_without_a_period_are_refused():
    members = [cs.Member(name="A"), cs.Member(name="B", joined="2022-05-01")]
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(100, cs.Flat(), members)
    assert str(caught.value) == (
        "member B joined 2022-05-01, and no period is given to count its days in; pass period=, or "
        "leave the date out"
    )
