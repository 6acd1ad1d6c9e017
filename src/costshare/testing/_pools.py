"""Strategies for pools: a total, who takes part, a model that fits, and how fees are rounded."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Member, Pool
from costshare.amounts import Amount, Unit, read_amount
from costshare.apportionment import METHODS, ROUNDINGS
from costshare.fields import given_list
from costshare.testing._amounts import totals, units
from costshare.testing._members import NAMES
from costshare.testing._models import models

# They give everyone a first unit, and so need as many units as members.
_FIRST_UNIT = ("adams", "huntington_hill", "dean")


def pools(
    members: Sequence[Member],
    *,
    name: str | None = None,
    unit: Amount | None = None,
    methods: Sequence[str] = tuple(METHODS),
    ties: Sequence[str] = ("listed", "largest", "smallest"),
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
    return _pools(
        members=tuple(given_list(Member, members, "members", "Member")),
        name=name,
        unit=unit,
        methods=tuple(given_list(str, methods, "methods", "names")),
        ties=tuple(given_list(str, ties, "ties", "names")),
    )


@st.composite
def _pools(
    draw: DrawFn,
    *,
    members: tuple[Member, ...],
    name: str | None,
    unit: Amount | None,
    methods: tuple[str, ...],
    ties: tuple[str, ...],
) -> Pool:
    step: Amount = draw(units()) if unit is None else unit
    names = [member.name for member in members]
    exempt = draw(st.sets(st.sampled_from(names), max_size=len(names) - 1))
    taking = [member for member in members if member.name not in exempt]
    total: Amount | None = draw(st.none() | totals(unit=step))
    method = draw(st.sampled_from(methods))
    if method in _FIRST_UNIT and total is not None:
        count = Unit.read(step).count(read_amount(total, "total"), "total")
        if abs(count) < len(taking):
            method = "largest_remainder"
    who: dict[str, Any] = {"exempt": sorted(exempt)}
    if draw(st.booleans()):
        who = {"members": [member.name for member in taking]}
    model = draw(models(taking, total=total, unit=step))
    how: dict[str, Any] = {}
    if not model.agreed:
        alone = total is None or method == "each"
        if total is not None:
            how = {"method": method}
        if alone:
            how["rounding"] = draw(st.sampled_from(tuple(ROUNDINGS)))
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
