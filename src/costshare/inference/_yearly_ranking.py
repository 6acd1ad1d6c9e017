"""Rules over several years side by side: those that reproduce the fees first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from costshare.fields import NOTHING_BY_NAME, ByName, Name
from costshare.inference._not_tried import NotTried
from costshare.inference._plainest import is_fraction
from costshare.inference._problem_words import KIND_WORDS
from costshare.inference._ranked import Ranked
from costshare.inference._words import (
    CAUTION,
    all_fees,
    fits_any,
    listed,
    not_together_text,
    other_figures,
    total_row_text,
    why_deduced,
)
from costshare.inference._yearly_rule import YearlyRule
from costshare.models import RoundedShares
from costshare.results import (
    Block,
    Column,
    Table,
    amount_column,
    count_column,
    exact_column,
    flag_column,
    number,
    text_column,
)
from costshare.words import join, say, say_count, say_some

# So many rows are printed; a frame has all of them.
_MOST_PRINTED = 16

# So many fees that the best rule does not give are stated.
_MOST_NAMED = 6

# So many of the names that are read as one driver are stated.
_MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True, repr=False)
class YearlyRanking(Ranked[YearlyRule]):
    """Which rules reproduce published fees of several years; `infer` makes it.

    Attributes
    ----------
    rows : tuple of YearlyRule
        The best first.
    not_tried : tuple of NotTried
        Drivers that could not be tried: each with `driver`, `year`, and the `members` without a
        figure, or none where the figures are all zero. And where no rule is exact, that bounds
        were not tried, as `bounds`.
    not_together : tuple of int
        So many drivers were not tried together, since that takes long.
    read_as_one : mapping of str to tuple of str
        The names that differ by the year alone, by the driver of which they have figures.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = {2021: {"A": 5447, "B": 2015}, 2022: {"A": 5669, "B": 2123}}
    >>> people = {2021: {"A": 11_230, "B": 4155}, 2022: {"A": 11_360, "B": 4255}}
    >>> found = cs.infer(fees, {"population": people}, models=["flat", "rate"])
    >>> found
    <YearlyRanking of 2 rules over 2 years: 1 exact>
    >>> {year: dict(rates) for year, rates in found.best.parameters.items()}
    {'2021': {'rate': Fraction(97, 200)}, '2022': {'rate': Fraction(499, 1000)}}
    """

    format = "costshare.yearly_ranking/1"
    _ROW = "rule"

    rows: tuple[YearlyRule, ...]
    not_tried: tuple[NotTried, ...] = ()
    not_together: tuple[int, ...] = ()
    read_as_one: ByName[tuple[Name, ...]] = NOTHING_BY_NAME

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a rule and year, the best rule first."""
        pairs = [(row, fit) for row in self.rows for fit in row.fits]
        references = [list(dict.fromkeys(fit.references.values())) for _, fit in pairs]
        return (
            text_column("model", (row.kind for row, _ in pairs)),
            text_column("driver", (", ".join(row.drivers) or None for row, _ in pairs)),
            text_column("year", (fit.year for _, fit in pairs)),
            text_column("reference_year", (", ".join(each) or None for each in references)),
            text_column(
                "parameters",
                (
                    ", ".join(f"{name} {value}" for name, value in fit.parameters.items()) or None
                    for _, fit in pairs
                ),
            ),
            text_column("rounding", (row.rounding for row, _ in pairs)),
            amount_column("unit", (row.unit for row, _ in pairs)),
            flag_column("exact", (not fit.changes for _, fit in pairs)),
            count_column("differing", (len(fit.changes) for _, fit in pairs)),
            exact_column("total", (fit.total for _, fit in pairs)),
        )

    def _about(self) -> str:
        years = len(self.best.fits)
        return f"of {len(self.rows)} rules over {years} years: {len(self.exact)} exact"

    def _blocks(self) -> Iterator[Block]:
        best = self.best
        yield say_count(
            len(self.exact),
            "{count} of {all} rules reproduces {fees} of {years} years.",
            "{count} of {all} rules reproduce {fees} of {years} years.",
            all=number(len(self.rows)),
            fees=all_fees(best.cells),
            years=number(len(best.fits)),
        )
        yield Table(
            header=[
                say("model"),
                say("driver"),
                say("figures"),
                say("parameters"),
                say("free numbers"),
                say("found"),
            ],
            rows=[
                [
                    KIND_WORDS[row.kind],
                    join(", ", row.drivers),
                    _figures(row),
                    _parameters(row),
                    row.free,
                    _found(row),
                ]
                for row in self.rows[:_MOST_PRINTED]
            ],
        )
        for driver, names in self.read_as_one.items():
            yield say(
                "{names} are read as one driver, {driver}, with figures of several years; rename "
                "those that are drivers of their own.",
                names=say_some(names, _MOST_COLUMNS),
                driver=driver,
            )
        if self.not_together:
            yield not_together_text(self.not_together)
        yield from map(str, self.not_tried)
        yield from total_row_text([fit.fees, *fit.figures.values()] for fit in best.fits)
        yield from _details(best)
        yield from self._missed_totals()
        if self.exact:
            yield CAUTION

    def _missed_totals(self) -> Iterator[str]:
        """By how much the fees miss a total that was given, in the years in which they do.

        Years are left out where rounding each fee on its own explains all of it.
        """
        given = {fit.year: fit.total for row in self.rows for fit in row.fits if fit.total_is_given}
        best = self.best
        for fit in best.fits:
            total, fees = given.get(fit.year), sum(fit.fees.values(), Fraction(0))
            if total is None or fees == total:
                continue
            if best.how.each is not None and fit.total is not None:
                by_rule = sum(fit.by_rule(best.how).values(), Fraction(0))
                if abs(fees - total) <= abs(by_rule - total):
                    continue
            values = {"year": fit.year, "total": number(fees), "off": number(abs(fees - total))}
            if fees > total:
                yield say("The fees of {year} sum to {total}, {off} more than the total.", **values)
            else:
                yield say("The fees of {year} sum to {total}, {off} less than the total.", **values)


def _figures(row: YearlyRule) -> str:
    """Of which year the figures are."""
    references = {each for fit in row.fits for each in fit.references.values()}
    before = row.years_before
    if not references:
        return say("the same in all years")
    if before == 0:
        return say("of the same year")
    if before is not None and before > 0:
        return say_count(before, "of the year before", "of {count} years before")
    if len(references) == 1:
        return say("of {year}", year=references.pop())
    return say("of different years")


def _parameters(row: YearlyRule) -> str:
    """Whether the parameters are the same in all years."""
    names = list(row.fits[0].parameters)
    if not names:
        return say("none")
    if row.kind == "phased":
        return say("a part that grows")
    return say("the same in all years") if row.steady else say("of each year")


def _found(row: YearlyRule) -> str:
    """What was found, in a few words."""
    if row.exact:
        return fits_any(say("exact")) if row.free >= row.cells else say("exact")
    differing = say_count(len(row.differing), "{count} fee differs", "{count} fees differ")
    return say("almost: {differing}", differing=differing) if row.almost else differing


def _names(row: YearlyRule) -> list[str]:
    """The names of the parameters, in words."""
    if row.kind == "phased":
        return [say("part")]
    inference = row.fits[0].inference
    if not row.fits[0].parameters:
        return []
    if inference is not None:
        return inference.problem.parameters
    # Shares rounded first have one parameter: a flat share, or that of the first of two drivers.
    first, *others = row.drivers
    return [say("share of {driver}", driver=first) if others else say("flat share")]


def _details(row: YearlyRule) -> Iterator[Block]:
    """The best rule year by year, and the fees that it does not give."""
    dated = any(fit.references for fit in row.fits)
    yield Table(
        header=[
            say("year"),
            *([say("reference year")] * dated),
            *_names(row),
            say("fees"),
            say("differing"),
        ],
        rows=[
            [
                fit.year,
                *([join(", ", list(dict.fromkeys(fit.references.values())))] * dated),
                *(
                    str(value) if row.kind == "phased" or is_fraction(value) else number(value, 8)
                    for value in fit.parameters.values()
                ),
                len(fit.fees),
                len(fit.changes),
            ]
            for fit in row.fits
        ],
    )
    yield from _rounded_first(row)
    yield from _exceptions(row)
    for fit in row.fits:
        if row.almost and row.how.each is None and fit.deduced_total is not None:
            yield why_deduced(
                say(
                    "The total {total} of {year} is deduced",
                    total=number(fit.deduced_total),
                    year=fit.year,
                )
            )
    open_years = [fit.year for fit in row.fits if len(fit.fitting) > 1]
    if open_years:
        yield say_count(
            len(open_years),
            "The fees of {years} fit figures of other years as well.",
            "The fees of {years} each fit figures of other years as well.",
            years=listed(open_years),
        )


def _rounded_first(row: YearlyRule) -> Iterator[str]:
    """How shares were rounded before they were multiplied by the total."""
    model = row.fits[0].model
    if not isinstance(model, RoundedShares):
        return
    if model.method == "each":
        yield say_count(
            model.places,
            "Shares in per cent are rounded to {count} decimal, then each amount on its own.",
            "Shares in per cent are rounded to {count} decimals, then each amount on its own.",
        )
    elif row.how.each is not None:
        yield say_count(
            model.places,
            "Shares in per cent are rounded to {count} decimal so that they sum to 100, then each "
            "amount on its own.",
            "Shares in per cent are rounded to {count} decimals so that they sum to 100, then each "
            "amount on its own.",
        )
    else:
        yield say_count(
            model.places,
            "Shares in per cent are rounded to {count} decimal so that they sum to 100, then the "
            "total is shared by them.",
            "Shares in per cent are rounded to {count} decimals so that they sum to 100, then the "
            "total is shared by them.",
        )


def _exceptions(row: YearlyRule) -> Iterator[Block]:
    """The fees that the rule does not give, and those that are cut off."""
    cells = row.differing if row.almost else ()
    for cell in cells[:_MOST_NAMED]:
        yield say(
            "{member}, {year}: the fee is {fee}, and {right} by the rule.",
            member=cell.member,
            year=cell.year,
            fee=number(cell.fee),
            right=number(cell.by_rule),
        )
    if len(cells) > _MOST_NAMED:
        yield say_count(
            len(cells) - _MOST_NAMED,
            "{count} more fee differs; the attribute differing lists all.",
            "{count} more fees differ; the attribute differing lists all.",
        )
    if any(not row.is_certain(cell) for cell in cells):
        yield other_figures()
    for cell in row.cut_off:
        yield say(
            "{member}, {year}: the fee {fee} seems to be cut off, not rounded. A rate with as many "
            "decimals as in the other years gives {right}.",
            member=cell.member,
            year=cell.year,
            fee=number(cell.fee),
            right=number(cell.by_rule),
        )
