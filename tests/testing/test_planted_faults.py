"""Planted faults are found, each by the law that it breaks; correct scripts are not accused."""

import os
import random
from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np
import pandas as pd
import pytest

import costshare as cs
from costshare.testing import LAWS, check_allocator

# All of them take many minutes: HYPOTHESIS_PROFILE=thorough.
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
FAULT_SEEDS, CORRECT_SEEDS = (range(8), range(50)) if THOROUGH else (range(1), range(1))
CORRECT_EXAMPLES = 100 if THOROUGH else 20
WHOLE = {"kinds": ["int"]}


def mirrored(share):
    """The function for charges, negated for credits."""

    def both_signs(total, weights):
        return [-part for part in share(-total, weights)] if total < 0 else share(total, weights)

    return both_signs


def by_remainders(total, weights):
    """Largest remainder on whole numbers, as many write it: right."""
    size, whole = abs(total), sum(weights)
    parts = [size * weight // whole for weight in weights]
    rests = [size * weight % whole for weight in weights]
    ranked = sorted(range(len(weights)), key=lambda at: -rests[at])
    for at in ranked[: size - sum(parts)]:
        parts[at] += 1
    return [-part for part in parts] if total < 0 else parts


def by_rounded_remainders(places):
    """Largest remainder that sees so many decimals of a remainder."""

    def share(total, weights):
        quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
        parts = [floor(quota) for quota in quotas]
        rests = [round(quota - part, places) for quota, part in zip(quotas, parts, strict=True)]
        for at in sorted(range(len(weights)), key=lambda at: -rests[at])[: total - sum(parts)]:
            parts[at] += 1
        return parts

    return mirrored(share)


def ascending_at(rows):
    """The smallest remainders go first, at one number of rows."""
    return mirrored(
        lambda total, weights: (
            ascending(total, weights) if len(weights) == rows else by_remainders(total, weights)
        )
    )


def ascending(total, weights):
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rests = [total * weight % whole for weight in weights]
    for at in sorted(range(len(weights)), key=rests.__getitem__)[: total - sum(parts)]:
        parts[at] += 1
    return parts


def by_floats(total, weights):
    """Largest remainder on floats: right as long as the numbers are small."""
    quotas = [total * weight / sum(weights) for weight in weights]
    parts = [floor(quota) for quota in quotas]
    ranked = sorted(range(len(weights)), key=lambda at: parts[at] - quotas[at])
    for at in ranked[: total - sum(parts)]:
        parts[at] += 1
    return parts


def each_rounded(total, weights):
    return [round(Fraction(total * weight, sum(weights))) for weight in weights]


def float_cents(total, weights):
    return [round(total * weight / sum(weights), 2) for weight in weights]


def last_takes_the_rest(total, weights):
    parts = [total * weight // sum(weights) for weight in weights]
    parts[-1] += total - sum(parts)
    return parts


def first_with_weight_takes_the_rest(total, weights):
    parts = [total * weight // sum(weights) for weight in weights]
    parts[next(at for at, weight in enumerate(weights) if weight)] += total - sum(parts)
    return parts


def largest_takes_the_rest(total, weights):
    parts = [total * weight // sum(weights) for weight in weights]
    parts[weights.index(max(weights))] += total - sum(parts)
    return parts


def floored_credit(total, weights):
    """Right for charges; `//` of a negative number rounds down."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rests = [total * weight % whole for weight in weights]
    for at in sorted(range(len(weights)), key=lambda at: -rests[at])[: total - sum(parts)]:
        parts[at] += 1
    return parts


def forgotten_sign(total, weights):
    return by_remainders(abs(total), weights)


def smallest_remainder(total, weights):
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rests = [total * weight % whole for weight in weights]
    with_weight = [at for at, rest in enumerate(rests) if rest]
    for at in sorted(with_weight, key=rests.__getitem__)[: total - sum(parts)]:
        parts[at] += 1
    return parts


def one_unit_moved(total, weights):
    """The sum is right, the first two parts are not."""
    parts = by_remainders(total, weights)
    if len(parts) > 2 and parts[1] > 1:
        parts[0], parts[1] = parts[0] + 1, parts[1] - 1
    return parts


def minimum_of_one(total, weights):
    """Everyone pays one, also who uses nothing."""
    if total < len(weights):
        return by_remainders(total, weights)
    return [1 + part for part in by_remainders(total - len(weights), weights)]


def evenly_where_all_is_small(total, weights):
    if total < len(weights):
        return by_remainders(total, [1] * len(weights))
    return by_remainders(total, weights)


def by_sorted_names(total, weights):
    """The rest goes round in alphabetical order of the positions: 0, 1, 10, 11, 2 …"""
    parts = [total * weight // sum(weights) for weight in weights]
    names = sorted((str(at) for at, weight in enumerate(weights) if weight))
    for step in range(total - sum(parts)):
        parts[int(names[step % len(names)])] += 1
    return parts


def by_whole_weights(total, weights):
    cut = [int(weight) for weight in weights]
    return by_remainders(total, cut if any(cut) else [1] * len(weights))


def by_rounded_weights(total, weights):
    cents = [round(100 * round(weight, 2)) for weight in weights]
    return by_remainders(total, cents if any(cents) else [1] * len(weights))


def by_rounded_percent(total, weights):
    shares = [round(Fraction(100 * weight, sum(weights)), 2) for weight in weights]
    return by_remainders(total, [int(100 * share) for share in shares])


def ties_by_chance(total, weights):
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rests = [(total * weight % whole, random.random()) for weight in weights]
    for at in sorted(range(len(weights)), key=rests.__getitem__)[::-1][: total - sum(parts)]:
        parts[at] += 1
    return parts


def sorts_what_it_gets(total, weights):
    weights.sort(reverse=True)
    return by_remainders(total, weights)


def takes_its_argument_apart(total, weights):
    listed = list(weights)
    parts = by_remainders(total, listed)
    while weights:
        weights.pop()
    return parts


class CarriedOver:
    """A rest of one call is added to the next."""

    def __init__(self):
        self.rest = 0

    def __call__(self, total, weights):
        parts = [total * weight // sum(weights) for weight in weights]
        self.rest += total - sum(parts)
        parts[weights.index(max(weights))] += self.rest
        return parts


class Remembered:
    """Parts are kept by the total, whoever shares it."""

    def __init__(self):
        self.known = {}

    def __call__(self, total, weights):
        key = total, len(weights), sum(weights)
        return self.known.setdefault(key, by_remainders(total, weights))


def above(limit):
    """A unit is lost where the total is larger."""

    def share(total, weights):
        parts = by_remainders(total, weights)
        if abs(total) > limit:
            parts[weights.index(max(weights))] -= 1
        return parts

    return share


def more_rows_than(limit):
    """A unit is moved from the last to the first where there are more rows."""

    def share(total, weights):
        parts = by_remainders(total, weights)
        if len(parts) > limit:
            parts[0], parts[-1] = parts[0] + 1, parts[-1] - 1
        return parts

    return share


def weights_above(limit):
    """Larger weights are cut off."""

    def share(total, weights):
        return by_remainders(total, [min(weight, limit) for weight in weights])

    return share


def weights_lose_a_digit_above(limit):
    def share(total, weights):
        return by_remainders(total, [each // 10 * 10 if each > limit else each for each in weights])

    return share


def in_a_narrow_array(total, weights):
    """Products of 64 bits overflow without a word."""
    by = np.array(weights, dtype=np.int64)
    with np.errstate(all="ignore"):
        products = by * np.int64(total)
        parts = products // by.sum()
        rests = products - parts * by.sum()
    parts[np.argsort(-rests, kind="stable")[: max(0, total - int(parts.sum()))]] += 1
    return parts


def in_pandas_floats(total, weights):
    by = pd.Series(weights, dtype=float)
    quotas = total * by / by.sum()
    parts = np.floor(quotas)
    rest = int(total - parts.sum())
    parts[(quotas - parts).sort_values(ascending=False, kind="stable").index[:rest]] += 1
    return parts.astype("int64")


def drops_who_pays_nothing(total, weights):
    return by_remainders(total, [weight for weight in weights if weight])


def divides_by_a_part(total, weights):
    """Fails for one member."""
    return [total * weight // (sum(weights) - weights[0]) for weight in weights]


def in_fractions(total, weights):
    return [Fraction(total * weight, sum(weights)) for weight in weights]


def half_up_running_sums(total, weights):
    """Cumulative rounding that is not mirrored."""
    parts, before, running = [], 0, 0
    for weight in weights:
        running += weight
        after = floor(Fraction(total * running, sum(weights)) + Fraction(1, 2))
        parts.append(after - before)
        before = after
    return parts


FAULTS = [
    ("each part rounded", each_rounded, "sums", WHOLE),
    ("float cents", float_cents, "sums", {}),
    ("float largest remainder", by_floats, "sums", WHOLE),
    ("float largest remainder by sign", mirrored(by_floats), "within_quota", WHOLE),
    ("a unit lost above 10**9", above(10**9), "sums", WHOLE),
    ("a unit lost above 10**13", above(10**13), "sums", WHOLE),
    ("a unit lost above 10**17", above(10**17), "sums", WHOLE),
    *(
        (f"remainders to {places} decimals", by_rounded_remainders(places), "order_free", WHOLE)
        for places in (6, 9, 12)
    ),
    *((f"ascending at {rows} rows", ascending_at(rows), "monotone", WHOLE) for rows in (5, 7, 12)),
    ("more than 12 rows", more_rows_than(12), "within_quota", WHOLE),
    ("more than 30 rows", more_rows_than(30), "within_quota", WHOLE),
    ("more than 100 rows", more_rows_than(100), "within_quota", WHOLE),
    ("1000 rows", more_rows_than(999), "within_quota", WHOLE),
    ("weights cut off at 10**6", weights_above(10**6), "scale_free", WHOLE),
    ("weights cut off at 10**9", weights_above(10**9), "within_quota", WHOLE),
    ("a digit of weights lost above 10**6", weights_lose_a_digit_above(10**6), "scale_free", WHOLE),
    ("weights cut off at 10**15", weights_above(10**15), "within_quota", WHOLE),
    (
        "weights as floats",
        lambda total, weights: by_remainders(total, [int(float(each)) for each in weights]),
        "within_quota",
        WHOLE,
    ),
    ("64 bits overflow", in_a_narrow_array, "within_quota", WHOLE | {"max_units": 10**18}),
    ("pandas floats", in_pandas_floats, "sums", WHOLE),
    ("weights cut to whole ones", by_whole_weights, "within_quota", {}),
    ("weights rounded to cents", by_rounded_weights, "scale_free", {}),
    ("rounded percentages", mirrored(by_rounded_percent), "within_quota", WHOLE),
    ("last takes the rest", mirrored(last_takes_the_rest), "order_free", WHOLE),
    ("zero weight gets the rest", mirrored(last_takes_the_rest), "nothing_for_nothing", WHOLE),
    ("first with weight", mirrored(first_with_weight_takes_the_rest), "order_free", WHOLE),
    ("largest takes the rest", mirrored(largest_takes_the_rest), "within_quota", WHOLE),
    ("alphabetical order", mirrored(by_sorted_names), "order_free", WHOLE),
    ("a minimum of one", mirrored(minimum_of_one), "nothing_for_nothing", WHOLE),
    ("even if small", mirrored(evenly_where_all_is_small), "nothing_for_nothing", WHOLE),
    ("smallest remainder", mirrored(smallest_remainder), "monotone", WHOLE),
    ("one unit moved", mirrored(one_unit_moved), "monotone", WHOLE),
    ("one unit moved", mirrored(one_unit_moved), "order_free", WHOLE),
    ("credit rounded down", floored_credit, "credit_mirrors_charge", WHOLE),
    ("credit by running sums", half_up_running_sums, "credit_mirrors_charge", WHOLE),
    ("sign forgotten", forgotten_sign, "sums", WHOLE),
    ("ties by chance", mirrored(ties_by_chance), "repeatable", WHOLE),
    ("sorts its argument", sorts_what_it_gets, "repeatable", WHOLE),
    ("empties its argument", takes_its_argument_apart, "repeatable", WHOLE),
    ("carried over", CarriedOver(), "repeatable", WHOLE),
    ("remembered by total", Remembered(), "order_free", WHOLE),
    ("no part for a zero", drops_who_pays_nothing, "sums", WHOLE),
    ("one member alone", divides_by_a_part, "sums", WHOLE),
    ("fractions of a unit", in_fractions, "sums", WHOLE),
    ("not the reference", mirrored(largest_takes_the_rest), "same_as", WHOLE),
]


@pytest.mark.parametrize("seed", FAULT_SEEDS)
@pytest.mark.parametrize(
    ("function", "law", "options"),
    [fault[1:] for fault in FAULTS],
    ids=[f"{fault[0]}: {fault[2]}" for fault in FAULTS],
)
def test_a_planted_fault_is_found_by_its_law(function, law, options, seed):
    reference = {"reference": by_remainders} if law == "same_as" else {}
    with pytest.raises(AssertionError, match=rf"^assert_{law} fails: "):
        check_allocator(function, laws=[law], seed=seed, **options, **reference)


@pytest.mark.parametrize("seed", FAULT_SEEDS if THOROUGH else [2])
@pytest.mark.parametrize(
    ("function", "options"),
    [(fault[1], fault[3]) for fault in FAULTS if fault[2] != "same_as"],
    ids=[f"{fault[0]}: {fault[2]}" for fault in FAULTS if fault[2] != "same_as"],
)
def test_a_planted_fault_is_found_by_all_laws_together(function, options, seed):
    with pytest.raises(AssertionError, match=r"^assert_\w+ fails: "):
        check_allocator(function, seed=seed, **options)


def by_fractions(total, weights):
    exact = [Fraction(str(weight)) for weight in weights]
    whole = sum(exact)
    quotas = [abs(total) * weight / whole for weight in exact]
    parts = [floor(quota) for quota in quotas]
    ranked = sorted(range(len(parts)), key=lambda at: parts[at] - quotas[at])
    for at in ranked[: abs(total) - sum(parts)]:
        parts[at] += 1
    return [part if total >= 0 else -part for part in parts]


def by_binary_fractions(total, weights):
    """Floats as what they are, not as what they print: the same parts for everyday totals."""
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    quotas = [abs(total) * weight / whole for weight in exact]
    parts = [floor(quota) for quota in quotas]
    ranked = sorted(range(len(parts)), key=lambda at: (parts[at] - quotas[at], at))
    for at in ranked[: abs(total) - sum(parts)]:
        parts[at] += 1
    return [part if total >= 0 else -part for part in parts]


def by_decimals(total, weights):
    """Cents as Decimals, by way of whole cents."""
    cents, exact = int(abs(total) * 100), [Decimal(str(weight)) for weight in weights]
    scale = 10 ** max(max(0, -weight.as_tuple().exponent) for weight in exact)
    whole = [int(weight * scale) for weight in exact]
    parts = [Decimal(part).scaleb(-2) for part in by_remainders(cents, whole)]
    return [part.copy_sign(total) for part in parts]


def by_running_sums(total, weights):
    parts, before, running, whole = [], 0, 0, sum(weights)
    for weight in weights:
        running += weight
        after = (2 * abs(total) * running + whole) // (2 * whole)
        parts.append(after - before)
        before = after
    return tuple(part if total >= 0 else -part for part in parts)


def by_dhondt(total, weights):
    """Unit by unit to the highest quotient, the first one in a tie."""
    parts = [0] * len(weights)
    for _ in range(abs(total)):
        best = max(range(len(weights)), key=lambda at: Fraction(weights[at], parts[at] + 1))
        parts[best] += 1
    return [part if total >= 0 else -part for part in parts]


def by_pandas(total, weights):
    """A Series of Python ints, sorted by remainder: its labels say whose each part is."""
    table = pd.DataFrame({"weight": pd.Series(weights, dtype=object)})
    products = table["weight"] * abs(total)
    table["part"] = products // sum(weights)
    table["rest"] = products % sum(weights)
    table = table.sort_values("rest", ascending=False, kind="stable")
    extra = pd.Series(range(len(table)), index=table.index) < abs(total) - table["part"].sum()
    return (table["part"] + extra.astype(int)) * (1 if total >= 0 else -1)


def by(**arguments):
    """The library's own function with arguments."""
    return lambda total, weights: cs.apportion(total, weights, **arguments)


def in_bulk(total, weights):
    return cs.apportion_array([total], weights)[0]


DIVISOR = {"laws": LAWS - {"within_quota"}}
FIRST_UNITS = DIVISOR | {"min_units": 1_200}
CUMULATIVE = {"laws": LAWS - {"order_free", "monotone"}}
CENTS = {"unit": "0.01"}
CORRECT = {
    "own remainders": (by_remainders, WHOLE),
    "own fractions": (by_fractions, {"kinds": ["int", "float", "decimal"]}),
    "own binary fractions": (by_binary_fractions, {}),
    "own Decimals": (by_decimals, CENTS),
    "own running sums": (by_running_sums, CUMULATIVE | WHOLE),
    "own d'Hondt": (
        by_dhondt,
        DIVISOR | WHOLE | {"max_size": 40, "max_units": 200, "min_units": -200},
    ),
    "own pandas": (by_pandas, WHOLE),
    "apportion": (cs.apportion, {"kinds": ["int", "float", "decimal", "fraction"]}),
    "apportion in cents": (by(unit="0.01"), CENTS),
    "apportion in steps of 100": (by(unit=100), {"unit": 100}),
    "largest in a tie": (by(ties="largest"), {}),
    "smallest in a tie": (by(ties="smallest"), {}),
    "webster": (by(method="webster"), DIVISOR),
    "jefferson": (by(method="jefferson"), DIVISOR),
    "adams": (by(method="adams"), FIRST_UNITS),
    "huntington_hill": (by(method="huntington_hill"), FIRST_UNITS),
    "dean": (by(method="dean"), FIRST_UNITS),
    "cumulative": (by(method="cumulative"), CUMULATIVE),
    "apportion_array": (in_bulk, {}),
    "the same as a reference": (by_fractions, {"reference": cs.apportion}),
}


@pytest.mark.parametrize("seed", CORRECT_SEEDS)
@pytest.mark.parametrize(("function", "options"), CORRECT.values(), ids=CORRECT)
def test_a_correct_script_is_not_accused(function, options, seed):
    check_allocator(function, seed=seed, max_examples=CORRECT_EXAMPLES, **options)
