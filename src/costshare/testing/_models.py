"""Strategies for models that fit given members and a total; each model draws its own."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from costshare.agreement import Member
from costshare.amounts import Amount, Unit, read_amount
from costshare.errors import CostshareError
from costshare.fields import given_list
from costshare.models import MODELS, Draw, RuleModel
from costshare.periods import Period
from costshare.testing._whole import Whole, whole_for


def models(
    members: Sequence[Member],
    *,
    total: Amount | None = None,
    unit: Amount = 1,
    period: Period | str | None = None,
) -> SearchStrategy[RuleModel]:
    """Generate models of every registered kind that fit given members and a total.

    Parameters
    ----------
    members : sequence of Member
        Members who share.
    total : number, optional
        Total to share. Left out, only models that work without one are generated: prices,
        tariffs, fee classes, agreed amounts, and blends and bounds of those but the last.
    unit : positive number, default 1
        Unit that agreed amounts are multiples of.
    period : Period or str, optional
        Period of the allocation. Left out, no model that goes by date is generated.

    Returns
    -------
    SearchStrategy
        Strategy for models.

    Raises
    ------
    CostshareError
        If there are no members, or the total is not a multiple of the unit.

    Examples
    --------
    >>> from hypothesis import given
    >>> import costshare as cs
    >>> board = [cs.Member(name="A", population=1), cs.Member(name="B", population=2)]
    >>> @given(models(board, total=100))
    ... def law(model):
    ...     assert sum(model.quotas(board, 100).values()) == 100
    >>> law()
    """
    step = Unit.read(unit)
    exact = None if total is None else read_amount(total, "total")
    if exact is not None:
        step.count(exact, "total")
    board = tuple(given_list(Member, members, "members", "Member"))
    if not board:
        msg = "members is empty; pass at least one Member"
        raise CostshareError(msg)
    known = None if period is None else Period.read(period)
    facts = {member.name: member.driver_values for member in board}
    return _models(facts, exact, step, known)


@st.composite
def _models(
    draw: DrawFn,
    facts: Mapping[str, Mapping[str, Fraction]],
    total: Fraction | None,
    unit: Unit,
    period: Period | None,
) -> RuleModel:
    """Draw a model."""
    return draw_model(whole_for(draw, len(facts)), facts, total, unit, period)


def draw_model(
    whole: Whole,
    facts: Mapping[str, Mapping[str, Fraction]],
    total: Fraction | None,
    unit: Unit,
    period: Period | None = None,
    *,
    kind: type[RuleModel] | None = None,
) -> RuleModel:
    """Draw a model that fits, of one kind or of any, within a strategy that draws more."""
    draw = Draw(
        whole=whole,
        members=list(facts),
        drivers=_usable(facts),
        total=total,
        unit=unit.size,
        period=period,
        make=_any_model,
    )
    own = None if kind is None else kind._drawn(draw)  # noqa: SLF001 - a hook
    return _any_model(draw) if own is None else own


def _usable(facts: Mapping[str, Mapping[str, Fraction]]) -> dict[str, dict[str, Fraction]]:
    """Return the drivers that all members have and that are not zero for all, by member."""
    return {
        driver: {name: own[driver] for name, own in facts.items()}
        for driver in next(iter(facts.values()))
        if all(driver in own for own in facts.values())
        and any(own[driver] for own in facts.values())
    }


def _any_model(draw: Draw) -> RuleModel:
    """Draw a model of any registered kind that fits."""
    kinds = list(MODELS)
    while (model := (kind := draw.one_of(kinds))._drawn(draw)) is None:  # noqa: SLF001 - a hook
        kinds.remove(kind)
    return model
