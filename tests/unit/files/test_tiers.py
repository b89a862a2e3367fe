import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest

import managed_mrr as mm
from managed_mrr.files import TierFile, tiers_from_json, tiers_from_toml
from managed_mrr.files.tier_answers import reach_data, standing_data, tier_timeline_data

TOML = """
format = "managed-mrr-tiers/1"

[[tables]]
start = 2024-01-01
end = "2025-07-15"
source = "the contract of 2024"
tiers = [
  {name = "gold", total = 100, sold = "30.5"},
  {name = "platinum", total = 250, sold = 60, managed = 100},
]

[[tables]]
unit = "USD"
complete = false
start = 2025-07-15
tiers = [{name = "elite", managed = 170000}]

[[sold]]
partner = "north"
points = "70"
start = 2024-01-01
end = 2025-01-01
"""
SAME = TierFile(
    mm.OverTime(
        [
            mm.Term(
                mm.TierTable(
                    [
                        mm.Tier("gold", total=100, sold="30.5"),
                        mm.Tier("platinum", total=250, sold=60, managed=100),
                    ]
                ),
                mm.DateRange(date(2024, 1, 1), date(2025, 7, 15)),
                unit="points",
                source="the contract of 2024",
            ),
            mm.Term(
                mm.TierTable([mm.Tier("elite", managed=170_000)], unit="USD", complete=False),
                mm.DateRange(date(2025, 7, 15)),
                unit="USD",
            ),
        ]
    ),
    (mm.SoldPoints("north", 70, mm.DateRange(date(2024, 1, 1), date(2025, 1, 1))),),
)


def problems(data: object) -> list[str]:
    """Everything that is wrong with a file, as text."""
    with pytest.raises(mm.TierError) as caught:
        tiers_from_json(data if isinstance(data, str) else json.dumps(data))
    return list(map(str, caught.value.problems))


class TestReading:
    def test_toml(self) -> None:
        """A TOML file says its tables and what was sold, with days as TOML has them or as text."""
        assert tiers_from_toml(TOML) == SAME

    def test_by_its_name(self, tmp_path: Path) -> None:
        """A file is read as TOML if its name ends so, and as JSON if not."""
        toml, other = tmp_path / "tiers.TOML", tmp_path / "tiers.json"
        toml.write_text(TOML, encoding="utf-8")
        other.write_text('{"format": "managed-mrr-tiers/1", "tables": []}', encoding="utf-8")
        assert mm.read_tiers(toml) == SAME
        assert mm.read_tiers(str(other)) == TierFile(mm.OverTime([]))

    def test_open_files(self) -> None:
        """An open file is JSON."""
        text = '{"format": "managed-mrr-tiers/1", "tables": [{"tiers": [{"name": "gold", "total": null}]}]}'
        (term,) = mm.read_tiers(StringIO(text)).tiers
        assert term == mm.Term(mm.TierTable([mm.Tier("gold")]), unit="points")

    def test_not_utf8(self) -> None:
        """A file that is not UTF-8 is refused like one that says wrong things."""
        with pytest.raises(mm.TierError, match=r"tiers and sold points have 1 problem:\n  \(file\): got 'byte 0xff'"):
            mm.read_tiers(BytesIO(b"\xff"))

    @pytest.mark.parametrize("text", ["", "[]]"])
    def test_no_json(self, text: str) -> None:
        """Text that is no JSON is refused with the place."""
        assert "expected JSON; line 1, column" in problems(text)[0]

    def test_no_toml(self) -> None:
        """Text that is no TOML is refused."""
        with pytest.raises(mm.TierError, match="expected TOML"):
            tiers_from_toml("format = ")


class TestProblems:
    def test_all_at_once(self) -> None:
        """What has the wrong form and what does not fit together is told in one error, each with its path."""
        found = problems(
            {
                "format": "managed-mrr-tiers/1",
                "tables": [
                    {
                        "unit": "points",
                        "end": "2025-01-01",
                        "tiers": [{"name": "gold", "total": "100"}, {"name": "gold", "total": "50"}],
                    },
                    {"start": "2024-06-01", "tiers": []},
                    {"unit": "point", "start": "2026-01-01", "tiers": [{"name": "gold", "totl": 1}]},
                    {"start": "2026-01-01", "tiers": [{"name": "gold", "managed": 1.5}]},
                ],
                "sold": [
                    {"partner": "north", "points": 70},
                    {"partner": "north", "points": 80, "start": "2025-01-01", "end": "2024-01-01"},
                    {"partner": "north", "points": 90, "start": "2025-01-01"},
                    {"partner": "south", "points": -5},
                ],
            }
        )
        assert found == [
            (
                "tables[2].unit: got 'point', expected 'points', or an upper-case ISO 4217 code, current or withdrawn, "
                "with a numeric minor unit; write a code such as 'EUR'"
            ),
            "tables[2].tiers[0].totl: got 1, expected no key 'totl' here; did you mean 'total'?",
            (
                "tables[3].tiers[0].managed: got 1.5, expected a number of 0 or more, as text of digits such as "
                "'62.50'; "
                'write it in quotes, as a float is not exact: "1.5"'
            ),
            "sold[1].end: got '2024-01-01', expected a day after the start, 2025-01-01; swap the two, or correct one",
            "sold[3].points: got -5, expected a number of 0 or more, as text of digits such as '62.50'; say 0 for none",
            "tables[0].tiers[1].name: got 'gold', expected a name that no tier before it has; make one tier of the two",
            "tables[0].tiers[1].total: got '50', expected at least 100, as 'gold' before it; put the lowest tier first",
            "tables[1].tiers: got '[]', expected at least one tier",
            (
                "tables[1]: got '[2024-06-01, ever)', expected no day of tables[0], (ever, 2025-01-01); "
                "end the earlier where the later begins"
            ),
            (
                "sold[2]: got '[2025-01-01, ever)', expected no day of sold[0], (ever, ever), again for 'north'; "
                "end the earlier where the later begins"
            ),
        ]

    def test_form_of_the_file(self) -> None:
        """The format is stated, the tables are there, and nothing else is."""
        assert problems({"format": "managed-mrr/1", "sold": {}}) == [
            "format: got 'managed-mrr/1', expected 'managed-mrr-tiers/1'; this version reads no other format",
            "tables: got None, expected the key 'tables', which must be there; add it",
            "sold: got '{}', expected a list; put it in square brackets",
        ]
        assert problems("[]") == ["(file): got '[]', expected an object; one in curly brackets"]

    def test_repeated_keys(self) -> None:
        """A key that stands twice is refused."""
        assert problems('{"format": "managed-mrr-tiers/1", "tables": [], "tables": []}') == [
            "tables: got '[]', expected the key 'tables' once; it stands several times; keep one"
        ]


ACME = mm.managed_client("north", "acme", start=date(2024, 1, 1), price=9000, activities=[date(2024, 1, 15)])
BOTH = ACME | mm.managed_client("east", "bolt", start=date(2024, 1, 1), price=2000, currency="BRL")
DAY = date(2024, 2, 1)


class TestData:
    def test_standing(self) -> None:
        """A standing as data has the tier, what each asks for, and what is not known."""
        data = standing_data(mm.tier(BOTH, partner="north", as_of=DAY, tiers=SAME.tiers, sold=SAME.sold))
        assert json.loads(json.dumps(data)) == {
            "partner": "north",
            "as_of": "2024-02-01",
            "policy": "servicing",
            "policy_hash": data["policy_hash"],
            "tier": "gold",
            "possible": "gold",
            "known": True,
            "next": "platinum",
            "unit": "points",
            "sold": {"amount": "70.00", "exact": "70", "unknown": []},
            "managed": {"amount": "90.00", "exact": "90", "unknown": []},
            "total": {"amount": "160.00", "exact": "160", "unknown": []},
            "tiers": [
                {
                    "name": "gold",
                    "requirements": [
                        {
                            "asked": "total",
                            "needed": {"amount": "100.00", "exact": "100"},
                            "has": {"amount": "160.00", "exact": "160", "unknown": []},
                            "met": True,
                            "missing": {"amount": "0.00", "exact": "0"},
                        },
                        {
                            "asked": "sold",
                            "needed": {"amount": "30.50", "exact": "61/2"},
                            "has": {"amount": "70.00", "exact": "70", "unknown": []},
                            "met": True,
                            "missing": {"amount": "0.00", "exact": "0"},
                        },
                    ],
                },
                {
                    "name": "platinum",
                    "requirements": [
                        {
                            "asked": "total",
                            "needed": {"amount": "250.00", "exact": "250"},
                            "has": {"amount": "160.00", "exact": "160", "unknown": []},
                            "met": False,
                            "missing": {"amount": "90.00", "exact": "90"},
                        },
                        {
                            "asked": "sold",
                            "needed": {"amount": "60.00", "exact": "60"},
                            "has": {"amount": "70.00", "exact": "70", "unknown": []},
                            "met": True,
                            "missing": {"amount": "0.00", "exact": "0"},
                        },
                        {
                            "asked": "managed",
                            "needed": {"amount": "100.00", "exact": "100"},
                            "has": {"amount": "90.00", "exact": "90", "unknown": []},
                            "met": False,
                            "missing": {"amount": "10.00", "exact": "10"},
                        },
                    ],
                },
            ],
            "source": "the contract of 2024",
        }

    def test_standing_without_a_table(self) -> None:
        """On a day without a table there is nothing but what is not known."""
        data = standing_data(mm.tier(ACME, partner="north", as_of=date(2023, 1, 1), tiers=SAME.tiers))
        assert (data["known"], data["tiers"], data["next"], data["source"]) == (False, [], None, None)

    def test_timeline(self) -> None:
        """A timeline as data has its segments; open ends are null."""
        history = mm.tier_timeline(ACME, partner="north", tiers=mm.TierTable([mm.Tier("gold", managed=10)]))
        assert tier_timeline_data(history)["segments"] == [
            {"start": None, "end": "2024-01-15", "tier": None, "possible": None, "known": True},
            {"start": "2024-01-15", "end": "2024-03-15", "tier": "gold", "possible": "gold", "known": True},
            {"start": "2024-03-15", "end": None, "tier": None, "possible": None, "known": True},
        ]

    def test_reach(self) -> None:
        """What would reach a tier as data has the clients, and how far they fall short."""
        table = mm.TierTable([mm.Tier("gold", managed=100, sold=5)])
        data = reach_data(mm.reach(BOTH, partner="east", as_of=DAY, tiers=table))
        assert data["clients"] == [
            {
                "client": "acme",
                "credit": {"amount": "4500.00", "exact": "4500", "currency": "USD"},
                "worth": {"amount": "45.00", "exact": "45"},
                "sharing": ["east", "north"],
            }
        ]
        assert (data["reached"], data["tier"], data["unknown"]) == (False, "gold", ["bolt"])
        assert data["short"] == {"amount": "55.00", "exact": "55"}
        assert data["sold_missing"] == {"amount": "5.00", "exact": "5"}

    def test_reach_of_nothing(self) -> None:
        """Above the highest tier there is none."""
        table = mm.TierTable([mm.Tier("gold")])
        assert reach_data(mm.reach(ACME, partner="north", as_of=DAY, tiers=table))["tier"] is None
