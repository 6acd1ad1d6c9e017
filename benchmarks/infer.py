"""Time `infer_mixed` on 290 fees beside a scan of 10 000 flat shares.

Run it with ``python benchmarks/infer.py``. Machines are noisy: both sides take turns in one run,
and the ratio of each turn counts. The scan is what a script does: it runs `apportion` at every
share from 0 to 1 in steps of 0.0001 and keeps those that give the fees.
"""

import sys
from decimal import Decimal
from fractions import Fraction
from random import Random
from statistics import median
from time import perf_counter

import costshare as cs

MEMBERS = 290
TURNS = 3
STEPS = 10_000
UNIT = 100


def population(seed: int) -> dict[str, int]:
    """Draw municipalities from small to large."""
    random = Random(seed)
    return {f"member {at}": int(random.lognormvariate(9.6, 1)) + 1 for at in range(MEMBERS)}


def scan(fees: dict[str, int], driver: dict[str, int]) -> list[Fraction]:
    """Try every share."""
    total, whole = sum(fees.values()), sum(driver.values())
    wanted = list(fees.values())
    found = []
    for step in range(STEPS + 1):
        # The quotas times whole × members × STEPS.
        weights = [step * whole + (STEPS - step) * size * len(driver) for size in driver.values()]
        if cs.apportion(total, weights, unit=UNIT) == wanted:
            found.append(Fraction(step, STEPS))
    return found


def check(inference: cs.Inference, fees: dict[str, int], driver: dict[str, int]) -> None:
    """The ends and a share just beyond each are what `allocate` says of them."""
    ends, closed = inference.flat_share, inference.closed
    assert ends is not None
    assert closed is not None
    tiny = Fraction(1, 10**15)
    for share, inside in (
        (ends[0], closed[0]),
        (ends[1], closed[1]),
        (sum(ends) / 2, True),
        (ends[0] - tiny, False),
        (ends[1] + tiny, False),
    ):
        members = {name: {"population": size} for name, size in driver.items()}
        made = cs.allocate(sum(fees.values()), cs.Mixed(flat_share=share), members, unit=UNIT)
        assert (made.member_totals == fees) == inside


def main() -> int:
    """Time both sides, and the proof where a fee is wrong."""
    turns = []
    proofs = []
    for seed in range(TURNS):
        driver = population(seed)
        members = {name: {"population": size} for name, size in driver.items()}
        made = cs.allocate(5_000_000, cs.Mixed(flat_share="0.4237"), members, unit=UNIT)
        fees = {name: int(fee) for name, fee in made.member_totals.items()}
        begin = perf_counter()
        inference = cs.infer_mixed(fees, driver, unit=UNIT)
        between = perf_counter()
        found = scan(fees, driver)
        turns.append((between - begin, perf_counter() - between))
        check(inference, fees, driver)
        assert Fraction(Decimal("0.4237")) in found
        assert all(inference.reproduces(share) for share in found)

        wrong = dict(fees)
        wrong["member 3"] += 300
        wrong["member 4"] -= 300
        begin = perf_counter()
        contradiction = cs.infer_mixed(wrong, driver, unit=UNIT).contradiction
        proofs.append(perf_counter() - begin)
        assert contradiction is not None
        assert contradiction.proof.holds()
    exact = median(one for one, _ in turns)
    print(
        f"{MEMBERS} fees: exact interval {exact:.4f} s; scan of {STEPS:,} shares "
        f"{median(other for _, other in turns):.2f} s, "
        f"{median(other / one for one, other in turns):,.0f} times as long"
    )
    print(f"{MEMBERS} fees of which two are wrong: smallest contradiction {median(proofs):.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
