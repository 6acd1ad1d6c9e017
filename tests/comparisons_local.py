"""Comparisons of two boards of up to four members."""

from fractions import Fraction

from hypothesis import strategies as st

import costshare as cs

NAMES = ["A", "B", "C", "D"]


def board_of(populations, pools):
    """Some of four members, pools of several units that some are exempt from, credits too."""
    members = [cs.Member(name=name, population=each) for name, each in populations.items()]
    names = list(populations)
    return cs.Agreement(
        name="Board",
        period="2022",
        members=members,
        pools=[
            cs.Pool(
                name=pool,
                total=count * Fraction(unit),
                unit=unit,
                model=model,
                members=[name for name in marked if name in populations] or names[:1],
            )
            for pool, (unit, count, model, marked) in pools.items()
        ],
    )


POOL_FIELDS = st.tuples(
    st.sampled_from(["1", "100", "0.01"]),
    st.integers(-300, 10**4),
    st.sampled_from([cs.Flat(), cs.PerCapita()]),
    st.lists(st.sampled_from(NAMES), unique=True),
)
BOARDS = st.builds(
    board_of,
    st.dictionaries(st.sampled_from(NAMES), st.integers(1, 99), min_size=1),
    st.dictionaries(st.sampled_from(["office", "portal"]), POOL_FIELDS, min_size=1),
)
pairs = st.tuples(BOARDS, BOARDS).map(
    lambda both: cs.compare(dict(zip(("one", "other"), both, strict=True)))
)
