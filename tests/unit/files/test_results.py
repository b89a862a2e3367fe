"""Findings as JSON: what stands in them, and the schema that is published for them."""

import json
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from managed_mrr import Citation, DateRange, Finding, Money, evaluate, hubspot, managed_client
from managed_mrr.files.results import finding_data, finding_schema, finding_schema_text
from managed_mrr.findings import SENTENCES, worded
from managed_mrr.testing import portfolios, turning_days

VALIDATOR = Draft202012Validator(finding_schema())
ACME = managed_client("north", "acme", start=date(2024, 1, 1), price="0.10", activities=[date(2024, 1, 15)])


def parts(data: Any) -> list[Any]:  # noqa: ANN401 -- a decoded JSON value
    """A finding and all below it, parents first."""
    return [data, *(each for part in data["parts"] for each in parts(part))]


class TestFindingData:
    def test_keys(self) -> None:
        """A finding has every key, also where there is nothing to say."""
        assert finding_data(Finding(rule="Own", text="in my own words")) == {
            "id": "Own",
            "rule": "Own",
            "subject": "",
            "code": None,
            "about": {},
            "holds": None,
            "text": "in my own words",
            "value": None,
            "threshold": None,
            "margin": None,
            "steady": None,
            "clauses": [],
            "cites": [],
            "parts": [],
        }

    def test_values(self) -> None:
        """What a sentence speaks of is given by name: days as dates, amounts rounded and exact."""
        about = {"partner": "north", "client": "acme", "policy": "servicing"}
        text = worded("line", on=date(2024, 3, 1), credit=Money(1, "JPY") / 3, points=None, **about)
        assert finding_data(Finding(rule="Line", text=text, value=Fraction(1, 3)))["about"] == {
            **about,
            "on": "2024-03-01",
            "credit": {"amount": "0", "exact": "1/3", "currency": "JPY"},
            "points": None,
        }

    def test_tree(self) -> None:
        """Every part has its id, its steady days, and the records it cites."""
        steady, cites = DateRange(date(2024, 1, 1), None), [Citation("links[0]"), Citation("partners[0]", "north")]
        leaf = Finding(
            rule="Leaf", subject="ann", text="one", value=2, threshold=3, margin=-4, steady=steady, cites=cites
        )
        data = finding_data(Finding(rule="Root", text="all", parts=[leaf, leaf]))
        assert [each["id"] for each in parts(data)] == ["Root", "Root/Leaf(ann)", "Root/Leaf(ann)#2"]
        first = parts(data)[1]
        assert (first["value"], first["threshold"], first["margin"]) == (2, 3, -4)
        assert first["steady"] == {"start": "2024-01-01", "end": None}
        assert first["cites"] == [{"path": "links[0]", "id": None}, {"path": "partners[0]", "id": "north"}]

    def test_ids_are_stable(self) -> None:
        """The ids of an explanation are those that the tree itself gives, each given once."""
        finding = evaluate(ACME, as_of=date(2024, 3, 1)).explain("north")
        ids = [each["id"] for each in parts(finding_data(finding))]
        assert ids == [id for id, _ in finding.identified()]
        assert len(ids) == len(set(ids))


class TestFindingSchema:
    def test_shipped(self) -> None:
        """The schema that is shipped is the one that the code makes."""
        shipped = files("managed_mrr.files").joinpath("finding.schema.json").read_text(encoding="utf-8")
        assert shipped == finding_schema_text()

    def test_is_a_schema(self) -> None:
        """The schema is itself right in the draft it names."""
        Draft202012Validator.check_schema(finding_schema())

    def test_codes(self) -> None:
        """The schema tells every sentence by its code."""
        definitions: Any = finding_schema()["$defs"]
        assert {each["const"]: each["description"] for each in definitions["Code"]["oneOf"]} == SENTENCES

    @settings(max_examples=20)
    @given(portfolios(), st.sampled_from(sorted(hubspot.POLICIES)), st.data())
    def test_accepts(self, portfolio: Any, policy: str, data: st.DataObject) -> None:  # noqa: ANN401 -- drawn
        """Every explanation is right by the schema, and plain JSON."""
        on = data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]))
        partner = data.draw(st.sampled_from(portfolio.partners)).id
        told = finding_data(evaluate(portfolio, as_of=on, policy=hubspot.POLICIES[policy]).explain(partner))
        VALIDATOR.validate(json.loads(json.dumps(told)))

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("code", "unheard-of"),
            ("holds", "yes"),
            ("value", 0.5),
            ("value", {"amount": "1.00", "exact": "1.0"}),
            ("margin", "3"),
            ("steady", {"start": None}),
            ("steady", {"start": "1 March", "end": None}),
            ("cites", [{"path": "links[0]"}]),
            ("parts", [{}]),
            ("more", 1),
        ],
    )
    def test_refuses(self, key: str, value: object) -> None:
        """What no explanation says is wrong by the schema."""
        told = {**finding_data(evaluate(ACME, as_of=date(2024, 3, 1)).explain("north", "acme")), key: value}
        assert not VALIDATOR.is_valid(told)
