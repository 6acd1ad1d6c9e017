"""Agreements as files: both kinds round trip, every error names its place, and the schema."""

import json
import tomllib
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from agreements_local import agreements
from costshare.results._files import read_file, write_file

SCHEMA = cs.Agreement.json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

TOML = """
# Comments are welcome.
name = "Board"
period = "2022"
members = [{ name = "A", population = 1 }, { name = "B", population = 2.5, joined = 2020-01-01 }]

[[pools]]
name = "office"
total = "100.50" # kronor
unit = 0.01
model = { kind = "flat" }

[[pools]]
name = "archive"
total = 100
exempt = ["A"]
[pools.model]
kind = "blend"
parts = [["0.4", { kind = "flat" }], [0.6, { kind = "mixed", flat_share = "0.5" }]]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("agreements")


@given(agreements(), st.sampled_from([".toml", ".json"]))
def test_what_is_saved_loads_as_an_equal_agreement(folder, agreement, kind):
    path = folder / f"agreement{kind}"
    agreement.save(path)
    again = cs.Agreement.load(path)
    assert again == agreement
    assert again.allocate() == agreement.allocate()
    text = path.read_text(encoding="utf-8")
    data = tomllib.loads(text) if kind == ".toml" else json.loads(text)
    VALIDATOR.validate(data)


def test_a_file_written_by_hand_is_read(tmp_path):
    path = tmp_path / "board.TOML"
    path.write_text(TOML, encoding="utf-8-sig")
    board = cs.Agreement.load(str(path))
    assert board.members[1] == cs.Member(name="B", population="2.5", joined="2020-01-01")
    assert board.pools[1].model.parts == (
        (Fraction(2, 5), cs.Flat()),
        (Fraction(3, 5), cs.Mixed(flat_share="0.5")),
    )
    totals = board.allocate().member_totals
    assert {name: str(total) for name, total in totals.items()} == {"A": "50.25", "B": "150.25"}


def change(tmp_path, old, new, kind=".toml"):
    assert old in TOML
    path = tmp_path / f"board{kind}"
    path.write_text(TOML.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(cs.CostshareError) as caught:
        cs.Agreement.load(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Board"', "", "name: is missing; give it a value"),
        (
            "total = 100\n",
            "totl = 100\n",
            "pools[1]: unknown field of Pool 'totl'; did you mean 'total'? ",
        ),
        ("population = 2.5", "population = -1", "members[1].population: value -1 is below zero; "),
        ("2020-01-01", "2020-01-01T00:00:00", "members[1].joined: datetime.datetime(2020, 1, 1, "),
        (
            "unit = 0.01",
            "unit = 0",
            "pools[0].unit: unit 0 must be positive; pass 1, 100 or '0.01'",
        ),
        (
            "100.50",
            "100.505",
            "pools[0]: total 100.505 is not a multiple of unit 0.01; pass unit=0.005, ",
        ),
        (
            '"flat" }\n',
            '"flatt" }\n',
            "pools[0].model: unknown model kind 'flatt'; did you mean 'flat'? ",
        ),
        ('{ kind = "flat" }\n', "{ }\n", "pools[0].model: unknown model kind None; Known: flat, "),
        (
            'flat_share = "0.5"',
            'flat_share = "5"',
            "pools[1].model.parts[1][1].flat_share: share 5 lies outside ",
        ),
        ("0.6", "0.7", "pools[1].model: shares of the parts sum to 1.1, not to 1: 0.1 too much"),
        ("0.6", "nan", "pools[1].model.parts[1][0]: share is NaN; a finite number is needed"),
        (
            'exempt = ["A"]',
            'exempt = ["a"]',
            "unknown member in pool archive: 'a'; did you mean 'A'? Known: A, B",
        ),
        ('exempt = ["A"]', 'exempt = "A"', "pools[1].exempt: is 'A'; pass a list"),
        ('period = "2022"', 'period = "2022-13"', "period: '2022-13' is not a period; "),
        ('name = "B"', 'name = "A"', "member A is listed twice; list it once"),
    ],
)
def test_an_error_names_the_place_in_the_file(tmp_path, old, new, message):
    assert change(tmp_path, old, new).startswith(f"board.toml: {message}")


def test_a_flat_share_is_found_in_its_pool(tmp_path):
    old = 'model = { kind = "flat" }'
    new = 'model = { kind = "mixed", flat_share = "40" }'
    assert change(tmp_path, old, new) == (
        "board.toml: pools[0].model.flat_share: share 40 lies outside 0 to 1; write '40%' if "
        "per cent are meant"
    )


def test_two_errors_are_both_reported(tmp_path):
    message = change(tmp_path, 'name = "Board"\nperiod = "2022"', "")
    assert message == (
        "board.toml: name: is missing; give it a value\n"
        "board.toml: period: is missing; give it a value"
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.json",
            b'{"a": {"total": 1, "total": 2}}',
            "a.json: name total is listed twice; list it once",
        ),
        ("a.json", b"[1, 2]", "a.json holds a value of type list, not a table of names and values"),
        (
            "a.json",
            b'{"a": ',
            "a.json is not valid JSON in UTF-8: Expecting value: line 1 column 7",
        ),
        (
            "a.json",
            b"\xff\xfe",
            "a.json is not valid JSON in UTF-8: 'utf-8' codec can't decode byte",
        ),
        (
            "a.json",
            b'{"a": ' + b"1" * 5000 + b"}",
            "a.json is not valid JSON in UTF-8: Exceeds the limit",
        ),
        (
            "a.json",
            b"[" * 100_000,
            "a.json is not valid JSON in UTF-8: maximum recursion depth exceeded",
        ),
        ("a.toml", b"a = 1\na = 2", "a.toml is not valid TOML in UTF-8: Cannot overwrite a value"),
        ("a.toml", b"a = ", "a.toml is not valid TOML in UTF-8: Invalid value"),
        ("a.toml", b"a = " + b"1" * 5000, "a.toml is not valid TOML in UTF-8: Exceeds the limit"),
        ("a.yaml", b"a: 1", "the ending of path a.yaml is not of a known kind; use .toml or .json"),
        ("a", b"a = 1", "the ending of path a is not of a known kind; use .toml or .json"),
    ],
)
def test_a_broken_file_is_refused(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(cs.CostshareError) as caught:
        cs.Agreement.load(path)
    assert str(caught.value).startswith(message)


def test_a_file_that_is_not_there_raises_as_python_does(tmp_path):
    with pytest.raises(FileNotFoundError):
        cs.Agreement.load(tmp_path / "none.toml")


def test_another_ending_is_refused_before_anything_is_written(tmp_path):
    board = cs.Agreement(name="B", period=2022, members=[cs.Member(name="A")], pools=[POOL])
    with pytest.raises(cs.CostshareError, match=r"b\.txt is not of a known kind"):
        board.save(tmp_path / "b.txt")
    assert not list(tmp_path.iterdir())


class Mine:
    def quotas(self, members, total=None):
        return {member.name: total for member in members}


POOL = cs.Pool(name="p", total=1, model=cs.Flat())


@pytest.mark.parametrize("model", [Mine(), cs.Blend(parts=[(1, Mine())])])
def test_a_model_of_ones_own_is_not_saved(tmp_path, model):
    board = cs.Agreement(
        name="B", period=2022, members=[cs.Member(name="A")], pools=[POOL.replace(model=model)]
    )
    with pytest.raises(cs.CostshareError) as caught:
        board.save(tmp_path / "b.toml")
    assert str(caught.value) == (
        "pool p has a model of your own (Mine), which cannot be written to a file; keep it in code"
    )
    assert not list(tmp_path.iterdir())


def test_numbers_keep_their_digits(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a": 0.1000000000000000000000000001, "b": 12345678901234567890}', "utf-8")
    data = read_file(path, (".json",))
    assert {name: str(value) for name, value in data.items()} == {
        "a": "0.1000000000000000000000000001",
        "b": "12345678901234567890",
    }


def test_text_is_written_as_it_is_and_with_plain_line_ends(tmp_path):
    path = tmp_path / "a.json"
    write_file(path, {"name": "Övertorneå"}, (".json",))
    assert path.read_bytes() == '{\n  "name": "Övertorneå"\n}\n'.encode()


def data():
    return json.loads(json.dumps(tomllib.loads(TOML.replace("2020-01-01", '"2020-01-01"'))))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("name",), 5),
        (("period",), None),
        (("valuta",), "SEK"),
        (("members",), []),
        (("members", 0, "populaton"), 1),
        (("members", 0, "population"), -1),
        (("members", 0, "population"), "-1"),
        (("members", 0, "population"), "2 785"),
        (("pools",), []),
        (("pools", 0, "method"), "webstr"),
        (("pools", 0, "ties"), "first"),
        (("pools", 0, "rounding"), "near"),
        (("pools", 0, "exempt"), "A"),
        (("pools", 0, "model"), {"kind": "flatt"}),
        (("pools", 0, "model"), {}),
        (("pools", 0, "model"), {"flat_share": "0.4"}),
        (("pools", 0, "model"), {"kind": "mixed", "flat_share": 40}),
        (("pools", 0, "model"), {"kind": "mixed", "flat_share": "40 percent"}),
        (("pools", 0, "model"), {"kind": "capacity", "prices": {}}),
        (("pools", 1, "model", "parts", 0), ["0.4"]),
    ],
)
def test_the_schema_refuses_what_loading_refuses(tmp_path, place, value):
    good, bad = data(), data()
    VALIDATOR.validate(good)
    here = bad
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(bad)
    path = Path(tmp_path, "bad.json")
    path.write_text(json.dumps(bad), encoding="utf-8")
    with pytest.raises(cs.CostshareError):
        cs.Agreement.load(path)


@pytest.mark.parametrize("method", ["hamilton", "webster", "dhondt"])
def test_the_schema_knows_methods_and_their_synonyms(method):
    changed = data()
    changed["pools"][0]["method"] = method
    VALIDATOR.validate(changed)


def test_the_schema_is_one_itself():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", ["x.Åre = 1", "[Åre.b]", "name = 'x'\nuse = {a = 1, Åre = 2}"])
def test_a_name_that_needs_quotes_is_named(tmp_path, text):
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(cs.CostshareError, match=r'other letters than a to z needs quotes: "Åre"$'):
        cs.Agreement.load(path)
