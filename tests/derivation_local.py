"""Redo the derivation of a fee from the numbers that it shows, line by line."""

import re
from fractions import Fraction
from math import ceil

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


def are_of_one_number(one, other):
    """Whether a number may be shown once with these digits, and once with those."""
    off = [
        Fraction(1, 2 * 10 ** len(text.partition(".")[2])) for text in (one, other) if "≈" in text
    ]
    return abs(read(one) - read(other)) <= sum(off)


END = rf"{NUMBER}(?: \([^)]*\))?"


def read_end(text):
    """An end that a quantity is compared with; its part of the period gives what is shown."""
    shown, _, of_the_whole = text.partition(" (")
    if of_the_whole:
        assert is_what_is_shown(redo(of_the_whole.removesuffix(")")), shown), text
    return read(shown)


def check_quantity(clause, working):
    """What is used or provided gives the first number of the working."""
    weight = re.match(NUMBER, working)[0].rstrip()
    idle = re.fullmatch(
        rf"provided ({NUMBER}), used ({NUMBER})(?:, committed but unused ({NUMBER}))?, "
        rf"idle ({NUMBER})",
        clause,
    )
    if idle:
        provided, used, promised = (read(each or "0") for each in idle.groups()[:3])
        assert is_what_is_shown(provided - used - promised, idle[4]), clause
        return
    if clause == "nothing used":
        assert read(weight) == 0
        return
    has, left, free, count, size, where = re.fullmatch(
        rf".+? ({NUMBER})(?:, ({NUMBER}) above the free ({END}))?"
        rf"(?:, ({NUMBER}) started packages? of ({NUMBER}))?(?:, (.+))?",
        clause,
    ).groups()
    counted = read(has)
    if left:
        assert is_what_is_shown(max(counted - read_end(free), 0), left), clause
        counted = read(left)
    if count:
        assert ceil(counted / read(size)) == read(count), clause
        counted = read(count)
    share = re.match(rf"-{NUMBER} × ({NUMBER}) / ({NUMBER}) × ", working)
    if share:
        assert are_of_one_number(has, share[2]), clause
        weight = share[1]
    is_off = working.startswith("-") and not share
    check_where(where, counted, "1" if is_off else weight, clause)


def check_where(where, counted, weight, clause):
    """What is counted lies where the text says, and the weight is what lies there."""
    inside = re.fullmatch(
        rf"of which ({NUMBER})(?: above ({END}))?(?: up to and including ({END}))?", where or ""
    )
    lacks = re.fullmatch(rf"({NUMBER}) less than ({END})", where or "")
    if inside:
        low, high = (each and read_end(each) for each in inside.groups()[1:])
        part = max((counted if high is None else min(counted, high)) - (low or 0), 0)
        assert is_what_is_shown(part, inside[1]), clause
        assert are_of_one_number(weight, inside[1]), clause
    elif lacks:
        assert is_what_is_shown(read_end(lacks[2]) - counted, lacks[1]), clause
        assert are_of_one_number(weight, lacks[1]), clause
    elif where is None:
        assert abs(read(weight) - counted) < Fraction(1, 1000), clause
    elif where.startswith(("not less than ", "not more than ")):
        end = read_end(re.search(rf"{END}$", where)[0])
        assert read(weight) == 0, clause
        assert counted >= end if "less" in where else counted <= end, clause
    else:
        # All of it, or once the price; nothing where it lies above the end of its tier.
        assert weight in {"0", "1"} or abs(read(weight) - counted) < Fraction(1, 1000), clause
        for words, end in re.findall(rf"(more than|up to and including|from|below) ({END})", where):
            last = read_end(end)
            follows = {
                "more than": counted > last,
                "up to and including": counted <= last,
                "from": counted >= last,
                "below": counted < last,
            }
            assert follows[words], clause


def check_minimum(step):
    """What is charged, and the minimum, give what is added."""
    found = re.fullmatch(rf".+?: (charged .+|nothing used); added [=≈] ({NUMBER})", step)
    if found is None:
        return
    clause, added = found.groups()
    lacks = re.fullmatch(rf"charged ({NUMBER}), ({NUMBER}) less than ({END})", clause)
    enough = re.fullmatch(rf"charged ({NUMBER}), not less than ({END})", clause)
    if lacks:
        missing = read_end(lacks[3]) - read(lacks[1])
        assert is_what_is_shown(missing, lacks[2]), clause
        assert are_of_one_number(added, lacks[2]), clause
    else:
        assert read(added) == 0, clause
        assert enough is None or read(enough[1]) >= read_end(enough[2]), clause


def check_derivation(fees, member):
    (pool,) = fees.pools
    text = str(fees.explain(member))
    parts = {}
    for line in text.splitlines()[2:-1]:
        step = line.partition(". ")[2]
        for shown in re.findall(r"≈ (-?[0-9][0-9 ]*(?:\.[0-9]+)?)", step):
            assert significant(shown) >= 6, line
        check_minimum(step)
        product = re.fullmatch(rf"(.+?): (?:(.+); )?([^;]+ × [^;]+) ([=≈]) ({NUMBER})", step)
        if product and " ÷ " not in step and "binds at" not in step:
            label, quantity, working, _, shown = product.groups()
            if quantity:
                check_quantity(quantity, working)
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


# Why a share was rounded up or down.
WHY_ROUNDED = ("floor ", "each share is rounded ", "tie with ")


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
        elif not step.startswith(WHY_ROUNDED) and not step.endswith(
            ("not reached", "as it is", "; the others share the rest")
        ):
            parts.append(read(re.search(r"[=≈] (-?[0-9][0-9 .]*)$", step)[1]))
    return parts


def check_why_rounded(fees, member):
    """Each rounded share is said to go the way it goes, and why: by its own rule, with its tie."""
    steps = [line.partition(". ")[2] for line in str(fees.explain(member)).splitlines()]
    record = fees.explain(member, fees.pools[0].name).to_dict()
    for term in record["terms"]:
        its, quota = term["share_rounding"], Fraction(term["quotas"][member])
        if its is None or not quota:
            continue
        exact, share = Fraction(its["shares"][member]), Fraction(term["weights"][member])
        way, more = ("up", "more") if share > exact else ("down", "less")
        pattern = rf"{re.escape(term['label'])}: ({NUMBER}) % rounded {way} to ({NUMBER}) %; × "
        at = next(at for at, step in enumerate(steps) if re.match(pattern, step))
        size = Fraction(1, 10 ** its["places"])
        shown, rounded = map(read, re.match(pattern, steps[at]).groups())
        assert steps[at].endswith(more)
        assert rounded == share * 100
        why, following = steps[at + 1], steps[at + 2]
        del steps[: at + 1]  # another term may have the same label
        tie = next((each for each in its["broken_ties"] if member in each["tied"]), None)
        if its["method"] == "each":
            assert why.startswith("each share is rounded on its own, ")
            assert round_units(shown / size, its["rounding"]) * size == rounded
        else:
            floor = shown // size * size
            of_all = re.fullmatch(
                rf"floor ({NUMBER}) %; the floors leave (\d+) units? of ({NUMBER}) % for the "
                rf"largest remainders; {member} is (?:number|tied for places) (\d+)(?: to (\d+))? "
                r"of \d+: (one|no) extra unit",
                why,
            ).groups()
            assert (read(of_all[0]), read(of_all[2])) == (floor, size)
            assert (of_all[5] == "one") == (rounded == floor + size) == (way == "up")
            left, first, last = (int(each or of_all[3]) for each in (of_all[1], *of_all[3:5]))
            assert first <= left if way == "up" else last > left
            assert (first <= left < last) == (tie is not None)
        assert following.startswith("tie with ") == (tie is not None)
        if tie is not None:
            assert following.endswith(f"; {member} gets the unit") == (member in tie["won"])


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
