"""The Shapley value of many players, estimated from some orders of arrival."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isqrt, log
from typing import Annotated, Any, Literal, NamedTuple

from costshare.amounts import Amount, Unit, plain, read_amount, take_items
from costshare.apportionment import round_units
from costshare.errors import ConservationError, CostshareError, quoted, shown
from costshare.fairness._game import Game
from costshare.fairness._orders import Added, Drawn, draw_orders
from costshare.fields import (
    NO_OTHER_FIELDS,
    Exact,
    OneOf,
    find_name,
    given_as,
    read_by_name,
    read_share,
)
from costshare.results import (
    Block,
    Cell,
    Column,
    Point,
    Points,
    Result,
    Table,
    exact_column,
    magnitude,
    number,
    percent,
    text_column,
)
from costshare.words import say

_LEAST_PAIRS = 30
_MOST_PAIRS = 10_000_000
_DIGITS = 12  # decimals of square roots and logarithms, which are rounded up
_PLACES = 4

Basis = Literal["bounds", "concave", "seen"]


@dataclass(frozen=True, slots=True)
class Estimated:
    """The estimated share of a player.

    Attributes
    ----------
    amount : Fraction
        Mean of the cost that the player added. These amounts sum to the cost of all.
    low, high : Fraction
        Where the Shapley value lies, with the stated confidence for all players at once.
    error : Fraction
        Standard error of the amount, as far as the drawn orders show it.
    least, most : Fraction
        The least and the most that the player adds in any order, on which the interval rests.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    amount: Exact
    low: Exact
    high: Exact
    error: Exact
    least: Exact
    most: Exact


@dataclass(frozen=True, slots=True, repr=False)
class ShapleyEstimate(Result):
    """An estimate of the Shapley value, not the value itself. `estimate_shapley` makes it.

    Attributes
    ----------
    total : Fraction
        Cost of all players together.
    shares : mapping of str to Estimated
        Estimate for each player, with its interval.
    pairs : int
        How many orders of arrival were drawn; each was used backwards as well.
    seed : int
        Seed of the random numbers.
    confidence : Fraction
        Least chance that the intervals of all players contain the Shapley value.
    basis : {"bounds", "concave", "seen"}
        What the confidence rests on: bounds that were passed; that costs are concave, which no
        drawn order contradicts; or that no player ever adds less or more than was seen.
    """

    format = "costshare.shapley_estimate/1"

    total: Exact
    shares: Mapping[str, Estimated]
    pairs: int
    seed: int
    confidence: Exact
    basis: Annotated[Basis, OneOf("basis", Basis)]

    @property
    def amounts(self) -> dict[str, Fraction]:
        """Estimated share of each player; they sum to the cost of all."""
        return {name: each.amount for name, each in self.shares.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self.shares)

    def __len__(self) -> int:
        return len(self.shares)

    def check(self) -> None:
        """Check that shares sum to the total, and lie in their intervals and these in the bounds.

        Raises
        ------
        ConservationError
            If they do not.
        """
        if sum(self.amounts.values()) != self.total:
            msg = f"shares sum to {sum(self.amounts.values())}, not to {self.total}; estimate again"
            raise ConservationError(msg)
        for name, each in self.shares.items():
            if not each.least <= each.low <= each.amount <= each.high <= each.most:
                msg = f"share of {name} lies outside its interval, or that outside its bounds; "
                raise ConservationError(msg + "estimate again")

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a player."""
        each = self.shares.values()
        return (
            text_column("player", self.shares),
            exact_column("low", (share.low for share in each)),
            exact_column("amount", (share.amount for share in each)),
            exact_column("high", (share.high for share in each)),
            exact_column("error", (share.error for share in each)),
        )

    def _about(self) -> str:
        return f"of {len(self.shares)} players from {self.pairs} pairs of orders"

    def _blocks(self) -> Iterator[Block]:
        """Lay out shares and intervals, and say what they are worth."""
        rows: list[list[Cell]] = []
        widths = [each.high - each.low for each in self.shares.values() if each.high > each.low]
        places = max(0, 1 - magnitude(min(widths))) if widths else _PLACES
        unit = Unit(Fraction(1, 10**places))
        for name, each in self.shares.items():
            low, high = floor(each.low / unit.size), ceil(each.high / unit.size)
            near = round_units(each.amount / unit.size, "half_even")
            rows.append([name, *map(unit.decimal, (low, near, high))])
        yield Table(
            ["", say("lowest"), say("estimate"), say("highest")],
            rows,
            [say("total"), None, number(self.total, _PLACES), None],
            say("Shapley value, estimated"),
        )
        yield Points([Point(each) for each in self._notes()])

    def _notes(self) -> Iterator[str]:
        """State from what it is estimated, and what the intervals rest on."""
        yield say(
            "An estimate from {pairs} random orders of the players, each used backwards as well "
            "(seed {seed}).",
            pairs=number(self.pairs),
            seed=number(self.seed),
        )
        sure = percent(self.confidence)
        if self.basis == "bounds":
            yield say(
                "All intervals contain the Shapley value with a confidence of at least "
                "{confidence}, by the bounds on what each player adds.",
                confidence=sure,
            )
        elif self.basis == "concave":
            yield say(
                "If costs are concave, all intervals contain the Shapley value with a confidence "
                "of at least {confidence}. The drawn orders do not contradict that they are.",
                confidence=sure,
            )
        else:
            bounds = next(iter(self.shares.values()))
            yield say(
                "All intervals contain the Shapley value with a confidence of at least "
                "{confidence}, if no player ever adds less than {least} or more than {most}, which "
                "is the least and the most that was seen. Costs are not concave.",
                confidence=sure,
                least=number(bounds.least, _PLACES),
                most=number(bounds.most, _PLACES),
            )


def estimate_shapley(
    game: Game,
    *,
    seed: int,
    pairs: int = 1000,
    confidence: str | float | Fraction = "95%",
    bounds: Mapping[str, tuple[Amount, Amount]] | None = None,
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
        How many orders to draw, 30 or more. Four times as many about halve the intervals.
    confidence : share, default "95%"
        Least chance that the intervals of all players contain the value: below 1, as ``"99%"`` or
        0.99.
    bounds : mapping of str to pair of amounts, optional
        The least and the most that each player adds in any order. Without it they are taken to lie
        between the cost of the player alone and what it adds to all others, as they do where costs
        are concave. If the drawn orders contradict that, the least and the most that was seen of
        any player are taken for all.

    Returns
    -------
    ShapleyEstimate
        Shares that sum to the cost of all, with intervals.

    Raises
    ------
    CostshareError
        If an argument lies outside what is stated, if a cost is missing, and if a player adds less
        or more than its bounds.

    Notes
    -----
    What a player adds in a pair of orders lies within bounds and is independent of other pairs. So
    an interval by Hoeffding's inequality, and one by the empirical inequality of Bernstein, which
    is narrower where amounts vary little, each miss the value with a stated chance at most. The
    interval is what both have in common, each with half of that chance, which is divided by the
    number of players (Bonferroni). No normal distribution is assumed: where a player seldom adds
    much, few orders show it.

    References
    ----------
    Castro, J., Gómez, D. and Tejada, J., "Polynomial Calculation of the Shapley Value Based on
    Sampling", Computers & Operations Research 36, 2009. Hoeffding, W., "Probability Inequalities
    for Sums of Bounded Random Variables", Journal of the American Statistical Association 58, 1963.
    Maurer, A. and Pontil, M., "Empirical Bernstein Bounds and Sample Variance Penalization", COLT
    2009, theorem 4.

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
    given = None if bounds is None else _read_bounds(bounds, game)
    drawn = draw_orders(game, seed, pairs)
    ranges, basis = _ranges(game, drawn, given)
    chance = (1 - sure) / len(game.players)
    shares = {
        name: _estimated(added, drawn, within, chance)
        for name, added, within in zip(game.players, drawn.players, ranges, strict=True)
    }
    return ShapleyEstimate(game.total, shares, pairs, seed, sure, basis)


class _Range(NamedTuple):
    """The least and the most that a player adds."""

    least: Fraction
    most: Fraction

    def has(self, other: "_Range") -> bool:
        """Whether another range lies within it."""
        return self.least <= other.least and other.most <= self.most


def _read_bounds(given: Any, game: Game) -> list[_Range]:
    """Read the least and the most that each player adds."""
    way_out = "pairs of amounts by player, like {'A': (0, 7)}"
    read = read_by_name(given, "bounds", name="player in bounds", way_out=way_out)
    named = {find_name("player in bounds:", name, game.players): read[name] for name in read}
    ranges = []
    for name in game.players:
        if name not in named:
            msg = f"bounds of {shown(name)} are missing; add the least and the most that it adds"
            raise CostshareError(msg)
        pair = take_items(named[name], f"bounds of {shown(name)}", "two amounts")
        ends = [read_amount(each, f"bound of {shown(name)}") for each in pair]
        if len(ends) != 2 or ends[0] > ends[1]:
            msg = f"bounds of {shown(name)} are not the least and the most that it adds; pass two "
            raise CostshareError(msg + "amounts, the lower one first, like (0, 7)")
        ranges.append(_Range(*ends))
    return ranges


def _ranges(game: Game, drawn: Drawn, given: list[_Range] | None) -> tuple[list[_Range], Basis]:
    """Find within which range each player adds, and what that rests on."""
    seen = [
        _Range(Fraction(a.least, drawn.scale), Fraction(a.most, drawn.scale)) for a in drawn.players
    ]
    if given is not None:
        for name, own, stated in zip(game.players, seen, given, strict=True):
            if not stated.has(own):
                beyond = own.least if own.least < stated.least else own.most
                msg = f"{shown(name)} adds {plain(beyond)} in an order, outside of its bounds "
                msg += f"({plain(stated.least)}, {plain(stated.most)}); correct them"
                raise CostshareError(msg)
        return given, "bounds"
    ends = zip(game.stand_alone.values(), game.marginal.values(), strict=True)
    concave = [_Range(last, alone) for alone, last in ends]
    if all(each.has(own) for each, own in zip(concave, seen, strict=True)):
        return concave, "concave"
    widest = _Range(min(each.least for each in seen), max(each.most for each in seen))
    return [widest] * len(seen), "seen"


def _estimated(added: Added, drawn: Drawn, within: _Range, chance: Fraction) -> Estimated:
    """Estimate one share; its interval misses the value with that chance at most."""
    pairs, both = drawn.pairs, 2 * drawn.scale
    mean = Fraction(added.total, both * pairs)
    spread = Fraction(added.squares * pairs - added.total**2, both**2 * pairs * (pairs - 1))
    width = within.most - within.least
    # Half of the chance for each inequality, and two sides.
    hoeffding = width * _root(_log(4 / chance) / (2 * pairs))
    log_of_sides = _log(8 / chance)
    bernstein = _root(2 * spread * log_of_sides / pairs)
    bernstein += 7 * width * log_of_sides / (3 * (pairs - 1))
    half = min(hoeffding, bernstein)
    return Estimated(
        amount=mean,
        low=max(within.least, mean - half),
        high=min(within.most, mean + half),
        error=_root(spread / pairs),
        least=within.least,
        most=within.most,
    )


def _log(value: Fraction) -> Fraction:
    """The natural logarithm, rounded up to decimals that are the same on every platform."""
    return Fraction(ceil(Fraction(log(value)) * 10**_DIGITS) + 1, 10**_DIGITS)


def _root(square: Fraction) -> Fraction:
    """The square root, rounded up."""
    if not square:
        return Fraction(0)
    return Fraction(isqrt(ceil(square * 10 ** (2 * _DIGITS))) + 1, 10**_DIGITS)
