"""Charge the teams for a cloud bill: shared clusters by what each team used of them.

Run it with ``python examples/cloud_bill.py``. The bill has the columns of FOCUS, the FinOps Open
Cost and Usage Specification; its figures are invented, and so are those of the use.
"""

import sys
from pathlib import Path

import pandas as pd

import costshare as cs

HERE = Path(__file__).parent
COSTS = ["BilledCost", "EffectiveCost", "ListCost", "ContractedCost"]
KEYS = ["ResourceId", "BillingPeriodStart"]


def main() -> int:
    """Print what each team is charged, and return 1 where a total of the bill is missed."""
    bill = cs.read_focus(HERE / "cloud_bill.csv", tags=["team"])
    used = pd.read_csv(HERE / "cloud_usage.csv", dtype=str)
    used["BillingPeriodStart"] = pd.to_datetime(used["BillingPeriodStart"], utc=True)

    charges = cs.split_focus(
        bill, used, on=KEYS, method_id="cluster-vcpu-hours", usage_unit="vCPU-Hours"
    )
    # A shared charge belongs to whom it was allocated to, any other to the team of its tag.
    owner = charges["AllocatedResourceId"].fillna(charges["x_team"]).fillna("(nobody)")
    charges["Team"], charges["Month"] = owner, charges["BillingPeriodStart"].dt.strftime("%Y-%m")

    print(f"{len(bill)} charges of the bill, {len(charges)} after the split\n")
    print(
        charges.groupby(["BillingCurrency", "Month", "Team"])[["BilledCost", "EffectiveCost"]].sum()
    )

    kept = charges[charges["AllocatedMethodId"].isna()]
    print(f"\nNot shared, kept as they are: {', '.join(kept['ChargeDescription'])}")

    print("\nThe credit, derived for its owner to check:\n")
    credit = int(bill.index[bill["ChargeCategory"] == "Credit"][0])
    print(
        cs.explain_split(
            bill,
            used[[*KEYS, "AllocatedResourceId", "UsageQuantity"]],
            credit,
            on=KEYS,
            amount="BilledCost",
            weight="UsageQuantity",
            unit="0.000001",
        )
    )

    per_bill = totals(bill)
    agree = per_bill.equals(totals(charges))
    print(f"\nTotals of {len(COSTS)} costs in {len(per_bill)} currencies and periods of the bill")
    print("Equal, to the last decimal" if agree else "NOT EQUAL")
    return 0 if agree else 1


def totals(charges: pd.DataFrame) -> pd.DataFrame:
    """Add the costs of each currency and billing period."""
    return charges.groupby(["BillingCurrency", "BillingPeriodStart"])[COSTS].sum()


if __name__ == "__main__":
    sys.exit(main())
