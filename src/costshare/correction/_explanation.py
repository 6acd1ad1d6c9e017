"""Why a member is charged or credited: what was billed, what it should have been, what changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from costshare.amounts import plain
from costshare.correction._line import CorrectionLine
from costshare.periods import Period
from costshare.results import number, with_currency

_PLACES = 4


@dataclass(frozen=True, slots=True, repr=False)
class CorrectionExplanation:
    """Why a correction is what it is. Print it, or take ``to_dict()``.

    Parameters
    ----------
    lines : tuple of CorrectionLine
        What is explained.
    period : Period or None
        Which period is corrected.
    currency : str or None
        Of all amounts.
    """

    lines: tuple[CorrectionLine, ...]
    period: Period | None
    currency: str | None

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain data; exact numbers are strings.

        Returns
        -------
        dict
            ``period``, ``currency`` and ``lines``, each with ``member``, ``pool``, ``billed`` and
            ``restated`` (None where there was no fee), ``earlier``, ``amount``, and ``changes``:
            by name what it was before and after.
        """
        return {
            "period": None if self.period is None else str(self.period),
            "currency": self.currency,
            "lines": [
                {
                    "member": line.member,
                    "pool": line.pool,
                    "billed": _text(line.billed),
                    "restated": _text(line.restated),
                    "earlier": f"{line.earlier:f}",
                    "amount": f"{line.amount:f}",
                    "changes": {
                        name: [None if each is None else plain(each) for each in pair]
                        for name, pair in line.changes.items()
                    },
                }
                for line in self.lines
            ],
        }

    def __str__(self) -> str:
        """The steps in words and numbers."""
        if not self.lines:
            return "there is nothing to correct"
        return "\n\n".join("\n".join(self._steps(line)) for line in self.lines)

    __repr__ = __str__

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
    return "no fee" if amount is None else number(amount)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


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
    return "no figure of its own has changed; those of others have"


def _value(value: Fraction | None) -> str:
    return "–" if value is None else number(value, _PLACES)
