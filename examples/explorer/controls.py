"""The controls of the page: made with today's values, shown, and read into settings."""

from html import escape
from typing import Any

import marimo as mo

import page
from costshare.results import with_currency
from scenario import Settings, Today
from stops import bounds_between, change_stops, fee_stops, share_stops


def make(today: Today) -> mo.ui.dictionary:
    """Make every control with the value of today's rule, without bounds."""
    start = today.settings
    shares, fees, changes = share_stops(start.flat_share), fee_stops(today), change_stops()
    return mo.ui.dictionary(
        {
            "total": mo.ui.text(
                start.total,
                label=escape(with_currency("Total", today.agreement.currency, ", ")),
                full_width=True,
            ),
            "flat_share": mo.ui.slider(
                steps=list(shares),
                value=float(start.flat_share * 100),
                label="Flat share",
                full_width=True,
            ),
            "driver": mo.ui.dropdown(
                today.drivers or [start.driver],
                value=start.driver,
                label="The rest is shared by",
                full_width=True,
            ),
            "fees": mo.ui.range_slider(
                steps=list(fees), value=[min(fees), max(fees)], label="Fees", full_width=True
            ),
            "increase": mo.ui.slider(
                steps=list(changes), value=max(changes), label="Increase at most", full_width=True
            ),
            "decrease": mo.ui.slider(
                steps=list(changes), value=max(changes), label="Decrease at most", full_width=True
            ),
            "members": mo.ui.dictionary(
                {
                    name: mo.ui.switch(value=name in start.members, label=_heard(name))
                    for name in today.members
                }
            ),
        }
    )


def _heard(member: str) -> str:
    """Label a switch for screen readers; the visible name is beside it."""
    return f'<span class="sr-only">{escape(member)} takes part</span>'


def read(controls: mo.ui.dictionary, today: Today) -> Settings:
    """Read the values of the controls."""
    at: dict[str, Any] = dict(controls.value)
    changes = change_stops()
    minimum, maximum = bounds_between(fee_stops(today), at["fees"])
    return Settings(
        total=at["total"],
        flat_share=share_stops(today.settings.flat_share)[at["flat_share"]],
        driver=at["driver"],
        members=tuple(name for name, takes_part in at["members"].items() if takes_part),
        minimum=minimum,
        maximum=maximum,
        max_increase=changes[at["increase"]],
        max_decrease=changes[at["decrease"]],
    )


def shown(controls: mo.ui.dictionary, settings: Settings) -> list[str]:
    """Show the controls; the switches of the members are in the fee table."""
    stands_at = {
        "flat_share": page.share(settings.flat_share),
        "fees": page.fees_allowed(settings),
        "increase": page.share(settings.max_increase),
        "decrease": page.share(settings.max_decrease),
    }
    return [
        page.control(element, stands_at.get(name, ""))
        for name, element in controls.items()
        if name != "members"
    ]
