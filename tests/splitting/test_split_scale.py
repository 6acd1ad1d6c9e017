"""The laws of split at the size of a bill: sums of all lines, and the reference on a sample."""

import numpy as np
import pandas as pd
import pytest

import costshare as cs

LINES, RESOURCES = 30_000, 2_000


@pytest.mark.parametrize("weights", ["integers", "two decimals", "17 digits"])
@pytest.mark.parametrize("method", ["largest_remainder", "webster"])
def test_a_bill_of_many_lines(weights, method):
    rng = np.random.default_rng(13)
    sizes = rng.integers(1, 12, RESOURCES)
    sizes[7] = 3_000
    count = int(sizes.sum())
    drivers = pd.DataFrame(
        {
            "resource": rng.permutation(np.repeat(np.arange(RESOURCES), sizes)),
            "weight": {
                "integers": rng.integers(1, 1000, count),
                "two decimals": rng.integers(1, 10**6, count) / 100,
                "17 digits": rng.random(count),
            }[weights],
        }
    )
    lines = pd.DataFrame(
        {
            "line": np.arange(LINES),
            "resource": rng.integers(0, RESOURCES, LINES),
            "amount": rng.integers(-(10**5), 10**7, LINES),
        }
    )
    lines.loc[lines["resource"] == 7, "resource"] = 8
    lines.loc[5, "resource"] = 7
    result = cs.split(lines, drivers, on="resource", unit=1, method=method)
    sums = result.groupby("line")["allocated"].sum()
    assert (sums.to_numpy() == lines["amount"].to_numpy()).all()
    of_resource = drivers.groupby("resource")["weight"].agg(list)
    parts = result.groupby("line")["allocated"].agg(list)
    for line in [5, *rng.integers(0, LINES, 300).tolist()]:
        own = of_resource[lines["resource"][line]]
        assert parts[line] == cs.apportion(int(lines["amount"][line]), own, method=method)
