"""Broken, hostile and very large files: a result, or an error that names the file, in little time.

Small files are read here. Large ones are read in one process of their own, which measures each.
"""

import io
import json
import subprocess
import sys
import zlib
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.errors import CostshareError

pytest.importorskip("resource")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f'<Relationship Id="{{0}}" Type="{OFFICE}/{{1}}" Target="{{2}}"/>'
PARTS = {
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}">'
        f"{RELATION.format('r', 'officeDocument', 'xl/workbook.xml')}</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Blad1" r:id="a"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{RELATIONS}">'
        + "".join(
            RELATION.format(*each)
            for each in [("a", "worksheet", "sheet.xml"), ("b", "sharedStrings", "texts.xml")]
        )
        + "</Relationships>"
    ),
    "xl/texts.xml": f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>',
}
SHEET = "xl/sheet.xml"
BEGIN = f'<worksheet xmlns="{MAIN}"><sheetData>'
END = "</sheetData></worksheet>"


def row(*texts, more=""):
    return "".join(["<row>", *(f'<c t="str"><v>{text}</v></c>' for text in texts), more, "</row>"])


TABLE = row("Kommun", "Tjänst", "Belopp") + row("Boden", "a", "5")


def workbook(folder, sheet, name="lines.xlsx", **parts):
    """Write a workbook; a part whose text is None is left out."""
    parts = {each.replace("__", "/").replace("_xml", ".xml"): text for each, text in parts.items()}
    path = folder / name
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for part, text in {**PARTS, SHEET: sheet, **parts}.items():
            if text is not None:
                archive.writestr(part, text)
    return path


def bomb(folder, name, begin, block, times, *, declared=None):
    """Write a workbook whose sheet is a block repeated so often, without ever holding that much."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(begin.encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    path = workbook(folder, None, name)
    with ZipFile(path, "a") as archive:
        archive.writestr(SHEET, head + once * times + packer.flush())
        info = archive.getinfo(SHEET)
        # The list at the end of the file is what readers go by; it is written on closing.
        info.compress_type = ZIP_DEFLATED
        info.file_size = declared or len(begin.encode()) + len(block) * times
    return path


def message(path, read=cs.read_invoices):
    with pytest.raises(CostshareError) as caught:
        read(path)
    said = str(caught.value)
    assert path.name in said
    return said


@pytest.mark.parametrize(
    ("sheet", "parts", "problem"),
    [
        (BEGIN + TABLE, {}, "sheet Blad1, row 2: no element found"),
        (BEGIN + TABLE + "<row></c>", {}, "sheet Blad1, row 3: mismatched tag"),
        (BEGIN + TABLE + "<row><c r='A3'><v>\x00", {}, "sheet Blad1, cell A3: not well-formed"),
        ("", {}, "sheet Blad1, row 0: no element found"),
        (None, {}, "the part xl/sheet.xml is missing"),
        (BEGIN + END, {"_rels__.rels": None}, "the part _rels/.rels is missing"),
        (BEGIN + END, {"xl__workbook_xml": None}, "the part xl/workbook.xml is missing"),
        (BEGIN + END, {"xl__workbook_xml": "<workbook>"}, "the part xl/workbook.xml: no element"),
        (BEGIN + END, {"xl__workbook_xml": "PK\0"}, "the part xl/workbook.xml: "),
        (BEGIN + END, {"xl___rels__workbook_xml.rels": "<a/>"}, "the sheet 'Blad1' has no part"),
        (BEGIN + END, {"_rels__.rels": "<a/>"}, "no part is the workbook"),
        (BEGIN + END, {"xl__texts_xml": "<sst><si><t>"}, "the part xl/texts.xml, text 1: no elem"),
        (BEGIN + END, {"xl__texts_xml": None}, "the part xl/texts.xml is missing"),
        (
            f'<!DOCTYPE a [<!ENTITY b "{"c" * 100}">]>{BEGIN}{row("&b;")}{END}',
            {},
            "sheet Blad1, row 0: it declares a document type",
        ),
        (BEGIN + "<a>" * 1_000, {}, "sheet Blad1, row 0: more than 100 elements nested"),
        (
            BEGIN + row("Kommun", "x" * 40_000) + END,
            {},
            "sheet Blad1, cell B1: a text has more than the 32767 characters that a cell can hold",
        ),
        (
            BEGIN + row(" " * 100_000) + END,
            {},
            "sheet Blad1, cell A1: a text has more than the 32767 characters that a cell can hold",
        ),
        (BEGIN + f'<row r="{"9" * 9_999}"/>', {}, f"row 0: a row has the number '{'9' * 20}'"),
        (BEGIN + "<row><c><v>1e1000000000000000000</v></c></row>", {}, "'1e1000000000000000000'"),
    ],
)
def test_a_damaged_workbook_names_what_is_damaged(tmp_path, sheet, parts, problem):
    said = message(workbook(tmp_path, sheet, **parts))
    assert said.startswith("lines.xlsx cannot be read as a workbook: ")
    assert problem in said
    assert said.endswith("; save it as .xlsx again")


def test_two_sheets_or_parts_of_one_name_are_refused(tmp_path):
    book = PARTS["xl/workbook.xml"].replace("</sheets>", '<sheet name="Blad1" r:id="a"/></sheets>')
    path = workbook(tmp_path, BEGIN + END, xl__workbook_xml=book)
    assert "the sheet 'Blad1' is there twice" in message(path)
    with ZipFile(path, "a") as archive:
        archive.writestr("XL/Sheet.xml", BEGIN + TABLE + END)
    assert "the part XL/Sheet.xml is there twice" in message(path)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"flag_bits": 1}, "the part xl/sheet.xml is encrypted"),
        ({"compress_type": 12}, "the part xl/sheet.xml is compressed in an unknown way"),
        ({"CRC": 1}, "Bad CRC-32"),
        ({"file_size": 10}, "Bad CRC-32"),
    ],
)
def test_a_zip_file_that_lies_is_refused(tmp_path, change, problem):
    path = workbook(tmp_path, BEGIN + TABLE + END)
    with ZipFile(path, "a") as archive:
        for name, value in change.items():
            setattr(archive.getinfo(SHEET), name, value)
        archive.writestr("x", "")
    assert problem in message(path)


def test_more_parts_than_a_workbook_has_are_refused(tmp_path):
    path = workbook(tmp_path, BEGIN + TABLE + END)
    data = path.read_bytes()
    end = data.rfind(b"PK\x05\x06")
    path.write_bytes(data[: end + 12] + b"\xff\xff\xff\x7f" + data[end + 16 :])
    assert message(path).startswith("lines.xlsx has more parts than a workbook has; delete what")
    path.write_bytes(data[:end] + b"PK\x06\x07" + bytes(16) + data[end:])
    assert message(path).startswith("lines.xlsx has more parts than a workbook has; delete what")


def test_a_workbook_with_a_password_is_refused(tmp_path):
    path = tmp_path / "lines.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000))
    assert message(path) == (
        "lines.xlsx has a password, or is in Excel's format from before 2007; remove the password, "
        "or save it as .xlsx"
    )


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("a.xls", "is in Excel's format from before 2007; save it as .xlsx"),
        ("a.xlsb", "is in Excel's binary format; save it as .xlsx"),
        ("a.ods", "is in the OpenDocument format of LibreOffice; save it as .xlsx"),
        ("a.numbers", "is in the format of Apple Numbers; export it as .xlsx"),
        ("a.se", "is in the SIE format; read it with read_sie"),
    ],
)
def test_other_formats_are_named_with_the_way_out(tmp_path, name, way):
    for read in (cs.read_invoices, cs.read_budget):
        assert message(tmp_path / name, read) == f"{name} {way}"


def zipped(name, content=b""):
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


KINDS = {
    "is an Excel workbook; rename it to a.xlsx": zipped("xl/workbook.xml"),
    "is in Excel's binary format; save it as .xlsx": zipped("xl/workbook.bin"),
    "is in the OpenDocument format of LibreOffice; save it as .xlsx": zipped(
        "mimetype", b"application/vnd.oasis.opendocument.spreadsheet"
    ),
    "is a zip file; unpack it and pass a file of it": zipped("lines.csv"),
    "is in the format of Office from before 2007, or has a password; save it as .xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    ),
    "is a PDF file; export its table as .csv or .xlsx": b"%PDF-1.7",
    "is a web page or XML; open it in a spreadsheet and save it as .xlsx": (
        b"\xef\xbb\xbf \r\n<HTML><table>"
    ),
}


@pytest.mark.parametrize("said", KINDS)
def test_a_file_under_another_name_is_named_as_what_it_is(tmp_path, said):
    for name, reader in {
        "a.csv": cs.read_invoices,
        "a.txt": cs.read_budget,
        "a.se": cs.read_sie,
        "a.tsv": cs.UsageLog.from_csv,
    }.items():
        path = tmp_path / name
        path.write_bytes(KINDS[said])
        assert message(path, reader) == f"{name} {said}"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xls", b"Kommun;Pool\n", "is text, not a workbook; rename it to a.csv"),
        (
            "a.xls",
            b"<table>",
            "is a web page or XML; open it in a spreadsheet and save it as .xlsx",
        ),
        ("a.xls", zipped("xl/workbook.xml"), "is an Excel workbook; rename it to a.xlsx"),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "is in Excel's format from before 2007; save it as .xlsx",
        ),
        ("a.xlsx", b"%PDF-1.7", "is a PDF file; export its table as .csv or .xlsx"),
        ("a.se", b"#FLAGGA 0\n", "is in the SIE format; read it with read_sie"),
        (
            "a.xlsx",
            zipped("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            "is in the OpenDocument format of LibreOffice; save it as .xlsx",
        ),
    ],
)
def test_a_workbook_s_ending_does_not_hide_what_the_file_is(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    assert message(tmp_path / name) == f"{name} {said}"


READERS = {
    "lines.xlsx": cs.read_invoices,
    "lines.csv": cs.read_invoices,
    "budget.xlsx": cs.read_budget,
    "budget.csv": cs.read_budget,
    "books.se": cs.read_sie,
    "agreement.toml": cs.Agreement.load,
    "agreement.json": cs.Agreement.load,
    "fees.json": cs.Allocation.load,
}


@pytest.mark.parametrize("name", READERS)
def test_a_name_that_no_file_can_have_is_refused(name):
    for bad in (f"a\0{name}", f"\ud800{name}", ""):
        with pytest.raises(CostshareError, match="cannot be the name of a file; correct it"):
            READERS[name](bad)


@pytest.mark.parametrize("name", READERS)
def test_a_folder_in_the_place_of_a_file_is_an_os_error(tmp_path, name):
    path = tmp_path / name
    path.mkdir()
    with pytest.raises(OSError, match=name):
        READERS[name](path)


SMALL = [
    b"",
    b"\x00",
    b"PK\x03\x04",
    b"PK\x05\x06" + bytes(18),
    b"\xff\xfe",
    "Kommun;Pool;Belopp".encode("utf-16")[:-1],
    b'"' * 9_999,
    b'Kommun;Pool;Belopp\n"Boden;a;5\n' * 50,
    b"Kommun;Pool;Belopp\nBoden;a;1e1000000000000000000\n",
    b"Kommun;Pool;Belopp\nBoden;a;" + b"9" * 9_999 + b"\n",
    b"Kommun;Pool;Belopp\nBo\x00den;a;5\n",
    b"#SIETYP 4\n#VER A 1 20220101\n{\n#TRANS 1 {} " + b"9" * 9_999 + b"\n}\n",
    b'#SIETYP 4\n#VER "' + b"\\" * 9_999,
    b"{" * 9_999,
    b"[" * 9_999,
    b'{"a":' * 9_999,
    b"a = " + b"[" * 9_999,
    b"a = " + b"{a = " * 9_999,
    b"[" + b"a." * 9_999 + b"a]\n",
    b"a." * 9_999 + b"a = 1\n",
    b'{"name": "a", "name": "b"}',
    b'name = "a"\nname = "b"\n',
    b'{"name": "a", "period": "2022", "members": [{"name": "A", "population": 1e999999999}]}',
    b'{"name": "a", "period": "2022", "members": [{"name": "A", "population": NaN}]}',
    b'name = "a"\nperiod = "2022"\n[[members]]\nname = "A"\npopulation = 1e999999999\n',
    b'name = "a"\nperiod = "2022"\n[[members]]\nname = "A"\npopulation = inf\n',
    b"a = " + b"9" * 9_999,
    b'{"a": ' + b"9" * 9_999 + b"}",
    b'\xef\xbb\xbf{"name": "a"}',
    '{"name": "a"}'.encode("utf-16"),
    'name = "a"'.encode("utf-16"),
    b'{"name": "\\ud800", "period": "2022"}',
]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("data", SMALL, ids=range(len(SMALL)))
def test_a_broken_file_is_refused_by_name(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    message(path, READERS[name])


SOUND = {
    "lines.xlsx": None,
    "lines.csv": b"Kommun;Pool;Belopp\nBoden;a;5\nSumma;;5\n",
    "books.se": b"#SIETYP 4\n#VER A 1 20220101\n{\n#TRANS 1 {8 1} 5.00\n#TRANS 2 {} -5.00\n}\n",
    "agreement.toml": b'name = "a"\nperiod = "2022"\n[[members]]\nname = "A"\npopulation = 5\n',
}


@pytest.mark.parametrize("name", SOUND)
@given(st.lists(st.tuples(st.integers(0, 10**4), st.binary(max_size=3)), min_size=1, max_size=4))
def test_a_file_with_bytes_changed_is_read_or_refused(tmp_path_factory, name, changes):
    folder = tmp_path_factory.mktemp("changed")
    data = SOUND[name] or workbook(folder, BEGIN + TABLE + END).read_bytes()
    for place, new in changes:
        at = place % len(data)
        data = data[:at] + new + data[at + len(new) :]
    path = folder / name
    path.write_bytes(data)
    try:
        READERS[name](path)
    except CostshareError as error:
        assert len(str(error)) < 2_000  # noqa: PT017 - either way is right


# Reads each file, and tells the memory that it took, and how it ended.
MEASURED = """
import json, pathlib, resource, sys
import pandas
import costshare as cs
readers = {"budget": cs.read_budget, "books": cs.read_sie, "lines": cs.read_invoices,
           "agreement": cs.Agreement.load, "fees": cs.Allocation.load}
for path in sys.argv[1:]:
    name = path.replace("\\\\", "/").rpartition("/")[2]
    try:
        readers[name.partition("-")[0]](path)
        said = "read"
    except cs.CostshareError as error:
        said = str(error)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak = peak // 2**20 if sys.platform == "darwin" else peak // 2**10
    if sys.platform == "linux":  # where `ru_maxrss` begins at what the parent process held
        status = pathlib.Path("/proc/self/status").read_text()
        peak = int(status.partition("VmHWM:")[2].split()[0]) // 2**10
    print(json.dumps([name, peak, said]), flush=True)
"""

BLANK_ROW = "<row>" + '<c s="1"/>' * 16_384 + "</row>"


def large_files(folder):
    """Write each large file, and give how its reading ends."""
    gigabyte = {"begin": BEGIN, "block": b" " * 2**20, "times": 2**10}
    bomb(folder, "lines-gigabyte.xlsx", **gigabyte)
    bomb(folder, "lines-lying.xlsx", **gigabyte, declared=100)
    bomb(folder, "lines-blanks.xlsx", BEGIN, b" " * 2**20, 200)
    bomb(folder, "lines-flood.xlsx", BEGIN, b"<a/>" * 2**18, 60)
    bomb(folder, "lines-tag.xlsx", BEGIN + '<row r="', b"1" * 2**20, 200)
    bomb(folder, "lines-cells.xlsx", BEGIN, (BLANK_ROW * 8).encode(), 40)
    far = '<row><c r="XFD{0}"><v>5</v></c></row>'
    far = "".join(far.format(at) for at in range(3, 1_000))
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x y" * 10_000}</t></si></sst>'
    shared = row("Kommun") + '<row><c t="s"><v>0</v></c></row>' * 9_999
    overlap = '<mergeCell ref="A1:XFD1048576"/>' * 9_999
    long = row(*range(2_000))
    for name, sheet, parts in [
        ("lines-styled.xlsx", BEGIN + TABLE + BLANK_ROW * 20 + END, {}),
        ("lines-far.xlsx", BEGIN + TABLE + far + END, {}),
        ("lines-shared.xlsx", BEGIN + shared + END, {"xl__texts_xml": texts}),
        ("lines-merged.xlsx", BEGIN + TABLE + row("x") * 999 + END + overlap, {}),
        ("budget-wide.xlsx", BEGIN + long * 3 + END, {}),
    ]:
        workbook(
            folder,
            sheet.replace(END + overlap, f"</sheetData>{overlap}</worksheet>"),
            name,
            **parts,
        )
    voucher = '#VER A 1 20220101\n{\n#TRANS 1 {8 "1"} 5.00\n#TRANS 2 {} -5.00\n}\n'
    for name, text in {
        "lines-columns.csv": ";" * 100_000 + "\nx",
        "lines-quote.csv": 'Kommun;Tjänst;Belopp\nBoden;a;"' + "x\n" * 500_000,
        "books-long.se": "#SIETYP 4\n" + voucher * 5_000,
        "books-quote.se": '#SIETYP 4\n#FNAMN "' + '\\"' * 500_000,
        "books-braces.se": "#SIETYP 4\n#VER A 1 20220101\n" + "{ " * 500_000,
        "books-objects.se": "#SIETYP 4\n#VER A 1 20220101\n{\n#TRANS 1 {"
        + "1 2 " * 300_000
        + "} 5",
        "agreement-deep.json": '{"a":' * 500_000,
        "agreement-deep.toml": "a = " + "[" * 500_000,
        "agreement-dots.toml": "a." * 20_000 + "b = 1",
        "agreement-digits.toml": "a = " + "9" * 500_000,
        "fees-digits.json": '{"total": ' + "9" * 500_000 + "}",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_large_files_end_within_500_mib(tmp_path):
    large_files(tmp_path)
    paths = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *paths],
        capture_output=True,
        text=True,
        timeout=300,  # what is quadratic in one of these files takes longer
        check=False,
    )
    measured = [json.loads(each) for each in done.stdout.splitlines()]
    assert len(measured) == len(paths), (measured[-1:], done.stderr)
    assert [each for each in measured if each[1] > 500] == []
    said = {name: said for name, _, said in measured}
    assert said["lines-styled.xlsx"] == "read"
