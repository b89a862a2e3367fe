"""Which part of a policy runs how."""

from datetime import date

import attrs
import pytest

from managed_mrr import (
    EVER,
    DateRange,
    DateSet,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    PartnerAtClient,
    Policy,
    PolicyError,
    Program,
    Rule,
    Term,
    columnar,
    hubspot,
)
from managed_mrr.columnar.kernel.rule import grounded, has_form

COLUMNS, OBJECTS = columnar.Execution.COLUMNS, columnar.Execution.OBJECTS


@attrs.frozen
class Own(Rule[PartnerAtClient]):
    """A rule of one's own."""

    def __str__(self) -> str:
        return "our rule"

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Always."""
        return DateSet([EVER])


@attrs.frozen
class Stricter(LinkValidity):
    """A link by another name, which may mean something else."""


class TestPlan:
    @pytest.mark.parametrize("policy", hubspot.POLICIES.values(), ids=str)
    def test_shipped(self, policy: Policy) -> None:
        """Every shipped policy runs on columns, and so does a program of them."""
        assert columnar.plan(policy).columnar
        terms = [Term(policy, DateRange(None, date(2024, 1, 1))), Term(hubspot.SERVICING, DateRange(date(2024, 1, 1)))]
        assert columnar.plan(Program(name="terms", terms=terms)).columnar

    def test_own(self) -> None:
        """A rule of one's own runs as objects, those beside it on columns; the table says so."""
        planned = columnar.plan(hubspot.SERVICING.requiring(Own()))
        assert [part.execution for part in planned.parts] == [COLUMNS, COLUMNS, OBJECTS, COLUMNS, COLUMNS, COLUMNS]
        assert repr(planned) == "<Plan for servicing: 5 parts as columns, 1 as objects>"
        assert str(planned.parts[2]) == "eligibility.rules[2]: our rule, as objects"
        assert "slower, and equal" in str(planned)
        assert "slower, and equal" in planned._repr_html_()
        assert "slower" not in str(columnar.plan(hubspot.SERVICING))

    def test_subclasses(self) -> None:
        """A rule that goes by a class of one's own means what that says, and runs as objects."""
        rule = LiveActivity(relationship=ManagedRelationship(link=Stricter()))
        assert not has_form(rule)
        assert not grounded(rule & Own())
        assert grounded(rule | Own()) is False

    def test_no_policy(self) -> None:
        """Something that is no policy is refused."""
        with pytest.raises(PolicyError):
            columnar.plan(Own())  # type: ignore[arg-type]
