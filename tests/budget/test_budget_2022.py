"""The table that the board printed, and what does not add up in it."""

from decimal import Decimal

from budget_2022_local import PRINTED, PRINTED_SUM, fees, report

TABLE = """\
Utfall jämfört med budget 2022, SEK

                              income       cost  variance
---------------------------------------------------------
Grundbelopp                2 002 600  1 821 105   181 495
E-tjänsteplattform         1 046 900  1 042 175     4 725
Räddningstjänsten            858 700    843 922    14 778
E-arkiv                      313 000    263 196    49 804
SOC ECO-system             2 652 134  2 651 267       867
Projekt Elevhälsan           490 000    434 125    55 875
Projekt HR                   368 800    318 550    50 250
Projekt LMS, e-utbildning    220 000    166 750    53 250
Projekt DCBD                  54 001    198 300  -144 299
---------------------------------------------------------
total                      8 006 135  7 739 390   266 745

Grundbelopp, 181 495: Lägre kostnader gällande grundfinansiering och e-konto på grund av vakant \
tjänst samordnare.
Projekt DCBD, -144 299: Projektkostnaden hanteras inom ramen för grundbeloppet."""

FINDINGS = [
    ("item_without_fees", "SOC ECO-system", None, 2_652_134),
    ("pool_without_item", None, "datacenter", -1_149_600),
    ("item_without_fees", "Projekt Elevhälsan", None, 490_000),
    ("item_without_fees", "Projekt HR", None, 368_800),
    ("item_without_fees", "Projekt LMS, e-utbildning", None, 220_000),
    ("income_differs", "Räddningstjänsten", "raddningstjanst", 126_200),
    ("item_without_fees", "Projekt DCBD", None, 54_001),
    ("stated_variance", "Projekt DCBD", None, 19),
]


def test_the_frame_is_the_printed_table():
    frame = report().to_frame()[["income", "cost", "variance"]]
    assert [tuple(row) for row in frame.itertuples(index=False)] == list(PRINTED.values())
    assert list(frame.index) == list(PRINTED)
    assert tuple(frame.sum()) == PRINTED_SUM


def test_the_text_is_the_printed_table_with_its_comments():
    assert str(report()) == TABLE


def test_the_html_holds_every_printed_figure():
    html = report()._repr_html_()
    for name, row in {**PRINTED, "total": PRINTED_SUM}.items():
        title, *cells = (
            text.replace(" ", "\N{NO-BREAK SPACE}")
            for text in (name, *(f"{value:,}".replace(",", " ") for value in row))
        )
        line = next(line for line in html.splitlines() if f">{title}</th>" in line)
        for cell in cells:
            assert f">{cell}</td>" in line, name


def test_result_and_totals_are_the_printed_sums():
    result = report()
    assert (result.income, result.cost, result.result) == tuple(map(Decimal, PRINTED_SUM))
    assert result.variance == result.result


def test_the_check_finds_what_does_not_add_up_in_the_report_and_nothing_else():
    found = [
        (each.kind, each.item, each.pool, int(each.difference))
        for each in report().findings_against(fees())
    ]
    assert found == FINDINGS


def without_fees(item, income):
    return f"{item}: an income of {income}, but no fees behind it; name its pools, or the sources "


def test_the_findings_say_so_in_sentences():
    messages = [
        each.message.removesuffix("of the income.") for each in report().findings_against(fees())
    ]
    assert messages == [
        without_fees("SOC ECO-system", "2 652 134"),
        "datacenter: fees of 1 149 600, but no item of the budget report has them as its income.",
        without_fees("Projekt Elevhälsan", "490 000"),
        without_fees("Projekt HR", "368 800"),
        without_fees("Projekt LMS, e-utbildning", "220 000"),
        (
            "Räddningstjänsten: an income of 858 700, but the fees of raddningstjanst sum to "
            "732 500: 126 200 too much."
        ),
        without_fees("Projekt DCBD", "54 001"),
        (
            "Projekt DCBD: the variance is -144 299, stated elsewhere as -144 280, which is 19 "
            "higher."
        ),
    ]


def test_two_pools_make_one_item():
    items = {each.item for each in report().findings_against(fees())}
    assert "Grundbelopp" not in items  # 1 065 400 + 937 200 = 2 002 600


def test_without_an_allocation_only_the_text_is_compared():
    assert [(each.kind, each.item) for each in report().findings] == [
        ("stated_variance", "Projekt DCBD")
    ]
