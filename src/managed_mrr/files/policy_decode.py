"""Policy decode: the values of a policy file turned into a policy, and everything that is wrong into problems."""

import re
from collections.abc import Mapping
from typing import Any, cast

import attrs

from managed_mrr.errors import ManagedMRRError, nearest
from managed_mrr.evidence.consistency import MISSING
from managed_mrr.files import values
from managed_mrr.files.decode import Decoder
from managed_mrr.files.formats import Key, Kind, ObjectOf
from managed_mrr.files.policy_forms import KIND, Fixed, Several, Slot, fields_of, top

__all__ = ["DEPTH", "PolicyDecoder"]


def __dir__() -> list[str]:
    return __all__


DEPTH = 24
"""How many parts may stand inside one another."""

_FORMAT = re.compile(
    r"(?:(?P<owner>\w+)\.(?P<field>\w+) is .*?|(?P<wrong>.*?))[:;] expected (?P<expected>.*?)(?:; (?P<hint>.*))?"
)


class PolicyDecoder(Decoder):
    """
    Decodes one policy file, and collects its problems.

    Args:
        kinds: The classes that a part may be of, by name.
    """

    def __init__(self, kinds: Mapping[str, type]) -> None:
        super().__init__()
        self.kinds = kinds
        self.depth = 0

    def policy(self, raw: object, extra: Key) -> Any:  # noqa: ANN401 -- a policy, or MISSING
        """
        The policy of a file, :data:`MISSING` if it has problems.

        Args:
            raw: The values of the file.
            extra: The key that the file has beside those of the policy.
        """
        return self._part(top(), raw, "", extra)

    def _value(self, key: Key, raw: object, path: str) -> Any:  # noqa: ANN401 -- of the key's own type
        return None if raw is None and key.nullable else self._kind(key.kind, raw, path)

    def _kind(self, kind: Any, raw: object, path: str) -> Any:  # noqa: ANN401 -- of the kind's own type
        if isinstance(kind, Slot):
            return self._part(kind, raw, path)
        if isinstance(kind, Several | Fixed):
            return self._listed(kind, raw, path)
        return super()._kind(kind, raw, path)

    def _listed(self, form: Several | Fixed, raw: object, path: str) -> Any:  # noqa: ANN401 -- what the form makes
        if not isinstance(raw, list):
            self._report(path, raw, "a list", "put it in square brackets")
            return MISSING
        forms = form.elements if isinstance(form, Fixed) else (form.element,) * len(raw)
        if len(raw) != len(forms):
            self._report(path, raw, f"a list of {len(forms)}", "")
            return MISSING
        places = enumerate(zip(forms, raw, strict=True))
        made = [self._kind(each, value, f"{path}[{index}]") for index, (each, value) in places]
        if any(each is MISSING for each in made):
            return MISSING
        try:
            return tuple(made) if isinstance(form, Fixed) else form.make(made)
        except ManagedMRRError as error:
            self._refused(error, raw, path)
            return MISSING

    def _check_period(self, found: dict[str, Any], raw: Mapping[str, object], path: str) -> None:
        """Leave it to the classes whether an end must come after a start."""

    def _part(self, slot: Slot, raw: object, path: str, *extra: Key) -> Any:  # noqa: ANN401 -- of the slot's class
        if not isinstance(raw, dict):
            self._report(path, raw, "a table", "one in curly brackets")
            return MISSING
        kind = self._class(slot, raw, path)
        if kind is None:
            return MISSING
        if self.depth == DEPTH:
            self._report(path, raw, f"at most {DEPTH} parts inside one another", "take out what is nested deeper")
            return MISSING
        word = values.one_of(KIND, [kind.__name__], "")
        keys = [
            *extra,
            Key(name=KIND, kind=word, required=False),
            *(
                Key(
                    name=field.name,
                    kind=cast("Kind", field.form),
                    required=field.required,
                    nullable=field.nullable,
                    default=attrs.NOTHING,
                )
                for field in fields_of(kind, slot.bound(kind) or {})
            ),
        ]
        self.depth += 1
        found = self.fields(ObjectOf(kind, {key.name: key for key in keys}), raw, path)
        self.depth -= 1
        given = {key.name: found[key.name] for key in keys[len(extra) + 1 :] if found[key.name] is not attrs.NOTHING}
        if any(value is MISSING for value in given.values()):
            return MISSING
        try:
            return kind(**given)
        except (ManagedMRRError, TypeError, ValueError) as error:
            self._refused(error, raw, path)
            return MISSING

    def _class(self, slot: Slot, raw: Mapping[str, object], path: str) -> type | None:
        """The class that a table says it is of; None if it is none that belongs there."""
        fitting = slot.fitting(self.kinds)
        if KIND not in raw and slot.default is not None:
            return slot.default
        word = raw.get(KIND)
        if isinstance(word, str) and word in fitting:
            return fitting[word]
        near = nearest(word, fitting) if isinstance(word, str) else None
        hint = f"did you mean {near!r}?" if near else f"here may be {', '.join(fitting)}, and rules given to the reader"
        self._report(f"{path}.{KIND}" if path else KIND, word, "a class that belongs here", hint)
        return None

    def _refused(self, error: Exception, raw: object, path: str) -> None:
        """Report what a class has to say against its values, at the value if it names one."""
        said = _FORMAT.fullmatch(str(error))
        if said is None:
            self._report(path, raw, "values that fit together", str(error))
            return
        name, wrong, hint = said["field"], said["wrong"], said["hint"]
        if name is not None and isinstance(raw, dict) and name in raw:
            self._report(f"{path}.{name}" if path else name, raw[name], said["expected"], hint or "")
        else:
            self._report(path, raw, said["expected"], "; ".join(filter(None, [wrong, hint])))
