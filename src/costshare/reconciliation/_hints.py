"""What may be behind a finding: a list of rules, each of which holds exactly or is silent."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from costshare.errors import some_of
from costshare.reconciliation._case import Case, Scene
from costshare.reconciliation._finding import Hint
from costshare.reconciliation._line_hints import (
    MOST_INSTALMENTS,
    instalments,
    instead,
    slip_in_a_line,
    slips_in_lines,
    slips_of,
    swapped_in_a_line,
    swapped_in_lines,
    vat_in_all_lines,
)
from costshare.reconciliation._slips import slips
from costshare.reconciliation._spelling import spelled
from costshare.reconciliation._subset import MOST_CANDIDATES, few_that_sum
from costshare.reconciliation._words import the_line, what, who

Rule = Callable[[Case, Scene], Iterator[Hint]]


def hints_for(case: Case, scene: Scene, *, search: bool) -> tuple[Hint, ...]:
    """Collect the hints for a cell.

    Lines that come to the difference and repeat others, correct another period or name a misspelt
    member are evidence, so other hints, which only fit the amounts, are left out then. A slip in
    one or several lines is looked for where the cell as a whole shows none, and a sum of open
    lines, the weakest sign, only where nothing else is found (and `search` is set).
    """
    found = [hint for rule in _EVIDENCE for hint in rule(case, scene)]
    if not found:
        found = [hint for rule in _WHOLE for hint in rule(case, scene)]
    if all(hint.kind == "rounding" for hint in found):
        found += [*slip_in_a_line(case, scene), *slips_in_lines(case, scene)]
    if not found:
        found = list(vat_in_all_lines(case, scene))
    if not found and search:
        found = list(_open_lines(case, scene))
    return tuple(found)


def _slip(case: Case, scene: Scene) -> Iterator[Hint]:
    """The cell's sum stands for the fee; of several lines the sum alone says nothing about VAT."""
    fee, sum_of_lines = case.cell.expected, case.cell.invoiced
    if not fee or not case.lines:
        return
    if len(case.lines) == 1:
        found = list(slips_of(case.lines[0], fee, sum_of_lines, scene))
    else:
        found = [slip for slip in slips(fee, sum_of_lines, scene.step) if slip[0] != "vat_included"]
    for kind, text in found:
        yield Hint(kind, f"{text}: {instead(sum_of_lines, fee, scene)}")


def _swapped(case: Case, scene: Scene) -> Iterator[Hint]:
    """Two members of a pool are each invoiced the other's fee."""
    cell = case.cell
    if not cell.expected or not cell.lines:
        return
    for other in scene.by_amounts.get((cell.pool, cell.invoiced, cell.expected), ()):
        if other.cell.lines and other is not case:
            yield Hint(
                "swapped",
                f"the amounts of {who(cell.member)} and {who(other.cell.member)} are swapped: "
                f"{scene.money(cell.invoiced)} is {who(other.cell.member)}'s fee",
            )


def _last_year(case: Case, scene: Scene) -> Iterator[Hint]:
    """The cell is invoiced the fee of the year before."""
    before = scene.last_year.get(case.key)
    if before and case.cell.lines and before == case.cell.invoiced * scene.step.size:
        yield Hint("last_year", f"{scene.money(case.cell.invoiced)} is last year's fee")


def _other_pool(case: Case, scene: Scene) -> Iterator[Hint]:
    """The member has just as much too much in one pool as it lacks in another."""
    off = case.cell.difference
    for other in scene.by_member.get(case.cell.member, ()):
        if case.cell.member is None or other.cell.difference != -off:
            continue
        over, lacking = (case, other) if off > 0 else (other, case)
        amount = abs(off)
        if amount not in {*over.amounts, over.cell.invoiced}:
            continue  # no line, and not the cell, can have come from the other pool as it is
        there = what(other.cell.pool)
        if case is lacking:
            text = f"{scene.money(amount)} stands in {there} too much: is it posted to another pool"
        else:
            text = f"{scene.money(amount)} is lacking in {there}: is it posted to another pool"
        yield Hint("other_pool", f"{text}?")


def _instalment_missing(case: Case, scene: Scene) -> Iterator[Hint]:
    """With as many more lines at most the fee is split into equal instalments."""
    sent = len(case.amounts)
    if not case.cell.expected or not sent:
        return
    lacking = scene.money(-case.cell.difference)
    for count in range(sent + 1, min(2 * sent, MOST_INSTALMENTS) + 1):
        for low, high, more in instalments(case, scene, count):
            lows, highs = case.amounts.count(low), case.amounts.count(high) if more else 0
            if lows + highs == sent and lows <= count - more and highs <= more:
                missing = count - sent
                told = f"{missing} instalments of {count} are missing"
                if missing == 1:
                    told = f"one instalment of {count} is missing"
                yield Hint("instalment_missing", f"{told}: {lacking}")
                return


def _instalment_too_many(case: Case, scene: Scene) -> Iterator[Hint]:
    """Without fewer than half of the lines the fee is split into equal instalments."""
    sent = len(case.amounts)
    if not case.cell.expected:
        return
    extra = scene.money(case.cell.difference)
    for count in range(min(sent - 1, MOST_INSTALMENTS), max(sent // 2, 1), -1):
        for low, high, more in instalments(case, scene, count):
            lows, highs = case.amounts.count(low), case.amounts.count(high) if more else 0
            if lows + highs == sent and lows >= count - more and highs >= more:
                beyond = sent - count
                told = "one instalment" if beyond == 1 else f"{beyond} instalments"
                yield Hint(
                    "instalment_too_many",
                    f"{told} too many: {extra}, and the fee is split into {count}",
                )
                return


def _rounding(case: Case, scene: Scene) -> Iterator[Hint]:
    """The difference is at most one unit of the pool."""
    if case.cell.expected and case.cell.lines and abs(case.cell.difference) <= case.unit:
        yield Hint(
            "rounding",
            f"the difference is within one unit of the pool ({scene.money(case.unit)}): "
            "is it rounding?",
        )


def _duplicate(case: Case, scene: Scene) -> Iterator[Hint]:
    """The lines that repeat others come to just the difference."""
    if case.repeated is not None and case.repeated == case.cell.difference:
        yield Hint(
            "duplicate",
            f"the difference is exactly what repeated lines come to: {scene.money(case.repeated)}",
        )


def _correction(case: Case, scene: Scene) -> Iterator[Hint]:
    """The lines that correct another period come to just the difference."""
    if scene.period is None:
        return
    late = [
        (line, amount)
        for line, amount in zip(case.lines, case.amounts, strict=True)
        if line.corrects is not None and not line.corrects.overlaps(scene.period)
    ]
    if late and sum(amount for _, amount in late) == case.cell.difference:
        told = ", ".join(f"{the_line(line)} corrects {line.corrects}" for line, _ in late)
        yield Hint(
            "correction",
            f"{told}; that is just the difference: add the correction to the fees (applied_to)",
        )


def _misspelt(case: Case, scene: Scene) -> Iterator[Hint]:
    """Lines of an unknown member with nearly this name make up what is lacking."""
    lacking = -case.cell.difference
    for other in scene.misspelt.get(case.key, ()):
        name, sent = who(other.cell.member), other.cell.invoiced
        asked = f"to {name}, which is not a member: is {case.cell.member} meant?"
        lines = _making_up(case, other, scene)
        if lines:
            yield Hint("spelling", f"the lacking amount is exactly that of {lines} {asked}")
            continue
        for kind, text in slips(lacking, sent, scene.step) if lacking else ():
            if kind == "vat_included":
                lines = some_of([the_line(line) for line in other.lines], most=4)
                money = instead(sent, lacking, scene)
                yield Hint("spelling", f"{text}: {money}, in {lines} {asked}")


def _making_up(case: Case, other: Case, scene: Scene) -> str | None:
    """Name the lines of another cell that make up what one lacks, if any do."""
    lacking = -case.cell.difference
    places: Sequence[int] | None = range(len(other.amounts))
    if other.cell.invoiced != lacking:
        places = few_that_sum(other.amounts, lacking)
    return some_of([_told(other, place, scene) for place in places or ()], most=4)


def _spelling(case: Case, scene: Scene) -> Iterator[Hint]:
    """An unknown name is nearly a known one."""
    for name, likely, field in (
        (case.cell.member, scene.likely_members.get(case.cell.member), "member"),
        (case.cell.pool, scene.likely_pools.get(case.cell.pool), "pool"),
    ):
        if name is None or likely is None:
            continue
        if spelled(likely) == spelled(name):
            yield Hint("spelling", f"the {field} {likely} differs from {name} in spelling only")
        else:
            yield Hint("spelling", f"{name} is not a known {field}: is {likely} meant?")


def _open_lines(case: Case, scene: Scene) -> Iterator[Hint]:
    """A few lines sum to just the difference: of this cell, or of others of its member or pool."""
    off = case.cell.difference
    if case.cell.status == "unexpected":
        return
    own = few_that_sum(case.amounts, off)
    if own is not None:
        lines = ", ".join(_told(case, place, scene) for place in own)
        yield Hint("open_lines", f"without {lines} the cell would agree")
        return
    if off > 0:
        return
    elsewhere = list(islice(_candidates(case, scene), MOST_CANDIDATES))
    amounts = [other.amounts[place] for other, place in elsewhere]
    found = few_that_sum(amounts, -off, proper=False)
    if found is not None:
        lines = " and ".join(
            f"{_told(other, place, scene)} to {who(other.cell.member)}, {what(other.cell.pool)}"
            for other, place in (elsewhere[position] for position in found)
        )
        yield Hint("open_lines", f"the lacking amount is exactly that of {lines}")


def _candidates(case: Case, scene: Scene) -> Iterator[tuple[Case, int]]:
    """Lines of cells that are invoiced too much, of the same member first, then the same pool."""
    for other in (*scene.over_by_member[case.cell.member], *scene.over_by_pool[case.cell.pool]):
        for place in range(len(other.amounts)):
            yield other, place


def _told(case: Case, place: int, scene: Scene) -> str:
    return f"{the_line(case.lines[place])} ({scene.money(case.amounts[place])})"


# Rules for lines that say themselves what they are.
_EVIDENCE: tuple[Rule, ...] = (_duplicate, _correction, _misspelt)
# Rules for amounts that fit, in the order in which hints are listed.
_WHOLE: tuple[Rule, ...] = (
    _swapped,
    swapped_in_a_line,
    swapped_in_lines,
    _slip,
    _last_year,
    _other_pool,
    _instalment_missing,
    _instalment_too_many,
    _rounding,
    _spelling,
)
