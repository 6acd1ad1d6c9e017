"""One small result of each class, with what a class can hold: a missing fee, cents, a finding."""

import pkgutil
from importlib import import_module

import costshare as cs
from costshare.results import Result

# Modules that cannot be imported without an extra, and hold no result class.
NEED_EXTRAS = (
    "costshare.apportionment.arrays._compiled_kernels",
    "costshare.cli.",
    "costshare.engines.",
)


def result_classes():
    """Every class of results, found in the code; a base class has no format."""
    modules = [
        import_module(module.name)
        for module in pkgutil.walk_packages(cs.__path__, "costshare.")
        if not module.name.startswith(NEED_EXTRAS)
    ]
    found = {
        each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, Result) and not name.startswith("_")
    }
    saved = {each for each in found if hasattr(each, "format")}
    return sorted(saved, key=lambda each: each.__name__)


MEMBERS = [
    cs.Member(name="Övertorneå", population=1),
    cs.Member(name="B", population=2),
    cs.Member(name="C", population=4),
]
BOARD = cs.Agreement(
    name="board",
    period="2022",
    currency="SEK",
    members=MEMBERS,
    pools=[
        cs.Pool(name="office", total=100, model=cs.PerCapita()),
        cs.Pool(name="network", total="5.05", unit="0.01", model=cs.Flat(), exempt=["B"]),
    ],
)
FEES = BOARD.allocate()
PASSED = cs.overhead.repeated(
    {"Övertorneå": 100, "B": "40.5", "C": 7},
    {"Övertorneå": {"B": 1, "C": 2}, "B": {"Övertorneå": 1, "C": 1}},
    fixed={"B": 40},
    capacity={"Övertorneå": {"C": 1}, "B": {"Övertorneå": 3, "C": 4}},
    period="2022",
    currency="SEK",
)
GAME = cs.fairness.airport({"Övertorneå": 3, "B": 9, "C": "11.5"})
HIGHER = BOARD.replace(pools=[BOARD.pools[0].replace(total=111), BOARD.pools[1]])
LINES = FEES.invoice_lines(number="22-{n}", date="2022-03-31")
MONTHS = cs.BudgetMonths(
    reports=[
        cs.BudgetReport(
            period=f"2022-{month:02}",
            currency="SEK",
            items=[cs.BudgetItem(name="office", income=100, cost="90.5", budget=95)],
        )
        for month in (1, 2, 3)
    ],
    year_budget={"office": 1140},
)
RESULTS = [
    FEES,
    FEES.explain(),
    LINES,
    cs.credit_note(LINES, 1),
    cs.add_tax(LINES, "0.25"),
    cs.reconcile(FEES, LINES[1:], budget={"office": 90}),
    cs.reconcile(FEES, LINES[1:]).worklist().note(1, status="waiting", comment="asked"),
    cs.add_periods(FEES.instalments("quarter")),
    cs.BudgetReport(
        items=[cs.BudgetItem(name="office", income=100, cost="90.5", budget=1, forecast=2)]
    ),
    MONTHS,
    cs.BudgetForecast(months=MONTHS, by="budget"),
    cs.settle(FEES, {"office": 90, "network": "5.50"}, policy=cs.Return()),
    cs.correct(FEES, HIGHER.allocate()),
    cs.correct(FEES, HIGHER.allocate()).explain(),
    cs.compare({"today": BOARD, "higher": HIGHER}),
    cs.compare({"even": "proportional_gains", "fair": "shapley"}, unit="0.1", game=GAME),
    cs.explain_change(BOARD, HIGHER),
    cs.compare({"today": BOARD, "higher": HIGHER}).criteria(
        use="population", stand_alone={"B": 20, ("B", "C"): "70.5"}
    ),
    cs.sweep(100, MEMBERS),
    cs.sweep(100, MEMBERS, between=(cs.PerCapita(), cs.Mixed(flat_share="0.4"))),
    cs.simulate(BOARD, driver="population", spread="20%", seed=1, runs=3),
    cs.project(BOARD, years=[2023, 2024], total_change="10%", baseline=HIGHER),
    cs.paradoxes(10, {"A": 6, "B": 6, "C": 2}, highest=11),
    cs.infer({"A": 3, "B": 6, "C": 13}, {"population": {"A": 1, "B": 2, "C": 4}}),
    cs.infer(
        {2021: {"A": 3, "B": 6, "C": 12}, 2022: {"A": 4, "B": 8, "C": 17}},
        {"population": {2021: {"A": 1, "B": 2, "C": 4}, 2022: {"A": 1, "B": 2, "C": 4}}},
        models=["flat", "rate"],
    ),
    PASSED,
    PASSED.explain(),
    cs.infer_mixed({"A": 14, "B": 29, "C": 57}, {"A": 1, "B": 2, "C": 4}),
    cs.fairness.claims.compare("5.05", {"A": 4, "Övertorneå": "3.5"}, unit="0.01", currency="SEK"),
    cs.fairness.compare_solutions(GAME, ["shapley", "equal_gains"], unit="0.1", currency="SEK"),
    cs.fairness.excess_levels(GAME),
    cs.fairness.estimate_shapley(GAME, seed=1, pairs=30),
]
EXAMPLES = {type(each): each for each in RESULTS if isinstance(each, Result)}
