from types import UnionType

import attrs
import pytest

from managed_mrr.evidence import LISTS
from managed_mrr.files.formats import FORMAT, PORTFOLIO, RESERVED, Key, ListOf, ObjectOf


def shapes(shape: ObjectOf) -> list[ObjectOf]:
    """A shape and all that it is made of."""
    found = [shape]
    for key in shape.keys.values():
        inner = key.kind.element if isinstance(key.kind, ListOf) else key.kind
        if isinstance(inner, ObjectOf):
            found += shapes(inner)
    return found


RECORDS = {shape.record: shape for shape in shapes(PORTFOLIO) if shape.record is not None}


class TestPortfolioFormat:
    def test_lists(self) -> None:
        """The file has its format and every list of a portfolio, in order, and few of them are required."""
        assert list(PORTFOLIO.keys) == ["format", *LISTS]
        assert [name for name, key in PORTFOLIO.keys.items() if key.required] == [
            "format",
            "partners",
            "clients",
        ]
        assert PORTFOLIO.keys["format"].kind.read(FORMAT) == FORMAT  # type: ignore[union-attr]

    @pytest.mark.parametrize(("record", "shape"), RECORDS.items(), ids=(record.__name__ for record in RECORDS))
    def test_every_field_is_a_key(self, record: type[attrs.AttrsInstance], shape: ObjectOf) -> None:
        """An object has exactly the fields of its record as keys, and none that is reserved."""
        assert set(shape.keys) == set(attrs.fields_dict(record))
        assert not RESERVED & set(shape.keys)

    @pytest.mark.parametrize(("record", "shape"), RECORDS.items(), ids=(record.__name__ for record in RECORDS))
    def test_defaults(self, record: type[attrs.AttrsInstance], shape: ObjectOf) -> None:
        """What a key is without being there is what the record says, unless another key's value stands in."""
        for key in shape.keys.values():
            if not key.required and not key.like:
                assert key.default == attrs.fields_dict(record)[key.name].default

    def test_nullable(self) -> None:
        """Null is accepted where the format lists it and nowhere else."""
        nullable = {
            (shape.name, key.name) for shape in shapes(PORTFOLIO) for key in shape.keys.values() if key.nullable
        }
        assert {name for _, name in nullable} == {"end", "refunded_on", "billing", "email", "id"}
        assert [shape for shape, name in nullable if name == "id"] == ["Activity"]

    def test_hints_resolve(self) -> None:
        """The hints of the description can be looked up while a program runs."""
        assert isinstance(attrs.resolve_types(Key).__attrs_attrs__[1].type, UnionType)
