"""What a rule said about a day, and why."""

import copy
import pickle
from fractions import Fraction

import attrs
import pytest

from managed_mrr import Citation, Finding
from managed_mrr.findings import worded
from managed_mrr.findings.finding import HTML_LIMIT

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
        assert html.startswith(
            "<p>The whole explanation is too long for a notebook; its outline:</p><pre>&lt;all&gt;\n"
        )
        assert html.endswith("  ...  and 4,994 more</pre>")


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


class TestIdentified:
    def test_paths(self) -> None:
        """An id is the way from the root by rules and subjects; the second of a kind is numbered."""
        ann = Finding(rule="Managing", subject="ann", text="ann is managing", parts=[LEAF, LEAF])
        root = Finding(rule="Root", text="all", parts=[ann, NUMBER])
        assert [id for id, _ in root.identified()] == [
            "Root",
            "Root/Managing(ann)",
            "Root/Managing(ann)/Leaf",
            "Root/Managing(ann)/Leaf#2",
            "Root/Number",
        ]
        assert [finding for _, finding in root.identified()] == list(root.walk())


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
