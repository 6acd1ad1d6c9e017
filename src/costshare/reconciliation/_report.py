"""The summary of a reconciliation for people, as text and as HTML."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from costshare.reconciliation._cell import Status
from costshare.reconciliation._finding import Finding, FindingKind
from costshare.reconciliation._sums import Sums
from costshare.reconciliation._words import money
from costshare.results import MISSING, Table, number, with_currency

if TYPE_CHECKING:
    from costshare.reconciliation._reconciliation import Reconciliation

_STATUSES: tuple[Status, ...] = ("matched", "under", "over", "missing", "unexpected")
_LINE_KINDS: tuple[FindingKind, ...] = (
    "duplicate",
    "wrong_period",
    "unreadable",
    "contradictory",
)


def text_report(result: "Reconciliation") -> str:
    """Write the summary as text."""
    parts = [_verdict(result), pool_table(result).text(), *_tallies(result)]
    if _several_issuers(result):
        parts.append(issuer_table(result).text())
    parts += map(str, result.findings)
    return "\n\n".join(parts)


def html_report(result: "Reconciliation") -> str:
    """Write the summary as HTML."""
    parts = [f"<p>{escape(_verdict(result))}</p>", pool_table(result).html()]
    parts += [f"<p>{escape(line)}</p>" for line in _tallies(result)]
    if _several_issuers(result):
        parts.append(issuer_table(result).html())
    if result.findings:
        parts += ["<ul>", *map(_item, result.findings), "</ul>"]
    return "\n".join(parts)


def _item(finding: Finding) -> str:
    hints = "".join(f"<br><em>Hint: {escape(str(hint))}</em>" for hint in finding.hints)
    return f"<li><strong>{finding.kind}</strong> {escape(finding.message)}{hints}</li>"


def _verdict(result: "Reconciliation") -> str:
    """Say in a sentence whether it agrees, and how much is over or under."""
    total = result.total
    sums = (
        f"{money(result.amount(total.invoiced), result.currency)} invoiced, "
        f"{money(result.amount(total.expected), result.currency)} expected"
    )
    if result.balanced:
        off = "" if not total.difference else f" ({_signed(result, total.difference)} tolerated)"
        return f"Balanced: {sums}{off}."
    if not total.difference:
        return f"Not balanced, though the sums agree: {sums}."
    way = "more" if total.difference > 0 else "less"
    size = money(result.amount(abs(total.difference)), result.currency)
    return f"Not balanced: {sums}, {size} {way} than expected."


def _tallies(result: "Reconciliation") -> Iterator[str]:
    statuses = Counter(cell.status for cell in result.cells)
    told = [f"{statuses[each]} {each}" for each in _STATUSES if statuses[each]]
    yield f"{len(result.cells)} cells: {', '.join(told)}."
    kinds = Counter(finding.kind for finding in result.findings)
    flagged = [f"{kinds[each]} {each}" for each in _LINE_KINDS if kinds[each]]
    counted = f"{result.lines - len(result.uncounted)} of them" if result.uncounted else "all"
    about = ", ".join(flagged) or "none"
    yield f"{result.lines} lines, {counted} counted; findings about lines: {about}."


def _several_issuers(result: "Reconciliation") -> bool:
    return len(result.issuers) > 1


def pool_table(result: "Reconciliation") -> Table:
    """Compare budget, allocated and invoiced, pool by pool."""
    budgeted = any(sums.budget is not None for sums in result.pool_sums)

    def row(sums: Sums) -> Sequence[str]:
        budget = MISSING if sums.budget is None else number(result.amount(sums.budget))
        return [
            "(no pool)" if sums.name is None else sums.name,
            *([budget] if budgeted else []),
            number(result.amount(sums.expected)),
            number(result.amount(sums.invoiced)),
            *([_off_budget(result, sums)] if budgeted else []),
            _signed(result, sums.difference),
        ]

    period = f" {result.period}" if result.period else ""
    return Table(
        header=[
            "",
            *(["budget"] if budgeted else []),
            "allocated",
            "invoiced",
            *(["invoiced - budget"] if budgeted else []),
            "invoiced - allocated",
        ],
        rows=[row(sums) for sums in result.pool_sums],
        totals=row(result.total),
        caption=with_currency(f"{result.name}{period}", result.currency, ", "),
    )


def _off_budget(result: "Reconciliation", sums: Sums) -> str:
    return MISSING if sums.budget is None else _signed(result, sums.invoiced - sums.budget)


def issuer_table(result: "Reconciliation") -> Table:
    """Compare allocated and invoiced, issuer by issuer."""
    return Table(
        header=["billed by", "allocated", "invoiced", "invoiced - allocated"],
        rows=[
            [
                issuer.name,
                number(result.amount(issuer.expected)),
                number(result.amount(issuer.invoiced)),
                _signed(result, issuer.invoiced - issuer.expected),
            ]
            for issuer in result.issuers
        ],
    )


def _signed(result: "Reconciliation", units: int) -> str:
    """Write a difference with its sign."""
    return ("+" if units > 0 else "") + number(result.amount(units))
