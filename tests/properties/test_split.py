"""Splitting neither makes nor loses credit: the shares of a client add up to its MRR, and are even (A1, A5)."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    Client,
    EvenSplit,
    Line,
    Partner,
    PartnerAtClient,
    Portfolio,
    Share,
    SplitRule,
    Undivided,
    evaluate,
    hubspot,
)
from managed_mrr.testing import portfolios, turning_days

ids = st.lists(st.sampled_from([f"p{number}" for number in range(1, 9)]), unique=True, min_size=1, max_size=8).map(
    sorted
)


def shares_of(rule: SplitRule, partners: list[str]) -> tuple[Share, ...]:
    """The shares of some partners, which a rule that looks at nothing else gives on every day alike."""
    portfolio = Portfolio.of(Client("c1", currency="USD"), *map(Partner, partners))
    facts: list[PartnerAtClient] = [portfolio.facts(partner, "c1") for partner in partners]
    (shares,) = rule.shares(facts).values
    return shares


@given(ids)
def test_even_shares_make_the_whole(partners: list[str]) -> None:
    """The shares of one client are alike, belong to each partner once, and add up to one."""
    shares = shares_of(EvenSplit(), partners)
    assert sum(share.fraction for share in shares) == 1
    assert len({share.fraction for share in shares}) == 1
    assert [share.partner for share in shares] == partners
    assert all(share.sharing == tuple(partners) for share in shares)


@given(ids)
def test_undivided_shares_are_whole(partners: list[str]) -> None:
    """Undivided, each partner has all of it and shares with nobody."""
    for share in shares_of(Undivided(), partners):
        assert share.fraction == 1
        assert share.sharing == (share.partner,)


@given(portfolios(max_clients=1, max_employees=2), st.data())
def test_credit_of_a_client_is_its_mrr(portfolio: Portfolio, data: st.DataObject) -> None:
    """On every day the credit of all partners of a client is, exactly, the client's MRR, in even parts."""
    days = turning_days(portfolio) or [date(2024, 1, 1)]
    for day in data.draw(st.lists(st.sampled_from(days), max_size=8)):
        by_client: dict[str, list[Line]] = {}
        for line in evaluate(portfolio, as_of=day).lines:
            by_client.setdefault(line.client, []).append(line)
        for client, lines in by_client.items():
            mrr = hubspot.SERVICING.revenue.mrr(portfolio.facts(lines[0].partner, client)).at(day)
            assert sum((line.credit.amount for line in lines), Fraction(0)) == mrr
            assert {line.credit.amount for line in lines} == {mrr / len(lines)}
            assert {line.sharing for line in lines} == {tuple(sorted(line.partner for line in lines))}
