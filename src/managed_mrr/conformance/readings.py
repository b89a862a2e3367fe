"""Readings: under which policy, and which reading of it, a case is answered."""

from collections.abc import Mapping
from typing import Any

import attrs

from managed_mrr.hubspot import POLICIES
from managed_mrr.policy import Policy
from managed_mrr.rules import ExpiryWindow, MinimumActivity

__all__ = ["CaseReading"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(kw_only=True)
class CaseReading:
    """
    A shipped policy by name, and how it is read, as plain data.

    Attributes:
        policy: ``servicing``, ``partner-of-record`` or ``combined``.
        window: For how many days an activity counts, its own day among them.
        minimum: How many activities must count beside that, and for how many days each of them counts; None for none.
        activity_outlives_employee: Whether an activity goes on counting when its employee stops managing the client
            while another employee of the partner goes on.

    Clause:
        A14, A16, A18; B2.

    Examples:
        >>> print(CaseReading(), "|", CaseReading(window=61, minimum=(2, 30)), "|", CaseReading(policy="combined"))
        servicing | servicing, window 61, minimum 2 in 30 | combined
    """

    policy: str = "servicing"
    window: int = 60
    minimum: tuple[int, int] | None = None
    activity_outlives_employee: bool = True

    def __str__(self) -> str:
        parts = [self.policy]
        parts += [f"window {self.window}"] if self.window != 60 else []
        parts += ["minimum {} in {}".format(*self.minimum)] if self.minimum else []
        return ", ".join(parts + ([] if self.activity_outlives_employee else ["activity ends with its employee"]))

    def as_policy(self) -> Policy:
        """
        This reading as one of this library's policies.

        Examples:
            >>> print(CaseReading(minimum=(2, 30)).as_policy().eligibility)
            a live activity (counted 60 days) and a current agreement and at least 2 activities in 30 days
        """
        policy = POLICIES[self.policy]
        if policy.name == "partner-of-record":
            return policy
        if self.minimum is not None:
            count, within = self.minimum
            policy = policy.requiring(MinimumActivity(count=count, within=within))
        return policy.with_(
            window=ExpiryWindow(days=self.window), activity_outlives_employee=self.activity_outlives_employee
        )

    def as_data(self) -> dict[str, object]:
        """
        The two keys ``policy`` and ``readings`` of a case.

        Examples:
            >>> CaseReading().as_data()["readings"]
            {'window': 60, 'minimum': None, 'activity_outlives_employee': True}
        """
        minimum = None if self.minimum is None else dict(zip(("count", "within"), self.minimum, strict=True))
        readings = {
            "window": self.window,
            "minimum": minimum,
            "activity_outlives_employee": self.activity_outlives_employee,
        }
        return {"policy": self.policy, "readings": readings}

    @classmethod
    def from_data(cls, case: Mapping[str, Any]) -> "CaseReading":
        """
        The reading that the keys ``policy`` and ``readings`` of a case tell.

        Examples:
            >>> CaseReading.from_data(CaseReading(window=61).as_data())
            CaseReading(policy='servicing', window=61, minimum=None, activity_outlives_employee=True)
        """
        told = dict(case["readings"])
        minimum = told.pop("minimum")
        return cls(policy=case["policy"], minimum=minimum and (minimum["count"], minimum["within"]), **told)
