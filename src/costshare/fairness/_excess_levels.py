"""Shares with the proof that no others make the excess of coalitions smaller, level by level."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Literal

from costshare.errors import ConservationError
from costshare.fairness._game import Game
from costshare.fairness._levels import Rows, unsettled
from costshare.fairness._table import subset_sums
from costshare.fairness._words import RULE_WORDS
from costshare.fields import NO_OTHER_FIELDS, Exact, given_as
from costshare.linear import Span
from costshare.results import (
    Block,
    Cell,
    Column,
    Point,
    Points,
    Result,
    Table,
    count_column,
    exact_column,
    text_column,
)
from costshare.words import join, say

_ZERO = Fraction(0)

ExcessRule = Literal["nucleolus", "per_capita_nucleolus", "prenucleolus", "least_core"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A coalition in a proof.

    Attributes
    ----------
    coalition : tuple of str
        Names of its players.
    cost : Fraction
        What it would cost without the others.
    weight : Fraction
        Its weight, above zero.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    coalition: tuple[str, ...]
    cost: Exact
    weight: Exact


@dataclass(frozen=True, slots=True)
class ExcessLevel:
    """The largest excess of coalitions that earlier levels do not settle.

    Attributes
    ----------
    excess : Fraction
        The largest excess; for the per-capita nucleolus, for each player of the coalition.
    coalitions : tuple of Weighed
        Coalitions that have it. With their weights, and those of earlier levels, every player takes
        part equally; so what one of them pays less, another pays more.
    alone : tuple of Weighed
        Players who pay as much as alone, which limits the others.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    excess: Exact
    coalitions: tuple[Weighed, ...]
    alone: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ExcessLevels(Result):
    """Shares, and the proof that they are the nucleolus. `excess_levels` makes it.

    The weighted coalitions of each level are balanced beside those of earlier levels: that proves,
    by Kohlberg's criterion (1971), that no other shares do better. `check` proves it again from
    what is listed, and `holds_for` for all coalitions of a game.

    Attributes
    ----------
    rule : str
        ``"nucleolus"``, ``"per_capita_nucleolus"``, ``"prenucleolus"`` or ``"least_core"``.
    total : Fraction
        Cost of all players together.
    amounts : mapping of str to Fraction
        Share of each player.
    levels : tuple of ExcessLevel
        The largest excess, then the next ones; the least core has one level.

    Examples
    --------
    >>> from costshare import fairness
    >>> print(fairness.excess_levels(fairness.airport({"A": 3, "B": 9})))
    nucleolus
    <BLANKLINE>
           share
    ------------
    A        1.5
    B        7.5
    ------------
    total      9
    <BLANKLINE>
    levels of excess
    <BLANKLINE>
       level  weight  cost  amount  excess
    --------------------------------------
    A      1     0.5     3     1.5    -1.5
    B      1     0.5     9     7.5    -1.5
    <BLANKLINE>
    By other shares that the rule allows, the first level that differs has a larger excess.
    """

    format = "costshare.excess_levels/1"

    rule: ExcessRule
    total: Exact
    amounts: Mapping[str, Exact]
    levels: tuple[ExcessLevel, ...]

    @property
    def players(self) -> tuple[str, ...]:
        """Names of the players, in order."""
        return tuple(self.amounts)

    def __iter__(self) -> Iterator[ExcessLevel]:
        return iter(self.levels)

    def __len__(self) -> int:
        return len(self.levels)

    def check(self) -> None:
        """Prove the sums, the excess of every coalition that is listed, and the balance of weights.

        Raises
        ------
        ConservationError
            If the shares do not sum to the total, or a level does not prove what it states.
        """
        if sum(self.amounts.values()) != self.total:
            msg = f"shares sum to {sum(self.amounts.values())}, not to {self.total}; compute again"
            raise ConservationError(msg)
        if unknown := {n for _, each in self._listed() for n in each.coalition} - {*self.amounts}:
            msg = f"levels name the player {min(unknown)}, who has no share; compute again"
            raise ConservationError(msg)
        before: Fraction | None = None
        for place, (level, span) in enumerate(self._spans(), 1):
            if before is not None and level.excess > before:
                msg = f"level {place} has a larger excess than level {place - 1}; compute again"
                raise ConservationError(msg)
            before = level.excess
            self._check_level(place, level, span)
        if self.rule != "least_core" and self._span(self.levels).rank < len(self.amounts):
            msg = "levels do not settle what every player pays; compute again"
            raise ConservationError(msg)

    def holds_for(self, game: Game) -> bool:
        """Return whether this is the solution of a game, by looking at every coalition of it.

        Parameters
        ----------
        game : Game
            What any players cost together.

        Raises
        ------
        CostshareError
            If a cost is missing, and if the game has more than 20 players.
        ConservationError
            As `check`.
        """
        self.check()
        table = given_as(Game, game, "game", "a Game").table
        listed = [each for level in self.levels for each in (*level.coalitions, *level.alone)]
        if (
            game.players != self.players
            or game.total != self.total
            or any(game.cost(each.coalition) != each.cost for each in listed)
            or (self._individual and any(self.amounts[n] > c for n, c in game.stand_alone.items()))
        ):
            return False
        exact = [*self.amounts.values(), *(level.excess for level in self.levels)]
        scale = lcm(table.scale, *(each.denominator for each in exact))
        largest = int(max(map(abs, exact)) * scale) * len(self.amounts)
        room = max(scale, largest, int(abs(table.costs).max()) * (scale // table.scale))
        pays = subset_sums([int(each * scale) for each in self.amounts.values()], 2 * room)
        excess = pays - table.costs.astype(pays.dtype) * (scale // table.scale)
        make = Rows.per_capita if self._per_capita else Rows.plain
        divisors = make(table).divisors.astype(pays.dtype)
        for level, span in self._spans():
            left = unsettled(span)
            if (excess[left] > divisors[left] * int(level.excess * scale)).any():
                return False
        return True

    @property
    def _per_capita(self) -> bool:
        return self.rule == "per_capita_nucleolus"

    @property
    def _individual(self) -> bool:
        return self.rule in {"nucleolus", "per_capita_nucleolus"}

    def _spans(self) -> Iterator[tuple[ExcessLevel, Span]]:
        """Each level with the coalitions that levels before it settle."""
        for place, level in enumerate(self.levels):
            yield level, self._span(self.levels[:place])

    def _span(self, levels: Sequence[ExcessLevel]) -> Span:
        """The coalitions that levels settle."""
        span = Span(len(self.amounts))
        span.add((1,) * len(self.amounts))
        for level in levels:
            for each in (*level.coalitions, *level.alone):
                span.add(self._members(each))
        return span

    def _check_level(self, place: int, level: ExcessLevel, span: Span) -> None:
        """Prove one level."""
        listed = (*level.coalitions, *level.alone)
        divided = (each.weight * self._divisor(each) for each in level.coalitions)
        sums = [
            sum(column, _ZERO)
            for column in zip(
                *([each.weight * m for m in self._members(each)] for each in listed), strict=True
            )
        ]
        holds = (
            all(self._excess(each) == level.excess for each in level.coalitions)
            and all(self._individual and self._pays(each) == each.cost for each in level.alone)
            and all(each.weight > 0 for each in listed)
            and sum(divided) == 1
            and sums in span
        )
        if not holds:
            msg = f"level {place} does not prove its excess; compute again, or load what was saved"
            raise ConservationError(msg)

    def _members(self, each: Weighed) -> tuple[int, ...]:
        return tuple(int(name in each.coalition) for name in self.amounts)

    def _divisor(self, each: Weighed) -> int:
        return len(each.coalition) if self._per_capita else 1

    def _pays(self, each: Weighed) -> Fraction:
        return sum((self.amounts[name] for name in each.coalition), _ZERO)

    def _excess(self, each: Weighed) -> Fraction:
        return (self._pays(each) - each.cost) / self._divisor(each)

    def _listed(self) -> Iterator[tuple[int, Weighed]]:
        """Every coalition with the number of its level."""
        for place, level in enumerate(self.levels, 1):
            yield from ((place, each) for each in (*level.coalitions, *level.alone))

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a coalition of a level."""
        listed = list(self._listed())
        return (
            text_column("coalition", (" + ".join(each.coalition) for _, each in listed)),
            count_column("level", (place for place, _ in listed)),
            exact_column("weight", (each.weight for _, each in listed)),
            exact_column("cost", (each.cost for _, each in listed)),
            exact_column("amount", (self._pays(each) for _, each in listed)),
            exact_column("excess", (self._excess(each) for _, each in listed)),
        )

    def _about(self) -> str:
        return f"{self.rule} of {', '.join(self.players)}: {len(self.levels)} levels"

    def _blocks(self) -> Iterator[Block]:
        """Lay out shares, then the levels."""
        yield Table(
            ["", say("share")],
            [[name, share] for name, share in self.amounts.items()],
            [say("total"), self.total],
            RULE_WORDS[self.rule],
        )
        rows: list[list[Cell]] = [
            [
                join(" + ", each.coalition),
                place,
                each.weight,
                each.cost,
                self._pays(each),
                self._excess(each),
            ]
            for place, each in self._listed()
        ]
        titles = say("level"), say("weight"), say("cost"), say("amount"), say("excess")
        yield Table(["", *titles], rows, caption=say("levels of excess"))
        yield Points([Point(_PROOF_OF_LEAST if self.rule == "least_core" else _PROOF)])


_PROOF = say(
    "By other shares that the rule allows, the first level that differs has a larger excess."
)
_PROOF_OF_LEAST = say("By any shares, one of these coalitions has this excess or a larger one.")
