"""What holds for every correction: nothing is lost, and nothing is charged twice."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

NAMES = ["A", "B", "C", "D"]
POOLS = ["server", "backup"]


def use_of(by_name):
    """One month's use: some of the members, by resource; some use nothing."""
    use = dict(sorted(by_name.items()))
    use[min(use)] += 1  # somebody uses something
    return use


def allocation_of(use, fields):
    pools = [
        cs.Pool(name=name, total=Fraction(unit) * count, unit=unit, model=model)
        for name, (unit, count, model) in zip(POOLS, fields, strict=True)
    ]
    members = [cs.Member(name=name, drivers={"vcpu": number}) for name, number in use.items()]
    return cs.Agreement(name="Board", period="2022-01", members=members, pools=pools).allocate()


USES = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 20), min_size=1).map(use_of)
POOL_FIELDS = st.tuples(
    st.sampled_from([1, 100, "0.01", "2.5"]),
    st.integers(-(10**5), 10**5),
    st.sampled_from([cs.Flat(), cs.Proportional(driver="vcpu")]),
)
MONTHS = st.builds(allocation_of, USES, st.tuples(*[POOL_FIELDS] * len(POOLS)))


def cells(allocation):
    """Fees other than zero: what must be the same in the end."""
    return {
        (pool.name, member): Fraction(fee)
        for pool in allocation.pools
        for member, fee in pool.fees.items()
        if fee
    }


def added(*tables):
    total = {}
    for table in tables:
        for key, amount in table.items():
            total[key] = total.get(key, 0) + amount
    return {key: amount for key, amount in total.items() if amount}


def lines_of(lines):
    return added(*({(each.pool, each.member): Fraction(each.amount)} for each in lines))


@given(MONTHS, st.lists(MONTHS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_billed_and_all_corrections_come_to_the_last_restatement(billed, restatements, random):
    sent = []
    for restated in restatements:
        earlier = random.sample(sent, len(sent))  # in any order
        sent.append(cs.correct(billed, restated, earlier=earlier))
        sent[-1].check()
    lines = [line for each in sent for line in each.invoice_lines()]
    assert added(cells(billed), lines_of(lines)) == cells(restatements[-1])


@given(MONTHS, MONTHS, st.lists(MONTHS, max_size=2))
def test_the_same_restatement_once_more_leaves_nothing(billed, restated, between):
    sent = []
    for each in [*between, restated]:
        sent.append(cs.correct(billed, each, earlier=sent))
    again = cs.correct(billed, restated, earlier=sent)
    assert again.invoice_lines() == []
    assert again.total == 0
    assert cs.correct(billed, billed).invoice_lines() == []


@given(MONTHS, MONTHS)
def test_a_correction_sums_to_the_difference_of_the_totals(billed, restated):
    correction = cs.correct(billed, restated)
    for pool in POOLS:
        off = Fraction(restated.pool_totals[pool]) - Fraction(billed.pool_totals[pool])
        assert correction.pool_totals[pool] == off
        members = (correction.amount(name, pool) or 0 for name in correction.members)
        assert sum(map(Fraction, members)) == off
    assert Fraction(correction.total) == Fraction(restated.total) - Fraction(billed.total)


@given(USES, USES, st.integers(-(10**5), 10**5))
def test_where_the_supplier_s_total_stays_the_corrections_cancel(before, after, total):
    def month(use):
        model = cs.Mixed(flat_share="0.3", driver="vcpu")
        members = {name: {"vcpu": number} for name, number in use.items()}
        return cs.allocate(total, model, members, pool="server")

    assert cs.correct(month(before), month(after)).total == 0


@given(MONTHS, MONTHS)
def test_the_way_back_is_the_negated_correction(billed, restated):
    there, back = cs.correct(billed, restated), cs.correct(restated, billed)
    assert set(there.members) == set(back.members)
    for pool in POOLS:
        for name in there.members:
            one, other = there.amount(name, pool), back.amount(name, pool)
            assert one == other == None or one == -other  # noqa: E711 - both are missing
    told = {line["member"]: line for line in there.explain(pool="server").to_dict()["lines"]}
    for line in back.explain(pool="server").to_dict()["lines"]:
        mirror = told[line["member"]]
        assert (line["billed"], line["restated"]) == (mirror["restated"], mirror["billed"])


@given(MONTHS, MONTHS, MONTHS)
def test_what_a_correction_led_to_may_be_billed_again(billed, first, second):
    one = cs.correct(billed, first)
    after = one.applied_to(billed)
    after.check()
    assert cells(after) == cells(first)
    step_by_step = cs.correct(after, second)
    assert cells(step_by_step.fees) == cells(cs.correct(billed, second, earlier=[one]).fees)


@given(MONTHS, MONTHS, MONTHS, st.randoms(use_true_random=False))
def test_next_month_s_invoices_with_the_correction_reconcile(billed, restated, other, random):
    correction = cs.correct(billed, restated)
    next_month = cs.Allocation(
        name="Board",
        period=cs.Period.read("2022-02"),
        currency="SEK",
        members=other.members,
        pools=other.pools,
    )
    lines = [
        *next_month.invoice_lines(number="2-{n}", date="2022-02-28"),
        *correction.invoice_lines(number="2-{n}", date="2022-02-28"),
    ]
    expected = correction.applied_to(next_month)
    expected.check()
    result = cs.reconcile(expected, random.sample(lines, len(lines)))
    assert result.balanced, str(result)
    assert cells(expected) == added(cells(next_month), lines_of(correction.invoice_lines()))


@given(MONTHS, MONTHS, MONTHS)
def test_a_correction_survives_its_record(billed, restated, again):
    first = cs.correct(billed, restated)
    second = cs.correct(billed, again, earlier=[first])
    assert cs.Correction.from_dict(second.to_dict()) == second
    read = [cs.Correction.from_dict(each.to_dict()) for each in (first, second)]
    assert cs.correct(billed, again, earlier=read).invoice_lines() == []
