"""Every registered model draws examples of its kind that fit."""

from fractions import Fraction
from random import Random

import pytest

import costshare as cs
from costshare.models import MODELS, Draw, RuleModel
from costshare.models._facts import Facts

YEAR = cs.Period.read("2022")
DRIVERS = {"x": {"A": Fraction(1), "B": Fraction(3)}, "y": {"A": Fraction(2), "B": Fraction(0)}}


def any_model(draw):
    kinds = list(MODELS)
    while (model := (kind := draw.one_of(kinds))._drawn(draw)) is None:
        kinds.remove(kind)
    return model


def draws(total, *, drivers=DRIVERS, members=("A", "B"), period=YEAR):
    """Two hundred draws that are the same in every run."""
    whole = Random(1).randint
    total = None if total is None else Fraction(total)
    for _ in range(200):
        yield Draw(whole, members, drivers, total, Fraction(5), period, any_model)


@pytest.mark.parametrize("total", [None, 0, 1000, -1000])
@pytest.mark.parametrize("kind", MODELS)
def test_what_is_drawn_fits(kind, total):
    found = [model for draw in draws(total) if (model := kind._drawn(draw)) is not None]
    assert all(type(model) is kind for model in found)
    assert found or total is None  # many models need a total
    facts = Facts(
        {name: {driver: DRIVERS[driver][name] for driver in "xy"} for name in "AB"}, period=YEAR
    )
    for model in found:
        quotas = model.quotas(facts, total)
        assert total is None or sum(quotas.values()) == total


def test_without_drivers_only_some_models_fit():
    found = {type(any_model(draw)) for draw in draws(10, drivers={}, members=("A",), period=None)}
    assert found.isdisjoint(
        {cs.Proportional, cs.PerCapita, cs.Tiered, cs.Capacity, cs.Damped, cs.Indexed, cs.Phased}
    )
    assert {cs.Flat, cs.Mixed, cs.Tariff, cs.Fixed, cs.Blend, cs.Bounded} <= found


def test_a_model_without_draws_of_its_own_fits_nothing():
    (draw, *_) = draws(10)
    assert RuleModel._drawn(draw) is None
