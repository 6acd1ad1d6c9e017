"""Metering without numpy, blocks or sorting tricks: Fractions, one row and one second at a time."""

from datetime import timedelta
from fractions import Fraction

MICROSECOND = timedelta(microseconds=1)


def seconds_of(length):
    """A timedelta in seconds; timedelta / timedelta would be a float."""
    return Fraction(length // MICROSECOND, 10**6)


def spans_of_levels(rows, until):
    """Levels as (member, resource, begin, end, quantity), each held until the next."""
    spans = []
    for member, resource, since, quantity in rows:
        later = [other[2] for other in rows if other[:2] == (member, resource) and other[2] > since]
        spans.append((member, resource, since, min([*later, max(until, since)]), quantity))
    return spans


def areas(spans, start, end):
    """Level × seconds between start and end."""
    out = {}
    for member, resource, begin, stop, quantity in spans:
        seconds = max(seconds_of(min(stop, end) - max(begin, start)), Fraction(0))
        use = out.setdefault(member, {})
        use[resource] = use.get(resource, Fraction(0)) + Fraction(str(quantity)) * seconds
    return complete(out)


def complete(use):
    """Give every member every resource, sorted by name; zero where it has none."""
    names = sorted({name for names in use.values() for name in names})
    return {
        member: {name: use[member].get(name, Fraction(0)) for name in names}
        for member in sorted(use)
    }


def average(spans, start, end):
    """Mean level."""
    return scaled(areas(spans, start, end), 1 / seconds_of(end - start))


def scaled(use, factor):
    """Every value times a factor."""
    return {
        member: {name: value * factor for name, value in names.items()}
        for member, names in use.items()
    }


def added(one, other):
    """Sum two results of the same members and resources."""
    return {
        member: {name: value + other[member][name] for name, value in names.items()}
        for member, names in one.items()
    }


def peak(spans, start, end):
    """Highest level that holds in the time."""
    out = {}
    for member, resource, begin, stop, quantity in spans:
        use = out.setdefault(member, {})
        level = Fraction(str(quantity)) if begin < end and stop > start else Fraction(0)
        use[resource] = max(use.get(resource, Fraction(0)), level)
    return complete(out)


def percentile(spans, start, end, percent, every):
    """Sort the means over intervals; drop the top ones one at a time while enough are left."""
    samples = []
    at = start
    while at < end:
        samples.append(average(spans, at, at + every))
        at += every
    out = {}
    for member, names in samples[0].items():
        for name in names:
            values = sorted(sample[member][name] for sample in samples)
            dropped = 0
            while (dropped + 1) * 100 <= (100 - percent) * len(samples):
                values.pop()
                dropped += 1
            out.setdefault(member, {})[name] = values[-1]
    return out
