"""Steps: remedies as concrete things that a person does, and as changes of a scenario."""

from collections.abc import Callable, Iterable
from datetime import date

import attrs

from managed_mrr.dates.ranges import exact_date, repr_date
from managed_mrr.evidence import Billing, ClientUser, Employee, PartnerUser, Portfolio
from managed_mrr.rules.remedies import Remedy, RemedyKind
from managed_mrr.scenario import Change
from managed_mrr.what_if import (
    Add,
    AgreementSigned,
    BecomesPartnerOfRecord,
    Linked,
    Performed,
    Reactivated,
    Replace,
    Settled,
)

__all__ = ["Step", "Workshop"]


def __dir__() -> list[str]:
    return __all__


def _changes(values: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(values)


def _words(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@attrs.frozen(kw_only=True)
class Step:
    """
    One thing that a person does.

    Attributes:
        what: What is done, as a sentence would ask for it.
        who: Who can do it.
        on: The day on which it is done at the earliest.
        clauses: The clauses that ask for it, and that say who can do it.
        changes: What it does to the evidence; see :mod:`managed_mrr.what_if`.

    Examples:
        >>> linked = Linked("ann", "acme", on=date(2024, 3, 1))
        >>> print(Step(what="link acme to ann", who="ann", on=date(2024, 3, 1), clauses=["A12"], changes=[linked]))
        link acme to ann [ann; A12]
    """

    what: str
    who: str
    on: date = attrs.field(converter=exact_date, repr=repr_date)
    clauses: tuple[str, ...] = attrs.field(converter=_words)
    changes: tuple[Change, ...] = attrs.field(converter=_changes)

    def __str__(self) -> str:
        return f"{self.what} [{self.who}; {', '.join(self.clauses)}]"


class Workshop:
    """
    Makes steps of remedies, for one partner and client.

    Args:
        known: The evidence as known on the day.
        partner: Id of the partner.
        client: Id of the client.
        day: The day on which steps are taken.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), employee="ann")
        >>> workshop = Workshop(acme, "north", "acme", date(2024, 3, 1))
        >>> print(workshop.step(Remedy(RemedyKind.AGREEMENT, "north")))
        sign the agreement [north; B1]
    """

    def __init__(self, known: Portfolio, partner: str, client: str, day: date) -> None:
        self.known = known
        self.partner = partner
        self.client = client
        self.day = day
        self.employees = {each.id for each in known.employees}

    def step(self, remedy: Remedy, acted: date | None = None) -> Step:
        """
        The step that a remedy asks for.

        Args:
            remedy: What may have to be done.
            acted: The day of activities, where they have to wait for credit to begin; else all is done at once.
        """
        if remedy.kind is RemedyKind.ACTIVITY:
            return self._activity(remedy, self.day if acted is None else acted)
        what, who, clauses, change = _MAKERS[remedy.kind](self, remedy.of)
        return Step(what=what, who=who, on=self.day, clauses=clauses, changes=[change])

    def _activity(self, remedy: Remedy, on: date) -> Step:
        number = "a qualifying activity" if remedy.count == 1 else f"{remedy.count:,} qualifying activities"
        when = "" if on == self.day else f" on {on}"
        done = Performed(remedy.of, self.client, on=on, tool=remedy.tool, action=remedy.action)
        return Step(
            what=f"perform {number} at {self.client}{when}, such as {remedy.tool} {remedy.action}",
            who=remedy.of,
            on=on,
            clauses=["A7", "A14"] if remedy.count == 1 else ["A7", "A16"],
            changes=[done] * remedy.count,
        )

    def _partner_user(self, who: str) -> "_Made":
        user = PartnerUser(who, start=self.day)
        clauses = ("A6", "A9", "A13")
        if who in self.employees:
            what = f"create {who}'s user in {self.partner}'s account, marked as partner employee"
            return what, PARTNER_ADMIN, clauses, Add(user)
        what = f"create a user for a new employee in {self.partner}'s account, marked as partner employee"
        return what, PARTNER_ADMIN, clauses, Add(Employee(who, partner=self.partner), user)

    def _partner_reactivation(self, who: str) -> "_Made":
        what = f"reactivate {who} in {self.partner}'s account"
        return what, PARTNER_ADMIN, ("A6", "A13"), Reactivated(who, on=self.day)

    def _client_user(self, who: str) -> "_Made":
        user = ClientUser(who, client=self.client, start=self.day)
        what = f"create {who}'s user in {self.client}'s account"
        return what, f"whoever adds users at {self.client}", ("A6",), Add(user)

    def _client_reactivation(self, who: str) -> "_Made":
        change = Reactivated(who, on=self.day, client=self.client)
        return f"reactivate {who} in {self.client}'s account", PARTNER_ADMIN, ("A6", "A13"), change

    def _link(self, who: str) -> "_Made":
        what = f"link {self.client} to {who} in the Client Access Manager"
        return what, "anyone with access to it", ("A12", "A13"), Linked(who, self.client, on=self.day)

    def _agreement(self, partner: str) -> "_Made":
        return "sign the agreement", partner, ("B1",), AgreementSigned(partner, on=self.day)

    def _record(self, partner: str) -> "_Made":
        change = BecomesPartnerOfRecord(partner, self.client, on=self.day)
        return f"name {partner} partner of record", self.client, ("B2", "B9"), change

    def _billing(self, id: str) -> "_Made":
        old = next(each for each in self.known.subscriptions if each.id == id)
        change = Replace(old, attrs.evolve(old, billing=Billing(self.day)))
        return f"bill subscription {id}", f"whoever bills {self.client}", ("B5",), change

    def _standing(self, id: str) -> "_Made":
        return f"settle subscription {id}", self.client, ("B3",), Settled(id, on=self.day)


PARTNER_ADMIN = "a Partner admin"

_Made = tuple[str, str, tuple[str, ...], Change]
_MAKERS: dict[RemedyKind, Callable[[Workshop, str], _Made]] = {
    RemedyKind.PARTNER_USER: Workshop._partner_user,  # noqa: SLF001 -- the class's own table
    RemedyKind.PARTNER_REACTIVATION: Workshop._partner_reactivation,  # noqa: SLF001
    RemedyKind.CLIENT_USER: Workshop._client_user,  # noqa: SLF001
    RemedyKind.CLIENT_REACTIVATION: Workshop._client_reactivation,  # noqa: SLF001
    RemedyKind.LINK: Workshop._link,  # noqa: SLF001
    RemedyKind.AGREEMENT: Workshop._agreement,  # noqa: SLF001
    RemedyKind.RECORD: Workshop._record,  # noqa: SLF001
    RemedyKind.BILLING: Workshop._billing,  # noqa: SLF001
    RemedyKind.STANDING: Workshop._standing,  # noqa: SLF001
}
