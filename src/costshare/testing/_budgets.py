"""A strategy for budget reports."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Allocation
from costshare.amounts import Amount, Unit
from costshare.budget import BudgetItem, BudgetReport
from costshare.errors import CostshareError
from costshare.fields import given_as
from costshare.testing._members import unused_name
from costshare.testing._whole import GO_ON, Sizes, integers

_COUNTS = st.integers(0, 20) | st.integers(-(10**9), 10**9)
_NAMES = 29**3


def budgets(
    allocation: Allocation | None = None,
    *,
    unit: Amount = 1,
    min_items: int = 1,
    max_items: int = 6,
) -> SearchStrategy[BudgetReport]:
    """Generate budget reports: actual income and cost, most items with a budget or a forecast.

    Parameters
    ----------
    allocation : Allocation, optional
        Fees that are the income of items with the names of its pools; other items follow. The
        report then agrees with the fees: `BudgetReport.findings_against` finds nothing.
    unit : positive number, default 1
        What amounts other than fees are multiples of.
    min_items, max_items : int
        How many items beside those of pools.

    Returns
    -------
    SearchStrategy
        Of reports.

    Raises
    ------
    CostshareError
        If a number of items is not a whole number, the least is above the most, or the unit
        cannot be read.

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(budgets())
    ... def law(report):
    ...     assert sum(report.variances.values()) == report.variance
    >>> law()
    """
    if allocation is not None:
        given_as(Allocation, allocation, "allocation", "what allocate() returned")
        allocation = allocation.final_fees()
    sizes = Sizes(min_items, max_items, "min_items and max_items")
    if allocation is None and sizes.most < 1:
        msg = "max_items 0 leaves a report without items; pass 1 or more"
        raise CostshareError(msg)
    return _budgets(allocation, Unit.read(unit), sizes)


@st.composite
def _budgets(draw: DrawFn, allocation: Allocation | None, unit: Unit, sizes: Sizes) -> BudgetReport:
    """Draw a budget report."""
    most = sizes.draw(draw)
    pools: dict[str, Decimal] = {}
    if allocation is not None:
        # Fees that others bill are not income of the host.
        hosts = {pool.name for pool in allocation.pools if pool.billed_by == "host"}
        totals = allocation.pool_totals.items()
        pools = {name: fees if name in hosts else Decimal(0) for name, fees in totals}
    items = [draw(_item(name, unit, fees)) for name, fees in pools.items()]
    taken = set(pools)
    for number in range(most):
        go_on, at = draw(integers(0, GO_ON)), draw(integers(0, _NAMES))
        if not go_on and number >= sizes.least and items:
            break
        taken.add(name := unused_name(at, taken))
        items.append(draw(_item(name, unit, None, may_have_fees=allocation is None)))
    about: Mapping[str, Any] = {}
    if allocation is not None:
        about = {"period": allocation.period, "currency": allocation.currency}
    return BudgetReport(items=items, **about)


@st.composite
def _item(
    draw: DrawFn, name: str, unit: Unit, fees: Decimal | None, *, may_have_fees: bool = True
) -> BudgetItem:
    """Draw an item; `fees` are its income from fees where these are known."""

    def amount() -> Decimal:
        return unit.decimal(draw(_COUNTS))

    def plan() -> Any:
        """Nothing, a budget in balance, or income and cost."""
        kind = draw(integers(0, 2))
        if kind == 1:
            return amount()
        return {"income": amount(), "cost": amount()} if kind else None

    grant = amount() if draw(integers(0, 3)) == 1 else None
    income = amount() if fees is None else fees
    sources = {} if grant is None else {"fees": income, "grant": grant}
    if not may_have_fees:
        sources = {"other": income} if grant is None else {"other": income, "grant": grant}
    return BudgetItem(
        name=name,
        income=income if grant is None else income + grant,
        cost=amount(),
        budget=plan(),
        forecast=plan(),
        year_budget=plan(),
        sources=sources,
    )
