"""The result of a simulation: the fees of each member in all runs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from costshare.agreement import Allocation, PoolAllocation
from costshare.amounts import Unit, plain
from costshare.analysis._amounts import AmountsField
from costshare.errors import ConservationError, CostshareError, quoted
from costshare.fields import (
    ReadOnly,
    ShareOfOne,
    Value,
    each_once,
    find_name,
    given_as,
    given_list,
    read_percent,
)
from costshare.periods import Period
from costshare.results import (
    Block,
    Column,
    Result,
    Table,
    amount_column,
    counted,
    percent,
    same_column,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import say, say_all, say_count

if TYPE_CHECKING:
    import pandas as pd

_QUANTILES = ("5%", "25%", "50%", "75%", "95%")


@dataclass(frozen=True, slots=True)
class FeeRange(Value):
    """The fees of one member over all runs.

    Attributes
    ----------
    member : str
        Name of the member.
    today : Decimal or None
        Fee with today's figures; None if the member takes no part.
    lowest, highest : Decimal or None
        Lowest and highest fee.
    quantiles : mapping of str to Decimal or None
        By name, ``"5%"``: the lowest fee that this part of the runs does not exceed. Each is the
        fee of a run: nothing is interpolated.
    """

    member: str
    today: Decimal | None
    lowest: Decimal | None
    quantiles: Mapping[str, Decimal | None]
    highest: Decimal | None


@dataclass(frozen=True, slots=True, repr=False)
class Simulation(Result):
    """Fees in many runs. `simulate` makes one, and it iterates over the ranges of its members.

    Attributes
    ----------
    today : Allocation
        Fees with today's figures.
    driver : str
        Driver whose figures were drawn; the first of several.
    spread : Fraction
        Largest difference of a drawn figure, as a share of today's.
    seed, runs : int
        Seed of the random numbers, and number of runs.
    pool_fees : mapping of str to mapping of str to sequence of Decimal
        By pool and member, the fee in every run.
    others : mapping of str to Fraction
        Spread of each further driver whose figures were drawn.
    """

    format = "costshare.simulation/1"

    today: Allocation
    driver: str
    spread: ShareOfOne
    seed: int
    runs: int
    pool_fees: Mapping[str, Mapping[str, AmountsField]]
    others: Mapping[str, ShareOfOne] = ReadOnly()

    @property
    def spreads(self) -> dict[str, Fraction]:
        """Spread of every driver whose figures were drawn, by name."""
        return {self.driver: self.spread, **self.others}

    @property
    def name(self) -> str:
        """Name of the agreement."""
        return self.today.name

    @property
    def period(self) -> Period | None:
        """Period of the fees."""
        return self.today.period

    @property
    def currency(self) -> str | None:
        """Currency of every amount, as an ISO 4217 code."""
        return self.today.currency

    @property
    def unit(self) -> Unit:
        """Largest amount of which every fee is a whole multiple."""
        return self.today.unit

    def __iter__(self) -> Iterator[FeeRange]:
        return iter(self.ranges())

    def __len__(self) -> int:
        return len(self.today.members)

    def fees(self, member: str, pool: str | None = None) -> list[Decimal]:
        """Return the fee of a member in every run, in order; empty if it takes no part.

        Parameters
        ----------
        member : str
            Name of the member.
        pool : str, optional
            One pool; the sum over all pools if left out.

        Raises
        ------
        CostshareError
            If the member or the pool is unknown.
        """
        name = find_name("member", member, self.today.members)
        pools = self._pools(pool)
        unit = pools[0].unit if pool is not None else self.unit
        return [unit.decimal(count) for count in self._counts(name, pools, unit)]

    def ranges(
        self, pool: str | None = None, quantiles: Sequence[str] = _QUANTILES
    ) -> tuple[FeeRange, ...]:
        """Return the range of the fees of each member over all runs.

        Parameters
        ----------
        pool : str, optional
            One pool; the sum over all pools if left out.
        quantiles : sequence of str
            Which quantiles, in per cent of the runs.

        Raises
        ------
        CostshareError
            If the pool is unknown, or a quantile is invalid.
        """
        places = _places(quantiles, self.runs)
        pools = self._pools(pool)
        unit = pools[0].unit if pool is not None else self.unit
        ranges = []
        for member in self.today.members:
            now = [Fraction(each.fees[member]) for each in pools if member in each.fees]
            today = unit.decimal(int(sum(now) / unit.size)) if now else None
            ordered = sorted(self._counts(member, pools, unit))
            fees = {
                name: unit.decimal(ordered[place - 1]) if ordered else None
                for name, place in places.items()
            }
            ends = (ordered[0], ordered[-1]) if ordered else (None, None)
            low, high = (None if end is None else unit.decimal(end) for end in ends)
            ranges.append(FeeRange(member, today, low, fees, high))
        return tuple(ranges)

    def to_frame(
        self,
        pool: str | None = None,
        quantiles: Sequence[str] = _QUANTILES,
        *,
        tidy: bool = False,
    ) -> "pd.DataFrame":
        """Lay out a row for each member: its fee today, the lowest, quantiles, and the highest.

        Parameters
        ----------
        pool, quantiles
            As in `ranges`.
        tidy : bool, default False
            Whether member and currency are columns, and not only the index.

        Returns
        -------
        DataFrame
            Whole amounts as ``Int64``, others as Decimals; ``<NA>`` if a member takes no part.

        Raises
        ------
        CostshareError
            If the pool is unknown, or a quantile is invalid.
        """
        given_as(bool, tidy, "tidy", "True or False")
        names, currency, *columns = self._columns(pool, quantiles)
        return to_pandas([names, currency, *columns]) if tidy else to_pandas(columns, names)

    def _columns(
        self, pool: str | None = None, quantiles: Sequence[str] = _QUANTILES
    ) -> Sequence[Column]:
        """Lay out one row a member."""
        rows = self.ranges(pool, quantiles)
        return (
            text_column("member", (row.member for row in rows)),
            same_column("currency", self.currency, rows),
            amount_column("today", (row.today for row in rows)),
            amount_column("lowest", (row.lowest for row in rows)),
            *(amount_column(name, (row.quantiles[name] for row in rows)) for name in quantiles),
            amount_column("highest", (row.highest for row in rows)),
        )

    def check(self) -> None:
        """Prove today's fees again, and that the fees of each run sum to the total of the pool.

        Fees that follow from agreed amounts or prices, or that were rounded each on its own, have
        no total to sum to.

        Raises
        ------
        ConservationError
            If a run does not sum, or does not have every member and run.
        """
        self.today.check()
        if set(self.pool_fees) != {pool.name for pool in self.today.pools}:
            msg = "pool_fees and today do not name the same pools; correct one of them"
            raise ConservationError(msg)
        for pool in self.today.pools:
            fees = self.pool_fees[pool.name]
            if set(fees) != set(pool.fees):
                msg = f"pool {pool.name}: pool_fees and today do not name the same members"
                raise ConservationError(msg)
            for member, each in fees.items():
                if len(each) != self.runs:
                    msg = f"pool {pool.name}: {member} has {len(each)} fees in {self.runs} runs"
                    raise ConservationError(msg)
            if pool.method in {None, "each"}:
                continue
            total = pool.unit.count(pool.total, "total")
            columns = [each.counts(pool.unit) for each in fees.values()]
            for run, parts in enumerate(map(sum, zip(*columns, strict=True)), start=1):
                if parts != total:
                    msg = f"pool {pool.name}: fees of run {run} sum to {pool.unit.decimal(parts)}, "
                    raise ConservationError(f"{msg}not to the total {plain(pool.total)}")

    def _pools(self, pool: str | None) -> tuple[PoolAllocation, ...]:
        """Return one pool, or all of them."""
        return self.today.pools if pool is None else (self.today.pool(pool),)

    def _counts(self, member: str, pools: Sequence[PoolAllocation], unit: Unit) -> list[int]:
        """Count the fee of a member in each run, in units; empty if it takes no part."""
        columns = [
            self.pool_fees[each.name][member].counts(unit) for each in pools if member in each.fees
        ]
        return (
            columns[0] if len(columns) == 1 else [sum(fees) for fees in zip(*columns, strict=True)]
        )

    def _about(self) -> str:
        off = ", ".join(f"{name} up to {percent(part)}" for name, part in self.spreads.items())
        return f"{self.name}: {off} off, {counted(self.runs, 'run')}, seed {self.seed}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out the fees of each member over all runs."""
        off = [
            say("{driver} is up to {spread} off", driver=self.today.label_of(name), spread=part)
            for name, part in zip(self.spreads, map(percent, self.spreads.values()), strict=True)
        ]
        caption = say_count(
            self.runs,
            "Fees if {drivers}, {count} run",
            "Fees if {drivers}, {count} runs",
            drivers=say_all(off),
        )
        yield Table(
            header=["", say("today"), say("lowest"), *_QUANTILES, say("highest")],
            rows=[
                [row.member, row.today, row.lowest, *row.quantiles.values(), row.highest]
                for row in self
            ],
            caption=with_currency(caption, self.currency, ", "),
        )


def _places(quantiles: Sequence[str], runs: int) -> dict[str, int]:
    """Find the place of each quantile among sorted values, from 1."""
    if isinstance(quantiles, str):
        msg = f"quantiles {quoted(quantiles)} are not a list; pass ['5%', '95%']"
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
