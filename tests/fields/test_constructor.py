"""Constructors that are stated for type checkers and `help` agree with the fields."""

import inspect
import pickle
import pydoc
import types
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, TypeAdapter

import costshare as cs
from costshare.fields import Declared


def _below(kind: type[Declared]) -> Iterator[type[Declared]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("costshare."):
            yield each
            yield from _below(each)


PUBLIC = [getattr(cs, name) for name in cs.__all__]  # which loads their modules
STATED = [kind for kind in _below(Declared) if "_stated_constructor" in vars(kind)]


def test_every_public_class_with_fields_states_its_constructor() -> None:
    public = {kind for kind in PUBLIC if isinstance(kind, type)}
    assert {kind for kind in public if issubclass(kind, Declared)} <= set(STATED)


@pytest.mark.parametrize("kind", STATED, ids=lambda kind: kind.__name__)
def test_a_default_is_what_the_field_reads_from_it(kind: type[Declared]) -> None:
    for name, argument in inspect.signature(kind).parameters.items():
        field = kind.model_fields[name]
        if argument.default is not argument.empty:
            default = field.get_default(call_default_factory=True)
            read = TypeAdapter(field.rebuild_annotation()).validate_python(argument.default)
            assert read == default


def test_the_signature_has_short_type_names() -> None:
    assert str(inspect.signature(cs.Mixed)) == (
        "(*, flat_share: Amount | None = None, flat_amount: Amount | None = None, "
        "driver: str = 'population')"
    )


@pytest.mark.parametrize("kind", STATED, ids=lambda kind: kind.__name__)
def test_a_signature_is_readable(kind: type[Declared]) -> None:
    shown = str(inspect.signature(kind))
    for spelled_out in ("costshare.", "typing.", "Annotated", "ForwardRef", "<", " object at "):
        assert spelled_out not in shown


def test_help_is_short() -> None:
    shown = pydoc.plain(pydoc.render_doc(cs.Mixed))
    assert "Share one part of the total equally" in shown
    assert len(shown.splitlines()) < 120  # pydantic's own names made it 500
    assert "model_dump" not in shown


@pytest.mark.parametrize("kind", STATED, ids=lambda kind: kind.__name__)
def test_completion_shows_no_name_of_pydantic(kind: type[Declared]) -> None:
    assert not set(dir(kind)) & set(dir(BaseModel))
    assert "replace" in dir(kind)


def test_completion_on_a_value_shows_its_fields_and_methods() -> None:
    shown = set(dir(cs.Mixed(flat_share=1)))
    assert {"driver", "flat_amount", "flat_share", "kind", "quotas", "replace"} <= shown
    assert not shown & set(dir(BaseModel))


def test_a_stated_constructor_is_not_run() -> None:
    class Weighted(Declared):
        weight: int = 1

        def __init__(self, *, weight: int = 1) -> None: ...

    assert Weighted(weight=2).weight == 2
    with pytest.raises(cs.CostshareError, match="did you mean 'weight'"):
        Weighted(wieght=2)
    with pytest.raises(cs.CostshareError, match=r"by name: Weighted\(weight=2\)"):
        Weighted(2)
    with pytest.raises(cs.CostshareError, match="does not change"):
        Weighted().weight = 3


def test_a_class_of_a_user_needs_no_constructor() -> None:
    class Weighted(Declared):
        weight: int = 1

    assert Weighted(weight=2).weight == 2
    assert "weight" in inspect.signature(Weighted).parameters


def test_a_constructor_with_a_body_is_run() -> None:
    class Doubled(Declared):
        weight: int

        def __init__(self, *, half: int) -> None:
            super().__init__(weight=2 * half)

    assert Doubled(half=2).weight == 4


def test_a_class_in_a_function_finds_the_types_around_it() -> None:
    class Inner(Declared):
        size: int

    class Outer(Declared):
        inner: "Inner"

    assert Outer(inner={"size": 1}).inner == Inner(size=1)


def _leaves_out(self, *, size: int) -> None: ...
def _adds(self, *, size: int, weight: int = 1, colour: str) -> None: ...
def _needs(self, *, size: int, weight: int) -> None: ...
def _gives(self, *, size: int = 1, weight: int = 1) -> None: ...
def _differs(self, *, size: int, weight: int = 2) -> None: ...
def _by_place(self, size: int, *, weight: int = 1) -> None: ...


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        (_leaves_out, "the constructor of Box does not state the field weight"),
        (_adds, "the constructor of Box states the unknown colour"),
        (_needs, "weight in the constructor of Box needs a default"),
        (_gives, "size in the constructor of Box has a default, and the field has none"),
        (_differs, "weight in the constructor of Box has the default 2, and the field 1"),
        (_by_place, "size in the constructor of Box is not keyword-only"),
    ],
)
def test_a_constructor_that_differs_from_the_fields_is_refused(stated, message: str) -> None:
    def body(names: dict[str, object]) -> None:
        names["__annotations__"] = {"size": int, "weight": int}
        names["weight"] = 1
        names["__init__"] = stated

    with pytest.raises(TypeError) as refused:
        types.new_class("Box", (Declared,), exec_body=body)
    assert str(refused.value) == message


def test_values_pickle() -> None:
    pool = cs.Pool(name="office", total=100, model=cs.Mixed(flat_share="40%"))
    assert pickle.loads(pickle.dumps(pool)) == pool


def test_the_place_of_an_error_in_nested_data_is_named() -> None:
    model = {"kind": "mixed", "flat_share": 7}
    with pytest.raises(cs.CostshareError, match=r"^Pool: model\.flat_share: share 7 lies outside"):
        cs.Pool(name="office", total=100, model=model)
