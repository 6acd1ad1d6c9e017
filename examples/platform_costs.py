"""Costs that pass from a platform through products to the customers who pay.

    python examples/platform_costs.py [FOLDER]

A platform serves two products by their load. Each product has costs of its own, takes over what the
platform charges it, and charges three customers by their use. All of it is one agreement and one
allocation: the direct costs come back as fees, to the öre. (The figures are made up.)

Where a folder is named, the agreement (platform_costs.toml) and a picture of the flows
(platform_costs.svg) are written there.
"""

import sys
from decimal import Decimal
from pathlib import Path

from matplotlib.figure import Figure

import costshare as cs

AGREEMENT = cs.Agreement(
    name="Platform costs",
    period="2022",
    currency="SEK",
    members=[
        cs.Member(name="Product A", drivers={"load": 3}),
        cs.Member(name="Product B", drivers={"load": 4}),
        cs.Member(name="Boden", drivers={"use of A": 5, "use of B": 10}),
        cs.Member(name="Luleå", drivers={"use of A": 2, "use of B": 25}),
        cs.Member(name="Piteå", drivers={"use of A": 0, "use of B": 5}),
    ],
    pools=[
        cs.Pool(
            name="platform",
            total=10_000,
            unit="0.01",
            model=cs.Proportional(driver="load"),
            members=["Product A", "Product B"],
        ),
        cs.Pool(
            name="Product A",
            total=20_000,
            unit="0.01",
            model=cs.Proportional(driver="use of A"),
            receives=True,
        ),
        cs.Pool(
            name="Product B",
            total=5_000,
            unit="0.01",
            model=cs.Mixed(flat_share="0.25", driver="use of B"),
            receives=True,
        ),
    ],
)


def compute_again() -> dict[str, Decimal]:
    """Share each level with the kernel alone, as a script without cascades has to."""
    load = {"Product A": 3, "Product B": 4}
    passed = cs.apportion(10_000, load, unit="0.01")
    fees: dict[str, Decimal] = {"Boden": Decimal(0), "Luleå": Decimal(0), "Piteå": Decimal(0)}
    for product, own in (("Product A", 20_000), ("Product B", 5_000)):
        pool = next(pool for pool in AGREEMENT.pools if pool.name == product)
        total = own + passed[product]
        quotas = pool.model.quotas(AGREEMENT.facts(pool), total)
        for customer, fee in cs.apportion(total, quotas, unit="0.01").items():
            fees[customer] += fee
    return fees


def main(folder: Path | None) -> None:
    """Print the fees, one of them through its levels, and the checks."""
    fees = AGREEMENT.allocate()
    print(fees)
    print()
    print(fees.explain("Boden", "Product A"))
    print()
    print(fees.flows.to_string())
    print()
    fees.check()
    paid = fees.final_fees().member_totals
    direct = sum(pool.total or 0 for pool in AGREEMENT.pools)
    print(f"Direct costs {direct}, fees {sum(paid.values())}: equal, to the öre")
    print(f"Level by level with the kernel alone: {compute_again() == paid}")
    lines = fees.invoice_lines(number="2022-{n}", date="2022-01-31")
    print(f"{len(lines)} invoices reconcile: {cs.reconcile(fees, lines).balanced}")
    if folder is not None:
        AGREEMENT.save(folder / "platform_costs.toml")
        figure = Figure(figsize=(8, 4), layout="constrained")
        cs.plotting.flows(fees, ax=figure.add_subplot())
        figure.savefig(folder / "platform_costs.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
