"""What might happen, as values that are applied to evidence and never change it."""

import pickle
from datetime import date

import attrs
import pytest

from managed_mrr import (
    Activity,
    Client,
    Link,
    Partner,
    PartnerOfRecord,
    Portfolio,
    UnknownIdError,
    evaluate,
    hubspot,
    managed_client,
)
from managed_mrr.scenario import Edit, Scenario, ScenarioError, edited
from managed_mrr.what_if import Add, Change, Leaves, Performed, RecordEnded, Remove, Replace

JANUARY, FEBRUARY, MARCH = (date(2024, month, 1) for month in (1, 2, 3))
BASE = managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY], employee="ann", of_record=True)
LEAVES = Leaves("ann", on=FEBRUARY)
NO_RECORD = RecordEnded("acme", on=MARCH)
EURO, DOLLAR = Client("acme", currency="EUR"), Client("acme", currency="USD")


class TestScenario:
    def test_apply(self) -> None:
        """The changed evidence is another portfolio; the given one stays as it is, to the last letter."""
        before = repr([getattr(BASE, field.name) for field in attrs.fields(Portfolio) if field.init])
        after = Scenario([LEAVES]).apply(BASE)
        assert (after.partner_users[0].end, after.client_users[0].end) == (FEBRUARY, FEBRUARY)
        assert (BASE.partner_users[0].end, BASE.client_users[0].end) == (None, None)
        assert repr([getattr(BASE, field.name) for field in attrs.fields(Portfolio) if field.init]) == before

    def test_same_functions(self) -> None:
        """What comes out is evaluated by the same functions as any evidence."""
        lines = [len(evaluate(each, as_of=FEBRUARY).lines) for each in (BASE, Scenario([LEAVES]).apply(BASE))]
        assert lines == [1, 0]

    def test_nothing(self) -> None:
        """A scenario without changes gives the very portfolio back."""
        assert Scenario().apply(BASE) is BASE
        assert str(Scenario()) == "nothing changes"

    def test_each_change_sees_those_before(self) -> None:
        """A change is about the evidence as the changes before it leave it."""
        done = Performed("bo", "acme", on=MARCH)
        hired = Add(*managed_client("north", "acme", start=MARCH, employee="bo").employees)
        assert len(Scenario([hired, done]).apply(BASE).activities) == 2
        with pytest.raises(UnknownIdError, match="unknown employee 'bo'"):
            Scenario([done, hired]).apply(BASE)

    def test_composition(self) -> None:
        """Scenarios compose in order; the later policy counts, and names join."""
        first = Scenario([LEAVES], policy=hubspot.SERVICING, name="a")
        second = Scenario([NO_RECORD], policy=hubspot.COMBINED, name="b")
        assert first + second == Scenario([LEAVES, NO_RECORD], policy=hubspot.COMBINED, name="a, then b")
        assert first + Scenario() == Scenario() + first == first
        assert (first + second).apply(BASE) == second.apply(first.apply(BASE))

    def test_composition_with_something_else(self) -> None:
        """Only scenarios compose."""
        with pytest.raises(TypeError, match="unsupported operand"):
            Scenario() + LEAVES  # type: ignore[operator]

    def test_text(self) -> None:
        """People read the name, what happens, and under which policy."""
        named = Scenario([LEAVES, NO_RECORD], policy=hubspot.COMBINED, name="worst case")
        assert str(named) == (
            "worst case: ann leaves on 2024-02-01; acme has no partner of record from 2024-03-01; under policy combined"
        )

    def test_long_text(self) -> None:
        """Of many changes the first are told and the others counted."""
        assert str(Scenario([LEAVES] * 7)) == f"{'ann leaves on 2024-02-01; ' * 5}2 more"

    def test_value(self) -> None:
        """Equal scenarios are equal, hash alike, and can be written as code and pickled."""
        scenario = Scenario([LEAVES, NO_RECORD], name="both")
        names = {"Scenario": Scenario, "Leaves": Leaves, "RecordEnded": RecordEnded, "date": date}
        assert eval(repr(scenario), names) == scenario  # noqa: S307 -- our own text
        assert hash(Scenario([LEAVES])) == hash(Scenario((LEAVES,)))
        assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301 -- our own bytes

    def test_edits(self) -> None:
        """What all changes do to the records is told in order."""
        assert [(type(each.old).__name__, each.new is None) for each in Scenario([LEAVES, NO_RECORD]).edits(BASE)] == [
            ("PartnerUser", False),
            ("ClientUser", False),
            ("PartnerOfRecord", False),
        ]

    def test_error_says_which_change(self) -> None:
        """A change that does not fit is named beside its error."""
        with pytest.raises(ScenarioError) as caught:
            Scenario([NO_RECORD, LEAVES, LEAVES]).apply(BASE)
        assert caught.value.__notes__ == ["changes[2]: ann leaves on 2024-02-01"]
        with pytest.raises(UnknownIdError) as unknown:
            Scenario([Leaves("anne", on=MARCH)]).apply(BASE)
        assert unknown.value.__notes__ == ["changes[0]: anne leaves on 2024-03-01"]

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            (LEAVES, r"^not several changes: Leaves\(.*\): expected a list of them; write \[Leaves\("),
            ([LEAVES, "leaves"], r"^changes\[1\] is no change: 'leaves': expected a value from managed_mrr\.what_if$"),
            ([Leaves], r"^changes\[0\] is no change: <class "),
        ],
    )
    def test_no_changes(self, changes: list[Change], message: str) -> None:
        """Anything but a list of changes is refused."""
        with pytest.raises(ScenarioError, match=message):
            Scenario(changes)

    def test_own_change(self) -> None:
        """Whatever has edits is a change."""

        @attrs.frozen
        class Renamed:
            name: str

            def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
                return tuple(Edit(each, attrs.evolve(each, name=self.name)) for each in portfolio.partners)

        assert Scenario([Renamed("X")]).apply(BASE).partner("north").name == "X"


class TestEdited:
    def test_nothing(self) -> None:
        """Without edits it is the same portfolio."""
        assert edited(BASE, []) is BASE

    def test_in_place(self) -> None:
        """What replaces a record stands where it stood; what is added stands last."""
        base = Portfolio(clients=[EURO, Client("bolt", currency="CHF")])
        after = edited(base, [Edit(None, Client("cargo", currency="GBP")), Edit(EURO, DOLLAR)])
        assert [(each.id, each.currency) for each in after.clients] == [
            ("acme", "USD"),
            ("bolt", "CHF"),
            ("cargo", "GBP"),
        ]

    def test_last_one_goes(self) -> None:
        """Of equal records the last goes first."""
        one = Activity(employee="ann", client="acme", on=JANUARY, tool="blog", action="publish")
        other = attrs.evolve(one, on=MARCH)
        base = BASE.with_(other, one)
        assert edited(base, [Edit(one, None)]).activities == (one, other)
        assert edited(base, [Edit(one, None), Edit(one, None)]).activities == (other,)

    def test_not_there(self) -> None:
        """A record that is not there cannot be taken out."""
        with pytest.raises(ScenarioError, match=r"^not in the evidence: Client\('?.*'EUR'.*expected a record that is"):
            edited(BASE, [Edit(EURO, None)])

    def test_not_there_so_often(self) -> None:
        """A record that is there once cannot be taken out twice."""
        with pytest.raises(ScenarioError, match=r"^not in the evidence: Client\("):
            edited(BASE, [Edit(DOLLAR, None), Edit(DOLLAR, None)])

    def test_does_not_fit_together(self) -> None:
        """What comes out is checked whole, and its problems are told."""
        stranger = Add(Link("bo", client="acm", start=JANUARY))
        with pytest.raises(ScenarioError) as caught:
            Scenario([stranger]).apply(BASE)
        assert str(caught.value) == (
            "what comes out does not fit together: expected evidence without problems; links[1].employee: got 'bo', "
            "expected the id of an employee in employees; add the employee to employees; links[1].client: got 'acm', "
            "expected the id of a client in clients; did you mean 'acme'?"
        )

    def test_removing_what_others_need(self) -> None:
        """A client that others speak of cannot be removed alone."""
        with pytest.raises(ScenarioError, match="expected the id of a client in clients"):
            Scenario([Remove(DOLLAR)]).apply(BASE)

    def test_overlapping_records(self) -> None:
        """A second partner of record for the same days does not fit."""
        second = Add(Partner("south"), PartnerOfRecord("acme", partner="south", start=MARCH))
        with pytest.raises(ScenarioError, match="end the earlier record where the later one begins"):
            Scenario([second]).apply(BASE)


class TestEdit:
    @pytest.mark.parametrize(("old", "new"), [(None, None), (EURO, Partner("north"))])
    def test_kinds(self, old: Client | None, new: Partner | None) -> None:
        """An edit is about records of one kind, and about one at least."""
        with pytest.raises(ScenarioError, match=r"^an edit from .*expected two records of one kind, or one record and"):
            Edit(old, new)

    def test_replace_checks_it_at_once(self) -> None:
        """A record is replaced by one of its kind."""
        with pytest.raises(ScenarioError, match="two records of one kind"):
            Replace(EURO, Partner("acme"))


class TestScenarioError:
    def test_parts(self) -> None:
        """The parts of the message are attributes, and survive pickling."""
        error = pickle.loads(pickle.dumps(ScenarioError("wrong", "right", "do it")))  # noqa: S301 -- our own bytes
        assert (error.wrong, error.expected, error.hint) == ("wrong", "right", "do it")
        assert str(error) == "wrong: expected right; do it"
        assert str(ScenarioError("wrong", "right")) == "wrong: expected right"
        assert isinstance(error, ValueError)
