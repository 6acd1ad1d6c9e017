"""Cascades: generated agreements of several levels, and a loop that shares level by level."""

from fractions import Fraction

from hypothesis import strategies as st

import costshare as cs

LEVELS = (("P",), ("A", "B"), ("X",), ("a", "b", "c"))


def platform(unit="0.01", **periods):
    """A platform that two products use, which three members use."""
    return cs.Agreement(
        name="Platform",
        period="2022",
        currency="SEK",
        members=[
            cs.Member(name="Product A", drivers={"load": 3}),
            cs.Member(name="Product B", drivers={"load": 4}),
            cs.Member(name="Boden", drivers={"use a": 5, "use b": 1}),
            cs.Member(name="Luleå", drivers={"use a": 2, "use b": 1}, **periods),
            cs.Member(name="Piteå", drivers={"use a": 0, "use b": 2}),
        ],
        pools=[
            cs.Pool(
                name="Product B",
                unit=unit,
                model=cs.Proportional(driver="use b"),
                receives=True,
            ),
            cs.Pool(
                name="platform",
                total=10_000,
                unit=unit,
                model=cs.Proportional(driver="load"),
                members=["Product A", "Product B"],
            ),
            cs.Pool(
                name="Product A",
                total=20_000,
                unit=unit,
                model=cs.Proportional(driver="use a"),
                receives=True,
            ),
        ],
    )


@st.composite
def cascades(draw, most=10**6, fine="0.01"):
    """Agreements of up to four levels, whose pools charge any members of later levels."""
    members = [name for level in LEVELS for name in level]
    weights = {name: draw(st.integers(1, 99)) for name in members}
    pools, finer = [], draw(st.integers(0, 3))
    for at, level in enumerate(LEVELS[:-1]):
        later = [name for names in LEVELS[at + 1 :] for name in names]
        for name in level:
            charged = draw(st.lists(st.sampled_from(later), min_size=1, max_size=4, unique=True))
            pools.append(
                cs.Pool(
                    name=name,
                    total=draw(st.integers(0, most)),
                    unit=fine if at >= finer else 1,
                    model=cs.Proportional(driver="w"),
                    members=charged,
                    receives=at > 0,
                    method=draw(st.sampled_from((None, "webster"))),
                )
            )
    return cs.Agreement(
        name="levels",
        period="2022",
        members=[cs.Member(name=name, drivers={"w": each}) for name, each in weights.items()],
        pools=draw(st.permutations(pools)),
    )


def level_by_level(agreement):
    """What a script does: each level in turn, with what the levels before have charged it."""
    weights = {each.name: each.driver_values["w"] for each in agreement.members}
    pools = {pool.name: pool for pool in agreement.pools}
    taken, fees = dict.fromkeys(pools, Fraction(0)), {}
    for name in [name for level in LEVELS[:-1] for name in level]:
        pool = pools[name]
        named = [each for each in weights if each in pool.members]  # in the order of the agreement
        fees[name] = cs.apportion(
            pool.total + taken[name],
            {each: weights[each] for each in named},
            unit=pool.unit.size,
            method=pool.method or "largest_remainder",
        )
        for each, fee in fees[name].items():
            if each in taken:
                taken[each] += Fraction(fee)
    return fees
