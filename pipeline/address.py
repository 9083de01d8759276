"""When two addresses are of one document."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_OFSTED_FILE = re.compile(r"files\.(?:api\.)?ofsted\.gov\.uk/v1/file/(\d+)")


def same_address(url: str) -> str:
    """What two addresses of one document have in common: not scheme, case of the host or anchor.

    Ofsted serves one file id from two hosts.

    >>> same_address("https://files.api.ofsted.gov.uk/v1/file/50004012")
    'ofsted-file-50004012'
    >>> same_address("HTTP://Council.example/documents/s1/A.pdf#page=2")
    '//council.example/documents/s1/A.pdf'
    """
    parts = urlsplit(url.strip())
    address = f"{parts.netloc.lower()}{parts.path}"
    ofsted = _OFSTED_FILE.fullmatch(address.rstrip("/"))
    if ofsted:
        return f"ofsted-file-{ofsted.group(1)}"
    return f"//{address}" + (f"?{parts.query}" if parts.query else "")
