"""Needs: which activities a policy asks about, so that Spark leaves the others where they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sql

from managed_mrr.columnar import plan
from managed_mrr.columnar.kernel.rule import activity_rules, grounded
from managed_mrr.policy import Policy

__all__ = ["day", "needed"]


def __dir__() -> list[str]:
    return __all__


def day(on: date) -> Column:
    """A day as Spark has it; of the first thousand years, too, which PySpark writes with too few digits."""
    return sql.lit(on.isoformat()).cast("date")


def needed(activities: DataFrame, policy: Policy, as_of: date | None = None) -> DataFrame:
    """
    The activities that can make a difference under a policy, without columns that cannot.

    Args:
        activities: All of them.
        policy: The rules in force.
        as_of: The only day that is asked about; all days if left out.
    """
    found = activities if as_of is None else activities.where(sql.col("on") <= day(as_of))
    rules = activity_rules(policy.eligibility)
    # What is asked pair by pair may look at anything; a rule that holds without evidence does at the first trace of it.
    if not (plan(policy).columnar and grounded(policy.eligibility)):
        return found
    kinds = {
        (entry.tool, action) for rule in rules for entry in rule.activity.catalogue.entries for action in entry.actions
    }
    found = found.where(_any(_of(kinds)))
    if as_of is not None and rules:
        longest = max(rule.needs[1] for rule in rules)
        if longest < as_of.toordinal():
            found = found.where(sql.col("on") > day(as_of - timedelta(days=longest)))
    counted = any(rule.needs[0] > 1 for rule in rules)
    return found if counted else found.drop("id")  # where one is enough, the same one twice is, too


def _of(kinds: Iterable[tuple[str, str]]) -> Iterator[Column]:
    """The conditions that together let some kinds of activity through."""
    actions = defaultdict(list)
    for tool, action in sorted(kinds):
        actions[tool].append(action)
    tools = defaultdict(list)
    for tool, its_actions in actions.items():
        tools[tuple(its_actions)].append(tool)
    for done, where in tools.items():
        yield sql.col("tool").isin(where) & sql.col("action").isin(list(done))


def _any(conditions: Iterable[Column]) -> Column:
    found = sql.lit(False)
    for condition in conditions:
        found = found | condition
    return found
