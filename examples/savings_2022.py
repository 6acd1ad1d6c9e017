"""What the 14 municipalities of Norrbottens e-nämnd save together, and who pays for whom.

    python examples/savings_2022.py [FOLDER]

prints savings by four rules, and draws them as savings_2022.svg where a folder is named. What is
shared is known: the fees of 2022 for the board's office, its developers and the e-service platform,
which all 14 pay (Verksamhetsberättelse 2022, in `fees_2022.csv`). What each municipality would pay
alone is not known. It is derived from ASSUMPTIONS; change them, and see what follows.
"""

import sys
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

import costshare as cs
from costshare import fairness

HERE = Path(__file__).parent

# Assumption 1. The report says that joint procurement and analysis of needs take up to 70 % less
# time, and that joint systems have up to 50 % lower direct costs. The savings are taken to be as
# large as that, over all municipalities: 70 % on the office, 50 % on developers and the platform.
SAVED = {
    ("grundbelopp",): Fraction(70, 100),
    ("utvecklare", "e_tjansteplattform"): Fraction(50, 100),
}
# Assumption 2. Alone, half of the cost is alike for every municipality and half follows its
# inhabitants. The developers' fees of 2022 have nearly this shape.
ALIKE = Fraction(50, 100)
# Assumption 3. What a group saves is work that is done once for all of it, and is as extensive as
# that work of its largest municipality alone. The rest is done for each as it would be alone.
YEAR = "2019"  # the population that the developers' fees follow

ASSUMPTIONS = """\
ASSUMPTIONS (ours, not the board's)
1. Together the members save {office} % on the office and {systems} % on developers and platform,
   the most that the report speaks of. Their fees of 2022 are what these cost together, and what
   other pools cost is left out.
2. Alone, {alike} % of the cost would be alike for all, and the rest by inhabitants of {year}. Costs
   alone are rounded to whole hundreds of kronor.
3. Common work is what is saved when it is done once. It is as extensive as that of the largest
   member of a group alone, of which what smaller members need is a part. All other work is done for
   each member as it would be alone, and costs the same in a group of any size."""

RULES: dict[str, fairness.Rule] = {
    "Shapley value": "shapley",
    "nucleolus": "nucleolus",
    "separable costs": "scrb",
    "equal savings in %": "proportional_gains",
}
UNIT = 100

# Text stays text, and the same picture is the same file.
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "costshare", "font.family": "sans-serif"}


def read(name: str, column: str) -> pd.DataFrame:
    """Read a table by municipality."""
    return pd.read_csv(HERE / name, index_col=column)


def cost_game(
    fees: pd.DataFrame, population: dict[str, int], scale: Fraction, alike: Fraction
) -> fairness.Game:
    """Make the game of the assumptions; `scale` is the part of the assumed savings that is true."""
    common = dict.fromkeys(population, Fraction(0))
    own = dict(common)
    members = {name: {"population": count} for name, count in population.items()}
    for pools, saved in SAVED.items():
        together = int(fees[list(pools)].to_numpy().sum())
        alone_in_all = round(together / (1 - saved * scale), -2)
        model = cs.Mixed(flat_share=alike)
        alone = cs.allocate(alone_in_all, model, members, unit=UNIT).member_totals
        # All save their common work but the largest, so that the cost of all is the known one.
        once = Fraction(alone_in_all - together) / (alone_in_all - Fraction(max(alone.values())))
        for name, cost in alone.items():
            common[name] += once * Fraction(cost)
            own[name] += (1 - once) * Fraction(cost)
    # Common work as stages: what a smaller municipality needs is a part of what a larger one needs.
    links: dict[str, tuple[str | None, Fraction]] = {}
    stage, done = None, Fraction(0)
    for name in sorted(common, key=lambda each: common[each]):
        links[f"common work of {name}"] = (stage, common[name] - done)
        stage, done = f"common work of {name}", common[name]
        links[name] = (stage, own[name])
    return fairness.tree(links, players=list(population))


def thousands(frame: pd.DataFrame) -> str:
    """Write amounts with blanks between groups of digits."""
    return frame.map(lambda value: f"{value:,.0f}".replace(",", " ")).to_string()


def verdict(found: fairness.Solutions, rule: str) -> str:
    """Say whether a group would pay less by itself."""
    blocking = found.blocking[rule]
    if blocking is None:
        return "no group would pay less by itself"
    others = ", ".join(name for name in found.players if name not in blocking.coalition)
    excess = f"{float(blocking.excess):,.0f}".replace(",", " ")
    few = len(blocking.coalition)
    return f"{few} members would pay {excess} less by themselves, without {others}"


def draw(savings: pd.DataFrame, folder: Path) -> Path:
    """Draw what each municipality saves by each rule, in per cent of its cost alone."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    path = folder / "savings_2022.svg"
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8.5, 5.6), layout="constrained")
        axes = figure.add_subplot()
        shown = savings.iloc[::-1]
        for row, name in enumerate(shown.index):
            low, high = shown.loc[name].min(), shown.loc[name].max()
            axes.plot([low, high], [row, row], color="#c8ccd0", linewidth=1.5, zorder=1)
        looks = zip("DosP^", ["#111827", "#1f6f8b", "#d97706", "#6d8f3a", "#9b5094"], strict=True)
        for rule, (marker, colour) in zip(shown, looks, strict=True):
            axes.scatter(
                shown[rule], range(len(shown)), marker=marker, color=colour, label=rule, zorder=2
            )
        axes.set_yticks(range(len(shown)), list(shown.index))
        axes.set_xlabel("saved, % of the cost alone (under assumptions)")
        axes.set_title("Norrbottens e-nämnd 2022: who saves how much", loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside lower center", ncols=5, frameon=False)
        figure.savefig(path, metadata={"Date": None})
    return path


def main(folder: Path | None) -> None:
    """Print savings by rule, and how far the answer rests on the assumptions."""
    fees = read("fees_2022.csv", "municipality")
    counts = read("population.csv", "municipality")[YEAR]
    population = {str(name): int(count) for name, count in counts.items()}
    pools = [pool for several in SAVED for pool in several]
    today = {str(name): int(fee) for name, fee in fees[pools].sum(axis=1).items()}
    office, systems = (int(each * 100) for each in SAVED.values())
    print(ASSUMPTIONS.format(office=office, systems=systems, alike=int(ALIKE * 100), year=YEAR))

    game = cost_game(fees, population, Fraction(1), ALIKE)
    found = fairness.compare_solutions(
        game, {"fees of 2022": today, **RULES}, unit=UNIT, currency="SEK", name="costs 2022"
    )
    found.check()
    table = found.to_frame()
    table.insert(0, "alone", [int(game.stand_alone[name]) for name in table.index])
    print("\nCosts under these assumptions, SEK")
    print(thousands(pd.concat([table, table.sum().to_frame("total").T])))
    savings = pd.DataFrame(
        {
            rule: [float(100 * each / game.stand_alone[name]) for name, each in saved.items()]
            for rule, saved in ((rule, found.savings(rule)) for rule in found)
        },
        index=list(table.index),
    )
    print("\nSaved, % of the cost alone")
    print(savings.map("{:.1f}".format).to_string())
    print()
    for rule in found:
        print(f"{rule}: {verdict(found, rule)}")

    print("\nThe fees of 2022 under other assumptions")
    for scale, alike in product([Fraction(1), Fraction(1, 2)], [ALIKE, Fraction(3, 4)]):
        other = cost_game(fees, population, scale, alike)
        judged = fairness.compare_solutions(other, {"fees of 2022": today}, unit=UNIT)
        part = "as assumed" if scale == 1 else "half as large"
        print(f"savings {part}, {int(alike * 100)} % alike: {verdict(judged, 'fees of 2022')}")
    print("The fees are facts. Who pays for whom follows from the assumptions.")
    if folder is not None:
        path = draw(savings, folder)
        print(f"\n{path.name}: {path.stat().st_size // 1024 + 1} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
