"""The comparison: fees by member and scenario, and what changes against a baseline."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from costshare.agreement import Allocation
from costshare.amounts import Amount, Unit, read_word
from costshare.analysis._change import (
    Change,
    Fees,
    change_columns,
    change_table,
    changes_of,
    count_fees,
)
from costshare.analysis._criteria import Criteria
from costshare.analysis._difference import Difference, differences_of
from costshare.analysis._difference_line import difference_lines
from costshare.analysis._fee_steps import BreakEven
from costshare.analysis._figures import drivers_used, given_figures, read_figures
from costshare.analysis._stand_alone import read_stand_alone
from costshare.analysis._summary import (
    Summary,
    summaries_of,
    summary_columns,
    summary_table,
)
from costshare.analysis._sweep import break_even
from costshare.errors import CostshareError
from costshare.fields import Exact, find_name, given_as, read_name
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    amount_column,
    counted,
    signed,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import join, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

By = Literal["member", "scenario"]


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Result):
    """Scenarios side by side. `compare` makes one, and it iterates over its changes.

    Attributes
    ----------
    allocations : mapping of str to Allocation
        Fees of each scenario, in order.
    baseline : str
        Name of the scenario that the others are compared with.
    driver : str
        Driver that fees are divided by.
    figures : mapping of str to mapping of str to Fraction
        The driver by scenario and member.

    Examples
    --------
    >>> import costshare as cs
    >>> members = {"A": {"population": 100}, "B": {"population": 300}}
    >>> models = {"today": cs.Flat(), "proposal": cs.PerCapita()}
    >>> print(cs.compare(models, total=1000, members=members))
    Fees compared with today
    <BLANKLINE>
           today  proposal  change
    ------------------------------
    A        500       250    -250
    B        500       750    +250
    ------------------------------
    total  1 000     1 000       0
    <BLANKLINE>
              lowest  highest  Gini  gains  pays  unchanged  per population, smallest    largest
    --------------------------------------------------------------------------------------------
    today        500      500     0      0     0          2                         5  ≈ 1.66667
    proposal     250      750  0.25      1     1          0                       2.5        2.5
    """

    format = "costshare.comparison/1"

    allocations: Mapping[str, Allocation]
    baseline: str
    driver: str
    figures: Mapping[str, Mapping[str, Exact]]

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
    def title(self) -> str:
        """What is compared, in words."""
        return say("Fees compared with {baseline}", baseline=self.baseline)

    @property
    def driver_label(self) -> str:
        """What people read for the driver: its label in an agreement, or its name."""
        return self._label_of(self.driver)

    def _label_of(self, driver: str) -> str:
        labels = (each.label_of(driver) for each in self.allocations.values())
        return next((label for label in labels if label != driver), driver)

    @property
    def members(self) -> tuple[str, ...]:
        """Members of all scenarios, in the order in which they come."""
        every = (member for each in self.allocations.values() for member in each.members)
        return tuple(dict.fromkeys(every))

    @property
    def pools(self) -> tuple[str, ...]:
        """Pools of all scenarios, in the order in which they come."""
        every = (pool for each in self.allocations.values() for pool in each.pools)
        return tuple(dict.fromkeys(pool.name for pool in every))

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes_in())

    def __len__(self) -> int:
        return len(self.members) * len(self.allocations)

    def rebased(self, baseline: str) -> "Comparison":
        """Compare the same scenarios with another baseline.

        Raises
        ------
        CostshareError
            If the scenario is unknown.
        """
        return replace(self, baseline=self._known(baseline))

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

    def differences(self, scenario: str) -> tuple[Difference, ...]:
        """Find how a scenario differs from the baseline in what the fees are made of.

        They are found in the records of the fees: period, members, pools, models, totals, rounding
        and the drivers that both use. What no fee depends on is not compared, and neither are the
        fees. A model that is agreed or a price list has no total to compare.

        Parameters
        ----------
        scenario : str
            Name of the scenario.

        Returns
        -------
        tuple of Difference
            One for each value that differs; none for the baseline.

        Raises
        ------
        CostshareError
            If the scenario is unknown.

        Examples
        --------
        >>> import costshare as cs
        >>> members = [cs.Member(name="A", population=100), cs.Member(name="B", population=300)]
        >>> pool = cs.Pool(name="office", total=1000, model=cs.PerCapita())
        >>> board = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
        >>> grown = cs.what_if(board, population={"A": 200}, total_change="5%")
        >>> for each in cs.compare({"today": board, "grown": grown}).differences("grown"):
        ...     print(each)
        total of office 1 050 instead of 1 000
        population of A 200 instead of 100
        """
        chosen = self.allocations[self._known(scenario)]
        return tuple(differences_of(self.allocations[self.baseline], chosen))

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
        return self._by_member(
            self.scenarios, [(each.scenario, each.fee) for each in self.changes_in(pool)]
        )

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
        others = [name for name in self.scenarios if name != self.baseline]
        return self._by_member(
            others if scenario is None else [self._known(scenario)],
            [(each.scenario, each.change) for each in self.changes_in(pool)],
        )

    def _by_member(
        self, scenarios: Iterable[str], amounts: Sequence[tuple[str, Decimal | None]]
    ) -> "pd.DataFrame":
        """Lay out an amount, members × scenarios."""
        columns = [
            amount_column(name, (amount for scenario, amount in amounts if scenario == name))
            for name in scenarios
        ]
        return to_pandas(columns, text_column("member", self.members))

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
            return to_pandas([names, *columns]) if tidy else to_pandas(columns, names)
        changes = self.changes_in(pool)
        return to_pandas(change_columns(changes, self.driver, self.currency, tidy=tidy))

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each member in each scenario."""
        return change_columns(self.changes_in(), self.driver, self.currency, tidy=True)

    def break_even(self, pool: str | None = None) -> tuple[BreakEven, ...]:
        """Find the flat shares of a `Mixed` at which each member would pay what it does today.

        Today is the baseline; total, members and rounding are those of its pool, and the driver
        is that of the comparison.

        Parameters
        ----------
        pool : str, optional
            One pool. If left out, one `Mixed` shares the sum of all pools of the baseline, in the
            largest unit that fits every pool, among the members that pay to any of them.

        Returns
        -------
        tuple of BreakEven
            For each member: the share at which its exact quota is today's fee, and all shares at
            which its fee is.

        Raises
        ------
        CostshareError
            If the pool is unknown, if a member has no figure of the driver, and if a pool is
            shared by a method other than largest remainder.

        Examples
        --------
        >>> import costshare as cs
        >>> members = {"A": {"population": 100}, "B": {"population": 300}}
        >>> today = cs.allocate(1000, cs.Fixed(amounts={"A": 300, "B": 700}), members, unit=100)
        >>> for each in cs.compare({"today": today}, drivers={"A": 100, "B": 300}).break_even():
        ...     print(each)
        A: quota 300 at 0.2; fee in [0, 0.4)
        B: quota 700 at 0.2; fee in [0, 0.4)
        """
        allocation = self.allocations[self.baseline]
        records = allocation.pools if pool is None else (allocation.pool(pool),)
        return break_even(records, self.figures[self.baseline], self.driver)

    def criteria(
        self,
        *,
        driver: str | None = None,
        use: "str | Mapping[str, Amount] | pd.Series[Any] | None" = None,
        stand_alone: "Mapping[Any, Amount] | pd.Series[Any] | None" = None,
        pool: str | None = None,
    ) -> Criteria:
        """Judge the scenarios by stated criteria: spread, increases, costs alone, use.

        Parameters
        ----------
        driver : str, optional
            Driver that fees are divided by; that of the comparison if left out. Others are known if
            fees are computed with them.
        use : str, or mapping of str to number, or Series, optional
            Name of the driver that measures use, or figures by member.
        stand_alone : mapping of str, or of several names, to number, or Series, optional
            What a member would pay alone, or several together, without the others:
            ``{"A": 900, ("A", "B"): 1500}``.
        pool : str, optional
            One pool; the sum over all pools if left out.

        Returns
        -------
        Criteria
            Prints as a table of criteria, and a table of who wins and who loses.

        Raises
        ------
        CostshareError
            If the driver, the pool or a member is unknown, and if a figure is not a number.

        Examples
        --------
        >>> import costshare as cs
        >>> members = {"A": {"population": 100}, "B": {"population": 300}}
        >>> models = {"today": cs.Flat(), "proposal": cs.PerCapita()}
        >>> comparison = cs.compare(models, total=1000, members=members)
        >>> print(comparison.criteria(use={"A": 1, "B": 1}))
        Criteria
        <BLANKLINE>
                                             today  proposal      best
        --------------------------------------------------------------
        highest ÷ lowest fee per population      3         1  proposal
        Gini of fees per population           0.25         0  proposal
        largest increase                         –       250         –
        largest increase: who                    –         B
        largest increase, %                      –        50         –
        largest increase, %: who                 –         B
        members that pay more                    –         1         –
        paid by others than use says, %          0        25     today
        <BLANKLINE>
        A lower value is better ...
        <BLANKLINE>
        Who wins and who loses against today
        <BLANKLINE>
           proposal    %
        ----------------
        B      +250  +50
        A      -250  -50
        <BLANKLINE>
        proposal: 1 pays 250 less and 1 pays 250 more.
        """
        unit, counts = self._fees(pool)
        per = self.driver if driver is None else read_name(driver, what="driver")
        return Criteria(
            fees={
                scenario: {name: unit.decimal(own[name]) for name in self.members if name in own}
                for scenario, own in counts.items()
            },
            unit=unit,
            baseline=self.baseline,
            driver=per,
            driver_label=self._label_of(per),
            figures=self._figures_of(per),
            use=None if use is None else self._figures_of(use),
            stand_alone=() if stand_alone is None else read_stand_alone(stand_alone, self.members),
            currency=self.currency,
            pool=None if pool is None else find_name("pool", pool, self.pools),
        )

    def _figures_of(self, given: object) -> Mapping[str, Mapping[str, Fraction]]:
        """Return a driver by scenario and member: by its name, or given by member."""
        if not isinstance(given, str):
            return dict.fromkeys(self.allocations, given_figures(given, "use", self.members, "use"))
        driver = read_name(given, what="driver")
        if driver == self.driver:
            return self.figures
        used = {name: drivers_used(each) for name, each in self.allocations.items()}
        return read_figures(used, driver, required=True)

    def plot(
        self,
        ax: "Axes | None" = None,
        *,
        scenario: str | None = None,
        pool: str | None = None,
        lang: str = "en",
    ) -> "Axes":
        """Draw which members pay more and less; see `costshare.plotting.changes`.

        Raises
        ------
        CostshareError
            If the scenario, the pool or the language is unknown, or matplotlib is missing.
        """
        from costshare import plotting

        return plotting.changes(self, ax=ax, scenario=scenario, pool=pool, lang=lang)

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

    def _known(self, name: object) -> str:
        return find_name("scenario", name, self.allocations)

    def _fees(self, pool: str | None) -> tuple[Unit, dict[str, Fees]]:
        """Count fees in units, by scenario and member."""
        chosen = None if pool is None else find_name("pool", pool, self.pools)
        return count_fees(self.allocations, chosen)

    def total(self, scenario: str, pool: str | None = None) -> Decimal:
        """Return the sum of the fees of a scenario.

        Raises
        ------
        CostshareError
            If the scenario or the pool is unknown.
        """
        unit, fees = self._fees(pool)
        return unit.decimal(sum(fees[self._known(scenario)].values()))

    def _about(self) -> str:
        return (
            f"{', '.join(self.scenarios)}: {counted(len(self.members), 'member')}, "
            f"{counted(len(self.pools), 'pool')}, baseline {self.baseline}"
        )

    def _blocks(self) -> Iterator[Block]:
        """Lay out fees and changes, the figures of each scenario, and where they differ."""
        changes, rows = self.changes_in(), self.summaries()
        totals = {row.scenario: (row.total, row.change) for row in rows}
        caption = with_currency(self.title, self.currency, ", ")
        yield change_table(changes, self.members, totals, self.baseline, caption)
        yield summary_table(rows, self.driver_label)
        # So that nobody takes such a difference for an effect of the model.
        off = [join(" ", [row.scenario, signed(row.change)]) for row in rows if row.change]
        notes = [*difference_lines(self.allocations, self.baseline)]
        if off:
            differ = say(
                "Totals differ from {baseline}: {changes}.",
                baseline=self.baseline,
                changes=join(", ", off),
            )
            notes.insert(0, differ)
        if notes:
            yield Points([Point(note) for note in notes])
