"""What the invented sites publish. It can be changed while the servers run, as real sites do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from pipeline.fetch.demo.pdf import make_pdf

INSPECTION = "Children's services inspection"
MONITORING = "Children's services monitoring visit"
FOCUSED = "Children's services focused visit"
SEND = "Area SEND full inspection"


@dataclass(slots=True)
class Report:
    """One entry of a provider's timeline. `old_host`: on the older of the two file hosts."""

    number: int
    label: str
    event: date
    published: date
    lines: tuple[str, ...]
    old_host: bool = False
    padding: int = 0

    def pdf(self) -> bytes:
        """The report itself."""
        return make_pdf(self.lines, padding=self.padding)


@dataclass(slots=True)
class Council:
    """One invented council."""

    name: str
    slug: str
    urn: str
    code: str
    reports: list[Report] = field(default_factory=list)


@dataclass(slots=True)
class Notice:
    """One item of the DfE: a notice or direction with its attachments (title, HTML or PDF lines).

    `state`: `live`, `withdrawn`, `gone` or `redirect:<path>`. `shape`: how attachments are sent.
    """

    path: str
    title: str
    document_type: str
    group: str
    published: date
    attachments: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    state: str = "live"
    shape: str = "attachments"


@dataclass(slots=True)
class Meeting:
    """One committee meeting: items of (title, [(number, document title, lines)])."""

    number: int
    day: date
    items: list[tuple[str, list[tuple[int, str, tuple[str, ...]]]]]


@dataclass(slots=True)
class World:
    """All that the invented sites publish."""

    councils: list[Council] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    committee: tuple[int, str] = (251, "Children and Young People Scrutiny Committee")
    collection_path: str = "/government/collections/improvement-notices-and-directions"
    collection_title: str = "Improvement notices and directions"

    def report(self, number: int) -> Report | None:
        """The report with this file number."""
        return next((r for c in self.councils for r in c.reports if r.number == number), None)

    def authorities_csv(self) -> str:
        """The councils as further authorities of a data folder."""
        rows = [
            f"{c.name},{c.name.removesuffix(' Council')},{c.slug},{c.urn},{c.code},E98000{c.code},"
            "Invented,unitary,,"
            for c in self.councils
        ]
        head = "name,short_name,slug,ofsted_urn,la_code,gss_code,region,type"
        return "\n".join([f"{head},statistical_neighbours,aliases", *rows]) + "\n"


def letter(council: str, label: str, event: date, published: date) -> tuple[str, ...]:
    """The lines of an invented letter."""
    return (
        f"{published:%d %B %Y}",
        f"{label} to {council}",
        f"This letter is about the visit to {council} on {event:%d %B %Y}.",
        "It is invented: it was written for the demonstration of this software.",
        "Areas for priority action",
        "The timeliness of visits to children in care who moved in an emergency.",
        "What needs to improve",
        "The quality of supervision, so that managers record why they decide.",
        "The take-up of return home interviews when children have been missing.",
    )


def _report(council: str, number: int, label: str, event: date, days: int, **more: bool) -> Report:
    published = event + timedelta(days=days)
    return Report(number, label, event, published, letter(council, label, event, published), **more)


def small_world() -> World:
    """Three councils, three notices, two meetings: for the demonstration and most tests."""
    ash, brack, castle = "Ashmere Council", "Brackenford City Council", "Castlewick Borough Council"
    councils = [
        Council(
            ash,
            "ashmere",
            "9900001",
            "991",
            [
                _report(ash, 59100001, INSPECTION, date(2024, 3, 4), 49),
                _report(ash, 59100002, MONITORING, date(2024, 10, 22), 37),
                _report(
                    ash,
                    59100003,
                    "Children\u2019s services  inspection ,  pdf",
                    date(2014, 6, 2),
                    28,
                ),
                _report(
                    ash,
                    2799001,
                    "Joint area review - progress inspection",
                    date(2009, 7, 3),
                    0,
                    old_host=True,
                ),
            ],
        ),
        Council(
            brack,
            "brackenford",
            "9900002",
            "992",
            [
                _report(brack, 59100011, SEND, date(2024, 5, 13), 63),
                _report(brack, 59100012, FOCUSED, date(2021, 7, 6), 51),
            ],
        ),
        Council(castle, "castlewick", "9900003", "993", []),
    ]
    notices = [
        Notice(
            "/government/publications/improvement-notice-issued-to-ashmere-council",
            "Improvement notice issued to Ashmere Council: May 2024",
            "notice",
            "Open notices",
            date(2024, 5, 20),
            [
                ("Improvement notice: Ashmere Council", "html", _notice_lines(ash)),
                ("Improvement notice: Ashmere Council (PDF)", "pdf", _notice_lines(ash)),
            ],
        ),
        Notice(
            "/government/publications/directions-issued-to-brackenford-city-council",
            "Directions issued to Brackenford City Council",
            "notice",
            "Open directions",
            date(2023, 2, 14),
            [
                (
                    "Direction issued to Brackenford City Council",
                    "pdf",
                    ("Direction", "Section 497A(4B)", brack),
                ),
                (
                    "Report of the children's services commissioner for Brackenford",
                    "pdf",
                    ("Report of the commissioner", brack, "The council should keep its services."),
                ),
            ],
        ),
        Notice(
            "/government/publications/improvement-notice-issued-to-castlewick",
            "Improvement notice issued to Castlewick Borough Council: June 2019",
            "notice",
            "Closed notices",
            date(2019, 6, 3),
            [("Improvement notice to Castlewick", "pdf", _notice_lines(castle))],
            shape="documents",
        ),
    ]
    meetings = [
        Meeting(
            8001,
            date(2024, 11, 12),
            [
                ("Minutes", [(100, "Minutes of the last meeting", ("Minutes",))]),
                (
                    "Children's services improvement plan",
                    [
                        (101, "Cover report", ("Report to the committee", ash)),
                        (102, "Appendix A", ("Improvement plan", ash, "Action 1")),
                    ],
                ),
            ],
        ),
        Meeting(
            8002,
            date(2025, 1, 14),
            [
                ("Car parking charges", [(110, "Parking report", ("Parking",))]),
                (
                    "Ofsted monitoring visit",
                    [
                        (
                            111,
                            "Letter of the first monitoring visit",
                            ("Monitoring visit letter", ash),
                        )
                    ],
                ),
            ],
        ),
    ]
    return World(councils, notices, meetings)


def _notice_lines(council: str) -> tuple[str, ...]:
    return (
        f"Improvement notice: to {council}",
        "The council must work with an adviser appointed by the Department for Education.",
        "The council must report on its progress every three months.",
    )


def next_week(world: World) -> None:
    """What happens after the first fetch: new, amended, replaced, delisted, closed."""
    ash, brack = world.councils[0], world.councils[1]
    ash.reports.insert(0, _report(ash.name, 59100004, MONITORING, date(2025, 2, 18), 37))
    amended = brack.reports[0]
    amended.lines = (*amended.lines, "This letter was amended after publication.")
    amended.published += timedelta(days=30)
    del brack.reports[1]
    world.notices[0].group = "Closed notices"
    world.meetings.append(
        Meeting(
            8003,
            date(2025, 3, 11),
            [("Improvement board update", [(120, "Update report", ("Update", ash.name))])],
        )
    )


def large_world(providers: int, files: int, padding: int) -> World:
    """As many providers as England has, with many reports: for the benchmark."""
    labels = (INSPECTION, MONITORING, FOCUSED, SEND)
    councils = []
    for n in range(providers):
        name = f"Invented {n:03d} Council"
        councils.append(Council(name, f"invented-{n:03d}", str(9_800_000 + n), f"{n:03d}"))
    for n in range(files):
        council = councils[n % providers]
        event = date(2010, 1, 4) + timedelta(days=n * 9)
        report = _report(council.name, 58_000_000 + n, labels[n % len(labels)], event, 40)
        report.padding = padding
        council.reports.append(report)
    return World(councils)
