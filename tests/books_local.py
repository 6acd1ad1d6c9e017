"""Workbooks as they are read back, and recomputed by LibreOffice."""

import io
import math
import os
import re
import shutil
import subprocess
import zipfile
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

import costshare as cs

_VALUE = re.compile(r"(<c [^>]*>)(<f>[^<]*</f>)<v>[^<]*</v>")
# Formulas are computed again whatever values are in the file.
# Formulas are computed on load, and on one thread: on several, LibreOffice 7.4 crashes at times.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Calculation">
<prop oor:name="UseThreadedCalculationForFormulaGroups" oor:op="fuse"><value>false</value></prop>
</item>
</oor:items>
"""
PATIENCE = 240  # seconds, on a machine that is busy with other things


def cells_of(path, *, formulas=False):
    """Every cell by sheet and address: its value and its number format."""
    book = openpyxl.load_workbook(path, data_only=not formulas)
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.number_format)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in {None, ""}
    }


def rewritten(path, change):
    """Write a copy of a workbook with the text of each sheet changed."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = change(content.decode()).encode()
            new.writestr(name, content)
    return copy.getvalue()


def without_values(text):
    """Replace the value of each formula in a sheet by one that is wrong."""
    return _VALUE.sub(r"\1\2<v>-77</v>", text)


def office():
    """Find LibreOffice where it is asked for; skip elsewhere, since it takes its time."""
    if os.environ.get("COSTSHARE_SOFFICE") != "required":
        pytest.skip("LibreOffice runs where COSTSHARE_SOFFICE=required is set")
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.fail("COSTSHARE_SOFFICE is required, but soffice is not installed")
    return found


def recomputed(folder, books):
    """Let LibreOffice compute workbooks, given by name as bytes; return where it wrote them."""
    program = office()
    given, made, profile = (folder / each for each in ("given", "made", "profile"))
    for each in (given, made, profile / "user"):
        each.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    for name, content in books.items():
        (given / f"{name}.xlsx").write_bytes(content)
    done = subprocess.run(
        [
            *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless"),
            *("--convert-to", "xlsx", "--outdir", made, *sorted(given.iterdir())),
        ],
        env={**os.environ, "HOME": str(folder)},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert sorted(each.stem for each in made.iterdir()) == sorted(books), done.stderr.decode()
    return {name: made / f"{name}.xlsx" for name in books}


def alike(one, other, form):
    """Whether two values are the same as far as a number format shows them, and near anyway."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if "≈" in form or "%" in form:
        return math.isclose(one, other, rel_tol=1e-12)
    places = len(form.split(";")[0].partition(".")[2])
    if places == 0:
        return one == other
    return round(one, places) == round(other, places) and math.isclose(
        one, other, rel_tol=1e-12, abs_tol=1e-9
    )


def differences(expected, found):
    """The cells that are not alike, with both values."""
    assert expected.keys() == found.keys()
    return {
        place: (value, found[place][0])
        for place, (value, form) in expected.items()
        if not alike(value, found[place][0], form)
    }


def municipalities(count):
    """As many members as there are in a county or a country, with populations of such sizes."""
    largest, power = (78_105, 3) if count < 100 else (984_748, 30)
    return [
        cs.Member(
            name=f"M{number}",
            population=2_400 + round(largest * (number / count) ** power),
            drivers={"use": Fraction(number * 7907 % 1000, 8), "same": 1 + number % 3},
            joined="2022-03-15" if count < 100 and number % 10 == 7 else None,
        )
        for number in range(1, count + 1)
    ]


TOTALS = [1_046_950, -44_700, 999_983, 10**12 + 700, 10**15]
MODELS = {
    "flat": cs.Flat(),
    "capita": cs.PerCapita(),
    "mixed": cs.Mixed(flat_share="0.4"),
    "odd": cs.Mixed(flat_share="0.5236"),
    "amount": cs.Mixed(flat_amount=100),
    "use": cs.Proportional(driver="use"),
    "same": cs.Proportional(driver="same"),
    "blend": cs.Blend(parts=[("0.3", cs.Flat()), ("0.7", cs.Proportional(driver="use"))]),
}
# Each takes its time with 290 members.
IN_A_COUNTRY = {"flat", "capita", "mixed", "odd", "blend"}


def board(count, unit, ties="listed", *, totals=TOTALS):
    """An agreement with a pool for each model, by turns with one of the totals, in one unit."""
    pools = [
        cs.Pool(name=name, total=totals[at % len(totals)], unit=unit, model=model, ties=ties)
        for at, (name, model) in enumerate(MODELS.items())
        if count < 100 or name in IN_A_COUNTRY
    ]
    return cs.Agreement(
        name=f"board {count}",
        period="2022",
        currency="SEK",
        members=municipalities(count),
        pools=pools,
    )


def written(result, folder, lang="en"):
    """Write a result as a workbook, and return where."""
    path = Path(folder, f"{type(result).__name__}.xlsx")
    result.to_excel(path, lang=lang)
    return path
