"""By hand: two Python functions."""

from benchmarks.columnar.decisions.asking import ACTIONS, TOOLS, Facts, answer


def counts(facts: Facts) -> bool:
    """Whether an activity counts."""
    tool, action = facts["tool"], facts["action"]
    qualifies = (tool == "blog" and action == "publish") or (tool in TOOLS and action in ACTIONS)
    return bool(qualifies and facts["active_here"] and facts["active_there"] and facts["linked"])


def serves(facts: Facts) -> bool:
    """Whether a partner serves a client on a day."""
    days = facts["days"]
    assert isinstance(days, int)
    return days < 60 and bool(facts["agreement"])


if __name__ == "__main__":
    answer(counts, serves)
