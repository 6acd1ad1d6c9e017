"""Whatever is passed, a public function answers or raises CostshareError: nothing raw escapes."""

import datetime as dt
import os
import signal
from collections import Counter
from zlib import crc32

import pytest

import costshare as cs
from costshare import testing
from odd_values import ODD

MEMBERS = {"A": {"population": 1}, "B": {"population": 2}}
BOARD = cs.Agreement(
    name="board",
    period="2022",
    members=[cs.Member(name=name, **drivers) for name, drivers in MEMBERS.items()],
    pools=[cs.Pool(name="p", total=5, model=cs.PerCapita())],
)
FEES = BOARD.allocate()
LINES = FEES.invoice_lines()
COMPARED = cs.compare({"today": BOARD, "same": BOARD})
SWEEP = cs.sweep(9, MEMBERS)
RANKING = cs.infer({"A": 3, "B": 6}, {"x": {"A": 1, "B": 2}})
OUTCOME = cs.Outcome(items=[cs.OutcomeItem(name="p", income=5, cost=4)])
LOG = cs.UsageLog(levels=[("A", "vcpu", "2022-01-01", 1)])
SETTLED = cs.settle(FEES, costs={"p": 4}, policy=cs.Return())
REBILLED = cs.correct(FEES, BOARD.replace(pools=[BOARD.pools[0].replace(total=8)]).allocate())
MATCHED = cs.reconcile(FEES, LINES)
SIMULATED = cs.simulate(BOARD, driver="population", spread="5%", seed=1, runs=2)
YEAR = cs.Period.read("2022")
SPAN = {"start": "2022-01-01", "end": "2022-02-01"}

CALLS = {
    cs.apportion: {
        "total": 10, "weights": [1, 2], "unit": 1, "method": "webster", "ties": "listed",
    },
    cs.apportion_array: {"totals": [1], "weights": [1, 2], "method": "webster", "zeros": "even"},
    cs.apportion_table: {"quotas": [[1, 2]], "unit": 1, "rows": None, "columns": None},
    cs.instalments: {"fees": {"A": 10}, "periods": 2, "unit": 1, "weights": None},
    cs.allocate: {
        "total": 10, "model": cs.Flat(), "members": MEMBERS, "unit": 1, "method": "webster",
        "ties": "listed", "rounding": None, "round_each": "fee", "pool": "p", "currency": "SEK",
        "period": "2022", "member": None,
    },
    cs.Member: {"name": "A", "population": 1, "drivers": {}, "series": {}, "joined": None},
    cs.Pool: {
        "name": "p", "total": 5, "unit": 1, "model": cs.Flat(), "members": ["A"], "exempt": [],
        "billed_by": "host", "method": "webster", "ties": "listed", "rounding": None,
        "round_each": "fee", "versions": [],
    },
    cs.Version: {"since": "2022-01-01", "total": 1, "model": cs.Flat(), "unit": 1},
    cs.Agreement: {
        "name": "board", "period": "2022", "currency": "SEK", "host": None,
        "members": BOARD.members, "pools": BOARD.pools, "vintages": {},
    },
    cs.Agreement.load: {"path": "x.toml"},
    cs.Capacity: {"prices": {"x": 1}, "provided": {"x": 1}, "idle": "host", "host": "A"},
    cs.Indexed: {
        "model": cs.Tariff(base=1), "index": {"2022-01-01": 1}, "base": "2022-01-01",
        "years_before": 1, "day": "10-31",
    },
    FEES.fee: {"member": "A", "pool": "p"},
    FEES.explain: {"member": "A", "pool": "p"},
    cs.Allocation.from_dict: {"data": FEES.to_dict()},
    cs.InvoiceLine: {"member": "A", "pool": "p", "amount": 5, "date": None, "billed_by": "host"},
    cs.credit_note: {"lines": LINES, "amount": 1, "credited": [], "unit": 1, "date": "2022-01-01"},
    cs.reconcile: {"allocation": FEES, "invoices": LINES, "budget": None, "tolerance": 0},
    cs.OutcomeItem: {"name": "p", "income": 5, "cost": 4, "budget": None, "forecast": None},
    cs.Outcome: {"items": OUTCOME.items},
    cs.settle: {
        "allocation": FEES, "costs": {"p": 4}, "policy": cs.CarryForward(), "policies": {},
        "opening": {}, "paid": LINES, "final": None, "members": None, "leaving": (),
        "leave_out": (), "unit": 1,
    },
    cs.UsageLog: {
        "levels": [("A", "vcpu", "2022-01-01", 1)], "readings": None, "timezone": None,
        "measure": "level", "gaps": None, "outside": "clip", "units": None,
    },
    LOG.average: {**SPAN, "period": None, "gaps": None},
    LOG.percentile: {"percent": 95, **SPAN, "every": dt.timedelta(minutes=5)},
    cs.infer_mixed: {
        "fees": {"A": 34, "B": 66}, "driver": {"A": 1, "B": 3}, "unit": 1, "rounding": "webster",
        "ties": "listed", "driver_name": "population",
    },
    cs.infer_blend: {
        "fees": {"A": 34, "B": 66}, "drivers": {"p": {"A": 1, "B": 3}, "q": {"A": 1, "B": 1}},
        "unit": 1, "rounding": "webster", "ties": "listed",
    },
    cs.infer: {
        "fees": {"A": 34, "B": 66}, "drivers": {"p": {"A": 1, "B": 3}}, "models": ["mixed"],
        "unit": 1, "rounding": "webster", "tariff_rounding": "up", "ties": "listed",
    },
    FEES.invoice_lines: {
        "per": "member", "number": "{n}", "first": 1, "dates": None, "instalments": 1, "unit": None,
        "billed_by": "host",
    },
    FEES.instalments: {"periods": 4, "unit": 1},
    cs.correct: {"billed": FEES, "restated": FEES, "earlier": []},
    cs.Bounded: {
        "model": cs.Flat(), "minimum": 1, "maximum": {"A": 5}, "minimum_share": "0.1",
        "maximum_share": {"A": 1}, "minimum_per": None, "maximum_per": {"population": 5},
    },
    cs.Damped: {
        "model": cs.Flat(), "previous": {"A": 1}, "max_increase": "5%", "max_decrease": None,
    },
    cs.Tiered: {"driver": "population", "tiers": [{"price": 5}]},
    cs.compare: {
        "scenarios": {"x": cs.Flat()}, "baseline": "x", "total": 9, "members": MEMBERS, "unit": 1,
        "method": "webster", "ties": "listed", "currency": "SEK", "driver": "population",
        "drivers": None, "period": "2022",
    },
    COMPARED.fees: {"pool": "p"},
    COMPARED.changes: {"pool": "p", "scenario": "same"},
    COMPARED.rebased: {"baseline": "same"},
    COMPARED.break_even: {"pool": "p"},
    cs.sweep: {
        "total": 9, "members": MEMBERS, "driver": "population", "unit": 1, "ties": "listed",
        "method": "largest_remainder", "lowest": 0, "highest": 1, "currency": "SEK",
    },
    SWEEP.at: {"share": "0.5"},
    SWEEP.jumps: {"member": "A"},
    SWEEP.to_frame: {"points": 3},
    SWEEP.break_even: {"fees": {"A": 4}},
    cs.what_if: {
        "agreement": BOARD, "population": {"A": 5}, "drivers": None, "leaving": ["B"],
        "joining": [], "total": {"p": 6}, "total_change": None, "name": "x",
    },
    cs.simulate: {
        "agreement": BOARD, "driver": "population", "spread": "5%", "seed": 1, "runs": 2,
    },
    cs.paradoxes: {
        "total": 3, "weights": {"A": 2, "B": 3}, "unit": 1, "method": "webster", "ties": "listed",
        "highest": 5, "later": {"A": 3, "B": 4}, "steps": 2, "joining": {"C": 1},
    },
    cs.infer_mixed: {
        "fees": {"A": 3, "B": 6}, "driver": {"A": 1, "B": 2}, "unit": 1, "ties": "listed",
        "rounding": "nearest", "driver_name": "population",
    },
    cs.infer: {
        "fees": {"A": 3, "B": 6}, "drivers": {"x": {"A": 1, "B": 2}}, "models": ["mixed"],
        "unit": None, "rounding": "webster", "tariff_rounding": "half_even", "ties": "listed",
    },
    cs.infer_blend: {
        "fees": {"A": 3, "B": 6}, "unit": 1, "rounding": "largest_remainder", "ties": "listed",
        "drivers": {"x": {"A": 1, "B": 2}, "y": {"A": 1, "B": 1}},
    },
    cs.plotting.fees: {"allocation": FEES, "ax": None, "members": ["A"]},
    cs.plotting.changes: {"comparison": COMPARED, "scenario": "same", "pool": "p", "ax": None},
    cs.plotting.per_driver: {
        "fees": FEES, "drivers": MEMBERS, "driver": "population", "ax": None,
    },
    cs.plotting.sweep: {"sweep": SWEEP, "members": ["A"], "ax": None},
    cs.plotting.waterfall: {"allocation": FEES, "member": "A", "pool": "p", "ax": None},
    cs.plotting.outcome: {"outcome": OUTCOME, "ax": None},
    cs.plotting.flat_shares: {"ranking": RANKING, "ax": None},
    cs.read_invoices: {
        "path": "x.csv", "columns": None, "pool": None, "decimal": None, "day_first": None,
        "totals": (), "on_error": "raise", "encoding": None, "delimiter": None, "sheet": None,
    },
    cs.read_budget: {
        "path": "x.csv", "columns": None, "decimal": None, "totals": (), "encoding": None,
        "delimiter": None, "sheet": None,
    },
    cs.read_sie: {"path": "x.se", "encoding": None, "checksum": True},
    cs.read_number: {"text": "5", "name": "number", "decimal": None},
    cs.surcharge: {"lines": LINES, "rate": "0.25", "stated": None, "unit": 1, "per": "invoice"},
    cs.Fixed: {"amounts": {"A": 1}},
    cs.Proportional: {"driver": "population"},
    cs.Mixed: {"flat_share": "0.4", "flat_amount": None, "driver": "population"},
    cs.Tariff: {"base": 1, "rates": {"population": 1}},
    cs.Blend: {"parts": [("0.4", cs.Flat()), ("0.6", cs.PerCapita())]},
    cs.Price: {
        "price": 1, "tiers": None, "mode": None, "free": 0, "committed": None, "overage": None,
        "minimum": None,
    },
    cs.Tier: {"up_to": 5, "price": 1},
    cs.Vintage: {"years_before": 1, "day": "12-31", "series": None},
    cs.CarryForward: {"by": "shares", "leavers": "take"},
    cs.TrueUp: {"by": "shares", "leavers": "take"},
    cs.Return: {"by": "shares", "keep": 0, "only": None, "leavers": "take"},
    cs.CoverFrom: {"pools": ["p"], "limit": 5, "limits": {}, "then": cs.CarryForward()},
    cs.Flat().quotas: {"members": MEMBERS, "total": 5},
    cs.Mixed(flat_share="0.4").quotas: {"members": MEMBERS, "total": 5},
    cs.Fixed(amounts={"A": 1, "B": 4}).quotas: {"members": MEMBERS, "total": 5},
    cs.Tariff(base=1).quotas: {"members": MEMBERS, "total": None},
    cs.Tariff(base=1).times: {"factor": 2},
    BOARD.save: {"path": "/dev/null/x.toml"},
    BOARD.replace: {"name": "x", "period": "2022", "members": BOARD.members},
    BOARD.facts: {"pool": BOARD.pools[0]},
    BOARD.pools[0].in_period: {"period": YEAR},
    BOARD.members[0].takes_part_in: {"period": YEAR},
    FEES.pool: {"name": "p"},
    FEES.save: {"path": "/dev/null/x.json"},
    cs.Allocation.load: {"path": "x.json"},
    cs.Period.read: {"value": "2022"},
    YEAR.parts: {"count": 4},
    YEAR.overlaps: {"other": YEAR},
    YEAR.common: {"other": YEAR},
    OUTCOME.check: {"allocation": FEES},
    OUTCOME.item: {"name": "p"},
    cs.Outcome.from_dict: {"data": OUTCOME.to_dict()},
    cs.Reconciliation.from_dict: {"data": MATCHED.to_dict()},
    cs.Reconciliation.load: {"path": "x.json"},
    MATCHED.cell: {"member": "A", "pool": "p"},
    MATCHED.status: {"member": "A", "pool": "p"},
    MATCHED.amount: {"units": 1},
    MATCHED.to_frame: {"by": "cell"},
    MATCHED.raise_for_findings: {"kinds": None},
    MATCHED.save: {"path": "/dev/null/x.json"},
    cs.Settlement.from_dict: {"data": SETTLED.to_dict()},
    cs.Settlement.load: {"path": "x.json"},
    SETTLED.pool: {"name": "p"},
    SETTLED.applied_to: {"allocation": FEES},
    SETTLED.balance: {"pool": "p", "member": "A"},
    SETTLED.lines: {"invoice": "S-{n}", "date": "2022-12-31"},
    cs.Correction.from_dict: {"data": REBILLED.to_dict()},
    cs.Correction.load: {"path": "x.json"},
    REBILLED.amount: {"member": "A", "pool": "p"},
    REBILLED.explain: {"member": "A", "pool": "p"},
    REBILLED.applied_to: {"allocation": FEES},
    REBILLED.invoice_lines: {"per": "member", "number": "{n}", "first": 1, "date": "2022-12-31"},
    SIMULATED.to_frame: {"pool": "p", "quantiles": ["5%"]},
    RANKING.of: {"kind": "mixed", "driver": "x"},
    COMPARED.total: {"scenario": "same", "pool": "p"},
    COMPARED.changes_in: {"pool": "p"},
    COMPARED.summaries: {"pool": "p"},
    SWEEP.steps: {"member": "A"},
    LOG.quantity: {**SPAN, "period": None, "per": None, "gaps": None},
    LOG.peak: {**SPAN, "period": None, "gaps": None},
    LOG.convert: {"units": {}},
    cs.UsageLog.from_csv: {
        "path": "x.csv", "delimiter": ",", "encoding": "utf-8", "timezone": None,
        "measure": "level", "gaps": None, "outside": "clip", "units": None,
    },
    testing.assert_sums_exactly: {"parts": [1, 2], "total": 3},
    testing.assert_nothing_for_nothing: {"parts": [1, 0], "weights": [1, 0]},
    testing.assert_within_quota: {"parts": [1, 2], "total": 3, "weights": [1, 2], "unit": 1},
    testing.assert_allocation_sums: {"allocation": FEES},
    testing.agreements: {}, testing.members: {}, testing.pools: {"members": BOARD.members},
    testing.models: {"members": BOARD.members}, testing.totals: {}, testing.units: {},
    testing.weights: {},
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_open_pictures():
    """A picture without `ax` is the caller's to close."""
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


# What a call is tried with: everything in the thorough profile, else each a few, by chance.
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
_FEW = 8
_SECONDS = 5


def tried(call, argument):
    """The names of the values to try, the same ones in every run."""
    if THOROUGH:
        return list(ODD)
    names = list(ODD)
    start = crc32(f"{call.__qualname__} {argument}".encode())
    return [names[(start + 13 * step) % len(names)] for step in range(_FEW)]


@pytest.fixture
def in_time():
    """Stop a call that takes too long."""

    def stop(*_):
        pytest.fail(f"took more than {_SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    yield lambda: signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    ("call", "argument"),
    [(call, argument) for call, arguments in CALLS.items() for argument in arguments],
    ids=lambda value: getattr(value, "__qualname__", value),
)
def test_odd_values_are_read_or_refused_in_our_own_words(call, argument, in_time):
    outcomes = Counter()
    for name in tried(call, argument):
        value = ODD[name]()
        in_time()
        try:
            call(**CALLS[call] | {argument: value})
            outcomes["accepted"] += 1
        except (cs.CostshareError, OSError):  # a path may lead nowhere
            outcomes["refused"] += 1
        except AssertionError:
            if not call.__module__.startswith("costshare.testing"):
                raise
            outcomes["refused"] += 1
    assert outcomes.total() == len(tried(call, argument))


def test_the_calls_above_are_right_but_for_what_is_changed():
    no_files = {cs.read_invoices, cs.read_budget, cs.read_sie, cs.UsageLog.from_csv}
    for call in set(CALLS) - no_files:
        if call.__name__ not in {"load", "save"}:
            call(**CALLS[call])
