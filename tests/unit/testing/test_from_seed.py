from hashlib import sha256

import pytest

from managed_mrr.testing import random_portfolio
from managed_mrr.testing.from_seed import random_portfolio_text


class TestRandomPortfolio:
    def test_same_everywhere(self) -> None:
        """The same seed gives the same text, to the byte, on every machine and under every version of Python."""
        text = "".join(random_portfolio_text(7))
        assert sha256(text.encode()).hexdigest() == "c6272663a699d879fe3647e7d1f83804299924d0f26116705fcb5edfe934e431"

    def test_as_large_as_wanted(self) -> None:
        """There are as many clients, partners and activities as were asked for."""
        made = random_portfolio(1, clients=20, partners=4, activities=300, days=60)
        assert (len(made.clients), len(made.partners), len(made.activities)) == (20, 4, 300)

    def test_seeds_differ(self) -> None:
        """Another seed gives another portfolio."""
        assert random_portfolio(1, clients=5) != random_portfolio(2, clients=5)

    @pytest.mark.parametrize("seed", range(40))
    def test_always_valid(self, seed: int) -> None:
        """Small and short ones are valid too, and every choice is made now and then."""
        assert random_portfolio(seed, clients=1, partners=1, activities=3, days=30).clients

    def test_rare_things_happen(self) -> None:
        """Among some hundred clients some subscription was never billed, and some was refunded."""
        bought = random_portfolio(1, clients=500, activities=0).subscriptions
        assert any(each.billing is None for each in bought)
        assert any(each.refunded_on for each in bought)

    def test_prefixes(self) -> None:
        """With different prefixes two portfolios share no id, and can be put together."""
        text = "".join(random_portfolio_text(1, clients=2, prefix="ours-"))
        assert '"id":"ours-c1"' in text

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"clients": 0}, "clients is 0: expected at least 1"),
            ({"days": 10}, "days is 10: expected at least 30"),
        ],
    )
    def test_too_small(self, wrong: dict[str, int], message: str) -> None:
        """A portfolio without clients, or over too few days, is refused."""
        with pytest.raises(ValueError, match=message):
            random_portfolio(1, **wrong)
