"""The result of a sweep: fees as a function of a share, exact at every point."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.agreement import rule_words
from costshare.amounts import Amount, exact_decimal, plain, read_amount
from costshare.analysis._between import End
from costshare.analysis._fee_steps import BreakEven, Jump, Step, jumps_of, steps_of
from costshare.analysis._steps import Lines, Piece
from costshare.apportionment import MethodName, TieRule, apportion
from costshare.errors import ConservationError, CostshareError, quoted
from costshare.fields import (
    Currency,
    Exact,
    Name,
    ReadOnly,
    ShareOfOne,
    UnitSize,
    each_once,
    find_name,
    given_as,
    read_by_name,
    read_share,
)
from costshare.results import (
    Block,
    Column,
    Result,
    Table,
    amount_column,
    counted,
    exact_column,
    in_units,
    percent,
    same_column,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_MOST_POINTS = 100_000
_FEW_POINTS = 5


@dataclass(frozen=True, slots=True, repr=False)
class Sweep(Result):
    """Fees by a share: the flat share of `Mixed`, or that of one model against another.

    `sweep` makes one.

    Attributes
    ----------
    members : tuple of str
        Names of the members, in order.
    driver_values : mapping of str to Fraction
        Driver of each member; empty between two models.
    total : Fraction
        Amount that is shared.
    unit : Unit
        Smallest amount that fees move by.
    driver : str or None
        Driver by which the rest is shared; None between two models.
    method, ties : str
        Rules by which quotas become fees.
    lowest, highest : Fraction
        Shares at the ends.
    currency : str or None
        Currency of every amount, as an ISO 4217 code.
    proration : mapping of str to Fraction
        Part of the period that each member belongs to the agreement.
    between : tuple of two End, or None
        Models at the shares 0 and 1, with their quotas; None for a flat share.
    pool : str or None
        Name of the pool of an agreement.
    driver_labels : mapping of str to str
        What people read for drivers, where it is not the name.
    """

    format = "costshare.sweep/1"

    members: tuple[str, ...]
    driver_values: Mapping[str, Exact]
    total: Exact
    unit: UnitSize
    driver: str | None
    method: MethodName
    ties: TieRule
    lowest: ShareOfOne
    highest: ShareOfOne
    currency: Currency
    proration: Mapping[str, Exact]
    between: tuple[End, End] | None = None
    pool: Name | None = None
    driver_labels: Mapping[str, Name] = ReadOnly()

    def _label(self, driver: str) -> str:
        """Return what people read for a driver: its label, or its name where it has none."""
        return self.driver_labels.get(driver, driver)

    @property
    def title(self) -> str:
        """What is shared, and what changes, in words."""
        total = with_currency(in_units(self.total, self.unit), self.currency)
        if self.between is None:
            return say("{total} by flat share", total=total)
        return say("{total} from one model to another", total=total)

    @property
    def axis(self) -> str:
        """What a share is, in words."""
        if self.between is None:
            driver = self._label(self.driver or "")
            return say("flat share; the rest by {driver}", driver=driver)
        first, second = (rule_words(end.model, self._label) for end in self.between)
        return say("{first} (0 %) to {second} (100 %)", first=first, second=second)

    @property
    def _weights(self) -> tuple[list[Fraction], list[Fraction]]:
        """Weights of the members at the shares 0 and 1."""
        if not self.total:
            even = [Fraction(1)] * len(self.members)
            return even, even
        if self.between is not None:
            first, second = (
                [abs(end.quotas[name]) for name in self.members] for end in self.between
            )
            return first, second
        flat = [self.proration[name] for name in self.members]
        return [self.driver_values[name] * self.proration[name] for name in self.members], flat

    def at(self, share: Amount) -> dict[str, Decimal]:
        """Return every fee at a share, as `allocate` gives it.

        Raises
        ------
        CostshareError
            If the share lies outside the sweep.
        """
        exact = read_share(share)
        if not self.lowest <= exact <= self.highest:
            ends = f"{plain(self.lowest)} to {plain(self.highest)}"
            msg = f"share {plain(exact)} lies outside the sweep, {ends}; extend the sweep"
            raise CostshareError(msg)
        first, second = self._weights
        down, up = (1 - exact) / sum(first), exact / sum(second)
        quotas = {
            name: one * down + other * up
            for name, one, other in zip(self.members, first, second, strict=True)
        }
        parts = apportion(
            self.total, quotas, unit=self.unit.size, method=self.method, ties=self.ties
        )
        return {name: Decimal(part) for name, part in parts.items()}

    def steps(self, member: str) -> tuple[Step, ...]:
        """Return the fee of a member over all shares, as intervals with the same fee.

        The work grows with the number of intervals: the units between the lowest and the highest
        fee of the member, and how often the fee alternates between two values.

        Raises
        ------
        CostshareError
            If the member is unknown, and for methods other than largest remainder.
        """
        sign, pieces = self._pieces(member)
        return steps_of(pieces, self.unit, sign)

    def jumps(self, member: str) -> tuple[Jump, ...]:
        """Return all shares at which the fee of a member changes, exactly.

        Raises
        ------
        CostshareError
            If the member is unknown, and for methods other than largest remainder.
        """
        sign, pieces = self._pieces(member)
        return tuple(jumps_of(pieces, self.unit, sign))

    def break_even(self, fees: "Mapping[str, Amount] | pd.Series[Any]") -> tuple[BreakEven, ...]:
        """Find the shares at which each member pays a given fee.

        Parameters
        ----------
        fees : mapping of str to number, or Series
            A fee by member, such as today's.

        Returns
        -------
        tuple of BreakEven
            One for each fee.

        Raises
        ------
        CostshareError
            If a member is unknown or a fee is not a number, and for methods other than largest
            remainder.
        """
        found = []
        sign, lines = self._lines()
        for name, given in read_by_name(fees, "fees").items():
            position = self._position(name)
            fee = read_amount(given, f"fee of {name}")
            shown = exact_decimal(fee, f"fee of {name}")
            units = sign * fee / self.unit.size
            share = lines.share_at(position, units)
            if share is not None and not self.lowest <= share <= self.highest:
                share = None
            # The work grows with the steps between two shares, so only shares are searched at
            # which this fee is possible.
            near = lines.near(position, units, self.lowest, self.highest)
            pieces = () if near is None else lines.pieces(position, *near, self.ties)
            steps = steps_of(pieces, self.unit, sign)
            same = tuple(step for step in steps if step.fee == fee)
            found.append(BreakEven(name, shown, share, same))
        return tuple(found)

    def to_frame(self, points: int = 101, *, tidy: bool = False) -> "pd.DataFrame":
        """Lay out fees at evenly spaced shares, a row a share and a column a member.

        Parameters
        ----------
        points : int, default 101
            Number of shares, both ends included.
        tidy : bool, default False
            Whether each row is one fee.

        Returns
        -------
        DataFrame
            Indexed by ``flat_share``, or ``share`` between two models, exact Fractions. `jumps`
            gives what lies between the rows.

        Raises
        ------
        CostshareError
            If `points` is not a whole number from 2 to 100 000.
        """
        given_as(bool, tidy, "tidy", "True or False")
        shares = self._shares(points)
        if tidy:
            return to_pandas(self._columns(shares))
        rows = [self.at(share) for share in shares]
        return to_pandas(
            [amount_column(name, (row[name] for row in rows)) for name in self.members],
            exact_column(self._share_name, shares),
        )

    @property
    def _share_name(self) -> str:
        """Name of the column of shares."""
        return "flat_share" if self.between is None else "share"

    def _shares(self, points: Amount) -> list[Fraction]:
        """Space flat shares evenly from the lowest to the highest."""
        count = read_amount(points, "points")
        if count.denominator != 1 or count < 2:
            msg = f"points {plain(count)} must be a whole number, 2 or more: the ends, at least"
            raise CostshareError(msg)
        if count > _MOST_POINTS:
            msg = f"points {quoted(points)} are more than {_MOST_POINTS}; pass fewer"
            raise CostshareError(msg)
        step = (self.highest - self.lowest) / (count - 1)
        return [self.lowest + each * step for each in range(int(count))]

    def _columns(self, shares: Sequence[Fraction] = ()) -> Sequence[Column]:
        """Lay out one row for each member at each share."""
        cells = [
            (member, share, fee)
            for share in shares or self._shares(101)
            for member, fee in self.at(share).items()
        ]
        return (
            text_column("member", (member for member, _, _ in cells)),
            same_column("currency", self.currency, cells),
            exact_column(self._share_name, (share for _, share, _ in cells)),
            amount_column("fee", (fee for _, _, fee in cells)),
        )

    def _about(self) -> str:
        if self.between is None:
            how = f"by {self.driver}, flat share"
        else:
            how = " to ".join(str(end.model["kind"]) for end in self.between) + ", share"
        return (
            f"{in_units(self.total, self.unit)} over {counted(len(self.members), 'member')} {how} "
            f"{plain(self.lowest)} to {plain(self.highest)}"
        )

    def _blocks(self) -> Iterator[Block]:
        """Lay out fees at a few shares."""
        shares = self._shares(_FEW_POINTS)
        rows = [self.at(share) for share in shares]
        total = with_currency(in_units(self.total, self.unit), self.currency)
        sums = [self.unit.decimal(int(self.total / self.unit.size))] * len(shares)
        yield Table(
            header=["", *(percent(share) for share in shares)],
            rows=[[member, *(row[member] for row in rows)] for member in self.members],
            totals=[say("total"), *sums],
            caption=self._caption(total),
        )

    def _caption(self, total: str) -> str:
        """Say what the table shows."""
        if self.between is None:
            return say(
                "Fees by flat share of {total}, the rest by {driver}",
                total=total,
                driver=self._label(self.driver or ""),
            )
        return say("Fees of {total}, {range}", total=total, range=self.axis)

    def check(self) -> None:
        """Prove that the fees at a few shares sum to the total.

        Raises
        ------
        ConservationError
            If they do not.
        CostshareError
            If the members, the drivers or the ends of the sweep do not fit together.
        """
        each_once("member", self.members)
        if (self.between is None) != (self.driver is not None):
            msg = "a sweep has a driver or two models between which it runs; correct one of them"
            raise CostshareError(msg)
        for name in ("driver_values", "proration"):
            given = getattr(self, name)
            if set(given) != set(self.members) and not (self.between is not None and not given):
                msg = f"{name} and members do not name the same members; correct one of them"
                raise CostshareError(msg)
        if self.between is None:
            check_driver(self.driver or "", self.driver_values)
        else:
            for end in self.between:
                end.check(self.members, self.total)
        check_rules(self.ties, (self.lowest, self.highest))
        self.unit.count(self.total, "total")
        for share in self._shares(_FEW_POINTS):
            fees = sum(map(Fraction, self.at(share).values()), Fraction(0))
            if fees != self.total:
                msg = f"at share {plain(share)} the fees sum to {plain(fees)}, not to the total "
                raise ConservationError(msg + plain(self.total))

    def plot(
        self,
        ax: "Axes | None" = None,
        *,
        members: Iterable[str] | None = None,
        lang: str = "en",
    ) -> "Axes":
        """Draw the fees as lines; see `costshare.plotting.sweep`.

        Raises
        ------
        CostshareError
            If a member or the language is unknown, or matplotlib is missing.
        """
        from costshare import plotting

        return plotting.sweep(self, ax=ax, members=members, lang=lang)

    def _position(self, member: object) -> int:
        """Find the position of a member, if steps are known for the method."""
        name = find_name("member", member, self.members)
        if self.method != "largest_remainder":
            msg = (
                f"steps and jumps are known for largest_remainder only, not for {self.method}; "
                "use .at(share), or .to_frame()"
            )
            raise CostshareError(msg)
        return self.members.index(name)

    def _pieces(self, member: object) -> tuple[int, list[Piece]]:
        """Return the sign of the total, and the fee of a member over all shares in units."""
        position = self._position(member)
        sign, lines = self._lines()
        return sign, list(lines.pieces(position, self.lowest, self.highest, self.ties))

    def _lines(self) -> tuple[int, Lines]:
        """Return the sign of the total, and the quotas of a charge of that size."""
        units = self.unit.count(self.total, "total")
        return (-1 if units < 0 else 1), Lines.between(abs(units), *self._weights)


def check_rules(ties: TieRule, ends: tuple[Fraction, Fraction]) -> None:
    """Refuse what cannot be swept."""
    if ties == "error":
        msg = "a sweep passes through ties; choose ties='listed', 'largest' or 'smallest'"
        raise CostshareError(msg)
    if ends[0] >= ends[1]:
        msg = (
            f"a sweep from {plain(ends[0])} to {plain(ends[1])} must run from a lower to a higher "
            "share; pass the lower one as lowest"
        )
        raise CostshareError(msg)


def check_driver(driver: str, values: Mapping[str, Fraction]) -> None:
    """Refuse a driver by which nobody can be charged."""
    if not any(values.values()):
        msg = f"driver {driver!r} is zero for all members, so nobody can be charged by it"
        raise CostshareError(f"{msg}; check the figures")
