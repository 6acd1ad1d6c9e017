"""One rule over several years: its parameters, the reference years, and the fees that differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from costshare.amounts import Unit, decimals, exact_decimal
from costshare.errors import ConservationError, CostshareError
from costshare.fields import ReadOnly, find_name
from costshare.inference._evidence import relative_difference
from costshare.inference._problem import How
from costshare.inference._year_fit import Cell, Rounding, YearFit
from costshare.models import RoundedShares, RuleModel
from costshare.results import Record

# A rate that needs so many decimals more than those of all other years is looked at.
_MORE_DECIMALS = 2

# A share that somebody chose has no more digits.
_CHOSEN = 6

# A unit that is the whole divided by a divisor of this may be the size of a rounded share.
_FINEST_SHARE = Fraction(10**7)


@dataclass(frozen=True, repr=False)
class YearlyRule(Record):
    """One kind of model with some drivers over several years; `infer` makes it.

    Attributes
    ----------
    kind : str
        The kind of model, such as ``rate``; ``phased`` for a key that moves.
    drivers : tuple of str
        The names of the drivers; of a key that moves the first one before the last one.
    steady : bool
        Whether the parameters are the same in all years.
    how : Rounding
        How the quotas become fees.
    fits : tuple of YearFit
        How it fits each year.
    """

    format = "costshare.yearly_rule/1"
    _DERIVED = ("exact", "free")

    kind: str
    drivers: tuple[str, ...]
    steady: bool
    how: Rounding
    fits: tuple[YearFit, ...]

    def __repr__(self) -> str:
        """Describe it in one line."""
        found = "exact" if self.exact else f"{len(self.differing)} of {self.cells} fees differ"
        return f"<YearlyRule {' '.join([self.kind, *self.drivers])}: {found}>"

    @property
    def years(self) -> tuple[str, ...]:
        """The years, in order."""
        return tuple(fit.year for fit in self.fits)

    @property
    def cells(self) -> int:
        """The number of fees."""
        return sum(len(fit.fees) for fit in self.fits)

    @property
    def unit(self) -> Decimal:
        """The unit of the fees."""
        return Unit(self.how.unit)

    @property
    def rounding(self) -> How:
        """How the fees were rounded: the method, or the rounding of each."""
        return self.how.how

    @property
    def places(self) -> int | None:
        """To how many decimals of a per cent shares were rounded first, where they were."""
        model = self.fits[0].model
        return model.places if isinstance(model, RoundedShares) else None

    @property
    def exact(self) -> bool:
        """Whether it reproduces every fee of every year."""
        return not any(fit.changes for fit in self.fits)

    @property
    def differing(self) -> tuple[Cell, ...]:
        """The fees that differ from the rule."""
        return tuple(
            self._cell(fit, name, given) for fit in self.fits for name, given in fit.changes.items()
        )

    def _cell(self, fit: YearFit, name: str, given: Fraction) -> Cell:
        unit, fee = Unit(self.how.unit), fit.fees[name]
        units = fee / unit.size  # a misprint may be no multiple of the unit
        shown = unit.decimal(int(units)) if units.denominator == 1 else exact_decimal(fee, name)
        return Cell(fit.year, name, shown, unit.decimal(unit.count(given, name)))

    @property
    def almost(self) -> bool:
        """Whether it is exact but for some named fees: at least half agree, and more than that.

        Those that agree are more than the others and the free numbers together.
        """
        changed = len(self.differing)
        return changed > 0 and 2 * changed + self.free < self.cells

    def is_certain(self, cell: Cell) -> bool:
        """Whether a fee that differs has one right figure.

        It has where the rule has no parameters, and where a total that is given shows what one fee
        of the year is. A total that is deduced is stated as such by itself.
        """
        fit = self.fits[self.years.index(cell.year)]
        by_total = self.how.each is None and fit.total_is_given and len(fit.changes) == 1
        return by_total or not fit.parameters or fit.deduced_total is not None

    @property
    def mean_difference(self) -> Fraction:
        """The mean difference from the rule, in proportion to the published fees."""
        differences = [
            relative_difference(fit.fees[name], given)
            for fit in self.fits
            for name, given in fit.changes.items()
        ]
        return sum(differences, Fraction(0)) / self.cells

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Fraction]]:
        """The values of the parameters, by year and name."""
        return ReadOnly({fit.year: fit.parameters for fit in self.fits})

    @property
    def reference_years(self) -> Mapping[str, Mapping[str, str]]:
        """The year of each driver's figures, by the year of the fees and driver."""
        return ReadOnly({fit.year: fit.references for fit in self.fits if fit.references})

    @property
    def years_before(self) -> int | None:
        """By how many years the figures are older than the fees, where that is always the same."""
        found = {fit.years_before for fit in self.fits}
        return found.pop() if len(found) == 1 else None

    @property
    def free(self) -> int:
        """How many numbers are free: the parameters, and totals that are not given."""
        # The number of decimals of rounded shares counts where nothing else is free.
        totals = self._unknown_totals + (self.kind == "rounded_shares")
        if self.kind == "phased":
            parts = {part for fit in self.fits for part in fit.parameters.values()}
            return totals + len(parts - {Fraction(0), Fraction(1)})
        counts = [len(fit.parameters) for fit in self.fits]
        return totals + (max(counts) if self.steady else sum(counts))

    @property
    def _digits(self) -> int:
        """The digits of shares."""
        shares = self.kind in {"phased", "mixed", "keys", "blend"} or self.places is not None
        points = {value for fit in self.fits for value in fit.parameters.values()} if shares else ()
        return sum(map(_digits, points))

    @property
    def order(self) -> tuple[tuple[int, int | Fraction, int, int], Fraction, int]:
        """The rank; of equal rules the finest unit comes first, then the fewest decimals."""
        return self.rank, self.how.unit, -1 if self.places is None else self.places

    @property
    def is_plain(self) -> bool:
        """Whether it gives every fee by simple shares that nobody need have rounded first.

        No share has more digits than one that somebody chose, and a unit is not a rounded share.
        """
        points = {value for fit in self.fits for value in fit.parameters.values()}
        sizes = {fit.total / self.how.unit for fit in self.fits if fit.total}
        is_share = bool(sizes) and all((_FINEST_SHARE / size).denominator == 1 for size in sizes)
        return self.exact and not is_share and all(_digits(value) <= _CHOSEN for value in points)

    @property
    def _unknown_totals(self) -> int:
        return sum(fit.total is not None and not fit.total_is_given for fit in self.fits)

    def model(self, year: object = None) -> RuleModel:
        """The model of all years, or of one.

        Raises
        ------
        CostshareError
            If the year is unknown, or left out where each year has a model of its own.
        """
        if year is not None:
            fit = self.fits[self.years.index(find_name("year", year, self.years))]
        elif any(each.model != self.fits[0].model for each in self.fits):
            msg = f"each year has a model of its own; pass one of {', '.join(self.years)}"
            raise CostshareError(msg)
        else:
            fit = self.fits[0]
        return fit.model  # type: ignore[return-value]  # inference makes models of rules alone

    @property
    def cut_off(self) -> tuple[Cell, ...]:
        """Fees that seem to be cut off, not rounded: one year's rate needs more decimals for them.

        With as many decimals as the rates of all other years have, it gives these fees when the
        amounts are cut off, and all other fees of the year when they are rounded.
        """
        if self.kind != "rate" or self.steady or self.rounding == "down" or not self.exact:
            return ()
        rates = {fit.year: next(iter(fit.parameters.values())) for fit in self.fits}
        digits = {year: decimals(rate) or 0 for year, rate in rates.items()}
        *others, most = sorted(digits.values())
        longest = max(digits, key=digits.__getitem__)
        if not others or most < others[-1] + _MORE_DECIMALS:
            return ()
        fit = self.fits[self.years.index(longest)]
        # The nearest above: a fee that was cut off needs a lower rate.
        rate = Fraction(ceil(rates[longest] * 10 ** others[-1]), 10 ** others[-1])
        return tuple(self._cell(fit, *each) for each in fit.cut_off(rate, self.how))

    @property
    def rank(self) -> tuple[int, int | Fraction, int, int]:
        """Exact ones first, the simplest first, where there are more fees than free numbers.

        Of equally simple ones a price list comes before totals that are not given, then shares
        with fewer digits.
        Then those that are exact but for fewer fees, then the others by their mean difference.
        """
        free = self.free
        if free >= self.cells:
            return 3, len(self.differing), free, 0
        if self.exact:
            return 0, free, self._unknown_totals, self._digits
        if self.almost:
            return 1, len(self.differing), free, self._digits
        return 2, self.mean_difference, free, 0

    def check(self) -> None:
        """Compute the fees of every year again, and check what was inferred from each year.

        Raises
        ------
        ConservationError
            If the model of a year does not give the fees stated.
        """
        for fit in self.fits:
            if fit != fit.with_changes(self.how):
                msg = f"{self!r}: the model of {fit.year} does not give the fees stated; "
                raise ConservationError(msg + "infer it again")
            if fit.inference is not None:
                fit.inference.check()

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add what was found."""
        return fields | {"exact": self.exact, "free": self.free}


def _digits(value: Fraction) -> int:
    """The digits of a share as a decimal or as a fraction, where these are fewer."""
    fraction = len(str(value.numerator)) + len(str(value.denominator))
    places = decimals(value)
    return fraction if places is None else min(places, fraction)
