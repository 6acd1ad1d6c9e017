"""The flat shares that reproduce published fees, candidate by candidate."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from costshare.errors import CostshareError
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._ink import ink
from costshare.plotting._marks import BLUE, GREY
from costshare.plotting._read import require_type
from costshare.plotting._rows import height_for, lay_rows, name_rows
from costshare.plotting._scale import drawn, share_axis, tidy, title
from costshare.plotting._text import POINTS
from costshare.results import about
from costshare.words import say, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Candidate(Protocol):
    """A model with a driver that may reproduce the fees."""

    @property
    def kind(self) -> str:
        """The kind of model; those that are ``mixed`` have a flat share."""

    @property
    def driver(self) -> str | None:
        """The name of its driver."""

    @property
    def flat_share(self) -> tuple[Fraction, Fraction] | None:
        """The lowest and the highest flat share that reproduce the fees."""

    @property
    def found(self) -> str:
        """What was found, in a few words."""


@runtime_checkable
class Ranking(Protocol):
    """Candidates, the best first."""

    @property
    def rows(self) -> Sequence[Candidate]:
        """All candidates."""


def flat_shares(ranking: Ranking, *, ax: "Axes | None" = None, lang: str = "en") -> "Axes":
    """Draw the flat shares with which a mixed model reproduces published fees, driver by driver.

    A driver that reproduces every fee has a line from the lowest to the highest flat share, with
    both beside it; for another, a grey text states how many fees differ. The axis shows the part of
    0 to 100 % that has lines.

    Parameters
    ----------
    ranking : Ranking
        Result of `costshare.infer`, with ``mixed`` among its models.
    ax : Axes, optional
        Axes to draw on; a new figure if left out.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture.

    Raises
    ------
    CostshareError
        If the ranking has no mixed model, if the language is unknown, or if matplotlib is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> drivers = {"2018": {"A": 1, "B": 2}, "2019": {"A": 1, "B": 3}}
    >>> ranking = cs.infer({"A": 3400, "B": 6600}, drivers, models=["mixed"], unit=200)
    >>> ax = cs.plotting.flat_shares(ranking, ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.texts]
    ['0 % to 10 %', '32 % to 40 %']
    """
    ranking = require_type(Ranking, ranking, "flat_shares", "a result of costshare.infer")
    words = words_of(lang)
    mixed = [row for row in ranking.rows if row.kind == "mixed"]
    if not mixed:
        kinds = ", ".join(dict.fromkeys(row.kind for row in ranking.rows))
        msg = f"no candidate is a mixed model, and {kinds} have no flat share; infer 'mixed' too"
        raise CostshareError(msg)
    ends = [row.flat_share for row in mixed]

    names = [row.driver or "" for row in mixed]
    ax = axes_to_draw_on(ax, height_for(names, words))
    rows = lay_rows(ax, len(mixed))
    name_rows(ax, rows, names, words)
    known = [drawn(end) for pair in ends if pair is not None for end in pair]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    beyond = (high - low) * 0.05 or 0.01
    ax.set_xlim(max(low - beyond, 0), min(high + beyond, 1))
    for place, (row, pair) in enumerate(zip(mixed, ends, strict=True)):
        if pair is not None:
            ax.plot(
                [drawn(end) for end in pair],
                [rows.centres[place]] * 2,
                color=BLUE,
                linewidth=5,
                solid_capstyle="butt",
                # An end that stays visible where a line is too short to be seen.
                marker="|",
                markersize=12,
                markeredgewidth=2,
                clip_on=False,
            )
        if place in rows.named:
            ax.annotate(
                words(row.found if pair is None else _range(*pair)),
                (1, rows.centres[place]),
                xycoords=("axes fraction", "data"),
                xytext=(12, 0),
                textcoords="offset points",
                va="center",
                fontsize=POINTS,
                color=ink(ax, GREY if pair is None else None),
            )
    tidy(ax, "x")
    share_axis(ax, say("flat share"), words)
    title(ax, say("Flat shares that reproduce every fee"), words)
    return ax


def _range(low: Fraction, high: Fraction) -> str:
    """Write two shares in per cent, short enough for a picture."""
    return say("{low} to {high}", low=_percent(low), high=_percent(high))


def _percent(share: Fraction) -> str:
    """Write a share in per cent, with few decimals."""
    return say("{number} %", number=about(share * 100, 3))
