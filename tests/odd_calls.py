"""Every public callable with one right call of it: what odd values are tried on."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

import costshare as cs
from costshare import testing

_HELD = TemporaryDirectory()


def _file(name, text):
    path = Path(_HELD.name, name)
    path.write_text(text, encoding="utf-8")
    return path


MEMBERS = {"A": {"population": 1}, "B": {"population": 2}}
BOARD = cs.Agreement(
    name="board",
    period="2022",
    members=[cs.Member(name=name, **drivers) for name, drivers in MEMBERS.items()],
    pools=[cs.Pool(name="p", total=5, model=cs.PerCapita())],
)
POOL = BOARD.pools[0]
FEES = BOARD.allocate()
LINES = FEES.invoice_lines()
FRAME = pd.DataFrame({"member": ["A"], "pool": ["p"], "amount": [2], "invoice": ["1"]})
COMPARED = cs.compare({"today": BOARD, "same": BOARD})
SWEEP = cs.sweep(9, MEMBERS)
RANKING = cs.infer({"A": 3, "B": 6}, {"x": {"A": 1, "B": 2}})
MIXED = cs.infer_mixed({"A": 3, "B": 6}, {"A": 1, "B": 2})
OUTCOME = cs.Outcome(items=[cs.OutcomeItem(name="p", income=5, cost=4)])
LOG = cs.UsageLog(levels=[("A", "vcpu", "2022-01-01", 1)])
SETTLED = cs.settle(FEES, costs={"p": 4}, policy=cs.Return())
REBILLED = cs.correct(FEES, BOARD.replace(pools=[POOL.replace(total=8)]).allocate())
MATCHED = cs.reconcile(FEES, LINES)
SIMULATED = cs.simulate(BOARD, driver="population", spread="5%", seed=1, runs=2)
YEAR = cs.Period.read("2022")
SPAN = {"start": "2022-01-01", "end": "2022-02-01"}
MEASURED = {**SPAN, "period": None, "per": None, "gaps": None}

INVOICES = _file("invoices.csv", "Kommun;Tjänst;Datum;Belopp\nA;p;2022-02-15;19 025,00\n")
BUDGET = _file("budget.csv", "Pool;Amount\np;5\nSumma;5\n")
USED = _file("used.csv", "member;resource;from;to;quantity\nA;vcpu;2022-01-01;2022-01-02;1\n")
BOOKS = _file(
    "books.se",
    "#FLAGGA 0\n#PROGRAM x 1\n#FORMAT PC8\n#GEN 20221231\n#SIETYP 4\n#FNAMN x\n"
    "#DIM 6 Projekt\n#OBJEKT 6 A A\n#KONTO 3010 Income\n#VER A 1 20221201\n"
    "{\n#TRANS 3010 {6 A} -5\n#TRANS 1910 {} 5\n}\n",
)
VOUCHERS = cs.read_sie(BOOKS)
SAVED = {
    name: Path(_HELD.name, f"{name}.json") for name in ("fees", "rebilled", "matched", "settled")
}
for name, record in zip(SAVED, (FEES, REBILLED, MATCHED, SETTLED), strict=True):
    record.save(SAVED[name])
AGREED = Path(_HELD.name, "board.toml")
BOARD.save(AGREED)
NEW = Path(_HELD.name, "new.json")

# The same callable may come twice, with arguments that go together.
CALLS = [
    (cs.apportion, dict(total=10, weights=[1, 2], unit=1, method="webster", ties="listed")),
    (cs.apportion_array, dict(totals=[1], weights=[1, 2], method="webster", zeros="even")),
    (cs.apportion_table, dict(quotas=[[1, 2]], unit=1, rows=None, columns=None)),
    (cs.instalments, dict(fees={"A": 10}, periods=2, unit=1, weights=None)),
    (
        cs.allocate,
        dict(
            total=10,
            model=cs.Flat(),
            members=MEMBERS,
            unit=1,
            method="webster",
            ties="listed",
            rounding=None,
            round_each="fee",
            pool="p",
            currency="SEK",
            period="2022",
            member=None,
        ),
    ),
    (
        cs.allocate,
        dict(
            total=None,
            model=cs.Tariff(base="1.5"),
            members=MEMBERS,
            rounding="up",
            round_each="line",
        ),
    ),
    (cs.Member, dict(name="A", population=1, drivers={}, series={}, joined=None, left=None)),
    (
        cs.Pool,
        dict(
            name="p",
            total=5,
            unit=1,
            model=cs.Flat(),
            members=["A"],
            exempt=[],
            billed_by="host",
            method="webster",
            ties="listed",
            rounding=None,
            round_each="fee",
            versions=[],
        ),
    ),
    (cs.Version, dict(since="2022-01-01", total=1, model=cs.Flat(), unit=1)),
    (
        cs.Agreement,
        dict(
            name="board",
            period="2022",
            currency="SEK",
            host=None,
            members=BOARD.members,
            pools=BOARD.pools,
            vintages={},
        ),
    ),
    (cs.Agreement.load, dict(path=AGREED)),
    (BOARD.save, dict(path=NEW)),
    (BOARD.replace, dict(name="x", period="2022", members=BOARD.members)),
    (BOARD.facts, dict(pool=POOL)),
    (POOL.in_period, dict(period=YEAR)),
    (BOARD.members[0].takes_part_in, dict(period=YEAR)),
    (BOARD.members[0].presence_in, dict(period=YEAR)),
    (BOARD.members[0].membership_in, dict(period=YEAR)),
    (cs.Vintage, dict(years_before=1, day="12-31", series=None)),
    (cs.Vintage(years_before=1, day="12-31").date_for, dict(period=YEAR)),
    (cs.Flat, dict()),
    (cs.Fixed, dict(amounts={"A": 1})),
    (cs.PerCapita, dict(driver="population")),
    (cs.Proportional, dict(driver="population")),
    (cs.Mixed, dict(flat_share="0.4", flat_amount=None, driver="population")),
    (cs.Tariff, dict(base=1, rates={"population": 1})),
    (cs.Tiered, dict(driver="population", tiers=[{"price": 5}])),
    (cs.Tier, dict(up_to=5, price=1)),
    (cs.Capacity, dict(prices={"x": 1}, provided={"x": 1}, idle="host", host="A")),
    (
        cs.Price,
        dict(price=1, tiers=None, mode=None, free=0, committed=None, overage=None, minimum=None),
    ),
    (cs.Blend, dict(parts=[("0.4", cs.Flat()), ("0.6", cs.PerCapita())])),
    (
        cs.Bounded,
        dict(
            model=cs.Flat(),
            minimum=1,
            maximum={"A": 5},
            minimum_share="0.1",
            maximum_share={"A": 1},
            minimum_per=None,
            maximum_per={"population": 5},
        ),
    ),
    (cs.Damped, dict(model=cs.Flat(), previous={"A": 1}, max_increase="5%", max_decrease=None)),
    (
        cs.Indexed,
        dict(
            model=cs.Tariff(base=1),
            index={"2022-01-01": 1},
            base="2022-01-01",
            years_before=1,
            day="10-31",
        ),
    ),
    (cs.Flat().quotas, dict(members=MEMBERS, total=5)),
    (cs.Mixed(flat_share="0.4").quotas, dict(members=MEMBERS, total=5)),
    (cs.Fixed(amounts={"A": 1, "B": 4}).quotas, dict(members=MEMBERS, total=5)),
    (cs.Tariff(base=1).quotas, dict(members=MEMBERS, total=None)),
    (cs.Allocation.from_dict, dict(data=FEES.to_dict())),
    (cs.Allocation.load, dict(path=SAVED["fees"])),
    (FEES.save, dict(path=NEW)),
    (FEES.pool, dict(name="p")),
    (FEES.fee, dict(member="A", pool="p")),
    (FEES.explain, dict(member="A", pool="p")),
    (
        FEES.invoice_lines,
        dict(
            per="member",
            number="{n}",
            first=1,
            dates=None,
            instalments=1,
            unit=None,
            billed_by="host",
        ),
    ),
    (FEES.instalments, dict(periods=4, unit=1)),
    (FEES.pool("p").fee, dict(member="A")),
    (FEES.pool("p").line, dict(member="A")),
    (cs.Period.read, dict(value="2022")),
    (cs.Period.until, dict(first="2022-01-01", end="2023-01-01")),
    (cs.Period, dict(first=YEAR.first, last=YEAR.last)),
    (YEAR.parts, dict(count=4)),
    (YEAR.overlaps, dict(other=YEAR)),
    (YEAR.common, dict(other=YEAR)),
    (
        cs.InvoiceLine,
        dict(
            member="A",
            pool="p",
            amount=5,
            invoice="1",
            date=None,
            billed_by="host",
            vat_rate="0.25",
            net=4,
            currency="SEK",
            corrects=None,
            problems=(),
        ),
    ),
    (
        cs.credit_note,
        dict(lines=LINES, amount=1, credited=[], unit=1, invoice=None, date="2022-01-01"),
    ),
    (
        cs.surcharge,
        dict(lines=LINES, rate="0.25", stated=None, unit=1, per="invoice", rounding="half_up"),
    ),
    (
        cs.reconcile,
        dict(
            allocation=FEES, invoices=LINES, budget=None, tolerance=0, last_year=None, period=None
        ),
    ),
    (
        cs.reconcile,
        dict(
            allocation=FEES,
            invoices=FRAME,
            member="member",
            pool="pool",
            amount="amount",
            invoice="invoice",
            date="date",
            billed_by="billed_by",
            vat_rate="vat_rate",
            net="net",
            currency="currency",
            corrects="corrects",
            decimal=None,
            day_first=None,
        ),
    ),
    (cs.Reconciliation.from_dict, dict(data=MATCHED.to_dict())),
    (cs.Reconciliation.load, dict(path=SAVED["matched"])),
    (MATCHED.save, dict(path=NEW)),
    (MATCHED.cell, dict(member="A", pool="p")),
    (MATCHED.status, dict(member="A", pool="p")),
    (MATCHED.amount, dict(units=1)),
    (MATCHED.to_frame, dict(by="cell")),
    (MATCHED.summary, dict(html=False)),
    (MATCHED.raise_for_findings, dict(kinds=None)),
    (cs.correct, dict(billed=FEES, restated=FEES, earlier=[])),
    (cs.Correction.from_dict, dict(data=REBILLED.to_dict())),
    (cs.Correction.load, dict(path=SAVED["rebilled"])),
    (REBILLED.save, dict(path=NEW)),
    (REBILLED.amount, dict(member="A", pool="p")),
    (REBILLED.explain, dict(member="A", pool="p")),
    (REBILLED.applied_to, dict(allocation=FEES)),
    (
        REBILLED.invoice_lines,
        dict(per="member", number="{n}", first=1, date="2022-12-31", billed_by=None),
    ),
    (
        cs.OutcomeItem,
        dict(
            name="p",
            income=5,
            cost=4,
            budget=None,
            forecast=None,
            year_budget=None,
            sources={},
            pools=None,
            comment="",
            stated_deviation=None,
        ),
    ),
    (
        cs.Outcome,
        dict(
            items=OUTCOME.items,
            name="x",
            period=None,
            currency=None,
            stated_income=None,
            stated_cost=None,
            stated_deviation=None,
        ),
    ),
    (cs.Outcome.from_dict, dict(data=OUTCOME.to_dict())),
    (OUTCOME.check, dict(allocation=FEES)),
    (OUTCOME.item, dict(name="p")),
    (OUTCOME.year_plan, dict(item=OUTCOME.items[0])),
    (
        cs.settle,
        dict(
            allocation=FEES,
            costs={"p": 4},
            policy=cs.CarryForward(),
            policies={},
            opening={},
            paid=LINES,
            final=None,
            members=None,
            leaving=(),
            leave_out=(),
            unit=1,
        ),
    ),
    (cs.CarryForward, dict(by="shares", leavers="take")),
    (cs.TrueUp, dict(by="shares", leavers="take")),
    (cs.Return, dict(by="shares", keep=0, only=None, leavers="take")),
    (cs.CoverFrom, dict(pools=["p"], limit=5, limits={}, then=cs.CarryForward())),
    (cs.Settlement.from_dict, dict(data=SETTLED.to_dict())),
    (cs.Settlement.load, dict(path=SAVED["settled"])),
    (SETTLED.save, dict(path=NEW)),
    (SETTLED.pool, dict(name="p")),
    (SETTLED.applied_to, dict(allocation=FEES)),
    (SETTLED.balance, dict(pool="p", member="A")),
    (SETTLED.lines, dict(invoice="S-{n}", date="2022-12-31")),
    (SETTLED.to_frame, dict(by="member")),
    (
        cs.UsageLog,
        dict(
            levels=[("A", "vcpu", "2022-01-01", 1)],
            readings=None,
            timezone=None,
            measure="level",
            gaps=None,
            outside="clip",
            units=None,
        ),
    ),
    (
        cs.UsageLog.from_csv,
        dict(
            path=USED,
            columns=None,
            decimal=None,
            day_first=None,
            encoding="utf-8",
            delimiter=None,
            timezone=None,
            measure="level",
            gaps="zero",
            outside="clip",
            units=None,
        ),
    ),
    (LOG.average, dict(**MEASURED)),
    (LOG.average, dict(period="2022")),
    (LOG.quantity, dict(**MEASURED)),
    (LOG.peak, dict(**MEASURED)),
    (LOG.percentile, dict(percent=95, every=timedelta(minutes=5), **MEASURED)),
    (LOG.convert, dict(units={})),
    (
        cs.infer_mixed,
        dict(
            fees={"A": 3, "B": 6},
            driver={"A": 1, "B": 2},
            unit=1,
            rounding="nearest",
            ties="listed",
            total=None,
            driver_name="population",
        ),
    ),
    (
        cs.infer_blend,
        dict(
            fees={"A": 3, "B": 6},
            drivers={"x": {"A": 1, "B": 2}, "y": {"A": 1, "B": 1}},
            unit=1,
            rounding="largest_remainder",
            ties="listed",
        ),
    ),
    (
        cs.infer,
        dict(
            fees={"A": 3, "B": 6},
            drivers={"x": {"A": 1, "B": 2}},
            models=["mixed"],
            unit=None,
            rounding="webster",
            tariff_rounding="half_even",
            ties="listed",
            total=None,
        ),
    ),
    (MIXED.reproduces, dict(parameters="0.5")),
    (MIXED.model, dict(parameters="0")),
    (MIXED.allocate, dict(parameters="0")),
    (RANKING.of, dict(kind="mixed", driver="x")),
    (RANKING.plot, dict(ax=None)),
    (
        cs.compare,
        dict(
            scenarios={"x": cs.Flat()},
            baseline="x",
            total=9,
            members=MEMBERS,
            member=None,
            unit=1,
            method="webster",
            ties="listed",
            currency="SEK",
            driver="population",
            drivers=None,
            period="2022",
        ),
    ),
    (COMPARED.fees, dict(pool="p")),
    (COMPARED.changes, dict(pool="p", scenario="same")),
    (COMPARED.to_frame, dict(pool="p")),
    (COMPARED.summary, dict(pool="p")),
    (COMPARED.plot, dict(scenario="same", pool="p", ax=None)),
    (COMPARED.unit, dict(pool="p")),
    (COMPARED.rebased, dict(baseline="same")),
    (COMPARED.break_even, dict(pool="p")),
    (COMPARED.total, dict(scenario="same", pool="p")),
    (COMPARED.changes_in, dict(pool="p")),
    (COMPARED.summaries, dict(pool="p")),
    (
        cs.sweep,
        dict(
            total=9,
            members=MEMBERS,
            member=None,
            driver="population",
            unit=1,
            ties="listed",
            method="largest_remainder",
            lowest=0,
            highest=1,
            currency="SEK",
        ),
    ),
    (SWEEP.at, dict(share="0.5")),
    (SWEEP.steps, dict(member="A")),
    (SWEEP.jumps, dict(member="A")),
    (SWEEP.to_frame, dict(points=3)),
    (SWEEP.break_even, dict(fees={"A": 4})),
    (SWEEP.plot, dict(members=["A"], ax=None)),
    (
        cs.what_if,
        dict(
            agreement=BOARD,
            population={"A": 5},
            drivers=None,
            leaving=["B"],
            joining=[],
            total={"p": 6},
            total_change=None,
            name="x",
        ),
    ),
    (cs.what_if, dict(agreement=BOARD, total_change="5%")),
    (cs.simulate, dict(agreement=BOARD, driver="population", spread="5%", seed=1, runs=2)),
    (SIMULATED.fees, dict(member="A", pool="p")),
    (SIMULATED.unit, dict(pool="p")),
    (SIMULATED.ranges, dict(pool="p", quantiles=["5%"])),
    (SIMULATED.to_frame, dict(pool="p", quantiles=["5%"])),
    (
        cs.paradoxes,
        dict(
            total=3,
            weights={"A": 2, "B": 3},
            unit=1,
            method="webster",
            ties="listed",
            highest=5,
            later={"A": 3, "B": 4},
            steps=2,
            joining={"C": 1},
        ),
    ),
    (cs.plotting.fees, dict(allocation=FEES, ax=None, members=["A"])),
    (cs.plotting.changes, dict(comparison=COMPARED, scenario="same", pool="p", ax=None)),
    (
        cs.plotting.per_driver,
        dict(fees=FEES, drivers=MEMBERS, driver="population", ax=None, member=None),
    ),
    (cs.plotting.sweep, dict(sweep=SWEEP, members=["A"], ax=None)),
    (cs.plotting.waterfall, dict(allocation=FEES, member="A", pool="p", ax=None)),
    (cs.plotting.outcome, dict(outcome=OUTCOME, ax=None)),
    (cs.plotting.flat_shares, dict(ranking=RANKING, ax=None)),
    (
        cs.read_invoices,
        dict(
            path=INVOICES,
            columns=None,
            pool=None,
            decimal=None,
            day_first=None,
            totals=(),
            on_error="raise",
            encoding=None,
            delimiter=None,
            sheet=None,
        ),
    ),
    (
        cs.read_budget,
        dict(
            path=BUDGET,
            period=None,
            currency=None,
            columns=None,
            decimal=None,
            totals=(),
            encoding=None,
            delimiter=None,
            sheet=None,
        ),
    ),
    (cs.read_sie, dict(path=BOOKS, encoding=None, checksum=True)),
    (
        VOUCHERS.invoice_lines,
        dict(pools={"3010": "p"}, dimension="6", members=None, kind="income", missing="keep"),
    ),
    (cs.read_number, dict(text="5", name="number", decimal=None)),
    (testing.assert_sums_exactly, dict(parts=[1, 2], total=3)),
    (testing.assert_nothing_for_nothing, dict(parts=[1, 0], weights=[1, 0])),
    (testing.assert_within_quota, dict(parts=[1, 2], total=3, weights=[1, 2], unit=1)),
    (testing.assert_allocation_sums, dict(allocation=FEES)),
    (testing.agreements, dict(min_members=1, max_members=2, min_pools=1, max_pools=2)),
    (testing.members, dict(min_size=1, max_size=2, drivers=["x"], max_driver=5)),
    (
        testing.pools,
        dict(members=BOARD.members, name="p", unit=1, methods=["webster"], ties=["listed"]),
    ),
    (testing.models, dict(members=BOARD.members, total=5, unit=1)),
    (testing.totals, dict(unit=1, min_units=0, max_units=5)),
    (testing.units, dict(whole=True)),
    (testing.weights, dict(min_size=1, max_size=2, max_weight=5, allow_zero=True, kinds=["int"])),
]
