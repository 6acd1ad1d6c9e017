"""The solution of Dutta and Ray: as equal as shares in the core can be."""

from fractions import Fraction

from costshare.errors import UnsolvedError
from costshare.fairness._game import Game
from costshare.fairness._table import places_in, subset_sums
from costshare.fields import given_as


def dutta_ray(game: Game) -> dict[str, Fraction]:
    """Compute the solution of Dutta and Ray: the most equal shares by which no coalition loses.

    The coalition with the lowest cost for each of its players pays that cost, equally; the largest
    one, if there are several. The others do the same with what they add to it, and so on. Of all
    shares in the core these are the most equal ones, in the sense of Lorenz.

    Parameters
    ----------
    game : Game
        What any players cost together; costs must be concave.

    Returns
    -------
    dict
        Share of each player, as Fractions that sum to the cost of all.

    Raises
    ------
    CostshareError
        If a cost is missing, if the game has more than 20 players, and if costs are not concave.

    References
    ----------
    Dutta, B. and Ray, D., "A Concept of Egalitarianism under Participation Constraints",
    Econometrica 57, 1989.

    Examples
    --------
    >>> from costshare import fairness
    >>> fairness.dutta_ray(fairness.airport({"A": 3, "B": 9, "C": 12}))
    {'A': Fraction(3, 1), 'B': Fraction(9, 2), 'C': Fraction(9, 2)}
    """
    table = given_as(Game, game, "game", "a Game").table
    if not (concave := game.is_concave):
        msg = f"costs are not concave: {str(concave).removesuffix('.')}; the solution of Dutta and "
        raise UnsolvedError(msg + "Ray is not defined, so use nucleolus or shapley")
    pays: dict[int, Fraction] = {}
    paid = 0
    while left := [place for place in range(table.size) if not paid >> place & 1]:
        coalitions = subset_sums([1 << place for place in left])
        added = table.costs[coalitions | paid] - table.whole(paid)
        counts = subset_sums([1] * len(left))
        lowest, cheapest = None, 0
        # A larger coalition of the same mean comes last, and is the only one of its size.
        for count in range(1, len(left) + 1):
            of_size = (counts == count).nonzero()[0]
            at = of_size[added[of_size].argmin()]
            mean = Fraction(int(added[at]), count)
            if lowest is None or mean <= lowest:
                lowest, cheapest = mean, int(coalitions[at])
        for place in places_in(cheapest):
            pays[place] = (lowest or Fraction(0)) / table.scale
        paid |= cheapest
    return {name: pays[place] for place, name in enumerate(game.players)}
