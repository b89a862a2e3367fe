"""Choices: which questions of a policy can be answered otherwise, and the rules that each combination makes."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import combinations, product
from math import prod
from typing import TypeAlias

import attrs

from managed_mrr.errors import PolicyError
from managed_mrr.policy import Policy
from managed_mrr.questions import Answer, Assumption, Question
from managed_mrr.rules import ManagedRelationship, QualifyingActivity

__all__ = ["MOST_VARIANTS", "PARTS", "Group", "Reading", "Variant", "groups_of", "to_vary"]


def __dir__() -> list[str]:
    return __all__


PARTS = ("eligibility", "revenue", "split", "points")
"""The parts of a policy, each of which answers for itself."""

MOST_VARIANTS = 5_000
"""How many combinations of answers may bear on the same parts of a policy."""

Reading: TypeAlias = tuple[tuple[str, str], ...]
"""The answers that are not those in force, by the names of their questions."""


@attrs.frozen
class Variant:
    """
    One combination of answers to the questions of a group.

    Attributes:
        reading: The answers in which it is not what is in force.
        rules: The parts of the policy that it makes, by name.
    """

    reading: Reading
    rules: Mapping[str, object] = attrs.field(eq=False)


@attrs.frozen
class Group:
    """
    Parts of a policy and the questions that bear on them, and on no others.

    Attributes:
        parts: The names of the parts.
        questions: The names of the questions.
        variants: Every combination of answers that does not contradict itself; what is in force comes first, and
            fewer changes before more.

    Examples:
        >>> from managed_mrr import hubspot
        >>> revenue = groups_of(hubspot.SERVICING, to_vary(hubspot.SERVICING, ["net_of_discount"]))[1]
        >>> [variant.reading for variant in revenue.variants]
        [(), (('net_of_discount', 'list price'),)]
    """

    parts: tuple[str, ...]
    questions: tuple[str, ...]
    variants: tuple[Variant, ...]

    @cached_property
    def single(self) -> tuple[tuple[str, int], ...]:
        """The variants in which one question alone is answered otherwise: its name and the place."""
        changed = ((variant.reading, place) for place, variant in enumerate(self.variants))
        return tuple((reading[0][0], place) for reading, place in changed if len(reading) == 1)

    @cached_property
    def alike(self) -> tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]:
        """For each question the places of the variants that differ in its answer alone, set by set."""
        found: list[tuple[str, tuple[tuple[int, ...], ...]]] = []
        for question in self.questions:
            sets: dict[Reading, list[int]] = {}
            for place, variant in enumerate(self.variants):
                rest = tuple(answer for answer in variant.reading if answer[0] != question)
                sets.setdefault(rest, []).append(place)
            found.append((question, tuple(map(tuple, sets.values()))))
        return tuple(found)


def to_vary(policy: Policy, questions: Iterable[str | Question] | None) -> tuple[Question, ...]:
    """
    The questions to be answered in every way, by name.

    Args:
        policy: The policy; it asks them.
        questions: Those that are wanted; if left out, all that arise and that the policy does not settle by an
            answer of its own.

    Raises:
        PolicyError: A question is named that the policy does not ask.

    Examples:
        >>> from managed_mrr import hubspot
        >>> [each.name for each in to_vary(hubspot.PARTNER_OF_RECORD, None)][:3]
        ['agreement', 'billing_required', 'good_standing_required']
    """
    assumed = {each.question.name: each for each in policy.assumptions()}
    if questions is None:
        names = {name for name, each in assumed.items() if each.declared}
    else:
        names = {policy.question(each.name if isinstance(each, Question) else each).name for each in questions}
    found = (policy.question(name) for name in sorted(names & assumed.keys()))
    return tuple(each for each in found if _others(each, assumed[each.name]))


def _others(question: Question, assumed: Assumption) -> list[Answer]:
    """The answers that are not in force."""
    return [each for each in question.answers if not (assumed.declared and each.text == assumed.answer)]


def groups_of(policy: Policy, questions: Sequence[Question]) -> tuple[Group, ...]:
    """
    The parts of a policy with all that the questions make of them, so that groups can be combined freely.

    Args:
        policy: The policy; it asks the questions.
        questions: The questions to be answered in every way, by name.

    Raises:
        PolicyError: Too many combinations bear on the same parts, or two questions are about the same value.

    Examples:
        >>> from managed_mrr import hubspot
        >>> [group.parts for group in groups_of(hubspot.SERVICING, ())]
        [('eligibility',), ('revenue',), ('split',), ('points',)]
    """
    return _groups(policy, policy.questions, tuple(questions))


@lru_cache(maxsize=32)
def _groups(policy: Policy, _asked: tuple[Question, ...], questions: tuple[Question, ...]) -> tuple[Group, ...]:
    # Policies that ask different questions are equal, so what they ask is part of the key.
    for one, other in combinations(questions, 2):
        _refuse_overlap(policy, one, other)
    bearing = {question.name: _bears_on(policy, question) for question in questions}
    joined = [{part} for part in PARTS]
    for parts in bearing.values():
        touched = [each for each in joined if each & parts]
        joined = [each for each in joined if not each & parts] + [set[str]().union(*touched)]
    found = [
        _group(
            policy, tuple(part for part in PARTS if part in parts), [q for q in questions if bearing[q.name] & parts]
        )
        for parts in joined
        if parts
    ]
    return tuple(sorted(found, key=lambda group: PARTS.index(group.parts[0])))


def _refuse_overlap(policy: Policy, one: Question, other: Question) -> None:
    """Refuse two questions about the same value or condition: of two answers to them only one could hold."""
    both = sorted(one.conditions & other.conditions)
    for term in policy.over_time():
        mine, theirs = (_places(term.value, question) for question in (one, other))
        both += [each for each in mine if any(_inside(each, place) or _inside(place, each) for place in theirs)]
    if both:
        msg = (
            f"the questions {one.name!r} and {other.name!r} both change {both[0]}: expected at most one that does; "
            "put the answers of both together into one question, or ask one of them"
        )
        raise PolicyError(msg)


def _places(policy: Policy, question: Question) -> list[str]:
    names = {name for answer in question.answers for name, _ in answer.values}
    return [each.place for each in policy.parameters() if each.name in names]


def _inside(place: str, other: str) -> bool:
    return place == other or place.startswith((f"{other}.", f"{other}["))


def _bears_on(policy: Policy, question: Question) -> set[str]:
    """The parts of a policy that the answers to a question change."""
    found: set[str] = set()
    for term in policy.over_time():
        places = [(each.name, each.place.partition(".")[0], each.value) for each in term.value.parameters()]
        found |= {place for name, place, _ in places if name in question.names}
        if any(answer.requiring is not None for answer in question.answers):
            # A condition takes over the people and activities that the policy asks about, wherever they stand.
            found |= {
                place for _, place, value in places if isinstance(value, ManagedRelationship | QualifyingActivity)
            }
    return (found & set(PARTS)) | ({"eligibility"} if question.conditions else set())


def _group(policy: Policy, parts: tuple[str, ...], questions: Sequence[Question]) -> Group:
    assumed = {each.question.name: each for each in policy.assumptions()}
    texts = [["", *(each.text for each in _others(question, assumed[question.name]))] for question in questions]
    if (count := prod(map(len, texts))) > MOST_VARIANTS:
        asked = ", ".join(question.name for question in questions)
        msg = (
            f"{count:,} combinations of answers bear on {' and '.join(parts)}: expected at most {MOST_VARIANTS:,}; "
            f"ask fewer of {asked}"
        )
        raise PolicyError(msg)
    names = [question.name for question in questions]
    readings = [
        tuple((name, text) for name, text in zip(names, chosen, strict=True) if text) for chosen in product(*texts)
    ]
    variants: list[Variant] = []
    for reading in sorted(readings, key=lambda reading: (len(reading), reading)):
        try:
            made = policy.assuming(**dict(reading))
        except PolicyError:
            continue  # answers that contradict each other are no reading
        variants.append(Variant(reading, {part: getattr(made, part) for part in parts}))
    return Group(parts, tuple(names), tuple(variants))
