import gc
import json
from pathlib import Path
from typing import Any

import pytest

from managed_mrr.errors import PortfolioError, Problem
from managed_mrr.evidence import Portfolio
from managed_mrr.files import decode, portfolio_from_json
from managed_mrr.files.values import RefusedError

Json = Any

EVERY_KEY = Path(__file__).parents[2] / "integration" / "data" / "every_key.json"


def file_of(**lists: Json) -> str:
    """The text of a small file, with other lists instead of its own."""
    values = {
        "format": "managed-mrr/1",
        "partners": [{"id": "north"}],
        "clients": [{"id": "acme", "currency": "EUR"}],
        "employees": [{"id": "ann", "partner": "north"}],
    }
    return json.dumps(values | lists)


def problems_of(text: str) -> list[Problem]:
    """Everything that is wrong with a text."""
    with pytest.raises(PortfolioError) as raised:
        portfolio_from_json(text)
    return list(raised.value.problems)


def paths_of(text: str) -> list[str]:
    """Where something is wrong in a text."""
    return [problem.path for problem in problems_of(text)]


def activity(number: int, **other: Json) -> dict[str, Json]:
    """One of many activities."""
    plain = {
        "id": f"a{number}",
        "employee": "ann",
        "client": "acme",
        "on": "2024-01-15",
        "tool": "blog",
        "action": "edit",
    }
    return plain | other


class TestTheFile:
    @pytest.mark.parametrize("text", ["[]", "null", '"x"', "5", "true"])
    def test_no_object(self, text: str) -> None:
        """A file that is no object has that one problem."""
        (problem,) = problems_of(text)
        assert (problem.path, problem.expected) == ("", "an object")

    def test_empty_object(self) -> None:
        """Only the format, partners and clients must be there."""
        assert [str(problem) for problem in problems_of("{}")] == [
            "format: got None, expected the key 'format', which must be there; add it",
            "partners: got None, expected the key 'partners', which must be there; add it",
            "clients: got None, expected the key 'clients', which must be there; add it",
        ]

    def test_no_list(self) -> None:
        """What should be a list is told, and nobody who refers to it is blamed."""
        (problem,) = problems_of(file_of(partners={"id": "north"}))
        assert str(problem) == ("""partners: got '{"id": "north"}', expected a list; put it in square brackets""")
        assert problems_of(file_of(clients=5))[0].hint == ""

    def test_misspelt_list(self) -> None:
        """Nobody who refers to a list under a misspelt key is blamed either."""
        text = file_of(links=[{"employee": "ann", "client": "acme", "start": "2024-01-01"}])
        assert paths_of(text.replace("employees", "employes")) == ["employes"]

    def test_repeated_list(self) -> None:
        """A list that stands twice is told once, and nobody who refers to the first is blamed."""
        text = file_of().removesuffix("}") + ', "partners": [{"id": "south"}]}'
        (problem,) = problems_of(text)
        assert problem == Problem(
            "partners", '[{"id": "south"}]', "the key 'partners' once", "it stands several times; keep one"
        )


class TestKeys:
    def test_unknown(self) -> None:
        """An unknown key is told with the nearest one, or with all there are."""
        mail, colour = problems_of(file_of(employees=[{"id": "ann", "partner": "north", "mail": "x", "colour": 1}]))
        assert mail == Problem("employees[0].mail", "x", "no key 'mail' here", "did you mean 'email'?")
        assert colour.hint == "leave it out; the keys are id, partner, email"

    @pytest.mark.parametrize("key", ["recorded_on", "withdrawn"])
    def test_reserved(self, key: str) -> None:
        """Keys of a second time axis are refused as reserved, wherever they stand."""
        period = {"start": "2024-01-01", key: True}
        text = file_of(**{key: True, "partners": [{"id": "north", "agreements": [period], key: True}]})
        problems = problems_of(text)
        assert [problem.path for problem in problems] == [
            f"partners[0].agreements[0].{key}",
            f"partners[0].{key}",
            key,
        ]
        assert {problem.hint for problem in problems} == {
            "reserved for a second time axis in a later format; leave it out"
        }

    def test_hostile(self) -> None:
        """A key that is no plain word is quoted in its path, and cut."""
        assert paths_of(file_of(**{'a\n"b\ud800': 1, "x" * 99: 1, "": 1})) == [
            '["a\\n\\"b\\ud800"]',
            f'["{"x" * 40}"]',
            '[""]',
        ]


class TestNull:
    def test_accepted(self) -> None:
        """Null stands for none where the format says so."""
        ended = {"start": "2024-01-01", "end": None}
        subscription: Json = {
            "id": "s",
            "client": "acme",
            **ended,
            "billing": None,
            "refunded_on": None,
            "items": [],
        }
        with_nulls = file_of(
            employees=[{"id": "ann", "partner": "north", "email": None}],
            partner_users=[{"employee": "ann", **ended}],
            activities=[activity(1, id=None)],
            subscriptions=[subscription],
        )
        without = json.loads(
            with_nulls,
            object_hook=lambda each: {name: value for name, value in each.items() if value is not None},
        )
        assert portfolio_from_json(with_nulls) == portfolio_from_json(json.dumps(without))

    def test_refused(self) -> None:
        """Null is refused elsewhere, with what to do about it."""
        text = file_of(
            partners=[{"id": "north", "name": None, "agreements": None}],
            clients=[None],
            subscriptions=[
                {
                    "id": "s",
                    "client": "acme",
                    "start": None,
                    "billing": {"first": None, "every_months": 1},
                    "items": [None],
                }
            ],
        )
        assert [(problem.path, problem.hint) for problem in problems_of(text)] == [
            ("partners[0].name", "null is not accepted here; leave the key out"),
            ("partners[0].agreements", "null is not accepted here; leave the key out"),
            ("clients[0]", "one in curly brackets"),
            ("subscriptions[0].client", "add the client to clients"),
            ("subscriptions[0].start", "null is not accepted here; give it a value"),
            ("subscriptions[0].billing.first", "null is not accepted here; give it a value"),
            ("subscriptions[0].items[0]", "one in curly brackets"),
        ]
        assert problems_of(file_of(clients=None))[0].expected == "a list"


class TestPeriods:
    def test_zero_and_negative(self) -> None:
        """A period holds at least one day, in every place that has periods."""
        zero = {"start": "2024-01-01", "end": "2024-01-01"}
        back = {"start": "2024-01-02", "end": "2024-01-01"}
        item = {"product": "Hub", "price": "1"}
        text = file_of(
            partners=[{"id": "north", "agreements": [zero, back]}],
            partner_users=[{"employee": "ann", **back, "deactivated": [zero]}],
            client_users=[{"employee": "ann", "client": "acme", **zero, "deactivated": [back]}],
            links=[{"employee": "ann", "client": "acme", **zero}],
            partners_of_record=[{"client": "acme", "partner": "north", **back}],
            subscriptions=[
                {
                    "id": "s",
                    "client": "acme",
                    **zero,
                    "not_in_good_standing": [back],
                    "items": [item | zero, item | back],
                }
            ],
        )
        problems = problems_of(text)
        assert [problem.path for problem in problems] == [
            "partners[0].agreements[0].end",
            "partners[0].agreements[1].end",
            "partner_users[0].end",
            "partner_users[0].deactivated[0].end",
            "client_users[0].end",
            "client_users[0].deactivated[0].end",
            "links[0].end",
            "partners_of_record[0].end",
            "subscriptions[0].end",
            "subscriptions[0].not_in_good_standing[0].end",
            "subscriptions[0].items[0].end",
            "subscriptions[0].items[1].end",
        ]
        assert problems[0] == Problem(
            "partners[0].agreements[0].end",
            "2024-01-01",
            "a day after the start, 2024-01-01",
            "a period of one day ends on the day after it",
        )
        assert problems[1].hint == "swap the two, or correct one"


class TestAllTogether:
    def test_rest_of_a_broken_record(self) -> None:
        """The readable part of a broken record is checked against the other records."""
        text = file_of(
            employees=[{"id": "ann", "partner": "nort", "email": 5}],
            links=[{"employee": "ann", "client": "acm", "start": "soon"}],
        )
        assert paths_of(text) == [
            "employees[0].partner",
            "employees[0].email",
            "links[0].client",
            "links[0].start",
        ]

    def test_broken_records_are_known(self) -> None:
        """Whoever refers to a record that is broken elsewhere is not blamed."""
        text = file_of(
            clients=[{"id": "acme", "currency": "eur"}],
            links=[{"employee": "ann", "client": "acme", "start": "2024-01-01"}],
        )
        assert paths_of(text) == ["clients[0].currency"]

    def test_broken_activity_is_no_duplicate(self) -> None:
        """A broken activity is not compared with another of its id; a sound one is."""
        text = file_of(activities=[activity(1), activity(1, on="soon"), activity(1), activity(1, tool="crm")])
        assert paths_of(text) == ["activities[1].on", "activities[3].id"]

    def test_order(self) -> None:
        """Problems stand in the order of the format, whatever the order in the file."""
        values = json.loads(file_of(links=[{}], partners=[5, {"id": "north"}, {"id": "north", "x": 1}], y=1))
        text = json.dumps(dict(reversed(values.items())))
        assert paths_of(text) == [
            "partners[0]",
            "partners[2].id",
            "partners[2].x",
            "links[0].employee",
            "links[0].client",
            "links[0].start",
            "y",
        ]

    def test_long_values(self) -> None:
        """A long value is cut in a problem, also one that is well formed but unknown."""
        (problem,) = problems_of(file_of(employees=[{"id": "ann", "partner": "n" * 500}]))
        assert problem.value == "n" * 80 + "… (500 characters)"


class TestManyRecords:
    @pytest.mark.parametrize("size", [1, 3, 4096])
    def test_chunks(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """How many records are decoded at a time changes neither the records nor the problems."""
        monkeypatch.setattr(decode, "CHUNK", size)
        sound = portfolio_from_json(file_of(activities=[activity(number) for number in range(10)]))
        assert [each.id for each in sound.activities] == [f"a{number}" for number in range(10)]
        broken = [activity(number, **({"on": "soon"} if number in (2, 7) else {})) for number in range(10)]
        assert paths_of(file_of(activities=broken)) == ["activities[2].on", "activities[7].on"]

    def test_thorough_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Decoding one record at a time gives what decoding thousands at a time gives."""
        text = EVERY_KEY.read_text(encoding="utf-8")
        quickly = portfolio_from_json(text)

        def give_up(*_: object) -> None:
            raise RefusedError("the thorough way")

        monkeypatch.setattr(decode.Decoder, "_quickly", give_up)
        assert portfolio_from_json(text) == quickly

    def test_shared_values(self) -> None:
        """What stands in many activities is kept once."""
        one, two = portfolio_from_json(file_of(activities=[activity(1), activity(2)])).activities
        assert one.on is two.on
        assert one.tool is two.tool
        assert one.client is two.client

    @pytest.mark.parametrize("enabled", [True, False])
    def test_collector(self, enabled: bool) -> None:  # noqa: FBT001 -- a parameter of a test
        """The garbage collector is as it was before, whether reading succeeds or fails."""
        before = gc.isenabled()
        (gc.enable if enabled else gc.disable)()
        try:
            portfolio_from_json(file_of())
            after_success = gc.isenabled()
            problems_of("{}")
            after_failure = gc.isenabled()
        finally:
            (gc.enable if before else gc.disable)()
        assert (after_success, after_failure) == (enabled, enabled)


def test_defaults() -> None:
    """What a file leaves out is what the records leave out."""
    portfolio = portfolio_from_json(file_of())
    assert isinstance(portfolio, Portfolio)
    assert portfolio.partners[0].name == "north"
    assert portfolio.partners[0].agreements is None
    assert portfolio.activities == ()
