"""Fees and explanations say every word through the catalogue, so that any language can say it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from any_model_local import WRAPPERS, allocations
from costshare.apportionment import METHODS
from costshare.models import MODELS
from costshare.results import text_of
from masked import MASKED, code_said, words_left, words_not_said

FACTS = {"A": {"x": 2, "y": 1}, "B": {"x": 5, "y": 0}, "C": {"x": 8, "y": 9}}
TIERS = [{"up_to": 3, "price": 7}, {"price": "6.5"}]
PRICES = {
    "graduated": cs.Price(tiers=TIERS, free=1, minimum=3),
    "volume": cs.Price(tiers=TIERS, mode="volume"),
    "committed": cs.Price(price=2, committed=4, overage=3),
    "committed_by": cs.Price(price=2, committed={"A": 4}, overage=3),
    "fees": cs.Price(tiers=[{"up_to": 3, "price": 7, "fee": 2}, {"fee": 9}]),
    "packages": cs.Price(tiers=[{"up_to": 3, "fee": 7}, {"price": 2}], mode="volume", package=2),
    "by_day": {"2022-01-01": 85, "2023-01-01": 90},
}


few = settings(max_examples=max(8, settings().max_examples // 12))


def masked(result):
    return text_of(result._blocks(), MASKED)


def short(fees):
    """Rename the pool: the default, "fee", is a word of explanations."""
    return replace(fees, pools=tuple(replace(each, name="p") for each in fees.pools), name="p")


def check_said(fees, names=()):
    fees = short(fees)
    whole = fees.explain()
    for result in (fees, whole, *map(fees.explain, fees.members)):
        assert words_not_said(result, names) == []
        assert code_said(result) == []
    again = type(whole).from_dict(json.loads(json.dumps(whole.to_dict())))
    for member in fees.members:
        assert masked(replace(again, member=member)) == masked(replace(whole, member=member))


@pytest.mark.parametrize("kind", MODELS)
@few
@given(st.data())
def test_every_word_about_every_model_is_said(kind, data):
    check_said(data.draw(allocations(kind, data.draw(st.sampled_from(WRAPPERS)))))


def test_every_word_about_bands_is_said():
    days = {"months": "nov-mar", "hours": "06:00-22:00"}
    for weekdays, holidays in (("mon-fri, holiday", ["2022-12-26"]), ("mon-fri", None)):
        bands = [{"name": "x", **days, "weekdays": weekdays}, {"name": "y", "months": "jan"}]
        bands.append({"name": "z"})
        model = cs.Capacity(
            prices={"x x": 1, "x y": 2, "x z": 2},
            bands={"x": cs.Bands(bands=bands, timezone="UTC", holidays=holidays)},
        )
        check_said(cs.allocate(None, model, {"A": {"x x": 1, "x y": 0, "x z": 2}}), ["UTC"])


@pytest.mark.parametrize("price", PRICES.values(), ids=PRICES)
@pytest.mark.parametrize("idle", ["by_use", "flat", "host", None])
@pytest.mark.parametrize("total", [None, 900])
def test_every_word_about_every_price_is_said(price, idle, total):
    more = {} if idle is None else {"provided": {"x": 50}, "idle": idle}
    host = {"host": "A"} if idle == "host" else {}
    model = cs.Capacity(prices={"x": price, "y": 2}, **more, **host)
    members = [
        cs.Member(name=name, drivers=drivers, joined="2022-05-01" if name == "A" else None)
        for name, drivers in FACTS.items()
    ]
    check_said(cs.allocate(total, model, members, period="2022"))
    if total is None:
        check_said(cs.allocate(total, model, members, period="2022", round_each="line"))


BOUNDS = {
    "amounts": {"minimum": 20, "maximum": {"C": 45}},
    "shares": {"minimum_share": "20%", "maximum_share": {"C": "0.45"}},
    "per": {"minimum_per": {"x": 1}, "maximum_per": {"x": 11}},
    "narrow": {"minimum": {"A": "13.2"}, "maximum": {"A": "13.7"}},
    "equal": {"minimum": {"A": "13.2"}, "maximum": {"A": "13.2"}},
}


@pytest.mark.parametrize("bounds", BOUNDS.values(), ids=BOUNDS)
@pytest.mark.parametrize("total", [100, -100])
@pytest.mark.parametrize("unit", [1, 10, 50])
def test_every_word_about_bounds_is_said(bounds, total, unit):
    model = cs.Bounded(
        model=cs.Proportional(driver="y" if "minimum_per" in bounds else "x"), **bounds
    )
    try:
        fees = cs.allocate(total, model, FACTS, unit=unit)
    except cs.CostshareError:
        assert unit == 50
    else:
        check_said(fees)


@pytest.mark.parametrize("ties", ["listed", "largest", "smallest"])
@pytest.mark.parametrize("method", METHODS)
def test_every_word_about_ties_is_said(method, ties):
    check_said(cs.allocate(-5, cs.Flat(), FACTS, method=method, ties=ties))


@pytest.mark.parametrize("how", [{"ties": "largest"}, {"method": "each", "rounding": "up"}])
def test_every_word_about_rounded_shares_is_said(how):
    shares = cs.RoundedShares(model=cs.Flat(), places=1, **how)
    model = cs.Blend(parts=[("1/2", shares), ("1/2", shares)])
    check_said(cs.allocate(-5, model, FACTS, method="each"))


def test_every_word_about_other_pools_is_said():
    agreement = cs.Agreement(
        name="n",
        period="2022",
        members=[cs.Member(name=name, series={"x": {"2021-12-31": 3}}) for name in "AB"],
        pools=[
            cs.Pool(name="p", total=5, model=cs.PerCapita(driver="x"), method="each"),
            cs.Pool(name="q", model=cs.Fixed(amounts={"A": 5, "B": 7}), members=["A", "B"]),
            cs.Pool(name="r", total=7, model=cs.Flat(), method="each", rounding="down"),
            cs.Pool(name="s", total=7, model=cs.Flat(), exempt=["A"]),
        ],
        reference_dates={"x": cs.ReferenceDate(years_before=1, day="12-31")},
    )
    fees = agreement.allocate()
    (month, *_) = fees.instalments()
    nobody = replace(fees, pools=fees.pools[-1:]).explain("A")
    for result in (fees, fees.explain(), fees.explain("A"), month, month.explain("A"), nobody):
        assert words_not_said(result) == []
        assert code_said(result) == []
    assert words_left(agreement._table().text(MASKED)) == []
