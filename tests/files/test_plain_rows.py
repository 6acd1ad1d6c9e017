"""Rows read by a pattern are those that expat reads: cells, rows, errors and messages."""

from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from costshare.errors import CostshareError
from costshare.files._load import read_workbook
from costshare.files._plain_rows import PlainRows

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f'<Relationship Id="{{0}}" Type="{OFFICE}/{{1}}" Target="/{{2}}"/>'
PARTS = {
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}">'
        f"{RELATION.format('r', 'officeDocument', 'book.xml')}</Relationships>"
    ),
    "book.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Blad1" r:id="a"/></sheets></workbook>'
    ),
    "_rels/book.xml.rels": (
        f'<Relationships xmlns="{RELATIONS}">{RELATION.format("a", "worksheet", "sheet.xml")}'
        f"{RELATION.format('b', 'sharedStrings', 'texts.xml')}"
        f"{RELATION.format('c', 'styles', 'styles.xml')}</Relationships>"
    ),
    "texts.xml": f'<sst xmlns="{MAIN}"><si><t>Boden</t></si><si><t> </t></si><si/></sst>',
    "styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><numFmts>'
        '<numFmt numFmtId="164" formatCode="0 &quot;kr&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
        "</styleSheet>"
    ),
}
HEAD = f'<worksheet xmlns="{MAIN}" xmlns:x="y"><sheetData>'
TAIL = "</sheetData></worksheet>"


def outcome(path):
    """Give the rows of a sheet with the type of each cell, or the message of the error."""
    try:
        return repr(read_workbook(path, None).rows)
    except CostshareError as error:
        return str(error)


def write(folder, sheet):
    path = folder / "plain.xlsx"
    with ZipFile(path, "w") as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        archive.writestr("sheet.xml", sheet if isinstance(sheet, bytes) else sheet.encode())
    return path


def by_expat(path):
    """Read a sheet by expat alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainRows, "left_to_parse", lambda _self, chunks: chunks)
        return outcome(path)


TEXTS = st.sampled_from(["1", "0", "2", "5", "-3.50", "1e3", "1e999", "x", " ", "44651", "TRUE"])
TEXTS = TEXTS | st.sampled_from(
    [
        "å",
        "_x000D_",
        "_x005F_x000D_",
        "&amp;",
        "&#10;",
        ">",
        "]]>",
        "\n",
        "\t",
        "\r",
        "\x01",
        "\uffff",
    ]
)
KINDS = st.sampled_from(["", "", ' t="n"', ' t="s"', ' t="str"', ' t="inlineStr"', ' t="b"'])
INSIDE = st.one_of(
    TEXTS.map(lambda text: f"<v>{text}</v>"),
    TEXTS.map(lambda text: f"<is><t>{text}</t></is>"),
    TEXTS.map(lambda text: f'<is><t xml:space="preserve">{text}</t></is>'),
    TEXTS.map(lambda text: f"<f>A1+1</f><v>{text}</v>"),
    TEXTS.map(lambda text: f'<f t="shared" si="0"/><v>{text}</v>'),
    TEXTS.map(lambda text: f"<f>{text}</f>"),
    st.sampled_from(
        ["", "<v/>", "<v></v>", "<v>1</v><v>2</v>", "<is><t/></is>", "junk", "<!---->"]
    ),
)
STYLES = st.sampled_from(["", "", ' s="0"', ' s="1"', ' s="2"', ' s="9"', " s='1'"])
ROW_MORE = st.sampled_from(
    ["", "", ' spans="1:3"', ' x:d="0.25"', ' z:d="1"', ' x:d="1" x:d="2"', ' a="<"', ' a=">"', "/"]
)
BETWEEN = st.sampled_from(
    [*[""] * 40, " ", "\n", "x", "<!-- -->", "<?a b?>", "<a/>", "<a>", "</a>", "</row>", "<row>"]
)


@st.composite
def sheets(draw):
    """Draw the XML of a sheet, most of whose rows have the usual form."""
    number, xml = 0, [HEAD]
    for _ in range(draw(st.integers(1, 6))):
        number += draw(st.sampled_from([1] * 12 + [2, 0, -1, 2**20]))
        row = number if draw(st.integers(0, 15)) else number + 1
        cells = []
        for letter in draw(
            st.sampled_from(["ABC", "ABC", "AC", "B", "", "BA", "AA", ["XFD"], ["XFE"]])
        ):
            start = f'<c r="{letter}{row}"{draw(STYLES)}{draw(KINDS)}'
            inside = draw(INSIDE)
            cells.append(f"{start}>{inside}</c>" if inside else f"{start}/>")
            cells.append(draw(BETWEEN))
        tag = f'<row r="{number}"{draw(ROW_MORE)}>'
        xml.append(
            f"{tag}{draw(BETWEEN)}{''.join(cells)}{'' if '/>' in tag else '</row>'}{draw(BETWEEN)}"
        )
    return "".join([*xml, draw(st.sampled_from([*[TAIL] * 9, "", "<row/>", f"x{TAIL}"]))])


@pytest.mark.parametrize("chunk", [7, 2**16])
@given(sheets())
@example(HEAD.replace("<sheetData>", "<!-- <sheetData>") + "<row r='1'></row> -->" + TAIL)
@example(HEAD + '<row r="1"></row><row r="2"><c r="A2"><v>5</v></c></row><row r="3"/>' + TAIL)
@example(HEAD + '<row r="1"></row><row r="2"><c r="A2" t="str"><v>x</v></c></row></row>' + TAIL)
@example('<?xml version="1.0" encoding="latin1"?>' + HEAD + '<row r="1"></row>' * 2 + TAIL)
def test_a_sheet_is_read_as_by_expat(tmp_path_factory, chunk, sheet):
    path = write(tmp_path_factory.getbasetemp(), sheet)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costshare.files._package._CHUNK", chunk)
        assert outcome(path) == by_expat(path)


PLAIN = "".join(
    f'<row r="{at}" spans="1:2"><c r="A{at}" t="str"><v>K</v></c><c r="B{at}"><v>{at}</v></c></row>'
    for at in range(1, 9)
)


LAST = [
    '<c r="A8"><v>1</v></c>',
    '<c r="B9"><v>1</v></c><c r="A9"><v>1</v></c>',
    '<c r="A9"><v>1</v></c><c r="A9"><v>1</v></c>',
    '<c r="XFD9"><v>1</v></c>',
    '<c r="XFE9"><v>1</v></c>',
    '<c r="A9" t="str"><v>\ufffe</v></c>',
    '<c r="A9" t="str"><v>a\nb</v></c>',
    '<c r="A9" t="str"><v>a\rb</v></c>',
    '<c r="A9" t="str"><v> </v></c>',
    '<c r="A9" t="inlineStr"><is><t>a_x000D_b</t></is></c>',
    '<c r="A9" t="str"><is><t>a_x005F_x000D_b</t></is></c>',
    '<c r="A9" t="inlineStr"><v>a_x000D_b</v></c>',
    '<c r="A9" t="str"><v>a_x000D_b</v></c>',
    '<c r="A9" t="s"><v>0</v></c><c r="B9" t="s"><v>1</v></c><c r="C9" t="s"><v>2</v></c>',
    '<c r="A9" t="s"><v>3</v></c>',
    '<c r="A9"><v>1e999</v></c>',
    '<c r="A9" s="1"><v>44651</v></c><c r="B9" s="2"><v>5</v></c><c r="C9" s="1"/>',
    '<c r="A9"><f>A8+1</f><v>5</v></c><c r="B9"><f t="shared" si="0"/><v>5</v></c>',
    '<c r="A9"><f>A8+1</f></c>',
    '<c r="A9"><v>5</v></c><!-- --><c r="B9"><v>5</v></c>',
    f'<c r="A9" t="str"><v>{"x" * 32_768}</v></c>',
    f'<c r="A9" t="str"><v>{"x" * 32_767}</v></c><c r="B9" t="str"><v>x</v></c>',
    '<c r="A9" t="e"><v>#REF!</v></c><c r="B9" t="b"><v>1</v></c>',
]


@pytest.mark.parametrize("row", LAST, ids=range(len(LAST)))
@pytest.mark.parametrize("tag", ['r="9" spans="1:2"', 'r="8" spans="1:2"', 'r="9" r="9"'])
def test_a_row_after_usual_rows_is_read_as_by_expat(tmp_path, row, tag):
    more = '<row r="10" spans="1:2"><c r="B10"><v>5</v></c></row>'
    path = write(tmp_path, f"{HEAD}{PLAIN}<row {tag}>{row}</row>{more}{TAIL}")
    assert outcome(path) == by_expat(path)


@pytest.mark.parametrize(
    "sheet",
    [
        HEAD.replace("<sheetData>", "<!-- <sheetData>") + PLAIN + "</sheetData> --></worksheet>",
        HEAD + "<!--" + PLAIN + "-->" + TAIL,
        HEAD + PLAIN.replace("</row>", "</row><!--", 2) + "-->" + TAIL,
        HEAD.replace("<sheetData>", "<a><sheetData>") + PLAIN + "</sheetData></a></worksheet>",
        HEAD.replace("<sheetData>", "<a>" * 99 + "<sheetData>") + PLAIN,
        HEAD + PLAIN + "</sheetData><sheetData>" + PLAIN.replace("8", "9") + TAIL,
        HEAD + "<row/>" + PLAIN.replace('<row r="2"', '<row r="2"/><row r="2"') + TAIL,
        HEAD + PLAIN.replace('<row r="3"', '<row r="2" ht="5"/><row r="3"') + TAIL,
        PLAIN,
    ],
    ids=range(9),
)
def test_a_sheet_with_other_elements_is_read_as_by_expat(tmp_path, sheet):
    path = write(tmp_path, sheet)
    assert outcome(path) == by_expat(path)


@given(
    st.integers(0, len(PLAIN)), st.integers(0, 3), st.sampled_from([*'<>/"& =r15x\x00', "å", ""])
)
def test_a_sheet_with_characters_changed_is_read_as_by_expat(tmp_path_factory, at, left_out, new):
    sheet = HEAD + PLAIN[:at] + new + PLAIN[at + left_out :] + TAIL
    path = write(tmp_path_factory.getbasetemp(), sheet)
    assert outcome(path) == by_expat(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("declared", ["", ' encoding="UTF-8"', ' encoding="ISO-8859-1"'])
def test_an_encoding_is_read_as_by_expat(tmp_path, encoding, declared):
    sheet = f'<?xml version="1.0"{declared}?>{HEAD}{PLAIN.replace("K", "Luleå")}{TAIL}'
    path = write(tmp_path, sheet.encode(encoding))
    assert outcome(path) == by_expat(path)


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("_package._MOST_ELEMENTS", 12),
        ("_package._MOST_BYTES", 900),
        ("_package._LONGEST_TEXT", 0),
        ("_sheet._MOST_CELLS", 9),
        ("_sheet.MOST_PLACES", 9),
        ("_sheet._MOST_CHARACTERS", 5),
    ],
)
def test_a_limit_is_kept_as_by_expat(tmp_path, monkeypatch, limit, value):
    path = write(tmp_path, HEAD + PLAIN + TAIL)
    monkeypatch.setattr(f"costshare.files.{limit}", value)
    assert outcome(path) == by_expat(path)
    assert ";" in outcome(path)


def test_rows_of_the_usual_form_are_not_passed_to_expat(tmp_path, monkeypatch):
    path = write(tmp_path, HEAD + PLAIN + TAIL)
    passed = []

    class Noted(PlainRows):
        """Notes what expat must read."""

        def left_to_parse(self, chunks):
            for part in super().left_to_parse(chunks):
                passed.append(part)
                yield part

    monkeypatch.setattr("costshare.files._load.PlainRows", Noted)
    read_workbook(path, None)
    # The first row shows which attributes rows have.
    assert [part for part in passed if isinstance(part, int)] == [5] * 7
