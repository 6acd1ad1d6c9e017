"""Made-up facts for `datacenter_2022.py`: what each member held, and what the supplier invoiced.

The board's report prints no figures of its datacenter's capacity part, so these are invented. Only
their shape is real: members are as large as their population, capacity is ordered in whole blocks,
and it grows in a few steps through the year. Integers of one seeded generator make all of it, so
that it is the same everywhere.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import costshare as cs

SEED = 2022
# One block of each resource; a member holds a block of each for every 4 000 inhabitants begun.
BLOCKS = {"vcpu": 4, "ram_gb": 16, "disk_gb": 500}
# The supplier's list: kronor a month for each, and what it provides. One more node from 1 July.
PRICES = {
    "vcpu": {"2022-01-01": "85", "2022-07-01": "88"},
    "ram_gb": {"2022-01-01": "22", "2022-07-01": "22"},
    "disk_gb": {"2022-01-01": "0.60", "2022-07-01": "0.55"},
}
PROVIDED = {
    "vcpu": {"2022-01-01": 384, "2022-07-01": 448},
    "ram_gb": {"2022-01-01": 1_536, "2022-07-01": 1_792},
    "disk_gb": {"2022-01-01": 48_000, "2022-07-01": 48_000},
}
SLIP = "2022-06-Piteå"  # the invoice in which the supplier swaps two digits
BACKUP = "0.12"  # of each invoice
JOINED = {"Övertorneå": date(2022, 5, 1)}
# Kiruna got 8 vCPU more on 17 January. The datacenter's list was not updated until 24 March.
LATE = ("Kiruna", "vcpu", date(2022, 1, 17), 2, date(2022, 3, 24))


class Level(NamedTuple):
    """From `since` on a member holds so much; `known` is the day on which we heard of it."""

    member: str
    resource: str
    since: date
    quantity: int
    known: date


def levels(population: Mapping[str, int]) -> list[Level]:
    """Every level of the year: what members began with, and one to three orders of each."""
    dice = random.Random(SEED)
    found = []
    for member, inhabitants in population.items():
        size = inhabitants // 4_000 + 1
        begin = JOINED.get(member, date(2022, 1, 1))
        orders = [(resource, begin, size + dice.randrange(2), begin) for resource in BLOCKS]
        for _ in range(1 + dice.randrange(3)):
            day = date(2022, dice.randrange(begin.month + 3, 13), dice.randrange(1, 29))
            orders.append((list(BLOCKS)[dice.randrange(3)], day, 1 + size // 8, day))
        if member == LATE[0]:
            orders.append(LATE[1:])
        for resource, block in BLOCKS.items():
            held: dict[date, tuple[int, date]] = {}
            blocks = 0
            for each, since, more, known in sorted(orders, key=lambda order: order[1]):
                if each == resource:
                    blocks += more
                    held[since] = (blocks * block, known)
            found += [Level(member, resource, since, *held[since]) for since in held]
    return found


class Invoice(NamedTuple):
    """The supplier's invoice for a month: for capacity, and for the base function."""

    period: str
    capacity: Decimal
    base: Decimal


def invoices() -> list[Invoice]:
    """A year of them, in öre: near the list price of what was provided, and never round."""
    dice = random.Random(SEED + 1)
    found = []
    for month in range(1, 13):
        since = "2022-01-01" if month < 7 else "2022-07-01"
        listed = sum(PROVIDED[each][since] * Fraction(PRICES[each][since]) for each in PROVIDED)
        with_backup = int(listed * 100 / (1 - Fraction(BACKUP)))
        capacity = with_backup + dice.randrange(-50_000, 50_001)
        base = 9_450_000 + dice.randrange(-150_000, 150_001)
        amounts = (Decimal(ore).scaleb(-2) for ore in (capacity, base))
        found.append(Invoice(f"2022-{month:02}", *amounts))
    return found


def supplier_lines(
    month: cs.Allocation, corrections: Sequence[cs.Correction]
) -> list[cs.InvoiceLine]:
    """The lines of the supplier's invoices for a month; in one of them two digits are swapped."""
    number, day = f"{month.period}-{{member}}", cs.Period.read(str(month.period)).last
    lines = month.invoice_lines(number=number, date=day, billed_by="supplier")
    for correction in corrections:
        lines += correction.invoice_lines(number=number, date=day, billed_by="supplier")
    return [_slip(line) if line.invoice == SLIP else line for line in lines]


def _slip(line: cs.InvoiceLine) -> cs.InvoiceLine:
    digits = str(line.amount)
    at = next(n for n in range(len(digits) - 1) if digits[n] < digits[n + 1])
    return line.replace(amount=digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
