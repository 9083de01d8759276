"""Page and styles of a briefing in Word: A4, one font, everything set by style."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
INK = RGBColor(0x1F, 0x3A, 0x5F)
SHADE_HEAD, SHADE_BAND, SHADE_NOTICE, RULE, LINK = "1F3A5F", "F2F5F9", "FFF2CC", "B8C4D2", "0B5394"


def set_page(document: Any) -> None:
    """A4 upright with margins of 2 cm."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)


def set_styles(document: Any) -> None:
    """The template's styles in our font and sizes, our own beside them, and British English."""
    styles = document.styles
    for style in styles:  # the template names a theme font beside; ours counts
        fonts = style.element.find(f".//{qn('w:rFonts')}")
        if fonts is not None:
            for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{name}"), None)
            fonts.set(qn("w:ascii"), FONT)
            fonts.set(qn("w:hAnsi"), FONT)
    language = styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    language.set(qn("w:val"), "en-GB")
    for name, base, size, before, after in (
        ("Cell", "Normal", 9, 1, 2),
        ("Small cell", "Normal", 8, 1, 2),
        ("Note", "Normal", 9, 2, 8),
        ("Notice", "Normal", 11, 6, 10),
        ("Source", "Normal", 9, 0, 8),
        ("Quote label", "Normal", 9.5, 4, 1),
        ("After table", "Normal", 4, 0, 4),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(LINK)
    link.font.underline = True
    for name, size, before, after in (
        ("Normal", 11, 0, 6), ("Title", 24, 0, 4), ("Subtitle", 12, 0, 10),
        ("Heading 1", 16, 18, 6), ("Heading 2", 12.5, 12, 3), ("Caption", 9.5, 8, 4),
        ("Quote", 10.5, 0, 2), ("List Bullet", 11, 0, 5), ("List Number", 11, 6, 1),
    ):  # fmt: skip
        style = styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        if name in ("Title", "Heading 1", "Heading 2", "Caption"):
            style.font.color.rgb, style.font.bold = INK, True
        if name == "Subtitle":
            spacing = style.element.rPr.find(qn("w:spacing"))
            if spacing is not None:
                style.element.rPr.remove(spacing)
            style.font.color.rgb, style.font.italic, style.font.bold = INK, False, False
    styles["Quote"].font.italic = False
    styles["Quote"].font.color.rgb = RGBColor(0, 0, 0)
    styles["Quote"].paragraph_format.left_indent = Cm(0.5)
    styles["Quote label"].paragraph_format.keep_with_next = True
    styles["Quote"].paragraph_format.keep_with_next = True
    styles["Source"].paragraph_format.left_indent = Cm(0.63)
    _border(styles["Quote"].element, "left", RULE, 18)
    _border(styles["Notice"].element, "left", "BF9000", 36, shade=SHADE_NOTICE)


def _border(style: Any, side: str, colour: str, size: int, *, shade: str = "") -> None:
    properties = style.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "6"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )
    if shade:
        filled = fill(shade)
        properties.insert_element_before(
            filled, "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
        )


def fill(colour: str) -> Any:
    """A background for a cell or a paragraph."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    return shade
