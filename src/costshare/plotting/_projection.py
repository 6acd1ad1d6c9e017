"""Fees over several years: a line for each member, with the names at the ends."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from costshare.amounts import read_word
from costshare.plotting._axes import axes_to_draw_on
from costshare.plotting._comparison import exact_cell
from costshare.plotting._ink import ink
from costshare.plotting._line_ends import height_for_lines, lines_to_name, name_ends
from costshare.plotting._marks import GREY, line
from costshare.plotting._read import require_type, some_members
from costshare.plotting._scale import amount_axis, drawn, tidy, title
from costshare.words import say, words_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Show = Literal["fees", "effects", "cumulated"]
Money = Fraction | Decimal


@runtime_checkable
class Projection(Protocol):
    """Fees by member and year."""

    @property
    def name(self) -> str:
        """Name of the agreement."""

    @property
    def currency(self) -> str | None:
        """Currency of every amount."""

    @property
    def members(self) -> Sequence[str]:
        """Names of the members, in order."""

    @property
    def compared_with(self) -> str:
        """What the years are compared with."""

    def fees(self, pool: str | None) -> "pd.DataFrame":
        """Lay out fees, members × years."""

    def effects(self, pool: str | None) -> "pd.DataFrame":
        """Lay out fees less those they are compared with, members × years."""

    def cumulated(self, pool: str | None) -> "pd.DataFrame":
        """Lay out the sums of the effects so far, members × years."""


def projection(
    projection: Projection,
    *,
    ax: "Axes | None" = None,
    show: Show = "fees",
    pool: str | None = None,
    members: Iterable[str] | None = None,
    lang: str = "en",
) -> "Axes":
    """Draw a line for each member over the years, with the names at the ends of the lines.

    Up to 20 members are named. Of more members, and on given Axes that are too low for all names,
    the three whose lines rise most and the three whose lines fall most are named, and the others
    are thin grey lines. A year without a fee is a gap.

    Parameters
    ----------
    projection : Projection
        Result of `costshare.project`.
    ax : Axes, optional
        Axes to draw on; a new figure if left out, higher for more than 22 `members`.
    show : {"fees", "effects", "cumulated"}, default "fees"
        Fees, what they differ by from those they are compared with, or the sums of these.
    pool : str, optional
        One pool; the sum over all pools if left out.
    members : list of str, optional
        Name these members instead.
    lang : str, default "en"
        Language of words and numbers: ``"en"``, or another of `Result.to_text`.

    Returns
    -------
    Axes
        Axes with the picture.

    Raises
    ------
    CostshareError
        If the pool, a member or the language is unknown, or matplotlib is missing.

    Examples
    --------
    >>> import costshare as cs
    >>> from matplotlib.figure import Figure
    >>> members = [cs.Member(name="A", population=100), cs.Member(name="B", population=300)]
    >>> pool = cs.Pool(name="office", total=1000, model=cs.PerCapita())
    >>> board = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
    >>> plan = cs.project(board, years=[2023, 2024], total_change="2%")
    >>> ax = cs.plotting.projection(plan, ax=Figure().add_subplot())
    >>> [text.get_text() for text in ax.texts], ax.get_title(loc="left")
    (['A', 'B'], 'Fees of Board by year')
    """
    projection = require_type(Projection, projection, "projection", "a result of costshare.project")
    words = words_of(lang)
    read_word(show, "show", Show)
    chosen = some_members(members, projection.members)
    frame = {
        "fees": projection.fees,
        "effects": projection.effects,
        "cumulated": projection.cumulated,
    }[show](pool)
    columns = {name: _cells(frame.loc[name], f"{show} of {name}") for name in projection.members}
    known = {
        name: [cell for cell in column if cell is not None] for name, column in columns.items()
    }
    chosen = [name for name in chosen if known[name]]
    if members is None:
        chosen = lines_to_name(ax, {name: known[name] for name in chosen})

    ax = axes_to_draw_on(ax, height_for_lines(len(chosen)))
    years = [str(year) for year in frame.columns]
    heights = {
        name: [float("nan") if cell is None else drawn(cell) for cell in column]
        for name, column in columns.items()
    }
    for name, column in heights.items():
        if name not in chosen:
            ax.plot(range(len(years)), column, color=GREY, linewidth=0.4, zorder=1)
    for position, name in enumerate(chosen):
        look = line(position, ink(ax))
        ax.plot(range(len(years)), heights[name], linewidth=1.5, marker=".", **look)
    tidy(ax, "both")
    if show != "fees":
        ax.axhline(0, color=ink(ax), linewidth=0.8, zorder=1)
    ax.set_xlim(0, max(len(years) - 1, 1))
    _year_axis(ax, years)
    whole = all(cell == int(cell) for column in known.values() for cell in column)
    amount_axis(ax.yaxis, projection.currency or say("amount"), words, whole=whole)
    title(ax, _title(projection, show, pool), words)
    ends = [(name, drawn(known[name][0]), drawn(known[name][-1])) for name in chosen]
    name_ends(ax, ends, [line(position, ink(ax)) for position in range(len(ends))])
    return ax


def _cells(row: Any, what: str) -> "list[Money | None]":
    """Read the exact amounts of a row of a frame; None where one is missing."""
    import pandas as pd

    return [None if pd.isna(cell) else exact_cell(cell, what) for cell in row]


def _year_axis(ax: "Axes", years: Sequence[str]) -> None:
    """Write the names of the years, fewer of them where they have no room."""
    every = -(-len(years) * max(map(len, years), default=1) // 60)
    places = range(0, len(years), every or 1)
    ax.set_xticks([*places], [years[place] for place in places])


def _title(projection: Projection, show: Show, pool: str | None) -> str:
    """Say what is shown."""
    name = projection.name if pool is None else f"{projection.name}, {pool}"
    if show == "fees":
        return say("Fees of {name} by year", name=name)
    if show == "effects":
        return say(
            "Effect on {name}, compared with {baseline}",
            name=name,
            baseline=projection.compared_with,
        )
    return say(
        "Cumulated effect on {name}, compared with {baseline}",
        name=name,
        baseline=projection.compared_with,
    )
