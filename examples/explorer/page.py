"""The page as HTML: the fee table with a bar for each change, and the texts around it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from html import escape

from costshare.amounts import Unit
from costshare.analysis import Change
from costshare.apportionment import round_units
from costshare.results import MISSING, number, percent, with_currency
from scenario import Proposal, Settings, Today

EFFECTS = {
    "pays": "pay more",
    "gains": "less",
    "unchanged": "the same",
    "joins": "join",
    "leaves": "leave",
}
NO_BOUND = "no bound"


def layout(title: str, controls: Iterable[str], result: Iterable[str]) -> str:
    """Put the controls beside the result; `explorer.css` says how."""
    return (
        f'<div class="explorer"><h1>{escape(title)}</h1>'
        f'<div class="controls">{"".join(controls)}</div>'
        f'<div class="result">{"".join(result)}</div></div>'
    )


def control(element: object, stands_at: str = "") -> str:
    """Show a control, with its value if it does not show that itself."""
    return f'<div class="control">{element}<span>{escape(stands_at)}</span></div>'


def fees_allowed(settings: Settings) -> str:
    """State the bounds of the fees."""
    least, most = settings.minimum, settings.maximum
    if most is None:
        return NO_BOUND if least is None else f"{number(least)} at least"
    return f"{number(most)} at most" if least is None else f"{number(least)} to {number(most)}"


def share(part: Fraction | None) -> str:
    """Write a share, or that there is no bound."""
    return NO_BOUND if part is None else percent(part)


def verdict(proposed: Proposal) -> str:
    """State the sum of the fees and how many members pay more or less, or what cannot be done."""
    if proposed.fees is None:
        return message(proposed.message)
    summary = proposed.comparison.summaries()[-1]
    counts = ", ".join(
        f"{words}: {summary.effects.get(effect, 0)}"
        for effect, words in EFFECTS.items()
        if effect in summary.effects or effect in {"pays", "gains"}
    )
    pool = proposed.fees.pools[0]
    total = pool.unit.decimal(pool.unit.count(pool.total, "total"))
    stated = escape(with_currency(number(total), proposed.fees.currency))
    return (
        f'<p id="sum">Sum of the fees {number(summary.total)} = total {stated}. '
        f"Members that {counts}.</p>"
    )


def message(text: str) -> str:
    """State what cannot be done, and the way out."""
    return f'<p id="message" role="status">{escape(text)}</p>'


def starting_point(today: Today) -> str:
    """State where the proposal starts, if the controls cannot express today's rule."""
    if today.flat_share is not None:
        return ""
    kind = today.fees.pools[0].model["kind"]
    return (
        f"<p>Today's fees follow another rule ({escape(kind)}). "
        f"The proposal starts at a flat share of {percent(today.settings.flat_share)}.</p>"
    )


def fee_table(proposed: Proposal, switches: Mapping[str, object], explained: str) -> str:
    """Lay out a row for each member, with its switch and a bar, and a last row with the sums.

    The table scrolls if the window is too narrow for it.
    """
    comparison = proposed.comparison
    changes = {(each.scenario, each.member): each for each in comparison.changes_in()}
    widest = max(abs(each.change or Decimal(0)) for each in changes.values())
    body = "".join(
        f'<tr data-member="{escape(member)}" class="{"explained" if member == explained else ""}">'
        f"<td>{switch}</td><th>{escape(member)}</th>"
        f"{_cells(changes['today', member], changes.get(('proposal', member)), widest)}</tr>"
        for member, switch in switches.items()
    )
    today, *proposal = comparison.summaries()
    sums = [_number(today.total)]
    sums += [_number(proposal[0].total), _signed(proposal[0].change)] if proposal else [MISSING] * 2
    per = "inhabitant" if comparison.driver.startswith("population") else comparison.driver
    heads = ["takes part", "member", "today", "proposal", "change", "≈ %", f"≈ per {per}"]
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Fees">'
        f'<table class="fees"><thead><tr>{"".join(f"<th>{escape(head)}</th>" for head in heads)}'
        '<th><div class="ways"><span>pays less</span> <span>pays more</span></div></th>'
        "</tr></thead>"
        f"<tbody>{body}</tbody><tfoot><tr><td></td><th>sum</th>"
        f"{''.join(f'<td>{text}</td>' for text in sums)}<td colspan=3></td></tr></tfoot>"
        "</table></div>"
    )


def _cells(today: Change, new: Change | None, widest: Decimal) -> str:
    texts = [_number(today.fee), MISSING, MISSING, MISSING, MISSING]
    bar = ""
    if new is not None:
        stays = new.effect not in {"joins", "leaves"}
        texts[1:] = [
            _number(new.fee),
            _signed(new.change) if stays else str(new.effect),
            _signed(None if new.relative is None else new.relative * 100, 1),
            _number(new.per_driver, 2),
        ]
        bar = _bar(new.change, widest) if new.change else ""
    return "".join(f"<td>{text}</td>" for text in (*texts, bar))


def _number(value: Decimal | Fraction | None, places: int | None = None) -> str:
    """Write a number, with the same number of decimals in a whole column."""
    if value is None:
        return MISSING
    if places is None:
        return number(value)
    units = round_units(Fraction(value) * 10**places, "half_even")
    return number(Unit(Fraction(1, 10**places)).decimal(units))


def _signed(value: Decimal | Fraction | None, places: int | None = None) -> str:
    return ("+" if value is not None and value > 0 else "") + _number(value, places)


def _bar(change: Decimal, widest: Decimal) -> str:
    """Draw a bar from the middle: to the left for a lower fee, to the right for a higher one."""
    way, width = "more" if change > 0 else "less", abs(float(change)) / float(widest) * 50
    return f'<div class="bar"><div class="{way}" style="width: {width:.2f}%"></div></div>'


def working(proposed: Proposal, member: str) -> str:
    """Derive the fee of a member in the proposal."""
    fees = proposed.fees
    if fees is None:
        text = "There is no proposal to explain."
    elif member in fees.pools[0].fees:
        text = str(fees.explain(member))
    else:
        text = (
            f"{member} takes no part in {fees.pools[0].name} under this proposal, and pays nothing."
        )
    return f'<pre id="working">{escape(text)}</pre>'
