"""Read SIE 4, the Swedish format for exchanging accounts: its vouchers, balances and budgets.

Rules are cited by their number in SIE-gruppen, "SIE filformat, utgåva 4B" (2008-09-30).
"""

from datetime import date
from fractions import Fraction
from pathlib import Path

from costshare.amounts import plain
from costshare.errors import CostshareError
from costshare.fields import given_as, read_path
from costshare.files._kind import check_text
from costshare.files._sie_balances import read_balances, read_years
from costshare.files._sie_blocks import Block, read_blocks
from costshare.files._sie_fields import account_of, amount_of, day_of, objects_of
from costshare.files._sie_file import SieFile
from costshare.files._sie_records import Record, check_sum, read_records
from costshare.files._vouchers import Transaction, Voucher


def read_sie(path: str | Path, *, encoding: str | None = None, checksum: bool = True) -> SieFile:
    """Read the vouchers, balances and budgets of an SIE file of type 4 (4E or 4I).

    Vouchers are #VER with #TRANS; balances #IB, #UB, #OIB, #OUB, #RES and #PSALDO; budgets
    #PBUDGET. #RTRANS and #BTRANS are passed over, since they record a voucher's history: the #TRANS
    records are its lines as they are in the end. Unknown labels are passed over, as the format
    requires (rule 7.1).

    Parameters
    ----------
    path : str or Path
        The file.
    encoding : str, optional
        Code page 437 by the format. The letters show where a program wrote another one;
        the error then asks for it.
    checksum : bool, default True
        Whether to check #KSUMMA, where the file has it.

    Returns
    -------
    SieFile
        The vouchers and balances; `SieFile.invoice_lines` makes invoice lines of the vouchers,
        and `SieFile.amounts` adds up balances and budgets.

    Raises
    ------
    CostshareError
        If the file breaks the format: a voucher out of balance, an amount with a comma, a file
        cut short, a transaction outside the braces of a voucher, a label in small letters, two
        different balances of one account. The message has the row.

    References
    ----------
    SIE-gruppen, "SIE filformat, utgåva 4B", 2008-09-30; utgåva 4C, 2025-08-06.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import costshare as cs
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "books.se")
    >>> text = '''#FLAGGA 0
    ... #FORMAT PC8
    ... #SIETYP 4
    ... #FNAMN "E-nämnden"
    ... #VER A 567 20221216 "Kontant lön"
    ... {
    ...     #TRANS 7010 {"1" "456" "7" "47"} 13200.00
    ...     #TRANS 1910 {} -13200.00
    ... }
    ... '''
    >>> _ = path.write_bytes(text.encode("cp437"))
    >>> books = cs.read_sie(path)
    >>> books.company, books.vouchers[0].name, books.vouchers[0].transactions[0].objects
    ('E-nämnden', 'A 567', {'1': '456', '7': '47'})
    >>> folder.cleanup()
    """
    path = read_path(path)
    check_text(path)
    records = read_records(path, encoding)
    if given_as(bool, checksum, "checksum", "True or False"):
        check_sum(path.name, records)
    blocks = read_blocks(records)
    heads = [block.head for block in blocks]
    _check_kind(path.name, heads, any_format=encoding is not None)
    years = read_years(heads)
    return SieFile(
        source=path.name,
        company=_only(heads, "#FNAMN", ""),
        # The format is Swedish: its standard says that amounts are in SEK where #VALUTA is absent.
        currency=_only(heads, "#VALUTA", "SEK"),
        vouchers=tuple(_voucher(block) for block in blocks if block.head.label == "#VER"),
        accounts={key[0]: name for key, name in _names(heads, 1, "#KONTO").items()},
        dimensions={key[0]: name for key, name in _names(heads, 1, "#DIM", "#UNDERDIM").items()},
        objects={(key[0], key[1]): name for key, name in _names(heads, 2, "#OBJEKT").items()},
        years=years,
        balances=tuple(read_balances(heads, years)),
    )


def _check_kind(source: str, heads: list[Record], *, any_format: bool) -> None:
    kind = _only(heads, "#SIETYP", "")
    if kind != "4":
        said = f"is of SIE type {kind}" if kind else "does not say its SIE type (#SIETYP)"
        msg = f"{source} {said}; only type 4 has vouchers, so export that"
        raise CostshareError(msg)
    written = _only(heads, "#FORMAT", "PC8")
    if written != "PC8" and not any_format:
        msg = f"{source} says #FORMAT {written}, and SIE knows only PC8; pass its encoding=…"
        raise CostshareError(msg)


def _names(heads: list[Record], keys: int, *labels: str) -> dict[tuple[str, ...], str]:
    """Gather what accounts, dimensions and objects are called; none may have two names."""
    names: dict[tuple[str, ...], str] = {}
    for record in heads:
        if record.label in labels:
            key = tuple(record.text(at) for at in range(keys))
            if not all(key):
                msg = f"{record.place}: {record.label} lacks its number; add it"
                raise CostshareError(msg)
            name = record.text(keys)
            if names.setdefault(key, name) != name:
                msg = (
                    f"{record.place}: {record.label} {' '.join(key)} is called {name!r}, and "
                    f"{names[key]!r} before; keep one"
                )
                raise CostshareError(msg)
    return names


def _only(heads: list[Record], label: str, otherwise: str) -> str:
    """Return what a record says that appears once in a file."""
    said = [record for record in heads if record.label == label]
    for record in said[1:]:
        if record.text(0) != said[0].text(0):
            msg = (
                f"{record.place}: {label} is {record.text(0)!r}, and {said[0].text(0)!r} in row "
                f"{said[0].row}; keep one"
            )
            raise CostshareError(msg)
    return said[0].text(0) if said else otherwise


def _voucher(block: Block) -> Voucher:
    head = block.head
    day = day_of(head, 2)
    transactions = tuple(_transaction(line, day) for line in block.lines if line.label == "#TRANS")
    voucher = Voucher(
        series=head.text(0),
        number=head.text(1),
        date=day,
        text=head.text(3),
        transactions=transactions,
        row=head.row,
    )
    off = sum((Fraction(line.amount) for line in transactions), Fraction(0))
    if off:
        name = voucher.name or "without a number"
        msg = (
            f"{head.place}: voucher {name} of {day} does not balance: its transactions sum to "
            f"{plain(off)}, not 0"
        )
        raise CostshareError(msg)
    return voucher


def _transaction(record: Record, day: date) -> Transaction:
    return Transaction(
        account=account_of(record, 0),
        amount=amount_of(record, 2),
        objects=objects_of(record, 1),
        date=day_of(record, 3) if record.text(3) else day,
        text=record.text(4),
        row=record.row,
    )
