"""Reconcile a year's invoices of Norrbottens e-nämnd with its agreement, and find what is wrong.

Run it with ``python examples/reconcile_2022.py``. The invoice file was made for this example, with
errors planted in it, by `make_invoices_2022.py`; `planted_2022.csv` lists what must be found.
"""

import csv
import sys
from pathlib import Path

import costshare as cs

HERE = Path(__file__).parent


def main() -> int:
    """Print the reconciliation; return 1 where findings and planted errors differ."""
    allocation = cs.Agreement.load(HERE / "norrbotten_2022.toml").allocate()
    invoices = cs.read_invoices(HERE / "invoices_2022.csv", on_error="keep")
    result = cs.reconcile(allocation, invoices, last_year=last_year(allocation))
    print(result)

    found = {
        (each.kind, each.member, each.pool, " ".join(sorted(hint.kind for hint in each.hints)))
        for each in result.findings
    }
    planted = read_planted()
    print(f"\nPlanted errors found: {len(planted & found)} of {len(planted)}")
    print(f"Other findings: {len(found - planted)}")
    return 0 if found == planted else 1


def last_year(allocation: cs.Allocation) -> cs.Allocation:
    """Make up fees for the year before: those of 2022, with a basic fee of 74 000 kr."""
    before = cs.Agreement.load(HERE / "norrbotten_2022.toml")
    basic, *others = before.pools
    basic = basic.replace(total=74_000 * len(allocation.members))
    return before.replace(period="2021", pools=[basic, *others]).allocate()


def read_planted() -> set[tuple[str, ...]]:
    """Read the kinds, members, pools and hints that must be found."""
    with (HERE / "planted_2022.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    return {tuple(row) for row in rows if len(row) == len(header)}


if __name__ == "__main__":
    sys.exit(main())
