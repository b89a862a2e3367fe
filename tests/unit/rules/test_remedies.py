"""What can be done, and how ways of doing it are combined."""

import pytest

from managed_mrr.rules.remedies import NO_WAY, NOTHING_TO_DO, Remedy, RemedyKind, Ways, one_of, together


def only(*remedies: Remedy) -> Ways:
    """The one way that takes all of some remedies."""
    return frozenset([frozenset(remedies)])


ANN, BOB = (only(Remedy(RemedyKind.LINK, who)) for who in ("ann", "bob"))
NORTH = Remedy(RemedyKind.AGREEMENT, "north")


def posts(count: int) -> Remedy:
    """So many activities of Ann's."""
    return Remedy(RemedyKind.ACTIVITY, "ann", count=count, tool="blog", action="publish")


class TestRemedyKind:
    def test_of_employee(self) -> None:
        """What an employee does, or has done for them, is told from what a partner or a client does."""
        others = {RemedyKind.AGREEMENT, RemedyKind.RECORD, RemedyKind.BILLING, RemedyKind.STANDING}
        assert {kind for kind in RemedyKind if not kind.of_employee} == others


class TestTogether:
    def test_two_employees(self) -> None:
        """One way is about one employee at most; it may be about a partner besides."""
        assert together([ANN, BOB]) == NO_WAY
        assert together([ANN, only(NORTH)]) == only(Remedy(RemedyKind.LINK, "ann"), NORTH)
        assert together([one_of([ANN, BOB]), ANN]) == ANN

    def test_nothing(self) -> None:
        """What needs nothing changes no way, and what has none leaves none."""
        assert together([]) == NOTHING_TO_DO
        assert together([NOTHING_TO_DO, ANN]) == ANN
        assert together([ANN, NO_WAY]) == NO_WAY

    @pytest.mark.parametrize(("counts", "kept"), [((1,), 1), ((3, 5), 5), ((5, 3), 5), ((1, 1), 1)])
    def test_same_activities(self, counts: tuple[int, ...], kept: int) -> None:
        """Of the same activities asked for twice the larger number is enough."""
        assert together(only(posts(count)) for count in counts) == only(posts(kept))
