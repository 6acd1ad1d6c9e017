"""What Hypothesis generates for the types of costshare: `st.from_type(cs.Pool)`."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import (
    Agreement,
    Allocation,
    Explanation,
    Member,
    Pool,
    ReferenceDate,
    Version,
)
from costshare.amounts import Unit
from costshare.budget import BudgetForecast, BudgetItem, BudgetMonths, BudgetReport
from costshare.export import Accounts, Posting
from costshare.invoices import Customers, InvoiceLine, InvoiceLines
from costshare.metering import UsageLog
from costshare.models import MODELS, Model, Price, RuleModel, Tier
from costshare.periods import Band, Bands, Period
from costshare.reconciliation import Finding, Reconciliation, reconcile
from costshare.settlement import CarryForward, CoverFrom, Return, Settlement, TrueUp, settle
from costshare.testing._agreements import agreements, allocations
from costshare.testing._amounts import units
from costshare.testing._budgets import budgets
from costshare.testing._invoices import Invoices, invoices
from costshare.testing._members import NAMES, name_of
from costshare.testing._models import draw_model
from costshare.testing._usage import usage_logs
from costshare.testing._whole import whole_for

_DAYS = st.dates(Period.read("2021").first, Period.read("2023").last)
_PRICES = st.integers(0, 10**5).map(lambda count: Fraction(count, 1000))
_AMOUNTS = st.integers(0, 10**6)
_HOURS = st.sampled_from(("06:00-22:00", "00:00-06:30", "22:00-24:00"))
_YEAR = Period.read("2022")
_SHARED_BY = st.sampled_from(("paid", "shares", "flat"))
_SIDES = st.sampled_from((None, "surplus", "deficit"))
_LEAVERS = st.sampled_from(("take", "leave"))


@st.composite
def _models_of(draw: DrawFn, kind: type[RuleModel] | None) -> RuleModel:
    """Draw a model of a kind, or of any, for two or three members and a total or none."""
    whole = whole_for(draw, 3)
    facts = {
        name_of(at): {"population": Fraction(whole(1, 10**6)), "pupils": Fraction(whole(0, 3))}
        for at in range(2 + whole(0, 1))
    }
    return draw_model(whole, facts, Fraction(whole(-1000, 1000)), Unit.read(1), _YEAR, kind=kind)


def _tiers(up_to: int | None) -> SearchStrategy[Tier]:
    """Draw a tier that ends there, with a price, a fee or both."""
    both = st.tuples(st.none() | _PRICES, st.none() | _PRICES).filter(any)
    return both.map(lambda each: Tier(up_to=up_to, price=each[0], fee=each[1]))


@st.composite
def _bands(draw: DrawFn) -> Bands:
    """Draw up to two bands with conditions, and the one for all other times."""
    bands = [
        Band(name=name_of(at), months=f"jan-{draw(st.sampled_from(('mar', 'jul')))}", hours=hours)
        for at, hours in enumerate(draw(st.lists(_HOURS, max_size=2)))
    ]
    zone = draw(st.sampled_from(("Europe/Stockholm", "America/New_York", "UTC")))
    holidays = draw(st.none() | st.sets(_DAYS, max_size=3))
    return Bands(bands=[*bands, Band(name="other")], timezone=zone, holidays=holidays)


@st.composite
def _prices(draw: DrawFn) -> Price:
    """Draw a price with what may stand beside it."""
    more: dict[str, Any] = {name: draw(st.none() | _PRICES) for name in ("free", "minimum")}
    more["package"] = draw(st.none() | st.integers(1, 100))
    if draw(st.booleans()):
        ends = sorted(draw(st.sets(st.integers(1, 10**4), max_size=2)))
        tiers = [draw(_tiers(end)) for end in [*ends, None]]
        return Price(tiers=tiers, mode=draw(st.sampled_from(("graduated", "volume"))), **more)
    if draw(st.booleans()):
        more |= {"committed": draw(_AMOUNTS), "overage": draw(_PRICES)}
    return Price(price=draw(_PRICES), **more)


@st.composite
def _periods(draw: DrawFn) -> Period:
    """Draw a year, quarter or month, or two days."""
    year = draw(st.integers(2020, 2024))
    quarter, month = draw(st.integers(1, 4)), draw(st.integers(1, 12))
    named = draw(st.sampled_from((f"{year}", f"{year}-Q{quarter}", f"{year}-{month:02}", None)))
    return Period.read(named if named is not None else sorted((draw(_DAYS), draw(_DAYS))))


def _one(many: SearchStrategy[Any], of: Callable[[Any], Any]) -> SearchStrategy[Any]:
    """Generate one of what something larger is made of."""
    return many.flatmap(lambda whole: st.sampled_from(of(whole)))


@st.composite
def _months(draw: DrawFn) -> BudgetMonths:
    """Draw the reports of one to three months, whose items are the same."""
    reports = []
    names = [name_of(at) for at in range(draw(st.integers(1, 2)))]
    for month in range(1, 1 + draw(st.integers(1, 3))):
        income, cost = st.integers(-20, 10**6), st.integers(-20, 10**6)
        items = [BudgetItem(name=name, income=draw(income), cost=draw(cost)) for name in names]
        reports.append(BudgetReport(items=items, period=f"2022-{month:02}"))
    return BudgetMonths(reports=reports, year_budget={name: draw(_AMOUNTS) for name in names})


@st.composite
def _settlements(draw: DrawFn) -> Settlement:
    """Draw the actual costs of pools, and settle them."""
    allocation = draw(allocations(max_members=4, max_pools=2)).final_fees()
    unit = allocation.unit.size
    costs = {
        pool.name: draw(st.integers(-(10**6), 10**6)) * pool.unit.size for pool in allocation.pools
    }
    # Payments and shares that are zero, or of either sign, are no weights.
    fees = [fee for pool in allocation.pools for fee in pool.fees.values()]
    by = _SHARED_BY if fees and (min(fees) > 0 or max(fees) < 0) else st.just("flat")
    policy = draw(st.builds(CarryForward, by=by) | st.builds(Return, by=by))
    return settle(allocation, costs, policy=policy, unit=unit if unit < 1 else None)


def _reconciled(case: Invoices) -> Reconciliation:
    """Reconcile lines with planted errors."""
    return reconcile(case.allocation, case.lines)


_ALLOCATIONS = allocations(max_members=4, max_pools=2)
_AGREEMENTS = agreements(max_members=4, max_pools=2)
_INVOICES = invoices()
_RETURNS = st.builds(Return, by=_SHARED_BY, keep=_AMOUNTS, only=_SIDES)

_POSTINGS = st.builds(
    Posting,
    account=st.integers(3000, 3999),
    cost_centre=st.none() | st.integers(100, 999),
    project=st.none() | st.integers(1, 99),
)

STRATEGIES: dict[type[Any], SearchStrategy[Any]] = {
    Accounts: st.builds(
        Accounts,
        receivable=st.integers(1500, 1599),
        pools=st.dictionaries(NAMES, _POSTINGS, min_size=1, max_size=3),
        vat=st.integers(2600, 2699),
    ),
    Agreement: agreements(),
    Allocation: allocations(),
    Band: _one(_bands(), lambda bands: bands.bands),
    Bands: _bands(),
    BudgetForecast: _months().map(lambda months: BudgetForecast(months=months, by="pace")),
    BudgetItem: _one(budgets(max_items=2), lambda report: report.items),
    BudgetMonths: _months(),
    BudgetReport: budgets(),
    CarryForward: st.builds(CarryForward, by=_SHARED_BY, leavers=_LEAVERS),
    CoverFrom: st.builds(
        CoverFrom, pools=st.lists(NAMES, min_size=1, max_size=2, unique=True), then=_RETURNS
    ),
    Customers: st.builds(
        lambda numbers: Customers(numbers={name_of(at): 100 + at for at in numbers}),
        st.sets(st.integers(0, 50), max_size=5),
    ),
    Explanation: _ALLOCATIONS.map(Allocation.explain),
    Finding: _INVOICES.filter(lambda case: case.findings).flatmap(
        lambda case: st.sampled_from(_reconciled(case).findings)
    ),
    InvoiceLine: _INVOICES.filter(lambda case: case.lines).flatmap(
        lambda case: st.sampled_from(case.lines)
    ),
    InvoiceLines: _ALLOCATIONS.map(Allocation.invoice_lines),
    Invoices: _INVOICES,
    Member: _one(_AGREEMENTS, lambda agreement: agreement.members),
    Model: _models_of(None),
    Period: _periods(),
    Pool: _one(_AGREEMENTS, lambda agreement: agreement.pools),
    Posting: _POSTINGS,
    Price: _prices(),
    Reconciliation: _INVOICES.map(_reconciled),
    ReferenceDate: st.builds(
        lambda years, day: ReferenceDate(years_before=years, day=f"{day:%m-%d}"),
        st.integers(0, 5),
        st.dates(_YEAR.first, _YEAR.last),
    ),
    Return: _RETURNS,
    RuleModel: _models_of(None),
    Settlement: _settlements(),
    Tier: (st.none() | _AMOUNTS).flatmap(_tiers),
    TrueUp: st.builds(TrueUp, by=_SHARED_BY),
    Unit: units().map(Unit.read),
    UsageLog: usage_logs(),
    Version: st.builds(
        Version,
        since=_DAYS,
        total=st.integers(-(10**6), 10**6),
        model=st.none() | _models_of(None),
    ),
    **{kind: _models_of(kind) for kind in MODELS},
}


def register() -> None:
    """Let Hypothesis generate each of these types."""
    for kind, strategy in STRATEGIES.items():
        st.register_type_strategy(kind, strategy)
