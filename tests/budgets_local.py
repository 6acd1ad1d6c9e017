"""Budget items, months and forecasts: drawn at random."""

from hypothesis import strategies as st

import costshare as cs

NAMES = ["office", "archive", "portal"]
AMOUNTS = st.integers(-(10**9), 10**9)
MONEY = AMOUNTS | st.decimals(-(10**6), 10**6, places=2)
PLANS = AMOUNTS | st.fixed_dictionaries({"income": MONEY, "cost": MONEY})
MAYBE_PLANS = st.none() | PLANS
MONTHS = st.integers(1, 12)


@st.composite
def budget_items(draw, name=None, budgets=MAYBE_PLANS):
    return cs.BudgetItem(
        name=draw(st.sampled_from(NAMES)) if name is None else name,
        income=draw(MONEY),
        cost=draw(MONEY),
        budget=draw(budgets),
    )


@st.composite
def budget_months(draw, first=MONTHS):
    """Months in any order; an item may miss some of them, and has a budget always or never."""
    begin = draw(first)
    end = draw(st.integers(begin, 12))
    budgets = {name: draw(st.sampled_from([st.none(), PLANS])) for name in NAMES}
    reports = []
    for month in range(begin, end + 1):
        names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
        items = [draw(budget_items(name, budgets[name])) for name in names]
        reports.append(cs.BudgetReport(period=f"2023-{month:02}", currency="SEK", items=items))
    months = cs.BudgetMonths(reports=draw(st.permutations(reports)))
    return months.replace(year_budget={name: draw(PLANS) for name in months.item_names})


@st.composite
def forecasts(draw):
    months = draw(budget_months(st.just(1)))
    return cs.BudgetForecast(months=months, by=draw(st.sampled_from(["budget", "pace"])))


def month(number, *items, year=2023, **more):
    return cs.BudgetReport(period=f"{year}-{number:02}", items=items, **more)


def office(income=100, cost=90, **more):
    return cs.BudgetItem(name="office", income=income, cost=cost, **more)


def archive(income=10, cost="8.5", **more):
    return cs.BudgetItem(name="archive", income=income, cost=cost, **more)
