"""A finding: what does not agree, in words that can be sent to somebody, and what may be behind."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from costshare.fields import NO_OTHER_FIELDS
from costshare.invoices import InvoiceLine

FindingKind = Literal[
    "under",
    "over",
    "missing",
    "unexpected",
    "duplicate",
    "wrong_period",
    "unreadable",
    "contradictory",
]
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


@dataclass(frozen=True, slots=True)
class Hint:
    """What may be behind a finding. It holds exactly, to the last unit; it is no proof.

    Parameters
    ----------
    kind : str
        ``swapped``, ``transposed``, ``factor``, ``vat_included``, ``sign``, ``last_year``,
        ``other_pool``, ``instalment_missing``, ``instalment_too_many``, ``rounding``,
        ``duplicate``, ``correction``, ``spelling`` or ``open_lines``.
    message : str
        In words.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    kind: HintKind
    message: str

    def __str__(self) -> str:
        """The words."""
        return self.message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree.

    Parameters
    ----------
    kind : str
        Of a cell: ``under``, ``over``, ``missing``, ``unexpected``. Of a line: ``duplicate``,
        ``wrong_period``, ``unreadable``, ``contradictory``.
    member, pool : str or None
        Which cell; None where the line names none.
    expected, invoiced : Decimal or None
        Of a cell; `expected` is 0 where there is no fee. None in a finding about lines.
    difference : Decimal
        Invoiced minus expected; 0 in a finding about lines.
    message : str
        A sentence that says it.
    hints : tuple of Hint
        What may be behind it.
    lines : tuple of InvoiceLine
        The lines of the cell, or those that the finding is about.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    kind: FindingKind
    member: str | None
    pool: str | None
    expected: Decimal | None
    invoiced: Decimal | None
    difference: Decimal
    message: str
    hints: tuple[Hint, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()

    def __str__(self) -> str:
        """The message, and each hint on a line of its own."""
        return "\n".join([self.message, *(f"  Hint: {hint}" for hint in self.hints)])
