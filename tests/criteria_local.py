"""Criteria of small made-up fees, and a naive reference of each."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from costshare.amounts import Unit
from costshare.analysis import Criteria, StandAlone

NAMES = ["A", "B", "C", "D"]
SCENARIOS = ["today", "one", "two", "three"]


@st.composite
def judged(draw):
    """Fees that are missing, zero, credits and equal; drivers and use that are missing or zero."""
    chosen = draw(st.lists(st.sampled_from(SCENARIOS), min_size=1, unique=True))
    few = draw(st.booleans())
    fee = st.integers(-2, 4) if few else st.integers(-1_000, 10**6)
    if draw(st.booleans()):
        fee = fee.map(abs)
    fees = {
        name: {
            member: Decimal(each)
            for member, each in draw(st.dictionaries(st.sampled_from(NAMES), fee)).items()
        }
        for name in chosen
    }
    driver = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 5).map(Fraction))
    figures, use = ({name: draw(driver) for name in chosen} for _ in range(2))
    known = sorted({member for own in fees.values() for member in own})
    groups = [group for size in (1, 2) for group in combinations(known, size)]
    costs = draw(st.lists(st.sampled_from(groups), max_size=3, unique=True)) if groups else []
    return Criteria(
        fees=fees,
        unit=Unit(Fraction(1)),
        baseline=draw(st.sampled_from(chosen)),
        driver="population",
        driver_label="population",
        figures=figures,
        use=draw(st.sampled_from([use, None])),
        stand_alone=[StandAlone(each, Decimal(draw(fee))) for each in costs],
        currency=draw(st.sampled_from(["SEK", None])),
        pool=draw(st.sampled_from(["office", None])),
    )


def shuffled(criteria, random=None, **changed):
    """The same criteria with scenarios, members and costs in another order."""
    criteria = replace(criteria, **changed)
    if random is None:
        return criteria

    def mixed(mapping):
        items = list(mapping.items())
        random.shuffle(items)
        return {name: mixed(each) if hasattr(each, "items") else each for name, each in items}

    costs = list(criteria.stand_alone)
    random.shuffle(costs)
    return replace(
        criteria, fees=mixed(criteria.fees), figures=mixed(criteria.figures), stand_alone=costs
    )


def naive_scores(criteria):
    """Every score by its definition: a value, who has it, and whether none is lower."""
    found = {}
    for scenario in criteria.scenarios:
        fees = {name: Fraction(fee) for name, fee in criteria.fees[scenario].items()}
        driver = criteria.figures[scenario]
        if any(criteria.figures.values()):
            rates = [(fees[name] / driver[name], driver[name]) for name in fees if driver.get(name)]
            found["highest_to_lowest", scenario] = _ratio(rates), ()
            found["gini_of_rates", scenario] = _gini(rates), ()
        base = criteria.fees[criteria.baseline]
        both = [] if scenario == criteria.baseline else [name for name in fees if name in base]
        changes = {name: fees[name] - Fraction(base[name]) for name in both}
        parts = {
            name: 100 * changes[name] / abs(Fraction(base[name])) for name in both if base[name]
        }
        found["largest_increase", scenario] = _top(changes)
        found["largest_increase_percent", scenario] = _top(parts)
        found["pay_more", scenario] = _positive(changes)
        if criteria.stand_alone:
            over = {
                " + ".join(each.members): sum(fees[name] for name in each.members)
                - Fraction(each.cost)
                for each in criteria.stand_alone
                if set(each.members) <= fees.keys()
            }
            found["pay_more_than_alone", scenario] = _positive(over)
            found["largest_excess", scenario] = _top(over)
        if criteria.use is not None:
            use = criteria.use[scenario]
            total, used = sum(fees.values()), sum(use.get(name, 0) for name in fees)
            known = total and used and fees.keys() <= use.keys()
            found["paid_by_others_percent", scenario] = (
                50 * sum(abs(fees[name] - total * use[name] / used) for name in fees) / abs(total)
                if known
                else None,
                (),
            )
    scores = {}
    for (criterion, scenario), (value, who) in found.items():
        others = [found[criterion, name][0] for name in criteria.fees if name != scenario]
        others = [each for each in others if each is not None]
        best = value is not None and bool(others) and all(value <= each for each in others)
        scores[scenario, criterion] = value, set(who), best
    return scores


def _ratio(rates):
    sizes = [abs(rate) for rate, _ in rates]
    if not sizes or min(sizes) == 0 or len({rate > 0 for rate, _ in rates}) > 1:
        return None
    return max(sizes) / min(sizes)


def _gini(rates):
    """The mean difference of all pairs of inhabitants, over twice the mean."""
    if any(rate > 0 for rate, _ in rates) and any(rate < 0 for rate, _ in rates):
        return None
    people = sum(weight for _, weight in rates)
    mean = abs(sum(rate * weight for rate, weight in rates)) / people if people else 0
    if not mean:
        return None
    apart = sum(abs(one - other) * v * w for one, v in rates for other, w in rates)
    return apart / people**2 / (2 * mean)


def _top(amounts):
    if not amounts:
        return None, ()
    largest = max(*amounts.values(), Fraction(0))
    return largest, [name for name, each in amounts.items() if each == largest > 0]


def _positive(amounts):
    return (len([each for each in amounts.values() if each > 0]) if amounts else None), ()
