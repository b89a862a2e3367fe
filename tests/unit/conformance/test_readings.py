"""Readings of a case, as data and as policies."""

import pytest

import managed_mrr as mm
from managed_mrr.conformance import CaseReading

READINGS = [
    CaseReading(),
    CaseReading(policy="combined", window=61),
    CaseReading(policy="partner-of-record"),
    CaseReading(minimum=(2, 30), activity_outlives_employee=False),
]


class TestCaseReading:
    @pytest.mark.parametrize("reading", READINGS, ids=str)
    def test_there_and_back(self, reading: CaseReading) -> None:
        """What a case says of its reading is read as the same reading."""
        assert CaseReading.from_data(reading.as_data()) == reading

    @pytest.mark.parametrize("name", mm.hubspot.POLICIES)
    def test_usual(self, name: str) -> None:
        """In its usual reading a policy is the shipped one."""
        assert CaseReading(policy=name).as_policy() == mm.hubspot.POLICIES[name]
        assert str(CaseReading(policy=name)) == name

    def test_minimum_and_switch(self) -> None:
        """A switch holds for the minimum too."""
        policy = READINGS[-1].as_policy()
        assert {each.value for each in policy.parameters() if each.name == "activity_outlives_employee"} == {False}
        assert str(READINGS[-1]) == "servicing, minimum 2 in 30, activity ends with its employee"
