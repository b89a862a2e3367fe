"""Policy encode: a policy as the plain values that a policy file holds."""

from typing import Any

import attrs

from managed_mrr.errors import PolicyError
from managed_mrr.files.excerpts import shown
from managed_mrr.files.policy_decode import DEPTH
from managed_mrr.files.policy_forms import KIND, KINDS, Fixed, Form, Several, Slot, fields_of, top
from managed_mrr.files.values import RefusedError
from managed_mrr.policy import Policy

__all__ = ["policy_values"]


def __dir__() -> list[str]:
    return __all__


def policy_values(policy: Policy, *, brief: bool = False) -> dict[str, object]:
    """
    A policy as tables, lists, text, whole numbers and switches.

    Args:
        policy: The policy or program.
        brief: Whether to leave out what is as it would be without the key.

    Raises:
        PolicyError: It holds what no file can hold.

    Examples:
        >>> from managed_mrr.hubspot import SERVICING
        >>> policy_values(SERVICING, brief=True)["eligibility"]
        {'kind': 'AllOf', 'rules': [{'kind': 'LiveActivity'}, {'kind': 'CurrentAgreement'}]}
    """
    return _part(top(), policy, "", 0, brief=brief)


def _part(slot: Slot, part: object, path: str, depth: int, *, brief: bool) -> dict[str, object]:
    kind: Any = type(part)
    bound = slot.bound(kind) if attrs.has(kind) else None
    if bound is None or KINDS.get(kind.__name__, kind) is not kind:
        msg = (
            f"cannot write {path or 'the policy'}: {part!r}; expected a part of a class that belongs here, "
            "made with @attrs.frozen, and not called like another"
        )
        raise PolicyError(msg)
    if depth == DEPTH:
        msg = f"cannot write {path}: expected at most {DEPTH} parts inside one another"
        raise PolicyError(msg)
    data: dict[str, object] = {} if kind is slot.default else {KIND: kind.__name__}
    for field in fields_of(kind, bound):
        value, place = getattr(part, field.attribute), f"{path}.{field.name}" if path else field.name
        if value is None and field.nullable:
            if field.default is not None:
                data[field.name] = None
            continue
        written = _plain(field.form, value, place, depth, brief=brief)
        if value != field.default or not (brief or written in ("", {}, [])):
            data[field.name] = written
    return data


def _plain(form: Form, value: Any, path: str, depth: int, *, brief: bool) -> object:  # noqa: ANN401 -- of the form's type
    if isinstance(form, Slot):
        return _part(form, value, path, depth + 1, brief=brief)
    if isinstance(form, Several | Fixed):
        forms = form.elements if isinstance(form, Fixed) else (form.element,) * len(tuple(value))
        places = enumerate(zip(forms, value, strict=True))
        made = [_plain(each, inner, f"{path}[{index}]", depth, brief=brief) for index, (each, inner) in places]
        return sorted(made, key=str) if isinstance(form, Several) and form.make is frozenset else made
    try:
        return form.write(value)
    except RefusedError as error:
        hint = f"; {error.hint}" if error.hint else ""
        msg = f"cannot write {path}: {shown(value)!r}; expected {error.expected}{hint}"
        raise PolicyError(msg) from None
