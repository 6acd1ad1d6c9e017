"""A finding: what does not agree, in a sentence for a mail, and what may be the cause."""

from dataclasses import dataclass
from typing import Literal

from costshare.fields import NO_OTHER_FIELDS, Money, Sentence, Value
from costshare.invoices import InvoiceLine
from costshare.words import join, say

CellFindingKind = Literal["under", "over", "missing", "unexpected"]
LineFindingKind = Literal[
    "duplicate", "wrong_period", "unreadable", "contradictory", "wrong_rounding"
]
FindingKind = Literal[CellFindingKind, LineFindingKind]
HintKind = Literal[
    "swapped",
    "transposed",
    "factor",
    "vat_included",
    "sign",
    "last_year",
    "other_pool",
    "instalment_missing",
    "instalment_too_many",
    "rounding",
    "duplicate",
    "correction",
    "spelling",
    "open_lines",
]


@dataclass(frozen=True, slots=True, repr=False)
class Hint(Sentence):
    """A possible cause of a finding. It fits to the last unit, but it proves nothing.

    Attributes
    ----------
    kind : str
        ``swapped``, ``transposed``, ``factor``, ``vat_included``, ``sign``, ``last_year``,
        ``other_pool``, ``instalment_missing``, ``instalment_too_many``, ``rounding``,
        ``duplicate``, ``correction``, ``spelling`` or ``open_lines``.
    message : str
        The cause in words.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    kind: HintKind
    message: str

    def __repr__(self) -> str:
        """Show kind and message."""
        return f"<Hint {self.kind}: {self.message}>"


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Sentence, Value):
    """One thing that does not agree.

    Attributes
    ----------
    kind : str
        For a cell: ``under``, ``over``, ``missing``, ``unexpected``. For lines: ``duplicate``,
        ``wrong_period``, ``unreadable``, ``contradictory``, ``wrong_rounding``.
    member, pool : str or None
        Names of the cell; None if the line names none.
    expected, invoiced : Decimal or None
        Amounts of the cell; `expected` is 0 if there is no fee. None in a finding about lines.
    difference : Decimal
        Invoiced minus expected; 0 in a finding about lines.
    message : str
        A sentence that says what does not agree.
    hints : tuple of Hint
        Possible causes.
    lines : tuple of InvoiceLine
        The lines of the cell, or those that the finding is about.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    kind: FindingKind
    member: str | None
    pool: str | None
    expected: Money | None
    invoiced: Money | None
    difference: Money
    message: str
    hints: tuple[Hint, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()

    def __repr__(self) -> str:
        """Show kind and message."""
        return f"<Finding {self.kind}: {self.message}>"

    def _text(self) -> str:
        """Give the message, and each hint on a line of its own."""
        return join("\n", [self.message, *(join("", ["  ", each]) for each in notes_of(self))])


def notes_of(finding: Finding) -> list[str]:
    """Write the hints of a finding, a line each."""
    return [say("Hint: {hint}", hint=each.message) for each in finding.hints]
