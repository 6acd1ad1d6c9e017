"""Labels of pools and drivers: what people read, while data keep the names."""

import json

import pytest

import costshare as cs

MODELS_WITH_DRIVERS = {
    "proportional": cs.Proportional(driver="population_2021"),
    "per_capita": cs.PerCapita(driver="population_2021"),
    "mixed": cs.Mixed(flat_share="0.4", driver="population_2021"),
    "capacity": cs.Capacity(
        prices={"population_2021": cs.Price(price=2, committed=3, overage=3)},
        provided={"population_2021": 90},
        idle="by_use",
    ),
    "tariff": cs.Tariff(rates={"population_2021": 2}),
    "tiered": cs.Tiered(driver="population_2021", tiers=[{"up_to": 3, "price": 7}, {"price": 9}]),
    "bounded": cs.Bounded(model=cs.Flat(), maximum_per={"population_2021": 20}),
    "blend": cs.Blend(parts=[("0.5", cs.Flat()), ("0.5", cs.PerCapita(driver="population_2021"))]),
}
POPULATION = {"Boden": 28, "Piteå": 42}


def board(model, total, **more):
    return cs.Agreement(
        name="Board",
        period="2022",
        members=[
            cs.Member(name=name, drivers={"population_2021": each})
            for name, each in POPULATION.items()
        ],
        pools=[cs.Pool(name="pool_1", total=total, model=model, **more)],
        driver_labels={"population_2021": "invånare 2021"} if more else {},
    )


@pytest.mark.parametrize("model", MODELS_WITH_DRIVERS.values(), ids=MODELS_WITH_DRIVERS)
@pytest.mark.parametrize("total", [1000, None])
@pytest.mark.parametrize("round_each", ["fee", "line"])
def test_people_read_labels_and_data_keep_names(model, total, round_each):
    if model.kind not in {"capacity", "tariff", "tiered"}:
        total = 1000
    rounding = {"round_each": round_each} | ({} if total is None else {"method": "each"})
    labelled = board(model, total, label="E-arkiv", **rounding)
    pools = [labelled.pools[0].replace(label=None)]
    fees = labelled.allocate()
    plain = labelled.replace(driver_labels={}, pools=pools).allocate()
    for shown, named in [
        (fees, plain),
        (fees.explain(), plain.explain()),
        *((fees.explain(name), plain.explain(name)) for name in POPULATION),
    ]:
        text = str(named).replace("population_2021", "invånare 2021").replace("pool_1", "E-arkiv")
        words = [line.split() for line in text.splitlines() if not line.startswith("-")]
        mine = [line.split() for line in str(shown).splitlines() if not line.startswith("-")]
        assert mine == words
        assert shown.to_frame().equals(named.to_frame())
        assert "population_2021" not in str(shown)
    terms = fees.explain().to_frame(tidy=True)["driver"].dropna()
    assert set(terms) == {"population_2021"}
    assert {line.pool for line in fees.invoice_lines()} == {"pool_1"}


def test_labels_are_kept_by_files_and_records(tmp_path):
    agreement = board(MODELS_WITH_DRIVERS["mixed"], 1000, label="E-arkiv")
    for name in ("board.toml", "board.json"):
        agreement.save(tmp_path / name)
        again = cs.Agreement.load(tmp_path / name)
        assert again == agreement
        assert again.allocate() == agreement.allocate()
    fees = agreement.allocate()
    (pool,) = cs.Allocation.from_dict(json.loads(json.dumps(fees.to_dict()))).pools
    assert pool.title == pool.label == "E-arkiv"
    assert pool.label_of("population_2021") == "invånare 2021"
    assert pool.label_of("pupils") == "pupils"
    assert str(cs.Explanation.from_dict(fees.explain().to_dict())) == str(fees.explain())
    assert [part.pools[0].title for part in fees.instalments("quarter")] == ["E-arkiv"] * 4


def test_a_record_without_labels_is_read_as_before():
    data = board(MODELS_WITH_DRIVERS["mixed"], 1000).allocate().to_dict()
    for name in ("label", "driver_labels"):
        del data["pools"][0][name]
    (pool,) = cs.Allocation.from_dict(data).pools
    assert pool.title == pool.name == "pool_1"


def test_the_agreement_prints_the_label_of_a_pool():
    assert "E-arkiv" in str(board(cs.Flat(), 10, label="E-arkiv"))
    assert "pool_1" in repr(board(cs.Flat(), 10, label="E-arkiv").pools[0])


def test_a_label_of_an_unknown_driver_is_refused():
    with pytest.raises(cs.CostshareError, match=r"driver with a label: 'pop'.*population_2021"):
        board(cs.Flat(), 10).replace(driver_labels={"pop": "invånare"})


def test_labels_stay_when_fees_are_corrected_or_settled():
    january = board(cs.Flat(), 1000, label="E-arkiv").replace(period="2022-01")
    billed = january.allocate()
    restated = january.replace(pools=[january.pools[0].replace(total=1200)]).allocate()
    february = january.replace(period="2022-02").allocate()
    corrected = cs.correct(billed, restated).applied_to(february)
    assert corrected.pool("pool_1").title == "E-arkiv"
    report = cs.BudgetReport(items=[cs.BudgetItem(name="pool_1", income=1000, cost=900)])
    settled = cs.settle(billed, report).applied_to(billed)
    assert settled.pool("pool_1").title == "E-arkiv"
