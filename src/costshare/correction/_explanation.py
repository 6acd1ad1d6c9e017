"""Why a member is charged or credited: what was billed, what it should have been, what changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from costshare.correction._line import CorrectionLine, line_columns
from costshare.fields import Currency
from costshare.periods import PeriodField
from costshare.results import MISSING, Block, Column, Result, counted, number, with_currency

_PLACES = 4


@dataclass(frozen=True, slots=True, repr=False)
class CorrectionExplanation(Result):
    """Why a correction is what it is. Print it, or take ``to_dict()``.

    Attributes
    ----------
    lines : tuple of CorrectionLine
        Amounts that are explained.
    period : Period or None
        Period that is corrected.
    currency : str or None
        Currency of every amount.
    """

    format = "costshare.correction_explanation/1"

    lines: tuple[CorrectionLine, ...]
    period: PeriodField | None
    currency: Currency

    def __iter__(self) -> Iterator[CorrectionLine]:
        return iter(self.lines)

    def check(self) -> None:
        """Prove again that each amount is restated less billed less corrected earlier.

        Raises
        ------
        ConservationError
            If one is not; the error names member and pool.
        """
        for line in self.lines:
            line.check()

    def _about(self) -> str:
        period = f"{self.period} " if self.period else ""
        cells = [f"{line.member} in {line.pool}" for line in self.lines]
        return f"of {period}for {cells[0] if len(cells) == 1 else counted(len(cells), 'amount')}"

    def _columns(self) -> Sequence[Column]:
        return line_columns(self.lines, self.period, self.currency)

    def _blocks(self) -> Iterator[Block]:
        """Lay out the steps of each amount in words and numbers."""
        if not self.lines:
            yield "there is nothing to correct"
        for line in self.lines:
            yield "\n".join(self._steps(line))

    def _steps(self, line: CorrectionLine) -> Iterator[str]:
        period = "" if self.period is None else f" of {self.period}"
        yield f"{line.member}, {line.pool}: correction{period}"
        yield f"  1. restated: {_fee(line.restated)}; {_why(line)}"
        yield f"  2. billed: {_fee(line.billed)}"
        yield f"  3. corrected earlier: {number(line.earlier)}"
        working = " - ".join(
            number(each) if each >= 0 else f"({number(each)})"
            for each in (line.restated or Decimal(0), line.billed or Decimal(0), line.earlier)
        )
        yield f"  4. left: {working} = {number(line.amount)}"
        yield f"  {self._verdict(line.amount)}"

    def _verdict(self, amount: Decimal) -> str:
        if not amount:
            return "Nothing to charge or to credit"
        size = with_currency(number(amount.copy_abs()), self.currency)
        return f"To charge: {size}" if amount > 0 else f"To credit: {size}"


def _fee(amount: Decimal | None) -> str:
    """Write a fee that may be missing."""
    return "no fee" if amount is None else number(amount)


def _why(line: CorrectionLine) -> str:
    """Say what is different from what was billed."""
    if line.restated is None or line.billed is None:
        return "takes no part any more" if line.restated is None else "took no part when billed"
    if line.changes:
        return ", ".join(
            f"{name} {_value(was)} → {_value(now)}" for name, (was, now) in line.changes.items()
        )
    if line.restated == line.billed:
        return "nothing has changed"
    return "its own drivers have not changed; those of others have"


def _value(value: Fraction | None) -> str:
    """Write a driver, or a dash if it is missing."""
    return MISSING if value is None else number(value, _PLACES)
