"""Possible causes of a finding: a list of rules, each of which fits exactly or is silent."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from costshare.invoices import member_label, pool_label
from costshare.reconciliation._context import Context, Difference
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
from costshare.reconciliation._slips import MOST_CANDIDATES, few_that_sum, slips
from costshare.reconciliation._spelling import spelled
from costshare.reconciliation._words import cell_label, chain, line_label
from costshare.results import number
from costshare.words import join, say, say_count, say_some

Rule = Callable[[Difference, Context], Iterator[Hint]]


def hints_for(difference: Difference, context: Context, *, search: bool) -> tuple[Hint, ...]:
    """Collect the hints for a cell.

    Lines that sum to the difference and repeat others, correct another period or name a misspelt
    member are evidence, so other hints, which only fit the amounts, are left out then. A slip in
    one or several lines is looked for if the cell as a whole shows none, and a sum of open
    lines, the weakest sign, only if nothing else is found (and `search` is set).
    """
    found = [hint for rule in _EVIDENCE for hint in rule(difference, context)]
    if not found:
        found = [hint for rule in _WHOLE for hint in rule(difference, context)]
    if all(hint.kind == "rounding" for hint in found):
        found += [*slip_in_a_line(difference, context), *slips_in_lines(difference, context)]
    if not found:
        found = list(vat_in_all_lines(difference, context))
    if not found and search:
        found = list(_open_lines(difference, context))
    return tuple(found)


def _slip(difference: Difference, context: Context) -> Iterator[Hint]:
    """The cell's sum stands for the fee; the sum of several lines is not a sign of VAT."""
    fee, invoiced, lines = difference.expected, difference.invoiced, difference.lines
    if not fee or not lines:
        return
    if len(lines) == 1:
        found = list(slips_of(lines[0], invoiced, fee, context))
    else:
        found = [slip for slip in slips(fee, invoiced, context.unit) if slip[0] != "vat_included"]
    for kind, text in found:
        message = say("{slip}: {instead}", slip=text, instead=instead(invoiced, fee, context))
        yield Hint(kind, message)


def _swapped(difference: Difference, context: Context) -> Iterator[Hint]:
    """Two members of a pool are each invoiced the other's fee."""
    member, pool = difference.key
    if not difference.expected or not difference.lines:
        return
    for other in context.by_amounts.get((pool, difference.invoiced, difference.expected), ()):
        if other.lines and other is not difference:
            message = say(
                "the amounts of {member} and {other} are swapped: {amount} is {other}'s fee",
                member=member_label(member),
                other=member_label(other.cell.member),
                amount=context.money(difference.invoiced),
            )
            yield Hint("swapped", message)


def _last_year(difference: Difference, context: Context) -> Iterator[Hint]:
    """The cell is invoiced the fee of the year before."""
    before = context.last_year.get(difference.key)
    if before and difference.lines and before == difference.invoiced * context.unit.size:
        amount = context.money(difference.invoiced)
        yield Hint("last_year", say("{amount} is last year's fee", amount=amount))


def _other_pool(difference: Difference, context: Context) -> Iterator[Hint]:
    """The member is invoiced as much too much in one pool as too little in another."""
    off = difference.excess
    for other in context.by_excess_of_member.get((difference.cell.member, -off), ()):
        over = difference if off > 0 else other
        if abs(off) != over.invoiced and abs(off) not in over.amounts:
            continue  # no line, and not the cell, can have come from the other pool as it is
        places = {
            "pool": pool_label(other.cell.pool, context.labels),
            "amount": context.money(abs(off)),
        }
        much = say("{pool} has {amount} too much: was it posted to the wrong pool?", **places)
        little = say("{pool} has {amount} too little: was it posted to the wrong pool?", **places)
        yield Hint("other_pool", little if off > 0 else much)


def _instalment_missing(difference: Difference, context: Context) -> Iterator[Hint]:
    """With as many more lines at most the fee is split into equal instalments."""
    sent = len(difference.amounts)
    if not difference.expected or not sent:
        return
    lacking = context.money(-difference.excess)
    for count in range(sent + 1, min(2 * sent, MOST_INSTALMENTS) + 1):
        for low, high, more in instalments(difference, context, count):
            lows, highs = _times(difference, low, high, more)
            if lows + highs == sent and lows <= count - more and highs <= more:
                message = say_count(
                    count - sent,
                    "one instalment of {all} is missing: {amount}",
                    "{count} instalments of {all} are missing: {amount}",
                    all=number(count),
                    amount=lacking,
                )
                yield Hint("instalment_missing", message)
                return


def _instalment_too_many(difference: Difference, context: Context) -> Iterator[Hint]:
    """Without fewer than half of the lines the fee is split into equal instalments."""
    sent = len(difference.amounts)
    if not difference.expected:
        return
    extra = context.money(difference.excess)
    for count in range(min(sent - 1, MOST_INSTALMENTS), max(sent // 2, 1), -1):
        for low, high, more in instalments(difference, context, count):
            lows, highs = _times(difference, low, high, more)
            if lows + highs == sent and lows >= count - more and highs >= more:
                message = say_count(
                    sent - count,
                    "one instalment too many: {amount}; the fee is split into {parts}",
                    "{count} instalments too many: {amount}; the fee is split into {parts}",
                    amount=extra,
                    parts=number(count),
                )
                yield Hint("instalment_too_many", message)
                return


def _times(difference: Difference, low: int, high: int, more: int) -> tuple[int, int]:
    """Count the lines with the lower and with the higher of two instalments."""
    return difference.amounts.count(low), difference.amounts.count(high) if more else 0


def _rounding(difference: Difference, context: Context) -> Iterator[Hint]:
    """The difference is at most one unit of the pool."""
    unit = difference.pool_unit
    if difference.expected and difference.lines and abs(difference.excess) <= unit:
        message = say(
            "the difference is within one unit of the pool ({unit}): is it rounding?",
            unit=context.money(unit),
        )
        yield Hint("rounding", message)


def _duplicate(difference: Difference, context: Context) -> Iterator[Hint]:
    """The lines that repeat others sum to exactly the difference."""
    if difference.repeated is not None and difference.repeated == difference.excess:
        money = context.money(difference.repeated)
        message = say("the repeated lines sum to exactly the difference: {amount}", amount=money)
        yield Hint("duplicate", message)


def _correction(difference: Difference, context: Context) -> Iterator[Hint]:
    """The lines that correct another period sum to exactly the difference."""
    if context.period is None:
        return
    late = [
        (line, amount)
        for line, amount in zip(difference.lines, difference.amounts, strict=True)
        if line.corrects is not None and not line.corrects.overlaps(context.period)
    ]
    if late and sum(amount for _, amount in late) == difference.excess:
        listed = [
            say("{line} corrects {period}", line=line_label(line), period=str(line.corrects))
            for line, _ in late
        ]
        message = say(
            "{lines}; this is exactly the difference: add the correction to the fees (applied_to)",
            lines=join(", ", listed),
        )
        yield Hint("correction", message)


def _misspelt(difference: Difference, context: Context) -> Iterator[Hint]:
    """Lines of an unknown member with nearly this name sum to what is missing."""
    lacking = -difference.excess
    for other in context.misspelt.get(difference.key, ()):
        name, sent = member_label(other.cell.member), other.invoiced
        places = {"name": name, "member": member_label(difference.cell.member)}
        lines = _lines_of_the_sum(lacking, other, context)
        if lines:
            message = say(
                "the missing amount is exactly that of {lines} to {name}, which is not a member: "
                "is {member} meant?",
                lines=lines,
                **places,
            )
            yield Hint("spelling", message)
            continue
        for kind, text in slips(lacking, sent, context.unit) if lacking else ():
            if kind == "vat_included":
                message = say(
                    "{slip}: {instead}, in {lines} to {name}, which is not a member: "
                    "is {member} meant?",
                    slip=text,
                    instead=instead(sent, lacking, context),
                    lines=say_some([line_label(line) for line in other.lines], 4),
                    **places,
                )
                yield Hint("spelling", message)


def _lines_of_the_sum(lacking: int, other: Difference, context: Context) -> str | None:
    """List the lines of another cell that sum to what is missing, if any do."""
    places: Sequence[int] | None = range(len(other.amounts))
    if other.invoiced != lacking:
        places = few_that_sum(other.amounts, lacking)
    return say_some([_line_with_amount(other, place, context) for place in places or ()], 4)


def _labelled(difference: Difference, context: Context) -> Iterator[Hint]:
    """Lines name the label of a pool, which people read, and not its name."""
    member, pool = difference.key
    label = pool if pool in context.labelled else context.labels.get(pool or "")
    theirs = context.by_pool.get(label, ()) if label in context.labelled else ()
    if label is not None and any(each.cell.member == member for each in theirs):
        message = say(
            "{name} is the label of the pool {pool}, which lines must name",
            name=label,
            pool=context.labelled[label],
        )
        yield Hint("spelling", message)


def _spelling(difference: Difference, context: Context) -> Iterator[Hint]:
    """An unknown name is nearly a known one."""
    member, pool = difference.key
    for name, likely, close in (
        (member, context.likely_members.get(member), _close_to_a_member),
        (pool, context.likely_pools.get(pool), _close_to_a_pool),
    ):
        if name is not None and likely is not None:
            yield Hint("spelling", close(name, likely))


def _close_to_a_member(name: str, likely: str) -> str:
    """Say which member a name is likely to mean."""
    if spelled(likely) == spelled(name):
        return say(
            "the member {likely} differs from {name} in spelling only", likely=likely, name=name
        )
    return say("{name} is not a known member: is {likely} meant?", name=name, likely=likely)


def _close_to_a_pool(name: str, likely: str) -> str:
    """Say which pool a name is likely to mean."""
    if spelled(likely) == spelled(name):
        return say(
            "the pool {likely} differs from {name} in spelling only", likely=likely, name=name
        )
    return say("{name} is not a known pool: is {likely} meant?", name=name, likely=likely)


def _open_lines(difference: Difference, context: Context) -> Iterator[Hint]:
    """A few lines sum to the difference: of this cell, or of others of its member or pool."""
    off = difference.excess
    if difference.cell.status == "unexpected":
        return
    own = few_that_sum(difference.amounts, off)
    if own is not None:
        lines = join(", ", [_line_with_amount(difference, place, context) for place in own])
        message = say("without {lines} the cell would match its fee", lines=lines)
        yield Hint("open_lines", message)
        return
    if off > 0:
        return
    elsewhere = list(islice(_candidates(difference, context), MOST_CANDIDATES))
    amounts = [other.amounts[place] for other, place in elsewhere]
    found = few_that_sum(amounts, -off, proper=False)
    if found is not None:
        lines = chain(
            [
                say(
                    "{line} to {cell}",
                    line=_line_with_amount(other, place, context),
                    cell=cell_label(*other.key, context.labels),
                )
                for other, place in (elsewhere[position] for position in found)
            ]
        )
        message = say("the missing amount is exactly that of {lines}", lines=lines)
        yield Hint("open_lines", message)


def _candidates(difference: Difference, context: Context) -> Iterator[tuple[Difference, int]]:
    """Yield lines of cells that are invoiced too much, of the same member, then the same pool."""
    member, pool = difference.key
    for other in (*context.over_by_member[member], *context.over_by_pool[pool]):
        for place in range(len(other.amounts)):
            yield other, place


def _line_with_amount(difference: Difference, place: int, context: Context) -> str:
    """Refer to a line, with its amount."""
    money, line = context.money(difference.amounts[place]), difference.lines[place]
    return say("{line} ({amount})", line=line_label(line), amount=money)


# Rules for lines that state what they are.
_EVIDENCE: tuple[Rule, ...] = (_duplicate, _correction, _misspelt, _labelled)
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
