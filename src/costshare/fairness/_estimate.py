"""The Shapley value of many players, estimated from some orders of arrival."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from statistics import NormalDist

import numpy as np

from costshare.amounts import plain
from costshare.errors import ConservationError, CostshareError, quoted
from costshare.fairness._game import Game
from costshare.fields import NO_OTHER_FIELDS, Exact, given_as, read_share
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    Table,
    exact_column,
    number,
    percent,
    text_column,
)
from costshare.words import say

_LEAST_PAIRS = 30  # of which a mean is near to normal
_MOST_PAIRS = 10_000_000
_ROOT = 10**12


@dataclass(frozen=True, slots=True)
class Estimated:
    """The estimated share of a player.

    Attributes
    ----------
    amount : Fraction
        Mean of the cost that the player added. These amounts sum to the cost of all.
    low, high : Fraction
        Where the Shapley value lies, with the stated confidence for all players at once.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    amount: Exact
    low: Exact
    high: Exact


@dataclass(frozen=True, slots=True, repr=False)
class ShapleyEstimate(Result):
    """An estimate of the Shapley value, not the value itself. `estimate_shapley` makes it.

    Attributes
    ----------
    total : Fraction
        Cost of all players together.
    shares : mapping of str to Estimated
        Share of each player, with its interval.
    pairs : int
        How many orders of arrival were drawn; each was used backwards as well.
    seed : int
        Seed of the random numbers.
    confidence : Fraction
        Chance that the intervals of all players contain the Shapley value.
    """

    format = "costshare.shapley_estimate/1"

    total: Exact
    shares: Mapping[str, Estimated]
    pairs: int
    seed: int
    confidence: Exact

    @property
    def amounts(self) -> dict[str, Fraction]:
        """Estimated share of each player; they sum to the cost of all."""
        return {name: each.amount for name, each in self.shares.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self.shares)

    def __len__(self) -> int:
        return len(self.shares)

    def check(self) -> None:
        """Check that the shares sum to the total, and lie in their intervals.

        Raises
        ------
        ConservationError
            If they do not.
        """
        if sum(self.amounts.values()) != self.total:
            msg = f"shares sum to {sum(self.amounts.values())}, not to {self.total}; estimate again"
            raise ConservationError(msg)
        for name, each in self.shares.items():
            if not each.low <= each.amount <= each.high:
                msg = f"share of {name} lies outside its interval; estimate again"
                raise ConservationError(msg)

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a player."""
        each = self.shares.values()
        return (
            text_column("player", self.shares),
            exact_column("low", (share.low for share in each)),
            exact_column("amount", (share.amount for share in each)),
            exact_column("high", (share.high for share in each)),
        )

    def _about(self) -> str:
        return f"of {len(self.shares)} players from {self.pairs} pairs of orders"

    def _blocks(self) -> Iterator[Block]:
        """Lay out shares and intervals, and say that they are an estimate."""
        yield Table(
            ["", say("lowest"), say("estimate"), say("highest")],
            [[name, each.low, each.amount, each.high] for name, each in self.shares.items()],
            [say("total"), None, self.total, None],
            say("Shapley value, estimated"),
        )
        note = say(
            "An estimate from {pairs} random orders of the players, each used backwards as well "
            "(seed {seed}). All intervals contain the Shapley value with a confidence of about "
            "{confidence}.",
            pairs=number(self.pairs),
            seed=number(self.seed),
            confidence=percent(self.confidence),
        )
        yield Points([Point(note)])


def estimate_shapley(
    game: Game, *, seed: int, pairs: int = 1000, confidence: str | float | Fraction = "95%"
) -> ShapleyEstimate:
    """Estimate the Shapley value of any number of players from random orders of arrival.

    Each order is also used backwards, which makes the estimate better where the cost that a player
    adds falls with the number of players who are there. The cost function is called up to 2 × pairs
    × players times.

    Parameters
    ----------
    game : Game
        What any players cost together, as a function.
    seed : int
        Seed of the random numbers, zero or more. The same seed gives the same estimate on every
        platform.
    pairs : int, default 1000
        How many orders to draw, 30 or more. Four times as many halve the intervals.
    confidence : share, default "95%"
        Chance that the intervals of all players contain the value: below 1, as ``"99%"`` or 0.99.
        The intervals rest on the normal distribution, at ``confidence`` for all players at once
        (Bonferroni).

    Returns
    -------
    ShapleyEstimate
        Shares that sum to the cost of all, with intervals.

    Raises
    ------
    CostshareError
        If an argument lies outside what is stated, and if a cost is missing.

    References
    ----------
    Castro, J., Gómez, D. and Tejada, J., "Polynomial Calculation of the Shapley Value Based on
    Sampling", Computers & Operations Research 36, 2009.

    Examples
    --------
    >>> from costshare import fairness
    >>> sites = {f"site {n}": n for n in range(1, 31)}
    >>> game = fairness.Game(list(sites), lambda group: max(sites[name] for name in group))
    >>> found = fairness.estimate_shapley(game, seed=1, pairs=100)
    >>> exact = fairness.shapley(fairness.airport(sites))
    >>> all(found.shares[name].low <= exact[name] <= found.shares[name].high for name in sites)
    True
    """
    given_as(Game, game, "game", "a Game")
    sure = read_share(confidence, "confidence")
    if not 0 < sure < 1:
        msg = f"confidence {plain(sure)} does not lie between 0 and 1; pass '95%'"
        raise CostshareError(msg)
    for name, value, least in (("seed", seed, 0), ("pairs", pairs, _LEAST_PAIRS)):
        if type(value) is not int or not least <= value <= _MOST_PAIRS:
            msg = f"{name} {quoted(value)} is not a whole number from {least} to {_MOST_PAIRS}; "
            raise CostshareError(msg + ("pass 1" if name == "seed" else "pass 1000"))
    sums, squares = _added(game, seed, pairs)
    # Two-sided, and for each player so sure that it holds for all.
    factor = Fraction(NormalDist().inv_cdf(1 - float(1 - sure) / (2 * len(game.players))))
    shares = {}
    for name, total, square in zip(game.players, sums, squares, strict=True):
        mean = total / pairs
        variance = (square / pairs - mean * mean) / (pairs - 1)
        half = factor * Fraction(isqrt(int(variance * _ROOT**2)) + bool(variance), _ROOT)
        shares[name] = Estimated(mean, mean - half, mean + half)
    return ShapleyEstimate(game.total, shares, pairs, seed, sure)


def _added(game: Game, seed: int, pairs: int) -> tuple[list[Fraction], list[Fraction]]:
    """Sum what each player adds, and its square, each the mean of an order and its reverse."""
    size = len(game.players)
    sums, squares = [Fraction(0)] * size, [Fraction(0)] * size
    # The raw bits of a generator are the same on every platform and for good (NEP 19).
    bits = np.random.PCG64(seed)
    for _ in range(pairs):
        keys: list[int] = bits.random_raw(size).tolist()
        order = sorted(range(size), key=keys.__getitem__)
        adds = [Fraction(0)] * size
        for way in (order, order[::-1]):
            before, coalition = Fraction(0), 0
            for place in way:
                coalition |= 1 << place
                cost = game.cost_of(coalition)
                adds[place] += cost - before
                before = cost
        for place, added in enumerate(adds):
            sums[place] += added / 2
            squares[place] += added * added / 4
    return sums, squares
