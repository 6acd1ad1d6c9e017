"""An inference as a controller reads it: what was asked, what the figures show, and no more."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from costshare.amounts import plain
from costshare.errors import some_of
from costshare.inference._proof_text import PLACES
from costshare.results import Table, number

if TYPE_CHECKING:
    from costshare.inference._inference import Inference

_KINDS = {
    "flat": "Flat: the same for everyone",
    "proportional": "Proportional to {}",
    "per_capita": "Per capita, by {}",
    "mixed": "Mixed: a flat part, the rest by {}",
    "tariff": "Tariff: a base, and a rate for each {}",
    "blend": "Blend: a flat part, and parts by {}",
}

CAUTION = (
    "That a model reproduces the fees does not show that it was used: others may give them too."
)

Block = str | Table

# So many of those that contradict most are named.
_MOST_NAMED = 3


def inference_text(inference: "Inference") -> str:
    """All of it as text."""
    return text_of(_blocks(inference))


def inference_html(inference: "Inference") -> str:
    """All of it as HTML."""
    return html_of(_blocks(inference))


def text_of(blocks: Iterable[Block]) -> str:
    """Paragraphs and tables as text."""
    return "\n\n".join(block if isinstance(block, str) else block.text() for block in blocks)


def html_of(blocks: Iterable[Block]) -> str:
    """Paragraphs and tables as HTML."""
    return "\n".join(
        f"<p>{escape(block).replace(chr(10), '<br>')}</p>"
        if isinstance(block, str)
        else block.html()
        for block in blocks
    )


def headline(inference: "Inference") -> str:
    """The kind of model and its drivers in one line."""
    return _KINDS[inference.kind].format(" and ".join(inference.question.drivers))


def _blocks(inference: "Inference") -> Iterator[Block]:
    yield f"{headline(inference)}\n{_asked(inference)}"
    if inference.exact:
        yield from _found(inference)
        yield CAUTION
    else:
        yield from _not_found(inference)


def _asked(inference: "Inference") -> str:
    question = inference.question
    unit = question.unit
    how = question.method or f"{question.rounding}, each fee on its own"
    total, step = number(unit.decimal(question.total)), number(unit.decimal(1))
    whole = "in all" if question.shared is None else "shared"
    asked = f"{fees_text(len(question.members))}, {total} {whole}, in steps of {step}, by {how}"
    if question.left_out:
        asked += f"\nLeft out, for they have no fee: {', '.join(question.left_out)}"
    return asked


def _found(inference: "Inference") -> Iterator[Block]:
    fees = all_fees(len(inference.question.members))
    ends = inference.flat_share
    if inference.kind in {"flat", "proportional", "per_capita"}:
        yield f"It reproduces {fees}."
    elif ends is not None:
        yield from _shares(inference, *ends, fees)
    else:
        yield from _polygon(inference, fees)


def _shares(inference: "Inference", low: Fraction, high: Fraction, fees: str) -> Iterator[Block]:
    if low == high:
        yield f"The flat share {_exactly(low)} reproduces {fees}, and no other does."
        return
    yield (
        f"Every flat share between {number(low, PLACES)} and {number(high, PLACES)} reproduces "
        f"{fees}, and none outside does."
    )
    itself = ["included" if closed else "excluded" for closed in inference.closed or ()]
    rows = [("lowest, " + itself[0], low), ("highest, " + itself[1], high)]
    rows += [
        (name, value)
        for name, value in (
            ("simplest fraction", inference.simplest),
            ("shortest decimal", inference.shortest),
        )
        if value is not None
    ]
    yield Table(
        header=["", "flat share", "exactly"],
        rows=[[name, number(value, PLACES), str(value)] for name, value in rows],
    )


def _polygon(inference: "Inference", fees: str) -> Iterator[Block]:
    tariff = inference.kind == "tariff"
    names = ["base", "rate"] if tariff else [f"share of {name}" for name in _drivers(inference)]
    corners = inference.vertices or ()
    what = {1: "this point", 2: "the line between these points"}.get(
        len(corners), "the polygon with these corners"
    )
    yield (
        f"Every {names[0]} and {names[1]} inside {what} reproduces {fees}, and none "
        f"{'of zero or more ' if tariff else ''}outside does."
    )
    belong = inference.corners_belong or ()
    yield Table(
        header=["", *names, "reproduces"],
        rows=[
            [f"corner {place}", *(number(value, PLACES) for value in corner), _yes(inside)]
            for place, (corner, inside) in enumerate(zip(corners, belong, strict=True), start=1)
        ],
    )
    point = inference.roundest
    if point is not None:
        shown = [number(each) for each in point]
        if tariff:
            yield f"The roundest: {shown[0]} + {shown[1]} × {_drivers(inference)[0]}."
        else:
            flat = 1 - point[0] - point[1]
            parts = zip(shown, _drivers(inference), strict=True)
            by = " and ".join(f"{share} by {name}" for share, name in parts)
            yield f"The roundest: {number(flat)} flat, {by}."


def _not_found(inference: "Inference") -> Iterator[Block]:
    count = len(inference.question.members)
    wanted = {
        "mixed": "No flat share from 0 to 1 reproduces",
        "tariff": "No base and rate of zero or more reproduce",
        "blend": "No shares of the drivers reproduce",
    }.get(inference.kind, "It does not reproduce")
    yield f"{wanted} {all_fees(count)}."
    yield from _sum(inference)
    contradiction = inference.contradiction
    if contradiction is not None:
        yield f"Contradiction: {contradiction}"
    counts = {name: times for name, times in (inference.conflicts or {}).items() if times}
    if counts:
        # The first few, and those that contradict as many.
        least_named = list(counts.values())[:_MOST_NAMED][-1]
        most = [f"{name} ({times})" for name, times in counts.items() if times >= least_named]
        shown = some_of(most, 2 * _MOST_NAMED)
        yield f"Contradict most of the other {fees_text(count - 1)}: {shown}."
    least = inference.least_change
    if least is None:
        return
    right = count - len(least.changes)
    at = f"{_parameters(inference)}, {right} of {fees_text(count)} are the model's"
    if least.fewest:
        yield f"{at}, and never more. The others:"
    else:
        yield f"{at}; proven is only that {fees_text(least.at_least)} or more differ. The others:"
    yield Table(
        header=["", "fee", "model", "difference"],
        rows=[
            [name, number(one), number(other), number(Fraction(other) - Fraction(one))]
            for name, (one, other) in least.changes.items()
        ],
    )


def _sum(inference: "Inference") -> Iterator[Block]:
    """What the fees sum to, which moves every quota."""
    question = inference.question
    decimal = question.unit.decimal
    if question.over:
        way = "more" if question.over > 0 else "less"
        yield (
            f"The fees sum to {number(decimal(sum(question.units)))}, "
            f"{number(decimal(abs(question.over)))} {way} than the total."
        )
    elif question.method is not None and question.shared is None:
        yield (
            "The total is taken to be what the fees sum to. A misprinted fee would move every "
            "quota; pass total= where it is known."
        )


def _parameters(inference: "Inference") -> str:
    model = inference.least_change and inference.least_change.model
    share, base = getattr(model, "flat_share", None), getattr(model, "base", None)
    if share is not None:
        return f"At the flat share {_exactly(share)}"
    if base is not None:
        rate = next(iter(getattr(model, "rates", {}).values()))
        return f"At {_exactly(base)} + {_exactly(rate)} × {_drivers(inference)[0]}"
    return "By this model"


def _drivers(inference: "Inference") -> list[str]:
    return list(inference.question.drivers)


def _exactly(value: Fraction) -> str:
    return number(value) if plain(value) != str(value) or value.denominator == 1 else str(value)


def fees_text(count: int) -> str:
    """Write how many fees."""
    return f"{count} fee{'s' * (count != 1)}"


def all_fees(count: int) -> str:
    """Write that all of them are meant."""
    return f"all {count} fees" if count > 1 else "the fee"


def _yes(inside: bool) -> str:
    return "yes" if inside else "no"
