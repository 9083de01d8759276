"""From the words of a listing to a kind of publication, where they say it surely."""

from __future__ import annotations

import re

# Label as `tidy_label` makes it -> kind; '' where the same label stands for several kinds.
KNOWN_LABELS = {
    "children's services inspection": "",
    "single inspection of la children's services": "sif_inspection",
    "children's services focused visit": "focused_visit",
    "children's services monitoring visit": "monitoring_visit",
    "monitoring visit": "monitoring_visit",
    "focused visit": "focused_visit",
    "joint area child protection inspection": "jtai",
    "joint targeted area inspection": "jtai",
    "joint area review - progress inspection": "",
    "joint area review": "",
    "area send full inspection": "area_send",
    "area send inspection": "area_send",
    "local area send inspection": "area_send",
    "local area send revisit": "area_send",
    "children's services assurance visit": "assurance_visit",
}
_WORDS = (
    (re.compile(r"\bmonitoring\b.*\bvisit"), "monitoring_visit"),
    (re.compile(r"\bfocused visit"), "focused_visit"),
    (re.compile(r"\bassurance visit"), "assurance_visit"),
    (re.compile(r"\barea send\b"), "area_send"),
    (re.compile(r"\bjoint targeted area inspection|\bjtai\b"), "jtai"),
)
_OTHER_SERVICE = re.compile(r"adoption|fostering|residential|boarding|secure|cafcass")
_GOVUK = (
    (re.compile(r"^(?:closed )?improvement notice\b"), "improvement_notice"),
    (
        re.compile(r"^(?:revised |new |amended |statutory |send )*directions?\b"),
        "statutory_direction",
    ),
    (
        re.compile(r"\bcommissioner.{0,60}\breport\b|\breport\b.{0,60}\bcommissioner"),
        "commissioner_report",
    ),
    (re.compile(r"\bprogress\b.{0,60}\bletter\b|\bletter\b.{0,60}\bprogress\b"), "progress_letter"),
)


def tidy_label(text: str) -> str:
    """One spelling of a label: blanks collapsed, straight apostrophe, no file type, lower case.

    >>> tidy_label("Children’s services  inspection ,  pdf")
    "children's services inspection"
    """
    label = " ".join(text.split()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").lower()
    return re.sub(r"(?:\s*,\s*pdf|\s+as pdf)+$", "", label).strip()


def kind_of_label(text: str) -> tuple[str, bool]:
    """The kind that a label of Ofsted says surely (else ''), and whether the label is known.

    "Children's services inspection" has been ILACS, SIF and older: no kind. A label that holds
    the words of a kind has it though it is not known: "Monitoring visit 3" is a monitoring visit,
    "Adoption monitoring visit" is not one of children's services.
    """
    label = tidy_label(text).partition(":")[0].strip()
    if label in KNOWN_LABELS:
        return KNOWN_LABELS[label], True
    if _OTHER_SERVICE.search(label):
        return "", False
    return next((kind for words, kind in _WORDS if words.search(label)), ""), False


def kind_of_title(title: str) -> str:
    """The kind that the title of a GOV.UK item or attachment says surely, else ''.

    >>> kind_of_title("Improvement notice issued to Ashmere Council: May 2023")
    'improvement_notice'
    >>> kind_of_title("Directions to schools on uniforms")
    ''
    """
    plain = " ".join(title.split()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").lower()
    kind = next((kind for words, kind in _GOVUK if words.search(plain)), "")
    if kind == "statutory_direction" and not re.search(
        r"\b(issued to|council|under section)\b", plain
    ):
        return ""
    return kind
