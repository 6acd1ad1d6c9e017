"""Files of letters: names that every system accepts, whole pages, and a PDF."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.export._file_names import file_names

FEES = cs.allocate(100, cs.Flat(), {"Boden": {}, "Norr/Syd & Co": {}}, period="2022")
LETTERS = cs.fee_letters(FEES, contact="A")
NAMES = st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=300), unique=True)
TRAPS = ["CON", "con.x", "Nul", "..", ".", "", "a", "A", "a-2", "x" * 400, "å" * 400, "é."]


@given(NAMES | st.lists(st.sampled_from(TRAPS), unique=True))
def test_each_member_has_a_file_of_its_own_on_every_system(members):
    names = file_names(members)
    assert list(names) == members
    assert len({name.casefold() for name in names.values()}) == len(members)
    for name in names.values():
        stem = name.removesuffix(".html")
        assert name.endswith(".html")
        assert stem
        assert not set(name) & set('<>:"/\\|?*\0\n\r\t')
        assert stem.strip(" .") == stem
        assert len(name.encode()) <= 255
        assert stem.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


def test_letters_are_a_mapping():
    assert list(LETTERS) == ["Boden", "Norr/Syd & Co"]
    assert "Boden" in LETTERS
    assert "Piteå" not in LETTERS
    assert repr(LETTERS) == "<FeeLetters Fee for 2022: 2 letters in en>"
    assert cs.fee_letters(FEES, contact="A") == LETTERS
    assert LETTERS._repr_html_().count("<article>") == 2
    with pytest.raises(cs.CostshareError, match="did you mean 'Boden'"):
        LETTERS["Bodn"]


def test_a_folder_gets_a_file_for_each_member(tmp_path):
    paths = LETTERS.to_folder(tmp_path / "2022" / "letters")
    assert {name: path.name for name, path in paths.items()} == {
        "Boden": "Boden.html",
        "Norr/Syd & Co": "Norr-Syd & Co.html",
    }
    for name, path in paths.items():
        assert path.read_text(encoding="utf-8") == LETTERS[name]


def test_one_file_has_all_letters(tmp_path):
    path = tmp_path / "all.html"
    LETTERS.to_file(path)
    text = path.read_text(encoding="utf-8")
    assert text == LETTERS.page()
    assert text.count("<article>") == 2
    assert "article + article { break-before: page; }" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": 5}, "path"),
        ({"path": "all.pdf", "member": "Bodn"}, "did you mean 'Boden'"),
        ({"path": "all.pdf", "member": 5}, "member"),
    ],
)
def test_another_path_or_member_is_refused_before_a_pdf_is_made(arguments, message):
    with pytest.raises(cs.CostshareError, match=message):
        LETTERS.to_pdf(**arguments)


def test_a_pdf_without_weasyprint_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(cs.CostshareError, match=r"pip install 'costshare\[pdf\]'"):
        LETTERS.to_pdf(tmp_path / "all.pdf")
    assert not list(tmp_path.iterdir())
