"""The projection: fees by member and year, and what changes from year to year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import GetPydanticSchema

from costshare.agreement import Allocation
from costshare.amounts import Unit, read_word
from costshare.analysis._change import signed_change
from costshare.analysis._fees import Fees, count_fees, frame_by_member, members_of, pools_of
from costshare.analysis._year_fees import (
    YearFee,
    amount_of,
    fee_columns,
    less,
    sum_of,
    year_columns,
    year_fees,
)
from costshare.errors import CostshareError
from costshare.fields import Currency, ReadOnly, find_name, given_as
from costshare.periods import Period
from costshare.results import (
    Block,
    Cell,
    Column,
    Result,
    Table,
    counted,
    signed,
    to_pandas,
    with_currency,
)
from costshare.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

By = Literal["member", "year"]
Show = Literal["fees", "effects", "cumulated"]

_BASELINE = "baseline "


class ByYear(ReadOnly[str, Allocation]):
    """Fees by the name of a year, found by a number or a period as well."""

    __slots__ = ()

    def __getitem__(self, year: str | int | Period, /) -> Allocation:
        """Find a year in whatever way it is written, or raise with those that are known."""
        return super().__getitem__(find_name("year", year, self))


_Years = Annotated[ByYear, GetPydanticSchema(lambda _, handler: handler(Mapping[str, Allocation]))]


@dataclass(frozen=True, slots=True, repr=False)
class Projection(Result):
    """Fees over several years. `project` makes one, and it iterates over its `YearFee` values.

    Attributes
    ----------
    name : str
        Name of the agreement.
    currency : str or None
        Currency of every amount, as an ISO 4217 code.
    allocations : mapping of str to Allocation
        Fees of each year, in order, by its name: ``allocations["2023"]``, or also
        ``allocations[2023]``.
    baseline : mapping of str to Allocation
        Fees of the agreement to compare with, in the same years; empty without one.

    Examples
    --------
    >>> import costshare as cs
    >>> members = [cs.Member(name="A", population=100), cs.Member(name="B", population=300)]
    >>> pool = cs.Pool(name="office", total=1000, model=cs.PerCapita())
    >>> board = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
    >>> print(cs.project(board, years=[2023, 2024], drivers={2024: {"population": {"A": 150}}}))
    Fees of Board by year
    <BLANKLINE>
            2022   2023   2024  change
    ----------------------------------
    A        250    250    333     +83
    B        750    750    667     -83
    ----------------------------------
    total  1 000  1 000  1 000       0
    <BLANKLINE>
    Cumulated effect, compared with 2022
    <BLANKLINE>
           2023  2024
    -----------------
    A         0   +83
    B         0   -83
    -----------------
    total     0     0
    """

    format = "costshare.projection/1"

    name: str
    currency: Currency
    allocations: _Years
    baseline: _Years

    def __post_init__(self) -> None:
        Result.__post_init__(self)
        for field in ("allocations", "baseline"):
            object.__setattr__(self, field, ByYear(getattr(self, field)))

    @property
    def years(self) -> tuple[str, ...]:
        """Names of the years, in order; the first one is that of the agreement."""
        return tuple(self.allocations)

    @property
    def unit(self) -> Unit:
        """Largest amount of which every fee is a whole multiple."""
        return self._fees(None)[0]

    @property
    def members(self) -> tuple[str, ...]:
        """Members of all years, in the order in which they come."""
        return members_of(self._every())

    @property
    def pools(self) -> tuple[str, ...]:
        """Pools of all years, in the order in which they come."""
        return pools_of(self._every())

    @property
    def compared_with(self) -> str:
        """What the years are compared with: the name of the baseline, or the first year."""
        return next((each.name for each in self.baseline.values()), self.years[0])

    def __iter__(self) -> Iterator[YearFee]:
        return iter(self.fees_in())

    def __len__(self) -> int:
        return len(self.members) * len(self.years)

    def fees_in(self, pool: str | None = None) -> tuple[YearFee, ...]:
        """Return every member in every year, as exact values.

        Parameters
        ----------
        pool : str, optional
            One pool; the sum over all pools if left out.

        Returns
        -------
        tuple of YearFee
            By year, then member.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        unit, fees, base = self._fees(pool)
        return tuple(year_fees(self.members, unit, fees, base, from_first=bool(self.baseline)))

    def fees(self, pool: str | None = None) -> "pd.DataFrame":
        """Lay out fees, a row for each member and a column for each year.

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
        return self._by_member("fee", self.years, pool)

    def changes(self, pool: str | None = None) -> "pd.DataFrame":
        """Lay out fees less those of the year before, a column for each year but the first.

        A member that joins or leaves changes by its whole fee, so that the changes of a year sum
        to the change of the total.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        return self._by_member("change", self.years[1:], pool)

    def effects(self, pool: str | None = None) -> "pd.DataFrame":
        """Lay out fees less those of the baseline in the same year, or of the first year.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        return self._by_member("effect", self._years_compared, pool)

    def cumulated(self, pool: str | None = None) -> "pd.DataFrame":
        """Lay out the sums of `effects` over the years so far.

        Raises
        ------
        CostshareError
            If the pool is unknown.
        """
        return self._by_member("cumulated", self._years_compared, pool)

    @property
    def _years_compared(self) -> tuple[str, ...]:
        """The years that have an effect: those after the first one, unless there is a baseline."""
        return self.years if self.baseline else self.years[1:]

    def _by_member(self, field: str, years: Iterable[str], pool: str | None) -> "pd.DataFrame":
        """Lay out an amount, members × years."""
        amounts = [(each.year, getattr(each, field)) for each in self.fees_in(pool)]
        return frame_by_member(self.members, years, amounts)

    def to_frame(
        self, by: By = "member", *, pool: str | None = None, tidy: bool = False
    ) -> "pd.DataFrame":
        """Lay out every member in every year, or the figures of each year.

        Parameters
        ----------
        by : {"member", "year"}, default "member"
            A row for each member in each year, or a row for each year.
        pool : str, optional
            One pool; the sum over all pools if left out.
        tidy : bool, default False
            Whether each row is one fact, with ids first, amounts last, and exact numbers.

        Returns
        -------
        DataFrame
            By member: ``year``, ``member``, ``fee``, ``change``, ``change_percent`` (rounded half
            to even, to 2 decimals), ``effect`` and ``cumulated``. By year: ``total``, ``change``
            and ``change_percent`` of the total, ``largest_increase`` of a fee in per cent, the
            numbers of ``members`` with a fee and of those that the effect ``gains``, ``pays`` and
            leaves ``unchanged``, and the sums of ``effect`` and ``cumulated``. ``<NA>`` if
            something does not exist.

        Raises
        ------
        CostshareError
            If the pool is unknown, or `by` is another word.
        """
        read_word(by, "by", By)
        given_as(bool, tidy, "tidy", "True or False")
        if by == "member":
            return to_pandas(self._columns(pool, exact=tidy))
        unit, fees, _ = self._fees(pool)
        names, *columns = year_columns(self.fees_in(pool), unit, fees, exact=tidy)
        return to_pandas([names, *columns]) if tidy else to_pandas(columns, names)

    def _columns(self, pool: str | None = None, *, exact: bool = True) -> Sequence[Column]:
        """Lay out one row for each member in each year."""
        return fee_columns(self.fees_in(pool), self.currency, exact=exact)

    def plot(
        self,
        ax: "Axes | None" = None,
        *,
        show: Show = "fees",
        pool: str | None = None,
        members: Iterable[str] | None = None,
        lang: str = "en",
    ) -> "Axes":
        """Draw a line for each member over the years; see `costshare.plotting.projection`.

        Raises
        ------
        CostshareError
            If the pool, a member or the language is unknown, or matplotlib is missing.
        """
        from costshare import plotting

        return plotting.projection(self, ax=ax, show=show, pool=pool, members=members, lang=lang)

    def check(self) -> None:
        """Prove the sums of every year again.

        Raises
        ------
        ConservationError
            If a year does not add up.
        CostshareError
            If the years are not in order, or the baseline has others.
        """
        if not self.allocations:
            msg = "there are no years; a projection has at least the first one"
            raise CostshareError(msg)
        if self.baseline and tuple(self.baseline) != self.years:
            msg = f"the years of the baseline are {', '.join(self.baseline)}, and those of the "
            raise CostshareError(f"{msg}projection {', '.join(self.years)}; correct one of them")
        for what, course in (("", self.allocations), (_BASELINE, self.baseline)):
            last: Period | None = None
            for year, fees in course.items():
                if fees.period is None or str(fees.period) != year:
                    msg = f"{what}year {year}: the fees are for {fees.period}; correct the year"
                    raise CostshareError(msg)
                if last is not None and fees.period.first <= last.last:
                    msg = f"{what}year {year} does not begin after {last} ends; list years in order"
                    raise CostshareError(msg)
                last = fees.period
                try:
                    fees.check()
                except CostshareError as error:
                    raise type(error)(f"{what}year {year}: {error}") from error

    def _every(self) -> tuple[Allocation, ...]:
        """The allocations of both, those of the projection first."""
        return (*self.allocations.values(), *self.baseline.values())

    def _fees(self, pool: str | None) -> tuple[Unit, dict[str, Fees], dict[str, Fees]]:
        """Count fees in units by year and member, and those that they are compared with."""
        chosen = None if pool is None else find_name("pool", pool, self.pools)
        base = {_BASELINE + year: each for year, each in self.baseline.items()}
        unit, counts = count_fees({**self.allocations, **base}, chosen)
        fees = {year: counts[year] for year in self.years}
        first = fees[self.years[0]]
        return unit, fees, {year: counts.get(_BASELINE + year, first) for year in self.years}

    def _about(self) -> str:
        years = self.years
        span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
        compared = f", compared with {self.compared_with}" if self.baseline else ""
        return f"{self.name} {span}: {counted(len(self.members), 'member')}{compared}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out fees by year, and the cumulated effect."""
        unit, fees, _ = self._fees(None)
        by_member: dict[str, list[YearFee]] = {member: [] for member in self.members}
        for each in self.fees_in():
            by_member[each.member].append(each)
        first, last = fees[self.years[0]], fees[self.years[-1]]
        header: list[str] = ["", *self.years]
        rows: list[list[Cell]] = [
            [name, *(own.fee for own in by_member[name])] for name in by_member
        ]
        totals: list[Cell] = [
            say("total"),
            *(unit.decimal(sum(own.values())) for own in fees.values()),
        ]
        if len(self.years) > 1:
            header.append(say("change"))
            totals.append(signed(unit.decimal(sum(last.values()) - sum(first.values()))))
            for name, row in zip(by_member, rows, strict=True):
                row.append(signed_change(amount_of(unit, less(last.get(name), first.get(name)))))
        caption = say("Fees of {name} by year", name=self.name)
        money = with_currency(caption, self.currency, ", ")
        yield Table(header=header, rows=rows, totals=totals, caption=money)
        years = self._years_compared
        if years:
            effects = {
                name: [each.cumulated for each in own[-len(years) :]]
                for name, own in by_member.items()
            }
            caption = say("Cumulated effect, compared with {baseline}", baseline=self.compared_with)
            sums = map(sum_of, zip(*effects.values(), strict=True))
            yield Table(
                header=["", *years],
                rows=[[name, *map(signed_change, own)] for name, own in effects.items()],
                totals=[say("total"), *map(signed_change, sums)],
                caption=with_currency(caption, self.currency, ", "),
            )
