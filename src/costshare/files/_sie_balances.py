"""The balances and budgets of an SIE file (#IB, #UB, #OIB, #OUB, #RES, #PSALDO, #PBUDGET).

A balance of a year is "year, account, amount, quantity"; an object list stands after the account in
#OIB and #OUB. #PSALDO and #PBUDGET have a month after the year, and an object list, which is empty
for the whole account.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from costshare.errors import CostshareError
from costshare.files._balances import LABELS, MONTHLY, SieBalance
from costshare.files._sie_fields import account_of, amount_of, day_of, objects_of, quantity_of
from costshare.files._sie_records import Record, shorten
from costshare.periods import Period

_YEAR = re.compile(r"0|-[1-9][0-9]{0,3}")
_MONTH = re.compile(r"([0-9]{4})(0[1-9]|1[0-2])")
_BY_OBJECT = ("#OIB", "#OUB", "#PSALDO", "#PBUDGET")

Key = tuple[object, ...]


def read_years(heads: Iterable[Record]) -> dict[int, Period]:
    """Read the days of each year (#RAR)."""
    years: dict[int, Period] = {}
    for record in heads:
        if record.label == "#RAR":
            year, first, last = _year(record), day_of(record, 1), day_of(record, 2)
            if last < first:
                msg = f"{record.place}: year {year} ends {last}, before it begins {first}; swap "
                raise CostshareError(f"{msg}the dates")
            days = Period(first, last)
            if years.setdefault(year, days) != days:
                msg = f"{record.place}: year {year} is {days}, and {years[year]} before; keep one"
                raise CostshareError(msg)
    return years


def read_balances(heads: Iterable[Record], years: Mapping[int, Period]) -> Iterator[SieBalance]:
    """Read every balance and budget; two of one account, year, month and objects are refused."""
    rows: dict[Key, int] = {}
    for record in heads:
        if record.label in LABELS:
            balance = _balance(record, years)
            objects = frozenset(balance.objects.items())
            key = balance.kind, balance.year, balance.month, balance.account, objects
            row = rows.setdefault(key, record.row)
            if row != record.row:
                msg = f"{record.place}: {record.label} of account {balance.account} is in row "
                raise CostshareError(f"{msg}{row} already; keep one")
            yield balance


def _balance(record: Record, years: Mapping[int, Period]) -> SieBalance:
    """Read a record."""
    kind, year, at = LABELS[record.label], _year(record), 1
    month = None
    if kind in MONTHLY:
        month, at = _month(record, at, year, years), at + 1
    account, at = account_of(record, at), at + 1
    objects: dict[str, str] = {}
    if record.label in _BY_OBJECT:
        objects, at = objects_of(record, at), at + 1
        if not objects and month is None:
            msg = f"{record.place}: {record.label} names no object; write one, or "
            raise CostshareError(f"{msg}{record.label.replace('O', '')} for the whole account")
    return SieBalance(
        kind=kind,
        year=year,
        month=month,
        account=account,
        objects=objects,
        amount=amount_of(record, at),
        quantity=quantity_of(record, at + 1),
        row=record.row,
    )


def _year(record: Record) -> int:
    """Read the number of a year."""
    text = record.text(0)
    if not _YEAR.fullmatch(text):
        msg = f"{record.place}: year {shorten(text)!r} is not 0, -1, -2 and so on; 0 is the year "
        raise CostshareError(f"{msg}of the file")
    return int(text)


def _month(record: Record, at: int, year: int, years: Mapping[int, Period]) -> Period:
    """Read a month, which must lie in its year where the file states the days of that."""
    text = record.text(at)
    found = _MONTH.fullmatch(text)
    if not found:
        msg = f"{record.place}: {shorten(text)!r} is not a month; SIE writes 202203"
        raise CostshareError(msg)
    month = Period.read(f"{found[1]}-{found[2]}")
    if year in years and not years[year].overlaps(month):
        msg = f"{record.place}: {month} is not in year {year}, which is {years[year]}; correct one"
        raise CostshareError(msg)
    return month
