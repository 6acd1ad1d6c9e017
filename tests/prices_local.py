"""Strategies for declared prices and provided capacity, for the tests of models and agreements."""

from fractions import Fraction

from hypothesis import strategies as st

import costshare as cs

QUANTITIES = st.one_of(st.integers(0, 30), st.fractions(0, 30, max_denominator=7))
RATES = st.sampled_from(["0.1", "1", "2.5", "7", "1/3"])


@st.composite
def tiers(draw):
    some = st.one_of(st.integers(1, 12), st.fractions("1/7", 25, max_denominator=7))
    ends = draw(st.lists(some, max_size=3, unique=True).map(sorted))
    return [{"up_to": end, "price": draw(RATES)} for end in ends] + [{"price": draw(RATES)}]


@st.composite
def declared(draw, names):
    """A price of every form, as data; `names` may have commitments of their own."""
    price = {}
    form = draw(st.sampled_from(["price", "tiers", "volume", "committed"]))
    if form == "price":
        price["price"] = draw(RATES)
    elif form == "committed":
        by_name = st.dictionaries(st.sampled_from(names), QUANTITIES, max_size=len(names))
        price["price"], price["overage"] = draw(RATES), draw(RATES)
        price["committed"] = draw(st.one_of(QUANTITIES, by_name))
    else:
        price["tiers"] = draw(tiers())
        price["mode"] = draw(st.sampled_from([None, "graduated"])) if form == "tiers" else form
    price["free"] = draw(st.sampled_from([None, 0, 3, "7/2"]))
    price["minimum"] = draw(st.sampled_from([None, 0, 20, "100/3"]))
    return price


@st.composite
def uses(draw, resources, most=5):
    """Members with a use of each resource, every resource used by somebody."""
    names = "ABCDE"[: draw(st.integers(1, most))]
    facts = {name: {each: draw(QUANTITIES) for each in resources} for name in names}
    for resource in resources:
        if not any(row[resource] for row in facts.values()):
            facts[names[0]][resource] = 1
    return facts


def capacity_that_suffices(model, facts):
    """How much of each resource must be provided: use and commitments, generously."""
    promised = {
        name: sum(price.committed_by(member) for member in facts) if type(price) is cs.Price else 0
        for name, price in model.prices.items()
    }
    return {
        name: sum(Fraction(row[name]) for row in facts.values()) + promised[name]
        for name in model.prices
    }


@st.composite
def capacities(draw, resources, idle=st.booleans()):  # noqa: B008 - a strategy does not change
    """A Capacity that charges something, with or without idle capacity, and members for it."""
    facts = draw(uses(resources))
    names = list(facts)
    prices = {each: draw(st.one_of(RATES, declared(names))) for each in resources}
    model = cs.Capacity(prices=prices)
    if draw(idle):
        needed = capacity_that_suffices(model, facts)
        some = draw(st.lists(st.sampled_from(resources), min_size=1, unique=True))
        rule = draw(st.sampled_from(["by_use", "flat", "per_capita", "host"]))
        model = model.replace(
            provided={each: needed[each] + draw(QUANTITIES) for each in some},
            idle=rule,
            host=draw(st.sampled_from(names)) if rule == "host" else None,
        )
    if not any(model.quotas(facts).values()):
        model = model.replace(prices=dict.fromkeys(resources, 1))
        if model.provided is not None:
            model = model.replace(provided=capacity_that_suffices(model, facts))
    return model, facts
