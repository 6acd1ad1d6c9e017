"""A year of a shared datacenter: metered capacity, a late reading, and the year's end.

Thirteen municipalities share a datacenter. The supplier invoices its capacity part to each of them
directly, by what each held (billed by ``"supplier"``); the host invoices the base function in
monthly instalments of 100 kr, and at the year's end the members get what it really cost.

Run it with ``python examples/datacenter_2022.py``. The members, their populations and the fees of
the base function are those of `norrbotten_2022.toml`; all use, prices and supplier's invoices are
made up by `make_datacenter_2022.py`, and so is it that Övertorneå moved in on 1 May.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import make_datacenter_2022 as facts

import costshare as cs

HERE = Path(__file__).parent
YEAR = "population_2018"
# Used and idle capacity at list prices, idle shared by population; backup by disk.
MODEL = cs.Blend(
    parts=[
        (
            1 - Decimal(facts.BACKUP),
            cs.Capacity(prices=facts.PRICES, provided=facts.PROVIDED, idle="per_capita"),
        ),
        (facts.BACKUP, cs.Proportional(driver="disk_gb")),
    ]
)
NOTHING = dict.fromkeys(facts.BLOCKS, 0)


def main() -> int:
    """Print the year; return 1 where the members' invoices are not the supplier's invoices."""
    base = base_fees()
    population = {
        name: int(base.pool("datacenter").line(name).drivers[YEAR]) for name in base.members
    }
    levels, invoices = facts.levels(population), facts.invoices()

    print("Capacity by month, SEK: the supplier bills each member by what it held")
    print("(from 1 July other prices, and one node more)")
    print("month     members       invoice    idle  corrections")
    lines: list[cs.InvoiceLine] = []
    sent: list[cs.Correction] = []
    billed: list[cs.Allocation] = []
    for invoice in invoices:
        log = known(levels, cs.Period.read(invoice.period).last)
        # What we heard of late changes months that are billed already.
        late = []
        for before, earlier in zip(billed, invoices, strict=False):
            same = [each for each in sent if each.period == before.period]
            correction = cs.correct(before, share(earlier, log, population), earlier=same)
            late += [correction] if correction.invoice_lines() else []
        billed.append(share(invoice, log, population))
        lines += settled_bills(billed[-1], late)
        sent += late
        print(month_row(billed[-1], late))

    print("\nWhy Kiruna is charged more for January, and how that amount comes about")
    print(sent[0].explain("Kiruna"))
    print(without_rule(sent[0].restated.explain("Kiruna")))

    print("\nThe year by member, SEK")
    instalments = base.invoice_lines(number="B-{n:03}", instalments=12, unit=100)
    cost = sum(each.base for each in invoices)
    year = cs.settle(
        base, {"datacenter": cost}, policy=cs.TrueUp(by="shares"), paid=instalments, unit="0.01"
    )
    true_up = year.invoice_lines(per="member", number="T-{n}", date="2023-01-31")
    paid = cs.reconcile(year.applied_to(base), [*instalments, *true_up])
    paid.raise_for_findings()
    ordinary = [line for line in lines if line.corrects is None]
    corrected = [line for line in lines if line.corrects is not None]
    columns: dict[str, Iterable[cs.InvoiceLine]] = {
        "capacity": ordinary,
        "corrected later": corrected,
        "base, instalments": instalments,
        "base, true-up": true_up,
        "in all": [*lines, *instalments, *true_up],
    }
    print_table(columns, base.members)

    charged = sum(line.amount or 0 for line in columns["in all"])
    supplier = sum(each.capacity + each.base for each in invoices)
    print(f"\nAll invoices to members:      {money(charged):>14}")
    print(f"The supplier's 12 invoices:   {money(supplier):>14}")
    print("Equal, to the öre" if charged == supplier else f"OFF by {money(charged - supplier)}")
    return 0 if charged == supplier else 1


def base_fees() -> cs.Allocation:
    """The yearly fees of the base function, as published."""
    board = cs.Agreement.load(HERE / "norrbotten_2022.toml")
    pools = [pool for pool in board.pools if pool.name == "datacenter"]
    members = [member for member in board.members if member.name not in pools[0].exempt]
    return board.replace(
        name="Datacenter", members=members, pools=[pools[0].replace(exempt=[])]
    ).allocate()


def known(levels: list[facts.Level], day: date) -> cs.UsageLog:
    """The log as it stood on a day: with the levels that we had heard of."""
    rows = [each[:4] for each in levels if each.known <= day]
    return cs.UsageLog(levels=rows, timezone="Europe/Stockholm", gaps="zero")


def share(invoice: facts.Invoice, log: cs.UsageLog, population: Mapping[str, int]) -> cs.Allocation:
    """Share a month's capacity by what each member held on average."""
    use = log.average(period=invoice.period)
    members = [
        cs.Member(
            name=name,
            population=inhabitants,
            drivers=use.get(name, NOTHING),
            joined=facts.JOINED.get(name),
        )
        for name, inhabitants in population.items()
    ]
    pool = cs.Pool(
        name="capacity", total=invoice.capacity, unit="0.01", model=MODEL, billed_by="supplier"
    )
    return cs.Agreement(
        name="Datacenter",
        period=invoice.period,
        currency="SEK",
        host="Luleå",
        members=members,
        pools=[pool],
    ).allocate()


def settled_bills(month: cs.Allocation, late: list[cs.Correction]) -> list[cs.InvoiceLine]:
    """Reconcile what the supplier sends with what it should, and let it credit what is wrong."""
    due = month
    for correction in late:
        due = correction.applied_to(due)
    lines = facts.supplier_lines(month, late)
    for finding in cs.reconcile(due, lines).findings:
        print("  ! " + str(finding).replace("\n", "\n  "))
        credit = cs.credit_note(finding.lines, finding.difference, invoice=f"K-{month.period}")
        lines += [line.replace(corrects=month.period) for line in credit]
    cs.reconcile(due, lines).raise_for_findings()
    return lines


def month_row(month: cs.Allocation, late: list[cs.Correction]) -> str:
    """A line of the first table."""
    pool = month.pool("capacity")
    idle = sum(term.amount for term in pool.terms if "idle" in term.label) / pool.total
    told = [f"{each.period} Kiruna {money(each.member_totals['Kiruna'])}" for each in late]
    row = f"{month.period}  {len(pool.fees):>9}  {money(month.total):>12}  {float(idle):>6.1%}"
    return f"{row}  {', '.join(told)}".rstrip()


def print_table(columns: Mapping[str, Iterable[cs.InvoiceLine]], members: Sequence[str]) -> None:
    """Add up lines by member and column, and print them."""
    print(" " * 12 + "".join(f"{title:>19}" for title in columns))
    for name in [*members, "all"]:
        sums = (
            sum(line.amount or 0 for line in lines if name in {line.member, "all"})
            for lines in columns.values()
        )
        print(f"{name:<12}" + "".join(f"{money(each):>19}" for each in sums))


def without_rule(why: cs.Explanation) -> str:
    """An explanation without the line that spells out the contract."""
    return "\n".join(line for line in str(why).splitlines() if not line.startswith("Rule:"))


def money(amount: Decimal | int) -> str:
    """Write kronor and öre."""
    return f"{amount:,.2f}".replace(",", " ")


if __name__ == "__main__":
    sys.exit(main())
