"""Proposals judged by stated criteria: what each says, and who wins and loses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from costshare.amounts import read_word
from costshare.analysis._change import Change, changes_of
from costshare.analysis._score import (
    Criterion,
    Found,
    Score,
    against_alone,
    distance,
    increases,
    marked,
    spread,
)
from costshare.analysis._score_table import left_out, score_columns, score_table
from costshare.analysis._stand_alone import StandAlone
from costshare.analysis._winners import (
    Winners,
    members_that_differ,
    winner_columns,
    winner_sentences,
    winner_table,
    winners_in,
)
from costshare.fields import Currency, Exact, Money, UnitSize, each_once, find_name, given_as
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    exact_column,
    flag_column,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import join, say

if TYPE_CHECKING:
    import pandas as pd

By = Literal["scenario", "member"]


@dataclass(frozen=True, slots=True, repr=False)
class Criteria(Result):
    """Scenarios judged by stated criteria. `Comparison.criteria` makes it.

    It iterates over its scores. A lower value is better under every criterion. No scenario is named
    as the best of all, since criteria conflict.

    Attributes
    ----------
    fees : mapping of str to mapping of str to Decimal
        Fees by scenario and member.
    unit : Unit
        Largest amount of which every fee is a whole multiple.
    baseline : str
        Name of the scenario that increases are measured from.
    driver, driver_label : str
        Driver that fees are divided by, and what people read for it.
    figures : mapping of str to mapping of str to Fraction
        The driver by scenario and member.
    use : mapping of str to mapping of str to Fraction, or None
        Use by scenario and member; None if none was given.
    stand_alone : tuple of StandAlone
        Costs of doing without the other members.
    currency : str or None
        Currency of every amount.
    pool : str or None
        Pool that is judged; None for the sum over all.

    Examples
    --------
    >>> import costshare as cs
    >>> members = {"A": {"population": 100}, "B": {"population": 300}}
    >>> models = {"today": cs.Flat(), "mixed": cs.Mixed(flat_share="0.5"), "heads": cs.PerCapita()}
    >>> comparison = cs.compare(models, total=1000, members=members)
    >>> criteria = comparison.criteria(stand_alone={"A": 300, "B": 800})
    >>> criteria.best("gini_of_rates"), criteria.score("today", "largest_excess").who
    (('heads',), ('A',))
    """

    format = "costshare.criteria/1"

    fees: Mapping[str, Mapping[str, Money]]
    unit: UnitSize
    baseline: str
    driver: str
    driver_label: str
    figures: Mapping[str, Mapping[str, Exact]]
    use: Mapping[str, Mapping[str, Exact]] | None
    stand_alone: tuple[StandAlone, ...]
    currency: Currency
    pool: str | None

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in order."""
        return tuple(self.fees)

    @property
    def members(self) -> tuple[str, ...]:
        """Members with a fee in any scenario, in the order in which they come."""
        return tuple(dict.fromkeys(name for fees in self.fees.values() for name in fees))

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Names of the criteria; those without figures to judge by are left out."""
        return tuple(self._found())

    @property
    def scores(self) -> tuple[Score, ...]:
        """What each criterion says of each scenario, as exact values."""
        return tuple(
            score for name, found in self._found().items() for score in marked(name, found)
        )

    @property
    def winners(self) -> tuple[Winners, ...]:
        """How many members gain and pay in each scenario but the baseline, and how much."""
        return tuple(
            winners_in(name, changes, self.unit) for name, changes in self._proposals().items()
        )

    def __iter__(self) -> Iterator[Score]:
        return iter(self.scores)

    def __len__(self) -> int:
        return len(self.criteria) * len(self.fees)

    def score(self, scenario: str, criterion: str) -> Score:
        """Return what one criterion says of one scenario.

        Raises
        ------
        CostshareError
            If the scenario or the criterion is unknown.
        """
        name = find_name("scenario", scenario, self.fees)
        return next(each for each in self._scores_of(criterion) if each.scenario == name)

    def best(self, criterion: str) -> tuple[str, ...]:
        """Return the scenarios with the lowest value of a criterion.

        Returns
        -------
        tuple of str
            Several if their values are equal; none if fewer than two scenarios have a value.

        Raises
        ------
        CostshareError
            If the criterion is unknown.
        """
        return tuple(each.scenario for each in self._scores_of(criterion) if each.best)

    def to_frame(self, by: By = "scenario", *, tidy: bool = False) -> "pd.DataFrame":
        """Lay out scenarios and criteria, or who wins and who loses.

        Parameters
        ----------
        by : {"scenario", "member"}, default "scenario"
            A row for each scenario with a column for each criterion, or a row for each member in
            each scenario but the baseline, the largest increase first.
        tidy : bool, default False
            Whether each row is one fact: the score of a scenario under a criterion, with exact
            numbers.

        Returns
        -------
        DataFrame
            By scenario: other numbers than amounts and counts are rounded half to even, to 4
            decimals. By member: columns ``scenario``, ``member``, ``effect``, ``change`` and
            ``change_percent``. Tidy: columns ``scenario``, ``criterion``, ``who``, ``best`` and
            ``value``.

        Raises
        ------
        CostshareError
            If `by` is another word.
        """
        read_word(by, "by", By)
        given_as(bool, tidy, "tidy", "True or False")
        if tidy:
            return to_pandas(self._columns())
        if by == "member":
            return to_pandas(winner_columns(self._proposals()))
        return to_pandas([*score_columns(self.scores)], text_column("scenario", self.scenarios))

    def _scores_of(self, criterion: str) -> list[Score]:
        """Return what a criterion says of each scenario."""
        found = self._found()
        name: Criterion = read_word(criterion, "criterion", tuple(found))
        return list(marked(name, found[name]))

    def check(self) -> None:
        """Check that the scenarios of all figures are known.

        Raises
        ------
        CostshareError
            If one is not, or if a fee is not a whole multiple of the unit.
        """
        find_name("scenario", self.baseline, self.fees)
        for figures in (self.figures, {} if self.use is None else self.use):
            for name in figures:
                find_name("scenario", name, self.fees)
        each_once("stand-alone cost of", [each.members for each in self.stand_alone])
        self._changes()

    def _changes(self) -> dict[str, list[Change]]:
        """Compare every scenario with the baseline."""
        counts = {
            scenario: {
                name: self.unit.count(Fraction(fee), f"fee of {name}") for name, fee in fees.items()
            }
            for scenario, fees in self.fees.items()
        }
        base, members = counts[self.baseline], self.members
        return {
            scenario: list(changes_of(scenario, members, (own, base), self.unit, {}))
            for scenario, own in counts.items()
        }

    def _proposals(self) -> dict[str, list[Change]]:
        """Compare every scenario but the baseline with it."""
        return {name: each for name, each in self._changes().items() if name != self.baseline}

    def _found(self) -> dict[Criterion, dict[str, Found]]:
        """Judge every scenario by every criterion that has figures."""
        found: dict[Criterion, dict[str, Found]] = {}
        for scenario, changes in self._changes().items():
            fees = self.fees[scenario]
            scores = [*increases(changes, is_baseline=scenario == self.baseline)]
            if any(self.figures.values()):
                scores = [*spread(fees, self.figures.get(scenario, {})), *scores]
            if self.stand_alone:
                scores += against_alone(fees, self.stand_alone)
            if self.use is not None:
                scores += distance(fees, self.use.get(scenario, {}))
            for name, value in scores:
                found.setdefault(name, {})[scenario] = value
        return found

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a score."""
        scores = self.scores
        return (
            text_column("scenario", (each.scenario for each in scores)),
            text_column("criterion", (each.criterion for each in scores)),
            text_column("who", (", ".join(each.who) or None for each in scores)),
            flag_column("best", (each.best for each in scores)),
            exact_column("value", (each.value for each in scores)),
        )

    def _about(self) -> str:
        return f"of {', '.join(self.scenarios)}: {', '.join(self.criteria)}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out criteria by scenario, then who wins and who loses."""
        changes, proposals = self._changes(), self._proposals()
        yield score_table(self.scores, self.driver_label, self._caption(say("Criteria")))
        conflict = say(
            "A lower value is better under each criterion. No scenario is named as the best of "
            "all, since criteria can conflict: the board decides which of them matter."
        )
        missing = left_out(self.fees, self.figures, self.use, self.stand_alone, self.driver_label)
        yield Points([Point(text) for text in (conflict, *missing)])
        if not proposals:
            return
        title = say("Who wins and who loses against {baseline}", baseline=self.baseline)
        yield winner_table(proposals, self._caption(title))
        every = [each for own in changes.values() for each in own]
        sentences = *winner_sentences(self.winners), *members_that_differ(every, self.baseline)
        yield Points([Point(text) for text in sentences])

    def _caption(self, title: str) -> str:
        """Add what is judged and its currency to a title."""
        judged = title if self.pool is None else join(": ", [title, self.pool])
        return with_currency(judged, self.currency, ", ")
