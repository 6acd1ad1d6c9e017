"""Fees by member and scenario: exact values, frames, and what changes against a baseline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from costshare.agreement import Allocation
from costshare.amounts import Unit, read_word
from costshare.analysis._against_game import core_columns, saving_columns
from costshare.analysis._change import Change, change_columns, changes_of
from costshare.analysis._fees import Fees, count_fees, frame_by_member, members_of, pools_of
from costshare.analysis._summary import Summary, summaries_of, summary_columns
from costshare.errors import ConservationError, CostshareError
from costshare.fairness import Solutions
from costshare.fields import Exact, find_name, given_as
from costshare.results import Column, Result, to_pandas

if TYPE_CHECKING:
    import pandas as pd

By = Literal["member", "scenario"]


@dataclass(frozen=True, slots=True, repr=False)
class ScenarioFees(Result):
    """Fees of several scenarios, of which one is the baseline of the others."""

    allocations: Mapping[str, Allocation]
    baseline: str
    driver: str
    figures: Mapping[str, Mapping[str, Exact]]
    solutions: Solutions | None = None

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in order."""
        return tuple(self.allocations)

    @property
    def currency(self) -> str | None:
        """Currency of every amount; None if no scenario states it."""
        stated = (allocation.currency for allocation in self.allocations.values())
        return next((currency for currency in stated if currency is not None), None)

    @property
    def unit(self) -> Unit:
        """Largest amount of which every fee is a whole multiple."""
        return self._fees(None)[0]

    @property
    def driver_label(self) -> str:
        """What people read for the driver: its label in an agreement, or its name."""
        return self._label_of(self.driver)

    def _label_of(self, driver: str) -> str:
        """Return what people read for a driver, in the first scenario that states it."""
        labels = (each.label_of(driver) for each in self.allocations.values())
        return next((label for label in labels if label != driver), driver)

    @property
    def members(self) -> tuple[str, ...]:
        """Members of all scenarios, in the order in which they come."""
        return members_of(self.allocations.values())

    @property
    def pools(self) -> tuple[str, ...]:
        """Pools of all scenarios, in the order in which they come."""
        return pools_of(self.allocations.values())

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes_in())

    def __len__(self) -> int:
        return len(self.members) * len(self.allocations)

    def changes_in(self, pool: str | None = None) -> tuple[Change, ...]:
        """Return every member in every scenario, as exact values.

        Parameters
        ----------
        pool : str, optional
            One pool; the sum over all pools if left out.

        Returns
        -------
        tuple of Change
            By scenario, then member.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        unit, fees = self._fees(pool)
        base = fees[self.baseline]
        return tuple(
            change
            for name, own in fees.items()
            for change in changes_of(name, self.members, (own, base), unit, self.figures[name])
        )

    def summaries(self, pool: str | None = None) -> tuple[Summary, ...]:
        """Return the figures of every scenario, as exact values.

        Parameters
        ----------
        pool : str, optional
            One pool; the sum over all pools if left out.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        unit, fees = self._fees(pool)
        return summaries_of(self.members, fees, self.baseline, unit, self.figures)

    def total(self, scenario: str, pool: str | None = None) -> Decimal:
        """Return the sum of the fees of a scenario.

        Raises
        ------
        CostshareError
            If the scenario or the pool is unknown.
        """
        unit, fees = self._fees(pool)
        return unit.decimal(sum(fees[self._known(scenario)].values()))

    def fees(self, pool: str | None = None) -> "pd.DataFrame":
        """Lay out fees, a row for each member and a column for each scenario.

        Parameters
        ----------
        pool : str, optional
            One pool; the sum over all pools if left out.

        Returns
        -------
        DataFrame
            Whole amounts as ``Int64``, others as Decimals; ``<NA>`` if the member takes no part.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        fees = [(each.scenario, each.fee) for each in self.changes_in(pool)]
        return frame_by_member(self.members, self.scenarios, fees)

    def changes(self, pool: str | None = None, scenario: str | None = None) -> "pd.DataFrame":
        """Lay out fees less those of the baseline, a row for each member.

        Parameters
        ----------
        pool : str, optional
            One pool; the sum over all pools if left out.
        scenario : str, optional
            One scenario; a column for each but the baseline if left out.

        Returns
        -------
        DataFrame
            Like `fees`; ``<NA>`` if a member has no fee in one of the two.

        Raises
        ------
        CostshareError
            If the pool or the scenario is unknown.
        """
        names = self._others if scenario is None else [self._known(scenario)]
        changes = [(each.scenario, each.change) for each in self.changes_in(pool)]
        return frame_by_member(self.members, names, changes)

    def to_frame(
        self, by: By = "member", *, pool: str | None = None, tidy: bool = False
    ) -> "pd.DataFrame":
        """Lay out changes, or the figures of each scenario.

        Parameters
        ----------
        by : {"member", "scenario"}, default "member"
            A row for each member in each scenario, or a row for each scenario.
        pool : str, optional
            One pool; the sum over all pools if left out.
        tidy : bool, default False
            Whether each row is one fact, with ids first, amounts last, and exact numbers.

        Returns
        -------
        DataFrame
            By member: columns ``scenario``, ``member``, ``fee``, ``change``, ``change_percent``
            and the fee ``per_…`` driver (rounded half to even, to 2 and 4 decimals), ``effect``,
            ``rank`` (1 for the highest fee) and ``rank_change`` (places nearer the highest fee).
            By scenario: ``total``, ``change``, ``members``, ``lowest``, ``highest``, ``gini``, the
            numbers of members that ``gains``, ``pays``, ``unchanged``, ``joins`` and ``leaves``
            count, and the fee per driver of the members with the least and the most of it (Gini
            and fees per driver rounded to 4 decimals). ``<NA>`` if something does not exist.
            Against a game also, over all pools: by member ``alone`` and ``saving``; by scenario
            whether the fees are ``in_core``, and who is ``subsidising`` whom, the ``subsidised``,
            with what ``subsidy`` in all.

        Raises
        ------
        CostshareError
            If the pool is unknown, or `by` is another word.
        """
        read_word(by, "by", By)
        given_as(bool, tidy, "tidy", "True or False")
        if by == "scenario":
            rows = self.summaries(pool)
            names, *columns = summary_columns(rows, self.driver, exact=tidy)
            if self.solutions is not None and pool is None:
                columns += core_columns(self.solutions, self.scenarios)
            return to_pandas([names, *columns]) if tidy else to_pandas(columns, names)
        return to_pandas(self._change_columns(pool, tidy=tidy))

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each member in each scenario."""
        return self._change_columns(None, tidy=True)

    def _change_columns(self, pool: str | None, *, tidy: bool) -> tuple[Column, ...]:
        """Lay out changes, and savings where they are known."""
        changes = self.changes_in(pool)
        columns = change_columns(changes, self.driver, self.currency, tidy=tidy)
        if self.solutions is None or pool is not None:
            return columns
        return *columns, *saving_columns(self.solutions, changes)

    def check(self) -> None:
        """Prove the sums of every scenario again.

        Raises
        ------
        ConservationError
            If a scenario does not add up.
        CostshareError
            If the baseline or a scenario of the figures is unknown.
        """
        self._known(self.baseline)
        for name in self.figures:
            self._known(name)
        for name, allocation in self.allocations.items():
            if name not in self.figures:
                msg = f"scenario {name} has no figures; write them as {{}} if none are known"
                raise CostshareError(msg)
            try:
                allocation.check()
            except CostshareError as error:
                raise type(error)(f"scenario {name}: {error}") from error
        if self.solutions is not None:
            self.solutions.check()
            unit, fees = self._fees(None)
            paid = {
                name: {m: unit.decimal(c) for m, c in own.items()} for name, own in fees.items()
            }
            if paid != self.solutions.fees:
                msg = "fees are not those that solutions has; compare again"
                raise ConservationError(msg)

    @property
    def _others(self) -> list[str]:
        """Names of the scenarios besides the baseline."""
        return [name for name in self.scenarios if name != self.baseline]

    def _known(self, name: object) -> str:
        """Read the name of a scenario."""
        return find_name("scenario", name, self.allocations)

    def _fees(self, pool: str | None) -> tuple[Unit, dict[str, Fees]]:
        """Count fees in units, by scenario and member."""
        chosen = None if pool is None else find_name("pool", pool, self.pools)
        return count_fees(self.allocations, chosen)
