"""Small strategies of our own, so that these tests do not lean on ``costshare.testing``."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

import costshare as cs
from costshare.fields import plain_text
from prices_local import tiers

# A format character (Cf) or a letter that nobody sees is not part of a name.
NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf")), min_size=1, max_size=8
).filter(plain_text)
NUMBERS = st.one_of(
    st.integers(0, 10**12),
    st.integers(0, 10**9).map(lambda digits: Decimal(f"{digits}E-3")),
    st.fractions(0, 100, max_denominator=97),
)
SHARES = st.fractions(0, 1, max_denominator=99)
DRIVERS = ("population", "x", "pupils")
REFERENCE_DATES = [cs.ReferenceDate(years_before=years, day="12-31") for years in (1, 2)]
UNITS = ("0.01", "1", "100", "1200", "2.5")


def plain_models(names):
    """Every registered kind but the blend; those with agreed amounts name all members."""
    prices = st.dictionaries(st.sampled_from(DRIVERS), st.integers(1, 99), min_size=1)
    return st.one_of(
        st.just(cs.Flat()),
        st.sampled_from(DRIVERS).map(lambda driver: cs.Proportional(driver=driver)),
        st.sampled_from(DRIVERS).map(lambda driver: cs.PerCapita(driver=driver)),
        SHARES.map(lambda share: cs.Mixed(flat_share=share)),
        st.just(cs.Mixed(flat_amount=0, driver="x")),
        prices.map(lambda table: cs.Capacity(prices=table)),
        tiers().map(
            lambda steps: cs.Capacity(
                prices={"x": cs.Price(tiers=steps, minimum=1), "population": "0.5"},
                provided={"x": 10**13},
                idle="flat",
            )
        ),
        st.builds(lambda base, table: cs.Tariff(base=base, rates=table), NUMBERS, prices),
        st.lists(st.integers(0, 99), min_size=len(names), max_size=len(names)).map(
            lambda amounts: cs.Fixed(
                amounts={name: 12 * each for name, each in zip(names, amounts, strict=True)}
            )
        ),
    )


def blends(names):
    def blend(share, one, other):
        return cs.Blend(parts=[(share, one), (1 - share, other)])

    parts = plain_models(names).filter(lambda model: model.kind != "fixed")
    return st.builds(blend, SHARES, parts, parts)


@st.composite
def pools(draw, name, names):
    model = draw(st.one_of(plain_models(names), blends(names)))
    unit = draw(st.sampled_from(UNITS))
    fixed = model.kind == "fixed"
    priced = model.kind in {"capacity", "tariff"} and draw(st.booleans())
    units = draw(st.integers(-(10**9), 10**9))
    if units >= 0:
        units += 10  # some methods give everyone a first unit
    else:
        units -= 10
    methods = ["largest_remainder", "webster", "adams", "cumulative", "each"]
    how = {} if fixed or priced else {"method": draw(st.sampled_from(methods))}
    if priced or how.get("method") == "each":
        how["rounding"] = draw(st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]))
        how["round_each"] = draw(st.sampled_from(["fee", "line"]))
    elif how:
        how["ties"] = draw(st.sampled_from(["listed", "largest", "smallest"]))
    return cs.Pool(
        name=name,
        model=model,
        unit="0.01" if fixed else unit,
        total=None if fixed or priced else Fraction(unit) * units,
        **how,
        label=draw(st.none() | NAMES),
        billed_by=draw(st.sampled_from(["host", "supplier"])),
        exempt=[] if fixed else names[: draw(st.integers(0, len(names) - 1))],
    )


@st.composite
def agreements(draw):
    """Agreements that allocate: everyone has positive drivers and is a member throughout."""
    names = [
        cs.Member(name=name).name
        for name in draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=lambda text: text))
    ]
    names = list(dict.fromkeys(names))
    positive = NUMBERS.filter(bool)
    members = [
        cs.Member(
            name=name,
            population=draw(positive),
            drivers={"x": draw(positive)},
            series={"pupils": {date(2020, 12, 31): draw(positive), date(2021, 12, 31): 5}},
            joined=draw(st.sampled_from([None, date(2022, 1, 1), date(999, 2, 28)])),
            left=draw(st.sampled_from([None, date(2022, 12, 31)])),
        )
        for name in names
    ]
    labels = [f"pool {position}" for position in range(draw(st.integers(1, 3)))]
    return cs.Agreement(
        name=draw(NAMES),
        period=draw(st.sampled_from(["2022", "2022-01-01/2022-12-31"])),
        currency=draw(st.sampled_from(["SEK", "EUR"])),
        host=draw(st.one_of(st.none(), NAMES)),
        members=members,
        pools=[draw(pools(label, names)) for label in labels],
        reference_dates={"pupils": draw(st.sampled_from(REFERENCE_DATES))},
        driver_labels=draw(st.dictionaries(st.sampled_from(DRIVERS), NAMES, max_size=2)),
    )
