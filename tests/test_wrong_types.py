"""Whatever is passed, a public function answers or raises CostshareError: nothing raw escapes."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pandas as pd
import pytest

import costshare as cs

ANYTHING = [
    None, True, 5, -1, 1.5, float("nan"), "x", "", b"x", [], [1], (), [None], [{}], {}, {1: 2},
    {"A": None}, {"A": {"x": None}}, object(), float, range(3), Decimal("NaN"),
    dt.date(2022, 1, 1), pd.DataFrame(), pd.Series(dtype=float),
]  # fmt: skip

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
SPAN = {"start": "2022-01-01", "end": "2022-02-01"}

CALLS = {
    cs.apportion: {
        "total": 10, "weights": [1, 2], "unit": 1, "method": "webster", "ties": "listed",
    },
    cs.apportion_array: {"totals": [1], "weights": [1, 2], "method": "webster"},
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
    cs.Allocation.from_dict: {"data": {}},
    cs.InvoiceLine: {"member": "A", "pool": "p", "amount": 5, "date": None, "billed_by": "host"},
    cs.credit_note: {"lines": LINES, "amount": 1, "credited": [], "unit": 1, "date": "2022-01-01"},
    cs.reconcile: {"allocation": FEES, "invoices": LINES, "budget": None, "tolerance": 0},
    cs.OutcomeItem: {"name": "p", "income": 5, "cost": 4, "budget": None, "forecast": None},
    cs.Outcome: {"items": []},
    cs.settle: {
        "allocation": FEES, "costs": {"p": 4}, "policy": cs.CarryForward(), "policies": {},
        "opening": {}, "paid": LINES, "final": None, "members": None, "leaving": (),
        "leave_out": (), "unit": 1,
    },
    cs.UsageLog: {
        "levels": None, "readings": None, "timezone": None, "measure": "level", "gaps": None,
        "outside": "clip", "units": None,
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
    cs.read_invoices: {"path": "x.csv"},
    cs.read_budget: {"path": "x.csv"},
    cs.read_sie: {"path": "x.se"},
    cs.read_number: {"text": "5", "decimal": None},
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_open_pictures():
    """A picture without `ax` is the caller's to close."""
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


@pytest.mark.parametrize(
    ("call", "argument"),
    [(call, argument) for call, arguments in CALLS.items() for argument in arguments],
    ids=lambda value: getattr(value, "__qualname__", value),
)
def test_wrong_types_are_refused_in_our_own_words(call, argument):
    for value in ANYTHING:
        with suppress(cs.CostshareError, OSError):  # a path may lead nowhere
            call(**CALLS[call] | {argument: value})


def test_the_calls_above_are_right_but_for_what_is_changed():
    no_files = {cs.read_invoices, cs.read_budget, cs.read_sie, cs.Agreement.load}
    incomplete = {cs.Outcome, cs.UsageLog, cs.Allocation.from_dict}
    for call in set(CALLS) - no_files - incomplete:
        call(**CALLS[call])
