"""Under which licence a publication stands: what the manifest says, its own note, or its site.

Nothing is claimed of a file that a person or a list brought unless somebody said so or the page
says so itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from pipeline.records import ManifestEntry

OGL = "Open Government Licence"
SITES = {
    "gov.uk": f"{OGL} v3.0",
    "www.gov.uk": f"{OGL} v3.0",
    "assets.publishing.service.gov.uk": f"{OGL} v3.0",
    "ofsted.gov.uk": OGL,
    "www.ofsted.gov.uk": OGL,
    "files.ofsted.gov.uk": OGL,
    "reports.ofsted.gov.uk": OGL,
}
"""Sites whose own statement holds for all they publish; councils' sites are not among them."""
BROUGHT = ("", "person", "list")
"""Sources of files that were not fetched from the site that their address names."""
CENTRAL = ("ofsted", "dfe")

_UNDER = (
    r"(?:under|subject\sto|in\saccordance\swith)\s(?:the\s)?(?:terms\sof\s(?:the\s)?)?"
    r"open\sgovernment\slicen[cs]e(?P<after>.{0,160})"
)
_SUBJECT = (
    r"(?:\byou\smay\b|\bthis\s(?:information|publication|report|document|letter|notice|direction"
    r"|plan|content|work|page)\b|\ball\scontent\b)"
)
_NAME = re.compile("[Oo]pen [Gg]overnment [Ll]icen|OPEN GOVERNMENT LICEN")
_NOTE = re.compile(rf"{_SUBJECT}[^.?!]{{0,220}}?{_UNDER}", re.I)
_VERSION = re.compile(
    r"^,?\s?\(?(?:v|version\s?)\.?\s?(\d)(?:\.\d)?\b|licence/version/(\d)\b", re.I
)


def licence_of(entry: ManifestEntry, texts: Iterable[str] = (), publisher: str = "") -> str:
    """The licence in words; '' where nobody says. `texts`: what the publication prints."""
    if entry.licence:
        return entry.licence
    return printed_licence(texts, entry.publisher or publisher) or _of_site(entry)


def printed_licence(texts: Iterable[str], publisher: str = "") -> str:
    """The Open Government Licence, where a publication says that it stands under it; else ''.

    A committee's papers often hold a letter of Ofsted with its note, which is not theirs: of what
    others publish, nothing is taken that speaks of Crown copyright.

    >>> printed_licence(["You may re-use this text under the Open Government Licence v3.0."])
    'Open Government Licence v3.0'
    >>> printed_licence(["The council opens its data under the Open Government Licence."])
    ''
    """
    text = " ".join(" ".join(texts).split())
    around = (text[max(0, at.start() - 400) : at.end() + 200] for at in _NAME.finditer(text))
    note = next(filter(None, map(_NOTE.search, around)), None)
    if note is None:
        return ""
    if publisher not in CENTRAL and "crown copyright" in text.casefold():
        return ""
    version = _VERSION.search(note["after"])
    return f"{OGL} v{version[1] or version[2]}.0" if version else OGL


def _of_site(entry: ManifestEntry) -> str:
    if entry.source in BROUGHT:
        return ""
    try:
        host = urlsplit(entry.url).hostname or ""
    except ValueError:
        return ""
    return SITES.get(host, "")
