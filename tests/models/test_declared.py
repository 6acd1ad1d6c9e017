"""What users declare: every problem on a line of its own, with its place, value and way out."""

import pytest
from pydantic import Field, TypeAdapter, ValidationError

import costshare as cs
from costshare.fields import Declared, validation_message


class Inner(Declared):
    size: int = Field(gt=0)


class Outer(Declared):
    items: tuple[Inner, ...] = Field(min_length=1)


def message(**data):
    with pytest.raises(cs.CostshareError) as caught:
        Outer(**data)
    return str(caught.value)


def test_every_problem_has_a_line_of_its_own():
    assert message(items=[{"size": 0}, {"size": "x"}, {}]) == (
        "Outer: items[0].size: Input should be greater than 0 (got 0)\n"
        "Outer: items[1].size: Input should be a valid integer, unable to parse string as an "
        "integer (got 'x')\n"
        "Outer: items[2].size: is missing; give it a value"
    )


def test_an_empty_list_is_not_one_with_wrong_items():
    assert message(items=[]) == "Outer: items: is empty; give at least one"
    assert message(items=[{"size": 0}]).count("\n") == 0


def test_things_of_another_type_are_named_shortly():
    assert message(items=[5]) == ("Outer: items[0]: is 5; pass Inner(…), or a table of its fields")
    assert message(items="x" * 1000).endswith("xxx'; pass a list")
    assert len(message(items="x" * 1000)) < 100


def test_a_misspelt_name_is_reported_at_its_place():
    assert message(items=[Inner(size=1), {"size": 1, "siz": 2}]) == (
        "Outer: items[1]: unknown field of Inner 'siz'; did you mean 'size'? Known: size"
    )


def test_a_place_is_reported_even_where_the_data_do_not_have_it():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, list[int]]).validate_python({"a": ["x"]})
    for data, place in [({"a": []}, "a[0]"), ({"a": 5}, "a[0]"), (None, "a[0]")]:
        assert validation_message(caught.value, "root", data).startswith(f"root: {place}: Input")


def test_a_declared_thing_does_not_change():
    with pytest.raises(cs.CostshareError) as caught:
        Inner(size=1).size = 2
    assert str(caught.value) == "Inner does not change; make a copy: .replace(size=…)"


def test_replace_is_checked():
    assert Inner(size=1).replace(size=2) == Inner(size=2)
    with pytest.raises(cs.CostshareError, match="greater than 0"):
        Inner(size=1).replace(size=0)


def test_the_schema_of_a_model_asks_for_its_kind_and_its_bounds():
    schema = cs.Mixed.model_json_schema()
    assert schema["required"] == ["kind"]
    assert cs.Proportional.model_json_schema()["required"] == ["kind", "driver"]
    share, _ = schema["properties"]["flat_share"]["anyOf"]
    number, text = share["anyOf"]
    assert number == {"type": "number", "minimum": 0, "maximum": 1}
    assert text["pattern"].startswith(r"^\s*\+?(")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cs.Mixed("0.4"), "Mixed takes its fields by name: Mixed(flat_share='0.4')"),
        (lambda: cs.Member("A", 3), "Member takes its fields by name: Member(name='A')"),
        (lambda: cs.Flat(1), "Flat takes its fields by name: Flat(…=1)"),
    ],
)
def test_fields_are_given_by_name(make, message):
    with pytest.raises(cs.CostshareError) as caught:
        make()
    assert str(caught.value) == message
