"""The structure of an SIE file: which record may be where, so that none is passed over wrongly.

Rules are cited by their number in SIE-gruppen, "SIE filformat, utgåva 4B" (2008-09-30).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from costshare.errors import CostshareError
from costshare.files._sie_records import Record, shorten

# The labels of vouchers' lines, and all others that the format knows.
_LINES = frozenset({"#TRANS", "#RTRANS", "#BTRANS"})
_HEADS = frozenset(
    {
        *("#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#PROSA", "#FTYP", "#FNR"),
        *("#ORGNR", "#BKOD", "#ADRESS", "#FNAMN", "#RAR", "#TAXAR", "#OMFATTN", "#KPTYP"),
        *("#VALUTA", "#KONTO", "#KTYP", "#ENHET", "#SRU", "#DIM", "#UNDERDIM", "#OBJEKT"),
        *("#IB", "#UB", "#OIB", "#OUB", "#RES", "#PSALDO", "#PBUDGET", "#VER", "#KSUMMA"),
    }
)
_KNOWN = _LINES | _HEADS
_LABEL = re.compile(r"#\w+")


@dataclass(slots=True)
class Block:
    """A record, and the records in braces under it (rule 5.4)."""

    head: Record
    lines: list[Record]


def read_blocks(records: Iterable[Record]) -> list[Block]:
    """Put the records in braces under the record before them.

    Unknown labels are passed over, as rule 7.1 requires, and what is in braces under them too. A
    known label counts wherever it is: one in the wrong place, or in small letters, is
    refused, since its row would be lost.
    """
    blocks: list[Block] = []
    opened: Record | None = None
    may_open = False
    for record in records:
        if record.label == "{":
            if not may_open:
                msg = f"{record.place}: a brace opens that belongs to no record"
                raise CostshareError(msg)
            _check_opens(record, blocks[-1].head)
            opened = record
        elif record.label == "}":
            if opened is None:
                msg = f"{record.place}: a brace closes that was never opened"
                raise CostshareError(msg)
            opened = None
        else:
            _check_lines_follow(blocks, may_open=may_open)
            _check_label(record)
            _check_place(record, blocks[-1].head if opened else None)
            if opened:
                blocks[-1].lines.append(record)
            else:
                blocks.append(Block(record, []))
        may_open = opened is None and record.label not in {"{", "}"}
    if opened is not None:
        msg = f"{opened.place}: a brace opens and never closes: the file is cut short"
        raise CostshareError(msg)
    _check_lines_follow(blocks, may_open=may_open)
    return blocks


def _check_opens(brace: Record, head: Record) -> None:
    """Refuse lines under a record that has none."""
    if head.label in _HEADS and head.label != "#VER":
        msg = f"{brace.place}: a brace opens under {head.label}, and only #VER has lines in braces"
        raise CostshareError(msg)


def _check_lines_follow(blocks: list[Block], *, may_open: bool) -> None:
    """Refuse a voucher after which no brace opened."""
    if may_open and blocks[-1].head.label == "#VER":
        msg = f"{blocks[-1].head.place}: #VER has no lines in braces after it"
        raise CostshareError(msg)


def _check_label(record: Record) -> None:
    if not _LABEL.fullmatch(record.label):
        msg = (
            f"{record.place}: {shorten(record.label)!r} is not a label; write # and the label's "
            "letters, and a blank after them"
        )
        raise CostshareError(msg)
    right = record.label.upper()
    if right in _KNOWN and record.label != right:
        msg = f"{record.place}: the label {record.label} is written {right} in SIE; correct it"
        raise CostshareError(msg)


def _check_place(record: Record, head: Record | None) -> None:
    """Refuse a line of no voucher, and any other record inside a voucher's braces."""
    if record.label in _LINES and (head is None or head.label != "#VER"):
        msg = (
            f"{record.place}: {record.label} is outside the braces of a voucher; put it "
            "between the { and } of its #VER"
        )
        raise CostshareError(msg)
    if record.label in _HEADS and head is not None:
        msg = (
            f"{record.place}: {record.label} is inside the braces of {head.label} in row "
            f"{head.row}; close them before it"
        )
        raise CostshareError(msg)
