"""How a spreadsheet shows a number: dates, percentages, money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

_BUILTIN = {
    9: "0%",
    10: "0.00%",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "dd/mm/yyyy",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
}
_BUILTIN |= dict.fromkeys((*range(27, 37), *range(50, 59)), "dd/mm/yyyy")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_DATE_PART = re.compile(r"yyyy|yy|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d", re.IGNORECASE)
_SHOWN = {
    "yyyy": "%Y",
    "yy": "%y",
    "mmmmm": "%b",
    "mmmm": "%B",
    "mmm": "%b",
    "mm": "%m",
    "dddd": "%A",
    "ddd": "%a",
    "dd": "%d",
}
_LAST_DAY = 2_958_465  # 31 December 9999


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows, and the ISO day it stands for where the format prints the day."""

    text: str
    day: str = ""


def format_of(number_format_id: int, custom: dict[int, str]) -> str:
    """The format with this number; '' for General."""
    return custom.get(number_format_id) or _BUILTIN.get(number_format_id, "")


def shown(value: str, code: str, *, since_1904: bool = False) -> Shown:
    """A number of a sheet as its format `code` shows it.

    >>> shown("45107", "dd/mm/yyyy"), shown("45107", "mmm-yy"), shown("0.9", "0%").text
    (Shown(text='30/06/2023', day='2023-06-30'), Shown(text='Jun-23', day=''), '90%')
    """
    try:
        number = float(value)
    except ValueError:
        return Shown(value)
    if not isfinite(number):
        return Shown("")
    section = code.split(";", maxsplit=1)[0]
    plain = _LITERAL.sub("", section)
    if re.search(r"[dDyY]", plain) and not re.search(r"general", plain, re.IGNORECASE):
        return _date(number, section, since_1904=since_1904) or Shown(_plain(number))
    if re.search(r"mmm", plain, re.IGNORECASE):
        return _date(number, section, since_1904=since_1904) or Shown(_plain(number))
    if "%" in plain:
        return Shown(f"{number * 100:.{_decimals(plain)}f}%")
    if re.search(r"[0#]", plain):
        return Shown(_number(number, section, plain))
    return Shown(_plain(number))


def _date(number: float, section: str, *, since_1904: bool) -> Shown | None:
    if since_1904:
        number += 1462
    if not 1 <= number <= _LAST_DAY:
        return None
    # The calendar of spreadsheets has a 29 February 1900: days before it are one off.
    day = datetime(1899, 12, 30) + timedelta(days=int(number) + (number < 60))  # noqa: DTZ001
    section = re.split(r"[hH]", _LITERAL.sub(_letters, section))[0].strip(" ,;T")
    printed = _DATE_PART.sub(lambda part: _part(day, part[0].lower()), section)
    has_day = re.search(r"(?<![dD])[dD]{1,2}(?![dD])", section)
    return Shown(printed, day.date().isoformat() if has_day else "")


def _letters(match: re.Match[str]) -> str:
    """What a format prints as it stands; not letters that could be taken for parts of a date."""
    literal = match[1] or match[2] or ""
    return "" if re.search(r"[a-zA-Z]", literal) else literal


def _part(day: datetime, part: str) -> str:
    if part in ("m", "d"):
        return str(day.month if part == "m" else day.day)
    return day.strftime(_SHOWN[part])


def _number(number: float, section: str, plain: str) -> str:
    sign = "".join(a or b or c for a, b, c in _LITERAL.findall(section) if (a or b or c) in "£$€")
    sign = sign or next((mark for mark in "£$€" if mark in plain), "")
    comma = "," if re.search(r"#,#|0,0", plain) else ""
    digits = f"{abs(number):{comma}.{_decimals(plain)}f}"
    return f"{'-' if number < 0 else ''}{sign}{digits}"


def _decimals(plain: str) -> int:
    found = re.search(r"\.([0#?]+)", plain)
    return min(len(found[1]), 10) if found else 0


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else f"{number:.10g}"
