"""Compute the 2022 fees of Norrbottens e-nämnd, check them against the published ones, explain one.

Run it with ``python examples/norrbotten_2022.py``. The agreement is in `norrbotten_2022.toml`, the
published fees (Verksamhetsberättelse 2022, tables "Årsavgifter för 2022") in `fees_2022.csv`.
"""

import sys
from pathlib import Path

import pandas as pd

import costshare as cs

HERE = Path(__file__).parent


def main() -> int:
    """Print fees, checks and one explanation; return 1 where a fee differs from the published."""
    agreement = cs.Agreement.load(HERE / "norrbotten_2022.toml")
    allocation = agreement.allocate()
    allocation.check()
    print(allocation)

    print("\nComputed against published, kr")
    computed = allocation.to_frame()
    published = pd.read_csv(
        HERE / "fees_2022.csv", index_col="municipality", dtype_backend="numpy_nullable"
    ).reindex(index=computed.index, columns=computed.columns)
    # A municipality that takes no part must be missing on both sides.
    same = computed.eq(published).fillna(value=False) | (computed.isna() & published.isna())
    for pool in computed:
        wrong = ", ".join(computed.index[~same[pool]])
        totals = f"{computed[pool].sum():>9,} = {published[pool].sum():>9,}".replace(",", " ")
        verdict = f"DIFFERS for {wrong}" if wrong else "every fee the same"
        rule = allocation.pool(str(pool)).model["kind"]
        print(f"  {pool:<18} {rule:<5} {totals}  {published[pool].count()} members, {verdict}")

    print("\nWhy does Kiruna pay this?")
    print(allocation.explain("Kiruna", "utvecklare"))
    return 0 if same.all(axis=None) else 1


if __name__ == "__main__":
    sys.exit(main())
