"""How shares in per cent were rounded: what from, by which rule, and who won a tie."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Self

from costshare.amounts import plain
from costshare.apportionment import (
    RoundingRule,
    Tie,
    TieRule,
    apportion_units,
    exact_total,
    round_units,
    scale_to_whole,
    tie_error,
)
from costshare.errors import ConservationError
from costshare.fields import NO_OTHER_FIELDS, Exact, OneOf, Value, WholeNumber

MOST_SHARE_PLACES = 15

ShareMethod = Literal["largest_remainder", "each"]
SharePlaces = Annotated[int, WholeNumber("decimals", 0, MOST_SHARE_PLACES)]


@dataclass(frozen=True, slots=True)
class BrokenTie:
    """Members with equal claims to a last unit, and those of them that got one."""

    __pydantic_config__ = NO_OTHER_FIELDS

    tied: tuple[str, ...]
    won: tuple[str, ...]

    @classmethod
    def named(cls, ties: Iterable[Tie], names: Sequence[str]) -> tuple[Self, ...]:
        """Name the members of ties that the kernel broke, which holds positions."""
        return tuple(
            cls(tuple(names[at] for at in tie.tied), tuple(names[at] for at in tie.won))
            for tie in ties
        )


@dataclass(frozen=True, slots=True)
class ShareRounding(Value):
    """Rounding of shares in per cent. A member that is not named has no share.

    Attributes
    ----------
    shares : mapping of str to Fraction
        Exact share of each member, of a total of 1.
    places : int
        Decimals of a rounded share in per cent.
    method : {"largest_remainder", "each"}
        Whether the rounded shares sum to 100 %, or each was rounded on its own.
    ties : str or None
        Rule that breaks ties between equal remainders; None where each was rounded on its own.
    rounding : str or None
        Rule that rounds a share on its own; None by largest remainder.
    broken_ties : tuple of BrokenTie
        Ties that the tie rule decided.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    shares: Mapping[str, Exact]
    places: SharePlaces
    method: Annotated[ShareMethod, OneOf("method", ShareMethod)]
    ties: TieRule | None = None
    rounding: RoundingRule | None = None
    broken_ties: tuple[BrokenTie, ...] = ()

    @property
    def unit(self) -> Fraction:
        """The smallest amount that a rounded share moves by."""
        return Fraction(1, 100 * 10**self.places)

    def rounded(self) -> tuple[dict[str, Fraction], tuple[BrokenTie, ...]]:
        """Round the exact shares by the rule; also return the ties that it decides."""
        unit, named = self.unit, self.shares
        if self.method == "each":
            rule = self.rounding or "half_up"
            return {name: round_units(its / unit, rule) * unit for name, its in named.items()}, ()
        counts, ties = apportion_units(
            unit.denominator,
            scale_to_whole(list(named.values())),
            method="largest_remainder",
            ties=self.ties or "listed",
        )
        broken = BrokenTie.named(ties, list(named))
        if broken and self.ties == "error":
            raise tie_error(broken[0].tied)
        return {name: count * unit for name, count in zip(named, counts, strict=True)}, broken

    def check(self, where: str, rounded: Mapping[str, Fraction]) -> None:
        """Prove that the exact shares give the rounded ones.

        Raises
        ------
        ConservationError
            If a share or a tie is not what the rule gives.
        """
        self._check_shares(where)
        by_rule, ties = self.rounded()
        for name, share in rounded.items():
            if share != by_rule.get(name, 0):
                msg = f"{where}: the rounded share of {name} is recorded as {plain(share)}, but its"
                msg += f" exact share and the rule give {plain(by_rule.get(name, Fraction(0)))}"
                raise ConservationError(msg)
        if ties != self.broken_ties:
            msg = f"{where}: the recorded ties of shares are not those that the shares lead to"
            raise ConservationError(msg)

    def _check_shares(self, where: str) -> None:
        """Prove that the exact shares can be rounded by the rule."""
        is_each = self.method == "each"
        if (self.ties is None) != is_each or (self.rounding is not None) != is_each:
            its = f"method {self.method}, ties {self.ties} and rounding {self.rounding}"
            msg = f"{where}: {its} of shares do not go together; by each a share has a rounding, "
            msg += "by largest_remainder a rule for ties"
            raise ConservationError(msg)
        for name, share in self.shares.items():
            if share < 0:
                msg = f"{where}: the exact share of {name} is {plain(share)}; it is zero or more"
                raise ConservationError(msg)
        whole = exact_total(self.shares.values())
        if whole != 1 and not is_each:
            msg = f"{where}: the exact shares sum to {plain(whole)}, not to 1, and by "
            raise ConservationError(msg + "largest_remainder the rounded ones do")
