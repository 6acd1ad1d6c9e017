"""SIE 4 is read by the letter of its specification.

SIE-gruppen, "SIE filformat, utgåva 4B" (2008-09-30).
"""

from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.errors import CostshareError
from costshare.files import SieFile, Transaction, Voucher, read_sie
from costshare.invoices import InvoiceLine

HEAD = """#FLAGGA 0
#PROGRAM "Ekonomi" 5.1
#FORMAT PC8
#GEN 20221231
#SIETYP 4
#FNAMN "Norrbottens e-nämnd"
"""
# The examples of rules 8.22 and #TRANS, with names declared.
BOOKS = (
    HEAD
    + """#KONTO 7010 "Löner till \\"kollektivanställda\\""
#DIM 7 "Anställningsnummer"
#UNDERDIM 21 "Underavdelning" 20
#OBJEKT 7 "47" "Åsa Öst"

#VER A 567 20081216 "Kontant lön" 20081217 AN
{
    #TRANS 7010 {"1" "456" "7" "47"} 13200.00
\t#TRANS\t1910 {} -13200 20081215 "egen text" 1 AN okänt
}
#VER "" "" 20080101
{
    #TRANS 1910 { } -1000.00
    #BTRANS 6110 { } 800.00
    #RTRANS 6250 { } 800.00
    #TRANS 6250 { } 800.00
    #TRANS 2640 { } 200.00
    #NYTT 1
}
#NYPOST 1 2
"""
)


def write(folder, text, encoding="cp437"):
    path = folder / "books.se"
    path.write_bytes(text.encode(encoding))
    return path


def message(path, **settings):
    with pytest.raises(CostshareError) as caught:
        read_sie(path, **settings)
    return str(caught.value)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_examples_of_the_specification_are_read(tmp_path, end):
    path = tmp_path / "books.se"
    path.write_bytes(BOOKS.replace("\n", end).encode("cp437"))
    day = date(2008, 12, 16)
    assert read_sie(path) == SieFile(
        source="books.se",
        company="Norrbottens e-nämnd",
        currency="SEK",
        accounts={"7010": 'Löner till "kollektivanställda"'},
        dimensions={"7": "Anställningsnummer", "21": "Underavdelning"},
        objects={("7", "47"): "Åsa Öst"},
        vouchers=(
            Voucher(
                series="A",
                number="567",
                date=day,
                text="Kontant lön",
                row=12,
                transactions=(
                    Transaction("7010", Decimal(13200), {"1": "456", "7": "47"}, day, "", 14),
                    Transaction("1910", Decimal(-13200), {}, date(2008, 12, 15), "egen text", 15),
                ),
            ),
            Voucher(
                series="",
                number="",
                date=date(2008, 1, 1),
                text="",
                row=17,
                transactions=(
                    Transaction("1910", Decimal(-1000), {}, date(2008, 1, 1), "", 19),
                    Transaction("6250", Decimal(800), {}, date(2008, 1, 1), "", 22),
                    Transaction("2640", Decimal(200), {}, date(2008, 1, 1), "", 23),
                ),
            ),
        ),
    )


def test_amounts_keep_their_decimals(tmp_path):
    first = read_sie(write(tmp_path, BOOKS)).vouchers[0].transactions
    assert [str(line.amount) for line in first] == ["13200.00", "-13200"]


def test_the_currency_is_read(tmp_path):
    assert read_sie(write(tmp_path, HEAD + "#VALUTA NOK\n")).currency == "NOK"


def voucher(*lines, head='#VER A 1 20220331 "x"', braces=("{", "}")):
    return HEAD + "\n".join([head, braces[0], *lines, braces[1]]) + "\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            voucher("#TRANS 1910 {} 100", "#TRANS 3010 {} -99.99"),
            (
                "row 7: voucher A 1 of 2022-03-31 does not balance: "
                "its transactions sum to 0.01, not 0"
            ),
        ),
        (
            voucher("#TRANS 1910 {} 1", head="#VER {} 1 20220331"),
            "row 7: #VER has braces where field 1 is a text; put quotes around it",
        ),
        (
            voucher("#TRANS 1910 {} 1", head='#VER "" "" 20220331'),
            (
                "row 7: voucher without a number of 2022-03-31 does not balance: "
                "its transactions sum to 1, not 0"
            ),
        ),
        (HEAD + "#VER A 1 20220331\n", "row 7: #VER has no lines in braces after it"),
        (voucher(head="#VER A 1 20220230"), "row 7: '20220230' is not a date; SIE writes 20220331"),
        (
            voucher(head="#VER A 1 2022-03-31"),
            "row 7: '2022-03-31' is not a date; SIE writes 20220331",
        ),
        (voucher(head="#VER A 1"), "row 7: '' is not a date; SIE writes 20220331"),
        (voucher("#TRANS A10 {} 1"), "row 9: account 'A10' is not a number"),
        (
            voucher("#TRANS 1910 1"),
            (
                "row 9: amount '' is not an amount by SIE's rule: a point for decimals, at most "
                "two of them, a minus sign before"
            ),
        ),
        (
            voucher("#TRANS 1910 x 1"),
            "row 9: the account has no object list after it; write {} for none",
        ),
        (
            voucher("#TRANS 1910 {1} 1"),
            "row 9: object list {1} is not one object for each dimension",
        ),
        (
            voucher("#TRANS 1910 {1 a 1 b} 1"),
            "row 9: object list {1 a 1 b} is not one object for each dimension",
        ),
        (
            voucher("#TRANS 1910 {1 a 1"),
            "row 9: the braces of an object list do not pair up in '#TRANS 1910 {1 a 1'",
        ),
        (
            voucher("#TRANS 1910 } 1"),
            "row 9: the braces of an object list do not pair up in '#TRANS 1910 } 1'",
        ),
        (
            voucher("#TRANS 1910 {{}} 1"),
            "row 9: the braces of an object list do not pair up in '#TRANS 1910 {{}} 1'",
        ),
        (
            voucher('#TRANS 1910 {} 1 "" "x'),
            "row 9: quotes do not pair up at '\"x'; write a quote inside as \\\"",
        ),
        (
            voucher('#TRANS 1910 {} 1 a"b"'),
            'row 9: quotes do not pair up at \'a"b"\'; write a quote inside as \\"',
        ),
        (voucher("TRANS"), "row 9: 'TRANS' is not a record; each begins with a label like #VER"),
        (
            voucher("#TRANS 1910 {} 1 \x1b"),
            "row 9: control character '\\x1b' is not allowed in an SIE file",
        ),
        (HEAD + "#DIM 1 x\r \n", "row 7: control character '\\r' is not allowed in an SIE file"),
        ("{\n}\n" + HEAD, "row 1: a brace opens that belongs to no record"),
        (voucher("{"), "row 9: a brace opens that belongs to no record"),
        (
            HEAD + "#VER A 1 20220331\n{\n}\n{\n}\n",
            "row 10: a brace opens that belongs to no record",
        ),
        (
            HEAD + "#OBJEKT 8 1 Boden\n#OBJEKT 8 2 Boden\n#OBJEKT 8 1 Kalix\n",
            "row 9: #OBJEKT 8 1 is called 'Kalix', and 'Boden' before; keep one",
        ),
        (HEAD + "}\n", "row 7: a brace closes that was never opened"),
        (voucher(braces=("{", "")), "row 8: a brace opens and never closes: the file is cut short"),
    ],
)
def test_what_breaks_the_format_is_refused_with_its_row(tmp_path, text, problem):
    assert message(write(tmp_path, text)) == f"books.se, {problem}"


LINE = "#TRANS 1910 {} 5.00"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (voucher() + LINE, "row 10: #TRANS is outside the braces of a voucher"),
        (HEAD + LINE + "\n" + voucher(), "row 7: #TRANS is outside"),
        (HEAD + f"#NYTT 1\n{{\n{LINE}\n}}\n", "row 9: #TRANS is outside"),
        (voucher() + LINE.replace("#", "#R"), "row 10: #RTRANS is outside"),
        (voucher() + LINE.replace("#", "#B"), "row 10: #BTRANS is outside"),
        (voucher(head="#KONTO 1910 Bank"), "row 8: a brace opens under #KONTO, and only #VER"),
        (voucher(LINE, head="#FNAMN x"), "row 8: a brace opens under #FNAMN, and only #VER"),
        (
            voucher("#VER A 2 20220331", LINE),
            "row 9: #VER is inside the braces of #VER in row 7",
        ),
        (voucher("#OBJEKT 8 1 Boden"), "row 9: #OBJEKT is inside the braces of #VER in row 7"),
        (voucher("#PSALDO 0 202201 1910 {} 5"), "row 9: #PSALDO is inside"),
        (
            HEAD + f"#VER A 1 20220331\n{LINE}\n" + voucher(),
            "row 7: #VER has no lines in braces after it",
        ),
        (voucher(LINE.lower()), "row 9: the label #trans is written #TRANS in SIE; correct it"),
        (voucher(head="#ver A 1 20220331"), "row 7: the label #ver is written #VER in SIE"),
        (voucher(LINE.replace("RANS", "rans")), "row 9: the label #Trans is written #TRANS"),
        ((HEAD + voucher()).lower(), "row 1: the label #flagga is written #FLAGGA in SIE"),
        (voucher("# TRANS 1910 {} 5"), "row 9: '#' is not a label"),
        (voucher("#TRANS\xa01910 {} 5"), "row 9: '#TRANS\\xa01910' is not a label"),
        (voucher("#"), "row 9: '#' is not a label"),
        (voucher(f"}} {LINE}"), "row 9: '} #TRANS 1910 {} 5.00' is not a record"),
        (voucher(braces=(f"{{ {LINE}", "}")), "row 8: '{ #TRANS 1910 {} 5.00' is not a record"),
        (voucher(LINE, braces=("{", "} ;")), "row 10: '} ;' is not a record"),
        (voucher(braces=("{ }", "")), "row 8: '{ }' is not a record"),
        (voucher(head="#VER A 1 20220331 {"), "row 7: the braces of an object list do not pair"),
        (HEAD + "#OBJEKT 8\n", "row 7: #OBJEKT lacks its number; add it"),
        (HEAD + "#KONTO\n", "row 7: #KONTO lacks its number; add it"),
        (HEAD + "#OBJEKT 8 {1} x\n", "row 7: #OBJEKT has braces where field 2 is a text"),
        (HEAD + "#VALUTA SEK\n#VALUTA NOK\n", "row 8: #VALUTA is 'NOK', and 'SEK' in row 7; keep"),
        (voucher("#TRANS 1910 {} " + "9" * 31), "row 9: amount '9999"),
        (HEAD + " " * 100_000 + '"\n', "row 7: '\"' is not a record"),
        (HEAD + "#DIM 1 \x00\n", "row 7: control character '\\x00' is not allowed"),
    ],
)
def test_no_row_that_the_format_knows_is_lost(tmp_path, text, problem):
    said = message(write(tmp_path, text))
    assert said.startswith(f"books.se, {problem}")
    assert len(said) < 250


def test_unknown_labels_are_passed_over_with_their_braces(tmp_path):
    text = (
        voucher("#nytt 1") + "#Nytt 1\n{\n#NYARE 2\n}\n#PSALDO 0 202201 1910 {} 5\n#IB 0 1910 5\n"
    )
    assert [each.name for each in read_sie(write(tmp_path, text)).vouchers] == ["A 1"]


rows = st.sampled_from(
    [
        *("{", "}", "#VER A 1 20220331", LINE, LINE.replace("5", "-5"), "#NYTT 1", "#DIM 1 x"),
        *("#IB 0 1910 5", "#OUB -1 1910 {8 1} 5", "#PBUDGET 0 202201 3010 {} -5 1.25", "#RES 0"),
    ]
)


@given(st.lists(rows, max_size=8))
def test_every_transaction_of_a_file_is_read_or_the_file_is_refused(tmp_path_factory, lines):
    path = write(tmp_path_factory.mktemp("sie"), HEAD + "\n".join(lines) + "\n")
    try:
        books = read_sie(path)
    except CostshareError as error:
        assert str(error).startswith("books.se, row ")  # noqa: PT017 - either way is right
    else:
        read = [line.row for each in books.vouchers for line in each.transactions]
        assert read == [row for row, line in enumerate(lines, 7) if line.startswith("#TRANS")]
        balances = [row for row, line in enumerate(lines, 7) if line[:3] in {"#IB", "#OU", "#PB"}]
        assert [each.row for each in books.balances] == balances
        assert "#RES 0" not in lines


@pytest.mark.parametrize("amount", ["1,00", "+1", "1.000", "1e3", "1 ", "--1", ".5", "1-"])
def test_amounts_are_written_by_rule_5_9(tmp_path, amount):
    text = voucher(f'#TRANS 1910 {{}} "{amount}"')
    assert message(write(tmp_path, text)) == (
        f"books.se, row 9: amount {amount!r} is not an amount by SIE's rule: a point for decimals, "
        "at most two of them, a minus sign before"
    )


def test_an_empty_voucher_balances(tmp_path):
    assert read_sie(write(tmp_path, voucher())).vouchers[0].transactions == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "#SIETYP 4",
            "#SIETYP 1",
            "books.se is of SIE type 1; only type 4 has vouchers, so export that",
        ),
        (
            "#SIETYP 4\n",
            "",
            (
                "books.se does not say its SIE type (#SIETYP); "
                "only type 4 has vouchers, so export that"
            ),
        ),
        (
            "#FORMAT PC8",
            "#FORMAT UTF8",
            "books.se says #FORMAT UTF8, and SIE knows only PC8; pass its encoding=…",
        ),
    ],
)
def test_other_types_and_formats_are_refused(tmp_path, old, new, problem):
    assert message(write(tmp_path, BOOKS.replace(old, new))) == problem


def test_another_format_is_read_in_a_declared_encoding(tmp_path):
    path = write(tmp_path, BOOKS.replace("PC8", "UTF8"), "utf-8-sig")
    assert read_sie(path, encoding="utf-8").company == "Norrbottens e-nämnd"


@pytest.mark.parametrize(
    ("encoding", "seen"), [("utf-8", "its letters"), ("cp1252", "letters like 'nä'")]
)
def test_letters_of_another_encoding_are_an_error(tmp_path, encoding, seen):
    path = write(tmp_path, BOOKS, encoding)
    assert message(path) == (
        f"books.se is not in code page 437, as the SIE format says: {seen} are in {encoding}; "
        f'pass encoding="{encoding}", or encoding="cp437" if it is right after all'
    )
    assert read_sie(path, encoding=encoding).company == "Norrbottens e-nämnd"
    assert read_sie(path, encoding="cp437").company != "Norrbottens e-nämnd"


def test_a_file_in_utf_16_is_an_error(tmp_path):
    path = write(tmp_path, BOOKS, "utf-16")
    assert 'pass encoding="utf-16"' in message(path)
    assert read_sie(path, encoding="utf-16").company == "Norrbottens e-nämnd"


def test_plain_letters_need_no_encoding(tmp_path):
    assert read_sie(write(tmp_path, BOOKS.encode("ascii", "ignore").decode())).company


def test_a_wrong_encoding_is_refused(tmp_path):
    path = write(tmp_path, BOOKS)
    assert message(path, encoding="ascii").startswith("books.se is not in ascii: ")
    assert message(path, encoding="pc8") == (
        "encoding 'pc8' is unknown; pass one like 'utf-8', 'cp1252' or 'cp437'"
    )
    assert message(path, encoding="a\0") == (
        "encoding 'a\\x00' is unknown; pass one like 'utf-8', 'cp1252' or 'cp437'"
    )
    assert message(path, encoding="idna").startswith("books.se is not in idna: ")
    assert message(path, encoding=437) == "encoding is of type int; pass its name, such as 'utf-8'"


def crc(data):
    """The bitwise algorithm of rule 10.11 to 10.13, from the specification's own C code."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ (0xEDB88320 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


# What rule 10.14 counts: labels and fields, no blanks, braces or quotes around a field.
SUMMED = (
    "#SIETYP4#FNAMNNorrbottens e-nämnd"
    '#KONTO1915Kassa "special"'
    "#VERA120220331#TRANS19101456-1#TRANS30101"
)


def summed(stated):
    return (
        '#FLAGGA 0\n#KSUMMA\n#SIETYP 4\n#FNAMN "Norrbottens e-nämnd"\n'
        '#KONTO 1915 "Kassa \\"special\\""\n'
        '#VER A 1 20220331\n{\n#TRANS 1910 {1 "456"} -1\n\t#TRANS 3010 {} 1\n}\n' + stated
    )


def test_a_checksum_that_holds_is_accepted(tmp_path):
    right = crc(SUMMED.encode("cp437"))
    assert len(read_sie(write(tmp_path, summed(f"#KSUMMA {right}\n"))).vouchers) == 1


def test_a_checksum_that_does_not_hold_is_refused(tmp_path):
    right = crc(SUMMED.encode("cp437"))
    path = write(tmp_path, summed("#KSUMMA 7\n"))
    assert message(path) == (
        f"books.se, row 11: the checksum is 7, but the records give {right}: "
        "the file was changed after its export; export it again, or pass checksum=False"
    )
    assert len(read_sie(path, checksum=False).vouchers) == 1
    assert "the checksum is x," in message(write(tmp_path, summed("#KSUMMA x\n")))
    beyond = write(tmp_path, summed(f"#KSUMMA {right}\n").replace("special", "€"), "utf-8")
    assert "the records give None" in message(beyond, encoding="utf-8")


def test_what_comes_after_the_checksum_is_refused(tmp_path):
    right = crc(SUMMED.encode("cp437"))
    path = write(tmp_path, summed(f"#KSUMMA {right}\n#VER A 2 20220331\n{{\n}}\n"))
    assert message(path) == (
        "books.se, row 12: #VER comes after the checksum, which does not count it; remove it, "
        "or pass checksum=False"
    )
    assert len(read_sie(path, checksum=False).vouchers) == 2
    long = message(write(tmp_path, summed("#KSUMMA " + "7" * 5_000)))
    assert long.startswith("books.se, row 11: the checksum is 777")


def test_a_checksum_that_never_ends_means_a_file_cut_short(tmp_path):
    assert message(write(tmp_path, summed(""))) == (
        "books.se begins a checksum (#KSUMMA in row 2) and does not end it: "
        "the file is cut short; export it again"
    )


letters = "abåäöÅÄÖ é{}#\\,.-"
texts = st.text(letters + '"', max_size=12).filter(lambda text: not text.endswith("\\"))


@given(texts, texts)
def test_a_text_in_quotes_is_read_back(tmp_path_factory, one, other):
    # A backslash before a quote is the format's own ambiguity (rule 5.7).
    one, other = one.replace('\\"', '"'), other.replace('\\"', '"')
    quoted = [text.replace('"', '\\"') for text in (one, other)]
    text = voucher(
        f'#TRANS 1910 {{1 "{quoted[1]}"}} 1 "" "{quoted[1]}"',
        "#TRANS 3010 {} -1",
        head=f'#VER "{quoted[1]}" 7 20220331 "{quoted[0]}"',
    )
    read = read_sie(write(tmp_path_factory.mktemp("sie"), text)).vouchers[0]
    assert (read.text, read.series) == (one, other)
    assert read.transactions[0].text == other
    assert read.transactions[0].objects == {"1": other}


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=6))
def test_a_voucher_is_read_exactly_where_it_balances(tmp_path_factory, amounts):
    lines = [f"#TRANS 3010 {{}} {amount:f}" for amount in amounts]
    path = write(tmp_path_factory.mktemp("sie"), voucher(*lines))
    off = sum(amounts, Decimal(0))
    if off:
        assert "does not balance" in message(path)
    read = read_sie(
        write(path.parent, voucher(*lines, f"#TRANS 1910 {{}} {-off:f}".replace(" -0.00", " 0")))
    )
    assert [line.amount for line in read.vouchers[0].transactions] == [*amounts, -off]


INVOICES = (
    HEAD
    + """#KONTO 3010 Grundbelopp
#KONTO 3020 E-arkiv
#KONTO 3099 Oanvänt
#OBJEKT 8 2582 Boden
#OBJEKT 8 2514 Kalix
#OBJEKT 1 2514 Annat
#VER K 1 20220331 "Kvartal 1"
{
#TRANS 1510 {} 96100.50
#TRANS 3010 {8 2582 10 F17} -76100.50
#TRANS 3020 {8 2514} -20000 20220401 "e-arkiv"
}
#VER K 2 20220401 Kredit
{
#TRANS 1510 {8 2582} -100
#TRANS 3010 {8 2582} 100
}
"""
)
POOLS = {"3010": "Grundbelopp", "3020": "E-arkiv", "3099": "x"}


def test_vouchers_become_invoice_lines(tmp_path):
    books = read_sie(write(tmp_path, INVOICES))
    lines = books.invoice_lines(pools=POOLS, dimension="8")
    assert lines == [
        InvoiceLine(
            member=member, pool=pool, amount=amount, invoice=invoice, date=day, currency="SEK"
        )
        for member, pool, amount, invoice, day in [
            ("Boden", "Grundbelopp", "76100.50", "F17", "2022-03-31"),
            ("Kalix", "E-arkiv", 20000, None, "2022-04-01"),
            ("Boden", "Grundbelopp", -100, None, "2022-04-01"),
        ]
    ]
    assert lines.others == {
        "voucher": ("K 1", "K 1", "K 2"),
        "account": ("3010", "3020", "3010"),
        "text": ("Kvartal 1", "e-arkiv", "Kredit"),
        "row": (16, 17, 22),
    }
    assert list(lines.to_frame().columns) == [
        *("member", "pool", "invoice", "date", "currency", "voucher", "account", "text", "row"),
        "amount",
    ]
    costs = books.invoice_lines(
        pools=POOLS, dimension="8", members={"2582": "A", "2514": "B"}, kind="cost"
    )
    assert [each.member for each in costs] == ["A", "B", "A"]
    assert [each.amount for each in costs] == [Decimal("-76100.50"), -20000, 100]


def test_a_dimension_may_be_a_number(tmp_path):
    books = read_sie(write(tmp_path, INVOICES))
    one, other = (books.invoice_lines(pools=POOLS, dimension=each) for each in ("8", 8))
    assert one == other


def test_invoice_lines_become_a_frame_that_a_reconciliation_reads(tmp_path):
    lines = read_sie(write(tmp_path, INVOICES)).invoice_lines(pools=POOLS, dimension="8")
    for line, row in zip(lines, lines.to_frame().to_dict("records"), strict=True):
        fields = {name: value for name, value in row.items() if name not in lines.others}
        assert InvoiceLine(**fields) == line


def test_the_decimal_context_does_not_reach_in(tmp_path):
    books = read_sie(write(tmp_path, INVOICES))
    with localcontext() as context:
        context.prec = 2
        lines = books.invoice_lines(pools=POOLS, dimension="8")
    assert str(lines[0].amount) == "76100.50"


@pytest.mark.parametrize("zero", ["0.00", "-0.00"])
def test_zero_has_no_sign(tmp_path, zero):
    text = voucher(f"#TRANS 3010 {{8 1}} {zero}")
    (line,) = read_sie(write(tmp_path, text)).invoice_lines(
        pools={"3010": "a"}, dimension="8", members={"1": "X"}
    )
    assert str(line.amount) == "0.00"


def test_no_vouchers_give_no_lines(tmp_path):
    books = read_sie(write(tmp_path, HEAD + "#KONTO 3010 a\n"))
    lines = books.invoice_lines(pools={"3010": "a"}, dimension="8")
    assert lines == []
    assert str(lines) == "No invoice lines."
    assert {"member", "pool", "amount"} <= set(lines.to_frame().columns)
    assert len(books.to_frame()) == 0
    assert "amount" in books.to_frame().columns


# As real books have it: the customer and the invoice on the receivable, some rows with an object of
# their own, a voucher of two customers, one of none, and a customer who is not a member.
RECEIVABLES = (
    HEAD
    + """#OBJEKT 8 2582 Boden
#OBJEKT 8 2514 Kalix
#OBJEKT 8 77 "Ett bolag"
#VER K 1 20220331 ""
{
#TRANS 1510 {8 2582 10 F17} 300
#TRANS 3010 {1 100} -200
#TRANS 3020 {8 2582} -100
}
#VER K 2 20220331 ""
{
#TRANS 1510 {8 2582 10 F18} 100
#TRANS 1510 {8 2514 10 F19} 100
#TRANS 3010 {8 2514} -100
#TRANS 3010 {} -60
#TRANS 3020 {} -40
}
#VER K 3 20220331 ""
{
#TRANS 1930 {} 10
#TRANS 3010 {} -10
}
#VER K 4 20220331 ""
{
#TRANS 1510 {8 77} 5
#TRANS 3010 {} -5
}
#VER K 5 20220331 ""
{
#TRANS 1510 {8 78} 5
#TRANS 3010 {} -5
}
"""
)
TWO = {"3010": "a", "3020": "b"}


def test_the_only_customer_of_a_voucher_is_the_member(tmp_path):
    text = RECEIVABLES[: RECEIVABLES.index("#VER K 2")]
    lines = read_sie(write(tmp_path, text)).invoice_lines(pools=TWO, dimension="8")
    assert [(each.member, each.amount, each.invoice) for each in lines] == [
        ("Boden", 200, "F17"),
        ("Boden", 100, "F17"),
    ]


def test_all_lines_without_a_member_are_named_at_once(tmp_path):
    books = read_sie(write(tmp_path, RECEIVABLES))
    with pytest.raises(CostshareError) as caught:
        books.invoice_lines(pools=TWO, dimension="8")
    assert str(caught.value) == (
        "books.se: 4 transactions lack a member: the voucher has several objects in dimension 8: "
        "2514, 2582, row 21 (account 3010), 22 (account 3020); the voucher has no object in "
        "dimension 8, row 27 (account 3010); object '78' is not a member, row 37 (account 3010). "
        "Name the members in members=, or pass missing='keep'"
    )
    with pytest.raises(CostshareError, match="object '77' is not a member, row 32"):
        books.invoice_lines(
            pools=TWO, dimension="8", members={"2582": "Boden", "2514": "Kalix", "78": "X"}
        )


def test_lines_without_a_member_are_kept_on_request(tmp_path):
    books = read_sie(write(tmp_path, RECEIVABLES))
    lines = books.invoice_lines(
        pools=TWO, dimension="8", members={"2582": "A", "2514": "B"}, missing="keep"
    )
    assert [each.member for each in lines] == ["A", "A", "B", None, None, None, "Ett bolag", "78"]
    assert [each.invoice for each in lines] == ["F17", "F17", "F19", None, None, None, None, None]
    assert lines.total == 520
    fees = cs.allocate(None, cs.Fixed(amounts={"A": 300, "B": 100}), {"A": {}, "B": {}}, pool="a")
    for invoices in (lines, lines.to_frame()):
        found = cs.reconcile(fees, invoices).findings
        assert {each.kind for each in found} >= {"unexpected", "unreadable"}
        assert sum(each.invoiced for each in found if each.kind == "unexpected") == 220


@given(st.data())
def test_every_line_goes_to_its_own_or_its_voucher_s_only_customer(data):
    day, customers = date(2022, 3, 31), ["1", "2", None]
    vouchers, expected = [], []
    for number in range(data.draw(st.integers(0, 4))):
        held = data.draw(st.lists(st.sampled_from(customers), min_size=1, max_size=4))
        lines = [
            Transaction("3010", Decimal(-1), {"8": each} if each else {}, day, "", at)
            for at, each in enumerate(held)
        ]
        vouchers.append(Voucher("A", str(number), day, "", tuple(lines), 1))
        known = {each for each in held if each}
        only = known.pop() if len(known) == 1 else None
        expected += [each or only for each in held]
    books = SieFile("books.se", "", "SEK", tuple(vouchers), accounts={"3010": ""})
    settings = {"pools": {"3010": "a"}, "dimension": "8", "members": {"1": "1", "2": "2"}}
    lines = books.invoice_lines(**settings, missing="keep")
    assert [each.member for each in lines] == expected
    if None in expected:
        with pytest.raises(CostshareError, match=f"{expected.count(None)} transaction"):
            books.invoice_lines(**settings)
    else:
        assert books.invoice_lines(**settings) == lines


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            {"dimension": "6"},
            "unknown dimension in books.se: '6'; Known: 1, 8, 10",
        ),
        (
            {"pools": {"1510": "a"}},
            (
                "books.se: 1 transaction lacks a member: the voucher has several objects in "
                "dimension 8: 2514, 2582, row 15 (account 1510). Name the members in members=, or "
                "pass missing='keep'"
            ),
        ),
        (
            {"members": {"2582": "Boden"}},
            (
                "books.se: 1 transaction lacks a member: object '2514' is not a member, row 17 "
                "(account 3020). Name the members in members=, or pass missing='keep'"
            ),
        ),
        (
            {"members": {}},
            (
                "books.se: 3 transactions lack a member: object '2582' is not a member, row 16 "
                "(account 3010), 22 (account 3010); object '2514' is not a member, row 17 "
                "(account 3020). Name the members in members=, or pass missing='keep'"
            ),
        ),
        (
            {"pools": {"3011": "a"}},
            (
                "unknown account in books.se '3011'; did you mean '3010'? "
                "Known: 1510, 3010, 3020, 3099"
            ),
        ),
        ({"kind": "costs"}, "unknown kind 'costs'; did you mean 'cost'? Known: income, cost"),
        ({"missing": "drop"}, "unknown missing 'drop'; Known: error, keep"),
    ],
)
def test_a_transaction_without_a_member_is_reported(tmp_path, settings, problem):
    books = read_sie(write(tmp_path, INVOICES))
    with pytest.raises(CostshareError) as caught:
        books.invoice_lines(**{"pools": POOLS, "dimension": "8", **settings})
    assert str(caught.value) == problem


def test_every_transaction_is_a_row_of_the_frame(tmp_path):
    frame = read_sie(write(tmp_path, INVOICES)).to_frame()
    assert frame.loc[1].to_dict() == {
        "series": "K",
        "number": "1",
        "date": date(2022, 3, 31),
        "account": "3010",
        "objects": {"8": "2582", "10": "F17"},
        "amount": Decimal("-76100.50"),
        "text": "Kvartal 1",
        "row": 16,
    }
    assert sum(frame["amount"]) == 0
    assert list(frame["row"]) == [15, 16, 17, 21, 22]
