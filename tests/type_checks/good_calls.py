"""Calls that type checkers accept, beyond those on the pages."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_type

import pandas as pd
import polars as pl
import pyarrow as pa

import costshare as cs
from costshare import testing

# Every kind of number.
for share in (0, 0.4, "0.4", "40%", Decimal("0.4"), Fraction(2, 5)):
    mixed = cs.Mixed(flat_share=share, driver="population")
assert_type(mixed.flat_share, Fraction | None)
assert_type(mixed.driver, str)
assert_type(mixed.replace(flat_share=1), cs.Mixed)

# Models of models, tables of fields, and mappings that were made elsewhere.
rates = {"population": "1.785"}
amounts = pd.Series({"A": 1, "B": 2})
fonts = cs.Price(tiers=[{"up_to": 5, "price": 7}, {"price": "6.5"}])
parts = [("0.3", cs.Flat()), ("0.7", cs.Tariff(base=35_000, rates=rates))]
cs.Fixed(amounts=amounts)
cs.Bounded(model=cs.Blend(parts=parts), minimum=10, maximum={"A": "20.5"})
cs.Capacity(prices={"vcpu": 85, "ram_gb": "22", "fonts": fonts}, provided={"vcpu": 4}, idle="flat")
cs.Capacity(prices={"vcpu": {date(2022, 1, 1): 85, date(2022, 7, 1): "90"}})
cs.Tiered(tiers=[cs.Tier(up_to=10_000, price=1_000), {"price": 2_000}])
cs.Indexed(
    model=cs.PerCapita(),
    index={"2021-06-01": 100, "2022-06-01": "102.5"},
    base="2021-06-01",
    years_before=1,
    day="06-01",
)
cs.Bounded(model=cs.Flat(), fixed_share={"A": "2.5%"}, groups={"g": ["B"]}, except_for=["g"])
cs.Discounted(model=cs.Flat(), nothing_below=500, discounts={10_000: "5%"}, mode="volume")
cs.Phased(before=cs.Flat(), after=cs.PerCapita(), start=2023, years=4)
cs.Phased(before=cs.Flat(), after={"kind": "per_capita"}, start="2023-07-01", steps=["50%", 1])
cs.RoundedShares(model=cs.PerCapita(), places=3)
cs.RoundedShares(model={"kind": "flat"}, places=2, method="each", rounding="half_even")

# Agreements.
members = [
    cs.Member(name="Kiruna", population=22_867, drivers={"vcpu": 2}, joined="2022-05-01"),
    cs.Member(name="Luleå", series={"population": {"2020-12-31": 78_549}}, left=date(2022, 9, 30)),
]
pool = cs.Pool(name="office", total=1_046_900, unit=100, model=mixed, exempt=["Luleå"])
table = {"name": "archive", "total": 100, "model": {"kind": "flat"}}
agreement = cs.Agreement(
    name="Board",
    period=(date(2022, 1, 1), "2022-12-31"),
    currency="SEK",
    members=[*members, {"name": "Piteå", "population": 42_281}],
    pools=[pool, table],
    reference_dates={"inhabitants": {"years_before": 2, "day": "12-31", "series": "population"}},
)
assert_type(agreement.pools[0].total, Fraction | None)
assert_type(agreement.period, cs.Period)
by_drivers = {"Kiruna": {"population": 22_867}, "Luleå": {"population": 78_549}}
columns = {"name": ["Kiruna", "Luleå"], "population": [22_867, 78_549]}
for table_of_members in (pd.DataFrame(columns), pl.DataFrame(columns), pa.table(columns)):
    cs.Agreement(name="Board", period="2022", members=table_of_members, pools=[pool])
cs.Agreement(name="Board", period="2022", members=by_drivers, pools=[pool])
cs.what_if(agreement, models={"office": cs.Flat()}, leaving={"Luleå": "2022-05-01"})
assert_type(cs.sweep(agreement, pool="office", driver=["population", "vcpu"]), cs.Sweep)
cs.sweep(100, by_drivers, between=(cs.PerCapita(), cs.Flat()))
cs.simulate(agreement, spread={"population": "1%", "vcpu": "3%"}, seed=1, pool="office")
cs.Version(since="2023-01-01", total=1_000, model=cs.PerCapita())

# Lines, budgets and policies.
line = cs.InvoiceLine(
    member="Kiruna", pool="office", amount="95.25", vat_rate=0.25, date="2022-01-31"
)
assert_type(line.amount, Decimal | None)
plan = {"income": 100, "cost": 95}
item = cs.BudgetItem(name="IT", income=100, cost=90, budget=plan, forecast=95)
cs.BudgetReport(items=[item, {"name": "Office", "income": 1, "cost": 1}], period=2022)
january = cs.BudgetReport(items=[item], period="2022-01")
months = cs.BudgetMonths(reports=[january], year_budget={"IT": plan})
forecast = cs.BudgetForecast(months=months, by="pace")
assert_type(forecast.item("IT").variance, Decimal)
policy = cs.CoverFrom(pools=["office"], limit=100, then=cs.Return(by=cs.PerCapita(), keep="10.5"))
cs.TrueUp(by="final", leavers="leave")
assert_type(policy.pools, tuple[str, ...])

# Results follow the shape of the weights and the kind of the total.
assert_type(cs.apportion(100, [1, 2]), list[int])
assert_type(cs.apportion(100, {"A": 1, "B": "2.5"}), dict[str, int])
assert_type(cs.apportion("100.50", [1, 2], unit="0.01"), list[int] | list[Decimal])


class OwnModel:
    """A model without a base class."""

    def quotas(self, members, total):  # type: ignore[no-untyped-def]
        """Give all to the first."""
        return {each.name: Fraction(total if not n else 0) for n, each in enumerate(members)}


cs.allocate(100, OwnModel(), members)
cs.allocate(100, cs.Flat(), {"A": {}, "B": {"population": 1}}, period="2022-Q2")
by_name = pd.Series([1, 2], index=["A", "B"])
sum(cs.apportion(100, by_name).values())
cs.what_if(agreement, population=by_name, total_change=0.05)
cs.apportion_table({"A": {"x": "0.5"}}, rows={"A": 1}, columns=by_name)

# Frames and columns of any library.
rows = [{"name": "A", "population": 1}, {"name": "B", "population": 2}]
eager, table, frame = pl.DataFrame(rows), pa.Table.from_pylist(rows), pd.DataFrame(rows)
fees = cs.allocate(3, cs.PerCapita(), eager, member="name")
for of_any_library in (eager, eager.lazy(), table, frame, fees, rows):
    cs.allocate(3, cs.PerCapita(), of_any_library, member="name")
    cs.PerCapita().quotas(of_any_library, 3, member="name")
    cs.reconcile(fees, of_any_library, budget=of_any_library)
    cs.sweep(3, of_any_library, member="name")
    cs.infer([1, 2], of_any_library, member="name")
    cs.settle(fees, {"fee": 3}, paid=of_any_library, members=of_any_library, member="name")
    cs.apportion_array([3], of_any_library)
    cs.instalments(of_any_library, 2, member="name")
    cs.add_tax(of_any_library, "0.25")
    cs.UsageLog(levels=of_any_library)
cs.infer_mixed(eager["population"], table["population"])
sum(cs.apportion(3, eager["population"]))


# Laws on figures of any kind, and on functions.
def split(total: int, weights: list[int]) -> list[int]:
    """Share with the library."""
    return cs.apportion(total, weights)


testing.check_allocator(split)
testing.check_allocator(split, laws=testing.LAWS - {"within_quota"}, kinds=["int"], min_units=0)
testing.check_allocator(cs.apportion, reference=split, unit="0.01", max_size=5, seed=2)
testing.check_allocator(lambda total, weights: pd.Series(weights) * total, laws=["sums"])
testing.assert_sums(split, 100, [1, 2])
testing.assert_same_as(split, cs.apportion, 100, (1, 2))
testing.assert_nothing_for_nothing(split, 100, [1, 0])
testing.assert_nothing_for_nothing([100, 0], [1, 0])
testing.assert_nothing_for_nothing(parts=by_name, weights={"A": 1, "B": 1})
testing.assert_within_quota(split, 100, [1, 0])
testing.assert_within_quota(by_name, 3, {"A": 1, "B": 2}, unit="0.5")
for figures in (eager, table, frame, rows, by_name, {"A": "3"}, (1, 2)):
    testing.assert_sums_exactly(figures, 3)

# Awards have the shape of the claims: exact, or in whole units.
assert_type(cs.fairness.claims.cea(100, {"A": 80, "B": "40.5"}), dict[str, Fraction])
assert_type(cs.fairness.claims.talmud("100", [80, 40]), list[Fraction])
assert_type(cs.fairness.claims.cel(100, {"A": 101}, unit=1), dict[str, int] | dict[str, Decimal])
cs.fairness.claims.minimal_overlap(100, amounts.mul(90))
