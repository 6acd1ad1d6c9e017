"""The differences of scenarios, a line for each; many of one kind are counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from costshare.agreement import Allocation
from costshare.analysis._difference import Difference, differences_of
from costshare.words import join, say, say_count, say_some

_FEW = 3

# By kind, and by whether something is there now, for those of which that is the difference.
_IN_SHORT: Mapping[tuple[str, bool | None], Callable[[str, str], str]] = {
    ("member", True): lambda members, _: say("{members} join", members=members),
    ("member", False): lambda members, _: say("{members} leave", members=members),
    ("days", None): lambda members, _: say(
        "other days of membership of {members}", members=members
    ),
    ("part", True): lambda members, pools: say(
        "{members} take part in {pool}", members=members, pool=pools
    ),
    ("part", False): lambda members, pools: say(
        "{members} take no part in {pool}", members=members, pool=pools
    ),
    ("pool", True): lambda _, pools: say("pools {pools} are added", pools=pools),
    ("pool", False): lambda _, pools: say("pools {pools} are dropped", pools=pools),
    ("model", None): lambda _, pools: say("other models of {pools}", pools=pools),
    ("total", None): lambda _, pools: say("other totals of {pools}", pools=pools),
    ("unit", None): lambda _, pools: say("other units of {pools}", pools=pools),
    ("rounding", None): lambda _, pools: say("other rounding of {pools}", pools=pools),
    ("issuer", None): lambda _, pools: say("other issuers of {pools}", pools=pools),
}


def difference_lines(
    allocations: Mapping[str, Allocation], baseline: str, levels: Mapping[str, Allocation]
) -> Iterator[str]:
    """Say how each scenario differs from the baseline; `levels` are those of `Comparison`."""
    before, whole = allocations[baseline], {**allocations, **levels}
    for name, each in allocations.items():
        if differences := [*differences_of(before, each, (whole[baseline], whole[name]))]:
            parts = _parts(differences, before, each)
            yield say("{scenario}: {differences}.", scenario=name, differences=join("; ", parts))


def _parts(found: Sequence[Difference], before: Allocation, after: Allocation) -> list[str]:
    """Say a few differences of one kind each, and many together."""
    titles = {pool.name: pool.title for each in (before, after) for pool in each.pools}
    groups: dict[tuple[str, bool | None, str | None, str | None], list[Difference]] = {}
    for each in found:
        pool = each.pool if each.kind == "part" else None
        now = each.after if isinstance(each.after, bool) else None
        groups.setdefault((each.kind, now, pool, each.driver), []).append(each)
    parts: list[str] = []
    for (kind, now, _, driver), group in groups.items():
        if len(group) <= _FEW:
            parts += [each.message for each in group]
        elif driver is not None:
            parts.append(
                say_count(
                    len(group),
                    "{driver} of {count} member",
                    "{driver} of {count} members",
                    driver=after.label_of(driver),
                )
            )
        else:
            pools = dict.fromkeys(titles[each.pool] for each in group if each.pool is not None)
            members = [each.member for each in group if each.member is not None]
            short = _IN_SHORT[kind, now]
            parts.append(short(say_some(members, most=_FEW), say_some([*pools], most=_FEW)))
    return parts
