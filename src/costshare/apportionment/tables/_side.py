"""One side of a table, its rows or its columns: what each line may sum to, in units."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from costshare.amounts import Unit, plain
from costshare.errors import CostshareError


@dataclass(frozen=True, slots=True)
class Side:
    """The lines of one side, with their sums: given ones, or the exact ones still to be rounded.

    Parameters
    ----------
    what : {"row", "column"}
        What a line is called.
    names : tuple of str
        The lines.
    low, high : tuple of int
        The sums of the floors and of the ceilings of each line's cells.
    exact : tuple of Fraction
        The exact sums of the quotas. Where every one is whole, they are the sums to keep.
    given : tuple of int, optional
        The sums that the caller gave.
    """

    what: str
    names: tuple[str, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    exact: tuple[Fraction, ...]
    given: tuple[int, ...] | None

    @property
    def fixed(self) -> tuple[int, ...] | None:
        """The sums to keep, or None where they are rounded too."""
        if self.given is None and all(value.denominator == 1 for value in self.exact):
            return tuple(map(int, self.exact))
        return self.given

    @property
    def least(self) -> tuple[int, ...]:
        """The least that each line may sum to."""
        return self.fixed or tuple(map(floor, self.exact))

    @property
    def most(self) -> tuple[int, ...]:
        """The most that each line may sum to."""
        return self.fixed or tuple(map(ceil, self.exact))

    def mirrored(self) -> "Side":
        """The side of the negated table."""
        return Side(
            self.what,
            self.names,
            tuple(-high for high in self.high),
            tuple(-low for low in self.low),
            tuple(-value for value in self.exact),
            None if self.given is None else tuple(-units for units in self.given),
        )


def check_sides(rows: Side, columns: Side, unit: Unit, sign: int) -> None:
    """Refuse sums that a single line, or the grand total, shows to be impossible."""
    for side in (rows, columns):
        for name, low, high, given in zip(
            side.names, side.low, side.high, side.given or (), strict=False
        ):
            if not low <= given <= high:
                ends = sorted((sign * low, sign * high))
                off = abs(given - min(max(given, low), high))
                msg = (
                    f"{side.what} {name} is given {shown(sign * given, unit)}, but its cells round "
                    f"to {shown(ends[0], unit)} … {shown(ends[1], unit)}: off by "
                    f"{shown(off, unit)}; change that sum, or the quotas"
                )
                raise CostshareError(msg)
    for one, other in ((rows, columns), (columns, rows)):
        total = None if one.given is None else sum(one.given)
        if total is None or sum(other.least) <= total <= sum(other.most):
            continue
        off = abs(total - min(max(total, sum(other.least)), sum(other.most)))
        verb = "are given" if other.given is not None else "round to"
        ends = sorted({sign * sum(other.least), sign * sum(other.most)})
        msg = (
            f"{one.what}s sum to {shown(sign * total, unit)}, but {other.what}s {verb} "
            f"{' … '.join(shown(end, unit) for end in ends)}: off by {shown(off, unit)}; "
            "both sides must sum to the same grand total"
        )
        raise CostshareError(msg)


def shown(units: int, unit: Unit) -> str:
    """Write a number of units as an amount."""
    return plain(units * unit.size)


def named(side: Side, lines: Sequence[int]) -> str:
    """Name some lines of a side, not more than a reader can hold."""
    names = [side.names[line] for line in lines[:5]]
    rest = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return f"{side.what}{'s' if len(lines) > 1 else ''} {', '.join(names)}{rest}"
