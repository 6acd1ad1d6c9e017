"""Candidates side by side: those that reproduce the fees first, then those that come nearest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.agreement import kind_word
from costshare.errors import ConservationError, CostshareError, shown
from costshare.fields import UnitSize
from costshare.inference._inference import Inference
from costshare.inference._problem import Kind
from costshare.inference._proof import Proof
from costshare.inference._words import CAUTION, all_fees, share_range
from costshare.models import RuleModel
from costshare.results import (
    Block,
    Column,
    Record,
    Result,
    Table,
    amount_column,
    count_column,
    exact_column,
    flag_column,
    number,
    text_column,
)
from costshare.words import join, say, say_count

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class Candidate(Record):
    """One kind of model with one driver, in every unit that was tried.

    Attributes
    ----------
    inference : Inference
        In the largest unit in which it is exact, or else in the largest one tried.
    tried, exact_at : tuple of Decimal
        The units tried, and those in which it reproduces the fees.
    """

    format = "costshare.candidate/1"

    inference: Inference
    tried: tuple[UnitSize, ...]
    exact_at: tuple[UnitSize, ...]

    def __repr__(self) -> str:
        """Describe it in one line."""
        return f"<Candidate {' '.join(filter(None, (self.kind, self.driver)))}: {self.found}>"

    @property
    def kind(self) -> Kind:
        """``flat``, ``proportional``, ``per_capita``, ``mixed`` or ``tariff``."""
        return self.inference.kind

    @property
    def driver(self) -> str | None:
        """The name of the driver; None for ``flat``."""
        return next(iter(self.inference.problem.drivers), None)

    @property
    def exact(self) -> bool:
        """Whether it reproduces the fees."""
        return self.inference.exact

    @property
    def flat_share(self) -> tuple[Fraction, Fraction] | None:
        """The lowest and highest flat share, where it has one that reproduces the fees."""
        return self.inference.flat_share

    @property
    def differing(self) -> tuple[str, ...] | None:
        """The members whose fee differs from the nearest model's; None where none is known."""
        least = self.inference.least_change
        return None if least is None else tuple(least.changes)

    @property
    def largest_difference(self) -> Fraction | None:
        """The largest difference from the nearest model's fee, in proportion to the published fee.

        A fee of zero that the model charges counts as a difference of 1.
        """
        differences = self._differences()
        return None if differences is None else max(differences, default=Fraction(0))

    @property
    def mean_difference(self) -> Fraction | None:
        """The mean of these differences over all fees."""
        differences = self._differences()
        if differences is None:
            return None
        return sum(differences, Fraction(0)) / len(self.inference.problem.members)

    def _differences(self) -> list[Fraction] | None:
        """The relative differences of the fees that differ."""
        least = self.inference.least_change
        if least is None:
            return None
        pairs = [(Fraction(one), Fraction(other)) for one, other in least.changes.values()]
        return [abs(other - one) / abs(one or other) for one, other in pairs]

    def model(self) -> RuleModel:
        """The simplest model that reproduces the fees, or else the nearest one.

        Raises
        ------
        CostshareError
            If the model refuses a tie.
        """
        least = self.inference.least_change
        return self.inference.model() if least is None else least.model

    @property
    def rank(self) -> tuple[int, int, Fraction]:
        """Exact ones first, those with fewer parameters before others; then by least change."""
        least = self.inference.least_change
        if self.exact:
            return 0, self.inference.problem.free, Fraction(0)
        if least is None:
            return 2, 0, Fraction(0)
        moved = sum(
            (abs(Fraction(one) - Fraction(other)) for one, other in least.changes.values()),
            Fraction(0),
        )
        return 1, len(least.changes), moved

    def check(self) -> None:
        """Solve the problem again in every unit that was tried.

        Raises
        ------
        ConservationError
            If the solution differs, or is exact in other units.
        """
        self.inference.check()
        problems = ((unit, self.inference.problem.in_unit(unit)) for unit in self.tried)
        exact = tuple(unit for unit, each in problems if not isinstance(each.solve(), Proof))
        if exact != self.exact_at or self.inference.unit not in (exact or self.tried)[:1]:
            raise ConservationError(f"{self!r} is not exact in the units stated; infer it again")

    @property
    def found(self) -> str:
        """What was found, in a few words."""
        if self.exact:
            return self._parameters()
        least = self.inference.least_change
        if least is None:
            return say("not exact")
        text = say_count(len(least.changes), "{count} fee differs", "{count} fees differ")
        if least.fewest:
            return text
        return say("{differing}, at least {count}", differing=text, count=number(least.at_least))

    def _parameters(self) -> str:
        """With which parameters it is exact, where it has some."""
        point = self.inference.simplest_point
        if point is not None:
            return self.inference.problem.in_words(point)
        if not self.inference.problem.free or self.flat_share is None:
            return say("exact")
        low, high = share_range(*self.flat_share)
        if low == high:
            return say("flat share {share}", share=low)
        return say("flat share {low} to {high}", low=low, high=high)


@dataclass(frozen=True, slots=True, repr=False)
class Ranking(Result):
    """Which of several models and drivers reproduce published fees; `infer` makes it.

    Attributes
    ----------
    rows : tuple of Candidate
        The best first.

    Examples
    --------
    >>> import costshare as cs
    >>> ranking = cs.infer({"A": 1, "B": 3}, {"2019": {"A": 1, "B": 3}}, models=["flat", "mixed"])
    >>> ranking
    <Ranking of 2 candidates: 1 exact>
    >>> [row.kind for row in ranking], ranking.best is ranking[0]
    (['mixed', 'flat'], True)
    """

    format = "costshare.ranking/1"

    rows: tuple[Candidate, ...]

    @property
    def exact(self) -> tuple[Candidate, ...]:
        """All that reproduce the fees. Where there are several, the fees do not show which."""
        return tuple(row for row in self.rows if row.exact)

    @property
    def best(self) -> Candidate:
        """The first row; where several are exact, one of them."""
        return self.rows[0]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.rows)

    def __getitem__(self, place: int) -> Candidate:
        return self.rows[place]

    def of(self, kind: str, driver: str | None = None) -> Candidate:
        """The candidate of a kind of model and a driver.

        Raises
        ------
        CostshareError
            If it was not tried.
        """
        wanted = shown(kind), None if driver is None else shown(driver)
        for row in self.rows:
            if (row.kind, row.driver) == wanted:
                return row
        known = ", ".join(f"{row.kind} {row.driver or ''}".strip() for row in self.rows)
        raise CostshareError(
            f"no candidate is {' '.join(filter(None, wanted))}; there are: {known}"
        )

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a candidate, the best first."""
        rows = self.rows
        shares = [row.flat_share or (None, None) for row in rows]
        differing = [row.differing for row in rows]
        return (
            text_column("model", (row.kind for row in rows)),
            text_column("driver", (row.driver for row in rows)),
            flag_column("exact", (row.exact for row in rows)),
            count_column("differing", (None if each is None else len(each) for each in differing)),
            exact_column("largest_difference", (row.largest_difference for row in rows)),
            exact_column("mean_difference", (row.mean_difference for row in rows)),
            amount_column("unit", (row.inference.unit for row in rows)),
            text_column(
                "exact_at", (", ".join(f"{unit:f}" for unit in row.exact_at) for row in rows)
            ),
            exact_column("lowest", (low for low, _ in shares)),
            exact_column("highest", (high for _, high in shares)),
        )

    def check(self) -> None:
        """Solve every problem again, and prove that the best stands first.

        Raises
        ------
        ConservationError
            If a candidate or the order differs.

        Examples
        --------
        >>> import costshare as cs
        >>> cs.infer({"A": 1, "B": 3}, {"2019": {"A": 1, "B": 3}}).check()
        """
        for row in self.rows:
            row.check()
        ranks = [row.rank for row in self.rows]
        if not ranks or ranks != sorted(ranks):
            msg = "the candidates are not in the order of their rank; sort them"
            raise ConservationError(msg)

    def plot(self, ax: "Axes | None" = None, *, lang: str = "en") -> "Axes":
        """Draw the flat shares that reproduce the fees; see `costshare.plotting.flat_shares`.

        Raises
        ------
        CostshareError
            As `costshare.plotting.flat_shares`.
        """
        from costshare import plotting

        return plotting.flat_shares(self, ax=ax, lang=lang)

    def _about(self) -> str:
        return f"of {len(self.rows)} candidates: {len(self.exact)} exact"

    def _blocks(self) -> Iterator[Block]:
        fees = all_fees(len(self.best.inference.fees))
        yield say_count(
            len(self.exact),
            "{count} of {all} candidates reproduces {fees}.",
            "{count} of {all} candidates reproduce {fees}.",
            all=number(len(self.rows)),
            fees=fees,
        )
        yield Table(
            header=[say("model"), say("driver"), say("unit"), say("found")],
            rows=[
                [kind_word({"kind": row.kind}), row.driver or "", row.inference.unit, row.found]
                for row in self.rows
            ],
        )
        yield say("Units tried: {units}.", units=join(", ", [*map(number, self.rows[0].tried)]))
        if self.exact:
            yield CAUTION
