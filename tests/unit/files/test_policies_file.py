"""Policy files: what is read, what is refused and how, what is written, and the schema."""

import io
import json
import os
import pickle
import sys
from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Protocol

import attrs
import pytest
from jsonschema import Draft202012Validator

from managed_mrr import (
    EVER,
    Catalogue,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    DateSet,
    EmployeeAtClient,
    ExpiryWindow,
    LinkValidity,
    LiveActivity,
    MinimumActivity,
    MissingExtraError,
    Not,
    PartnerAtClient,
    Policy,
    PolicyError,
    Program,
    Rate,
    Rule,
    Term,
    TierMinimum,
    hubspot,
    policy_hash,
    read_policy,
    write_policy,
)
from managed_mrr.files import PolicyFileError, policy_from_text, policy_schema, policy_to_text
from managed_mrr.files.policy_decode import DEPTH
from managed_mrr.files.policy_forms import KINDS, fields_of, with_own
from managed_mrr.files.policy_schema import policy_schema_text

SERVICING = hubspot.SERVICING
CHANGE = date(2025, 1, 1)
PROGRAM = Program(
    name="stricter from 2025",
    terms=[
        Term(SERVICING, DateRange(end=CHANGE)),
        Term(SERVICING.with_(name="stricter", window=ExpiryWindow(days=30)), DateRange(CHANGE), source="a letter"),
    ],
)

VALIDATOR = Draft202012Validator(policy_schema())

LIVE = LiveActivity()

START = 'format = "managed-mrr-policy/1"\nkind = "Policy"\nname = "ours"\n'


class Colour(Enum):
    """An enumeration that a rule may hold."""

    RED = "r"
    BLUE = "b"


@attrs.frozen
class Grace(Rule[PartnerAtClient]):
    """A rule of one's own, with a value of every form."""

    since: date = date(2024, 1, 1)
    days_given: int = 3
    share: Fraction = Fraction(1, 3)
    colour: Colour = Colour.RED
    mode: Literal["a", "b"] = "a"
    tools: frozenset[str] = frozenset(["blog"])
    limit: int | None = 5
    pair: tuple[str, int] = ("gold", 1)
    windows: tuple[ExpiryWindow, ...] = attrs.Factory(tuple)
    _hidden: bool = False
    unread: int = attrs.field(init=False, default=0)

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Never."""
        return DateSet()


@attrs.frozen(kw_only=True)
class LongWindow(ExpiryWindow):
    """A window of one's own."""

    more: int = 1


@attrs.frozen
class Picky(Rule[PartnerAtClient]):
    """A rule that takes few values."""

    end: int

    def __attrs_post_init__(self) -> None:
        if self.end > 5:
            msg = "too late"
            raise ValueError(msg)

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Never."""
        return DateSet()


def problems(text: str, *, rules: tuple[type, ...] = (), written: Literal["toml", "json"] = "toml") -> list[str]:
    """What is wrong with a policy file."""
    with pytest.raises(PolicyFileError) as caught:
        policy_from_text(text, format=written, rules=rules)
    assert str(caught.value).startswith("the policy has ")
    return [str(each) for each in caught.value.problems]


class TestRead:
    def test_defaults(self) -> None:
        """What a file leaves out is as it is without it in Python."""
        text = (
            START
            + 'eligibility = { kind = "AllOf", rules = [{ kind = "LiveActivity" }, { kind = "CurrentAgreement" }] }'
        )
        assert policy_from_text(text, format="toml") == SERVICING.with_(name="ours")

    @pytest.mark.parametrize("name", ["p.toml", "p.TOML", "p.json"])
    @pytest.mark.parametrize("policy", [*hubspot.POLICIES.values(), PROGRAM], ids=str)
    def test_paths(self, tmp_path: Path, name: str, policy: Policy) -> None:
        """The ending of a path says how the file is written."""
        path = tmp_path / name
        write_policy(policy, path)
        assert read_policy(path) == policy
        assert read_policy(os.fspath(path)) == policy
        assert (path.read_text(encoding="utf-8")[0] == "{") is name.endswith("json")

    def test_open_files(self) -> None:
        """An open file is read and written in the format that is named, text or bytes."""
        file = io.StringIO()
        write_policy(PROGRAM, file, format="json", brief=True)
        assert read_policy(io.BytesIO(file.getvalue().encode()), format="json") == PROGRAM
        assert read_policy(io.StringIO(file.getvalue()), format="json") == PROGRAM

    @pytest.mark.parametrize("source", ["p.yaml", Path("p"), io.StringIO()])
    def test_unknown_ending(self, source: Any) -> None:  # noqa: ANN401 -- any source
        """A file of which nobody says how it is written is refused."""
        with pytest.raises(
            PolicyError, match=r"^cannot tell how .* is written: expected a path that ends in \.toml or"
        ):
            read_policy(source)
        with pytest.raises(PolicyError, match=r"^cannot tell how"):
            write_policy(SERVICING, source)

    def test_unknown_format(self) -> None:
        """A format there is not is refused."""
        with pytest.raises(PolicyError, match=r"^unknown format 'yaml': expected 'toml' or 'json'$"):
            read_policy("p.toml", format="yaml")  # type: ignore[arg-type] # deliberately wrong

    def test_missing_file(self, tmp_path: Path) -> None:
        """A file that is not there is an error of the operating system."""
        with pytest.raises(FileNotFoundError):
            read_policy(tmp_path / "p.toml")

    def test_days(self) -> None:
        """A day in TOML may stand with or without quotes."""
        for day in ("2025-07-15", '"2025-07-15"'):
            rate = f'{{ currency = "USD", per_point = 90, period = {{ start = {day} }} }}'
            rates = f'points = {{ kind = "CurrencyToPoints", rates = [{rate}] }}'
            policy = policy_from_text(f'{START}eligibility = {{ kind = "CurrentAgreement" }}\n{rates}', format="toml")
            assert policy.points == CurrencyToPoints([Rate("USD", 90, DateRange(date(2025, 7, 15)))])


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                'eligibility = { kind = "LiveActivity", window = { days = 0 } }',
                ["eligibility.window.days: got 0, expected a whole number of at least 1"],
            ),
            (
                'eligibility = { kind = "LiveActivity", windw = { days = 60 } }',
                ["eligibility.windw: got '{\"days\": 60}', expected no key 'windw' here; did you mean 'window'?"],
            ),
            (
                'eligibility = { kind = "LiveActivty" }',
                [
                    (
                        "eligibility.kind: got 'LiveActivty', expected a class that belongs here; "
                        "did you mean 'LiveActivity'?"
                    )
                ],
            ),
            (
                'eligibility = { kind = 3 }\nsplit = { kind = "CurrentAgreement" }\nrevenue = { kind = "zzz" }',
                [
                    (
                        "eligibility.kind: got 3, expected a class that belongs here; here may "
                        "be AllOf, AnyOf, AtLeast, "
                        "CurrentAgreement, LiveActivity, ManagedRelationship, MinimumActivity, Not, "
                        "PartnerOfRecordStatus, RuleOverTime, TierMinimum, Unless, and rules given to the reader"
                    ),
                    (
                        "revenue.kind: got 'zzz', expected a class that belongs here; here may be RecurringRevenue, "
                        "RevenueOverTime, and rules given to the reader"
                    ),
                    (
                        "split.kind: got 'CurrentAgreement', expected a class that belongs "
                        "here; here may be EvenSplit, "
                        "SplitOverTime, Undivided, and rules given to the reader"
                    ),
                ],
            ),
            (
                'eligibility = { kind = "LinkValidity" }\nrevenue = { kind = "RecurringRevenue", recognition = 1 }',
                [
                    (
                        "eligibility.kind: got 'LinkValidity', expected a class that belongs here; here may "
                        "be AllOf, AnyOf, "
                        "AtLeast, CurrentAgreement, LiveActivity, ManagedRelationship, MinimumActivity, Not, "
                        "PartnerOfRecordStatus, RuleOverTime, TierMinimum, Unless, and rules given to the reader"
                    ),
                    "revenue.recognition: got 1, expected a table; one in curly brackets",
                ],
            ),
            (
                'eligibility = { kind = "MinimumActivity", count = "3", relationship = { unlinking_ends = "yes" } }',
                [
                    (
                        "eligibility.relationship.unlinking_ends: got 'yes', expected true or false; write "
                        "true, without quotes"
                    ),
                    "eligibility.count: got '3', expected a whole number of at most 40 digits; write it without quotes",
                    "eligibility.within: got None, expected the key 'within', which must be there; add it",
                ],
            ),
            (
                'eligibility = { kind = "AllOf", rules = { kind = "CurrentAgreement" } }',
                ['eligibility.rules: got \'{"kind": "CurrentAgreement"}\', expected a list; put it in square brackets'],
            ),
            (
                (
                    'points = { kind = "CurrencyToPoints", rates = ['
                    '{ currency = "usd", per_point = 62.5 }, '
                    '{ currency = "EUR", per_point = "0" }, '
                    '{ currency = "EURO", per_point = true }, '
                    '{ currency = "EUR", per_point = "1/0" }, '
                    '{ currency = "EUR", per_point = 2024-01-01 }, '
                    '{ currency = "EUR", per_point = "1", source = "a page" }] }'
                ),
                [
                    "eligibility: got None, expected the key 'eligibility', which must be there; add it",
                    (
                        "points.rates[0].per_point: got 62.5, expected an exact number, as text of digits "
                        "such as '62.50' or "
                        "'1000/3'; write it in quotes, as a float is not exact: \"62.5\""
                    ),
                    (
                        'points.rates[1]: got \'{"currency": "EUR", "per_point": "0"}\', expected a number above 0; '
                        "an amount per point is Fraction(0, 1)"
                    ),
                    (
                        "points.rates[2].per_point: got True, expected an exact number, as text of digits "
                        "such as '62.50' or "
                        "'1000/3'"
                    ),
                    (
                        "points.rates[3].per_point: got '1/0', expected an exact number, as text of digits "
                        "such as '62.50' or "
                        "'1000/3'"
                    ),
                    (
                        "points.rates[4].per_point: got '2024-01-01', expected an exact "
                        "number, as text of digits such as "
                        "'62.50' or '1000/3'"
                    ),
                    "points.rates[5].source: got 'a page', expected a table; one in curly brackets",
                ],
            ),
            (
                (
                    'eligibility = { kind = "CurrentAgreement" }\n'
                    'points = { kind = "CurrencyToPoints", rates = [{ currency = "USD", per_point = 1, period = '
                    "{ start = 2025-01-01T00:00:00, end = 07:00:00 } }] }"
                ),
                [
                    (
                        "points.rates[0].period.start: got '2025-01-01T00:00:00', expected a day, written "
                        "YYYY-MM-DD; leave "
                        'the rest out: "2025-01-01" if that is the day in the time zone you account in'
                    ),
                    "points.rates[0].period.end: got '07:00:00', expected a day, written YYYY-MM-DD",
                ],
            ),
            (
                (
                    'eligibility = { kind = "CurrentAgreement" }\n'
                    'points = { kind = "CurrencyToPoints", rates = [{ currency = "USD", per_point = 1, period = '
                    "{ start = 2025-01-01, end = 2024-01-01 } }] }"
                ),
                [
                    (
                        'points.rates[0].period: got \'{"start": "2025-01-01", "end": "2024-01-01"}\', '
                        "expected an end after its start; the period [2025-01-01, 2024-01-01) holds no day"
                    )
                ],
            ),
            (
                (
                    'eligibility = { kind = "CurrentAgreement" }\n'
                    'points = { kind = "CurrencyToPoints", rates = [{ currency = "USD", per_point = 1 }, '
                    '{ currency = "USD", per_point = 2 }] }'
                ),
                [
                    (
                        'points: got \'{"kind": "CurrencyToPoints", "rates": [{"currency": "USD", "per_point": 1},'
                        " {\"cu…', expected one; USD has two rates for the same days: 1 on (ever, ever) and 2 on "
                        "(ever, ever); end the earlier where the later begins"
                    )
                ],
            ),
            (
                'eligibility = { kind = "TierMinimum", minimums = [["gold"], ["gold", { count = 1, within = 2 }, 3]] }',
                [
                    "eligibility.minimums[0]: got '[\"gold\"]', expected a list of 2",
                    'eligibility.minimums[1]: got \'["gold", {"count": 1, "within": 2}, 3]\', expected a list of 2',
                ],
            ),
            (
                'eligibility = { kind = "TierMinimum", minimums = [["gold", 3]] }',
                ["eligibility.minimums[0][1]: got 3, expected a table; one in curly brackets"],
            ),
            (
                (
                    'eligibility = { kind = "RuleOverTime", terms = [{ value = { kind = "CurrentAgreement" } }, '
                    '{ value = { kind = "LiveActivity" } }] }'
                ),
                [
                    (
                        'eligibility.terms: got \'[{"value": {"kind": "CurrentAgreement"}}, {"value": {"kind": '
                        '"LiveActivity"}}]\', expected one; two values are in force on the '
                        "same days: a current agreement, "
                        "in force (ever, ever) and a live activity (counted 60 days), in force (ever, ever); end the "
                        "earlier where the later begins"
                    )
                ],
            ),
            (
                "eligibility = " + '{ kind = "Not", rule = ' * DEPTH + '{ kind = "CurrentAgreement" }' + " }" * DEPTH,
                [
                    (
                        f'eligibility{".rule" * (DEPTH - 1)}: got \'{{"kind": "Not", "rule": {{"kind": '
                        f'"CurrentAgreement"}}}}\', expected at most {DEPTH} parts inside one another; '
                        "take out what is nested deeper"
                    )
                ],
            ),
            (
                'eligibility = { kind = "MinimumActivity", count = 0x' + "f" * 50 + ", within = " + "9" * 41 + " }",
                [
                    f"eligibility.count: got 0x{'f' * 50}, expected a whole number of at most 40 digits",
                    f"eligibility.within: got {hex(int('9' * 41))}, expected a whole number of at most 40 digits",
                ],
            ),
        ],
    )
    def test_problems(self, text: str, expected: list[str]) -> None:
        """Everything that is wrong is told, with its place and what to do."""
        assert problems(START + text) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "",
                [
                    (
                        "kind: got None, expected a class that belongs here; here may be Policy, Program, and "
                        "rules given to the reader"
                    )
                ],
            ),
            (
                'kind = "Program"\nterms = []',
                [
                    "format: got None, expected the key 'format', which must be there; add it",
                    "name: got None, expected the key 'name', which must be there; add it",
                ],
            ),
            (
                (
                    'format = "managed-mrr-policy/9"\nkind = "Program"\nname = "p"\nterms '
                    '= [{ value = { kind = "Program", '
                    'name = "inner", terms = [] } }]'
                ),
                [
                    (
                        "format: got 'managed-mrr-policy/9', expected 'managed-mrr-policy/1'; this version "
                        "reads no other format"
                    ),
                    (
                        'terms[0].value: got \'{"kind": "Program", "name": "inner", "terms": []}\', '
                        "expected at least one Term(policy, period); a program has no terms"
                    ),
                ],
            ),
            (
                "a = 1\na = 2\n",
                ["(file): got 'text that is not TOML', expected TOML; cannot overwrite a value (at line 2, column 6)"],
            ),
            (
                "a = " + "[" * 20_000,
                ["(file): got 'lists and tables nested too deeply', expected a policy; take out what is nested deeper"],
            ),
        ],
    )
    def test_whole_files(self, text: str, expected: list[str]) -> None:
        """What is wrong with a file as a whole is told likewise."""
        assert problems(text) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[1]", ["(file): got '[1]', expected a table; one in curly brackets"]),
            (
                "{",
                [
                    (
                        "(file): got 'the end of the file', expected JSON; line 1, column 2: expecting "
                        "property name enclosed in double quotes"
                    )
                ],
            ),
            (
                (
                    '{"format": "managed-mrr-policy/1", "kind": "Policy", "name": null, "name": null, '
                    '"eligibility": {"kind": "CurrentAgreement", "kind": "CurrentAgreement"}, "split": null}'
                ),
                [
                    "name: got None, expected text",
                    (
                        "eligibility.kind: got 'CurrentAgreement', expected the key 'kind' once; it stands "
                        "several times; keep one"
                    ),
                    "split: got None, expected a table; one in curly brackets",
                    "name: got None, expected the key 'name' once; it stands several times; keep one",
                ],
            ),
        ],
    )
    def test_json(self, text: str, expected: list[str]) -> None:
        """A JSON file is refused in the same words."""
        assert problems(text, written="json") == expected

    def test_not_utf8(self) -> None:
        """A file that is no UTF-8 is refused as such."""
        with pytest.raises(PolicyFileError, match="expected text in UTF-8"):
            read_policy(io.BytesIO(b"\xff"), format="toml")

    def test_survives_pickling(self) -> None:
        """The error keeps its problems in another process."""
        with pytest.raises(PolicyFileError) as caught:
            policy_from_text("", format="toml")
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 -- made here
        assert (type(again), str(again), again.problems) == (PolicyFileError, str(caught.value), caught.value.problems)

    def test_nothing_is_imported(self) -> None:
        """A name in a file is only ever looked up among the classes that are known."""
        for name in ("os.system", "managed_mrr.rules.LiveActivity", "__import__", "Policy", "Portfolio"):
            assert problems(f'{START}eligibility = {{ kind = "{name}" }}')[0].startswith("eligibility.kind: got ")


class TestOwnRules:
    GRACE = Grace(
        date(2024, 2, 1),
        4,
        Fraction(5, 8),
        Colour.BLUE,
        "b",
        frozenset(["b", "a"]),
        6,
        ("x", 2),
        (ExpiryWindow(),),
        True,
    )

    @pytest.mark.parametrize("written", ["toml", "json"])
    @pytest.mark.parametrize("rule", [GRACE, Grace(), Grace() & ~Grace(share=Fraction(-7, 2))])
    def test_round_trip(self, written: Literal["toml", "json"], rule: Rule[PartnerAtClient]) -> None:
        """Rules that are given to the reader are read by the name of their class, whatever they hold."""
        policy = Policy(name="ours", eligibility=rule)
        for brief in (True, False):
            text = policy_to_text(policy, format=written, brief=brief)
            read = policy_from_text(text, format=written, rules=[Grace])
            assert read == policy
            assert policy_hash(read) == policy_hash(policy)
            assert "kind: got 'Grace'" in "\n".join(problems(text, written=written))

    def test_forms(self) -> None:
        """Each value is written in the form of its type."""
        data = json.loads(policy_to_text(Policy(name="ours", eligibility=self.GRACE), format="json"))["eligibility"]
        assert data == {
            "kind": "Grace",
            "since": "2024-02-01",
            "days_given": 4,
            "share": "0.625",
            "colour": "BLUE",
            "mode": "b",
            "tools": ["a", "b"],
            "limit": 6,
            "pair": ["x", 2],
            "windows": [{"days": 60}],
            "hidden": True,
        }
        brief = json.loads(
            policy_to_text(Policy(name="ours", eligibility=Grace(limit=None)), format="json", brief=True)
        )
        assert brief["eligibility"] == {"kind": "Grace", "limit": None}

    def test_none_in_toml(self) -> None:
        """What TOML has no word for is refused, and JSON is named."""
        with pytest.raises(PolicyError, match=r"^cannot write eligibility\.limit as TOML: None; .* write JSON$"):
            policy_to_text(Policy(name="ours", eligibility=Grace(limit=None)), format="toml")

    def test_a_part_of_ones_own(self) -> None:
        """A part may be of a subclass of what belongs there, and names it then."""
        policy = Policy(name="ours", eligibility=LiveActivity(window=LongWindow(days=3, more=2)))
        text = policy_to_text(policy, format="toml", brief=True)
        assert 'kind = "LongWindow"' in text
        assert policy_from_text(text, format="toml", rules=[LongWindow]) == policy

    def test_what_a_constructor_says(self) -> None:
        """What a class has to say against its values is a problem at its place."""
        text = START + 'eligibility = { kind = "Picky", end = 6 }'
        assert problems(text, rules=(Picky,)) == [
            'eligibility: got \'{"kind": "Picky", "end": 6}\', expected values that fit together; too late'
        ]

    @pytest.mark.parametrize("number", ["4/x", "1/3 ", "1e3", "", "1" * 41])
    def test_numbers(self, number: str) -> None:
        """A number is text of digits, with a point or a slash."""
        text = f'{START}eligibility = {{ kind = "Grace", share = "{number}" }}'
        assert problems(text, rules=(Grace,))[0].startswith(
            f"eligibility.share: got {number!r}, expected an exact number"
        )

    @pytest.mark.parametrize("share", [Fraction(1, 10**41), Fraction(10**41, 3)])
    def test_long_numbers(self, share: Fraction) -> None:
        """A number of too many digits is not written."""
        with pytest.raises(PolicyError, match=r"^cannot write eligibility\.share: .* at most 40 digits; round it$"):
            policy_to_text(Policy(name="ours", eligibility=Grace(share=share)), format="json")

    @pytest.mark.parametrize("count", [10**40, -(10**40)])
    def test_long_whole_numbers(self, count: int) -> None:
        """A whole number of too many digits is not written either."""
        with pytest.raises(PolicyError, match=r"^cannot write eligibility\.days_given: .* at most 40 digits$"):
            policy_to_text(Policy(name="ours", eligibility=Grace(days_given=count)), format="json")

    def test_nested_too_deeply(self) -> None:
        """What could not be read is not written."""
        rule: Rule[PartnerAtClient] = CurrentAgreement()
        for _ in range(DEPTH):
            rule = Not(rule)
        with pytest.raises(PolicyError, match=f"expected at most {DEPTH} parts inside one another$"):
            policy_to_text(Policy(name="ours", eligibility=rule), format="json")

    def test_classes_that_cannot_be_written(self) -> None:
        """A class that is not made with attrs, or has the name of another, is refused."""

        class Plain(Rule[PartnerAtClient]):
            """Not made with attrs."""

            __slots__ = ()

            def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
                """Never."""
                return DateSet()

        named: type[Rule[PartnerAtClient]] = attrs.frozen(type("LiveActivity", (Grace,), {}))
        for rule in (Plain(), named()):
            policy = Policy(name="ours", eligibility=CurrentAgreement())
            object.__setattr__(policy, "eligibility", rule)  # a policy may have its own opinion of such rules
            with pytest.raises(PolicyError, match=r"^cannot write eligibility: .* not called like another$"):
                policy_to_text(policy, format="json")

    def test_classes_that_cannot_be_read(self) -> None:
        """The reader takes classes made with attrs, each of a name of its own."""
        with pytest.raises(PolicyError, match=r"^not a class of rules: 3; expected a class made with @attrs.frozen$"):
            policy_from_text("", format="toml", rules=[3])  # type: ignore[list-item] # deliberately wrong
        with pytest.raises(PolicyError, match=r"^two classes are called 'LiveActivity'"):
            with_own([attrs.frozen(type("LiveActivity", (Grace,), {}))])
        assert with_own([LiveActivity, Grace, Grace]) == {**KINDS, "Grace": Grace}

    def test_values_that_no_file_can_hold(self) -> None:
        """A class whose values have no form in a file is refused with the value."""

        class Never(Protocol):
            """A protocol that cannot be asked at run time."""

        hints: Mapping[str, Any] = {
            "number": float,
            "mapping": dict[str, int],
            "either": int | str,
            "bare": tuple,
            "protocol": Never,
            "choice": Literal[1, 2],
        }
        for name, hint in hints.items():
            kind = attrs.make_class("Odd", {name: attrs.field(type=hint)})
            with pytest.raises(
                PolicyError, match=rf"^Odd\.{name} is of type .*, which no policy file can hold; expected"
            ):
                fields_of(kind, {})
        with pytest.raises(PolicyError, match=r"^Odd has a value called 'kind', which in a file names the class"):
            fields_of(attrs.make_class("Odd", {"kind": attrs.field(type=str)}), {})

    def test_rules_that_do_not_say_what_they_are_about(self) -> None:
        """A rule without a type parameter may stand wherever a rule may."""

        @attrs.frozen
        class Anyone(Rule):  # type: ignore[type-arg] # deliberately
            """About anything."""

            inner: Rule = LIVE  # type: ignore[type-arg] # deliberately

            def days(self, facts: object, within: DateRange = EVER) -> DateSet:
                """Never."""
                return DateSet()

        @attrs.frozen
        class Employees(Rule[EmployeeAtClient]):
            """About employees."""

            def days(self, facts: EmployeeAtClient, within: DateRange = EVER) -> DateSet:
                """Never."""
                return DateSet()

        text = START + 'eligibility = { kind = "Anyone", inner = { kind = "LinkValidity" } }'
        assert policy_from_text(text, format="toml", rules=[Anyone]).eligibility == Anyone(LinkValidity())
        text = START + 'eligibility = { kind = "Employees" }'
        assert problems(text, rules=(Employees,))[0].startswith("eligibility.kind: got 'Employees'")


class TestWrite:
    def test_brief(self) -> None:
        """A brief file leaves out what goes without saying."""
        text = policy_to_text(PROGRAM, format="toml", brief=True)
        assert text == (
            'format = "managed-mrr-policy/1"\n'
            'kind = "Program"\n'
            'name = "stricter from 2025"\n'
            "\n"
            "[[terms]]\n"
            "\n"
            "[terms.value]\n"
            'name = "servicing"\n'
            "\n"
            "[terms.value.eligibility]\n"
            'kind = "AllOf"\n'
            "rules = [\n"
            '    { kind = "LiveActivity" },\n'
            '    { kind = "CurrentAgreement" },\n'
            "]\n"
            "\n"
            "[terms.period]\n"
            "end = 2025-01-01\n"
            "\n"
            "[[terms]]\n"
            "\n"
            "[terms.value]\n"
            'name = "stricter"\n'
            "\n"
            "[terms.value.eligibility]\n"
            'kind = "AllOf"\n'
            "rules = [\n"
            '    { kind = "LiveActivity", window = { days = 30 } },\n'
            '    { kind = "CurrentAgreement" },\n'
            "]\n"
            "\n"
            "[terms.period]\n"
            "start = 2025-01-01\n"
            "\n"
            "[terms.source]\n"
            'title = "a letter"\n'
        )

    def test_whole(self) -> None:
        """A file that is not brief has every value but those that are empty."""
        data = json.loads(policy_to_text(SERVICING, format="json"))
        assert data["eligibility"]["rules"][0]["window"] == {"days": 60}
        assert data["eligibility"]["rules"][0]["activity"]["catalogue"]["entries"][0] == {
            "tool": "blog",
            "actions": ["publish"],
        }
        assert data["points"]["rates"][4]["per_point"] == "62.5"
        assert data["points"]["rates"][4]["period"] == {"end": "2025-07-15"}

    def test_tiers(self) -> None:
        """What is by tier is written as pairs."""
        policy = SERVICING.requiring(TierMinimum({"gold": MinimumActivity(count=2, within=30)}))
        for written in ("toml", "json"):
            assert policy_from_text(policy_to_text(policy, format=written), format=written) == policy

    def test_empty_lists_are_kept_where_they_mean_something(self) -> None:
        """No rates are not the published ones."""
        policy = SERVICING.with_(points=CurrencyToPoints([]), catalogue=Catalogue([]))
        for brief in (True, False):
            assert policy_from_text(policy_to_text(policy, format="toml", brief=brief), format="toml") == policy

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Writing TOML without the extra says what to install; JSON takes nothing."""
        monkeypatch.setitem(sys.modules, "tomli_w", None)
        with pytest.raises(MissingExtraError) as caught:
            policy_to_text(SERVICING, format="toml")
        assert str(caught.value) == (
            "writing TOML takes tomli-w, which is not installed: expected the extra; install managed-mrr[toml]"
        )
        assert caught.value.extra == "toml"
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 -- made here
        assert policy_to_text(SERVICING, format="json")


class TestSchema:
    def test_is_shipped(self) -> None:
        """The schema that is shipped is the one that the classes make."""
        shipped = files("managed_mrr.files").joinpath("policy.schema.json").read_text(encoding="utf-8")
        assert shipped == policy_schema_text()

    def test_is_a_schema(self) -> None:
        """The schema is itself right in the draft it names."""
        Draft202012Validator.check_schema(policy_schema())

    @pytest.mark.parametrize("policy", [*hubspot.POLICIES.values(), PROGRAM], ids=str)
    @pytest.mark.parametrize("brief", [True, False])
    def test_what_is_written_is_right_by_it(self, policy: Policy, *, brief: bool) -> None:
        """Every file that is written is right by the schema."""
        VALIDATOR.validate(json.loads(policy_to_text(policy, format="json", brief=brief)))

    @pytest.mark.parametrize(
        "change",
        [
            {"format": "managed-mrr-policy/2"},
            {"kind": "Program"},
            {"nme": "ours"},
            {"eligibility": {"kind": "LifeActivity"}},
            {"eligibility": {"window": {"days": 60}}},
            {"eligibility": {"kind": "LiveActivity", "window": {"days": "60"}}},
            {"eligibility": {"kind": "LinkValidity"}},
            {"eligibility": {"kind": "TierMinimum", "minimums": [["gold"]]}},
            {"points": {"kind": "CurrencyToPoints", "rates": [{"currency": "USD", "per_point": 62.5}]}},
            {"points": {"kind": "CurrencyToPoints", "rates": [{"currency": "USD", "per_point": "1/0"}]}},
            {"split": None},
        ],
    )
    def test_what_is_refused_is_wrong_by_it(self, change: dict[str, object]) -> None:
        """What the reader refuses for its form, the schema refuses."""
        data = {**json.loads(policy_to_text(SERVICING, format="json", brief=True)), **change}
        assert not VALIDATOR.is_valid(data)
        assert problems(json.dumps(data), written="json")

    def test_tells_what_the_values_mean(self) -> None:
        """Each value that its class describes is described, for editors."""
        definitions: Any = policy_schema()["$defs"]
        properties = definitions["ExpiryWindow"]["properties"]
        assert properties["days"]["description"] == "How many days one activity counts, its own day among them."
        assert properties["days"]["default"] == 60
        assert definitions["AllOf"]["required"] == ["rules"]
        assert definitions["Rule"]["oneOf"][0] == {"$ref": "#/$defs/AllOf", "required": ["kind"]}
        assert definitions["PolicyFile"]["required"] == ["format", "kind", "name", "eligibility"]
