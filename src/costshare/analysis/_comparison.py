"""The comparison: how scenarios differ, by which criteria, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.agreement import Allocation
from costshare.amounts import Amount
from costshare.analysis._against_game import saving_table
from costshare.analysis._change import change_table
from costshare.analysis._criteria import Criteria
from costshare.analysis._difference import Difference, differences_of
from costshare.analysis._difference_line import difference_lines
from costshare.analysis._explain_change import change_of
from costshare.analysis._fee_change import FeeChange
from costshare.analysis._fee_steps import BreakEven
from costshare.analysis._figures import drivers_used, given_figures, read_figures
from costshare.analysis._scenario_fees import ScenarioFees
from costshare.analysis._stand_alone import read_stand_alone
from costshare.analysis._summary import summary_table
from costshare.analysis._sweep import break_even
from costshare.errors import ConservationError, CostshareError, some_of
from costshare.fairness import notes_of
from costshare.fields import find_name, read_name
from costshare.results import Block, Point, Points, counted, signed, with_currency
from costshare.words import join, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(ScenarioFees):
    """Scenarios side by side. `compare` makes one, and it iterates over its changes.

    Attributes
    ----------
    allocations : mapping of str to Allocation
        Fees of each scenario, in order: those that are paid in the end.
    baseline : str
        Name of the scenario that the others are compared with.
    driver : str
        Driver that fees are divided by.
    figures : mapping of str to mapping of str to Fraction
        The driver by scenario and member.
    solutions : Solutions or None
        Costs alone, savings and the core by scenario, where the comparison was made against a game.
    levels : mapping of str to Allocation
        Fees of each scenario in which fees are passed on, with the levels before those who pay.

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
    <BLANKLINE>
    proposal: fee is shared by population instead of equally.
    """

    format = "costshare.comparison/1"

    levels: Mapping[str, Allocation] = field(default_factory=dict)

    def check(self) -> None:
        """Prove the sums of every scenario again, and that its levels lead to its fees.

        Raises
        ------
        ConservationError
            If a scenario does not add up, or has other levels.
        CostshareError
            If the baseline, or a scenario of the figures or of the levels, is unknown.
        """
        ScenarioFees.check(self)
        for name, whole in self.levels.items():
            whole.check()
            if whole.final_fees() != self.allocations[self._known(name)]:
                msg = f"scenario {name}: the fees are not those that its levels lead to; compare "
                raise ConservationError(f"{msg}again")

    @property
    def title(self) -> str:
        """What is compared, in words."""
        return say("Fees compared with {baseline}", baseline=self.baseline)

    def rebased(self, baseline: str) -> "Comparison":
        """Compare the same scenarios with another baseline.

        Raises
        ------
        CostshareError
            If the scenario is unknown.
        """
        return replace(self, baseline=self._known(baseline))

    def differences(self, scenario: str) -> tuple[Difference, ...]:
        """Find how a scenario differs from the baseline in what the fees are made of.

        They are found in the records of the fees: period, members, pools, models, totals, rounding,
        the order of a step-down and the drivers that both use. What no fee depends on is not
        compared, and neither are the fees. A model that is agreed or a price list has no total to
        compare.

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
        names = self.baseline, self._known(scenario)
        one, other = (self.allocations[name] for name in names)
        return tuple(differences_of(one, other, self._whole(*names)))

    def _whole(self, one: str, other: str) -> tuple[Allocation, Allocation]:
        """Return the fees of two scenarios, with the levels before those who pay."""
        whole = {**self.allocations, **self.levels}
        return whole[one], whole[other]

    def break_even(self, pool: str | None = None) -> tuple[BreakEven, ...]:
        """Find the flat shares of a `Mixed` at which each member would pay what it does today.

        Today is the baseline; total, members and rounding are those of its pool, and the driver
        is that of the comparison. The `Mixed` has no bounds, also where the fees of today have.

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

    def explain(
        self, member: str | None = None, pool: str | None = None, *, scenario: str | None = None
    ) -> FeeChange:
        """Explain why fees in a scenario differ from those of the baseline, change by change.

        Parameters
        ----------
        member, pool : str, optional
            Member and pool to explain; all of them if left out.
        scenario : str, optional
            Scenario to explain; may be left out if there is only one besides the baseline.

        Returns
        -------
        FeeChange
            As of `explain_change`.

        Raises
        ------
        CostshareError
            If a name is unknown, if the scenario is the baseline, or if it is left out and there
            are several.

        Examples
        --------
        >>> import costshare as cs
        >>> members = {"A": {"population": 100}, "B": {"population": 300}}
        >>> models = {"today": cs.Flat(), "proposal": cs.PerCapita()}
        >>> print(cs.compare(models, total=1000, members=members).explain("A"))
        A pays 250 less for fee: 500 → 250
          1. rule (equally → by population): -250
        <BLANKLINE>
        Each amount is what a change adds after those before it. They sum to the difference.
        """
        others = self._others
        if scenario is None and len(others) != 1:
            msg = f"scenario is left out, and there are {len(others)} besides the baseline; pass "
            raise CostshareError(msg + f"one of {some_of(others or self.scenarios)}")
        chosen = others[0] if scenario is None else self._known(scenario)
        if chosen == self.baseline:
            way_out = f"pass one of {some_of(others)}" if others else "compare it with another one"
            msg = f"scenario {chosen!r} is the baseline, so its fees do not differ; {way_out}"
            raise CostshareError(msg)
        names = self.baseline, chosen
        before, after = (
            {member: {self.driver: figure} for member, figure in self.figures[name].items()}
            for name in names
        )
        one, other = self._whole(*names)
        return change_of(one, other, (before, after), member=member, pool=pool, names=names)

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
        if self.solutions is not None:
            yield saving_table(self.solutions, self.members)
        # So that nobody takes such a difference for an effect of the model.
        off = [join(" ", [row.scenario, signed(row.change)]) for row in rows if row.change]
        notes = [*difference_lines(self.allocations, self.baseline, self.levels)]
        if off:
            differ = say(
                "Totals differ from {baseline}: {changes}.",
                baseline=self.baseline,
                changes=join(", ", off),
            )
            notes.insert(0, differ)
        if self.solutions is not None:
            # By the names of the scenarios, as the tables have them.
            notes += notes_of(self.solutions)
        if notes:
            yield Points([Point(note) for note in notes])
