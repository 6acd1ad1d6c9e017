"""Time `infer` on six drivers, on 290 fees with misprints, and on a ranking that is loaded.

Run it with ``python benchmarks/infer_drivers.py``. It prints seconds of the processor: the longest
of the rules of one, two and three drivers, with and without a flat part. Each rule must be found,
and each misprint named.
"""

import sys
from collections.abc import Callable
from fractions import Fraction
from random import Random
from time import process_time

import costshare as cs

MEMBERS = (16, 56, 100, 200)
MISPRINTS = (0, 1, 2, 3)
DRIVERS = 6
UNIT = 100
# So many of so many members are few enough for each misprint to be named.
NAMED = 56

Fees = dict[str, int]
Drivers = dict[str, dict[str, int]]


def draw(members: int, count: int, *, near: bool = False) -> Drivers:
    """Draw drivers from small to large; near ones are those of one member, give or take 3 %."""
    random = Random(members)
    names = [f"member {at}" for at in range(members)]

    def sizes() -> list[int]:
        return [int(random.lognormvariate(9.6, 1)) + 1 for _ in names]

    first = sizes()
    columns = [
        [int(size * random.uniform(0.97, 1.03)) + 1 for size in first] if near else sizes()
        for _ in range(count)
    ]
    return {
        f"driver {at}": dict(zip(names, column, strict=True)) for at, column in enumerate(columns)
    }


def share(drivers: Drivers, keys: int, *, flat: bool) -> Fees:
    """Share a total by some of the drivers, and a flat part."""
    parts: list[tuple[Fraction, cs.Proportional | cs.Flat]] = [
        (Fraction(3 + at), cs.Proportional(driver=name))
        for at, name in enumerate([*drivers][:keys])
    ]
    if flat:
        parts.append((Fraction(4), cs.Flat()))
    whole = sum(by for by, _ in parts)
    model = cs.Blend(parts=[(by / whole, part) for by, part in parts])
    names = [*drivers["driver 0"]]
    members = {name: {each: column[name] for each, column in drivers.items()} for name in names}
    made = cs.allocate(70_000 * len(names), model, members, unit=UNIT)
    return {name: int(fee) for name, fee in made.member_totals.items()}


def misprint(fees: Fees, count: int) -> Fees:
    """Change a few fees."""
    random = Random(count)
    chosen = random.sample([*fees], count)
    return fees | {name: fees[name] + UNIT * random.choice((5, 20, 130)) for name in chosen}


def timed(infer: Callable[[], cs.Ranking]) -> tuple[float, cs.Ranking]:
    """Seconds of the processor, and the ranking."""
    begin = process_time()
    found = infer()
    return process_time() - begin, found


def by_rule(drivers: Drivers, keys: int, wrong: int, *, flat: bool) -> float:
    """Time one rule, and check that it is found."""
    fees = share(drivers, keys, flat=flat)
    printed = misprint(fees, wrong)
    seconds, ranking = timed(lambda: cs.infer(printed, drivers))
    changed = {name for name, fee in fees.items() if fee != printed[name]}
    kind = ("mixed" if flat else "proportional") if keys == 1 else ("blend" if flat else "keys")
    names = [*drivers][:keys]
    # Three drivers are not tried together on so many members unasked.
    if keys < 3 or len(fees) < MEMBERS[-1]:
        row = ranking.of(kind, names)
        assert row.exact == (not wrong)
        assert len(fees) < NAMED or changed <= set(row.differing or ())
    return seconds


def six_drivers(*, near: bool) -> None:
    """Print a table of members and misprints."""
    print(f"six {'nearly equal ' if near else ''}drivers, seconds with 0 to 3 misprints, no rule")
    for members in MEMBERS:
        drivers = draw(members, DRIVERS, near=near)
        longest = [
            max(
                by_rule(drivers, keys, wrong, flat=flat)
                for keys in (1, 2, 3)
                for flat in (False, True)
            )
            for wrong in MISPRINTS
        ]
        random = Random(members)
        no_rule = {name: UNIT * random.randint(50, 3000) for name in drivers["driver 0"]}
        seconds, _ = timed(lambda: cs.infer(no_rule, drivers))  # noqa: B023 - called at once
        print(f"{members:4d} members: {'  '.join(f'{each:.2f}' for each in (*longest, seconds))}")


def many_fees() -> None:
    """Time 290 fees with three misprints, and a ranking that is loaded."""
    drivers = draw(290, 2)
    fees = misprint(share(drivers, 1, flat=False), 3)
    for count in (1, 2):
        some = dict([*drivers.items()][:count])
        seconds, ranking = timed(lambda: cs.infer(fees, some))  # noqa: B023 - called at once
        assert len(ranking.best.differing or ()) == 3
        data = ranking.to_dict()
        load, loaded = timed(lambda: cs.Ranking.from_dict(data))  # noqa: B023 - called at once
        assert loaded == ranking
        print(f"290 fees, {count} drivers, three misprints: {seconds:.2f} s; load {load:.2f} s")


def main() -> int:
    """Time all of them."""
    many_fees()
    for near in (False, True):
        six_drivers(near=near)
    return 0


if __name__ == "__main__":
    sys.exit(main())
