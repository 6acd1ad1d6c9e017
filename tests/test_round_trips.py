"""Every class that can be written and read equals itself after the trip, and refuses the rest."""

import copy
import dataclasses
import json
import pickle
from datetime import date
from fractions import Fraction
from functools import cache
from typing import get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit
from costshare.fields import Declared, read_name
from costshare.periods import Spans
from costshare.testing import agreements
from criteria_local import judged
from fee_changes_local import unlike, with_changes

AMOUNTS = st.integers(-(10**9), 10**9)
NAMES = st.sampled_from(["A", "Övertorneå", "Bo\u00a0den", '"quoted"', "a/b\\c"])


def text():
    """Text as people write it: any signs that a file can hold."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def allocations(draw):
    return draw(agreements()).allocate()


@st.composite
def another(draw, fees):
    """The same pools with other amounts for some members; of a cascade, for those who pay."""
    fees, pools = fees.final_fees(), []
    for pool in fees.pools:
        amounts = {name: draw(st.integers(0, 10**6)) * pool.unit.size for name in pool.fees}
        model = cs.Fixed(amounts=amounts) if amounts else cs.Flat()
        pools.append(
            cs.Pool(
                name=pool.name,
                model=model,
                unit=pool.unit.size,
                billed_by=pool.billed_by,
                members=list(amounts),
            )
        )
    return cs.Agreement(
        name=fees.name,
        period=fees.period,
        currency=fees.currency,
        members=[cs.Member(name=name) for name in fees.members],
        pools=pools,
    ).allocate()


@st.composite
def settlements(draw):
    fees = draw(allocations()).final_fees()  # costs of a cascade are settled by final=
    costs = {
        pool.name: draw(st.integers(-(10**6), 10**6)) * pool.unit.size
        for pool in fees.pools
        if pool.billed_by == "host"
    }
    rule = draw(
        st.sampled_from(
            [
                cs.CarryForward(by="flat"),
                cs.Return(by="flat", keep=3 * fees.unit.size, only="surplus"),
                cs.Return(by=cs.Flat()),
                cs.TrueUp(by="flat"),
                cs.CoverFrom(
                    pools=[next(iter(costs), "x")],
                    limit=7 * fees.unit.size,
                    then=cs.Return(by="flat"),
                ),
            ]
        )
    )
    if isinstance(rule, cs.CoverFrom) and not costs:
        rule = cs.CarryForward()
    unit = fees.unit.size if fees.unit.size < 1 else None
    return cs.settle(fees, costs, policy=rule, unit=unit)


@st.composite
def corrections(draw):
    fees = draw(allocations())
    first = cs.correct(fees, draw(another(fees)))
    if draw(st.booleans()):
        return first
    return cs.correct(fees, draw(another(fees)), earlier=[first])


@st.composite
def lines(draw, fees):
    own = draw(st.lists(st.sampled_from([*fees.invoice_lines()] or [line("A", 1)]), max_size=6))
    other = st.builds(
        cs.InvoiceLine,
        member=st.one_of(NAMES, st.sampled_from(fees.members), st.none()),
        pool=st.one_of(NAMES, st.sampled_from([pool.name for pool in fees.pools]), st.none()),
        amount=st.one_of(AMOUNTS, st.decimals(-(10**9), 10**9, places=2), text(), st.none()),
        invoice=st.one_of(st.none(), text()),
        date=st.one_of(st.none(), st.dates(), text()),
        billed_by=st.one_of(NAMES, text()),
        vat_rate=st.one_of(st.none(), st.sampled_from(["0.25", "0.06", "x"])),
        net=st.one_of(st.none(), AMOUNTS),
        currency=st.sampled_from([None, "SEK", "EUR"] if fees.currency else [None, "SEK"]),
        corrects=st.sampled_from([None, "2022", "2021-Q4", "soon"]),
    )
    return [*own, *draw(st.lists(other, max_size=6))]


def line(member, amount):
    return cs.InvoiceLine(member=member, pool="x", amount=amount)


@st.composite
def invoice_lines(draw):
    return cs.InvoiceLines(draw(lines(draw(allocations()))))


@st.composite
def taxed_lines(draw):
    rates = st.sampled_from(["0.25", "0.06", 0])
    return cs.add_tax(draw(allocations()).invoice_lines(), draw(rates), unit="0.01")


@st.composite
def reconciliations(draw):
    fees = draw(allocations())
    budget = draw(st.sampled_from([None, fees, {"x": 10}]))
    given_lines = draw(lines(fees))
    return cs.reconcile(fees, given_lines, budget=budget, tolerance=draw(st.integers(0, 3)))


@st.composite
def budget_reports(draw):
    names = draw(st.lists(text().filter(str.isalnum), min_size=1, max_size=3, unique=True))
    plans = st.one_of(
        st.none(), AMOUNTS, st.builds(lambda a, b: {"income": a, "cost": b}, AMOUNTS, AMOUNTS)
    )
    items = []
    for name in dict.fromkeys(map(read_name, names)):
        income = draw(AMOUNTS)
        sources = {"fees": income - 5, "grant": 5} if draw(st.booleans()) else {}
        items.append(
            cs.BudgetItem(
                name=name,
                income=income,
                cost=draw(st.decimals(-(10**6), 10**6, places=2)),
                budget=draw(plans),
                forecast=draw(plans),
                year_budget=draw(plans),
                sources=sources,
                pools=draw(st.sampled_from([None, []])),
                comment=draw(text()),
                stated_variance=draw(st.none() | AMOUNTS),
            )
        )
    return cs.BudgetReport(
        items=items,
        name=draw(st.sampled_from(["Budget report", "År"])),
        period=draw(st.sampled_from([None, "2022", "2022-01/2022-08"])),
        currency=draw(st.sampled_from([None, "SEK"])),
        stated_income=draw(st.none() | AMOUNTS),
    )


@st.composite
def budget_months(draw):
    months = []
    for month in range(1, draw(st.integers(1, 2)) + 1):
        report = draw(budget_reports()).replace(period=f"2022-{month:02}", currency="SEK")
        months.append(report.replace(items=[each.replace(pools=[]) for each in report]))
    plans = {item.name: draw(AMOUNTS) for item in months[0]}
    return cs.BudgetMonths(reports=months, year_budget=plans)


@st.composite
def budget_forecasts(draw):
    return cs.BudgetForecast(months=draw(budget_months()), by="pace")


@st.composite
def explanations(draw):
    fees = draw(allocations())
    member = draw(st.sampled_from([None, *fees.members]))
    shared = [pool.name for pool in fees.pools if member is None or member in pool.fees]
    return fees.explain(member, draw(st.sampled_from([None, *shared])))


@st.composite
def comparisons(draw):
    agreement = draw(agreements())
    fees = agreement.allocate()
    return cs.compare({"today": agreement, "other": draw(another(fees))})


@st.composite
def fee_changes(draw):
    before, after = draw(unlike() | with_changes())
    first = before.allocate().pools[0]
    member = draw(st.sampled_from([None, next(iter(first.fees))]))
    return cs.explain_change(before, after, member, draw(st.sampled_from([None, first.name])))


def populations(draw):
    sizes = draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=4))
    return {f"Övertorneå {number}": {"population": size} for number, size in enumerate(sizes)}


@st.composite
def sweeps(draw):
    unit = draw(st.sampled_from([1, 100, "0.01"]))
    two = (cs.PerCapita(), cs.Mixed(flat_share="0.4"))
    return cs.sweep(
        draw(st.integers(-(10**6), 10**6)) * Unit.read(unit).size,
        populations(draw),
        between=draw(st.sampled_from([None, two])),
        unit=unit,
        method=draw(st.sampled_from(["largest_remainder", "webster"])),
        ties=draw(st.sampled_from(["listed", "largest"])),
        lowest=draw(st.fractions(0, Fraction(1, 2))),
        highest=draw(st.fractions(Fraction(3, 4), 1)),
        currency=draw(st.sampled_from([None, "SEK"])),
    )


@st.composite
def simulations(draw):
    unit = draw(st.sampled_from([1, 100, "0.01"]))
    total = draw(st.sampled_from([1, -7, 10**6, 10**30])) * Unit.read(unit).size
    pools = [
        cs.Pool(name="by head", total=total, unit=unit, model=cs.PerCapita()),
        cs.Pool(name="prices", unit="0.5", model=cs.Tariff(rates={"population": "0.3"})),
        cs.Pool(name="each", total=1000, model=cs.Flat(), method="each", rounding="up"),
    ]
    members = [cs.Member(name=name, **drivers) for name, drivers in populations(draw).items()]
    agreement = cs.Agreement(name="Board", period="2022", members=members, pools=pools)
    seed, runs = draw(st.integers(0, 9)), draw(st.integers(1, 4))
    return cs.simulate(agreement, driver="population", spread="30%", seed=seed, runs=runs)


JOINED = st.dates(date(2022, 1, 1), date(2024, 12, 31))


@st.composite
def projections(draw):
    unit = draw(st.sampled_from([1, 100, "0.01"]))
    model = cs.Phased(before=cs.Flat(), after=cs.PerCapita(), start=2023, years=3)
    members = [cs.Member(name=name, **drivers) for name, drivers in populations(draw).items()]
    members.append(cs.Member(name="new", population=5, joined=draw(JOINED)))
    total = draw(st.integers(0, 10**6)) * Unit.read(unit).size
    pool = cs.Pool(name="office", total=total, unit=unit, model=model)
    agreement = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
    today = agreement.replace(name="today", pools=[pool.replace(model=cs.Flat())])
    return cs.project(
        agreement,
        years=draw(st.sampled_from([[2022], [2023], [2023, 2024, 2025]])),
        total_change=draw(st.sampled_from([None, "2%"])),
        baseline=draw(st.sampled_from([None, today])),
    )


@st.composite
def found_paradoxes(draw):
    weights = {name: each["population"] for name, each in populations(draw).items()}
    return cs.paradoxes(
        draw(st.integers(0, 9)) * 100,
        weights,
        unit=100,
        ties=draw(st.sampled_from(["listed", "smallest"])),
        highest=5000,
        later={name: each + draw(st.integers(0, 99)) for name, each in weights.items()},
        joining={"new": range(1, 100, 9)},
    )


@st.composite
def fees_and_drivers(draw):
    """Fees of 2 to 4 members, one of which may have none, and two drivers."""
    size = draw(st.integers(2, 4))
    fees = draw(st.lists(st.integers(0, 20), min_size=size, max_size=size).filter(any))
    columns = st.lists(st.integers(1, 9), min_size=size + 1, max_size=size + 1)
    names = [*(f"m{at}" for at in range(size)), "absent"]
    sign = draw(st.sampled_from([1, -1]))
    drivers = {name: dict(zip(names, draw(columns), strict=True)) for name in ("one", "two")}
    return dict(zip(names, [*(sign * fee for fee in fees), None], strict=True)), drivers


@st.composite
def inferences(draw):
    fees, drivers = draw(fees_and_drivers())
    ties = draw(st.sampled_from(["listed", "largest", "error"]))
    method = draw(st.sampled_from(["largest_remainder", "webster", "cumulative"]))
    if draw(st.booleans()):
        return cs.infer_blend(fees, drivers, method=method, ties=ties)
    total = sum(filter(None, fees.values()))
    if total > 0 and draw(st.booleans()):
        return cs.infer_mixed(
            fees, drivers["one"], rounding=draw(st.sampled_from(["up", "nearest"]))
        )
    stated = draw(st.sampled_from([None, total, 2 * total]))
    return cs.infer_mixed(fees, drivers["one"], method=method, ties=ties, total=stated)


@st.composite
def rankings(draw):
    fees, drivers = draw(fees_and_drivers())
    models = ["flat", "per_capita", "mixed"]
    if sum(filter(None, fees.values())) > 0:
        models.append("tariff")
    return cs.infer(fees, drivers, models=models)


@cache
def yearly_ranking(model, total):
    """Fees of two years, of which one member has none in the second."""
    fees = {2021: {"A": 3, "B": 6, "C": 9}, 2022: {"A": 4, "B": 8, "C": None}}
    people = {2021: {"A": 1, "B": 2, "C": 3}, 2022: {"A": 1, "B": 2}}
    drivers = {"people": people, "area": {"A": 2, "B": 1, "C": 7}}
    totals = {2021: 18, 2022: total}
    return cs.infer(fees, drivers, models=[model], total=totals, method="webster", unit=1)


def yearly_rankings():
    models = st.sampled_from(["flat", "rate", "mixed", "keys"])
    return st.builds(yearly_ranking, models, st.sampled_from([12, 13]))


@st.composite
def worklists(draw):
    tasks = draw(reconciliations()).worklist()
    for task in tasks:
        status = draw(st.sampled_from(["open", "waiting", "accepted", "done"]))
        tasks = tasks.note(task.number, status=status, comment=draw(text()))
    return tasks


@st.composite
def periods(draw):
    fees = draw(allocations().filter(lambda each: each.period is not None))
    return cs.add_periods(fees.instalments(draw(st.sampled_from([1, "month"]))))


CUSTOMERS = st.dictionaries(NAMES, st.integers(1, 10**6), max_size=3).map(
    lambda numbers: cs.Customers(
        numbers={name: f"{number}-{name}" for name, number in numbers.items()},
        aliases={f"kommun {name}": name for name in numbers},
    )
)

VALUES = {
    cs.Agreement: agreements(),
    cs.Allocation: allocations(),
    cs.Comparison: comparisons(),
    cs.Criteria: judged(),
    cs.Paradoxes: found_paradoxes(),
    cs.Projection: projections(),
    cs.Simulation: simulations(),
    cs.Sweep: sweeps(),
    cs.Correction: corrections(),
    cs.Customers: CUSTOMERS,
    cs.BudgetForecast: budget_forecasts(),
    cs.BudgetMonths: budget_months(),
    cs.BudgetReport: budget_reports(),
    cs.Explanation: explanations(),
    cs.FeeChange: fee_changes(),
    cs.Inference: inferences(),
    cs.InvoiceLines: invoice_lines(),
    cs.Periods: periods(),
    cs.Ranking: rankings(),
    cs.Reconciliation: reconciliations(),
    cs.Settlement: settlements(),
    cs.TaxedLines: taxed_lines(),
    cs.Worklist: worklists(),
    cs.YearlyRanking: yearly_rankings(),
}


def public_classes(*verbs):
    """The public classes with any of these verbs."""
    found = [getattr(cs, name) for name in cs.__all__]
    return {
        each for each in found if isinstance(each, type) and any(hasattr(each, v) for v in verbs)
    }


def test_no_class_that_can_be_read_is_forgotten():
    assert public_classes("from_dict", "load") == set(VALUES)
    assert public_classes("save") == public_classes("load")


BY_DICT = sorted(public_classes("from_dict"), key=lambda each: each.__name__)
BY_FILE = sorted(public_classes("load"), key=lambda each: each.__name__)
assert set(BY_DICT) <= set(BY_FILE)
few = settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)


@pytest.mark.parametrize("kind", BY_FILE)
@few
@given(st.data())
def test_a_value_equals_itself_as_data_and_in_a_file(kind, tmp_path_factory, data):
    value = data.draw(VALUES[kind])
    if kind in BY_DICT:
        written = value.to_dict()
        assert kind.from_dict(written) == value
        again = kind.from_dict(json.loads(json.dumps(written, allow_nan=False)))
        assert again == value
        assert again.to_dict() == written
    folder = tmp_path_factory.mktemp("trip")
    for name in ("x.json", "x.toml") if kind in {cs.Agreement, cs.Customers} else ("x.json",):
        value.save(folder / name)
        again = kind.load(folder / name)
        assert again == value
        content = (folder / name).read_bytes()
        again.save(folder / name)
        assert (folder / name).read_bytes() == content


def fields_of(value):
    """The fields of a declared value, by name."""
    return {name: getattr(value, name) for name in type(value).model_fields}


def declared_in(value):
    """A declared value and all that it is made of."""
    if isinstance(value, Declared):
        yield value
        value = fields_of(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from declared_in(each)


def mappings_in(value):
    """Every mapping that a declared value holds, at any depth."""
    found = [value] if isinstance(value, dict) else []
    if isinstance(value, Declared | dict):
        value = list((fields_of(value) if isinstance(value, Declared) else value).values())
    if isinstance(value, list | tuple):
        for each in value:
            found += mappings_in(each)
    return found


@few
@given(st.data())
def test_what_is_declared_equals_itself_as_data(data):
    agreement = data.draw(agreements())
    values = [
        agreement,
        data.draw(budget_reports()),
        *data.draw(lines(agreement.allocate())),
        cs.CoverFrom(pools=["x"], limits={"x": 7}, then=cs.Return(by=agreement.pools[0].model)),
        cs.Price(price=1, committed={"A": 2}, overage=3),
    ]
    for value in declared_in(values):
        written = json.loads(value.model_dump_json())
        same = [
            type(value)(**written),
            pickle.loads(pickle.dumps(value)),
            copy.copy(value),
            copy.deepcopy(value),
        ]
        for again in same:
            assert again == value
            assert hash(again) == hash(value)
            assert mappings_in(again) == mappings_in(value)
        for mapping in mappings_in(value):
            with pytest.raises(cs.CostshareError, match="does not change"):
                mapping["A"] = -5


ONE = {
    "members": {"A": {}, "B": {}},
    "pool": "office",
    "period": "2022",
}
FEES = cs.allocate(100, cs.Flat(), **ONE)
JANUARY = cs.BudgetReport(
    period="2022-01", items=[cs.BudgetItem(name="office", income=100, cost=90, budget=1)]
)
MONTHS = cs.BudgetMonths(reports=[JANUARY], year_budget={"office": 1200})
BOARD = cs.Agreement(
    name="board",
    period="2022",
    members=[cs.Member(name="A", population=10), cs.Member(name="B", population=30)],
    pools=[cs.Pool(name="office", total=100, model=cs.PerCapita())],
)
EXAMPLES = [
    FEES,
    cs.settle(FEES, {"office": 90}, policy=cs.Return(keep=4)),
    cs.correct(FEES, cs.allocate(104, cs.Flat(), **ONE)),
    cs.reconcile(FEES, [line("A", 3)], budget={"office": 5}),
    JANUARY,
    MONTHS,
    cs.BudgetForecast(months=MONTHS, by="budget"),
    FEES.explain(),
    cs.compare({"today": FEES}),
    cs.explain_change(FEES, cs.allocate(104, cs.Flat(), **ONE)),
    cs.compare({"today": FEES}).criteria(stand_alone={"A": 30}),
    cs.project(BOARD, years=[2023]),
    cs.sweep(100, {"A": {"population": 1}, "B": {"population": 3}}),
    cs.simulate(BOARD, driver="population", spread="20%", seed=1, runs=2),
    cs.paradoxes(10, {"A": 6, "B": 6, "C": 2}, highest=11),
    cs.infer_mixed({"A": 0, "B": 10}, {"A": 3, "B": 1}),
    cs.infer({"A": 34, "B": 66}, {"p": {"A": 1, "B": 3}}),
    cs.infer({2021: {"A": 1, "B": 3}}, {"p": {"A": 1, "B": 3}}, models=["flat", "rate"]),
    cs.reconcile(FEES, [line("A", 3)]).worklist(),
    cs.add_periods([FEES]),
    FEES.invoice_lines(),
    cs.add_tax(FEES.invoice_lines(), "0.25"),
]


def test_examples_have_every_class():
    assert {type(each) for each in EXAMPLES} == set(BY_DICT)


@pytest.mark.parametrize("value", EXAMPLES, ids=lambda each: type(each).__name__)
def test_an_unknown_field_is_refused(value, tmp_path):
    data = {**json.loads(json.dumps(value.to_dict())), "unknown": 1}
    with pytest.raises(cs.CostshareError, match="unknown"):
        type(value).from_dict(data)
    if type(value) in BY_FILE:
        path = tmp_path / "x.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        with pytest.raises(cs.CostshareError, match=r"^x\.json: unknown"):
            type(value).load(path)


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ({"kind": "retrun"}, "unknown policy kind 'retrun'; did you mean 'return'?"),
        ({"kind": "return", "kep": "4"}, "unknown field of Return 'kep'; did you mean 'keep'?"),
        (
            {"kind": "cover_from", "pools": ["x"], "then": {"kind": "return", "up": 1}},
            "unknown field of Return 'up'",
        ),
    ],
)
def test_an_unknown_policy_is_refused(policy, message):
    data = json.loads(json.dumps(EXAMPLES[1].to_dict()))
    data["pools"][0]["policy"] = policy
    with pytest.raises(cs.CostshareError) as error:
        cs.Settlement.from_dict(data)
    assert str(error.value).startswith(f"Settlement: pools[0].policy: {message}")


@pytest.mark.parametrize("kind", BY_DICT)
def test_every_record_inside_a_record_refuses_unknown_fields(kind):
    seen, left = set(), [kind]
    while left:
        each = left.pop()
        if each in seen:
            continue
        seen.add(each)
        if dataclasses.is_dataclass(each) and each not in {cs.Period, Spans, Unit}:  # text
            config = getattr(each, "__pydantic_config__", {})
            assert config.get("extra") == "forbid", f"{each.__name__} takes unknown fields"
            left += get_type_hints(each).values()
        left += get_args(each)


@pytest.mark.parametrize(
    ("value", "change"),
    [
        (EXAMPLES[0], lambda data: data["pools"][0].update(total="99")),
        (EXAMPLES[1], lambda data: data["pools"][0]["total"].update(closing=1)),
        (EXAMPLES[2], lambda data: data.update(number=0)),
        (EXAMPLES[3], lambda data: data.update(lines=5)),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_does_not_add_up_in_a_file_names_the_file(value, change, tmp_path):
    data = json.loads(json.dumps(value.to_dict()))
    change(data)
    path = tmp_path / "x.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(cs.CostshareError) as inside:
        type(value).from_dict(data)
    with pytest.raises(type(inside.value)) as error:
        type(value).load(path)
    assert str(error.value) == f"x.json: {inside.value}"


@pytest.mark.parametrize("kind", [each for each in BY_FILE if each is not cs.Customers])
def test_an_empty_file_is_not_a_record(kind, tmp_path):
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(cs.CostshareError, match=r"^x\.json"):
        kind.load(tmp_path / "x.json")


@pytest.mark.parametrize("kind", BY_FILE)
@pytest.mark.parametrize("content", ["[]", "{", '{"a": 1, "a": 2}', "\ud800"])
def test_a_file_that_is_not_a_record_is_named(kind, content, tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(cs.CostshareError, match=r"^x\.json"):
        kind.load(path)


@pytest.mark.parametrize("kind", BY_DICT)
@pytest.mark.parametrize("data", [None, 5, "x", []])
def test_data_of_another_kind_are_refused(kind, data):
    with pytest.raises(cs.CostshareError, match=kind.__name__):
        kind.from_dict(data)
