"""The result of a simulation: for each member, the fees that it had in all runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

from costshare.agreement import Allocation
from costshare.amounts import Unit
from costshare.errors import CostshareError, quoted
from costshare.fields import each_once, find_name, given_list, read_percent
from costshare.results import MISSING, Table, number, percent, with_currency

if TYPE_CHECKING:
    import pandas as pd

_QUANTILES = ("5%", "25%", "50%", "75%", "95%")


@dataclass(frozen=True, slots=True)
class FeeRange:
    """The fees of one member over all runs.

    Parameters
    ----------
    member : str
        Which.
    today : Decimal or None
        The fee with today's figures; None where the member takes no part.
    lowest, highest : Decimal or None
        At the ends.
    quantiles : mapping of str to Decimal or None
        By name, ``"5%"``: the lowest fee that so many of the runs do not exceed. Each is a fee
        that a run had: nothing is interpolated.
    """

    member: str
    today: Decimal | None
    lowest: Decimal | None
    quantiles: Mapping[str, Decimal | None]
    highest: Decimal | None


@dataclass(frozen=True, slots=True, repr=False)
class Simulation:
    """Fees in many runs. `simulate` makes one.

    Parameters
    ----------
    today : Allocation
        With today's figures.
    driver : str
        What was drawn.
    spread : Fraction
        How far off each figure may be, as a share of it.
    seed, runs : int
        Where the random numbers began, and how many runs there are.
    units : mapping of str to array, shape (runs, members of the pool)
        By pool, the fees in its units, its members in their order in `today`.
    """

    today: Allocation
    driver: str
    spread: Fraction
    seed: int
    runs: int
    units: Mapping[str, Any]

    def fees(self, member: str, pool: str | None = None) -> list[Decimal]:
        """A member's fee in every run, in order; empty where it takes no part.

        Raises
        ------
        CostshareError
            On an unknown member or pool.
        """
        name = find_name("member", member, self.today.members)
        unit = self.unit(pool)
        return [unit.decimal(units) for units in self._units(name, pool)]

    def unit(self, pool: str | None = None) -> Unit:
        """The largest unit in which every fee is a whole number."""
        return self.today.unit if pool is None else self.today.pool(pool).unit

    def ranges(
        self, pool: str | None = None, quantiles: Sequence[str] = _QUANTILES
    ) -> tuple[FeeRange, ...]:
        """The fees of each member over all runs.

        Parameters
        ----------
        pool : str, optional
            One pool; left out, the sum over all of them.
        quantiles : sequence of str
            Which, in per cent of the runs.

        Raises
        ------
        CostshareError
            On an unknown pool, and quantiles that are none.
        """
        places = _places(quantiles, self.runs)
        unit = self.unit(pool)
        now = self._today(pool)
        ranges = []
        for member in self.today.members:
            ordered = sorted(self._units(member, pool))
            fees = {
                name: unit.decimal(ordered[place - 1]) if ordered else None
                for name, place in places.items()
            }
            ends = (ordered[0], ordered[-1]) if ordered else (None, None)
            low, high = (None if end is None else unit.decimal(end) for end in ends)
            ranges.append(FeeRange(member, now[member], low, fees, high))
        return tuple(ranges)

    def to_frame(
        self, pool: str | None = None, quantiles: Sequence[str] = _QUANTILES
    ) -> "pd.DataFrame":
        """A row for each member: its fee today, the lowest, quantiles, and the highest.

        Parameters
        ----------
        pool, quantiles
            As in `ranges`.

        Returns
        -------
        DataFrame
            ``Int64`` where the unit is whole, else Decimals; ``<NA>`` where a member takes no
            part.
        """
        from costshare.analysis._frames import range_frame

        return range_frame(self.ranges(pool, quantiles))

    def _today(self, pool: str | None) -> dict[str, Decimal | None]:
        if pool is not None:
            return {name: self.today.fee(name, pool) for name in self.today.members}
        paying = {name for each in self.today.pools for name in each.fees}
        totals = self.today.member_totals
        return {name: totals[name] if name in paying else None for name in totals}

    def _units(self, member: str, pool: str | None) -> list[int]:
        """One member's fee in each run, in units; empty where it takes no part."""
        unit = self.unit(pool)
        columns: list[list[int]] = []
        for each in self.today.pools if pool is None else (self.today.pool(pool),):
            if member in each.fees:
                steps = int(each.unit.size / unit.size)
                column = self.units[each.name][:, list(each.fees).index(member)].tolist()
                columns.append([units * steps for units in column])
        return [sum(fees) for fees in zip(*columns, strict=True)]

    def _table(self) -> Table:
        rows = self.ranges()
        return Table(
            header=["", "today", "lowest", *_QUANTILES, "highest"],
            rows=[
                [
                    row.member,
                    *(
                        MISSING if fee is None else number(fee)
                        for fee in (row.today, row.lowest, *row.quantiles.values(), row.highest)
                    ),
                ]
                for row in rows
            ],
            caption=with_currency(
                f"Fees where {self.driver} is up to {percent(self.spread)} off, {self.runs} runs",
                self.today.currency,
                ", ",
            ),
        )

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the table."""
        return (
            f"<Simulation of {self.today.name}: {self.driver} up to {percent(self.spread)} off, "
            f"{self.runs} runs, seed {self.seed}>"
        )

    def __str__(self) -> str:
        """The fees of each member over all runs."""
        return self._table().text()

    def _repr_html_(self) -> str:
        return self._table().html()


def _places(quantiles: Sequence[str], runs: int) -> dict[str, int]:
    """The place of each quantile among so many values in order, from 1."""
    if isinstance(quantiles, str):
        msg = f"quantiles {quoted(quantiles)} are no list; pass ['5%', '95%']"
        raise CostshareError(msg)
    places: dict[str, int] = {}
    for name in given_list(str, quantiles, "quantiles", "texts like '95%'"):
        part = read_percent(name, "quantile")
        if not 0 < part <= 1:
            msg = f"quantile {name} lies outside 0% to 100%"
            raise CostshareError(msg)
        each_once("quantile", [*places, name])
        places[name] = ceil(part * runs)
    return places
