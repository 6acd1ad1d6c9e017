"""What may hold of the costs of a game, each with the coalitions that show where it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from costshare.errors import UnsolvedError
from costshare.fairness._coalitions import name_of, names_in
from costshare.fairness._floats import refuse_noise
from costshare.fairness._levels import Rows, first_level
from costshare.fairness._table import Table, subset_sums
from costshare.fields import NO_OTHER_FIELDS, Exact, Sentence
from costshare.results import number
from costshare.words import join, say

_MOST_FOR_PAIRS = 16  # of whom 3 ** 16 pairs of coalitions are compared
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Property(Sentence):
    """Whether something holds of the costs of a game. It is true where it holds.

    Attributes
    ----------
    name : str
        What may hold: ``"monotone"``, ``"subadditive"``, ``"concave"``, ``"essential"`` or
        ``"balanced"``.
    holds : bool
        Whether it does.
    coalitions : tuple of tuple of str
        Coalitions that show that it does not hold; where several do, those that show it most.
    excess : Fraction
        By how much the costs of these coalitions violate it; 0 where it holds.
    message : str
        The same as a sentence.

    Examples
    --------
    >>> from costshare import fairness
    >>> game = fairness.Game(["A", "B"], {"A": 3, "B": 4, ("A", "B"): 9})
    >>> bool(game.is_subadditive), game.is_subadditive.coalitions
    (False, (('A',), ('B',)))
    >>> print(game.is_subadditive)
    A and B cost 2 more together than apart.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    name: str
    holds: bool
    coalitions: tuple[tuple[str, ...], ...]
    excess: Exact
    message: str

    def __bool__(self) -> bool:
        return self.holds


class Properties:
    """Finds out what holds of the costs of all coalitions."""

    def __init__(self, players: Sequence[str], table: Table, noise: Fraction) -> None:
        self.players, self.table, self.noise = players, table, noise

    def monotone(self) -> Property:
        """Whether no coalition costs more than a larger one."""
        costs, most, found = self.table.costs, 0, (0, 0)
        for place in range(self.table.size):
            small = self.table.without(place)
            loss = costs[small] - costs[small | 1 << place]
            at = int(loss.argmax())
            if loss[at] > most:
                most, found = int(loss[at]), (int(small[at]), int(small[at]) | 1 << place)
        if not most:
            return self._holds("monotone", say("No coalition costs more than a larger one."))
        (smaller, larger), amount = map(self._named, found), self._amount(most)
        if not smaller:
            text = say("{player} costs {amount} less than nothing.", player=larger, amount=amount)
            return self._fails("monotone", found, most, text)
        text = say(
            "{larger} costs {amount} less than {smaller}.",
            larger=larger,
            smaller=smaller,
            amount=amount,
        )
        return self._fails("monotone", found, most, text)

    def concave(self) -> Property:
        """Whether a player adds less cost, the more players are there already."""
        costs, most, found = self.table.costs, 0, (0, 0)
        for one in range(self.table.size):
            for other in range(one):
                base = self.table.without(one, other)
                first, second = base | 1 << one, base | 1 << other
                excess = costs[first | second] + costs[base] - costs[first] - costs[second]
                at = int(excess.argmax())
                if excess[at] > most:
                    most, found = int(excess[at]), (int(second[at]), int(first[at]))
        if not most:
            text = say("A player adds less cost, or as much, the more players are there already.")
            return self._holds("concave", text)
        if not found[0] & found[1]:
            return self._fails("concave", found, most, self._more_together(found, most))
        one_name, other_name = map(self._named, found)
        text = say(
            "{one} and {other} cost {amount} more together, with the players in both, than apart.",
            one=one_name,
            other=other_name,
            amount=self._amount(most),
        )
        return self._fails("concave", found, most, text)

    def subadditive(self) -> Property:
        """Whether no two coalitions without common players cost more together than apart."""
        together = say("No two coalitions cost more together than apart.")
        if self.concave():
            return self._holds("subadditive", together)
        if self.table.size > _MOST_FOR_PAIRS:
            msg = f"is_subadditive compares all pairs of coalitions of {_MOST_FOR_PAIRS} players "
            msg += f"at most, and the game has {self.table.size}; ask for is_concave, from which "
            raise UnsolvedError(msg + "it follows, or for is_balanced")
        costs, most, found = self.table.costs, 0, (0, 0)
        for one in range(1, self.table.all_players):
            # Each pair once: the first coalition has the first player of both.
            first = (one & -one).bit_length()
            free = [1 << place for place in range(first, self.table.size) if not one >> place & 1]
            others = subset_sums(free)[1:]
            if not len(others):
                continue
            excess = costs[others | one] - costs[others] - costs[one]
            at = int(excess.argmax())
            if excess[at] > most:
                most, found = int(excess[at]), (one, int(others[at]))
        if not most:
            return self._holds("subadditive", together)
        text = self._more_together(found, most)
        return self._fails("subadditive", found, most, text)

    def balanced(self) -> Property:
        """Whether the core is not empty: by some shares no coalition pays more than alone."""
        level = first_level(self.table, Rows.plain(self.table))
        if level is None or level.excess <= 0:
            return balanced()
        coalitions = [coalition for coalition, _ in level.coalitions]
        names = join(", ", [self._named(each) for each in coalitions])
        text = say(
            "The core is empty. By any shares, one of these coalitions pays at least {amount} more "
            "than it costs alone: {coalitions}.",
            amount=number(level.excess, _PLACES),
            coalitions=names,
        )
        return self._fails("balanced", coalitions, level.excess * self.table.scale, text)

    def _more_together(self, found: tuple[int, int], most: int) -> str:
        """Say that two coalitions without common players had better stay apart."""
        one, other = map(self._named, found)
        return say(
            "{one} and {other} cost {amount} more together than apart.",
            one=one,
            other=other,
            amount=self._amount(most),
        )

    def _named(self, coalition: int) -> str:
        return name_of(self.players, coalition)

    def _amount(self, whole: int) -> str:
        return number(Fraction(whole, self.table.scale), _PLACES)

    def _holds(self, name: str, message: str) -> Property:
        return _holds(name, message)

    def _fails(
        self, name: str, coalitions: Sequence[int], most: int | Fraction, message: str
    ) -> Property:
        excess = Fraction(most) / self.table.scale
        refuse_noise(excess, self.noise)
        return _fails(name, [names_in(self.players, each) for each in coalitions], excess, message)


def balanced() -> Property:
    """State that the core is not empty, as it never is of a tree (Megiddo 1978)."""
    text = say("Some shares let no coalition pay more than it costs alone.")
    return _holds("balanced", text)


def essential(alone: Mapping[str, Fraction], total: Fraction, noise: Fraction) -> Property:
    """Whether all players together cost less than each alone."""
    saving = sum(alone.values(), -total)
    refuse_noise(saving, noise)
    if saving > 0:
        text = say("All players together save {amount}.", amount=number(saving, _PLACES))
        return _holds("essential", text)
    text = say("All players together save nothing.")
    return _fails("essential", [(name,) for name in alone], -saving, text)


def _holds(name: str, message: str) -> Property:
    return Property(name, holds=True, coalitions=(), excess=Fraction(0), message=message)


def _fails(
    name: str, coalitions: Sequence[tuple[str, ...]], excess: Fraction, message: str
) -> Property:
    return Property(name, holds=False, coalitions=tuple(coalitions), excess=excess, message=message)
