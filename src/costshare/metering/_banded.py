"""Use by bands of time: every span is cut where another band begins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from costshare.errors import CostshareError, unknown_name
from costshare.fields import given_as, given_mapping
from costshare.metering._clock import SECOND
from costshare.metering._counts import Counts, Ints
from costshare.metering._held import Held
from costshare.metering._measures import Measures
from costshare.metering._segments import Segments
from costshare.metering._sums import query_tick
from costshare.periods import Bands, BandsByResource, check_holidays

Use = dict[str, dict[str, Fraction]]
_HOUR, _DAY = 3_600 * SECOND, 86_400 * SECOND


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """A time in pieces, each in one band.

    Parameters
    ----------
    edges : ndarray of int64
        Where pieces begin, and where the last one ends.
    band : ndarray of int
        The number of the band of each piece.
    """

    edges: Ints
    band: Ints

    def length(self, band: int) -> int:
        """The time that a band has, in nanoseconds."""
        return int(np.diff(self.edges)[self.band == band].sum())


@dataclass(frozen=True, slots=True)
class Cut:
    """What a resource is called in each band, and the pieces of the time."""

    names: tuple[str, ...]
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Banded:
    """A log whose resources are those of the bands.

    Parameters
    ----------
    held : Held
        Its rows, all within the given time; gaps have been judged.
    origin : list of int
        The pair of the whole log that each pair is a part of.
    lengths : list of int
        The time of the band of each pair, in nanoseconds.
    start, stop : int
        The given time.
    """

    held: Held
    origin: list[int]
    lengths: list[int]
    start: int
    stop: int

    def sums(self, factors: list[Fraction]) -> Use:
        """Sum level × time, times the factor of each pair of the whole log."""
        return self._shaped(self.held.areas(self.start, self.stop, None), factors)

    def means(self, factors: list[Fraction]) -> Use:
        """Find the mean level in the time of each band; nothing is used in a band without time."""
        areas = self.held.areas(self.start, self.stop, None)
        means = [area / (time or 1) for area, time in zip(areas, self.lengths, strict=True)]
        return self._shaped(means, factors)

    def tops(self, factors: list[Fraction]) -> Use:
        """Find the highest level in each band."""
        return self._shaped(self.held.tops(self.start, self.stop, None), factors)

    def _shaped(self, values: Iterable[Fraction], factors: list[Fraction]) -> Use:
        """Lay out value × factor by member and resource."""
        return self.held.shaped(values, (factors[at] for at in self.origin))


def in_bands(held: Held, bands: BandsByResource, start: int, stop: int, gaps: object) -> Banded:
    """Cut a log into bands, by resource where they are given so."""
    cuts = _cuts(held, _by_resource(bands, held.measures.resources), start, stop)
    segments = held.filled(start, stop, gaps)
    pairs, origin, lengths, number = _pairs(segments, cuts)
    # A row that lasts no time for each pair, since every pair has rows.
    nothing = np.zeros(len(pairs), dtype=segments.counts.dtype)
    parts = [(np.arange(len(pairs)), *[np.full(len(pairs), start)] * 2, nothing)]
    tick = query_tick(segments, start, stop)
    for pieces in dict.fromkeys(cut.pieces for cut in cuts.values()):
        is_cut = np.array([cuts[resource].pieces is pieces for _, resource in segments.pairs])
        parts.append(_rows(segments, pieces, is_cut, number))
        tick = gcd(tick, int(np.gcd.reduce(pieces.edges - start)))
    pair, begin, end, counts = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(pair, kind="stable")
    cut_segments = Segments(
        tuple(pairs),
        np.searchsorted(pair[order], np.arange(len(pairs) + 1)),
        begin[order],
        end[order],
        counts[order],
        tuple(segments.sizes[at] for at in origin),
        tick,
    )
    measures = _measures(held, cuts)
    part = replace(held, gaps="zero", strict=False, measures=measures, segments=cut_segments)
    return Banded(part, origin, lengths, start, stop)


def _by_resource(bands: object, resources: tuple[str, ...]) -> Mapping[str, Bands]:
    """Read bands for all resources, or for some."""
    if isinstance(bands, Bands):
        return dict.fromkeys(resources, bands)
    way_out = "Bands(…), or a mapping of resource to Bands"
    found = dict(given_mapping(bands, "bands", way_out))
    for resource, its in found.items():
        if resource not in resources:
            raise unknown_name("resource in bands", resource, resources)
        given_as(Bands, its, f"bands of {resource}", "Bands(…)")
    return found


def _cuts(held: Held, bands: Mapping[str, Bands], start: int, stop: int) -> dict[str, Cut]:
    """Cut the time for each resource, once for each of the bands."""
    whole = Pieces(np.array([start, stop]), np.zeros(1, dtype=np.int64))
    known: dict[int, Pieces] = {}
    cuts: dict[str, Cut] = {}
    for resource in held.measures.resources:
        if resource not in bands:
            cuts[resource] = Cut((resource,), whole)
            continue
        its = bands[resource]
        if id(its) not in known:
            known[id(its)] = _pieces(its, start, stop, by_days=held.clock.by_days)
        cuts[resource] = Cut(its.resources(resource), known[id(its)])
    names = [name for cut in cuts.values() for name in cut.names]
    for name in names:
        if names.count(name) > 1:
            msg = f"{name} is a resource, and a band of another one; rename the resource or a band"
            raise CostshareError(msg)
    return cuts


def _pieces(bands: Bands, start: int, stop: int, *, by_days: bool) -> Pieces:
    """Find the pieces of a time and the number of the band of each."""
    # One day more at either end: where a local day begins, it is another day in UTC.
    days = np.arange(start // _DAY - 1, stop // _DAY + 2) * _DAY
    turns = (days[:, None] + np.array(bands.turns) * SECOND).ravel()
    zone = None if by_days else ZoneInfo(bands.timezone)
    if zone is not None:
        turns = np.concatenate([_instants(turns, zone), _changes_of_clocks(start, stop, zone)])
    turns = np.unique(turns[(turns > start) & (turns < stop)])
    begins = np.append(np.array([start]), turns)
    shown = begins if zone is None else begins + _offsets(begins, zone)
    number = {name: at for at, name in enumerate(bands.names)}
    stamps = pd.DatetimeIndex(shown.view("M8[ns]")).to_pydatetime()
    check_holidays(bands, _years(int(shown[0]), int(shown[-1]) + stop - int(begins[-1])))
    band = np.array([number[bands.at(stamp)] for stamp in stamps])
    is_new = np.append(True, band[1:] != band[:-1])
    return Pieces(np.append(begins[is_new], stop), band[is_new])


def _years(start: int, stop: int) -> range:
    """Find the years of a time, but for those of which another clock may show some hours."""
    hours = min(14 * 3600 * SECOND, (stop - start) // 2)
    ends = pd.DatetimeIndex(np.array([start + hours, stop - hours]).view("M8[ns]")).year
    return range(ends[0], ends[1] + 1)


def _instants(shown: Ints, zone: ZoneInfo) -> Ints:
    """Find when clocks show a time: both instants where it comes twice, the change if never."""
    index = pd.DatetimeIndex(shown.view("M8[ns]"))
    both = [
        index.tz_localize(
            zone, ambiguous=np.full(len(index), is_first), nonexistent="shift_forward"
        ).asi8
        for is_first in (True, False)
    ]
    return np.concatenate(both)


def _changes_of_clocks(start: int, stop: int, zone: ZoneInfo) -> Ints:
    """Find when clocks change: between two whole hours, to the second."""
    hours = np.arange(start // _HOUR, stop // _HOUR + 2) * _HOUR
    changed = np.flatnonzero(np.diff(_offsets(hours, zone)))
    found = [np.empty(0, dtype=np.int64)]
    for hour in hours[changed].tolist():
        seconds = hour + np.arange(3_601) * SECOND
        found.append(seconds[1:][np.diff(_offsets(seconds, zone)) != 0])
    return np.concatenate(found)


def _offsets(instants: Ints, zone: ZoneInfo) -> Ints:
    """Find by how much clocks are ahead of UTC."""
    local = pd.DatetimeIndex(instants.view("M8[ns]"), tz="UTC").tz_convert(zone)
    return local.tz_localize(None).asi8 - instants


def _pairs(
    segments: Segments, cuts: Mapping[str, Cut]
) -> tuple[list[tuple[str, str]], list[int], list[int], Ints]:
    """Number the pairs of the bands by name; find for each old pair and band the new number."""
    listed = sorted(
        (member, name, at, band)
        for at, (member, resource) in enumerate(segments.pairs)
        for band, name in enumerate(cuts[resource].names)
    )
    number = np.zeros((len(segments.pairs), max(len(cut.names) for cut in cuts.values())), int)
    for new, (_, _, at, band) in enumerate(listed):
        number[at, band] = new
    pairs = [(member, name) for member, name, _, _ in listed]
    origin = [at for _, _, at, _ in listed]
    lengths = {
        name: cut.pieces.length(band)
        for cut in cuts.values()
        for band, name in enumerate(cut.names)
    }
    return pairs, origin, [lengths[name] for _, name in pairs], number


def _rows(
    segments: Segments, pieces: Pieces, is_cut: npt.NDArray[np.bool_], number: Ints
) -> tuple[Ints, Ints, Ints, Counts]:
    """Cut the spans of the pairs that these pieces are for; number the new pair of each part."""
    edges, band = pieces.edges, pieces.band
    begin = np.clip(segments.begin, edges[0], edges[-1])
    end = np.clip(segments.end, edges[0], edges[-1])
    old = np.repeat(np.arange(len(segments.pairs)), np.diff(segments.offsets))
    inside = np.flatnonzero((end > begin) & is_cut[old])
    begin, end, old = begin[inside], end[inside], old[inside]
    first = np.searchsorted(edges, begin, "right") - 1
    many = np.searchsorted(edges, end, "left") - first
    row = np.repeat(np.arange(len(inside)), many)
    piece = np.arange(len(row)) - np.repeat(np.cumsum(many) - many - first, many)
    return (
        number[old[row], band[piece]],
        np.maximum(begin[row], edges[piece]),
        np.minimum(end[row], edges[piece + 1]),
        segments.counts[inside][row],
    )


def _measures(held: Held, cuts: Mapping[str, Cut]) -> Measures:
    """Give the resources of the bands what the whole ones have."""
    measures = held.measures
    parts = {name: resource for resource, cut in cuts.items() for name in cut.names}
    units = {
        name: measures.units[resource]
        for name, resource in parts.items()
        if resource in measures.units
    }
    amounts = frozenset(name for name, resource in parts.items() if resource in measures.amounts)
    return Measures(tuple(sorted(parts)), units, amounts)
