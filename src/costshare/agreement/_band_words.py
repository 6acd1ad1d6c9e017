"""Bands of time as data, in words."""

from collections.abc import Mapping
from typing import Any

from costshare.words import Figure, Said, join, say, say_count

_WORDS: Mapping[str, Said] = {
    str(word): word
    for word in (
        say("mon"),
        say("tue"),
        say("wed"),
        say("thu"),
        say("fri"),
        say("sat"),
        say("sun"),
        say("holiday"),
        say("jan"),
        say("feb"),
        say("mar"),
        say("apr"),
        say("may"),
        say("jun"),
        say("jul"),
        say("aug"),
        say("sep"),
        say("oct"),
        say("nov"),
        say("dec"),
    )
}


def band_words(bands: Mapping[str, Any]) -> str:
    """Say when each band applies.

    Examples
    --------
    >>> peak = {"name": "peak", "months": "nov-mar", "hours": "06:00-22:00"}
    >>> band_words({"bands": [peak, {"name": "off-peak"}], "timezone": "Europe/Stockholm"})
    'peak nov-mar, 06:00-22:00; off-peak at other times; Europe/Stockholm'
    """
    *first, last = bands["bands"]
    parts = [join(" ", [band["name"], _when(band)]) for band in first]
    parts.append(say("{band} at other times", band=last["name"]))
    if bands.get("holidays"):
        parts.append(say_count(len(bands["holidays"]), "{count} holiday", "{count} holidays"))
    return join("; ", [*parts, bands["timezone"]])


def _when(band: Mapping[str, Any]) -> str:
    """Say the months, weekdays and hours of a band, those that it has."""
    days = [band[name] for name in ("months", "weekdays") if band.get(name) is not None]
    hours = [Figure(band["hours"])] if band.get("hours") is not None else []
    return join(", ", [*map(_days, days), *hours])


def _days(text: str) -> str:
    """Say months or weekdays, each in its word: ``"sat-sun, holiday"``."""
    return join(
        ", ", [join("-", [_WORDS[day] for day in part.split("-")]) for part in text.split(", ")]
    )
