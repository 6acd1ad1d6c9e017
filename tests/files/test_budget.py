"""Budgets: pool totals, or members × pools, exact and added up."""

from decimal import Decimal

import pandas as pd
import pytest

from costshare.errors import CostshareError
from costshare.files import read_budget


def write(folder, text):
    path = folder / "budget.csv"
    path.write_text(text, encoding="utf-8")
    return path


def message(path, **settings):
    with pytest.raises(CostshareError) as caught:
        read_budget(path, **settings)
    return str(caught.value)


def table(frame):
    assert frame.index.name == "member"
    return {pool: dict(frame[pool]) for pool in frame.columns}


# Norrbottens e-nämnd 2022, annual report: two members and two pools of the fee tables.
WIDE = """Kommun;Grundbelopp;E-arkiv;Summa
Arjeplog;76 100;4 000;80 100
Arvidsjaur;76 100;;76 100
Summa;152 200;4 000;156 200
"""
FEES = {
    "Grundbelopp": {"Arjeplog": Decimal(76100), "Arvidsjaur": Decimal(76100)},
    "E-arkiv": {"Arjeplog": Decimal(4000), "Arvidsjaur": pd.NA},
}


def test_a_table_of_members_and_pools_is_read(tmp_path):
    assert table(read_budget(write(tmp_path, WIDE))) == FEES


def test_a_list_of_members_and_pools_is_read(tmp_path):
    text = """Budget 2022
Tjänst;Kommun;Belopp
Grundbelopp;Arjeplog;76 100
E-arkiv;Arjeplog;4 000
Grundbelopp;Arvidsjaur;76 100
;Summa;156 200
"""
    assert table(read_budget(write(tmp_path, text))) == FEES


def test_pool_totals_are_read(tmp_path):
    text = "Ändamål,Budget 2022\nGrundbelopp,1065400\nDCBD,-12.50\nTotalt,1065387.50\n"
    budget = read_budget(write(tmp_path, text), columns={"amount": "budget 2022"})
    assert budget == {"Grundbelopp": Decimal(1065400), "DCBD": Decimal("-12.50")}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "Summa;152 200",
            "Summa;152 300",
            (
                "row 4, column 'Grundbelopp': the total is 152300, but the lines above it sum to "
                "152200: they differ by 100; correct the file, or pass totals=() to read the row "
                "as a line"
            ),
        ),
        (
            "156 200",
            "156 300",
            (
                "row 4, column 'Summa': the total is 156300, but the lines above it sum to 156200: "
                "they differ by 100; correct the file, or pass totals=() to read the row as a line"
            ),
        ),
        ("Arvidsjaur", "", "row 3, column 'Kommun': the member is blank; fill it in"),
        (
            "Arvidsjaur",
            "Arjeplog",
            "row 3: Arjeplog and Grundbelopp is listed a second time; keep one",
        ),
        (
            "Arvidsjaur;76 100",
            "Arvidsjaur;76,100",
            (
                "row 3, column 'Grundbelopp': amount '76,100' may be 76.100 or 76100; "
                'pass decimal="," for 76.100 or decimal="." for 76100. See also row 4'
            ),
        ),
    ],
)
def test_a_fault_in_a_table_is_reported_with_its_place(tmp_path, old, new, problem):
    assert old in WIDE
    text = message(write(tmp_path, WIDE.replace(old, new, 1)))
    assert text == f"budget.csv, {problem}"


def test_a_total_column_must_hold_in_each_row(tmp_path):
    text = WIDE.replace("4 000;80 100", "4 000;80 000").replace("156 200", "156 100")
    assert message(write(tmp_path, text)) == (
        "budget.csv, row 2, column 'Summa': the total is 80000, but the row sums to 80100; "
        "correct the file, or pass totals=() to read the column as a pool"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "Tjänst;Belopp\na;1\na;2\n",
            "budget.csv, row 3: a is listed a second time; keep one",
        ),
        (
            "Tjänst;Belopp\na;\n",
            "budget.csv, row 2, column 'Belopp': the amount is blank; fill it in",
        ),
        (
            "Tjänst;Belopp\n;1\n",
            "budget.csv, row 2, column 'Tjänst': the pool is blank; fill it in",
        ),
        (
            "Tjänst;Belopp\na;x\n",
            (
                "budget.csv, row 2, column 'Belopp': amount 'x' is not a number; "
                "write it as 76 100,50 or 76100.50"
            ),
        ),
        (
            "Tjänst;Pris\na;1\n",
            (
                "budget.csv has no column for amount; "
                "pass columns={'amount': 'its header'}. Headers: Tjänst, Pris"
            ),
        ),
    ],
)
def test_a_fault_in_a_list_is_reported_with_its_place(tmp_path, text, problem):
    assert message(write(tmp_path, text)) == problem


def test_only_a_budgets_fields_may_be_named(tmp_path):
    assert message(write(tmp_path, WIDE), columns={"date": "x"}) == (
        "unknown field in columns 'date'; Known: member, pool, amount, currency, period, "
        "year, quarter, month"
    )


def test_without_words_totals_are_rows_and_columns_like_others(tmp_path):
    frame = read_budget(write(tmp_path, WIDE), totals=())
    assert list(frame.index) == ["Arjeplog", "Arvidsjaur", "Summa"]
    assert list(frame.columns) == ["Grundbelopp", "E-arkiv", "Summa"]


def test_a_blank_total_is_not_checked(tmp_path):
    text = "Kommun;a;b;Summa\nX;1;2;\nSumma;;2;\n"
    assert table(read_budget(write(tmp_path, text))) == {"a": {"X": 1}, "b": {"X": 2}}


def test_a_pool_with_two_columns_is_refused(tmp_path):
    path = tmp_path / "budget.csv"
    path.write_text("Kommun;A;A\nBoden;5;6\n", encoding="utf-8")
    with pytest.raises(CostshareError, match="the header 'A' appears twice; add the columns up"):
        read_budget(path)


def test_two_columns_with_one_header_are_to_be_renamed(tmp_path):
    path = tmp_path / "budget.csv"
    path.write_text("Tjänst;Belopp;Belopp\nx;5;6\n", encoding="utf-8")
    with pytest.raises(CostshareError, match="'Belopp' and 'Belopp' both mean amount; rename one"):
        read_budget(path)


MONTHS = "Tjänst;Månad;Belopp\nIT;2022-01;10,5\nIT;feb 2022;12\nIT;202303;7\nVA;2022-Q1;3\n"


@pytest.mark.parametrize(
    ("period", "budget"),
    [
        ("2022", {"IT": "22.5", "VA": "3"}),
        ("2022-Q1", {"IT": "22.5", "VA": "3"}),
        ("2023-03", {"IT": "7"}),
        ("2022-01-01/2023-12-31", {"IT": "29.5", "VA": "3"}),
    ],
)
def test_the_rows_inside_a_period_are_added_up(tmp_path, period, budget):
    read = read_budget(write(tmp_path, MONTHS), period=period)
    assert read == {pool: Decimal(amount) for pool, amount in budget.items()}


def test_without_a_period_the_rows_of_one_year_are_added_up(tmp_path):
    one_year = MONTHS.replace("202303", "mars 2022")
    assert read_budget(write(tmp_path, one_year)) == {"IT": Decimal("29.5"), "VA": Decimal(3)}


@pytest.mark.parametrize(
    ("text", "period", "problem"),
    [
        (
            MONTHS,
            None,
            (
                "budget.csv has budgets for 2022-01, 2022-Q1, 2022-02, 2023-03; "
                "pass period='2022', or another"
            ),
        ),
        (
            MONTHS,
            "2022-01",
            (
                "budget.csv, row 5, column 'Månad': 2022-Q1 lies only in part in period 2022-01; "
                "pass a period that holds all of it"
            ),
        ),
        (
            MONTHS,
            "2021",
            "budget.csv has no budget in period 2021; it has 2022-01, 2022-Q1, 2022-02, 2023-03",
        ),
        (
            MONTHS.replace("feb 2022", "2022"),
            "2022",
            "budget.csv, row 3: IT has a budget for 2022, and in row 2 for 2022-01; keep one",
        ),
        (
            MONTHS.replace("feb 2022", "2022-01"),
            "2022",
            "budget.csv, row 3: IT has a budget for 2022-01, and in row 2 for 2022-01; keep one",
        ),
        (
            MONTHS.replace("feb 2022", ""),
            "2022",
            "budget.csv, row 3, column 'Månad': the period is blank; fill it in",
        ),
        (
            MONTHS.replace("feb 2022", "februari"),
            "2022",
            (
                "budget.csv, row 3, column 'Månad': period 'februari' is not a period; "
                "write it as 2022, 2022-Q2, 2022-05 or mars 2022"
            ),
        ),
        (
            MONTHS.replace("feb 2022", "3/4 2022"),
            "2022",
            (
                "budget.csv, row 3, column 'Månad': period '3/4 2022' may be 2022-04-03 or "
                "2022-03-04; write it like 2022-05 or 2022-03-31"
            ),
        ),
        (
            "Tjänst;Belopp\nIT;1\n",
            "2022",
            "budget.csv has no column for the period; leave period out, or pass columns",
        ),
    ],
)
def test_a_period_that_cannot_be_chosen_is_an_error(tmp_path, text, period, problem):
    assert message(write(tmp_path, text), period=period) == problem


def test_a_table_may_have_a_column_for_the_period(tmp_path):
    text = "Kommun;År;IT;VA;Summa\nBoden;2022;5;;5\nBoden;2023;6;1;7\nSumma;;11;1;12\n"
    frame = read_budget(write(tmp_path, text), period="2023")
    assert frame.to_dict("list") == {"IT": [Decimal(6)], "VA": [Decimal(1)]}
    assert frame.index.tolist() == ["Boden"]


def test_a_list_by_member_may_have_a_column_for_the_period(tmp_path):
    text = "Kommun;Tjänst;Kvartal;Belopp\nBoden;IT;Q1 2022;5\nBoden;IT;2022 kv 2;6\n"
    frame = read_budget(write(tmp_path, text))
    assert frame.to_dict("list") == {"IT": [Decimal(11)]}


def test_a_column_of_days_settles_the_order_of_day_and_month(tmp_path):
    text = "Tjänst;Period;Belopp\nIT;3/4 2022;5\nIT;13/4 2022;6\n"
    assert read_budget(write(tmp_path, text), period="2022-04") == {"IT": Decimal(11)}


def test_a_budget_in_another_currency_is_refused(tmp_path):
    path = write(tmp_path, "Tjänst;Belopp\nIT;5 €\nVA;6\n")
    assert read_budget(path) == read_budget(path, currency="EUR") == {"IT": 5, "VA": 6}
    assert message(path, currency="SEK") == (
        "budget.csv, row 2, column 'Belopp': the budget is in EUR, not in SEK; convert it first"
    )
    assert message(path, currency="euro").startswith("currency 'euro' is not an ISO 4217 code")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Pool;Belopp;Valuta\np;10;SEK\nq;10;EUR\n", "row 3, column 'Valuta'"),
        ("Pool;Månad;Belopp;Valuta\np;2022-01;10;SEK\np;2022-02;10;EUR\n", "row 3"),
        ("Kommun;Valuta;IT;VA\nA;SEK;10;10\nB;EUR;1;1\n", "row 3, column 'Valuta'"),
        ("Kommun;Pool;Belopp;Valuta\nA;p;10;SEK\nB;p;10 €;\n", "row 3, column 'Valuta'"),
    ],
)
def test_a_budget_has_one_currency(tmp_path, text, reason):
    path = write(tmp_path, text)
    found = message(path)
    assert f"budget.csv, {reason}" in found
    assert found.endswith(
        "the budget is in EUR, and in row 2 in SEK; keep the rows of one currency"
    )
    assert message(path, currency="EUR").endswith(
        "the budget is in SEK, not in EUR; convert it first"
    )


def test_a_column_of_currencies_belongs_to_the_budget(tmp_path):
    text = "Pool;Månad;Belopp;Valuta\np;2022-01;10;SEK\np;2022-02;10 kr;\nSumma;;20;SEK\n"
    assert read_budget(write(tmp_path, text), currency="SEK") == {"p": Decimal(20)}
    wide = read_budget(write(tmp_path, "Kommun;Valuta;IT\nA;SEK;10\n"))
    assert table(wide) == {"IT": {"A": Decimal(10)}}


@pytest.mark.parametrize("header", ["Belopp SEK", "Belopp (kr)", "belopp sek"])
def test_a_header_states_the_currency_of_a_budget(tmp_path, header):
    path = write(tmp_path, f"Pool;{header}\np;10\n")
    assert read_budget(path, currency="SEK") == {"p": Decimal(10)}
    assert ", not in EUR; convert it first" in message(path, currency="EUR")


def test_columns_in_several_currencies_are_refused(tmp_path):
    path = write(tmp_path, "Kommun;IT SEK;Drift EUR\na;10;10\n")
    assert "SEK in IT SEK and EUR in Drift EUR; correct one" in message(path)


@pytest.mark.parametrize(
    ("header", "rows", "period"),
    [
        ("År;Månad", ["2022;1", "2022;2"], "2022-02"),
        ("År;Månad", ["2022;januari", "2022;feb"], "2022-02"),
        ("Year;Month", ["2022;2022-01", "2022;2022-02"], "2022-02"),
        ("Månad;År", ["01;2022", "02;2022"], "2022-02"),
        ("År;Kvartal", ["2022;1", "2022;Q2"], "2022-Q2"),
        ("År;Period", ["2021;12", "2022;2"], "2022"),
    ],
)
def test_a_year_and_a_part_of_it_are_one_period(tmp_path, header, rows, period):
    first, second = rows
    path = write(tmp_path, f"Pool;{header};Belopp\np;{first};10\np;{second};12\n")
    assert read_budget(path, period=period) == {"p": Decimal(12)}
    path = write(tmp_path, f"Kommun;{header};IT\nA;{first};10\nA;{second};12\n")
    assert table(read_budget(path, period=period)) == {"IT": {"A": Decimal(12)}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Pool;År;Månad;Belopp\np;2022;13;1\n",
            (
                "budget.csv, row 2, column 'Månad': period '2022 13' is not a period; write it "
                "as 2022, 2022-Q2, 2022-05 or mars 2022"
            ),
        ),
        (
            "Pool;År;Månad;Belopp\np;2022;2023-01;1\n",
            (
                "budget.csv, row 2, column 'Månad': period '2022 2023-01' is not a period; write "
                "it as 2022, 2022-Q2, 2022-05 or mars 2022"
            ),
        ),
        (
            "Pool;År;Månad;Belopp\np;;1;1\n",
            "budget.csv, row 2, column 'Månad': period has no year beside it; fill it in",
        ),
        (
            "Pool;År;Månad;Belopp\np;2022;;1\n",
            "budget.csv, row 2, column 'Månad': the period is blank; fill it in",
        ),
        (
            "Pool;Kvartal;Månad;Belopp\np;1;1;1\n",
            (
                "budget.csv: the headers 'Kvartal' and 'Månad' both mean the period; keep one, "
                "which may be beside a column for the year"
            ),
        ),
        (
            "Pool;Period;Belopp\np;2024-06-01/2024-07-01;1\np;2024-07-01/2024-08-01;2\n",
            (
                "budget.csv, row 3: p has a budget for 2024-07-01/2024-08-01, and in row 2 for "
                "2024-06-01/2024-07-01; both hold 2024-07-01. If an end is the day after the last, "
                "write the last day, as Period.until(first, end) gives it. Else keep one"
            ),
        ),
    ],
)
def test_a_period_that_is_not_clear_is_refused(tmp_path, text, reason):
    assert message(write(tmp_path, text)) == reason


@pytest.mark.parametrize(
    ("header", "periods"),
    [
        ("Pool;jan;feb", "jan, feb"),
        ("Pool;2022;2023", "2022, 2023"),
        ("Kommun;2022-01;2022-02", "2022-01, 2022-02"),
        ("Kommun;Pool;Q1;Q2;Summa", "Q1, Q2"),
    ],
)
def test_a_column_for_each_period_is_refused(tmp_path, header, periods):
    cells = ";".join("1" for _ in header.split(";")[1:])
    assert message(write(tmp_path, f"{header}\na;{cells}\n")) == (
        f"budget.csv has a column for each period: {periods}; write a row for each period instead, "
        "under the headers pool, period and amount"
    )
