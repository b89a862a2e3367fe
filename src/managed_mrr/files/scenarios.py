"""Scenario files: what might happen, read from JSON as strictly as a portfolio."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

import attrs

from managed_mrr.errors import PortfolioError, Problem, nearest
from managed_mrr.evidence import LISTS, Record
from managed_mrr.evidence.consistency import MISSING
from managed_mrr.files import values
from managed_mrr.files.decode import Decoder
from managed_mrr.files.excerpts import shown
from managed_mrr.files.formats import PORTFOLIO, Key, Kind, ListOf, ObjectOf
from managed_mrr.files.schema import schema_of
from managed_mrr.files.text import json_values, text_of
from managed_mrr.files.values import RefusedError, Scalar
from managed_mrr.hubspot import POLICIES
from managed_mrr.scenario import Change, Scenario, ScenarioError
from managed_mrr.what_if import (
    Add,
    AgreementEnded,
    AgreementSigned,
    BecomesPartnerOfRecord,
    Cancelled,
    Deactivated,
    End,
    ItemAdded,
    ItemChanged,
    ItemRemoved,
    Leaves,
    Linked,
    Move,
    Performed,
    Reactivated,
    RecordEnded,
    Refunded,
    Remove,
    RemovedFromClient,
    RemovedFromPartner,
    Settled,
    Unlinked,
)

__all__ = [
    "SCENARIO_FORMAT",
    "ScenarioFileError",
    "read_scenario",
    "scenario_from_json",
    "scenario_schema",
    "scenario_schema_text",
]


def __dir__() -> list[str]:
    return __all__


SCENARIO_FORMAT = "managed-mrr-scenario/1"
"""The name of the format, which a file states."""


class ScenarioFileError(PortfolioError):
    """
    A scenario file has errors; all of them are in it.

    Attributes:
        problems: Every :class:`~managed_mrr.Problem` found, in the order of the file.

    Examples:
        >>> print(ScenarioFileError([Problem("changes[0].on", "2024-02-30", "a day that exists")]))
        the scenario has 1 problem:
          changes[0].on: got '2024-02-30', expected a day that exists
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(problems)
        self.args = (str(self).replace("the portfolio has", "the scenario has", 1),)


Builder = Callable[[Mapping[str, Any]], tuple[Change, ...]]


@attrs.frozen(eq=False)
class _Form:
    """One kind of change in a file: its word, its keys, and how its values become changes."""

    word: str
    shape: ObjectOf
    build: Builder


def _lists(*names: str) -> list[Key]:
    """Records under the names of the portfolio's lists, each list as optional as the next."""
    return [attrs.evolve(PORTFOLIO.keys[name], required=False, default=()) for name in names]


def _key(name: str, kind: Kind, default: object = attrs.NOTHING) -> Key:
    return Key(
        name=name,
        kind=kind,
        required=default is attrs.NOTHING,
        nullable=name == "until",
        default=None if default is attrs.NOTHING else default,
    )


def _shape(word: str, record: type[attrs.AttrsInstance], keys: Iterable[Key]) -> ObjectOf:
    named = _key("change", values.constant(f"change_{word}", word, "it is the word this change began with"))
    return ObjectOf(record, {key.name: key for key in (named, *keys)})


def _plain(word: str, record: type[attrs.AttrsInstance], **kinds: Kind) -> _Form:
    """Form a change whose keys are the fields of its class."""
    fields = attrs.fields_dict(record)
    keys = [_key(name, kind, fields[name].default) for name, kind in kinds.items()]

    def build(found: Mapping[str, Any]) -> tuple[Change, ...]:
        made: Any = record
        return (made(**{name: found[name] for name in kinds}),)

    return _Form(word, _shape(word, record, keys), build)


def _records(found: Mapping[str, Any]) -> list[Record]:
    records: list[Record] = [each for name in LISTS for each in found.get(name, ())]
    if not records:
        raise ScenarioError("it names no record", "records in at least one list", "add a list such as activities")
    return records


_ITEMS = PORTFOLIO.keys["subscriptions"].kind.element.keys["items"].kind  # type: ignore[union-attr] # a list
assert isinstance(_ITEMS, ListOf)

_ID, _DAY = values.REFERENCE, values.DAY
_LASTING = ("partner_users", "client_users", "links", "partners_of_record", "subscriptions")

_FORMS = {
    form.word: form
    for form in (
        _Form("add", _shape("add", Add, _lists(*LISTS)), lambda found: (Add(*_records(found)),)),
        _Form("remove", _shape("remove", Remove, _lists(*LISTS)), lambda found: (Remove(*_records(found)),)),
        _Form(
            "end",
            _shape("end", End, [*_lists(*_LASTING), _key("on", _DAY)]),
            # the lists of the shape above hold only records that end
            lambda found: tuple(End(each, on=found["on"]) for each in _records(found)),  # type: ignore[arg-type]
        ),
        _plain("move", Move, activity=_ID, to=_DAY),
        _plain("leaves", Leaves, employee=_ID, on=_DAY),
        _plain("removed_from_client", RemovedFromClient, partner=_ID, client=_ID, on=_DAY),
        _plain("removed_from_partner", RemovedFromPartner, partner=_ID, on=_DAY, employees=ListOf(_ID)),
        _plain("deactivated", Deactivated, employee=_ID, on=_DAY, until=_DAY, client=_ID),
        _plain("reactivated", Reactivated, employee=_ID, on=_DAY, client=_ID),
        _plain("linked", Linked, employee=_ID, client=_ID, on=_DAY),
        _plain("unlinked", Unlinked, employee=_ID, client=_ID, on=_DAY),
        _plain("performed", Performed, employee=_ID, client=_ID, on=_DAY, tool=values.WORD, action=values.WORD),
        _plain("agreement_signed", AgreementSigned, partner=_ID, on=_DAY),
        _plain("agreement_ended", AgreementEnded, partner=_ID, on=_DAY),
        _plain("becomes_partner_of_record", BecomesPartnerOfRecord, partner=_ID, client=_ID, on=_DAY),
        _plain("record_ended", RecordEnded, client=_ID, on=_DAY),
        _plain("item_added", ItemAdded, subscription=_ID, item=_ITEMS.element),
        _plain("item_removed", ItemRemoved, subscription=_ID, product=values.TEXT, on=_DAY),
        _plain(
            "item_changed",
            ItemChanged,
            subscription=_ID,
            product=values.TEXT,
            on=_DAY,
            price=values.NOT_NEGATIVE,
            discount=values.NOT_NEGATIVE,
        ),
        _plain("settled", Settled, subscription=_ID, on=_DAY),
        _plain("cancelled", Cancelled, subscription=_ID, on=_DAY),
        _plain("refunded", Refunded, subscription=_ID, on=_DAY),
    )
}


SEVERAL_CHANGES = "a list of changes, in the order in which they happen"


def _list(raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise RefusedError(SEVERAL_CHANGES, "put it in square brackets" if isinstance(raw, dict) else "")
    return raw


_CHANGES = Scalar(
    name="changes",
    expected=SEVERAL_CHANGES,
    read=_list,
    write=json.dumps,
    schema={"type": "array", "items": {"oneOf": [{"$ref": f"#/$defs/{each.shape.name}"} for each in _FORMS.values()]}},
)
_POLICY = values.one_of("policy", POLICIES, "leave the key out to keep the policy in force")

_SCENARIO = ObjectOf(
    Scenario,
    {
        key.name: key
        for key in (
            _key("format", values.constant("format", SCENARIO_FORMAT, "this version reads no other format")),
            _key("name", values.TEXT, ""),
            _key("policy", _POLICY, None),
            _key("changes", _CHANGES),
        )
    },
)


def read_scenario(source: str | os.PathLike[str] | IO[str] | IO[bytes]) -> Scenario:
    """
    Read a scenario file, whole and strictly.

    Whether the changes fit the evidence shows when the scenario is applied.

    Args:
        source: The path of the file, or the file open for reading, as text or bytes: JSON in UTF-8, in the
            format ``managed-mrr-scenario/1``.

    Raises:
        ScenarioFileError: The file has errors; the exception has all of them, each with its path.
        OSError: There is no such file, or it cannot be read.

    Examples:
        >>> from io import StringIO
        >>> change = '{"change": "leaves", "employee": "ann", "on": "2024-08-15"}'
        >>> print(read_scenario(StringIO(f'{{"format": "managed-mrr-scenario/1", "changes": [{change}]}}')))
        ann leaves on 2024-08-15
    """
    try:
        text = text_of(source)
    except PortfolioError as error:
        raise ScenarioFileError(error.problems) from None
    return scenario_from_json(text)


def scenario_from_json(text: str) -> Scenario:
    """
    Read a scenario from the text of a scenario file.

    Raises:
        ScenarioFileError: The text has errors; the exception has all of them, each with its path.

    Examples:
        >>> try:
        ...     scenario_from_json('{"format": "managed-mrr-scenario/1", "changes": [{"change": "leave"}]}')
        ... except ScenarioFileError as error:
        ...     print(error.problems[0])
        changes[0].change: got 'leave', expected a kind of change; did you mean 'leaves'?
    """
    try:
        raw = json_values(text)
    except PortfolioError as error:
        raise ScenarioFileError(error.problems) from None
    decoder = Decoder()
    found = decoder.fields(_SCENARIO, raw, "")
    listed = [] if found["changes"] is MISSING else found["changes"]
    changes = [change for index, each in enumerate(listed) for change in _read(decoder, each, f"changes[{index}]")]
    if decoder.problems:
        raise ScenarioFileError(decoder.problems)
    policy = None if found["policy"] is None else POLICIES[found["policy"]]
    return Scenario(changes, policy=policy, name=found["name"])


def scenario_schema() -> dict[str, object]:
    """
    The JSON Schema (draft 2020-12) of a scenario file.

    It is shipped with the package, beside this module, as ``scenario.schema.json``.

    Examples:
        >>> scenario_schema()["required"]
        ['format', 'changes']
    """
    return schema_of(_SCENARIO, SCENARIO_FORMAT, (form.shape for form in _FORMS.values()))


def scenario_schema_text() -> str:
    """The schema as the text of the file that is shipped."""
    return json.dumps(scenario_schema(), indent=2) + "\n"


def _read(decoder: Decoder, raw: object, path: str) -> tuple[Change, ...]:
    """Read one entry of the list of changes; none comes of one with problems, which the decoder then has."""
    form = _form(decoder, raw, path)
    if form is None:
        return ()
    before = len(decoder.problems)
    found = decoder.fields(form.shape, raw, path)
    if len(decoder.problems) > before:
        return ()
    try:
        return form.build(found)
    except ScenarioError as error:
        hint = f"{error.wrong}; {error.hint}" if error.hint else error.wrong
        decoder.problems.append(Problem(path, shown(raw), error.expected, hint))
        return ()


def _form(decoder: Decoder, raw: object, path: str) -> _Form | None:
    if not isinstance(raw, dict):
        decoder.problems.append(Problem(path, shown(raw), "an object", "one in curly brackets"))
        return None
    word = raw.get("change")
    if isinstance(word, str) and word in _FORMS:
        return _FORMS[word]
    near = nearest(word, _FORMS) if isinstance(word, str) else None
    hint = f"did you mean {near!r}?" if near else f"the changes are {', '.join(_FORMS)}"
    decoder.problems.append(Problem(f"{path}.change", shown(word), "a kind of change", hint))
    return None
