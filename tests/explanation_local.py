"""An independent reader: json and fractions alone, and every fee again from drivers and model.

It shares no line with the package: quotas by the model's published rule, divisor methods seat by
seat, ties by the rule asked for.
"""

import json
from fractions import Fraction
from importlib import import_module
from math import ceil


def read_charge(price, used, member, part):
    """What one member pays for its use of a resource, and what it has promised but not used.

    Allowance, commitment, tiers and minimum are for the whole period; it has a part of them.
    """
    if isinstance(price, str):
        return Fraction(price) * used, Fraction(0)
    number = {name: Fraction(price.get(name, "0")) for name in ("price", "overage", "minimum")}
    units = max(used - part * Fraction(price.get("free", "0")), Fraction(0))
    size = Fraction(price.get("package", "1"))
    billable = Fraction(ceil(units / size)) if "package" in price else units
    promised = price.get("committed", "0")
    promised = Fraction(promised if isinstance(promised, str) else promised.get(member, "0"))
    promised *= part
    charge = number["price"] * max(billable, promised)
    if billable > promised and "committed" in price:
        charge = number["price"] * promised + number["overage"] * (billable - promised)
    if "tiers" in price:
        charge = read_tiers(price, billable, part)
    if used:
        charge = max(charge, part * number["minimum"])
    return charge, max(promised * size - units, Fraction(0))


def read_tiers(price, billable, part):
    """What tiers charge: each by its price and its fee, or all by the tier that is reached."""
    charge, below = Fraction(0), Fraction(0)
    for at, tier in enumerate(price["tiers"]):
        end = part * Fraction(tier["up_to"]) if "up_to" in tier else max(billable, below)
        inside = max(min(billable, end) - below, Fraction(0))
        rate, fee = (Fraction(tier.get(name, "0")) for name in ("price", "fee"))
        if inside or (at == 0 and not billable):
            reached = rate * (billable if price.get("mode") == "volume" else inside) + part * fee
            charge = reached if price.get("mode") == "volume" else charge + reached
        below = end
    return charge


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
        first = {"price": price} if isinstance(price, str) else price
        first = (
            first
            if "price" in first
            else first["tiers"][0] | {"package": price.get("package", "1")}
        )
        first = Fraction(first.get("price", "0")) / Fraction(first.get("package", "1"))
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
        quotas[name] = days[name] * Fraction(tier.get("fee") or tier["price"])
    return quotas


def read_percent(text):
    return Fraction(text.removesuffix("%")) / 100


def read_fixed(model, total, days):
    """By member, the size of what the model fixes for it."""
    groups = model.get("groups", {})
    return {
        name: Fraction(text)
        * (1 if field == "fixed_amount" else abs(total))
        * (days[name] if model.get("prorated") else 1)
        for field in ("fixed_amount", "fixed_share")
        for key, text in model.get(field, {}).items()
        for name in groups.get(key, [key])
        if name in days
    }


def read_texts(model, field, name):
    """Each number of a field that is for a member: for all, its own, or of its groups."""
    bound, groups = model.get(field), model.get("groups", {})
    if isinstance(bound, dict):
        return [text for key, text in bound.items() if name in groups.get(key, [key])]
    return [] if bound is None or is_excepted(model, name) else [bound]


def is_excepted(model, name):
    groups = model.get("groups", {})
    return any(name in groups.get(key, [key]) for key in model.get("except_for", []))


def read_bounds(model, drivers, total, days, of_fees=False):
    """By member, the least and the most of its quota, or fee; None for an open maximum."""
    if model["kind"] not in {"bounded", "damped"}:
        return {name: (Fraction(0), None) for name in drivers}
    is_open = of_fees and model.get("on") == "quota"
    size = None if total is None else abs(total)
    fixed = read_fixed(model, total, days)
    others = {name: values for name, values in drivers.items() if name not in fixed}
    rest = None if total is None else size - sum(fixed.values())
    bounds = read_bounds(model["model"], others, rest, days, of_fees)
    for name, (lowest, highest) in bounds.items() if not is_open else ():
        part = days[name] if model.get("prorated") else 1
        least, most = [lowest], [] if highest is None else [highest]
        for side, into in (("minimum", least), ("maximum", most)):
            for field, factor in ((side, 1), (f"{side}_share", size)):
                into += [Fraction(text) * factor * part for text in read_texts(model, field, name)]
            if not is_excepted(model, name):
                for driver, rate in model.get(f"{side}_per", {}).items():
                    into.append(Fraction(rate) * drivers[name][driver] * part)
        if name in model.get("previous", {}):
            before = Fraction(model["previous"][name])
            if "max_decrease" in model:
                least.append(before * (1 - read_percent(model["max_decrease"])))
            if "max_increase" in model:
                most.append(before * (1 + read_percent(model["max_increase"])))
        bounds[name] = max(least), min(most, default=None)
    either = {
        name: (Fraction(0), None) if is_open else (each, each) for name, each in fixed.items()
    }
    return {name: either.get(name) or bounds[name] for name in drivers}


def clamp(value, lowest, highest):
    return max(lowest, value if highest is None else min(value, highest))


def whole_bounds(lowest, highest, unit):
    """Bounds in whole units; without a multiple inside, those on either side will do."""
    least, most = -(-lowest // unit), None if highest is None else highest // unit
    return (least, most) if most is None or least <= most else (most, least)


def read_within(model, drivers, total, days):
    """Quotas within bounds: clamp(λ × quota), λ from the places where a member meets a bound."""
    core, others, rest = model, drivers, total
    sign = -1 if total is not None and total < 0 else 1
    while core["kind"] in {"bounded", "damped"}:
        fixed = read_fixed(core, rest, days)
        others = {name: values for name, values in others.items() if name not in fixed}
        rest = None if rest is None else rest - sign * sum(fixed.values())
        core = core["model"]
    quotas = read_quotas(core, others, rest, {name: days[name] for name in others})
    bounds = read_bounds(model, drivers, total, days)
    sign = -1 if sum(quotas.values()) < 0 else sign
    sizes = {name: sign * quotas.get(name, Fraction(0)) for name in drivers}

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


def read_discounted(model, drivers, inner, is_shared):
    """What the discounts leave; the others pay what they take off, in proportion."""
    steps = sorted((Fraction(at), Fraction(off)) for at, off in model.get("discounts", {}).items())
    groups, kept = model.get("groups", {}), {}
    by_name = {
        member: Fraction(share)
        for name, share in model.get("member_discounts", {}).items()
        for member in groups.get(name, [name])
    }
    for name, values in drivers.items():
        off = by_name.get(name, Fraction(0))
        has = values[model["driver"]] if steps or "nothing_below" in model else Fraction(0)
        if model.get("mode") == "volume":
            off += ([Fraction(0)] + [share for at, share in steps if at <= has])[-1]
        elif has:
            # Each step changes the discount on what lies above it.
            last = Fraction(0)
            for at, share in steps:
                off += (share - last) * max(has - at, Fraction(0)) / has
                last = share
        small = "nothing_below" in model and has < Fraction(model["nothing_below"])
        kept[name] = Fraction(0) if small else 1 - off
    rest = sum(quota * (1 - kept[name]) for name, quota in inner.items())
    takers = [
        member for name in model.get("taken_over_by", []) for member in groups.get(name, [name])
    ]
    taking = takers or [name for name in inner if kept[name] == 1]
    others = sum(inner[name] for name in taking if name in inner)
    more = rest / others if is_shared and rest else Fraction(0)
    return {
        name: quota * (kept[name] + (more if name in taking else 0))
        for name, quota in inner.items()
    }


def stated(model, first):
    """The model with what holds on a day: prices by date, amounts by an index."""
    if model["kind"] == "blend":
        return model | {"parts": [(share, stated(part, first)) for share, part in model["parts"]]}
    if model["kind"] == "phased":
        part = part_of_after(model, first)
        parts = [(1 - part, model["before"]), (part, model["after"])]
        return {"kind": "phased", "parts": [(share, stated(own, first)) for share, own in parts]}
    if model["kind"] == "rounded_shares":
        return model | {"model": stated(model["model"], first)}
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


def part_of_after(model, first):
    """How far a phase-in has come on a day: birthdays of its start, counted from 1."""
    start = model["start"]
    begun = int(first[:4]) - int(start[:4]) + (first[5:] >= start[5:])
    if begun < 1:
        return Fraction(0)
    if "years" in model:
        return Fraction(min(begun, model["years"]), model["years"])
    return Fraction([*model["steps"], "1"][min(begun, len(model["steps"]) + 1) - 1])


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
    words |= {"places", "method", "ties", "rounding"}
    if data.get("kind") in {"blend", "phased"}:
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
    if kind == "discounted":
        inner = read_quotas(model["model"], drivers, total, days)
        return read_discounted(model, drivers, inner, total is not None)
    if kind == "fixed":
        return {name: Fraction(model["amounts"][name]) for name in names}
    if kind == "phased":
        rules = [
            (share, read_quotas(rule, drivers, total, days))
            for share, rule in model["parts"]
            if share
        ]
        return {name: sum(share * own[name] for share, own in rules) for name in names}
    if kind == "rounded_shares":
        inner = read_quotas(model["model"], drivers, total, days)
        steps = 100 * 10 ** model["places"]
        shares = {name: steps * quota / total for name, quota in inner.items()} if total else inner
        counts = round_shares(
            steps, shares, model["method"], model.get("ties"), model.get("rounding")
        )
        return {name: total * Fraction(count, steps) for name, count in counts.items()}
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
    "bounded", "damped", "discounted", "indexed", "phased", "rounded_shares",
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


def round_shares(steps, shares, method, ties, rounding):
    """Whole steps of shares in per cent: so many in all, or each share on its own."""
    if method == "each":
        return {name: round_one(share, rounding or "half_up") for name, share in shares.items()}
    return share_out(steps, shares, method, "listed" if ties == "error" else ties or "listed")


def lines_of(terms, member):
    """The exact lines of a fee: one for each resource; the whole at a bound, or by its share."""
    lines, is_held = {}, False
    for at, term in enumerate(terms):
        quota = Fraction(term["quotas"][member])
        is_held |= bool(quota and (member in term["binding"] or term["role"] == "rounded"))
        key = at if term["line"] is None else term["line"]
        lines[key] = lines.get(key, 0) + quota
    return [sum(lines.values())] if is_held else lines.values()


def read_weight(quantity, name):
    """A weight from what is used, what of it is free, packages, and the ends it lies between."""
    if name not in quantity["of"]:
        return Fraction(0)

    def its(field):
        by_name = quantity[field]
        return None if by_name is None else Fraction(by_name[name])

    has, low, high = its("of"), its("above"), its("up_to")
    counted = max(has - (its("free") or 0), Fraction(0))
    if quantity["package"] is not None:
        counted = Fraction(ceil(counted / Fraction(quantity["package"])))
    inside = max(min(counted, counted if high is None else high) - (low or 0), Fraction(0))
    beyond = high is not None and counted > high
    is_first = low is None and not counted
    weight = {
        "inside": inside,
        "part": inside / has if inside else Fraction(0),
        "whole": Fraction(0) if beyond or not inside else counted,
        "reached": Fraction(not beyond and (inside > 0 or is_first)),
        "from": Fraction(counted >= (low or 0) and (high is None or counted < high)),
        "missing": Fraction(0) if high is None or counted > high else high - counted,
    }[quantity["counts"]]
    return weight * Fraction(quantity["share"])


def check_terms(pool):
    """Every amount again from its quantity: weights, then what they are multiplied by."""
    lines = {line["member"]: line for line in pool["lines"]}
    charged = dict.fromkeys(lines, Fraction(0))
    for term in pool["terms"]:
        for name, line in lines.items():
            weight, quota = (Fraction(term[field][name]) for field in ("weights", "quotas"))
            quantity, before = term["quantity"], charged[name]
            if quantity is not None:
                assert weight == read_weight(quantity, name)
                if term["role"] != "given" and name in quantity["of"]:
                    assert quantity["of"][name] == str(Fraction(line["drivers"][term["driver"]]))
            if term["role"] == "charge" and term["rate"] is not None:
                part = Fraction(line["proration"]) if term["prorated"] else 1
                assert quota == weight * part * Fraction(term["rate"])
            if term["role"] == "given":
                assert quota == weight * Fraction(term["rate"])
            if term["role"] == "discount" and pool["model"]["kind"] == "discounted":
                assert quota == -weight * before
            elif term["role"] != "taken_over":
                charged[name] += quota
        if term["idle"] is not None:
            idle = {field: Fraction(each) for field, each in term["idle"].items()}
            left = idle["provided"] - idle["used"] - idle["promised"]
            assert Fraction(term["amount"]) == left * idle["price"]


def check_shares(term, members):
    """Every rounded share again from the exact ones, and who was tied for a last step."""
    assert (term["role"] == "rounded") == (term["share_rounding"] is not None)
    if term["share_rounding"] is None:
        return
    its, rate = term["share_rounding"], Fraction(term["rate"])
    steps = 100 * 10 ** its["places"]
    exact = {name: steps * Fraction(share) for name, share in its["shares"].items()}
    counts = round_shares(steps, exact, its["method"], its["ties"], its["rounding"])
    for name in members:
        change = Fraction(counts.get(name, 0), steps) - exact.get(name, Fraction(0)) / steps
        assert Fraction(term["weights"][name]) == Fraction(counts.get(name, 0), steps)
        assert Fraction(term["quotas"][name]) == change * rate
    more = {name: exact[name] % 1 for name, count in counts.items() if count > exact[name]}
    last = min(more.values()) if more and its["method"] != "each" else None
    tied = [name for name, share in exact.items() if share % 1 == last]
    won = [name for name in tied if name in more]
    assert its["broken_ties"] == ([] if won == tied else [{"tied": tied, "won": won}])


def read_fees(text):
    """Every fee of one pool's explanation, from its drivers and its model alone."""
    pool = json.loads(text)
    unit = Fraction(pool["unit"])
    drivers = {
        line["member"]: {name: Fraction(value) for name, value in line["drivers"].items()}
        for line in pool["lines"]
    }
    total = None if pool["method"] is None else Fraction(pool.get("unrounded_total", pool["total"]))
    days = {line["member"]: Fraction(line["proration"]) for line in pool["lines"]}
    first = {"2022": "2022-01-01", "2022-07": "2022-07-01"}.get(pool["period"])
    model = stated(pool["model"], first)
    quotas = read_quotas(model, drivers, total, days)
    if "unrounded_total" in pool:
        factor = Fraction(pool["total"]) / total
        quotas = {name: quota * factor for name, quota in quotas.items()}
        total = Fraction(pool["total"])
    bounds = {}
    for name, (lowest, highest) in read_bounds(model, drivers, total, days, of_fees=True).items():
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


def read_levels(text):
    """Every fee of every level of a cascade, each level from what was charged before it."""
    record = json.loads(text)
    pools = [*record.get("levels", [])]
    named = [each["pool"] for each in pools]  # with a line for every member
    others = record.get("pools", [record] if "pool" in record else [])
    pools += [each for each in others if each["pool"] not in named]
    charged = {}
    while pools:
        pool = next(
            each
            for each in pools
            if set(each.get("taken_over", {})) <= set(charged) | set(each.get("solved", []))
        )
        if "solved" in pool:
            circle = [each for each in pools if each["pool"] in pool["solved"]]
            charged |= read_circle(circle, charged)
            pools = [each for each in pools if each not in circle]
            continue
        total = Fraction(pool["total"])
        if "taken_over" in pool:
            taken = [charged[giver][pool["pool"]] for giver in pool["taken_over"]]
            total = Fraction(pool["own_total"]) + sum(taken)
        charged[pool["pool"]] = read_fees(json.dumps(pool | {"total": str(total)}))[1]
        pools.remove(pool)
    return charged


def read_circle(circle, charged):
    """Every fee of pools that charge each other.

    The equations give exact totals. What one pool of the circle charges another is stated, and must
    be a unit above or below the exact amount; the others share what is left by largest remainder.
    """
    names = [pool["pool"] for pool in circle]
    shares = [exact_quotas(pool, Fraction(1)) for pool in circle]
    own = []
    for pool in circle:
        before = [giver for giver in pool["taken_over"] if giver not in names]
        own.append(
            Fraction(pool["own_total"]) + sum(charged[giver][pool["pool"]] for giver in before)
        )
    exact = solve_by_elimination(
        [
            [(row == at) - shares[at].get(names[row], Fraction(0)) for at in range(len(names))]
            for row in range(len(names))
        ],
        own,
    )
    fees = {}
    for at, pool in enumerate(circle):
        assert Fraction(pool["unrounded_total"]) == exact[at]
        unit, total = Fraction(pool["unit"]), Fraction(pool["total"])
        quotas = {name: share * exact[at] for name, share in shares[at].items()}
        recorded = {line["member"]: Fraction(line["fee"]) for line in pool["lines"]}
        fees[pool["pool"]] = {name: recorded[name] for name in quotas if name in names}
        assert all(abs(fee - quotas[name]) < unit for name, fee in fees[pool["pool"]].items())
        rest = total - sum(fees[pool["pool"]].values())
        others = {name: quota for name, quota in quotas.items() if name not in names}
        whole = sum(others.values())
        sizes = {
            name: abs(quota * rest / whole / unit) if whole else Fraction(0)
            for name, quota in others.items()
        }
        parts = share_out(int(abs(rest) / unit), sizes, pool["method"], pool["ties"])
        sign = -1 if rest < 0 else 1
        fees[pool["pool"]] |= {name: sign * part * unit for name, part in parts.items()}
    for at, pool in enumerate(circle):
        inside = sum(fees[giver][pool["pool"]] for giver in pool["taken_over"] if giver in names)
        assert Fraction(pool["total"]) == own[at] + inside == sum(fees[pool["pool"]].values())
    return fees


def exact_quotas(pool, total):
    """Quotas of a pool at a total, from drivers and model."""
    drivers = {
        line["member"]: {name: Fraction(value) for name, value in line["drivers"].items()}
        for line in pool["lines"]
    }
    days = {line["member"]: Fraction(line["proration"]) for line in pool["lines"]}
    return read_quotas(stated(pool["model"], "2022-01-01"), drivers, total, days)


def solve_by_elimination(matrix, right):
    """Solve equations by elimination in fractions."""
    rows = [
        [*map(Fraction, row), Fraction(value)] for row, value in zip(matrix, right, strict=True)
    ]
    for at in range(len(rows)):
        first = next(row for row in range(at, len(rows)) if rows[row][at])
        rows[at], rows[first] = rows[first], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(len(rows)):
            if other != at:
                factor = rows[other][at]
                rows[other] = [
                    value - factor * mine for value, mine in zip(rows[other], rows[at], strict=True)
                ]
    return [row[-1] for row in rows]


# --- what it is held against --------------------------------------------------------------------


def check(fees):
    record = fees.explain(pool="fee").to_dict()
    quotas, read = read_fees(json.dumps(record))
    check_terms(record)
    for term in record["terms"]:
        check_shares(term, [line["member"] for line in record["lines"]])
    for line in record["lines"]:
        name = line["member"]
        assert Fraction(line["quota"]) == quotas[name]
        assert Fraction(line["fee"]) == read[name] == fees.fee(name, "fee")
        step = line["extra_unit"] * Fraction(record["unit"])
        assert Fraction(line["floor"]) + step == read[name]
        assert 0 <= quotas[name] - Fraction(line["floor"]) < Fraction(record["unit"])
        parts = sum((Fraction(term["quotas"][name]) for term in record["terms"]), Fraction(0))
        assert parts == quotas[name]
    missed = Fraction(0)
    if record["method"] == "each":
        missed = sum(Fraction(e["amount"]) for e in record["terms"] if e["role"] == "rounded")
    shared = quotas if record["method"] == "each" else read
    assert Fraction(record["total"]) == sum(shared.values()) - missed
    off = sum(read.values()) - sum(quotas.values()) + missed
    assert Fraction(record["rounding_difference"]) == off == fees.pool("fee").rounding_difference
