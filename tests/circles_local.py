"""Circles: generated agreements whose pools charge each other, and their exact solution."""

from fractions import Fraction

from hypothesis import strategies as st

import costshare as cs
from explanation_local import solve_by_elimination

GIVERS = ("IT", "HR", "Law")
PAYERS = ("a", "b", "c")


@st.composite
def circles(draw, most=10**5, least=0):
    """Agreements of a pool before a circle, up to three pools in it, and a product behind it."""
    givers = GIVERS[: draw(st.integers(2, 3))]
    unit = draw(st.sampled_from(("0.01", "1", "100")))
    size = Fraction(unit)

    def amount():
        return draw(st.integers(least, most)) * size

    members = [*givers, "X", *PAYERS]
    weights = {name: {giver: draw(st.integers(0, 9)) for giver in givers} for name in members}
    last = draw(st.sampled_from(PAYERS))
    weights[last] = {giver: draw(st.integers(1, 9)) for giver in givers}
    pools = [cs.Pool(name="rent", total=amount(), unit=unit, model=cs.Flat(), members=members[:-1])]
    for giver in givers:
        model = draw(
            st.sampled_from(
                (
                    cs.Proportional(driver=giver),
                    cs.Mixed(flat_share="0.25", driver=giver),
                    cs.Flat(),
                )
            )
        )
        charged = draw(st.lists(st.sampled_from(members), max_size=5, unique=True))
        charged = [name for name in members if name in charged or name == last]
        pools.append(
            cs.Pool(
                name=giver,
                total=amount(),
                unit=unit,
                model=model,
                members=charged,
                receives=True,
            )
        )
    pools.append(cs.Pool(name="X", unit=unit, model=cs.Flat(), members=PAYERS, receives=True))
    return cs.Agreement(
        name="circle",
        period="2022",
        members=[cs.Member(name=name, drivers=each) for name, each in weights.items()],
        pools=draw(st.permutations(pools)),
        support="reciprocal",
    )


def shares_of(agreement, name):
    """What a pool charges of every krona, by member, without itself."""
    (pool,) = (each for each in agreement.pools if each.name == name)
    names = [name for name in pool.members if name != pool.name]
    use = {each.name: Fraction(each.driver_values.get(name, 0)) for each in agreement.members}
    whole = sum(use[each] for each in names)
    flat = {"flat": Fraction(1), "proportional": Fraction(0), "mixed": Fraction(1, 4)}
    part = flat[pool.model.kind]
    return {
        each: part / len(names) + ((1 - part) * use[each] / whole if whole else 0) for each in names
    }


def exact_totals(agreement, own):
    """Solve what each pool shares; `own` is its own cost, with what pools before it charge."""
    names = list(own)
    shares = {name: shares_of(agreement, name) for name in names}
    return dict(
        zip(
            names,
            solve_by_elimination(
                [[(row == at) - shares[at].get(row, 0) for at in names] for row in names],
                [own[name] for name in names],
            ),
            strict=True,
        )
    )


def schools(**others):
    """IT serves HR half, HR serves IT a fifth."""
    return cs.Agreement(
        name="Support",
        period="2022",
        members=[
            cs.Member(name="IT", drivers={"staff": 10}),
            cs.Member(name="HR", drivers={"hours": 50}),
            cs.Member(name="Schools", drivers={"hours": 30, "staff": 20}),
            cs.Member(name="Care", drivers={"hours": 20, "staff": 20}),
        ],
        pools=[
            cs.Pool(
                name="IT",
                total=100,
                model=cs.Proportional(driver="hours"),
                members=["HR", "Schools", "Care"],
                receives=True,
            ),
            cs.Pool(
                name="HR",
                total=41,
                model=cs.Proportional(driver="staff"),
                members=["IT", "Schools", "Care"],
                receives=True,
            ),
        ],
        **{"support": "reciprocal"} | others,
    )
