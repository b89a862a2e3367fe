"""
A policy is data: it is the same after a round trip through a file, and what is the same computes the same.

Terms change over time (B13), so what was in force must be kept, compared and read again without loss.
"""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from managed_mrr import Policy, Portfolio, Program, Rule, diff, hubspot, policy_hash, timelines
from managed_mrr.files import PolicyFormat, policy_from_text, policy_schema, policy_to_text
from managed_mrr.files.text import json_values
from managed_mrr.policy import single_differences
from managed_mrr.rules import AllOf, AnyOf, AtLeast, Catalogue, CurrencyToPoints
from managed_mrr.testing import any_policies, portfolios, programs

LABELS = ("name", "source", "title", "read", "confidence")

SCHEMA = Draft202012Validator(policy_schema())

anything = any_policies() | programs(policies=any_policies(), bounded=True) | programs()


@given(anything, st.booleans())
@pytest.mark.parametrize("written", ["toml", "json"])
def test_a_policy_is_the_same_after_a_round_trip(written: PolicyFormat, policy: Policy, brief: bool) -> None:  # noqa: FBT001
    """A policy or program is read from its file as it was, hash and all."""
    text = policy_to_text(policy, format=written, brief=brief)
    read = policy_from_text(text, format=written)
    assert read == policy
    assert type(read) is type(policy)
    assert policy_hash(read) == policy_hash(policy)
    assert policy_to_text(read, format=written, brief=brief) == text


@given(anything, st.booleans())
def test_what_is_written_is_right_by_the_schema(policy: Policy, brief: bool) -> None:  # noqa: FBT001
    """The published schema has nothing against any policy."""
    SCHEMA.validate(json_values(policy_to_text(policy, format="json", brief=brief)))


@given(any_policies(), portfolios(max_partners=2, max_clients=1))
def test_policies_with_the_same_hash_agree_everywhere(policy: Policy, portfolio: Portfolio) -> None:
    """Another name, other sources and another order of what must all hold change no hash and no number."""
    other = _disguised(policy)
    assert policy_hash(other) == policy_hash(policy)
    assert len(diff(policy, other)) == 0
    assert _numbers(other, portfolio) == _numbers(policy, portfolio)


@given(any_policies(), any_policies())
def test_every_value_is_in_the_hash(one: Policy, other: Policy) -> None:
    """Whatever single value is another, so is the hash, unless the value is for people only."""
    for place, changed in single_differences(one, other):
        if place.rpartition(".")[2] not in LABELS:
            assert policy_hash(changed) != policy_hash(one) or _disguised(changed) == _disguised(one), place


@given(anything, anything, portfolios(max_partners=2, max_clients=1))
def test_without_a_difference_there_is_none(one: Policy, other: Policy, portfolio: Portfolio) -> None:
    """Policies between which no difference is told give the same numbers, and one that is told reads both ways."""
    found = diff(one, other)
    # What is in a list is told at its place in the first policy, and terms in which the places are the same as one.
    listed = any(each.name in ("eligibility", "rules", "entries") for each in found)
    assert len(diff(other, one)) == len(found) or listed
    assert all(each.sentence and each.place for each in found)
    if not found:
        assert _numbers(one, portfolio) == _numbers(other, portfolio)


@given(any_policies(), portfolios(max_partners=2, max_clients=1))
def test_a_program_of_one_policy_differs_in_nothing(policy: Policy, portfolio: Portfolio) -> None:
    """A program whose only term is ever has no difference to its policy."""
    program = Program(name="program", terms=policy.over_time())
    assert not diff(policy, program)
    assert not diff(program, policy)
    assert _numbers(program, portfolio) == _numbers(policy, portfolio)


@given(anything)
def test_a_policy_does_not_differ_from_itself(policy: Policy) -> None:
    """Between equal policies there is no difference."""
    assert not diff(policy, policy)


@given(st.sampled_from(list(hubspot.POLICIES.values())), st.sampled_from(list(hubspot.POLICIES.values())))
def test_shipped_policies_differ_by_hash(one: Policy, other: Policy) -> None:
    """Each shipped policy has a hash of its own."""
    assert (policy_hash(one) == policy_hash(other)) is (one is other)


def _numbers(policy: Policy, portfolio: Portfolio) -> Any:  # noqa: ANN401 -- segments by pair
    found = timelines(portfolio, policy=policy)
    return {pair: timeline.segments for pair, timeline in found.items()}


def _disguised(value: Any) -> Any:  # noqa: ANN401 -- of the type of the value
    """The same with everything for people taken out, and every list whose order means nothing in one order."""
    if isinstance(value, tuple):
        return tuple(map(_disguised, value))
    if not attrs.has(type(value)):
        return value
    fields: dict[str, Any] = {
        field.name: _disguised(getattr(value, field.name)) for field in attrs.fields(type(value)) if field.init
    }
    if isinstance(value, AllOf | AnyOf | AtLeast):
        fields["rules"] = sorted(fields["rules"], key=repr)
    if isinstance(value, Catalogue | CurrencyToPoints):
        ordered = "entries" if isinstance(value, Catalogue) else "rates"
        fields[ordered] = sorted(fields[ordered], key=repr, reverse=True)
    if isinstance(value, Policy):
        fields["name"] = "disguised"
    elif not isinstance(value, Rule) and "source" in fields:
        fields["source"] = "" if isinstance(value, Catalogue) else None
    return attrs.evolve(value, **fields)
