"""What a rule said about a day, and why."""

import copy
import pickle
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest

from managed_mrr import Citation, DateRange, Finding, Money, Rate
from managed_mrr.evidence import Item
from managed_mrr.findings import found, reason, worded, worded_gap
from managed_mrr.findings.codes import CLAUSES, DAYS, DECIDED, FAILING, KINDS, NEVER, REASONS, VARIANTS, YES
from managed_mrr.findings.finding import HTML_LIMIT, SCREEN
from managed_mrr.findings.wording import SENTENCES
from managed_mrr.rules import CurrentAgreement

LEAF = Finding(rule="Leaf", text="never", holds=False, clauses=["B1"], cites=[Citation("links[0]", "l1")])
NUMBER = Finding(rule="Number", text="ten points", value=10)
ROOT = Finding(rule="Root", text="no credit", holds=False, clauses=["A1", "A2"], parts=[LEAF, NUMBER])


class TestFinding:
    def test_tuples(self) -> None:
        """Lists are kept as tuples, so that a finding can be hashed."""
        assert (LEAF.clauses, LEAF.cites) == (("B1",), (Citation("links[0]", "l1"),))
        assert ROOT.parts == (LEAF, NUMBER)
        assert hash(ROOT) == hash(attrs.evolve(ROOT))

    def test_neither_true_nor_false(self) -> None:
        """A finding is no truth value: a forgotten ``.holds`` would otherwise always be true."""
        with pytest.raises(TypeError) as caught:
            bool(LEAF)
        assert str(caught.value) == "a finding is neither true nor false: ask for .holds"

    def test_frozen(self) -> None:
        """A finding never changes."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            LEAF.holds = True  # type: ignore[misc]

    def test_walk(self) -> None:
        """Walking visits a finding before its parts."""
        outer = Finding(rule="Outer", text="all", parts=[ROOT, LEAF])
        assert [each.rule for each in outer.walk()] == ["Outer", "Root", "Leaf", "Number", "Leaf"]


class TestOutline:
    def test_lines(self) -> None:
        """Each finding has a line: the answer, the clauses, the records it rests on."""
        assert str(ROOT).splitlines() == [
            "no   no credit (A1, A2)",
            "  no   never (B1)  [links[0] (l1)]",
            "  ten points",
        ]

    def test_holds(self) -> None:
        """A condition that holds is marked so."""
        assert str(Finding(rule="Leaf", text="always", holds=True)) == "yes  always"

    def test_several_citations(self) -> None:
        """Several records are cited one after the other."""
        finding = Finding(rule="Leaf", text="linked", cites=[Citation("links[0]"), Citation("links[2]")])
        assert str(finding) == "linked  [links[0]; links[2]]"

    def test_many_parts(self) -> None:
        """Beyond a few parts the text says how many more there are, unless all are asked for."""
        many = Finding(rule="Root", text="all", parts=[NUMBER] * 1500)
        assert str(many).splitlines() == ["all", *["  ten points"] * 6, "  ...  and 1,494 more"]
        assert len(many.outline(parts=None).splitlines()) == 1501
        assert many.outline(parts=0).splitlines() == ["all", "  ...  and 1,500 more"]

    def test_control_characters(self) -> None:
        """A name cannot break a line of an explanation or move the cursor of a terminal."""
        finding = Finding(rule="Leaf", text="no\x1b[31m\nrth", cites=[Citation("partners[0]", "no\x1b[31m\nrth")])
        assert str(finding) == "no\\x1b[31m\\nrth  [partners[0] (no\\x1b[31m\\nrth)]"


class TestFolding:
    def test_conditions(self) -> None:
        """Parts that came out otherwise than the whole did not matter: only how many there are is told."""
        good, bad = Finding(rule="Good", text="good", holds=True), Finding(rule="Bad", text="bad", holds=False)
        failed = Finding(rule="Root", text="all", holds=False, parts=[bad, good, good])
        assert str(failed).splitlines() == ["no   all", "  no   bad", "  ...  and 2 that hold"]
        held = Finding(rule="Root", text="one", holds=True, parts=[good, bad])
        assert str(held).splitlines() == ["yes  one", "  yes  good", "  ...  and 1 that does not hold"]

    def test_numbers(self) -> None:
        """Parts that add nothing to a number did not matter, nor did conditions that do not hold."""
        none, bad = Finding(rule="None", text="none", value=0), Finding(rule="Bad", text="bad", holds=False)
        told = str(Finding(rule="Root", text="sum", value=10, parts=[NUMBER, none, none, bad]))
        assert told.splitlines() == ["sum", "  ten points", "  ...  and 1 that does not hold, 2 that are nothing"]

    def test_nothing_matters(self) -> None:
        """Where no part came out as the whole did, they are all told."""
        good = Finding(rule="Good", text="good", holds=True)
        assert str(Finding(rule="Not", text="not good", holds=False, parts=[good])).splitlines() == [
            "no   not good",
            "  yes  good",
        ]

    def test_whole(self) -> None:
        """Asked for everything, nothing is folded."""
        good = Finding(rule="Good", text="good", holds=True)
        root = Finding(rule="Root", text="all", holds=False, parts=[LEAF, good])
        assert root.outline(parts=None).splitlines()[-1] == "  yes  good"

    def test_both(self) -> None:
        """What matters beyond the most that is shown, and what does not matter, are told apart."""
        good, bad = Finding(rule="Good", text="good", holds=True), Finding(rule="Bad", text="bad", holds=False)
        root = Finding(rule="Root", text="all", holds=True, parts=[*[good] * 8, bad])
        assert str(root).splitlines()[-1] == "  ...  and 2 more, 1 that does not hold"

    def test_screen(self) -> None:
        """A tree too long for a screen shows fewer parts, and of its lowest levels only how much there is."""
        tree = NUMBER
        for level in range(8):
            tree = Finding(rule=f"Level{level}", text=f"level {level}", parts=[tree] * 3)
        lines = str(tree).splitlines()
        assert len(lines) <= SCREEN
        assert any(line.endswith(" below") for line in lines)


class TestIdentified:
    def test_subjects(self) -> None:
        """An id is the way from the root by rules and subjects; the second of its kind is numbered."""
        ann, ben = (Finding(rule="Managing", subject=name, text=name) for name in ("ann", "ben"))
        found = Finding(rule="Root", text="all", parts=[ann, ben, ann]).identified()
        assert [id for id, _ in found] == ["Root", "Root/Managing(ann)", "Root/Managing(ben)", "Root/Managing(ann)#2"]


class TestHtml:
    def test_tree(self) -> None:
        """The tree folds: what does not hold is open, what holds is closed."""
        html = Finding(rule="Root", text="credit", holds=True, parts=[ROOT])._repr_html_()
        assert html.startswith("<details style='margin-left:1.2em'><summary>yes  credit</summary><details ")
        assert "<details style='margin-left:1.2em' open><summary>no   no credit (A1, A2)</summary>" in html
        assert "<div style='margin-left:1.2em'>no   never (B1) <small>links[0] (l1)</small></div>" in html

    def test_escaped(self) -> None:
        """Names from the evidence cannot become markup."""
        name = "<script>alert('x')</script>&"
        html = Finding(rule="Leaf", text=name, cites=[Citation("partners[0]", name)])._repr_html_()
        assert "<script" not in html
        assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;") == 2

    def test_capped(self) -> None:
        """A tree too large for a notebook is shown as its outline, which is said."""
        many = Finding(rule="Root", text="<all>", parts=[NUMBER] * 5000)
        html = many._repr_html_()
        assert len(html) < HTML_LIMIT
        assert html.startswith("<p>Too long for a notebook; this is how its outline begins:</p><pre>&lt;all&gt;\n")
        assert html.endswith("  ...  and 4,994 more</pre>")

    def test_one_text_capped(self) -> None:
        """A single text that is too long is cut as well."""
        assert len(Finding(rule="Leaf", text="y" * 1_000_000)._repr_html_()) <= HTML_LIMIT


class TestWordedGap:
    @pytest.mark.parametrize(
        ("gap", "expected"),
        [
            (DateRange(), "north is not the partner of record of acme"),
            (DateRange(end=date(2024, 3, 1)), "north is not the partner of record of acme before 2024-03-01"),
            (
                DateRange(date(2024, 3, 1), date(2024, 4, 1)),
                "north is not the partner of record of acme since 2024-03-01",
            ),
        ],
        ids=["never", "before", "since"],
    )
    def test_gaps(self, gap: DateRange, expected: str) -> None:
        """What does not hold is over since a day, or still to come, or never was."""
        assert worded_gap("of-record.not", gap, partner="north", client="acme") == expected


class TestWording:
    def test_about(self) -> None:
        """A sentence is its text, and still knows its code and the values it speaks of."""
        said = worded("linked", employee="ann", client="acme")
        assert said == "acme is linked to ann"
        assert (said.code, dict(said.about)) == ("linked", {"employee": "ann", "client": "acme"})

    def test_names_stay_names(self) -> None:
        """A name that looks like a place to fill is none."""
        assert worded("linked", employee="{client}", client="{0}") == "{0} is linked to {client}"

    @pytest.mark.parametrize(
        ("live", "expected"), [(0, "no live activity"), (1, "1 live activity"), (2, "2 live activities")]
    )
    def test_numbers(self, live: int, expected: str) -> None:
        """Numbers agree with their nouns."""
        assert worded("live", live=live, needed=1) == f"{expected}, 1 needed"

    @pytest.mark.parametrize(("gone", "expected"), [(0, "today"), (1, "1 day ago"), (2, "2 days ago")])
    def test_distances(self, gone: int, expected: str) -> None:
        """Distances are told in days."""
        said = worded("activity.expired", employee="ann", tool="blog", action="edit", on="then", day="now", gone=gone)
        assert said == f"ann's blog edit of then: expired on now, {expected}"

    @pytest.mark.parametrize(
        ("points", "expected"), [(None, "points unknown"), (Fraction(10, 3), "3.33 points")], ids=["unknown", "known"]
    )
    def test_points(self, points: Fraction | None, expected: str) -> None:
        """Points have two digits, and unknown ones are called so."""
        said = worded("line", partner="north", credit="all", client="acme", on="today", points=points, policy="p")
        assert said == f"north has all credit a month for acme on today, {expected} (p)"

    def test_copies(self) -> None:
        """A sentence survives being copied, and being sent to another process."""
        said = worded("linked", employee="ann", client="acme")
        for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 -- made here
            assert (again, again.code, dict(again.about)) == (said, said.code, dict(said.about))


class TestMarkdown:
    def test_lists(self) -> None:
        """The whole tree is a nested list, with what holds in bold and the records as code."""
        root = Finding(rule="Root", text="credit", holds=True, parts=[ROOT])
        assert root.markdown().splitlines() == [
            "- **yes** credit",
            "  - **no** no credit (A1, A2)",
            "    - **no** never (B1) `links[0] (l1)`",
            "    - ten points",
        ]

    def test_escaped(self) -> None:
        """Names from the evidence cannot become markup."""
        assert Finding(rule="Leaf", text="<b>*x*</b> [y](z)").markdown() == ("- \\<b\\>\\*x\\*\\</b\\> \\[y\\]\\(z\\)")

    def test_citation(self) -> None:
        """An id with a backtick or a line break cannot leave the code it stands in."""
        cites = [Citation("partners[0]", "x` <script> `\n# y")]
        text = Finding(rule="Leaf", text="one\n# two", cites=cites).markdown()
        assert text == "- one\\\\n\\# two `partners[0] (x' <script> '\\n# y)`"


class TestFound:
    on, gone, here = date(2024, 4, 1), DateRange(date(2024, 3, 1)), DateRange(date(2024, 3, 1), date(2024, 5, 1))

    def test_not(self) -> None:
        """What does not hold is said with the day since which, before which, or ever."""
        said = [
            found("managing", self.on, steady, holds=False, employee="ann", client="acme").text
            for steady in (self.gone, DateRange(None, date(2024, 5, 1)), DateRange())
        ]
        assert said == [
            "ann is not managing acme since 2024-03-01",
            "ann is not managing acme before 2024-05-01",
            "ann is not managing acme",
        ]

    def test_follows(self) -> None:
        """The answer, the subject, the clauses and the numbers follow from the code, the values and the days."""
        finding = found("live", self.on, self.here, rule=CurrentAgreement(), live=2, needed=1)
        assert finding.text == "2 live activities, 1 needed, through 2024-04-30"
        assert (finding.rule, finding.holds, finding.clauses) == ("CurrentAgreement", True, ("B1",))
        assert (finding.value, finding.threshold, finding.margin) == (2, 1, 30)

    def test_distance(self) -> None:
        """Of what is over, the margin counts the days since."""
        about: dict[str, Any] = {"employee": "ann", "tool": "crm", "action": "edit"}
        finding = found("activity.expired", self.on, self.gone, on=date(2024, 1, 1), age=91, days=60, **about)
        assert finding.text == "ann's crm edit of 2024-01-01: expired on 2024-03-01, 31 days ago"
        assert (finding.value, finding.threshold, finding.margin, finding.subject) == (91, 60, -31, "")

    def test_unknown(self) -> None:
        """What is unknown has no value."""
        assert (
            found("points.unknown", self.on, DateRange(), currency="BRL", on=self.on, points=Fraction(1)).value is None
        )

    def test_amounts(self) -> None:
        """An amount that is just a number is one of the currency; other values are told as text."""
        finding = found("revenue", self.on, DateRange(), client="acme", mrr=Fraction(9), currency="EUR", parts=[NUMBER])
        assert (finding.text, finding.value) == ("acme pays EUR 9.00 a month", Money(9, "EUR"))
        rate = found("rate", self.on, DateRange(), record=Rate("EUR", 75))
        assert rate.text == "EUR 75.00 per point, (ever, ever), no source given"

    def test_failing(self) -> None:
        """Of what decides by its parts alone only those that failed are told, and only if it failed too."""
        about: dict[str, Any] = {"employee": "ann", "client": "acme"}
        parts = [LEAF, Finding(rule="Leaf", text="always", holds=True)]
        assert found("managing", self.on, DateRange(), holds=False, parts=parts, **about).parts == (LEAF,)
        assert found("managing", self.on, DateRange(), holds=True, parts=parts, **about).parts == ()

    def test_together(self) -> None:
        """What is made of parts stays the same as long as they all do."""
        parts = [Finding(rule="Leaf", text="so", steady=each) for each in (self.gone, None, DateRange(None, self.on))]
        assert found("credit", self.gone.start or self.on, credit=Money(9, "EUR"), parts=parts).steady == DateRange(
            self.gone.start, self.on
        )

    def test_order(self) -> None:
        """Parts that are not nothing come first."""
        none = Finding(rule="None", text="none", value=0)
        finding = found("revenue", self.on, DateRange(), client="acme", mrr="much", parts=[none, NUMBER])
        assert finding.parts == (NUMBER, none)


class TestCodes:
    def test_known(self) -> None:
        """Whatever the tables speak of is a code, or the family of one."""
        families = {code.partition(".")[0] for code in SENTENCES}
        assert {*CLAUSES, *NEVER, *REASONS, *VARIANTS, *YES} <= SENTENCES.keys()
        assert KINDS.keys() | {"terms"} >= families >= KINDS.keys()
        assert KINDS.keys() > DECIDED | FAILING
        assert KINDS.keys() > {part for kind in KINDS.values() for part in kind.parts}
        assert {ending for ending in DAYS if ending not in SENTENCES} == {"since", "before", "through"}

    def test_day(self) -> None:
        """A reason comes with the day it tells."""
        item = Item("Hub", price=9, start=date(2024, 1, 1), end=date(2024, 3, 1))
        assert reason("item", item, date(2024, 3, 1)) == ("item.ended", date(2024, 3, 1))
        assert reason("item", item, date(2024, 2, 1)) == ("item", None)
