"""Rules for one claims problem side by side: what each claimant gets, and by what reasoning."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from costshare.amounts import exact_sum, plain, read_word
from costshare.errors import ConservationError
from costshare.fairness._left_out import left_out_notes
from costshare.fairness.claims._rules import RULES, RuleName
from costshare.fairness.claims._words import RULE_WORDS, sentence
from costshare.fields import Currency, Exact, Name, OneOf, UnitSize, find_name, freeze
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    Table,
    amount_column,
    counted,
    exact_column,
    number,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import say

if TYPE_CHECKING:
    import pandas as pd

_PLACES = 4


@dataclass(frozen=True, repr=False)
class ClaimsComparison(Result):
    """Rules for one claims problem side by side. `compare` makes it.

    It iterates over the names of the rules.

    Attributes
    ----------
    estate : Fraction
        What there is to share.
    claims : mapping of str to Fraction
        Claim of each claimant.
    rules : tuple of str
        Names of the rules, in order.
    unit : Unit
        Smallest amount that awards move by.
    currency : str or None
        Currency of every amount.
    left_out : mapping of str to str
        Why a rule that was asked for could not be computed, by its name.

    Examples
    --------
    >>> import costshare as cs
    >>> claims = {"A": 100, "B": 200, "C": 300}
    >>> print(cs.fairness.claims.compare(200, claims, rules=["cea", "talmud"]))
    200 shared among claims of 600
    <BLANKLINE>
           claim  equal awards  Talmud
    ----------------------------------
    A        100            66      50
    B        200            67      75
    C        300            67      75
    ----------------------------------
    total    600           200     200
    <BLANKLINE>
    Equal awards: each gets the same, but at most its claim: up to ≈ 66.6667.
    Talmud: each gets the same, but at most half of its claim: up to 75.
    """

    format = "costshare.claims/1"
    _DERIVED = ("awards", "amounts")

    estate: Exact
    claims: Mapping[Name, Exact]
    rules: tuple[Annotated[RuleName, OneOf("rule", RuleName)], ...]
    unit: UnitSize
    currency: Currency
    left_out: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def awards(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Exact award of each claimant, by rule."""
        awards: Mapping[str, Mapping[str, Fraction]] = freeze(
            {rule: RULES[rule](self.estate, self.claims) for rule in self.rules}
        )
        return awards

    @cached_property
    def amounts(self) -> Mapping[str, Mapping[str, Decimal]]:
        """Awards in whole units that sum to the estate, by rule."""
        # A unit that is a Decimal gives Decimals.
        amounts: Mapping[str, Mapping[str, Decimal]] = freeze(
            {rule: RULES[rule](self.estate, self.claims, unit=self.unit) for rule in self.rules}
        )
        return amounts

    def __iter__(self) -> Iterator[str]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def check(self) -> None:
        """Prove again that awards and amounts sum to the estate.

        Raises
        ------
        CostshareError
            If the estate and the claims are not a claims problem.
        ConservationError
            If something does not add up.
        """
        for rule in self.rules:
            amounts = map(Fraction, self.amounts[rule].values())
            if not sum(self.awards[rule].values()) == sum(amounts) == self.estate:
                msg = f"awards of {rule} do not sum to {plain(self.estate)}; compare again"
                raise ConservationError(msg)

    def losses(self, rule: str) -> dict[str, Fraction]:
        """Return how much each claimant lacks by a rule: its claim less its award, exactly.

        Raises
        ------
        CostshareError
            If the rule is not one of those compared.

        Examples
        --------
        >>> import costshare as cs
        >>> compared = cs.fairness.claims.compare(30, {"A": 20, "B": 30})
        >>> compared.losses("cel")
        {'A': Fraction(10, 1), 'B': Fraction(10, 1)}
        """
        awards = self.awards[find_name("rule", rule, self.rules)]
        return {name: claim - awards[name] for name, claim in self.claims.items()}

    def to_frame(self, *, tidy: bool = False) -> "pd.DataFrame":
        """Lay out awards in whole units by claimant and rule.

        Parameters
        ----------
        tidy : bool, default False
            Whether each row is one fact: a claimant by a rule.

        Returns
        -------
        DataFrame
            A row for each claimant and a column for each rule. Tidy: columns ``rule``,
            ``claimant``, ``claim``, ``award`` (exact), ``loss`` (exact) and ``amount`` (in whole
            units).

        Raises
        ------
        CostshareError
            If `tidy` is neither True nor False.
        """
        return super().to_frame(tidy=tidy)

    def _wide(self) -> "pd.DataFrame":
        """Lay out a column for each rule."""
        columns = [amount_column(rule, own.values()) for rule, own in self.amounts.items()]
        return to_pandas(columns, text_column("claimant", self.claims))

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each claimant by each rule."""
        rows = [(rule, name) for rule in self.rules for name in self.claims]
        awards = [self.awards[rule][name] for rule, name in rows]
        claims = [self.claims[name] for _, name in rows]
        return (
            text_column("rule", (rule for rule, _ in rows)),
            text_column("claimant", (name for _, name in rows)),
            exact_column("claim", claims),
            exact_column("award", awards),
            exact_column(
                "loss", (claim - award for claim, award in zip(claims, awards, strict=True))
            ),
            amount_column("amount", (self.amounts[rule][name] for rule, name in rows)),
        )

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add exact awards and whole amounts."""
        exact = {
            rule: {name: plain(each) for name, each in own.items()}
            for rule, own in self.awards.items()
        }
        whole = {
            rule: {name: str(each) for name, each in own.items()}
            for rule, own in self.amounts.items()
        }
        return fields | {"awards": exact, "amounts": whole}

    def _about(self) -> str:
        among = counted(len(self.claims), "claimant")
        return f"{number(self.estate, 2)} among {among}: {', '.join(self.rules)}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out claims and awards, and the reasoning of each rule."""
        claimed = sum(self.claims.values(), Fraction(0))
        caption = say(
            "{estate} shared among claims of {claims}",
            estate=number(self.estate, _PLACES),
            claims=number(claimed, _PLACES),
        )
        own = list(self.amounts.values())
        yield Table(
            ["", say("claim"), *(RULE_WORDS[rule] for rule in self.rules)],
            [
                [name, claim, *(amounts[name] for amounts in own)]
                for name, claim in self.claims.items()
            ],
            [say("total"), claimed, *(exact_sum(amounts.values()) for amounts in own)],
            with_currency(caption, self.currency, ", "),
        )
        notes = [
            *(sentence(rule, self.estate, self.claims, self.awards[rule]) for rule in self.rules),
            *left_out_notes(self.left_out, lambda rule: RULE_WORDS[read_word(rule, "rule", RULES)]),
        ]
        yield Points([Point(note) for note in notes])
