"""Mistakes that both type checkers must report: a marked line has an error, no other line has."""

import costshare as cs

cs.Mixed(flat_shrae="0.4")  # error: misspelt
cs.Mixed("0.4")  # error: not by name
cs.Mixed(flat_share=[0.4])  # error: not a number
cs.Mixed(flat_share="0.4").flat_share = 1  # error: frozen
share = cs.Mixed(flat_share="0.4").flat_shrae  # error: no such field
cs.Proportional()  # error: needs a driver
cs.Capacity(prices={"vcpu": 85}, idle="nobody")  # error: not a rule
cs.Blend(parts=[cs.Flat()])  # error: not pairs
cs.Bounded(minimum=1)  # error: needs a model
cs.Flat(flat_share=1)  # error: has no fields
cs.Price(tier=[])  # error: misspelt
cs.Tier(fee=[])  # error: not a number
cs.Member(name="A", populaton=5)  # error: misspelt
cs.Member(population=5)  # error: needs a name
cs.Pool(name="office", total=100, model=3)  # error: not a model
cs.Pool(name="office", total=100, model=cs.Flat()).total = 200  # error: frozen
cs.Agreement(name="x", period="2022", members=[], pool=[])  # error: misspelt
cs.InvoiceLine(member="A", pool="p", amount=1, vat="0.25")  # error: misspelt
cs.BudgetItem(name="x", income=1)  # error: needs a cost
cs.BudgetReport(items=3)  # error: not a list
cs.BudgetForecast(months=3, by="pace")  # error: not months
cs.Return(by="nothing")  # error: not a basis
cs.CoverFrom(pools=3)  # error: not a list
cs.apportion(100, 3)  # error: not weights
cs.apportion(100, [1, 2], tie="listed")  # error: misspelt
cs.fairness.claims.cea(100, 3)  # error: not claims
cs.fairness.claims.talmud(100, [90, 90], units=1)  # error: misspelt
cs.allocat(100, cs.Flat(), {})  # error: no such function
