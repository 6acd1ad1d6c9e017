"""Drivers prepared once, by which any number of batches of lines are split."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np
import numpy.typing as npt

from costshare.amounts import Amount, read_word
from costshare.apportionment import apportion, read_method
from costshare.apportionment.arrays import apportion_groups
from costshare.errors import CostshareError
from costshare.frames import AnyFrame, Wide
from costshare.splitting._amounts import (
    Units,
    count_amounts,
    in_lowest_terms,
    read_units,
    read_weights,
)
from costshare.splitting._columns import read_names, refuse_clashes, require_columns
from costshare.splitting._frames import as_frame, collect_rows, named, series_of
from costshare.splitting._keys import Ints, Keys
from costshare.splitting._kinds import Kind, is_lazy, kind_of

Unmatched = Literal["error", "keep"]
Zeros = Literal["error", "even"]


@dataclass(frozen=True, slots=True)
class Matched:
    """Lines with their amounts, and the group of drivers that each is split over.

    Attributes
    ----------
    lines
        The lines as a list of dicts or an eager frame.
    kind
        The ways of their kind of frame.
    groups
        Number of each line's key, -1 where the drivers do not have it.
    sizes
        Number of rows that each line becomes.
    amounts
        Amounts of each column that is split.
    columns
        Those columns as they came.
    lazy
        Whether the lines came as a lazy frame of Polars.
    """

    lines: Any
    kind: Kind
    groups: Ints
    sizes: Ints
    amounts: list[Units]
    columns: list[Any]
    lazy: bool


class Splitter:
    """Driver rows prepared once, by which batches of cost lines are split.

    `split`, the way over Parquet and the engines all use it. It can be pickled and sent to other
    processes. What a line becomes depends on that line and on the drivers only, so any batches
    give the same rows.

    Parameters
    ----------
    drivers : frame
        As in `split`.
    on, amount, weight, unit, unmatched, zeros, method
        As in `split`. Drivers without lines are not looked for; `used_by` finds them.

    Raises
    ------
    CostshareError
        If a column does not exist, or if a key or a weight is missing or cannot be used.

    Examples
    --------
    >>> import pandas as pd
    >>> drivers = pd.DataFrame({"resource": ["db", "db"], "team": ["A", "B"], "weight": [1, 2]})
    >>> splitter = Splitter(drivers, on="resource")
    >>> splitter.split(pd.DataFrame({"resource": ["db"], "amount": ["10.00"]}))
      resource amount team  weight allocated
    0       db  10.00    A       1      3.33
    1       db  10.00    B       2      6.67
    """

    def __init__(
        self,
        drivers: AnyFrame,
        *,
        on: str | Sequence[str],
        amount: str | Sequence[str] = "amount",
        weight: str = "weight",
        unit: Amount | Mapping[str, Amount] = "0.01",
        unmatched: Unmatched = "error",
        zeros: Zeros = "error",
        method: str = "largest_remainder",
    ) -> None:
        self.on = read_names(on, "on")
        self.amount = read_names(amount, "amount")
        alone = isinstance(amount, str)
        self.allocated = ["allocated"] if alone else [f"allocated_{name}" for name in self.amount]
        self.units = read_units(unit, self.amount)
        self.unmatched: Unmatched = read_word(unmatched, "rule for unmatched lines", Unmatched)
        self.zeros: Zeros = read_word(zeros, "rule for zeros", Zeros)
        self.method = read_method(method)
        self.weight = read_names(weight, "weight")[0]
        frame = collect_rows(drivers, "drivers", [*self.on, self.weight])
        require_columns(frame.columns, "drivers", [*self.on, self.weight])
        self._columns = [name for name in frame.columns if name not in self.on]
        self._drivers = frame.select(self._columns).to_native()
        self._on_drivers = frame.select(self.on).to_native()
        self._keys = Keys([series_of(frame, name) for name in self.on], self.on)
        # Drivers with one key follow one another, each in its place among them.
        self._order: Ints = np.argsort(self._keys.of_drivers, kind="stable").astype(np.int64)
        self._sizes: Ints = np.bincount(self._keys.of_drivers, minlength=self._keys.count)
        self._starts: Ints = np.cumsum(self._sizes) - self._sizes
        weights = read_weights(series_of(frame, self.weight), self.weight)[self._order]
        self._weights = in_lowest_terms(weights, self._starts, self._sizes)
        self._empty = np.zeros(self._keys.count, dtype=bool)
        if self._keys.count:
            self._empty = ~np.logical_or.reduceat(self._weights != 0, self._starts)
        self._converted: dict[type, Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is made again when it is needed."""
        return {**self.__dict__, "_converted": {}}

    def split(self, lines: AnyFrame) -> Any:
        """Split a batch of lines.

        Parameters
        ----------
        lines : frame
            As in `split`.

        Returns
        -------
        frame
            Frame of the kind of the lines, with a row for each line and driver.

        Raises
        ------
        CostshareError
            As in `split`.
        """
        return self.rows(self.match(lines))

    def used_by(self, lines: AnyFrame) -> npt.NDArray[np.bool_]:
        """Find the drivers whose key some line has.

        Parameters
        ----------
        lines : frame
            Lines, or their key columns only.

        Returns
        -------
        ndarray of bool
            An entry for each row of the drivers, in their order.

        Raises
        ------
        CostshareError
            If a key column does not exist or cannot be used.
        """
        frame = collect_rows(lines, "lines", self.on)
        require_columns(frame.columns, "lines", self.on)
        return self.used(self._keys.find([series_of(frame, name) for name in self.on]))

    def used(self, groups: Ints) -> npt.NDArray[np.bool_]:
        """Find the drivers of some groups."""
        found = np.bincount(groups[groups >= 0], minlength=self._keys.count) > 0
        used: npt.NDArray[np.bool_] = found[self._keys.of_drivers]
        return used

    def check_columns(self, names: Sequence[str]) -> None:
        """Refuse lines whose columns cannot be split, or clash with those of the drivers."""
        require_columns(names, "lines", [*self.on, *self.amount])
        refuse_clashes(names, self._columns, self.on, self.allocated)

    def match(self, lines: AnyFrame) -> Matched:
        """Find the drivers of each line, and read its amounts; refuse what cannot be split."""
        frame = collect_rows(lines, "lines", [*self.on, *self.amount])
        self.check_columns(frame.columns)
        groups = self._keys.find([series_of(frame, name) for name in self.on])
        without = np.flatnonzero(groups < 0)
        if len(without) and self.unmatched == "error":
            msg = f"{len(without)} of {len(groups)} lines have no drivers: "
            msg += f"{named(without, frame.select(self.on))}; add drivers for them, or pass "
            msg += "unmatched='keep' to give each of them one row with its whole amount"
            raise CostshareError(msg)
        pairs = zip(self.amount, self.units, strict=True)
        amounts = [count_amounts(frame[name], unit, name) for name, unit in pairs]
        if self.zeros == "error":
            self._refuse_empty(frame, groups, amounts)
        sizes = np.ones(len(groups), dtype=np.int64)
        sizes[groups >= 0] = self._sizes[groups[groups >= 0]]
        given = lines if isinstance(lines, list | tuple) else frame.to_native()
        columns = [frame[name].to_native() for name in self.amount]
        kind = kind_of(lines, frame)
        return Matched(given, kind, groups, sizes, amounts, columns, is_lazy(lines))

    def drivers_of(self, group: int) -> list[int]:
        """List the rows of the drivers of a group, in their order."""
        start = int(self._starts[group])
        rows: list[int] = self._order[start : start + int(self._sizes[group])].tolist()
        return rows

    def refuse_unused(self, used: npt.NDArray[np.bool_]) -> None:
        """Refuse drivers whose key no line has.

        Parameters
        ----------
        used : array of bool
            What `used_by` found; for several batches of lines the union of it.

        Raises
        ------
        CostshareError
            If a driver is not used. The message counts them, and names the first few keys.
        """
        rows = np.flatnonzero(~used)
        if len(rows):
            msg = f"{len(rows)} of {len(used)} drivers have no lines: "
            msg += f"{named(rows, as_frame(self._on_drivers))}; remove them, or pass "
            raise CostshareError(f"{msg}unused='ignore' to leave them out of the result")

    def rows(self, matched: Matched) -> Any:
        """Make all the rows of lines."""
        whole = self._expand(matched, *self._shares(matched, 0, len(matched.groups)))
        return whole.lazy() if matched.lazy else whole

    def pieces(self, lines: AnyFrame, most: int) -> Iterator[Any]:
        """Split a batch of lines, and give the rows in frames of some length at most.

        A line of more rows is split as a whole, and its rows come in several frames.

        Parameters
        ----------
        lines : frame
            As in `split`.
        most : int
            Rows of a frame, at most.

        Yields
        ------
        frame
            Frame of the kind of the lines; a lazy one is collected.

        Raises
        ------
        CostshareError
            As in `split`.
        """
        matched = self.match(lines)
        ends = np.cumsum(matched.sizes)
        start = 0
        while start < len(ends):
            before = int(ends[start - 1]) if start else 0
            stop = max(start + 1, int(np.searchsorted(ends, before + most, side="right")))
            rows, places, parts = self._shares(matched, start, stop)
            for at in range(0, len(rows), most):
                part = slice(at, at + most)
                yield self._expand(
                    matched, rows[part], places[part], [each[part] for each in parts]
                )
            start = stop

    def _shares(self, matched: Matched, start: int, stop: int) -> tuple[Ints, Ints, list[Wide]]:
        """Find line, driver and parts for each row of the lines from start to stop."""
        groups, sizes = matched.groups[start:stop], matched.sizes[start:stop]
        known = groups >= 0
        firsts = np.where(known, self._starts[groups], -1) if self._keys.count else groups
        ends = np.cumsum(sizes)
        within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
        places = np.repeat(firsts, sizes) + within
        shared = places >= 0
        numbers = np.repeat(np.arange(int(known.sum())), sizes[known])
        weights = self._weights[places[shared]]
        found = []
        for amounts in matched.amounts:
            counts = amounts.counts[start:stop]
            parts = np.repeat(counts, sizes)
            parts[shared] = self._apportion(counts[known], numbers, weights)
            found.append(parts)
        return np.repeat(np.arange(start, stop), sizes), places, found

    def _apportion(self, totals: Wide, numbers: Ints, weights: Wide) -> Wide:
        """Share each total over the rows that have its number."""
        settings: dict[str, Any] = {"method": self.method, "zeros": self.zeros}
        if totals.dtype != object:
            return apportion_groups(totals, numbers, weights, **settings)
        wide = np.array([not -(2**63) < each < 2**63 for each in totals.tolist()], dtype=bool)
        fitting_totals = np.where(wide, 0, totals).astype(np.int64)
        parts = apportion_groups(fitting_totals, numbers, weights, **settings).astype(object)
        bounds = np.searchsorted(numbers, np.arange(len(totals) + 1))
        for line in np.flatnonzero(wide).tolist():
            rows = slice(bounds[line], bounds[line + 1])
            own = weights[rows].tolist()
            by = own if any(own) else [1] * len(own)
            parts[rows] = apportion(totals[line], by, method=self.method)
        return parts

    def _expand(self, matched: Matched, rows: Ints, places: Ints, parts: list[Wide]) -> Any:
        """Lay out the rows in the kind of frame that the lines have."""
        kind = matched.kind
        nullable = self.unmatched == "keep"
        left = kind.take(matched.lines, rows, nullable=False)
        right = kind.take(self._drivers_of(kind), places, nullable=nullable)
        described = zip(self.allocated, parts, matched.amounts, matched.columns, strict=True)
        columns = {name: kind.amounts(each, units, like) for name, each, units, like in described}
        return kind.join(left, right, columns)

    def _drivers_of(self, kind: Kind) -> Any:
        """Return the drivers without their keys, in the order of the groups, in a kind of frame."""
        if type(kind) not in self._converted:
            frame = kind.convert(as_frame(self._drivers))
            self._converted[type(kind)] = kind.take(frame, self._order, nullable=False)
        return self._converted[type(kind)]

    def _refuse_empty(self, frame: "nw.DataFrame[Any]", groups: Ints, amounts: list[Units]) -> None:
        """Refuse lines with an amount whose drivers all have weight zero."""
        if not self._empty.any():
            return
        empty = (groups >= 0) & self._empty[groups]
        empty &= np.logical_or.reduce([each.counts != 0 for each in amounts])
        if empty.any():
            rows = np.flatnonzero(empty)
            msg = f"{len(rows)} of {len(groups)} lines have drivers whose weights are all zero: "
            msg += f"{named(rows, frame.select(self.on))}; correct column {self.weight!r} of "
            raise CostshareError(f"{msg}the drivers, or pass zeros='even' to split them evenly")
