"""Strategies for pools: a total, who takes part, a model that fits, and how fees are rounded."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Member, Pool
from costshare.amounts import Amount, Unit
from costshare.apportionment import METHODS, ROUNDINGS
from costshare.fields import given_list
from costshare.testing._amounts import units
from costshare.testing._members import NAMES
from costshare.testing._models import draw_model

# They give everyone a first unit, and so need as many units as members.
_FIRST_UNIT = ("adams", "huntington_hill", "dean")

TIES = ("listed", "largest", "smallest")
_UNITS = units()
_COUNTS = st.none() | st.integers(-20, 20) | st.integers(-(10**12), 10**12)
_ROUNDINGS = st.sampled_from(tuple(ROUNDINGS))


def pools(
    members: Sequence[Member],
    *,
    name: str | None = None,
    unit: Amount | None = None,
    methods: Sequence[str] = tuple(METHODS),
    ties: Sequence[str] = TIES,
) -> SearchStrategy[Pool]:
    """Generate pools that given members can share without an error.

    Every model occurs, with totals of either sign, zero and none; some or all members take part.

    Parameters
    ----------
    members : sequence of Member
        Who can take part.
    name : str, optional
        The pool's; generated where left out.
    unit : number, optional
        The smallest amount of a fee; generated where left out.
    methods : sequence of str, default all
        How quotas may become fees: all that sum to the total, where left out; ``"each"`` too where
        it is named. A method that needs a unit for every member is replaced by
        ``largest_remainder`` where the total is too small for it.
    ties : sequence of str, default ("listed", "largest", "smallest")
        The tie rules to choose from. With ``"error"`` an allocation can raise `TieError`.

    Returns
    -------
    SearchStrategy
        Of pools.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> board = [cs.Member(name="A", population=1), cs.Member(name="B", population=2)]
    >>> @given(pools(board, unit=100))
    ... def law(pool):
    ...     agreement = cs.Agreement(name="x", period="2022", members=board, pools=[pool])
    ...     assert agreement.allocate().total % 100 == 0
    >>> law()
    """
    return st.composite(draw_pool)(
        tuple(given_list(Member, members, "members", "Member")),
        name=name,
        unit=unit,
        methods=tuple(given_list(str, methods, "methods", "names")),
        ties=tuple(given_list(str, ties, "ties", "names")),
    )


def draw_pool(
    draw: DrawFn,
    members: Sequence[Member],
    *,
    name: str | None = None,
    unit: Amount | None = None,
    methods: tuple[str, ...] = tuple(METHODS),
    ties: tuple[str, ...] = TIES,
) -> Pool:
    """Draw a pool within a strategy that draws more than the pool."""
    step = Unit.read(draw(_UNITS) if unit is None else unit)
    exempt = {members[place].name for place in draw(_places(len(members)))}
    taking = [member for member in members if member.name not in exempt]
    count = draw(_COUNTS)
    total = None if count is None else count * step.size
    method = draw(st.sampled_from(methods))
    if method in _FIRST_UNIT and count is not None and abs(count) < len(taking):
        method = "largest_remainder"
    who: dict[str, Any] = {"exempt": sorted(exempt)}
    if draw(st.booleans()):
        who = {"members": [member.name for member in taking]}
    model = draw_model(draw, taking, total, step)
    how: dict[str, Any] = {}
    if not model.agreed:
        alone = total is None or method == "each"
        if total is not None:
            how = {"method": method}
        if alone:
            how["rounding"] = draw(_ROUNDINGS)
        else:
            how["ties"] = draw(st.sampled_from(ties))
    return Pool(
        name=draw(NAMES) if name is None else name,
        total=total,
        unit=step,
        model=model,
        **how,
        **who,
    )


@lru_cache(maxsize=256)
def _places(size: int) -> SearchStrategy[set[int]]:
    """Generate the places of members that are exempt: any number of them but all."""
    return st.sets(st.integers(0, size - 1), max_size=size - 1)
