"""Pictures in another language: all words and numbers of them, and nothing is cut off."""

import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import costshare as cs
from boards_local import large, proposals
from budget_2022_local import report
from cascades_local import platform
from looking_local import canvas, legend_names, legible, row_names, texts, ticks
from masked import MASKED, words_left

BOARD = cs.Agreement(
    name="Norr",
    period="2022",
    currency="SEK",
    members=[
        cs.Member(name="Boden", population=28_000, drivers={"gb": 3}),
        cs.Member(name="Kiruna", population=22_500, drivers={"gb": 2}),
        cs.Member(name="Luleå", drivers={"population": 0, "gb": 2}),
    ],
    pools=[
        cs.Pool(name="kontor", total="1000.50", unit="0.5", model=cs.Mixed(flat_share="0.4")),
        cs.Pool(name="arkiv", total=-900, model=cs.Flat(), exempt=["Luleå"]),
    ],
)
FEES = BOARD.allocate()
MORE = cs.compare(
    {
        "nu": BOARD,
        "ny": cs.what_if(BOARD, total_change="5%"),
        "vid": cs.what_if(BOARD, leaving=["Boden"]),
    }
)
MANY = large(pools=2)
YEAR = cs.BudgetReport(
    name="Norr", items=[cs.BudgetItem(name="arkiv", income=100, cost=90, budget=120)]
)
DRIVERS = {"invånare": {"A": 1, "B": 3}, "elever": {"A": 1, "B": 2}}
RANKING = cs.infer({"A": 3400, "B": 6600}, DRIVERS, models=["mixed"], unit=200)
WRONG = cs.infer({"A": 9, "B": 1, "C": 8}, {"gb": {"A": 1, "B": 9, "C": 3}}, models=["mixed"])
SWEPT = cs.sweep("10000.25", BOARD.members, unit="0.25", driver="gb", currency="SEK")
SOLUTIONS = cs.fairness.compare_solutions(
    cs.fairness.airport({"Boden": 3000, "Kiruna": 9000}), name="arkiv", currency="SEK"
)

PICTURES = {
    "fees": (cs.plotting.fees, FEES, {}),
    "fees without a currency": (cs.plotting.fees, large().allocate(), {}),
    "changes": (cs.plotting.changes, MORE, {"scenario": "vid", "pool": "arkiv"}),
    "changes of several": (cs.plotting.changes, MORE, {}),
    "changes of one pool of several": (cs.plotting.changes, MORE, {"pool": "arkiv"}),
    "changes of many": (cs.plotting.changes, proposals(MANY, lika="0.8"), {}),
    "per inhabitant": (cs.plotting.per_driver, FEES, {"drivers": BOARD}),
    "per gigabyte": (cs.plotting.per_driver, FEES, {"drivers": BOARD, "driver": "gb"}),
    "of scenarios": (cs.plotting.per_driver, MORE, {}),
    "sweep": (cs.plotting.sweep, SWEPT, {}),
    "flat shares": (cs.plotting.flat_shares, RANKING, {}),
    "fees that differ": (cs.plotting.flat_shares, WRONG, {}),
    "waterfall": (cs.plotting.waterfall, FEES, {"member": "Boden"}),
    "waterfall of a pool": (cs.plotting.waterfall, FEES, {"member": "Kiruna", "pool": "kontor"}),
    "flows": (cs.plotting.flows, platform().allocate(), {}),
    "solutions": (cs.plotting.solutions, SOLUTIONS, {}),
    "budget": (cs.plotting.budget, YEAR, {}),
    "real budget": (cs.plotting.budget, report(), {}),
}
NAMES = [
    *("Norr", "SEK", "kontor", "arkiv", "invånare", "elever", "gb", "nu", "ny", "vid", "lika"),
    *("today", "population", "The large board", "pool", "Utfall jämfört med budget"),
    *(member.name for board in (BOARD, MANY) for member in board.members),
    *("Platform", "platform", *platform().allocate().members),
    *(item.name for year in (YEAR, report()) for item in year.items),
]
every_picture = pytest.mark.parametrize(
    ("draw", "result", "how"), PICTURES.values(), ids=[*PICTURES]
)


def all_texts(ax):
    """Every text of the figure."""
    ax.figure.canvas.draw()
    return [text for each in ax.figure.findobj(Text) if (text := each.get_text())]


@every_picture
def test_another_language_says_all_words_and_writes_all_numbers(draw, result, how, monkeypatch):
    monkeypatch.setattr("costshare.words._words._read", lambda _: MASKED)
    shown = "\n".join(all_texts(draw(result, ax=canvas(), lang="sv", **how)))
    assert words_left(shown, NAMES) == []
    assert "." not in shown


@every_picture
def test_swedish_is_as_legible_as_english(draw, result, how):
    assert legible(draw(result, lang="sv", **how)) == legible(draw(result, **how))


def test_pictures_in_swedish():
    ax = cs.plotting.fees(FEES, lang="sv")
    assert texts(ax)[0] == "133,5"
    ax = cs.plotting.changes(MORE, scenario="ny", lang="sv")
    assert ax.get_title("left") == "Avgifter jämförda med nu: ny"
    assert ax.get_xlabel() == "← betalar mindre    förändring mot nu, SEK    betalar mer →"
    ax = cs.plotting.per_driver(FEES, drivers=BOARD, lang="sv")
    assert ax.get_ylabel() == "SEK per invånare"
    assert ax.get_xlabel() == "population (logaritmisk skala)\n1 utan population är utelämnade"
    ax = cs.plotting.sweep(SWEPT, lang="sv")
    assert ax.get_title("left") == "10\N{NO-BREAK SPACE}000,25 SEK efter lika del"
    assert ax.get_xlabel() == "lika del; resten efter gb"
    assert ticks(ax.xaxis)[:2] == ["0 %", "10 %"]
    assert ticks(ax.yaxis)[-1] == "4\N{NO-BREAK SPACE}000"
    ax = cs.plotting.flat_shares(RANKING, lang="sv")
    assert ax.get_title("left") == "Lika del som återger alla avgifter"
    assert texts(ax) == ["0 % till 10 %", "32 % till 40 %"]
    ax = cs.plotting.waterfall(FEES, member="Kiruna", pool="kontor", lang="sv")
    assert row_names(ax)[-3:] == ["kvot", "avrundning", "avgift"]
    ax = cs.plotting.budget(YEAR, lang="sv")
    assert legend_names(ax) == ["intäkt", "kostnad", "budget"]
    assert ax.get_xlabel() == "belopp; bredvid staplarna: avvikelsen"
    ax = cs.plotting.changes(proposals(MANY, lika="0.8"), lang="sv")
    assert any(name.endswith(" till") for name in row_names(ax))


def test_results_draw_themselves_in_swedish():
    assert MORE.plot(scenario="ny", lang="sv").get_xlabel().startswith("← betalar mindre")
    assert SWEPT.plot(lang="sv").get_xlabel() == "lika del; resten efter gb"
    assert RANKING.plot(lang="sv").get_xlabel() == "lika del"


def test_labels_of_pools_and_drivers_are_what_people_read():
    labelled = BOARD.replace(
        pools=[pool.replace(label=f"{pool.name} A") for pool in BOARD.pools],
        driver_labels={"population": "invånare", "gb": "lagring"},
    )
    fees = labelled.allocate()
    assert legend_names(cs.plotting.fees(fees)) == ["kontor A", "arkiv A"]
    assert row_names(cs.plotting.waterfall(fees, member="Boden"))[0] == "kontor A"
    ax = cs.plotting.waterfall(fees, member="Boden", pool="arkiv")
    assert ax.get_title("left") == "Boden, arkiv A: Norr 2022"
    for ax in (
        cs.plotting.per_driver(fees, drivers=labelled),
        cs.plotting.per_driver(fees, drivers=labelled.members),
        cs.plotting.per_driver(cs.compare({"nu": labelled})),
    ):
        assert ax.get_ylabel() == "SEK per invånare"
        assert ax.get_xlabel().startswith("invånare (logarithmic)")
    assert "per invånare, smallest" in str(cs.compare({"nu": labelled}))
    simulated = cs.simulate(labelled, driver="population", spread="1%", seed=1, runs=1)
    assert "Fees if invånare is up to 1 % off" in str(simulated)


@every_picture
def test_an_unknown_language_leaves_no_picture_behind(draw, result, how):
    with pytest.raises(cs.CostshareError, match="unknown language 'fi'"):
        draw(result, lang="fi", **how)
    assert plt.get_fignums() == []
