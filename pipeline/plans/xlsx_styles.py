"""The styles of a spreadsheet: what number format and what background a cell has."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, field

from lxml import etree

from pipeline.plans.xlsx_values import format_of

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THEME_ORDER = (
    *("lt1", "dk1", "lt2", "dk2"),
    *("accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink"),
)
_OFFICE = (
    *("FFFFFF", "000000", "E7E6E6", "44546A"),
    *("4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72"),
)
_BASIC = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_INDEXED = (
    *(_BASIC * 2),
    *"800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF".split(),
    *"660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF".split(),
    *"00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00".split(),
    *"FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333".split(),
)


@dataclass(frozen=True, slots=True)
class Styles:
    """By the style number of a cell: its number format and the RRGGBB of its background."""

    formats: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()

    def format(self, style: int) -> str:
        return self.formats[style] if 0 <= style < len(self.formats) else ""

    def colour(self, style: int) -> str:
        return self.colours[style] if 0 <= style < len(self.colours) else ""


@dataclass(frozen=True, slots=True)
class _Colours:
    theme: tuple[str, ...] = _OFFICE
    indexed: tuple[str, ...] = field(default=_INDEXED)

    def of(self, element: etree._Element | None) -> str:
        """The RRGGBB of a colour element; '' for none and automatic ones."""
        if element is None:
            return ""
        rgb, theme, indexed = (element.get(name) for name in ("rgb", "theme", "indexed"))
        base = ""
        if rgb:
            base = rgb[-6:].upper()
        elif theme and theme.isdecimal() and int(theme) < len(self.theme):
            base = self.theme[int(theme)]
        elif indexed and indexed.isdecimal() and int(indexed) < len(self.indexed):
            base = self.indexed[int(indexed)]
        return _tinted(base, element.get("tint")) if base else ""


def read_styles(root: etree._Element | None, theme: etree._Element | None) -> Styles:
    """The styles of styles.xml, with the colours of theme1.xml."""
    if root is None:
        return Styles()
    own = tuple(e.get("rgb", "")[-6:].upper() for e in root.iterfind(f"{S}colors//{S}rgbColor"))
    colours = _Colours(_theme(theme), own or _INDEXED)
    custom = {
        int(e.get("numFmtId", "0")): e.get("formatCode", "")
        for e in root.iterfind(f"{S}numFmts/{S}numFmt")
        if e.get("numFmtId", "").isdecimal()
    }
    fills = [_fill(fill, colours) for fill in root.iterfind(f"{S}fills/{S}fill")]
    formats, backgrounds = [], []
    for style in root.iterfind(f"{S}cellXfs/{S}xf"):
        formats.append(format_of(_whole(style.get("numFmtId")), custom))
        number = _whole(style.get("fillId"))
        backgrounds.append(fills[number] if number < len(fills) else "")
    return Styles(tuple(formats), tuple(backgrounds))


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _fill(fill: etree._Element, colours: _Colours) -> str:
    pattern = fill.find(f"{S}patternFill")
    if pattern is None:
        return ""
    kind = pattern.get("patternType") or "none"
    if kind in ("none", "gray125"):
        return ""
    return colours.of(pattern.find(f"{S}fgColor" if kind == "solid" else f"{S}bgColor"))


def _theme(root: etree._Element | None) -> tuple[str, ...]:
    scheme = root.find(f".//{_A}clrScheme") if root is not None else None
    if scheme is None:
        return _OFFICE
    found = []
    for place, name in enumerate(_THEME_ORDER):
        colour = scheme.find(f"{_A}{name}")
        child = colour[0] if colour is not None and len(colour) else None
        value = (child.get("val") or "") if child is not None else ""
        last = (child.get("lastClr") or "") if child is not None else ""
        found.append((last or value)[-6:].upper() or _OFFICE[place])
    return tuple(found)


def _tinted(colour: str, tint: str | None) -> str:
    try:
        change = float(tint or 0)
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    except ValueError:
        return ""
    if not change:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + change) if change < 0 else light * (1 - change) + change
    light = min(max(light, 0.0), 1.0)
    return "".join(f"{round(c * 255):02X}" for c in colorsys.hls_to_rgb(hue, light, saturation))
