"""Records of the analysis prove themselves, and amounts in them are values."""

import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit
from costshare.analysis._amounts import Amounts

MEMBERS = [cs.Member(name="A", population=100), cs.Member(name="B", population=300)]
POOL = cs.Pool(name="office", total="100.50", unit="0.50", model=cs.PerCapita())
BOARD = cs.Agreement(name="Board", period="2022", members=MEMBERS, pools=[POOL])
COMPARED = cs.compare({"today": BOARD, "more": cs.what_if(BOARD, total_change="10%")})
SWEPT = cs.sweep(100, MEMBERS)
BETWEEN = cs.sweep(100, MEMBERS, between=(cs.PerCapita(), cs.Flat()))
SIMULATED = cs.simulate(BOARD, driver="population", spread="20%", seed=1, runs=3)
PARADOXES = cs.paradoxes(10, {"A": 6, "B": 6, "C": 2}, highest=11)


def put(data, place, value):
    *path, last = place
    for each in path:
        data = data[each]
    data[last] = value


@pytest.mark.parametrize(
    ("value", "place", "wrong", "message"),
    [
        (
            COMPARED,
            ["allocations", "more", "pools", 0, "fees", "A"],
            "1",
            "scenario more: pool off",
        ),
        (COMPARED, ["baseline"], "now", "unknown scenario 'now'"),
        (COMPARED, ["figures"], {}, "scenario today has no figures"),
        (COMPARED, ["figures", "now"], {}, "unknown scenario 'now'"),
        (SWEPT, ["members"], ["A"], "driver_values and members do not name the same members"),
        (SWEPT, ["members"], ["A", "A", "B"], "member A is listed twice"),
        (SWEPT, ["proration"], {}, "proration and members do not name the same"),
        (SWEPT, ["total"], "0.5", "total 0.5 is n"),
        (SWEPT, ["lowest"], "1", "must run from a lower to a higher share"),
        (SWEPT, ["ties"], "error", "a sweep passes through ties"),
        (SWEPT, ["driver_values"], {"A": "0", "B": "0"}, "is zero for all members"),
        (SWEPT, ["driver"], None, "a sweep has a driver or two models between"),
        (BETWEEN, ["driver"], "population", "a sweep has a driver or two models between"),
        (BETWEEN, ["between", 0, "quotas", "A"], "26", "quotas of an end sum to 101, not to the"),
        (BETWEEN, ["between", 0, "quotas"], {"A": "100"}, "quotas of an end and members do not"),
        (BETWEEN, ["between", 0, "quotas"], {"A": "101", "B": "-1"}, "the quota of B is -1"),
        (BETWEEN, ["between", 0, "model"], {}, "the kind of the model is missing"),
        (BETWEEN, ["between", 0, "model", "drivr"], "x", "unknown field of PerCapita"),
        (BETWEEN, ["proration"], {"A": "1"}, "proration and members do not name the same"),
        (SIMULATED, ["pool_fees", "office", "A"], "1.0 2.0 3.0", "fees of run 1 sum to .*, not to"),
        (SIMULATED, ["pool_fees", "office", "A"], "1.0 2.0", "A has 2 fees in 3 runs"),
        (SIMULATED, ["pool_fees", "office", "A"], "1.1 2.0 3.0", "amount 1.1 is not a whole mult"),
        (SIMULATED, ["pool_fees", "office", "A"], "1.0 2 3.0", "the same number of decimals"),
        (SIMULATED, ["pool_fees", "office", "A"], "1.0 x.0 3.0", "amount 'x.0' is not a plain"),
        (SIMULATED, ["pool_fees", "office", "A"], "1/2 1/2 1/2", "amount '1/2' is not a plain"),
        (SIMULATED, ["pool_fees", "office", "A"], 5, "amounts is of type int"),
        (SIMULATED, ["pool_fees", "office"], {}, "do not name the same members"),
        (SIMULATED, ["pool_fees"], {}, "do not name the same pools"),
        (SIMULATED, ["today", "pools", 0, "fees", "A"], "1", "pool office: fees sum to"),
        (
            PARADOXES,
            ["found", 0, "after", "fees", "C"],
            "2",
            "alabama of C: largest_remainder does",
        ),
        (PARADOXES, ["found", 0, "member"], "A", "alabama of A: it pays 5 after 4, not less"),
        (PARADOXES, ["found", 0, "member"], "X", "alabama of X: it pays None after None"),
        (PARADOXES, ["method"], "webster", "webster does not give the fees"),
    ],
)
def test_a_record_that_does_not_prove_itself_is_refused(value, place, wrong, message):
    data = pickle.loads(pickle.dumps(value.to_dict()))
    put(data, place, wrong)
    with pytest.raises(cs.CostshareError, match=message):
        type(value).from_dict(data)


def test_equal_results_are_equal_and_others_are_not():
    again = cs.simulate(BOARD, driver="population", spread="20%", seed=1, runs=3)
    assert again == SIMULATED
    assert hash(again) == hash(SIMULATED)
    assert cs.simulate(BOARD, driver="population", spread="20%", seed=2, runs=3) != SIMULATED
    assert pickle.loads(pickle.dumps(SWEPT)) == SWEPT != cs.sweep(101, MEMBERS)
    assert COMPARED.rebased("more") != COMPARED


def test_results_iterate_over_their_rows():
    assert list(COMPARED) == list(COMPARED.changes_in())
    assert list(SIMULATED) == list(SIMULATED.ranges())
    assert [len(each) for each in (COMPARED, SIMULATED, PARADOXES)] == [4, 2, 1]
    assert repr(PARADOXES.found[0]) == f"<Paradox alabama: {PARADOXES.found[0]}>"


def test_a_tidy_frame_of_scenarios_is_exact():
    frame = COMPARED.to_frame("scenario", tidy=True)
    assert frame["gini"].tolist() == [each.gini for each in COMPARED.summaries()]
    assert frame["total"].tolist() == [Decimal("100.50"), Decimal("110.50")]
    with pytest.raises(cs.CostshareError, match="unknown by 'pool'"):
        COMPARED.to_frame("pool")


def test_a_sweep_prints_fees_at_five_shares():
    lines = str(SWEPT).splitlines()
    assert lines[0] == "Fees by flat share of 100, the rest by population"
    assert lines[4].split() == ["A", "25", "31", "38", "44", "50"]
    assert lines[-1].split() == ["total", *["100"] * 5]


@given(
    st.lists(st.integers(-(10**25), 10**25), min_size=1),
    st.sampled_from(["0.0000001", "0.01", "0.5", "1", "25"]),
)
def test_amounts_are_values(counts, size):
    unit = Unit.read(size)
    amounts = Amounts.of(counts, unit)
    assert list(amounts) == [unit.decimal(each) for each in counts]
    assert [amounts[0], len(amounts), amounts[-1:]] == [*amounts[:1], len(counts), [amounts[-1]]]
    assert amounts.counts(unit) == counts
    for again in (Amounts.read(amounts.text()), pickle.loads(pickle.dumps(amounts))):
        assert again == amounts
        assert hash(again) == hash(amounts)
    assert repr(amounts) == f"<{len(counts)} amounts>"
