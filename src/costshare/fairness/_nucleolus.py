"""Shares that make the largest excess of any coalition as small as possible, then the next one."""

from collections.abc import Sequence
from fractions import Fraction

from costshare.amounts import plain
from costshare.errors import UnsolvedError
from costshare.fairness._coalitions import names_in
from costshare.fairness._excess_levels import ExcessLevel, ExcessLevels, ExcessRule, Weighed
from costshare.fairness._game import Game
from costshare.fairness._levels import Level, Rows, levels_of
from costshare.fields import given_as, read_word


def nucleolus(game: Game) -> dict[str, Fraction]:
    """Compute the nucleolus: the shares with which the least content coalition is most content.

    The largest excess of a coalition (what it pays beyond its own cost) is made as small as
    possible, then the next largest, and so on, among shares by which no player pays more than
    alone. It lies in the core where the core is not empty. Exact, for up to 20 players.

    Parameters
    ----------
    game : Game
        What any players cost together.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        If a cost is missing, if the game has more than 20 players, and if all players together cost
        more than each alone, so that no such shares exist; `prenucleolus` does without this limit.

    References
    ----------
    Schmeidler, D., "The Nucleolus of a Characteristic Function Game", SIAM Journal on Applied
    Mathematics 17, 1969.

    Examples
    --------
    >>> from costshare import fairness
    >>> fairness.nucleolus(fairness.airport({"A": 3, "B": 9, "C": 12}))
    {'A': Fraction(3, 2), 'B': Fraction(15, 4), 'C': Fraction(27, 4)}
    """
    return dict(excess_levels(game, "nucleolus").amounts)


def per_capita_nucleolus(game: Game) -> dict[str, Fraction]:
    """Compute the per-capita nucleolus: the excess of a coalition counts for each of its players.

    Parameters
    ----------
    game : Game
        What any players cost together.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        As `nucleolus`.

    References
    ----------
    Grotte, J. H., Computation of and Observations on the Nucleolus, Cornell University 1970.
    Young, H. P., Okada, N. and Hashimoto, T., Water Resources Research 18, 1982.

    Examples
    --------
    >>> from costshare import fairness
    >>> fairness.per_capita_nucleolus(fairness.airport({"A": 3, "B": 9, "C": 12}))
    {'A': Fraction(2, 1), 'B': Fraction(7, 2), 'C': Fraction(13, 2)}
    """
    return dict(excess_levels(game, "per_capita_nucleolus").amounts)


def prenucleolus(game: Game) -> dict[str, Fraction]:
    """Compute the prenucleolus: the nucleolus where a player may have to pay more than alone.

    Parameters
    ----------
    game : Game
        What any players cost together.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        If a cost is missing, and if the game has more than 20 players.

    References
    ----------
    Sobolev, A. I., "The Characterization of Optimality Principles in Cooperative Games by
    Functional Equations", Mathematical Methods in the Social Sciences 6, Vilnius 1975.

    Examples
    --------
    >>> from costshare import fairness
    >>> fairness.prenucleolus(fairness.Game(["A", "B"], {"A": 3, "B": 4, ("A", "B"): 9}))
    {'A': Fraction(4, 1), 'B': Fraction(5, 1)}
    """
    return dict(excess_levels(game, "prenucleolus").amounts)


def least_core(game: Game) -> ExcessLevels:
    """Find the least core: the smallest largest excess, and the coalitions that prove it.

    Parameters
    ----------
    game : Game
        What any players cost together.

    Returns
    -------
    ExcessLevels
        With one level, whose `excess` is zero or less where the core is not empty. Its `amounts`
        are shares in the least core, one of many in general.

    Raises
    ------
    CostshareError
        If a cost is missing, and if the game has more than 20 players.

    References
    ----------
    Maschler, M., Peleg, B. and Shapley, L. S., "Geometric Properties of the Kernel, Nucleolus, and
    Related Solution Concepts", Mathematics of Operations Research 4, 1979.

    Examples
    --------
    >>> from costshare import fairness
    >>> found = fairness.least_core(fairness.Game(["A", "B"], {"A": 3, "B": 4, ("A", "B"): 9}))
    >>> found.levels[0].excess
    Fraction(1, 1)
    """
    return excess_levels(game, "least_core")


def excess_levels(game: Game, rule: ExcessRule = "nucleolus") -> ExcessLevels:
    """Compute a solution that looks at excess, with the proof that it is the one.

    Parameters
    ----------
    game : Game
        What any players cost together.
    rule : {"nucleolus", "per_capita_nucleolus", "prenucleolus", "least_core"}
        Which of them.

    Returns
    -------
    ExcessLevels
        Shares, and levels of excess with balanced coalitions.

    Raises
    ------
    CostshareError
        If the rule is another word, and as the function of that name.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.airport({"A": 3, "B": 9, "C": 12})
    >>> proof = fairness.excess_levels(game)
    >>> proof.check()
    >>> proof.holds_for(game), [level.excess for level in proof.levels]
    (True, [Fraction(-3, 2), Fraction(-15, 4)])
    """
    read_word(rule, "rule", ExcessRule)
    table = given_as(Game, game, "game", "a Game").table
    individual = rule in {"nucleolus", "per_capita_nucleolus"}
    if individual and sum(game.stand_alone.values()) < game.total:
        msg = f"all players together cost {plain(game.total)}, more than each alone "
        msg += f"({plain(sum(game.stand_alone.values(), Fraction(0)))}), so that some must pay "
        raise UnsolvedError(msg + "more than alone; use prenucleolus, or leave players out")
    make = Rows.per_capita if rule == "per_capita_nucleolus" else Rows.plain
    most = 1 if rule == "least_core" else None
    levels, shares = levels_of(table, make(table, individual=individual), most)
    return ExcessLevels(
        rule=rule,
        total=game.total,
        amounts=dict(zip(game.players, shares, strict=True)),
        levels=tuple(_named(game, level) for level in levels),
    )


def _named(game: Game, level: Level) -> ExcessLevel:
    """A level with the names of players."""

    def weighed(pairs: Sequence[tuple[int, Fraction]]) -> tuple[Weighed, ...]:
        return tuple(
            Weighed(names_in(game.players, each), game.table.cost(each), weight)
            for each, weight in pairs
        )

    alone = [(1 << place, weight) for place, weight in level.alone]
    return ExcessLevel(level.excess, weighed(level.coalitions), weighed(alone))
