"""How long 10 000 members over five levels take, beside a loop over pandas frames.

    python benchmarks/cascade.py

The loop shares in floats and rounds to 0.01, so its sums are off; it is what people write today.
"""

from statistics import median
from time import process_time

import pandas as pd

import costshare as cs

_LEVELS = (1, 10, 100, 1000, 8889)  # 10 000 members


def build_levels() -> list[tuple[str, float, list[str]]]:
    """Name the pool, own cost and members of every node, level by level."""
    names = [[f"{level}-{at}" for at in range(count)] for level, count in enumerate(_LEVELS)]
    return [
        (giver, 1000 + place, names[level + 1][at :: len(givers)])
        for level, givers in enumerate(names[:-1])
        for at, giver in enumerate(givers)
        for place in [at]
    ]


def read_agreement(nodes: list[tuple[str, float, list[str]]]) -> cs.Agreement:
    """Make the agreement of all levels."""
    members = [name for _, _, charged in nodes for name in charged]
    return cs.Agreement(
        name="five levels",
        period="2022",
        members=[
            cs.Member(name="0-0"),
            *(
                cs.Member(name=name, drivers={"use": 1 + at % 97})
                for at, name in enumerate(members)
            ),
        ],
        pools=[
            cs.Pool(
                name=giver,
                total=own,
                unit="0.01",
                model=cs.Proportional(driver="use"),
                members=charged,
                receives=giver != "0-0",
            )
            for giver, own, charged in nodes
        ],
    )


def by_pandas(nodes: list[tuple[str, float, list[str]]], use: dict[str, int]) -> dict[str, float]:
    """Share level by level with a frame for each pool."""
    taken: dict[str, float] = {}
    for giver, own, charged in nodes:
        frame = pd.DataFrame({"use": [use[name] for name in charged]}, index=charged)
        fees = ((own + taken.get(giver, 0)) * frame["use"] / frame["use"].sum()).round(2)
        taken |= {str(name): float(fee) for name, fee in fees.items()}
    return taken


def main() -> None:
    """Print the processor times and their ratio."""
    nodes = build_levels()
    board = read_agreement(nodes)
    use = {each.name: int(each.driver_values.get("use", 0)) for each in board.members}
    times: dict[str, list[float]] = {"costshare": [], "pandas": []}
    for _ in range(3):
        begin = process_time()
        fees = board.allocate()
        middle = process_time()
        by_pandas(nodes, use)
        times["costshare"].append(middle - begin)
        times["pandas"].append(process_time() - middle)
    fees.check()
    ours, theirs = (median(each) for each in times.values())
    print(f"costshare {ours:.2f} s, pandas loop {theirs:.2f} s, ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
