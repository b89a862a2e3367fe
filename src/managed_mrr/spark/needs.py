"""Needs: which activities a policy asks about, so that Spark leaves the others where they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import attrs
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sql

from managed_mrr.columnar import plan
from managed_mrr.columnar.kernel.rule import activity_rules, grounded
from managed_mrr.policy import Policy

__all__ = ["Needs", "day"]


def __dir__() -> list[str]:
    return __all__


def day(on: date) -> Column:
    """A day as Spark has it; of the first thousand years, too, which PySpark writes with too few digits."""
    return sql.lit(on.isoformat()).cast("date")


@attrs.frozen(eq=False)
class Needs:
    """
    Which activities can make a difference.

    Attributes:
        kinds: The tools and actions that may qualify; None if everything may matter.
        days: For how many days at most an activity counts, if it has to be a qualifying one.
        ids: Whether it matters which activity is which.
    """

    kinds: frozenset[tuple[str, str]] | None
    days: int | None = None
    ids: bool = True

    @classmethod
    def of(cls, policy: Policy) -> "Needs":
        """
        What a policy asks about.

        Args:
            policy: The rules in force.
        """
        # What is asked pair by pair may look at anything; a rule that holds without evidence does at the first trace.
        if not (plan(policy).columnar and grounded(policy.eligibility)):
            return cls(None)
        rules = activity_rules(policy.eligibility)
        return cls(
            frozenset(
                (entry.tool, action)
                for rule in rules
                for entry in rule.activity.catalogue.entries
                for action in entry.actions
            ),
            max((rule.needs[1] for rule in rules), default=None),
            ids=any(rule.needs[0] > 1 for rule in rules),  # where one is enough, the same one twice is, too
        )

    @property
    def words(self) -> dict[str, list[str]]:
        """The words that may stand in columns, where not everything may; what is moved is their places here."""
        if not self.kinds:
            return {}
        return {
            "tool": sorted({tool for tool, _ in self.kinds}),
            "action": sorted({action for _, action in self.kinds}),
        }

    def among(self, activities: DataFrame, as_of: date | None = None) -> DataFrame:
        """
        The activities that can make a difference, without columns that cannot, and with numbers for words.

        Args:
            activities: All of them.
            as_of: The only day that is asked about; all days if left out.
        """
        found = activities if as_of is None else activities.where(sql.col("on") <= day(as_of))
        if self.kinds is None:
            return found
        found = found.where(_any(_of(self.kinds)))
        if as_of is not None and self.days is not None and self.days < as_of.toordinal():
            found = found.where(sql.col("on") > day(as_of - timedelta(days=self.days)))
        found = found.withColumns({name: _place(name, words) for name, words in self.words.items()})
        return found if self.ids else found.drop("id")

    def worded(self, activities: pa.Table) -> pa.Table:
        """
        The activities that were found, with their words again.

        Args:
            activities: Some of what :meth:`among` made.

        Examples:
            >>> from managed_mrr import hubspot
            >>> needs = Needs.of(hubspot.SERVICING)
            >>> found = needs.worded(pa.table({"tool": pa.array([2], pa.int32()), "action": pa.array([0], pa.int32())}))
            >>> found.to_pylist()
            [{'tool': 'calls_to_action', 'action': 'create'}]
        """
        for name, words in self.words.items():
            places = activities[name].combine_chunks()
            column = pa.DictionaryArray.from_arrays(places, pa.array(words, pa.string()))
            activities = activities.set_column(activities.schema.get_field_index(name), name, column)
        return activities


def _place(name: str, words: Sequence[str]) -> Column:
    """The place of each word of a column in a list, as a number; the list has all of them."""
    first, *others = enumerate(words)
    found = sql.when(sql.col(name) == first[1], first[0])
    for place, word in others:
        found = found.when(sql.col(name) == word, place)
    return found


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
