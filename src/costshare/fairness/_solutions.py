"""Solutions of a game side by side: what each player pays and saves, and who would leave."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Annotated, get_args

from costshare.amounts import exact_sum, plain
from costshare.errors import ConservationError
from costshare.fairness._core import Blocking
from costshare.fairness._excess_levels import ExcessLevels, ExcessRule
from costshare.fairness._gains import share_equal_gains, share_proportional_gains
from costshare.fairness._game import MOST_PLAYERS, Game
from costshare.fairness._judged import judge, verdict
from costshare.fairness._left_out import left_out_notes
from costshare.fairness._property import Property
from costshare.fairness._solve import Rule, solve, whole_fees
from costshare.fairness._words import RULE_WORDS
from costshare.fields import Currency, Exact, Money, Name, OneOf, UnitSize, find_name, given_as
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    Table,
    amount_column,
    amount_in_units,
    exact_column,
    flag_column,
    number,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import say

if TYPE_CHECKING:
    import pandas as pd

UNNAMED = "cost"
"""Name of what is shared where nobody names it."""

PROVED = frozenset(get_args(ExcessRule))
"""Solutions that come with a proof."""
_ByCostsAlone = Callable[[Mapping[str, Fraction], Fraction], dict[str, Fraction]]
_BY_COSTS_ALONE: Mapping[str, _ByCostsAlone] = {
    "equal_gains": share_equal_gains,
    "proportional_gains": share_proportional_gains,
}


@dataclass(frozen=True, slots=True, repr=False)
class Solutions(Result):
    """Solutions of a game side by side. `compare_solutions` makes it.

    Attributes
    ----------
    name : str
        What is shared.
    total : Fraction
        Cost of all players together.
    unit : Unit
        Smallest amount that fees move by.
    currency : str or None
        Currency of every amount.
    stand_alone : mapping of str to Fraction
        Cost of each player alone.
    solved : mapping of str to str
        By name in this comparison, the solution that was asked for; amounts that were given have
        none.
    shares : mapping of str to mapping of str to Fraction
        Share of each player, by solution, before rounding.
    fees : mapping of str to mapping of str to Decimal
        The same in whole units that sum to the total.
    blocking, fee_blocking : mapping of str to Blocking or None
        By solution, the coalition that loses most by its shares, and by its fees; None if none
        loses that was looked at.
    is_complete : bool
        Whether all coalitions were looked at. If not, costs of some are missing, or there are more
        than 20 players.
    empty_core : Property or None
        Proof that the core is empty, so that no shares would content every coalition. None if it is
        not empty, or if that is not known.
    proofs : mapping of str to ExcessLevels
        Proof of each nucleolus, by name in this comparison.
    left_out : mapping of str to str
        Why a solution that was asked for could not be computed, by name.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.airport({"A": 3, "B": 9, "C": 12})
    >>> print(fairness.compare_solutions(game, ["shapley", "equal_gains"], unit="0.1"))
    cost
    <BLANKLINE>
           alone  Shapley value  equal gains
    ----------------------------------------
    A        3.0            1.0         -1.0
    B        9.0            4.0          5.0
    C       12.0            7.0          8.0
    ----------------------------------------
    total   24.0           12.0         12.0
    <BLANKLINE>
    saving against the cost alone
    <BLANKLINE>
           Shapley value  equal gains
    ---------------------------------
    A                2.0          4.0
    B                5.0          4.0
    C                5.0          4.0
    ---------------------------------
    total           12.0         12.0
    <BLANKLINE>
    Shapley value: in the core. No players pay more than they would cost alone.
    equal gains: not in the core. B + C would cost 12 alone and pay 13: they pay 1 for A.
    """

    format = "costshare.solutions/1"

    name: Name
    total: Exact
    unit: UnitSize
    currency: Currency
    stand_alone: Mapping[str, Exact]
    solved: Mapping[str, Annotated[Rule, OneOf("rule", Rule)]]
    shares: Mapping[str, Mapping[str, Exact]]
    fees: Mapping[str, Mapping[str, Money]]
    blocking: Mapping[str, Blocking | None]
    fee_blocking: Mapping[str, Blocking | None]
    is_complete: bool
    empty_core: Property | None
    proofs: Mapping[str, ExcessLevels]
    left_out: Mapping[str, str]

    @property
    def players(self) -> tuple[str, ...]:
        """Names of the players, in order."""
        return tuple(self.stand_alone)

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the solutions, in order."""
        return tuple(self.shares)

    def __iter__(self) -> Iterator[str]:
        return iter(self.shares)

    def __len__(self) -> int:
        return len(self.shares)

    def in_core(self, rule: str) -> bool | None:
        """Return whether no coalition pays more by a solution than it would cost alone.

        That is judged before rounding; `fees_in_core` is about the fees.

        Returns
        -------
        bool or None
            None if no coalition was found that does, and not all were looked at.

        Raises
        ------
        CostshareError
            If the rule is unknown.
        """
        return self._is_in_core(self.blocking[find_name("rule", rule, self.shares)])

    def fees_in_core(self, rule: str) -> bool | None:
        """Return whether no coalition pays more by the fees of a solution than it would cost alone.

        Returns
        -------
        bool or None
            As `in_core`.

        Raises
        ------
        CostshareError
            If the rule is unknown.
        """
        return self._is_in_core(self.fee_blocking[find_name("rule", rule, self.shares)])

    def subsidised(self, rule: str) -> tuple[str, ...]:
        """Return the players for whom others pay by the fees of a solution.

        Those are the players outside of the coalition that loses most. There are none if no
        coalition loses, if the core is empty, so that some coalition loses by any shares, or if
        that is not known.

        Raises
        ------
        CostshareError
            If the rule is unknown.

        Examples
        --------
        >>> from costshare import fairness
        >>> game = fairness.airport({"A": 3, "B": 9, "C": 12})
        >>> found = fairness.compare_solutions(game, ["equal_gains", "shapley"])
        >>> found.subsidised("equal_gains"), found.subsidised("shapley")
        (('A',), ())
        """
        found = self.fee_blocking[find_name("rule", rule, self.shares)]
        if found is None or self.empty_core is not None or not self.is_complete:
            return ()
        return tuple(name for name in self.players if name not in found.coalition)

    def _is_in_core(self, found: Blocking | None) -> bool | None:
        return False if found else True if self.is_complete else None

    def savings(self, rule: str) -> dict[str, Fraction]:
        """Return how much less than its cost alone the fee of each player is by a solution.

        Raises
        ------
        CostshareError
            If the rule is unknown.
        """
        fees = self.fees[find_name("rule", rule, self.shares)]
        return {name: cost - Fraction(fees[name]) for name, cost in self.stand_alone.items()}

    def verdict(self, rule: str) -> str:
        """Say whether a solution is in the core, and who pays for whom if not.

        Raises
        ------
        CostshareError
            If the rule is unknown.
        """
        name = find_name("rule", rule, self.shares)
        return _verdict(self, name, self._word(name))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the tables do not say: the verdict on each solution, and what could not be found."""
        return tuple(notes_of(self, self._word))

    @property
    def title(self) -> str:
        """What is shared, in words where it has no name of its own."""
        return say("cost") if self.name == UNNAMED else self.name

    @property
    def titles(self) -> dict[str, str]:
        """What people read for each solution: its word if it is called by its rule, or its name."""
        return {rule: self._word(rule) for rule in self.shares}

    def _word(self, rule: str) -> str:
        """What people read for a solution: its word where it is called by its rule, or its name."""
        return RULE_WORDS.get(rule, rule) if self.solved.get(rule) == rule else rule

    def to_frame(self, *, tidy: bool = False) -> "pd.DataFrame":
        """Lay out fees by player and solution.

        Parameters
        ----------
        tidy : bool, default False
            Whether each row is one fact: a player by a solution.

        Returns
        -------
        DataFrame
            A row for each player and a column for each solution. Tidy: columns ``rule``,
            ``player``, ``in_core``, ``stand_alone``, ``share``, ``saving`` and ``fee``; whether the
            solution is in the core is the same in all of its rows.

        Raises
        ------
        CostshareError
            If `tidy` is neither True nor False.
        """
        given_as(bool, tidy, "tidy", "True or False")
        if tidy:
            return to_pandas(self._columns())
        columns = [amount_column(rule, fees.values()) for rule, fees in self.fees.items()]
        return to_pandas(columns, text_column("player", self.players))

    def check(self) -> None:
        """Prove what does not need the costs of all coalitions; `holds_for` proves the rest.

        Shares sum to the total and fees are the same in whole units; coalitions that block pay what
        is stated, and no player alone loses more; equal and proportional gains are computed again;
        each nucleolus has its proof.

        Raises
        ------
        ConservationError
            If something does not add up.
        """
        for rule in self.shares:
            self._check_sums(rule)
        if not [*self.shares] == [*self.fees] == [*self.blocking] == [*self.fee_blocking]:
            msg = "shares, fees and blocking are of different solutions; compare again"
            raise ConservationError(msg)
        for rule, shares in self.shares.items():
            self._check_blocking(rule, self.blocking[rule], shares)
            paid = {name: Fraction(fee) for name, fee in self.fees[rule].items()}
            self._check_blocking(rule, self.fee_blocking[rule], paid)
        self._check_solved()
        self._check_empty_core()

    def _check_sums(self, rule: str) -> None:
        """Prove that shares sum to the total, and that fees are the same in whole units."""
        shares = self.shares[rule]
        if list(shares) != list(self.stand_alone) or sum(shares.values()) != self.total:
            msg = f"shares of {rule} do not sum to {plain(self.total)} over all players; "
            raise ConservationError(msg + "compare again")
        if whole_fees(shares, self.unit, self.total) != self.fees.get(rule):
            msg = f"fees of {rule} are not its shares in whole units; compare again"
            raise ConservationError(msg)

    def _check_blocking(
        self, rule: str, found: Blocking | None, paid: Mapping[str, Fraction]
    ) -> None:
        """Prove what a coalition pays, and that no player alone loses more than it."""
        if found is not None:
            pays = [paid[name] for name in paid if name in found.coalition]
            if len(pays) != len(found.coalition) or not sum(pays) == found.pays > found.cost:
                msg = f"blocking coalition of {rule} does not pay what it states; compare again"
                raise ConservationError(msg)
        most = Fraction(0) if found is None else found.excess
        for name, cost in self.stand_alone.items():
            is_it = found is not None and found.coalition == (name,)
            if paid[name] - cost > most or (is_it and paid[name] - cost != most):
                msg = f"{name} alone loses by {rule} what its blocking coalition does not state; "
                raise ConservationError(msg + "compare again")

    def _check_solved(self) -> None:
        """Prove each nucleolus, and compute again what costs alone are enough for."""
        if proved := {*self.proofs} ^ {
            name for name, rule in self.solved.items() if rule in PROVED and name in self.shares
        }:
            msg = f"{min(proved)} has no proof, or one that it does not need; compare again"
            raise ConservationError(msg)
        for name, proof in self.proofs.items():
            proof.check()
            if proof.rule != self.solved[name] or proof.amounts != self.shares.get(name):
                msg = f"proof of {name} is of other shares; compare again"
                raise ConservationError(msg)
        for name, rule in self.solved.items():
            known = _BY_COSTS_ALONE.get(rule) if name in self.shares else None
            if known and known(self.stand_alone, self.total) != self.shares[name]:
                msg = f"shares of {name} are not {rule} of the costs alone; compare again"
                raise ConservationError(msg)

    def _check_empty_core(self) -> None:
        """Prove that every solution is blocked by so much as the core is empty by."""
        empty = self.empty_core
        if empty is not None and (
            empty.holds
            or empty.excess <= 0
            or any(each is None or each.excess < empty.excess for each in self._judged())
        ):
            msg = "the core is stated to be empty, and a solution says otherwise; compare again"
            raise ConservationError(msg)

    def _judged(self) -> Iterator[Blocking | None]:
        """What blocks each solution, before rounding and after it."""
        yield from (*self.blocking.values(), *self.fee_blocking.values())

    def holds_for(self, game: Game) -> bool:
        """Return whether these are the solutions of a game, by computing all of them again.

        Parameters
        ----------
        game : Game
            What any players cost together.

        Raises
        ------
        CostshareError
            If a cost is missing.
        ConservationError
            As `check`.
        """
        self.check()
        given_as(Game, game, "game", "a Game")
        solved = [name for name in self.solved if name in self.shares]
        return (
            game.players == self.players
            and game.total == self.total
            and game.stand_alone == self.stand_alone
            and all(solve(game, self.solved[name]) == self.shares[name] for name in solved)
            and judge(game, self.shares, self.fees)
            == (self.blocking, self.fee_blocking, self.is_complete, self.empty_core)
        )

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each player by each solution."""
        rows = [(rule, name) for rule in self.shares for name in self.stand_alone]
        savings = {rule: self.savings(rule) for rule in self.shares}
        return (
            text_column("rule", (rule for rule, _ in rows)),
            text_column("player", (name for _, name in rows)),
            flag_column("in_core", (self.in_core(rule) for rule, _ in rows)),
            exact_column("stand_alone", (self.stand_alone[name] for _, name in rows)),
            exact_column("share", (self.shares[rule][name] for rule, name in rows)),
            exact_column("saving", (savings[rule][name] for rule, name in rows)),
            amount_column("fee", (self.fees[rule][name] for rule, name in rows)),
        )

    def _about(self) -> str:
        return f"of {self.name} among {', '.join(self.players)}: {', '.join(self.rules)}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out fees, savings, and who would be better off alone."""
        words = self.titles.values()
        alone, fees = self.stand_alone, list(self.fees.values())
        money = partial(amount_in_units, unit=self.unit)
        yield Table(
            ["", say("alone"), *words],
            [[name, money(alone[name]), *(each[name] for each in fees)] for name in alone],
            [
                say("total"),
                money(sum(alone.values())),
                *(exact_sum(each.values()) for each in fees),
            ],
            with_currency(self.title, self.currency, ", "),
        )
        saved = [self.savings(rule) for rule in self.shares]
        yield Table(
            ["", *words],
            [[name, *(money(each[name]) for each in saved)] for name in alone],
            [say("total"), *(money(sum(each.values())) for each in saved)],
            with_currency(say("saving against the cost alone"), self.currency, ", "),
        )
        yield Points([Point(note) for note in self.notes])


def notes_of(found: Solutions, word: Callable[[str], str] = str) -> Iterator[str]:
    """State the verdict on each solution, and what could not be found; `word` names a solution."""
    for rule in found.shares:
        yield _verdict(found, rule, word(rule))
    if found.empty_core is not None:
        yield found.empty_core.message
    if not found.is_complete:
        many = say(
            "{count} players have too many coalitions to look at all of them.",
            count=number(len(found.players)),
        )
        missing = say("Costs of some coalitions are missing.")
        yield many if len(found.players) > MOST_PLAYERS else missing
    yield from left_out_notes(found.left_out, word)


def _verdict(found: Solutions, rule: str, named: str) -> str:
    """Say whether a solution is in the core, and who pays for whom if not."""
    return verdict(
        named,
        found.players,
        (found.blocking[rule], found.fee_blocking[rule]),
        others=found.subsidised(rule),
        is_complete=found.is_complete,
    )
