"""Allocations by a model of any kind, also inside others."""

from fractions import Fraction
from typing import Literal

from hypothesis import assume
from hypothesis import strategies as st

import costshare as cs
from costshare.fields import Name, NonNegative
from costshare.models import Draw, Facts, RuleModel, Term
from costshare.models._term import charged, shared
from costshare.testing._models import _any_model

YEAR = cs.Period.read("2022")
INDEX = {"index": {"2020-12-31": 3, "2021-12-31": "3.5"}, "base": "2020-12-31"}


class BySize(RuleModel):
    """A model that costshare does not know: a price list, or shares of a total, by size."""

    kind: Literal["by_size"] = "by_size"
    middle: NonNegative
    price: NonNegative
    driver: Name = "x"

    @classmethod
    def _drawn(cls, draw: Draw):
        return cls(middle=draw.whole(1, 10**4), price=draw.price())

    def times(self, factor: Fraction):
        return self.replace(price=self.price * factor)

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        sizes = facts.read(self.driver)
        weights = {name: Fraction(1 if size < self.middle else 3) for name, size in sizes.items()}
        if total is None:
            return (charged("size", "x", self.price, weights, facts.proration, use=sizes),)
        rest = {name: value + 1 for name, value in facts.read("y").items()}
        return (
            shared("half by size", "x", total / 2, weights, facts.proration, use=sizes),
            shared("half by y", "y", total / 2, rest, use=facts.read("y")),
        )


def capped(model, quotas):
    """The largest pays less, and the others more."""
    largest = max(quotas, key=lambda name: abs(quotas[name]))
    return cs.Bounded(model=model, maximum={largest: abs(quotas[largest]) * Fraction(9, 10)})


def damped(model, quotas):
    name, quota = next((name, quota) for name, quota in quotas.items() if quota)
    return cs.Damped(model=model, previous={name: abs(quota) * 2}, max_decrease="25%")


def indexed(model, _quotas):
    return cs.Indexed(model=model, **INDEX, years_before=1, day="12-31")


def phased(model, _quotas):
    return cs.Phased(before=model, after=cs.Tariff(base="0.7"), start=2021, years=3)


def blended(model, _quotas):
    other = cs.Tariff(base="0.7", rates={"y": "1/3"})
    return cs.Blend(parts=[("1/3", other), ("2/3", model)])


WRAPPERS = [
    [],
    [capped],
    [damped],
    [indexed],
    [phased],
    [blended],
    [blended, capped],
    [capped, blended],
    [indexed, damped],
    [blended, indexed],
    [damped, capped],
    [phased, damped],
    [capped, phased],
]
WEIGHT = st.integers(1, 10**6).map(Fraction) | st.fractions(Fraction(1, 97), 99, max_denominator=97)


@st.composite
def allocations(draw, kind, around):
    """An allocation by a model of a kind inside others, of a total or of none, by days or not."""
    names = [f"m{at}" for at in range(draw(st.integers(2, 4)))]
    drivers = {driver: {name: draw(WEIGHT) for name in names} for driver in ("x", "y")}
    unit = draw(st.sampled_from([Fraction(1), Fraction("0.01"), Fraction(100)]))
    total = draw(st.none() | st.integers(1, 10**6).map(lambda units: units * unit))

    def make(total):
        whole = lambda low, high: draw(st.integers(low, high))  # noqa: E731
        return kind._drawn(Draw(whole, names, drivers, total, unit, YEAR, _any_model))

    model = make(total)
    if model is None:
        total = 1000 * unit
        model = make(total)
    by_member = {name: {driver: drivers[driver][name] for driver in drivers} for name in names}
    proration = {name: draw(st.sampled_from([1, Fraction(49, 73)])) for name in names}
    facts = Facts(by_member, proration, period=YEAR)
    try:
        for wrap in around:
            model = wrap(model, model.quotas(facts, total))
        return cs.allocate(total, model, facts, unit=unit, period=YEAR)
    except (cs.CostshareError, StopIteration):
        assume(False)
