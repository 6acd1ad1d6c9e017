"""The one rule of invoice numbers: text with the running number, the member and the date."""

import datetime as dt
import re
from collections.abc import Hashable, Iterator

from costshare.errors import CostshareError, quoted, shown
from costshare.fields import given_as

# A rule is split at its placeholders and never evaluated: text of users must not reach str.format.
_PLACEHOLDER = re.compile(r"\{(?:(n)(?::(0?[0-9]{1,2}))?|(member|date))\}")
_WIDEST = 20
_MOST = 10**_WIDEST


class InvoiceNumbers:
    """Gives each invoice its number, in a series for each issuer.

    Parameters
    ----------
    rule : str
        Any text with ``{n}`` (the running number; ``{n:03}`` pads it), ``{member}`` and
        ``{date}``.
    first : int, default 1
        The first running number of each issuer.

    Raises
    ------
    CostshareError
        If the rule holds any other brace, or `first` is not a whole number from 0.

    Examples
    --------
    >>> numbers = InvoiceNumbers("S-{n:03} {member}")
    >>> numbers.of("Kiruna", member="Kiruna"), numbers.of("Luleå", member="Luleå")
    ('S-001 Kiruna', 'S-002 Luleå')
    >>> numbers.of("Kiruna", member="Kiruna")
    'S-001 Kiruna'
    """

    def __init__(self, rule: str, first: int = 1, *, what: str = "number") -> None:
        self.rule = given_as(str, rule, what, "a text such as '2022-{n:03}'")
        self.first = first
        _check_rule(rule, what)
        _check_first(first)
        self.pieces = list(_pieces(rule))
        self.given: dict[tuple[str, Hashable], str] = {}
        self.used: dict[str, set[str]] = {}

    def of(
        self,
        invoice: Hashable,
        *,
        member: str,
        date: dt.date | None = None,
        billed_by: str = "host",
    ) -> str:
        """Number an invoice; the same `invoice` of the same issuer has the same number.

        Raises
        ------
        CostshareError
            If another invoice of the issuer has the number, or a date is needed and missing.
        """
        key = (billed_by, invoice)
        text = self.given.get(key)
        if text is None:
            text = self.given[key] = self.of_new(member=member, date=date, billed_by=billed_by)
        return text

    def of_new(self, *, member: str, date: dt.date | None = None, billed_by: str = "host") -> str:
        """Number an invoice that is known to be a new one.

        Raises
        ------
        CostshareError
            As `of` does.
        """
        used = self.used.setdefault(billed_by, set())
        text = self._written(self.first + len(used), member, date)
        if text in used:
            msg = f"number {quoted(self.rule)} gives two invoices the number {shown(text)}; "
            msg += "put {n} in it"
            raise CostshareError(msg)
        used.add(text)
        return text

    def _written(self, n: int, member: str, date: dt.date | None) -> str:
        """Put the values into the rule."""
        text = ""
        for before, width, name in self.pieces:
            text += before
            if width is not None:
                text += format(n, width)
            elif name == "member":
                text += member
            elif name:
                if date is None:
                    msg = f"number {quoted(self.rule)} needs a date, and the invoice of {member} "
                    raise CostshareError(f"{msg}has none; pass its date, or leave {{date}} out")
                text += date.isoformat()
        return text


def _pieces(rule: str) -> Iterator[tuple[str, str | None, str]]:
    """Split a rule: text, the width of a running number that follows it, and another name."""
    begin = 0
    for found in _PLACEHOLDER.finditer(rule):
        yield rule[begin : found.start()], (found[2] or "") if found[1] else None, found[3] or ""
        begin = found.end()
    yield rule[begin:], None, ""


def _check_rule(rule: str, what: str) -> None:
    """Refuse an empty rule, and one with any brace that is not part of a placeholder."""
    if not rule.strip():
        msg = f"{what} is empty; leave it out, or put {{n}} in it, such as '2022-{{n:03}}'"
        raise CostshareError(msg)
    rest = _PLACEHOLDER.sub("", rule)
    widths = [int(found[2]) for found in _PLACEHOLDER.finditer(rule) if found[2]]
    if "{" in rest or "}" in rest or max(widths, default=0) > _WIDEST:
        msg = (
            f"number {quoted(rule)} is not a rule of invoice numbers; it may hold {{n}}, "
            f"{{member}} and {{date}}, and a width of {{n}} up to {_WIDEST}, such as {{n:03}}"
        )
        raise CostshareError(msg)


def _check_first(first: int) -> None:
    """Refuse what is not a running number."""
    way_out = "pass the number of the first invoice, such as 1"
    if type(first) is not int:
        msg = f"first {quoted(first)} is not a whole number; {way_out}"
        raise CostshareError(msg)
    if not 0 <= first < _MOST:
        msg = f"first is below 0 or has more than {_WIDEST} digits; {way_out}"
        raise CostshareError(msg)
