"""Redo the derivation of a fee from the numbers that it shows, line by line."""

import re
from fractions import Fraction

from costshare.apportionment import round_units

NUMBER = r"(?:≈ )?-?[0-9][0-9 ]*(?:\.[0-9]+)?"


def read(text):
    return Fraction(text.replace(" ", "").removeprefix("≈"))


def is_what_is_shown(value, text):
    """Whether a number redone is rounded to the digits of a result that is shown."""
    places = max(len(text.partition(".")[2]), 0 if "≈" in text else 4)
    return abs(value - read(text)) * 2 < Fraction(1, 10**places)


def significant(text):
    return len(re.sub(r"[^0-9]", "", text).lstrip("0"))


def redo(working):
    """Compute "3 × 4 / 5" from left to right, with a part of the period as it stands."""
    working = working.replace(" days", "").replace(" of the period", "")
    result = Fraction(1)
    for sign, text in re.findall(r"(×|/|^) ?([^×/(]+)", working.replace("/", " / ")):
        result = result / read(text) if sign == "/" else result * read(text)
    return result


def check_derivation(fees, member):
    (pool,) = fees.pools
    text = str(fees.explain(member))
    parts = {}
    for line in text.splitlines()[2:-1]:
        step = line.partition(". ")[2]
        for shown in re.findall(r"≈ (-?[0-9][0-9 ]*(?:\.[0-9]+)?)", step):
            assert significant(shown) >= 6, line
        product = re.fullmatch(rf"(.+?): (.+ × .+) ([=≈]) ({NUMBER})", step)
        if product and " ÷ " not in step and "binds at" not in step:
            label, working, _, shown = product.groups()
            working = re.sub(r" \(.*", "", working)
            assert is_what_is_shown(redo(working), shown), line
            parts[label] = read(shown)
            per_cent = re.search(r"\((≈ )?([0-9. ]+) %\)", step)
            if per_cent:
                own = 2 if re.search(" (days|of the period)", working) else 1
                ratio = redo(" × ".join(working.split(" × ")[-own:]))
                assert is_what_is_shown(ratio * 100, per_cent[2]), line
        if step.startswith(("quota: ", "line ")):
            added = step.partition(": ")[2].partition(";")[0]
            summed = re.fullmatch(rf"(.+[+-] .+?) ([=≈]) ({NUMBER})", added)
            if summed:
                terms = re.findall(r"(^-|[+-] -?|^)([0-9][0-9 ]*(?:\.[0-9]+)?)", summed[1])
                whole = sum(
                    read(each) * (-1) ** sign.replace(" ", "").count("-") for sign, each in terms
                )
                assert is_what_is_shown(whole, summed[3]), line
        if step.startswith("floor: "):
            found = re.fullmatch(
                rf"floor: ({NUMBER}) ÷ ([0-9 .]+?) [=≈] ({NUMBER}), so ([0-9 ]+) units? = "
                rf"({NUMBER}), remainder ({NUMBER}) of a unit",
                step,
            )
            quota, size, units, whole, amount, rest = map(read, found.groups())
            assert is_what_is_shown(quota / size, found[3]), line
            assert (whole, rest) == (units.__floor__(), units - whole), line
            assert amount == whole * size
        if step.startswith("rounded ") and pool.rounding and not pool.bounds:
            told = re.search(rf" ({NUMBER})(?:; that is [^\n]*)?\n  [0-9]+\. rounded ", text)
            size = Fraction(pool.unit.size)
            units = round_units(read(told[1]) / size, pool.rounding)
            assert units == pool.counts()[member], text


# What follows the steps of the terms.
AFTER = ("quota: ", "line ", "floor: ", "rounded ", "each line ", "a credit ", "no multiple ")


def parts_shown(fees, member):
    """The member's part of each term, as far as the text shows it: read from the results alone."""
    parts = []
    for line in str(fees.explain(member)).splitlines()[2:-1]:
        step = line.partition(". ")[2]
        if step.startswith(AFTER):
            break
        bound = re.search(rf"binds at ({NUMBER}), (?:as it is|({NUMBER}) (more|less))", step)
        if bound:
            way = (1 if bound[3] == "more" else -1) * (-1 if read(bound[1]) < 0 else 1)
            parts.append(way * read(bound[2] or "0"))
        elif rounded := re.search(
            rf"× ({NUMBER}) [=≈] {NUMBER}, (?:≈ )?({NUMBER}) (more|less)$", step
        ):
            way = (1 if rounded[3] == "more" else -1) * (-1 if read(rounded[1]) < 0 else 1)
            parts.append(way * read(rounded[2]))
        elif not step.endswith(("not reached", "as it is")):
            parts.append(read(re.search(r"[=≈] (-?[0-9][0-9 .]*)$", step)[1]))
    return parts


def check_quota_follows(fees, member):
    """The quota is the sum of the parts that are shown before it."""
    (pool,) = fees.pools
    parts = parts_shown(fees, member)
    line = re.search(r"\. quota: ([^;\n]+)", str(fees.explain(member)))
    if line is None:
        assert len(parts) == 1
    else:
        assert is_what_is_shown(sum(parts), re.split("= |(?=≈)", line[1])[-1])
    assert abs(sum(parts) - pool.quotas[member]) < Fraction(1, 1000)
