"""FAO contributions of 1976 and 1977: a scale of two decimals, and a credit by the same scale.

The first 56 States of https://www.fao.org/docrep/x5589E/x5589e0n.htm, with the net figures
as printed; the other States are one member here.
"""

from decimal import Decimal

import costshare as cs

TABLE = """
Afghanistan|0.02|16318
Albania|0.02|16318
Algeria|0.10|81590
Argentina|1.06|864854
Australia|1.83|1493097
Austria|0.71|579289
Bahamas|0.02|16318
Bahrain|0.02|16318
Bangladesh|0.10|81590
Barbados|0.02|16318
Belgium|1.34|1093306
Bolivia|0.02|16318
Botswana|0.02|16318
Brazil|0.98|799582
Bulgaria|0.18|146862
Burma|0.04|32636
Burundi|0.02|16318
Cambodia|0.02|16318
Cameroon|0.02|16318
Canada|4.05|3304395
Cape Verde|0.02|16318
Central African Republic|0.02|16318
Chad|0.02|16318
Chile|0.18|146862
China|7.01|5719459
Colombia|0.20|163180
Congo|0.02|16318
Costa Rica|0.02|16318
Cuba|0.14|114226
Cyprus|0.02|16318
Czechoslovakia|1.13|921967
Dahomey|0.02|16318
Denmark|0.80|652720
Dominican Republic|0.02|16318
Ecuador|0.02|16318
Egypt|0.15|122385
El Salvador|0.02|16318
Ethiopia|0.02|16318
Fiji|0.02|16318
Finland|0.53|432427
France|7.47|6094773
Gabon|0.02|16318
Gambia|0.02|16318
Germany, Fed. Rep. of|9.04|7375736
Ghana|0.05|40795
Grenada|0.02|16318
Guinea|0.02|16318
Guinea-Bissau|0.02|16318
Guyana|0.02|16318
Haiti|0.02|16318
Honduras|0.02|16318
Hungary|0.42|342678
India|1.53|1248327
Indonesia|0.24|195816
Greece|0.41|334119
Guatemala|0.04|332636
"""


def test_every_net_figure_but_two_misprints_is_computed():
    rows = [row.split("|") for row in TABLE.strip().splitlines()]
    printed = {name: int(net) for name, _, net in rows}
    scale = {name: Decimal(share) for name, share, _ in rows}
    scale["other States"] = 100 - sum(scale.values())
    shares = cs.RoundedShares(model=cs.Proportional(driver="scale"), places=2)
    year = cs.Agreement(
        name="FAO",
        period="1976",
        currency="USD",
        members=[cs.Member(name=name, drivers={"scale": share}) for name, share in scale.items()],
        pools=[
            cs.Pool(name="contributions", total=94_440_000, model=shares),
            cs.Pool(name="credit of the fund", total=-12_850_000, model=shares),
        ],
    ).allocate()
    net = year.member_totals
    misprints = {
        name: (figure, int(net[name])) for name, figure in printed.items() if net[name] != figure
    }
    assert len(printed) == 56
    assert misprints == {"Greece": (334_119, 334_519), "Guatemala": (332_636, 32_636)}
    for pool in year.pools:
        pool.check()
        assert {name: share * 100 for name, share in pool.terms[-1].weights.items()} == scale
