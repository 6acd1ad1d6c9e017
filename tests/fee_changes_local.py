"""Pairs of agreements of which a fee changes: unlike ones, and ones that differ in one thing."""

from hypothesis import strategies as st

import costshare as cs
from costshare.testing import agreements

KINDS = ("total", "driver", "other_driver", "members", "unit", "rule")


@st.composite
def unlike(draw):
    """Two agreements that share the names of some pools and members, and nothing else."""
    one = draw(agreements(max_members=4, max_pools=3))
    other = draw(agreements(max_members=4, max_pools=3))
    names = draw(st.permutations([pool.name for pool in one.pools]))
    taken = {pool.name for pool in other.pools} - set(names)
    pools = [
        pool.replace(name=name) if name is not None and name not in taken else pool
        for pool, name in zip(other.pools, [*names, None, None, None], strict=False)
    ]
    try:
        return one, other.replace(pools=pools)
    except cs.CostshareError:  # a name twice
        return one, other


MIXED = st.builds(cs.Mixed, flat_share=st.fractions(0, 1, max_denominator=8)) | st.sampled_from(
    [cs.Flat(), cs.PerCapita()]
)


def people(name):
    """A member with inhabitants and pupils."""
    figures = st.integers(1, 99)
    pupils = st.fixed_dictionaries({"pupils": figures})
    return st.builds(cs.Member, name=st.just(name), population=figures, drivers=pupils)


def by_pupils(model):
    """The model with pupils in the place of inhabitants."""
    if isinstance(model, cs.PerCapita):
        return cs.Proportional(driver="pupils")
    return model.replace(driver="pupils") if isinstance(model, cs.Mixed) else model


@st.composite
def boards(draw):
    """A board that shares one total by population, with four members or less."""
    names = draw(st.lists(st.sampled_from("ABCD"), min_size=2, unique=True))
    members = [draw(people(name)) for name in names]
    pool = cs.Pool(
        name="office",
        total=draw(st.integers(-50, 500)) * 100,
        unit=draw(st.sampled_from([1, 100, "0.01"])),
        model=draw(MIXED),
        method=draw(st.sampled_from(["largest_remainder", "webster", "each"])),
    )
    return cs.Agreement(name="Board", period="2022", members=members, pools=[pool])


@st.composite
def changed(draw, board, kind):
    """The board with another total, figure, member, unit or rule."""
    pool, first = board.pools[0], board.members[0]
    if kind == "total":
        return board.replace(pools=[pool.replace(total=draw(st.integers(-50, 500)) * 100)])
    if kind == "unit":
        return board.replace(pools=[pool.replace(unit=draw(st.sampled_from([1, 50, 100])))])
    if kind in {"rule", "other_driver"}:
        model = draw(MIXED) if kind == "rule" else by_pupils(pool.model)
        return board.replace(pools=[pool.replace(model=model)])
    if kind == "driver":
        names = draw(st.lists(st.sampled_from([each.name for each in board.members]), unique=True))
        return cs.what_if(board, population={name: draw(st.integers(1, 99)) for name in names})
    if draw(st.booleans()):
        return cs.what_if(board, joining=[draw(people("new"))])
    part = first.replace(joined=draw(st.sampled_from(["2022-03-01", "2022-12-31"])))
    return board.replace(members=[part, *board.members[1:]])


@st.composite
def with_one_change(draw):
    """A kind of change, a board, and the board with that change alone."""
    kind, board = draw(st.sampled_from(KINDS)), draw(boards())
    return kind, board, draw(changed(board, kind))


@st.composite
def with_changes(draw):
    """A board, and the board with any changes."""
    board = other = draw(boards())
    for kind in draw(st.lists(st.sampled_from(KINDS), unique=True)):
        other = draw(changed(other, kind))
    return board, other


@st.composite
def of_any_model(draw):
    """An agreement of any models, and the same with other figures or totals alone.

    It has one level: a new figure at one level is a new total at the next.
    """
    board = draw(agreements(max_members=4, max_pools=3, allow_cascades=False))
    if draw(st.booleans()):
        totals = {
            pool.name: pool.total + draw(st.integers(0, 9)) * pool.unit.size
            for pool in board.pools
            if pool.total is not None and not isinstance(pool.model, cs.Fixed)
        }
        kind, other = "total", cs.what_if(board, total=totals)
    else:
        figures = {
            each.name: each.population + draw(st.integers(0, 9))
            for each in board.members
            if each.population is not None
        }
        kind, other = "driver", cs.what_if(board, population=figures)
    try:
        other.allocate()
    except cs.CostshareError:  # bounds that the total does not fit
        return kind, board, board
    return kind, board, other
