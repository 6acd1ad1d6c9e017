"""Budget items, and reports of months: drawn at random."""

from hypothesis import strategies as st

import costshare as cs

NAMES = ["office", "archive", "portal", "project"]
AMOUNTS = st.integers(-(10**9), 10**9)
MONEY = AMOUNTS | st.decimals(-(10**6), 10**6, places=2)
PLANS = st.none() | AMOUNTS | st.fixed_dictionaries({"income": MONEY, "cost": MONEY})


@st.composite
def budget_items(draw, names=NAMES):
    return cs.BudgetItem(
        name=draw(st.sampled_from(names)),
        income=draw(MONEY),
        cost=draw(MONEY),
        budget=draw(PLANS),
    )
