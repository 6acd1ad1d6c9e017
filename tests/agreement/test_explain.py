"""An independent reader: json and fractions alone, and every fee again from drivers and model.

It shares no line with the package: quotas by the model's published rule, divisor methods seat by
seat, ties by the rule asked for.
"""

import json
from fractions import Fraction
from importlib import import_module

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import costshare as cs
from costshare.models import Facts
from models.prices_local import capacities

# --- the reader ---------------------------------------------------------------------------------


def read_charge(price, used, member, part):
    """What one member pays for its use of a resource, and what it has promised but not used.

    Allowance, commitment, tiers and minimum are for the whole period; it has a part of them.
    """
    if isinstance(price, str):
        return Fraction(price) * used, Fraction(0)
    number = {name: Fraction(price.get(name, "0")) for name in ("price", "overage", "minimum")}
    billable = max(used - part * Fraction(price.get("free", "0")), Fraction(0))
    promised = price.get("committed", "0")
    promised = Fraction(promised if isinstance(promised, str) else promised.get(member, "0"))
    promised *= part
    charge = number["price"] * max(billable, promised)
    if billable > promised and "committed" in price:
        charge = number["price"] * promised + number["overage"] * (billable - promised)
    if "tiers" in price:
        charge, rest, below = Fraction(0), billable, Fraction(0)
        for tier in price["tiers"]:
            width = part * Fraction(tier["up_to"]) - below if "up_to" in tier else rest
            if price.get("mode") == "volume":
                if billable > below:
                    charge = Fraction(tier["price"]) * billable
            else:
                charge += Fraction(tier["price"]) * min(width, rest)
            rest, below = max(rest - width, Fraction(0)), below + width
    if used:
        charge = max(charge, part * number["minimum"])
    return charge, max(promised - billable, Fraction(0))


def read_capacity(model, drivers, by, flat, days):
    """Quotas where no total is shared: use, and the idle part of what was provided."""
    quotas = flat(Fraction(0))
    for resource, price in model["prices"].items():
        taken = Fraction(0)
        for name, values in drivers.items():
            charge, unused = read_charge(price, values[resource], name, days[name])
            quotas[name] += charge
            taken += values[resource] + unused
        if resource not in model.get("provided", {}):
            continue
        first = price if isinstance(price, str) else price.get("price")
        first = Fraction(first or price["tiers"][0]["price"])
        idle = first * (Fraction(model["provided"][resource]) - taken)
        if not idle:
            continue
        for name, part in {
            "by_use": lambda resource=resource, idle=idle: by(resource, idle, metered=True),
            "per_capita": lambda idle=idle: by("population", idle),
            "flat": lambda idle=idle: flat(idle),
            "host": lambda idle=idle: {model["host"]: idle},
        }[model["idle"]]().items():
            quotas[name] += part
    return quotas


def read_tiered(model, drivers, days):
    """The fee of each member's class, for its part of the period."""
    quotas = {}
    for name, values in drivers.items():
        tiers = iter(model["tiers"])
        tier = next(tiers)
        while "up_to" in tier and values[model["driver"]] > Fraction(tier["up_to"]):
            tier = next(tiers)
        quotas[name] = days[name] * Fraction(tier["price"])
    return quotas


def read_percent(text):
    return Fraction(text.removesuffix("%")) / 100


def read_bounds(model, drivers, total):
    """By member, the least and the most of the size of its fee; None for an open maximum."""
    if model["kind"] not in {"bounded", "damped"}:
        return {name: (Fraction(0), None) for name in drivers}
    size = None if total is None else abs(total)
    bounds = read_bounds(model["model"], drivers, total)
    for name, (lowest, highest) in bounds.items():
        least, most = [lowest], [] if highest is None else [highest]
        for side, into in (("minimum", least), ("maximum", most)):
            for field, factor in ((side, 1), (f"{side}_share", size)):
                bound = model.get(field, {})
                text = bound.get(name) if isinstance(bound, dict) else bound
                if text is not None:
                    into.append(Fraction(text) * factor)
            for driver, rate in model.get(f"{side}_per", {}).items():
                into.append(Fraction(rate) * drivers[name][driver])
        if name in model.get("previous", {}):
            before = Fraction(model["previous"][name])
            if "max_decrease" in model:
                least.append(before * (1 - read_percent(model["max_decrease"])))
            if "max_increase" in model:
                most.append(before * (1 + read_percent(model["max_increase"])))
        bounds[name] = max(least), min(most, default=None)
    return bounds


def clamp(value, lowest, highest):
    return max(lowest, value if highest is None else min(value, highest))


def whole_bounds(lowest, highest, unit):
    """Bounds in whole units; without a multiple inside, those on either side will do."""
    least, most = -(-lowest // unit), None if highest is None else highest // unit
    return (least, most) if most is None or least <= most else (most, least)


def read_within(model, drivers, total, days):
    """Quotas within bounds: clamp(λ × quota), λ from the places where a member meets a bound."""
    core = model
    while core["kind"] in {"bounded", "damped"}:
        core = core["model"]
    quotas = read_quotas(core, drivers, total, days)
    bounds = read_bounds(model, drivers, total)
    sign = -1 if sum(quotas.values()) < 0 else 1
    sizes = {name: sign * quota for name, quota in quotas.items()}

    def at(factor):
        return {name: clamp(factor * size, *bounds[name]) for name, size in sizes.items()}

    if total is None:
        return {name: sign * size for name, size in at(1).items()}
    meets = {Fraction(0)}
    for name, size in sizes.items():
        meets |= {bound / size for bound in bounds[name] if size and bound is not None}
    meets = sorted(meets)
    below = max(factor for factor in meets if sum(at(factor).values()) <= abs(total))
    above = min((factor for factor in meets if factor > below), default=below + 1)
    # Between two such places the sum is a straight line.
    low, high = sum(at(below).values()), sum(at(above).values())
    factor = below + (above - below) * (abs(total) - low) / (high - low) if high > low else below
    return {name: sign * size for name, size in at(factor).items()}


def stated(model, first):
    """The model with what holds on a day: prices by date, amounts by an index."""
    if model["kind"] == "blend":
        return model | {"parts": [(share, stated(part, first)) for share, part in model["parts"]]}
    if model["kind"] == "capacity":
        return model | {
            field: {name: holding(value, first) for name, value in model[field].items()}
            for field in ("prices", "provided")
            if field in model
        }
    if model["kind"] != "indexed":
        return model
    day = f"{int(first[:4]) - model['years_before']:04}-{model['day']}"
    return times(
        stated(model["model"], first),
        Fraction(model["index"][day]) / Fraction(model["index"][model["base"]]),
    )


def holding(value, first):
    if isinstance(value, dict) and all(key[0].isdigit() for key in value):
        return value[max(day for day in value if day <= first)]
    return value


QUANTITIES = {"free", "committed", "up_to"}


def times(data, factor):
    """All the amounts in a model, multiplied: what is neither a word nor a quantity."""
    if isinstance(data, str):
        return str(Fraction(data) * factor)
    if isinstance(data, list):
        return [times(each, factor) for each in data]
    words = {"kind", "driver", "mode", "provided", "idle", "host", "flat_share", *QUANTITIES}
    if data.get("kind") == "blend":
        return data | {"parts": [(share, times(part, factor)) for share, part in data["parts"]]}
    return {
        key: value if key in words or value is None else times(value, factor)
        for key, value in data.items()
    }


def read_quotas(model, drivers, total, days):  # noqa: C901, PLR0911, PLR0912 - one rule for each kind
    """Quotas by member; `drivers` by member and name, `total` None if nothing is shared.

    `days` holds by member the part of the period that it is a member.
    """
    names = list(drivers)

    def by(driver, amount, *, metered=False):
        part = dict.fromkeys(names, 1) if metered else days
        whole = sum(part[name] * drivers[name][driver] for name in names)
        if amount == whole == 0:
            return dict.fromkeys(names, Fraction(0))
        return {name: amount * part[name] * drivers[name][driver] / whole for name in names}

    def flat(amount):
        return {name: Fraction(amount) * days[name] / sum(days.values()) for name in names}

    def priced(base, prices):
        return scaled(
            {
                name: days[name] * base
                + sum(
                    days[name] * Fraction(price) * drivers[name][driver]
                    for driver, price in prices.items()
                )
                for name in names
            }
        )

    def scaled(charges):
        whole = sum(charges.values())
        if total is None or total == whole == 0:
            return charges
        return {name: total * charge / whole for name, charge in charges.items()}

    kind = model["kind"]
    if kind == "flat":
        return flat(total)
    if kind in {"proportional", "per_capita"}:
        return by(model["driver"], total)
    if kind == "mixed":
        if "flat_share" in model:
            first = Fraction(model["flat_share"]) * total
        else:
            first = Fraction(model["flat_amount"]) * sum(days.values()) * (1 if total >= 0 else -1)
        rest = by(model["driver"], total - first) if first != total else flat(0)
        return {name: flat(first)[name] + rest[name] for name in names}
    if kind == "capacity":
        return scaled(read_capacity(model, drivers, by, flat, days))
    if kind == "tariff":
        return priced(Fraction(model["base"]), model["rates"])
    if kind == "tiered":
        return scaled(read_tiered(model, drivers, days))
    if kind in {"bounded", "damped"}:
        return read_within(model, drivers, total, days)
    if kind == "fixed":
        return {name: Fraction(model["amounts"][name]) for name in names}
    if kind != "blend":
        return reader_of(kind)(model, drivers, total, days)
    quotas = flat(0)
    for share_text, part in model["parts"]:
        share = Fraction(share_text)
        if share:
            inner = read_quotas(part, drivers, None if total is None else share * total, days)
            for name, quota in inner.items():
                quotas[name] += quota if total is not None else share * quota
    return quotas


READERS = {
    "flat", "proportional", "per_capita", "mixed", "capacity", "tariff", "tiered", "fixed", "blend",
    "bounded", "damped", "indexed",
}  # fmt: skip
"""The kinds with a rule above; any other has it in its own test, as ``read_quotas``."""


def reader_of(kind):
    return import_module(f"models.test_{kind}").read_quotas


def share_out(units, quotas, method, ties):
    """Whole units by member, seat by seat; quotas are in units and not negative."""
    names = list(quotas)
    sign = {"listed": 0, "largest": -1, "smallest": 1}[ties]
    order = sorted(names, key=lambda name: sign * quotas[name])  # stable: then as listed
    if method == "cumulative":
        parts, before, running = {}, 0, Fraction(0)
        for name in names:
            running += quotas[name]
            now = (running + Fraction(1, 2)).__floor__()
            parts[name], before = now - before, now
        return parts
    if method == "largest_remainder":
        parts = {name: quota.__floor__() for name, quota in quotas.items()}
        left = units - sum(parts.values())
        for name in sorted(order, key=lambda name: parts[name] - quotas[name])[:left]:
            parts[name] += 1
        return parts

    def claim(name, have):
        """Larger claims first; one without limit before all."""
        quota = quotas[name]
        mark = {
            "webster": Fraction(2 * have + 1, 2),
            "jefferson": Fraction(have + 1),
            "adams": Fraction(have),
            "dean": Fraction(2 * have * (have + 1), 2 * have + 1),
            "huntington_hill": Fraction(have * (have + 1)),
        }[method]
        top = quota**2 if method == "huntington_hill" else quota
        return (1, Fraction(0)) if not mark else (0, top / mark)

    parts = dict.fromkeys(names, 0)
    for _ in range(units):
        takers = [name for name in order if quotas[name]]
        best = max(takers, key=lambda name: claim(name, parts[name]))  # the first of equals
        parts[best] += 1
    return parts


def share_within(units, quotas, bounds, method, ties):
    """Units by the method in rounds: a fee past a bound is set to it, the others go on."""
    held = {}
    while True:
        left = units - sum(held.values())
        free = {name: quota for name, quota in quotas.items() if name not in held and quota}
        whole = sum(free.values())
        parts = dict.fromkeys(quotas, 0)
        if free and left:
            scaled = {name: quota * left / whole for name, quota in free.items()}
            parts |= share_out(left, scaled, method, ties)
        parts |= held
        past = {name: clamp(parts[name], *bounds[name]) - parts[name] for name in free}
        net = sum(past.values())
        past = {n: step for n, step in past.items() if step and (step < 0) == (net <= 0)}
        if not past:
            return parts
        held |= {name: parts[name] + step for name, step in past.items()}


def round_one(units, rule):
    size = abs(units)
    below = size.__floor__()
    rest = size - below
    up = {
        "half_up": rest >= Fraction(1, 2),
        "half_down": rest > Fraction(1, 2),
        "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1),
        "up": rest > 0,
        "down": False,
    }[rule]
    return (below + up) * (1 if units >= 0 else -1)


def lines_of(terms, member):
    """The exact lines of a fee: one for each resource, or the whole where a bound binds."""
    lines, is_held = {}, False
    for at, term in enumerate(terms):
        quota = Fraction(term["quotas"][member])
        is_held |= bool(quota and member in term["binding"])
        key = at if term["line"] is None else term["line"]
        lines[key] = lines.get(key, 0) + quota
    return [sum(lines.values())] if is_held else lines.values()


def read_fees(text):
    """Every fee of one pool's explanation, from its drivers and its model alone."""
    pool = json.loads(text)
    unit = Fraction(pool["unit"])
    drivers = {
        line["member"]: {name: Fraction(value) for name, value in line["drivers"].items()}
        for line in pool["lines"]
    }
    total = None if pool["method"] is None else Fraction(pool["total"])
    days = {line["member"]: Fraction(line["proration"]) for line in pool["lines"]}
    first = {"2022": "2022-01-01", "2022-07": "2022-07-01"}.get(pool["period"])
    model = stated(pool["model"], first)
    quotas = read_quotas(model, drivers, total, days)
    bounds = {}
    for name, (lowest, highest) in read_bounds(model, drivers, total).items():
        bounds[name] = whole_bounds(lowest, highest, unit)
    if pool["rounding"] is not None:
        fees = {}
        for name, quota in quotas.items():
            lines = lines_of(pool["terms"], name) if pool["round_each"] == "line" else [quota]
            rounded = sum(round_one(line / unit, pool["rounding"]) for line in lines)
            fees[name] = clamp(abs(rounded), *bounds[name]) * (1 if quota >= 0 else -1)
    elif total is None:
        fees = {name: quota / unit for name, quota in quotas.items()}
    elif not total:
        fees = dict.fromkeys(quotas, 0)
    else:
        sign = 1 if total > 0 else -1
        sizes = {name: abs(quota) / unit for name, quota in quotas.items()}
        parts = share_within(int(abs(total) / unit), sizes, bounds, pool["method"], pool["ties"])
        fees = {name: sign * part for name, part in parts.items()}
    return quotas, {name: fee * unit for name, fee in fees.items()}


# --- what it is held against --------------------------------------------------------------------


def check(fees):
    record = fees.explain(pool="fee").to_dict()
    quotas, read = read_fees(json.dumps(record))
    for line in record["lines"]:
        name = line["member"]
        assert Fraction(line["quota"]) == quotas[name]
        assert Fraction(line["fee"]) == read[name] == fees.fee(name, "fee")
        step = line["extra_unit"] * Fraction(record["unit"])
        assert Fraction(line["floor"]) + step == read[name]
        assert 0 <= quotas[name] - Fraction(line["floor"]) < Fraction(record["unit"])
        parts = sum((Fraction(term["quotas"][name]) for term in record["terms"]), Fraction(0))
        assert parts == quotas[name]
    assert Fraction(record["total"]) == sum(read.values())
    off = sum(read.values()) - sum(quotas.values())
    assert Fraction(record["rounding_difference"]) == off == fees.pool("fee").rounding_difference


SMALL = st.integers(0, 12)
SHARE = st.sampled_from(["0", "1", "0.4", "1/3", "0.5236"])
PRICES = st.sampled_from([{"x": "85"}, {"x": "1.785", "population": "22"}])
LEAVES = st.one_of(
    st.just(cs.Flat()),
    st.just(cs.Proportional(driver="x")),
    st.just(cs.PerCapita()),
    SHARE.map(lambda share: cs.Mixed(flat_share=share)),
    SHARE.map(lambda share: cs.Mixed(flat_share=share, driver="x")),
    PRICES.map(lambda prices: cs.Capacity(prices=prices)),
    st.builds(lambda base, rates: cs.Tariff(base=base, rates=rates), SMALL, PRICES),
)
SHARED = st.one_of(
    LEAVES,
    st.builds(
        lambda share, one, other: cs.Blend(parts=[(share, one), (1 - Fraction(share), other)]),
        SHARE,
        LEAVES,
        LEAVES,
    ),
)
UNIT = st.sampled_from(["1", "100", "0.01", "1200"])
FACTS = st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=6).map(
    lambda rows: {
        name: {"population": population, "x": x}
        for name, (population, x) in zip("ABCDEF", rows, strict=False)
    }
)
METHODS = ["largest_remainder", "webster", "jefferson", "adams", "huntington_hill", "dean"]


DAYS = st.lists(
    st.sampled_from([1, 1, Fraction(245, 365), Fraction(1, 365), Fraction(1, 2)]),
    min_size=6,
    max_size=6,
)


def charged_by_both(facts):
    return all(any(row[driver] for row in facts.values()) for driver in ("population", "x"))


def present(facts, days):
    return Facts(facts, dict(zip(facts, days, strict=False)))


@pytest.mark.parametrize("method", [*METHODS, "cumulative"])
@given(
    SHARED,
    FACTS.filter(charged_by_both),
    st.integers(-40, 40),
    UNIT,
    st.sampled_from(["listed", "largest", "smallest"]),
    DAYS,
)
def test_a_shared_total_is_derived_again(  # noqa: PLR0917 - Hypothesis passes them by name
    method, model, facts, units, unit, ties, days
):
    if method in {"adams", "huntington_hill", "dean"}:
        assume(not units or abs(units) >= len(facts))
    total = units * Fraction(unit)
    shared = present(facts, days)
    check(cs.allocate(total, model, shared, unit=unit, method=method, ties=ties))


@given(FACTS.filter(charged_by_both), st.integers(-40, 40), st.integers(0, 10), DAYS)
def test_a_flat_amount_is_derived_again(facts, units, each, days):
    assume(each * len(facts) <= abs(units))
    check(cs.allocate(units, cs.Mixed(flat_amount=each), present(facts, days)))


@given(
    st.one_of(
        PRICES.map(lambda prices: cs.Capacity(prices=prices)),
        st.builds(lambda base, rates: cs.Tariff(base=base, rates=rates), SMALL, PRICES),
        SHARE.map(
            lambda share: cs.Blend(
                parts=[
                    (share, cs.Tariff(base=7)),
                    (1 - Fraction(share), cs.Capacity(prices={"x": "2.5"})),
                ]
            )
        ),
    ),
    FACTS,
    UNIT,
    st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]),
    st.sampled_from(["fee", "line"]),
    DAYS,
)
def test_a_price_list_is_derived_again(  # noqa: PLR0917 - Hypothesis passes them by name
    model, facts, unit, rounding, round_each, days
):
    how = {"rounding": rounding, "round_each": round_each}
    check(cs.allocate(None, model, present(facts, days), unit=unit, **how))


INDEX = {
    "index": {"2019-10-31": "110.1", "2021-10-31": "117", "2022-10-31": 130},
    "base": "2019-10-31",
    "years_before": 1,
    "day": "10-31",
}


@given(
    st.one_of(
        PRICES.map(lambda prices: cs.Capacity(prices=prices)),
        capacities(("x", "population")).map(lambda case: cs.Capacity(prices=case[0].prices)),
        st.just(cs.Capacity(prices={"x": {"2022-01-01": 3, "2022-07-01": {"tiers": [
            {"up_to": 5, "price": 7}, {"price": "6.5"}], "minimum": 9}, "2022-08-01": 100}})),
        SMALL.map(lambda base: cs.Tariff(base=base + 1, rates={"x": "1.785"})),
        st.just(cs.Blend(parts=[("0.25", cs.Tariff(base=7)), ("0.75", cs.Tariff(base=9))])),
        st.just(cs.Fixed(amounts=dict.fromkeys("ABCDEF", "100.5"))),
    ),
    st.lists(st.tuples(SMALL, SMALL), min_size=6, max_size=6),
    UNIT,
    st.booleans(),
)  # fmt: skip
def test_what_goes_by_date_is_derived_again(model, rows, unit, indexed):
    facts = {
        name: {"population": population, "x": x}
        for name, (population, x) in zip("ABCDEF", rows, strict=True)
    }
    if indexed or isinstance(model, cs.Fixed):
        model = cs.Indexed(model=model, **INDEX)
    check(cs.allocate(None, model, facts, unit=unit, period="2022-07"))


@given(st.integers(0, 10), st.integers(0, 40))
def test_an_indexed_flat_amount_is_derived_again(each, population):
    facts = {"A": {"population": population}, "B": {"population": 7}}
    model = cs.Indexed(model=cs.Mixed(flat_amount=each + 1), **INDEX)
    check(cs.allocate(1_000, model, facts, unit=100, period="2022-07"))


@given(
    FACTS, st.lists(SMALL, min_size=6, max_size=6), st.sampled_from([1, -1]), st.booleans(), DAYS
)
def test_agreed_amounts_are_derived_again(facts, amounts, sign, with_total, days):
    agreed = {name: 100 * sign * each for name, each in zip(facts, amounts, strict=False)}
    total = sum(agreed.values()) if with_total else None
    check(cs.allocate(total, cs.Fixed(amounts=agreed), present(facts, days), unit=100))


@given(
    capacities(("x", "population")),
    UNIT,
    st.one_of(st.none(), st.integers(-40, 40)),
    st.sampled_from(["0", "1/3"]),
    DAYS,
)
def test_declared_prices_and_idle_capacity_are_derived_again(case, unit, units, overhead, days):
    model, facts = case
    if overhead != "0":
        model = cs.Blend(parts=[(1 - Fraction(overhead), model), (overhead, cs.Tariff(base=7))])
    total = None if units is None else units * Fraction(unit)
    fees = cs.allocate(total, model, present(facts, days), unit=unit)
    fees.check()
    check(fees)


@pytest.mark.parametrize("mode", ["graduated", "volume"])
@pytest.mark.parametrize("free", [0, 3])
def test_use_at_the_end_of_a_tier_is_derived_again(mode, free):
    tiers = [{"up_to": 5, "price": 7}, {"up_to": 10, "price": "6.5"}, {"price": 6}]
    price = cs.Price(tiers=tiers, mode=mode, free=free)
    facts = {name: {"x": x + free} for name, x in zip("ABCDE", [5, 6, 10, 11, 0], strict=True)}
    check(cs.allocate(None, cs.Capacity(prices={"x": price}), facts, unit="0.01"))


BOUNDS = st.sampled_from(["0", "1", "2", "2.5", "7/2", "5", "8", "20"])
TIERS = st.lists(st.tuples(st.integers(1, 12), SMALL), max_size=3, unique_by=lambda pair: pair[0])


@st.composite
def limited(draw, inner):
    """One or two models of bounds around another; many do not fit a total."""
    model = draw(inner)
    for _ in range(draw(st.integers(1, 2))):
        fields = {
            "minimum": BOUNDS,
            "maximum": st.one_of(BOUNDS, st.dictionaries(st.just("A"), BOUNDS, min_size=1)),
            "maximum_share": st.sampled_from(["1/3", "0.5", {"A": "0.4"}]),
            "minimum_share": st.sampled_from(["0.05", {"A": "0.3"}]),
            "maximum_per": st.sampled_from([{"x": "2"}, {"x": "1.5", "population": 9}]),
            "minimum_per": st.just({"population": "1/4"}),
        }
        if draw(st.booleans()):
            names = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=2))
            model = cs.Bounded(model=model, **{name: draw(fields[name]) for name in names})
        else:
            previous = draw(st.dictionaries(st.just("A"), BOUNDS, min_size=1))
            changes = draw(st.sampled_from([("5%", None), (None, "10%"), ("1/3", "1/3")]))
            up, down = changes
            model = cs.Damped(model=model, previous=previous, max_increase=up, max_decrease=down)
    return model


TIERED = TIERS.map(
    lambda tiers: cs.Tiered(
        driver="x",
        tiers=[*({"up_to": end, "price": price} for end, price in sorted(tiers)), {"price": 3}],
    )
)


@pytest.mark.parametrize("method", [*METHODS, "cumulative"])
@given(
    st.one_of(limited(SHARED), limited(TIERED), limited(SHARED), TIERED),
    FACTS.filter(charged_by_both),
    st.integers(-40, 40),
    UNIT,
    st.sampled_from(["listed", "largest", "smallest"]),
    DAYS,
)
def test_a_total_within_bounds_is_derived_again(  # noqa: PLR0917 - Hypothesis passes them by name
    method, model, facts, units, unit, ties, days
):
    total = units * Fraction(unit)
    try:
        fees = cs.allocate(total, model, present(facts, days), unit=unit, method=method, ties=ties)
    except cs.CostshareError:
        assume(False)
    fees.check()
    check(fees)
    assert cs.Allocation.from_dict(fees.to_dict()) == fees
    for name, bounds in fees.pools[0].bounds.items():
        fee = abs(Fraction(fees.fee(name, "fee"))) / Fraction(unit)
        assert clamp(fee, *whole_bounds(bounds.lowest, bounds.highest, Fraction(unit))) == fee


@given(
    limited(st.one_of(TIERED, st.builds(lambda rates: cs.Tariff(base=1, rates=rates), PRICES))),
    FACTS,
    UNIT,
    st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]),
    DAYS,
)
def test_prices_within_bounds_are_derived_again(model, facts, unit, rounding, days):
    try:
        fees = cs.allocate(None, model, present(facts, days), unit=unit, rounding=rounding)
    except cs.CostshareError:
        assume(False)
    fees.check()
    check(fees)


def test_every_registered_kind_is_derived_above():
    from costshare.models._registry import KINDS

    assert all(kind in READERS or callable(reader_of(kind)) for kind in KINDS)
    assert set(KINDS) >= READERS


def test_the_data_have_what_was_promised():
    fees = cs.allocate("-0.000003", cs.PerCapita(), {"A": {"population": 1}}, unit="0.000001")
    data = fees.explain(member="A", pool="fee").to_dict()
    assert data.pop("record")["pools"] == fees.to_dict()["pools"]
    assert data == {
        "format": "costshare.explanation/1",
        "pool": "fee",
        "period": None,
        "currency": None,
        "total": "-0.000003",
        "unit": "0.000001",
        "method": "largest_remainder",
        "ties": "listed",
        "rounding": None,
        "round_each": "fee",
        "rounding_difference": "0",
        "model": {"kind": "per_capita", "driver": "population"},
        "reference_dates": {},
        "terms": [
            {
                "role": "share",
                "label": "by population",
                "driver": "population",
                "amount": "-3/1000000",
                "rate": None,
                "prorated": True,
                "line": None,
                "factor": None,
                "quotas": {"A": "-3/1000000"},
                "binding": {},
            }
        ],
        "bounds": {},
        "broken_ties": [],
        "lines": [
            {
                "member": "A",
                "drivers": {"population": "1"},
                "proration": "1",
                "quota": "-3/1000000",
                "floor": "-0.000003",
                "extra_unit": 0,
                "fee": "-0.000003",
            }
        ],
    }


def test_tiny_amounts_are_written_out():
    fees = cs.allocate("0.0000001", cs.Flat(), {"A": {}, "B": {}}, unit="0.0000001")
    lines = fees.explain(pool="fee").to_dict()["lines"]
    assert [line["fee"] for line in lines] == ["0.0000001", "0.0000000"]
