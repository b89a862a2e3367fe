"""Questions: what the sources leave open, with the answers that are plausible, as data beside a policy."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from managed_mrr.errors import PolicyError, nearest
from managed_mrr.rules import AllOf, Rule

__all__ = [
    "Answer",
    "Assumption",
    "Question",
    "conditions",
    "known_question",
    "to_questions",
    "together",
    "with_condition",
]


def __dir__() -> list[str]:
    return __all__


def _values(values: "Mapping[str, object] | Iterable[tuple[str, object]]") -> tuple[tuple[str, object], ...]:
    pairs = values.items() if isinstance(values, Mapping) else values
    return tuple(sorted(((str(name), _kept(name, value)) for name, value in pairs), key=lambda pair: pair[0]))


def _text(text: str) -> str:
    if not (isinstance(text, str) and text):
        msg = f"an answer reads {text!r}: expected some words"
        raise PolicyError(msg)
    return text


def _kept(name: str, value: object) -> object:
    """A value as it stays: a list as a tuple."""
    kept = tuple(value) if isinstance(value, list) else value
    try:
        hash(kept)
    except TypeError as error:
        msg = f"{name} = {value!r} can change: expected a value that can be hashed, such as a tuple"
        raise PolicyError(msg) from error
    return kept


def _rule(rule: Rule[Any] | None) -> Rule[Any] | None:
    if rule is not None and not isinstance(rule, Rule):
        msg = f"Answer.requiring is {rule!r}: expected a rule, or None"
        raise PolicyError(msg)
    return rule


@attrs.frozen
class Answer:
    """
    One plausible answer to an open question, and what it changes in a policy.

    An answer is in force in a policy if giving it would change nothing. One that changes nothing anywhere is in force
    where no other is.

    Args:
        text: The answer, in a few words.
        values: Named values of the policy, as for :meth:`managed_mrr.Policy.with_`.
        requiring: A condition on who is credited; it stands in place of any of its own kind.
        without: The name of the kind of condition that is not asked, such as ``"CurrentAgreement"``.
        guess: Whether nobody published it: it is somebody's own supposition, and is labelled as one.

    Examples:
        >>> from managed_mrr import ExpiryWindow
        >>> print(Answer("yes", {"window": ExpiryWindow(days=61)}))
        yes
        >>> print(Answer("3 in 30 days", guess=True))
        3 in 30 days (a guess)
    """

    text: str = attrs.field(converter=_text)
    values: tuple[tuple[str, object], ...] = attrs.field(default=(), converter=_values)
    requiring: Rule[Any] | None = attrs.field(default=None, kw_only=True, converter=_rule)
    without: str = attrs.field(default="", kw_only=True)
    guess: bool = attrs.field(default=False, kw_only=True)

    def __str__(self) -> str:
        return f"{self.text} (a guess)" if self.guess else self.text

    @property
    def changes(self) -> bool:
        """Whether there is anything that it could change in a policy."""
        return bool(self.values or self.requiring is not None or self.without)

    @property
    def condition(self) -> str:
        """The name of the kind of condition that it asks or leaves out; empty if it does neither."""
        return self.without if self.requiring is None else type(self.requiring).__name__


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(words)


def _name(name: str) -> str:
    if not (isinstance(name, str) and name.isidentifier()):
        msg = f"a question is called {name!r}: expected a Python name, such as 'minimum_activity'"
        raise PolicyError(msg)
    return name


def _answers(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    made = tuple(answers)
    for each in made:
        if not isinstance(each, Answer):
            msg = f"not an answer: {each!r}; expected Answer objects"
            raise PolicyError(msg)
    texts = [each.text for each in made]
    if again := sorted({text for text in texts if texts.count(text) > 1}):
        msg = f"a question has the answer {again[0]!r} twice: expected each once; give the other a text of its own"
        raise PolicyError(msg)
    return made


@attrs.frozen
class Question:
    """
    Something the sources leave open, with the answers that are plausible.

    Args:
        name: What it is called where answers are given, written as a Python name.
        text: The question, for people.
        answers: The plausible answers; the one in force is among them.
        clauses: The clauses that leave it open.
        about: Names of values of a policy that it is about besides those its answers change; in a policy that does
            not have all of them the question does not arise.

    Raises:
        PolicyError: The name is no Python name, or two answers read the same.

    Examples:
        >>> from managed_mrr import ExpiryWindow
        >>> last = Question(
        ...     "window",
        ...     "Is day 60 after an activity still inside?",
        ...     [Answer("no", {"window": ExpiryWindow(days=60)}), Answer("yes", {"window": ExpiryWindow(days=61)})],
        ...     clauses=["A14"],
        ... )
        >>> print(last)
        Is day 60 after an activity still inside? (A14)
    """

    name: str = attrs.field(converter=_name)
    text: str
    answers: tuple[Answer, ...] = attrs.field(converter=_answers)
    clauses: tuple[str, ...] = attrs.field(default=(), converter=_words, kw_only=True)
    about: tuple[str, ...] = attrs.field(default=(), converter=_words, kw_only=True)

    def __str__(self) -> str:
        return f"{self.text} ({', '.join(self.clauses)})" if self.clauses else self.text

    @property
    def names(self) -> frozenset[str]:
        """
        The names of the values of a policy that the question is about.

        Examples:
            >>> Question("net", "List price or price paid?", [Answer("paid", {"net_of_discount": True})]).names
            frozenset({'net_of_discount'})
        """
        return frozenset(self.about).union(name for answer in self.answers for name, _ in answer.values)

    @property
    def conditions(self) -> frozenset[str]:
        """The names of the kinds of condition that the answers ask or leave out."""
        return frozenset(answer.condition for answer in self.answers) - {""}

    def answer(self, text: str) -> Answer:
        """
        The answer with a text.

        Raises:
            PolicyError: There is none; the error lists those there are.

        Examples:
            >>> Question("net", "List price or price paid?", [Answer("paid", {"net_of_discount": True})]).answer("paid")
            Answer(text='paid', values=(('net_of_discount', True),), requiring=None, without='', guess=False)
        """
        for each in self.answers:
            if each.text == text:
                return each
        known = ", ".join(repr(each.text) for each in self.answers)
        msg = f"question {self.name!r} has no answer {text!r}: expected one of {known}"
        raise PolicyError(msg)

    def with_answers(self, *answers: Answer) -> "Question":
        """
        This question with more plausible answers; one with the text of an earlier answer takes its place.

        Examples:
            >>> from managed_mrr import MinimumActivity, hubspot
            >>> three = Answer("3 in 30 days", requiring=MinimumActivity(count=3, within=30), guess=True)
            >>> asked = hubspot.SERVICING.question("minimum_activity").with_answers(three)
            >>> [str(each) for each in asked.answers]
            ['none', '3 in 30 days (a guess)']
        """
        kept = {each.text: each for each in (*self.answers, *answers)}
        return attrs.evolve(self, answers=kept.values())


@attrs.frozen
class Assumption:
    """
    What a policy takes for the answer to an open question.

    Attributes:
        question: The question.
        answer: The answer in force, in words; where it is none of the plausible ones, what the policy has instead.
        declared: Whether it is one of the plausible answers.
        guess: Whether it is labelled as a guess.

    Examples:
        >>> from managed_mrr import hubspot
        >>> print(hubspot.SERVICING.assumptions()[0])
        Is day 60 after an activity still inside? (A14) no
    """

    question: Question
    answer: str
    declared: bool = attrs.field(default=True, kw_only=True)
    guess: bool = attrs.field(default=False, kw_only=True)

    def __str__(self) -> str:
        return f"{self.question} {self.labelled}"

    @property
    def labelled(self) -> str:
        """
        The answer, with what is to be said of it.

        Examples:
            >>> Assumption(Question("net", "Net?", []), "not quite", declared=False).labelled
            'not quite (another reading)'
        """
        label = "" if self.declared else " (another reading)"
        return f"{self.answer} (a guess)" if self.guess else f"{self.answer}{label}"


def known_question(name: str, questions: Iterable[Question], whose: str) -> Question:
    """
    The question with a name.

    Args:
        name: The name.
        questions: The questions there are.
        whose: Who asks them, for the error.

    Raises:
        PolicyError: There is none; the error names the nearest.

    Examples:
        >>> known_question("net", [Question("net", "Net?", [])], "policy 'own'").text
        'Net?'
    """
    by_name = {each.name: each for each in questions}
    if name not in by_name:
        near = nearest(name, by_name)
        hint = f"did you mean {near!r}?" if near else f"it asks {', '.join(sorted(by_name)) or 'none'}"
        msg = f"{whose} does not ask {name!r}; {hint}"
        raise PolicyError(msg)
    return by_name[name]


def to_questions(questions: Iterable[Question]) -> tuple[Question, ...]:
    """
    Questions as a policy keeps them, each name once.

    Raises:
        PolicyError: Something is no question, or two have one name.

    Examples:
        >>> to_questions([])
        ()
    """
    made = tuple(questions)
    for each in made:
        if not isinstance(each, Question):
            msg = f"not a question: {each!r}; expected Question objects"
            raise PolicyError(msg)
    names = [each.name for each in made]
    if again := sorted({name for name in names if names.count(name) > 1}):
        msg = f"two questions are called {again[0]!r}: expected names of their own; give the second another"
        raise PolicyError(msg)
    return made


def conditions(eligibility: Rule[Any]) -> tuple[Rule[Any], ...]:
    """
    The conditions that all have to hold, one by one.

    Examples:
        >>> from managed_mrr import CurrentAgreement
        >>> conditions(CurrentAgreement())
        (CurrentAgreement(),)
    """
    return eligibility.rules if isinstance(eligibility, AllOf) else (eligibility,)


def with_condition(eligibility: Rule[Any], kind: str, rule: Rule[Any] | None) -> Rule[Any]:
    """
    The same conditions with a rule in place of those of one kind; without a rule they are left out.

    Examples:
        >>> from managed_mrr import hubspot
        >>> print(with_condition(hubspot.SERVICING.eligibility, "CurrentAgreement", None))
        a live activity (counted 60 days)
    """
    before = conditions(eligibility)
    place = next((index for index, each in enumerate(before) if type(each).__name__ == kind), len(before))
    after = [each for each in before if type(each).__name__ != kind]
    if rule is not None:
        after.insert(place, rule)
    if after == list(before):
        return eligibility
    return after[0] if len(after) == 1 else AllOf(after)


def together(answers: Iterable[Answer]) -> tuple[dict[str, object], dict[str, Rule[Any] | None]]:
    """
    What several answers change: named values, and conditions by their kind, those left out as None.

    Raises:
        PolicyError: Two of them change the same thing in two ways.

    Examples:
        >>> together([Answer("paid", {"net_of_discount": True}), Answer("no", without="CurrentAgreement")])
        ({'net_of_discount': True}, {'CurrentAgreement': None})
    """
    values: dict[str, object] = {}
    kinds: dict[str, Rule[Any] | None] = {}
    by: dict[str, Answer] = {}
    for answer in answers:
        for name, value in answer.values:
            if values.setdefault(name, value) != value:
                raise PolicyError(_contradiction(name, by[name], answer))
            by[name] = answer
        if kind := answer.condition:
            if kinds.setdefault(kind, answer.requiring) != answer.requiring:
                raise PolicyError(_contradiction(kind, by[kind], answer))
            by[kind] = answer
    return values, {kind: kinds[kind] for kind in sorted(kinds)}


def _contradiction(name: str, first: Answer, second: Answer) -> str:
    return (
        f"the answers {first.text!r} and {second.text!r} both change {name}: expected one value; "
        "put the answers of both questions together into one question"
    )
