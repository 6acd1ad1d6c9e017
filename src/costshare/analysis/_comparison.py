"""The comparison: fees by member and scenario, and what changes against a baseline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from costshare.agreement import Allocation
from costshare.amounts import Unit, common_unit
from costshare.analysis._change import Change, Fees, changes_of
from costshare.analysis._summary import Summary, summary_of
from costshare.analysis._sweep import BreakEven, sweep
from costshare.analysis._table import comparison_tables, notes
from costshare.errors import CostshareError
from costshare.fields import find_name
from costshare.models import Facts

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


_SWEPT = "largest_remainder"


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Scenarios side by side. `compare` makes one.

    Parameters
    ----------
    allocations : mapping of str to Allocation
        By scenario, in order.
    baseline : str
        The scenario that the others are set against.
    driver : str
        What fees are set in relation to.
    figures : mapping of str to mapping of str to Fraction
        By scenario and member, the driver.

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

    allocations: Mapping[str, Allocation]
    baseline: str
    driver: str
    figures: Mapping[str, Mapping[str, Fraction]]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(self.allocations)

    @property
    def currency(self) -> str | None:
        """Currency of all amounts, None where no scenario states it."""
        stated = (allocation.currency for allocation in self.allocations.values())
        return next((currency for currency in stated if currency is not None), None)

    @property
    def title(self) -> str:
        """What is compared, in words."""
        return f"Fees compared with {self.baseline}"

    @property
    def members(self) -> tuple[str, ...]:
        """The members of all scenarios, in the order in which they come."""
        return _union(each.members for each in self.allocations.values())

    @property
    def pools(self) -> tuple[str, ...]:
        """The pools of all scenarios, in the order in which they come."""
        return _union([pool.name for pool in each.pools] for each in self.allocations.values())

    def rebased(self, baseline: str) -> "Comparison":
        """The same scenarios against another baseline.

        Raises
        ------
        CostshareError
            On an unknown scenario.
        """
        return replace(self, baseline=self._known(baseline))

    def changes_in(self, pool: str | None = None) -> tuple[Change, ...]:
        """Every member in every scenario, as exact values.

        Parameters
        ----------
        pool : str, optional
            One pool; left out, the sum over all of them.

        Returns
        -------
        tuple of Change
            By scenario, then member.
        """
        unit, fees = self._fees(pool)
        return tuple(
            change
            for name in self.scenarios
            for change in changes_of(
                name, self.members, (fees[name], fees[self.baseline]), unit, self.figures[name]
            )
        )

    def summaries(self, pool: str | None = None) -> tuple[Summary, ...]:
        """Every scenario in one line, as exact values."""
        unit, fees = self._fees(pool)
        totals = {name: sum(fees[name].values()) for name in self.scenarios}
        rows = []
        for name in self.scenarios:
            own, base = fees[name], fees[self.baseline]
            changes = changes_of(name, self.members, (own, base), unit, self.figures[name])
            over = totals[name] - totals[self.baseline]
            sums = unit.decimal(totals[name]), unit.decimal(over)
            rows.append(summary_of(list(changes), sums, list(own.values()), self.figures[name]))
        return tuple(rows)

    def fees(self, pool: str | None = None) -> "pd.DataFrame":
        """Fees as a DataFrame, a row for each member and a column for each scenario.

        Parameters
        ----------
        pool : str, optional
            One pool; left out, the sum over all of them.

        Returns
        -------
        DataFrame
            ``Int64`` where the unit is whole, else Decimals; ``<NA>`` where the member takes no
            part.
        """
        from costshare.analysis._frames import member_frame

        return member_frame(self, pool, self.scenarios, "fee")

    def changes(self, pool: str | None = None, scenario: str | None = None) -> "pd.DataFrame":
        """Fees less those of the baseline, a row for each member.

        Parameters
        ----------
        pool : str, optional
            One pool; left out, the sum over all of them.
        scenario : str, optional
            One scenario; left out, a column for each but the baseline.

        Returns
        -------
        DataFrame
            Like `fees`; ``<NA>`` where a member has no fee in one of the two.
        """
        from costshare.analysis._frames import member_frame

        others = tuple(name for name in self.scenarios if name != self.baseline)
        chosen = others if scenario is None else (self._known(scenario),)
        return member_frame(self, pool, chosen, "change")

    def to_frame(self, pool: str | None = None) -> "pd.DataFrame":
        """The comparison in long form, a row for each scenario and member.

        Parameters
        ----------
        pool : str, optional
            One pool; left out, the sum over all of them.

        Returns
        -------
        DataFrame
            Columns ``scenario``, ``member``, ``fee``, ``change``, ``change_percent`` and the fee
            ``per_…`` one of the driver (both rounded half to even, to 2 and 4 decimals; exact in
            `changes_in`), ``effect``, ``rank`` (1 for the highest fee) and ``rank_change`` (places
            nearer the highest fee). ``<NA>`` where something does not exist.
        """
        from costshare.analysis._frames import long_frame

        return long_frame(self, pool)

    def summary(self, pool: str | None = None) -> "pd.DataFrame":
        """A row for each scenario: total, spread, who gains and who pays.

        Parameters
        ----------
        pool : str, optional
            One pool; left out, the sum over all of them.

        Returns
        -------
        DataFrame
            Columns ``total``, ``change``, ``members``, ``lowest``, ``highest``, ``gini``, the
            numbers that ``gains``, ``pays``, are ``unchanged``, ``joins``, ``leaves``, and the fee
            per one of the driver of the members with the least and the most of it. Gini and
            rates are rounded half to even to 4 decimals; exact in `summaries`.
        """
        from costshare.analysis._frames import summary_frame

        return summary_frame(self, pool)

    def break_even(self, pool: str | None = None) -> tuple[BreakEven, ...]:
        """The flat shares of a `Mixed` at which each member would pay what it does today.

        Today is the baseline; the total, the members and the way of rounding are those of its
        pool, and the driver is the comparison's.

        Parameters
        ----------
        pool : str, optional
            One pool; left out, the sum over all of them: as if one `Mixed` shared all that the
            baseline's pools come to, in the largest unit that fits them all, among everyone who
            pays to one of them.

        Returns
        -------
        tuple of BreakEven
            For each member: the share at which its exact quota is today's fee, and
            all the shares at which its fee is.

        Raises
        ------
        CostshareError
            On an unknown pool, a member without a figure, and pools that are shared by a method
            other than largest remainder.

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
        members = _union(record.fees for record in records)
        figures = self.figures[self.baseline]
        for member in members:
            if member not in figures:
                msg = f"member {member} has no {self.driver} to share by; pass drivers=… to compare"
                raise CostshareError(msg)
        unit = common_unit(record.unit for record in records)
        fees = dict.fromkeys(members, Fraction(0))
        proration: dict[str, Fraction] = {}
        for record in records:
            proration |= record.proration  # a member's own, the same in every pool
            for member, fee in record.fees.items():
                fees[member] += Fraction(fee)
        methods = [record.method for record in records if record.method not in {None, "each"}]
        ties = {record.ties for record in records}
        tie_rule = ties.pop() if len(ties) == 1 else None
        swept = sweep(
            sum((Fraction(record.amount) for record in records), Fraction(0)),
            Facts({name: {self.driver: figures[name]} for name in members}, proration),
            driver=self.driver,
            unit=unit.size,
            method=next((each for each in methods if each != _SWEPT), _SWEPT),
            ties="listed" if tie_rule in {None, "error"} else tie_rule,
        )
        return swept.break_even(fees)

    def plot(
        self, scenario: str | None = None, pool: str | None = None, ax: "Axes | None" = None
    ) -> "Axes":
        """Draw who pays more and who pays less; see `costshare.plotting.changes`."""
        from costshare import plotting

        return plotting.changes(self, scenario, pool, ax)

    def _known(self, name: object) -> str:
        return find_name("scenario", name, self.allocations)

    def unit(self, pool: str | None = None) -> Unit:
        """The largest unit in which every fee is a whole number."""
        if pool is not None:
            pool = find_name("pool", pool, self.pools)
        return common_unit(
            each.unit
            for allocation in self.allocations.values()
            for each in allocation.pools
            if pool is None or each.name == pool
        )

    def _fees(self, pool: str | None) -> tuple[Unit, dict[str, Fees]]:
        """Fees by scenario and member, in units; who takes no part has none."""
        if pool is not None:
            pool = find_name("pool", pool, self.pools)
        unit = self.unit(pool)
        return unit, {
            name: _sums(allocation, pool, unit) for name, allocation in self.allocations.items()
        }

    def total(self, scenario: str, pool: str | None = None) -> Decimal:
        """What the fees of a scenario sum to."""
        unit, fees = self._fees(pool)
        return unit.decimal(sum(fees[self._known(scenario)].values()))

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the tables."""
        return (
            f"<Comparison of {', '.join(self.scenarios)}: {len(self.members)} members, "
            f"{len(self.pools)} pools, baseline {self.baseline}>"
        )

    def __str__(self) -> str:
        """Fees and changes, the scenarios in one line each, and where they are not alike."""
        tables = [table.text() for table in comparison_tables(self)]
        return "\n\n".join([*tables, *filter(None, ["\n".join(notes(self))])])

    def _repr_html_(self) -> str:
        tables = [table.html() for table in comparison_tables(self)]
        return "\n".join([*tables, *(f"<p>{escape(note)}</p>" for note in notes(self))])


def _sums(allocation: Allocation, pool: str | None, unit: Unit) -> Fees:
    fees: dict[str, int] = {}
    for each in allocation.pools:
        if pool is None or each.name == pool:
            for member, units in each.counts(unit).items():
                fees[member] = fees.get(member, 0) + units
    return fees


def _union(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))
