"""Strategies for pools: a total, who takes part, a model that fits, and how fees are rounded."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Member, Pool, Version
from costshare.amounts import Amount, Unit
from costshare.apportionment import METHODS, ROUNDINGS
from costshare.errors import CostshareError
from costshare.fields import given_list
from costshare.models import Flat, RuleModel, Tariff
from costshare.periods import Period, PeriodLike
from costshare.testing._amounts import units
from costshare.testing._members import NAMES
from costshare.testing._models import draw_model
from costshare.testing._whole import Whole, one_of, whole_for

# They give everyone a first unit, and so need as many units as members.
_FIRST_UNIT = ("adams", "huntington_hill", "dean")

TIES = ("listed", "largest", "smallest")
_ALL_METHODS = tuple(METHODS)
_UNITS = units()
_COUNTS = st.integers(-20, 20) | st.none() | st.integers(-(10**12), 10**12)
_ROUNDINGS = tuple(ROUNDINGS)


def pools(
    members: Sequence[Member],
    *,
    name: str | None = None,
    unit: Amount | None = None,
    methods: Sequence[str] = tuple(METHODS),
    ties: Sequence[str] = TIES,
    period: PeriodLike | None = None,
) -> SearchStrategy[Pool]:
    """Generate pools that given members can share without an error.

    Every model occurs, with totals of either sign, zero and none; some or all members take part.
    Without a total, each fee or each of its lines is rounded.

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
    period : Period or str, optional
        Period of the agreement. Only with it are models that go by date (`Indexed`) and pools with
        versions generated: a `Version` that has begun by then, or one that begins later.

    Returns
    -------
    SearchStrategy
        Of pools.

    Raises
    ------
    CostshareError
        If there are no members, or the period cannot be read.

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
    board = tuple(given_list(Member, members, "members", "Member"))
    if not board:
        msg = "members is empty; pass at least one Member"
        raise CostshareError(msg)
    return _pools(
        {member.name: member.driver_values for member in board},
        name=name,
        unit=None if unit is None else Unit.read(unit),
        methods=tuple(given_list(str, methods, "methods", "names")),
        ties=tuple(given_list(str, ties, "ties", "names")),
        period=None if period is None else Period.read(period),
    )


@st.composite
def _pools(
    draw: DrawFn,
    facts: Mapping[str, Mapping[str, Fraction]],
    *,
    name: str | None,
    unit: Unit | None,
    methods: tuple[str, ...],
    ties: tuple[str, ...],
    period: Period | None,
) -> Pool:
    """Draw pools."""
    return draw_pool(
        draw,
        whole_for(draw, len(facts)),
        facts,
        name=draw(NAMES) if name is None else name,
        unit=unit,
        methods=methods,
        ties=ties,
        period=period,
    )


def draw_pool(
    draw: DrawFn,
    whole: Whole,
    facts: Mapping[str, Mapping[str, Fraction]],
    *,
    name: str,
    unit: Unit | None = None,
    methods: tuple[str, ...] = _ALL_METHODS,
    ties: tuple[str, ...] = TIES,
    period: Period | None = None,
    taken: Fraction | None = None,
) -> Pool:
    """Draw a pool within a strategy that draws more; `taken` is what it takes over from others."""
    step = Unit.read(draw(_UNITS)) if unit is None else unit
    who, taking = _taking(whole, list(facts))
    count = draw(_COUNTS)
    own = total = None if count is None else count * step.size
    if taken is not None:
        own = own or Fraction(0)
        total = own + taken
        count = step.count(total, "total")
    model = draw_model(whole, {each: facts[each] for each in taking}, total, step, period)
    how: dict[str, Any] = {}
    if taken is not None and model.agreed:
        model = Flat()  # agreed amounts do not follow what is taken over
    if not model.agreed:
        method = None if count is None else one_of(whole, methods)
        if method in _FIRST_UNIT and count is not None and abs(count) < len(taking):
            method = "largest_remainder"
        if method in {None, "each"}:
            how = {"rounding": one_of(whole, _ROUNDINGS), "round_each": _LINES[whole(0, 1)]}
        else:
            how = {"ties": one_of(whole, ties)}
        if method is not None:
            how["method"] = method
    if period is not None:
        how |= _versions(whole, period, model, step, own)
    how |= {} if taken is None else {"receives": True}
    return Pool(**{"name": name, "total": own, "unit": step, "model": model, **how, **who})


_LINES = ("fee", "line")


def _taking(whole: Whole, names: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Draw who takes part: all, all but some, or some."""
    if len(names) == 1 or not whole(0, 1):
        return ({}, names) if whole(0, 3) < 3 else ({"members": names}, names)
    # One number says who is exempt, so that it means the same whoever else is left out.
    marks = whole(1, 2 ** len(names) - 2)
    exempt = [name for place, name in enumerate(names) if marks >> place & 1]
    taking = [name for place, name in enumerate(names) if not marks >> place & 1]
    return ({"members": taking} if whole(0, 1) else {"exempt": exempt}), taking


def _versions(
    whole: Whole, period: Period, model: RuleModel, unit: Unit, total: Fraction | None
) -> dict[str, Any]:
    """Draw a version of what is given that has begun, with what was before, or a later one."""
    when = whole(0, 5)
    if when not in {1, 2}:
        return {}
    other = whole(-20, 20) * unit.size
    if when == 2:
        since = period.last + timedelta(days=whole(1, 400))
        return {"versions": [Version(since=since, total=other, model=Tariff(base=1))]}
    since = period.first - timedelta(days=whole(0, 400))
    if total is not None:
        return {"total": other, "versions": [Version(since=since, total=total)]}
    if model.agreed:
        return {}
    return {"model": Tariff(base=1), "versions": [Version(since=since, model=model)]}
