"""Solutions of a game side by side: what each player pays and saves, and who would leave."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.amounts import Amount, Unit, exact_sum, has_names, plain, read_word, take_items
from costshare.errors import ConservationError, CostshareError, shown
from costshare.fairness._core import Blocking, most_blocking, read_amounts
from costshare.fairness._game import Game
from costshare.fairness._solve import Rule, solve, whole_fees
from costshare.fairness._words import RULE_WORDS
from costshare.fields import (
    Exact,
    Money,
    UnitSize,
    each_once,
    find_name,
    given_as,
    read_by_name,
    read_currency,
    read_name,
)
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    Table,
    amount_column,
    exact_column,
    flag_column,
    number,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import join, say, say_all

if TYPE_CHECKING:
    import pandas as pd

_PLACES = 4
_USUAL: tuple[Rule, ...] = ("shapley", "nucleolus", "scrb", "equal_gains", "proportional_gains")


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
    shares : mapping of str to mapping of str to Fraction
        Share of each player, by solution.
    fees : mapping of str to mapping of str to Decimal
        The same in whole units that sum to the total.
    blocking : mapping of str to Blocking or None
        By solution, the coalition that loses most by it; None if it is in the core.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.airport({"A": 3, "B": 9, "C": 12})
    >>> print(fairness.compare_solutions(game, ["shapley", "equal_gains"], unit="0.1"))
    cost
    <BLANKLINE>
           alone  Shapley value  equal gains
    ----------------------------------------
    A          3            1.0         -1.0
    B          9            4.0          5.0
    C         12            7.0          8.0
    ----------------------------------------
    total     24           12.0         12.0
    <BLANKLINE>
    saving against the cost alone
    <BLANKLINE>
           Shapley value  equal gains
    ---------------------------------
    A                  2            4
    B                  5            4
    C                  5            4
    ---------------------------------
    total             12           12
    <BLANKLINE>
    Shapley value: in the core. No players pay more than they would cost alone.
    equal gains: not in the core. B + C would cost 12 alone and pay 13: they pay 1 for A.
    """

    format = "costshare.solutions/1"

    name: str
    total: Exact
    unit: UnitSize
    currency: str | None
    stand_alone: Mapping[str, Exact]
    shares: Mapping[str, Mapping[str, Exact]]
    fees: Mapping[str, Mapping[str, Money]]
    blocking: Mapping[str, Blocking | None]

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

    def in_core(self, rule: str) -> bool:
        """Return whether no coalition pays more by a solution than it would cost alone.

        Raises
        ------
        CostshareError
            If the rule is unknown.
        """
        return self.blocking[find_name("rule", rule, self.shares)] is None

    def savings(self, rule: str) -> dict[str, Fraction]:
        """Return how much less each player pays by a solution than alone, before rounding.

        Raises
        ------
        CostshareError
            If the rule is unknown.
        """
        shares = self.shares[find_name("rule", rule, self.shares)]
        return {name: cost - shares[name] for name, cost in self.stand_alone.items()}

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
        """Prove the sums of shares and fees, and what each blocking coalition pays.

        Raises
        ------
        ConservationError
            If something does not add up.
        """
        for rule, shares in self.shares.items():
            fees, found = self.fees.get(rule), self.blocking.get(rule)
            if list(shares) != list(self.stand_alone) or sum(shares.values()) != self.total:
                msg = f"shares of {rule} do not sum to {plain(self.total)} over all players; "
                raise ConservationError(msg + "compare again")
            if whole_fees(shares, self.unit, self.total) != fees:
                msg = f"fees of {rule} are not its shares in whole units; compare again"
                raise ConservationError(msg)
            if found is not None:
                paid = [shares[name] for name in shares if name in found.coalition]
                if len(paid) != len(found.coalition) or not sum(paid) == found.pays > found.cost:
                    msg = f"blocking coalition of {rule} does not pay what it states; compare again"
                    raise ConservationError(msg)
        if not list(self.shares) == list(self.fees) == list(self.blocking):
            msg = "shares, fees and blocking are of different solutions; compare again"
            raise ConservationError(msg)

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each player by each solution."""
        rows = [(rule, name) for rule in self.shares for name in self.stand_alone]
        return (
            text_column("rule", (rule for rule, _ in rows)),
            text_column("player", (name for _, name in rows)),
            flag_column("in_core", (self.blocking[rule] is None for rule, _ in rows)),
            exact_column("stand_alone", (self.stand_alone[name] for _, name in rows)),
            exact_column("share", (self.shares[rule][name] for rule, name in rows)),
            exact_column(
                "saving", (self.stand_alone[name] - self.shares[rule][name] for rule, name in rows)
            ),
            amount_column("fee", (self.fees[rule][name] for rule, name in rows)),
        )

    def _about(self) -> str:
        return f"of {self.name} among {', '.join(self.players)}: {', '.join(self.rules)}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out fees, savings, and who would be better off alone."""
        words = [_word(rule) for rule in self.shares]
        alone, fees = self.stand_alone, list(self.fees.values())
        yield Table(
            ["", say("alone"), *words],
            [[name, alone[name], *(each[name] for each in fees)] for name in alone],
            [say("total"), sum(alone.values()), *(exact_sum(each.values()) for each in fees)],
            with_currency(self.name, self.currency, ", "),
        )
        saved = [self.savings(rule) for rule in self.shares]
        yield Table(
            ["", *words],
            [[name, *(each[name] for each in saved)] for name in alone],
            [say("total"), *(sum(each.values()) for each in saved)],
            with_currency(say("saving against the cost alone"), self.currency, ", "),
        )
        yield Points([Point(self._sentence(rule)) for rule in self.shares])

    def _sentence(self, rule: str) -> str:
        """Say whether a solution is in the core, and who pays for whom if not."""
        found = self.blocking[rule]
        if found is None:
            return say(
                "{rule}: in the core. No players pay more than they would cost alone.",
                rule=_word(rule),
            )
        return say(
            "{rule}: not in the core. {coalition} would cost {cost} alone and pay {pays}: they pay "
            "{excess} for {others}.",
            rule=_word(rule),
            coalition=join(" + ", found.coalition),
            cost=number(found.cost, _PLACES),
            pays=number(found.pays, _PLACES),
            excess=number(found.excess, _PLACES),
            others=say_all([name for name in self.players if name not in found.coalition]),
        )


def compare_solutions(
    game: Game,
    rules: Iterable[Rule] | Mapping[str, Any] = _USUAL,
    *,
    unit: Amount = 1,
    currency: str | None = None,
    name: str = "cost",
) -> Solutions:
    """Put solutions of a game side by side: fees, savings, and whether they are in the core.

    Parameters
    ----------
    game : Game
        What any players cost together.
    rules : iterable of str, or mapping
        Names of solutions, as `solve` takes them; or a mapping of any names to such a name, or to
        an amount for each player, such as today's fees or the quotas of a model.
    unit : amount, default 1
        Smallest amount that fees move by.
    currency : str, optional
        Currency of every amount, as an ISO 4217 code.
    name : str, default "cost"
        What is shared.

    Returns
    -------
    Solutions
        Shares, fees and savings by solution. The core is judged before rounding.

    Raises
    ------
    CostshareError
        If a rule is unknown, repeated or not defined for the game, if amounts do not sum to the
        cost of all, if that is not a multiple of the unit, and if a cost is missing.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.joint_procurement(300, {"Boden": 20, "Luleå": 80, "Piteå": 50})
    >>> today = {"Boden": 50, "Luleå": 300, "Piteå": 100}
    >>> found = fairness.compare_solutions(game, {"today": today, "Shapley": "shapley"})
    >>> found.in_core("today"), found.savings("today")["Boden"]
    (True, Fraction(270, 1))
    """
    given_as(Game, game, "game", "a Game")
    size, code = Unit.read(unit), read_currency(currency)
    shares = {rule: _shares(game, rule, each) for rule, each in _read_rules(rules).items()}
    return Solutions(
        name=read_name(name),
        total=game.total,
        unit=size,
        currency=code,
        stand_alone=game.stand_alone,
        shares=shares,
        fees={rule: whole_fees(each, size, game.total) for rule, each in shares.items()},
        blocking={rule: most_blocking(game, each) for rule, each in shares.items()},
    )


def _read_rules(rules: Any) -> dict[str, Any]:
    """Read what is compared, by name."""
    if has_names(rules):
        read = read_by_name(rules, "rules", name="rule")
    else:
        listed = take_items(rules, "rules", "names of solutions")
        names = [read_word(name, "rule", Rule) for name in listed]
        each_once("rule", names)
        read = {name: name for name in names}
    if not read:
        msg = "rules are empty; name one solution or more, such as 'shapley'"
        raise CostshareError(msg)
    return read


def _shares(game: Game, name: str, rule: Any) -> dict[str, Fraction]:
    """Share by a solution of a name, or take the amounts that are given."""
    if not has_names(rule):
        return solve(game, rule)
    shares = read_amounts(rule, game, f"amounts of rule {shown(name)}")
    if (paid := sum(shares.values(), Fraction(0))) != game.total:
        msg = f"amounts of rule {shown(name)} sum to {plain(paid)}, not to the cost of all, "
        raise CostshareError(f"{msg}{plain(game.total)}; scale them, or correct the game")
    return shares


def _word(rule: str) -> str:
    """The word of a solution; another name as it is."""
    return RULE_WORDS.get(rule, rule)
