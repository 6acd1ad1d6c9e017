"""Norrbottens e-nämnd 2022: published fees, and populations by year.

Fees: the board's annual report, "Verksamhetsberättelse 2022, Norrbottens e-nämnd", its tables
"Årsavgifter för 2022". Inhabitants on 31 December: Regionfakta Norrbotten, from Statistics Sweden
(SCB); each column sums to the county total printed there.
"""

from pathlib import Path

import pandas as pd

EXAMPLES = Path(__file__).parents[1] / "examples"


def table(name):
    return pd.read_csv(EXAMPLES / name, index_col="municipality", dtype_backend="numpy_nullable")


FEES = table("fees_2022.csv")
POPULATION = table("population.csv")
COUNTY = {"2017": 251_295, "2018": 250_497, "2019": 250_093, "2020": 249_614, "2023": 248_480}
