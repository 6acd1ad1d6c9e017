"""The report of Norrbottens e-nämnd 2022, as its annual report prints it, and its fees.

Source: "Verksamhetsberättelse 2022, Norrbottens e-nämnd", table "Utfall jämfört med budget 2022"
and the list "Avvikelser" below it.
"""

from pathlib import Path

import costshare as cs

AGREEMENT = Path(__file__).parents[1] / "examples" / "norrbotten_2022.toml"

# item: income, cost, variance
PRINTED = {
    "Grundbelopp": (2_002_600, 1_821_105, 181_495),
    "E-tjänsteplattform": (1_046_900, 1_042_175, 4_725),
    "Räddningstjänsten": (858_700, 843_922, 14_778),
    "E-arkiv": (313_000, 263_196, 49_804),
    "SOC ECO-system": (2_652_134, 2_651_267, 867),
    "Projekt Elevhälsan": (490_000, 434_125, 55_875),
    "Projekt HR": (368_800, 318_550, 50_250),
    "Projekt LMS, e-utbildning": (220_000, 166_750, 53_250),
    "Projekt DCBD": (54_001, 198_300, -144_299),
}
PRINTED_SUM = (8_006_135, 7_739_390, 266_745)

POOLS = {
    "Grundbelopp": ("grundbelopp", "utvecklare"),
    "E-tjänsteplattform": ("e_tjansteplattform",),
    "Räddningstjänsten": ("raddningstjanst",),
    "E-arkiv": ("e_arkiv",),
}

STATED = {
    "Grundbelopp": 181_495,
    "Projekt Elevhälsan": 55_875,
    "Projekt HR": 50_250,
    "Projekt LMS, e-utbildning": 53_250,
    "Projekt DCBD": -144_280,
}

COMMENTS = {
    "Grundbelopp": "Lägre kostnader gällande grundfinansiering och e-konto på grund av vakant "
    "tjänst samordnare.",
    "Projekt DCBD": "Projektkostnaden hanteras inom ramen för grundbeloppet.",
}


def report() -> cs.BudgetReport:
    income, cost, variance = PRINTED_SUM
    return cs.BudgetReport(
        currency="SEK",
        name="Utfall jämfört med budget",
        period="2022",
        items=[
            cs.BudgetItem(
                name=name,
                income=PRINTED[name][0],
                cost=PRINTED[name][1],
                pools=POOLS.get(name),
                stated_variance=STATED.get(name),
                comment=COMMENTS.get(name, ""),
            )
            for name in PRINTED
        ],
        stated_income=income,
        stated_cost=cost,
        stated_variance=variance,
    )


def fees() -> cs.Allocation:
    return cs.Agreement.load(AGREEMENT).allocate()


def year():
    return cs.settle(
        fees(),
        report(),
        policies={"Projekt DCBD": cs.CoverFrom(pools=["Grundbelopp"])},
        leave_out=["datacenter"],
    )
