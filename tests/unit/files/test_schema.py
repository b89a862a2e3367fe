import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from managed_mrr.errors import PortfolioError
from managed_mrr.files import portfolio_from_json, portfolio_schema
from managed_mrr.files.__main__ import SCHEMAS, main
from managed_mrr.files.schema import schema_text

VALIDATOR = Draft202012Validator(portfolio_schema())
EVERY_KEY = Path(__file__).parents[2] / "integration" / "data" / "every_key.json"

Fault = Callable[[Any], object]

EXPRESSIBLE: dict[str, Fault] = {
    "another format": lambda file: file.update(format="managed-mrr/2"),
    "no clients": lambda file: file.pop("clients"),
    "unknown list": lambda file: file.update(client=[]),
    "reserved key": lambda file: file["links"][0].update(recorded_on="2024-01-01"),
    "a list of no objects": lambda file: file.update(links=["ann"]),
    "an empty id": lambda file: file["partners"][1].update(id=""),
    "a number as name": lambda file: file["partners"][1].update(name=5),
    "null agreements": lambda file: file["partners"][1].update(agreements=None),
    "no currency": lambda file: file["clients"][1].pop("currency"),
    "gold": lambda file: file["clients"][1].update(currency="XAU"),
    "multiplier of nothing": lambda file: file["clients"][1].update(points_multiplier="0.00"),
    "negative multiplier": lambda file: file["clients"][1].update(points_multiplier=-1),
    "two at signs": lambda file: file["employees"][0].update(email="a@b@c"),
    "no first day": lambda file: file["partner_users"][0]["deactivated"][0].pop("start"),
    "a day and a time": lambda file: file["activities"][0].update(on="2024-01-15T00:00"),
    "the 13th month": lambda file: file["activities"][0].update(on="2024-13-15"),
    "true as a day": lambda file: file["activities"][0].update(on=True),
    "null as a tool": lambda file: file["activities"][0].update(tool=None),
    "a month too few": lambda file: file["subscriptions"][0]["billing"].update(every_months=0),
    "no months": lambda file: file["subscriptions"][0]["billing"].pop("every_months"),
    "months as text": lambda file: file["subscriptions"][0]["items"][0].update(months="1"),
    "a float": lambda file: file["subscriptions"][0]["items"][0].update(price=800.5),
    "an exponent": lambda file: file["subscriptions"][0]["items"][0].update(price="8e2"),
    "a negative price": lambda file: file["subscriptions"][0]["items"][0].update(price="-0.01"),
    "41 digits": lambda file: file["subscriptions"][0]["items"][0].update(price=10**40),
    "another kind": lambda file: file["subscriptions"][0]["items"][0].update(kind="weekly"),
    "eligible as text": lambda file: file["subscriptions"][0]["items"][0].update(eligible="true"),
    "no items": lambda file: file["subscriptions"][0].pop("items"),
}

BEYOND: dict[str, Fault] = {
    "a day that is none": lambda file: file["activities"][0].update(on="2024-02-30"),
    "a period backwards": lambda file: file["links"][0].update(end="2020-01-01"),
    "an unknown id": lambda file: file["links"][0].update(client="nobody"),
    "half a character": lambda file: file["partners"][0].update(name="\ud800"),
    "months as a float": lambda file: file["subscriptions"][0]["items"][0].update(months=1.0),
}


def planted(fault: Fault) -> Any:  # noqa: ANN401 -- a decoded JSON value
    """The file that has every key, with a fault."""
    values = json.loads(EVERY_KEY.read_text(encoding="utf-8"))
    fault(values)
    return values


class TestPortfolioSchema:
    def test_shipped(self) -> None:
        """The schema that is shipped is the one that the format's description makes."""
        shipped = files("managed_mrr.files").joinpath("portfolio.schema.json").read_text(encoding="utf-8")
        assert shipped == schema_text()

    def test_is_a_schema(self) -> None:
        """The schema is itself right in the draft it names."""
        Draft202012Validator.check_schema(portfolio_schema())

    def test_accepts(self) -> None:
        """A file that has every key is right by the schema."""
        VALIDATOR.validate(planted(lambda _: None))

    @pytest.mark.parametrize("price", ["+1", "-0", "-0.00", "007.50", 0, 10**40 - 1])
    def test_accepts_amounts(self, price: object) -> None:
        """Amounts are right by the schema in every way in which they are read."""
        values = planted(lambda file: file["subscriptions"][0]["items"][0].update(price=price))
        VALIDATOR.validate(values)
        portfolio_from_json(json.dumps(values))

    @pytest.mark.parametrize("fault", EXPRESSIBLE.values(), ids=EXPRESSIBLE.keys())
    def test_refuses(self, fault: Fault) -> None:
        """A fault that a schema can express is wrong by the schema, and is refused when read."""
        values = planted(fault)
        assert not VALIDATOR.is_valid(values)
        with pytest.raises(PortfolioError):
            portfolio_from_json(json.dumps(values))

    @pytest.mark.parametrize("fault", BEYOND.values(), ids=BEYOND.keys())
    def test_leaves(self, fault: Fault) -> None:
        """A fault that no schema can express is still refused when read."""
        values = planted(fault)
        assert VALIDATOR.is_valid(values)
        with pytest.raises(PortfolioError):
            portfolio_from_json(json.dumps(values))

    def test_defaults(self) -> None:
        """The schema tells what an absent key means, as a file would write it."""
        definitions: Any = portfolio_schema()["$defs"]
        item = definitions["Item"]["properties"]
        assert {name: each["default"] for name, each in item.items() if "default" in each} == {
            "kind": "recurring",
            "eligible": True,
            "discount": "0",
            "months": 1,
            "end": None,
        }
        assert definitions["Subscription"]["properties"]["billing"]["default"] is None
        assert "default" not in definitions["Partner"]["properties"]["agreements"]


class TestWritten:
    def test_command(self, tmp_path: Path) -> None:
        """The module writes each schema as it is shipped into the folder that it is told."""
        assert main([str(tmp_path)]) == 0
        written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
        assert set(written) == {f"{name}.schema.json" for name in SCHEMAS}
        assert written == {name: files("managed_mrr.files").joinpath(name).read_text("utf-8") for name in written}

    @pytest.mark.parametrize("arguments", [[], ["one", "two"]])
    def test_usage(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        """With no folder, or with several, it says how it is used and writes nothing."""
        assert main(arguments) == 2
        assert capsys.readouterr() == ("", "usage: python -m managed_mrr.files FOLDER\n")
