"""Why a fee changed: a bar for each change, one after another, and their sum."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from costshare.errors import CostshareError
from costshare.plotting._marks import PLAIN, STRIKING
from costshare.plotting._read import require_type, some_members
from costshare.plotting._scale import title
from costshare.plotting._waterfall import Step, draw_steps
from costshare.results import signed, with_currency
from costshare.words import say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PLACES = 2


@runtime_checkable
class FeeChange(Protocol):
    """What a picture takes of a result of `costshare.explain_change`."""

    @property
    def members(self) -> Sequence[str]:
        """Members whose fees are explained."""

    @property
    def currency(self) -> str | None:
        """Currency of every amount."""

    def effects(self, member: str) -> Mapping[str, Fraction]:
        """Return what each change adds to the fee of a member, by its name."""

    def change_in_words(self, member: str) -> str:
        """Say how the fee of a member changed."""


def fee_change(
    change: FeeChange, *, ax: "Axes | None" = None, member: str | None = None, lang: str = "en"
) -> "Axes":
    """Draw why one member's fee changed: what each change adds, and the sum.

    The bars begin at the fee before, which is zero on the axis: beside whole fees the changes
    would be too small to see.

    Parameters
    ----------
    change : FeeChange
        Result of `costshare.explain_change`.
    ax : Axes, optional
        Axes to draw on; a new figure if left out.
    member : str, optional
        Name of the member; may be left out if one member is explained.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture.

    Raises
    ------
    CostshareError
        If the member or the language is unknown, if the member is left out and several are
        explained, and if matplotlib is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> now, then = (cs.allocate(total, cs.Flat(), {"A": {}, "B": {}}) for total in (10, 15))
    >>> change = cs.explain_change(now, then)
    >>> ax = cs.plotting.fee_change(change, member="A", ax=Figure().add_subplot())
    >>> for label, text in zip(ax.get_yticklabels(), ax.texts):
    ...     print(label.get_text(), text.get_text())
    pool total +2.5
    rounding +0.5
    change +3
    """
    change = require_type(FeeChange, change, "fee_change", "a result of costshare.explain_change")
    words = words_of(lang)
    if member is None and len(change.members) != 1:
        msg = f"the changes of {len(change.members)} members are explained; name one: member=…"
        raise CostshareError(msg)
    name = some_members([change.members[0] if member is None else member], change.members)[0]
    steps, so_far = [], Fraction(0)
    for what, amount in change.effects(name).items():
        if amount:
            steps.append(Step(what, so_far, so_far + amount, signed(amount, _PLACES)))
            so_far += amount
    steps.append(Step(say("change"), Fraction(0), so_far, signed(so_far, _PLACES), is_sum=True))
    label = with_currency(say("change of the fee"), change.currency, ", ")
    # The fills of `changes`, where paying more is what strikes.
    ax = draw_steps(ax, steps, label, words, fills=(STRIKING, PLAIN))
    title(ax, change.change_in_words(name), words)
    return ax
