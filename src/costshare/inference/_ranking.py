"""Candidates side by side: those that reproduce the fees first, then those that come nearest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from costshare.inference._candidate import Candidate
from costshare.inference._not_tried import NotTried
from costshare.inference._problem_words import KIND_WORDS
from costshare.inference._ranked import Ranked
from costshare.inference._words import (
    CAUTION,
    all_fees,
    excess_text,
    listed,
    not_together_text,
    other_figures,
    total_row_text,
    why_deduced,
)
from costshare.results import (
    Block,
    Column,
    Table,
    amount_column,
    count_column,
    exact_column,
    flag_column,
    number,
    rounded,
    text_column,
)
from costshare.words import Figure, join, say, say_count, say_some

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# So many rows are printed; a frame has all of them.
_MOST_PRINTED = 24

# So many fees that the best rule does not give are stated.
_MOST_NAMED = 6

# Members within these shares of their fee are counted.
_ONE, _FIVE = Fraction(1, 100), Fraction(5, 100)


@dataclass(frozen=True, slots=True, repr=False)
class Ranking(Ranked[Candidate]):
    """Which of several models and drivers reproduce published fees; `infer` makes it.

    Attributes
    ----------
    rows : tuple of Candidate
        The best first.
    not_together : tuple of int
        So many drivers were not tried together, since that takes long.
    not_tried : tuple of NotTried
        Drivers that are zero for all members, each with its name as `driver`; and where no row is
        exact or nearly so, that bounds of shares rounded first were not tried, as `bounds`.

    Examples
    --------
    >>> import costshare as cs
    >>> ranking = cs.infer({"A": 1, "B": 3}, {"2019": {"A": 1, "B": 3}}, models=["flat", "mixed"])
    >>> ranking
    <Ranking of 2 candidates: 1 exact>
    >>> [row.kind for row in ranking], ranking.best is ranking[0]
    (['mixed', 'flat'], True)
    """

    format = "costshare.ranking/1"
    _ROW = "candidate"

    rows: tuple[Candidate, ...]
    not_together: tuple[int, ...] = ()
    not_tried: tuple[NotTried, ...] = ()

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a candidate, the best first."""
        rows = self.rows
        shares = [row.flat_share or (None, None) for row in rows]
        differing = [row.differing for row in rows]
        return (
            text_column("model", (row.kind for row in rows)),
            text_column("driver", (", ".join(row.drivers) or None for row in rows)),
            flag_column("exact", (row.exact for row in rows)),
            count_column("differing", (None if each is None else len(each) for each in differing)),
            exact_column("largest_difference", (row.largest_difference for row in rows)),
            exact_column("mean_difference", (row.mean_difference for row in rows)),
            count_column("within_1_percent", (row.within(_ONE) for row in rows)),
            count_column("within_5_percent", (row.within(_FIVE) for row in rows)),
            text_column("rounding", (", ".join(row.roundings) or None for row in rows)),
            amount_column("unit", (row.inference.unit for row in rows)),
            text_column(
                "exact_at", (", ".join(f"{unit:f}" for unit in row.exact_at) for row in rows)
            ),
            exact_column("lowest", (low for low, _ in shares)),
            exact_column("highest", (high for _, high in shares)),
        )

    def plot(self, ax: "Axes | None" = None, *, lang: str = "en") -> "Axes":
        """Draw the flat shares that reproduce the fees; see `costshare.plotting.flat_shares`.

        Raises
        ------
        CostshareError
            As `costshare.plotting.flat_shares`.
        """
        from costshare import plotting

        return plotting.flat_shares(self, ax=ax, lang=lang)

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Members whose fees may be wrong instead of those that differ from the best row.

        They are as few, by this row or by another one that is exact but for as many fees. The fees
        do not show which. Empty where the best row is exact, or is not nearly so.
        """
        best = self.best
        if not best.almost:
            return ()
        as_near = [row for row in self.rows if row.rank[:2] == best.rank[:2]]
        sets = [each for row in as_near for each in (row.differing or (), *row.alternatives)]
        known = {frozenset(each): each for each in reversed(sets)}
        del known[frozenset(best.differing or ())]
        return tuple(reversed(known.values()))

    @property
    def _columns_read(self) -> "list[Mapping[str, Fraction]]":
        """The fees in units and each driver, by member."""
        problems = [row.inference.problem for row in self.rows]
        columns = {name: each for own in problems for name, each in own.drivers.items()}
        units = tuple(map(Fraction, problems[0].units))
        members = problems[0].members
        return [dict(zip(members, each, strict=True)) for each in (units, *columns.values())]

    def _about(self) -> str:
        return f"of {len(self.rows)} candidates: {len(self.exact)} exact"

    @property
    def _told(self) -> list[Candidate]:
        """The rows to print: without those that only add drivers to an exact one."""
        told: list[Candidate] = []
        for row in self.rows:
            if not any(_adds_to(row, other) for other in told):
                told.append(row)
        return told

    def _blocks(self) -> Iterator[Block]:
        fees = all_fees(len(self.best.inference.fees))
        yield say_count(
            len(self.exact),
            "{count} of {all} candidates reproduces {fees}.",
            "{count} of {all} candidates reproduce {fees}.",
            all=number(len(self.rows)),
            fees=fees,
        )
        bounded = [row for row in self.rows if row.is_exact_within_bounds]
        if bounded:
            yield say_count(
                len(bounded),
                "With bounds that some members pay, {count} more does.",
                "With bounds that some members pay, {count} more do.",
            )
        yield Table(
            header=[
                say("model"),
                say("driver"),
                say("unit"),
                say("rounding"),
                say("found"),
                say("mean difference"),
            ],
            rows=[
                [
                    KIND_WORDS[row.kind],
                    join(", ", row.drivers),
                    row.inference.unit,
                    row.rounding_text,
                    row.found,
                    _difference(row),
                ]
                for row in self._told[:_MOST_PRINTED]
            ],
        )
        yield from self._rest()
        if self.exact:
            yield CAUTION

    def _instead(self) -> Iterator[Block]:
        """That other fees may be wrong instead."""
        others = [listed(each) for each in self.alternatives]
        if others:
            more = len(others) - _MOST_NAMED
            named = join("; ", others[:_MOST_NAMED])
            if more > 0:
                named = say("{names} and {count} more", names=named, count=number(more))
            yield say(
                "The fees do not show which of them are wrong: with as few exceptions it may be "
                "{members} instead.",
                members=named,
            )

    def _rest(self) -> Iterator[Block]:
        """What the table leaves out, and where its units are from."""
        told = len(self._told)
        added = len(self.rows) - told
        if added:
            yield say_count(
                added,
                "{count} more adds drivers to an exact one, and is exact as well; to_frame() lists "
                "it.",
                "{count} more add drivers to an exact one, and are exact as well; to_frame() lists "
                "them.",
            )
        more = told - _MOST_PRINTED
        if more > 0:
            yield say_count(
                more,
                "{count} more candidate comes after these; to_frame() lists all of them.",
                "{count} more candidates come after these; to_frame() lists all of them.",
            )
        if self.not_together:
            yield not_together_text(self.not_together)
        yield from map(str, self.not_tried)
        yield from total_row_text([self._columns_read])
        yield from _exceptions(self.best, self._stated_total)
        yield from self._instead()
        for rounder in [row.rounder for row in self.exact if row.rounder is not None][:1]:
            yield rounder.text
            yield from _wrong(rounder.changes, {})
        yield from self._totals()
        units = list(dict.fromkeys(unit for row in self.rows for unit in row.tried))
        tried = join(", ", [*map(number, sorted(units, reverse=True))])
        if len(units) == 1:
            yield say("Units tried: {units}.", units=tried)
        else:
            yield say(
                "The unit is deduced from the fees. Units tried: {units}. The figures are those "
                "of the smallest unit that fits.",
                units=tried,
            )
        yield from self._coarser()

    def _coarser(self) -> Iterator[Block]:
        """What is found in larger units that fit too: the smallest one may fit by accident."""
        told = [(row, found) for row in self._told if (found := _more_in_larger(row))]
        for row, found in told[:_MOST_NAMED]:
            yield say(
                "{row} is exact in larger units too: {found}.",
                row=_named(row),
                found=join("; ", found),
            )
        more = len(told) - _MOST_NAMED
        if more > 0:
            yield say_count(
                more,
                "{count} more row is exact in larger units too; its `coarser` lists them.",
                "{count} more rows are exact in larger units too; their `coarser` lists them.",
            )

    @property
    def _stated_total(self) -> Fraction | None:
        """The total that was given; price lists do not keep it."""
        problems = [row.inference.problem for row in self.rows if not row.total_is_deduced]
        stated = [
            each.amount(each.stated_total) for each in problems if each.stated_total is not None
        ]
        return next(iter(stated), None)

    def _totals(self) -> Iterator[Block]:
        """For which rows a total is deduced, and whether the fees sum to one that is stated."""
        by_total: dict[Decimal, list[str]] = {}
        for row in self.rows:
            if row.deduced_total is not None:
                by_total.setdefault(row.deduced_total, []).append(_named(row))
        for total, names in by_total.items():
            deduced = say(
                "The total {total} is deduced for {rows}",
                total=number(total),
                rows=say_some(names, _MOST_NAMED),
            )
            yield why_deduced(deduced)
        stated = [row.inference.problem for row in self.rows if not row.total_is_deduced]
        yield from [
            excess_text(each)
            for each in stated
            if each.shares_total and each.excess and not each.misprints
        ][:1]


def _named(row: Candidate) -> str:
    """The kind of model and its drivers."""
    kind = KIND_WORDS[row.kind]
    if not row.drivers:
        return kind
    return say("{model} ({driver})", model=kind, driver=join(", ", row.drivers))


def _more_in_larger(row: Candidate) -> list[str]:
    """What larger units leave, where that is more than the smallest one leaves."""
    same = row.found, row.rounding_text
    return [
        say(
            "{unit} ({found}, {rounding})",
            unit=number(each.inference.unit),
            found=each.found,
            rounding=each.rounding_text,
        )
        for each in row.coarser
        if (each.found, each.rounding_text) != same
    ]


def _adds_to(row: Candidate, other: Candidate) -> bool:
    """Whether an exact rule has all that another one has, and more drivers."""
    if not (row.exact and other.exact and set(other.drivers) < set(row.drivers)):
        return False
    mine, its = row.inference.problem, other.inference.problem
    return mine.shares_total == its.shares_total and mine.has_base >= its.has_base


def _exceptions(row: Candidate, total: Fraction | None) -> Iterator[Block]:
    """The fees that an almost exact rule does not give: bounds, then misprints."""
    least = row.least_change
    if least is None or not row.almost:
        return
    if least.rule:
        yield say("The rule of all other fees: {rule}.", rule=least.rule)
    for each in row.bounds:
        yield str(each)
        share = each.share_of(abs(total)) if total else None
        if share is not None:
            text = say("{number} %", number=number(share))
            yield say("{fee} is {share} of the total.", fee=number(each.fee), share=text)
    bound = {name for each in row.bounds for name in each.members}
    wrong = {name: fees for name, fees in least.changes.items() if name not in bound}
    unit = row.inference.unit
    right = {name: _figure(*both, unit) for name, both in row.right_figures.items()}
    yield from _wrong(wrong, right)
    if wrong and not row.knows_right_figures:
        yield other_figures()


def _figure(low: Decimal, high: Decimal, unit: Decimal) -> str:
    """A figure, or the range that it lies in."""
    if low == high:
        return number(low)
    ends = {"low": number(low), "high": number(high)}
    if high - low == unit:
        return say("{low} or {high}", **ends)
    return say("{low} to {high}", **ends)


def _wrong(
    changes: Mapping[str, tuple[Decimal, Decimal]], right: Mapping[str, str]
) -> Iterator[Block]:
    """The fees that a rule does not give, one by one."""
    for name, (fee, given) in list(changes.items())[:_MOST_NAMED]:
        yield say(
            "{member}: the fee is {fee}, and {right} by the rule.",
            member=name,
            fee=number(fee),
            right=right.get(name) or number(given),
        )


def _difference(row: Candidate) -> str:
    """The mean difference in per cent, where there is one."""
    mean = row.mean_difference
    if row.exact or row.is_exact_within_bounds or mean is None:
        return Figure("")
    return say("{number} %", number=number(rounded(100 * mean, 2 if mean > _ONE else 4)))
