"""A briefing as one HTML page: nothing from elsewhere, readable aloud, in print and in the dark."""

from __future__ import annotations

import base64
import re
from html import escape

from pipeline.brief import chart
from pipeline.brief.blocks import (
    Block,
    Brief,
    Bullets,
    Chart,
    Line,
    Paragraph,
    Quotation,
    Section,
    Table,
)
from pipeline.harmless import printable
from pipeline.wording import day_words

_STYLE = """
:root { color-scheme: light dark; --ink: #1f3a5f; --text: #1a1a1a; --ground: #fff;
  --rule: #b8c4d2; --band: #f2f5f9; --link: #0b5394; --notice: #fff2cc; --edge: #bf9000; }
@media (prefers-color-scheme: dark) { :root { --ink: #a9c7ec; --text: #e8e8e8; --ground: #15191e;
  --rule: #4a5666; --band: #1d242c; --link: #8ec2ff; --notice: #3a3010; --edge: #e0b030; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.55 Arial, "Liberation Sans", Helvetica, sans-serif;
  color: var(--text); background: var(--ground); }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1, h2, h3, caption { color: var(--ink); line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.9rem; margin: 0 0 .25rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .5rem; border-bottom: 2px solid var(--rule);
  padding-bottom: .2rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
a { color: var(--link); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--edge); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem 1rem; background: var(--ground); }
.notice { background: var(--notice); border-left: .4rem solid var(--edge); padding: .75rem 1rem;
  font-weight: bold; }
.note { font-size: .9rem; }
nav ul { columns: 2; column-gap: 2rem; padding-left: 1.2rem; }
li { margin-bottom: .4rem; }
ol > li { margin-bottom: .9rem; }
.source { font-size: .9rem; margin: .15rem 0 0; }
.wide { overflow-x: auto; margin: 1rem 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; font-weight: bold; padding-bottom: .4rem; }
th, td { border: 1px solid var(--rule); padding: .4rem .55rem; text-align: left;
  vertical-align: top; }
thead th { background: #1f3a5f; color: #fff; }
tbody th { font-weight: normal; min-width: 11rem; }
tbody tr:nth-child(even) { background: var(--band); }
td p, th p { margin: 0 0 .3rem; }
figure { margin: 1rem 0; }
figure.chart img { width: 100%; height: auto; background: #fff; border: 1px solid var(--rule);
  padding: .5rem; }
figcaption { font-size: .9rem; }
blockquote { margin: .2rem 0; padding: .1rem 0 .1rem .9rem;
  border-left: .25rem solid var(--rule); }
blockquote p { margin: 0; }
footer { font-size: .9rem; margin-top: 3rem; padding-top: .5rem;
  border-top: 1px solid var(--rule); }
@media (max-width: 40rem) { nav ul { columns: 1; } }
@media print {
  :root { color-scheme: light; --ink: #1f3a5f; --text: #000; --ground: #fff; --rule: #999;
    --band: #f2f5f9; --link: #000; --notice: #fff; --edge: #000; }
  @page { size: A4; margin: 2cm; }
  main { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  body { font-size: 10.5pt; }
  h2, h3, caption { break-after: avoid; }
  tr, figure, blockquote, li { break-inside: avoid; }
  thead { display: table-header-group; }
  thead th { background: #fff; color: #000; border-bottom: 2px solid #000; }
  .wide { overflow: visible; }
}
"""


def render(brief: Brief) -> bytes:
    """The page, in UTF-8."""
    ids = _anchors(brief)
    contents = "".join(
        f'<li><a href="#{ids[section.heading]}">{_text(section.heading)}</a></li>'
        for section in brief.sections
    )
    notice = f'<p class="notice">{_text(brief.notice)}</p>' if brief.notice else ""
    sections = "\n".join(_section(section, ids) for section in brief.sections)
    day = f'<time datetime="{_text(brief.date)}">{_text(day_words(brief.date))}</time>'
    page = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
img-src data:; base-uri 'none'; form-action 'none'">
<meta name="generator" content="letters {_text(brief.version)}">
<title>{_text(brief.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the briefing</a>
<main id="main">
<header>
<h1>{_text(brief.title)}</h1>
<p>{_text(brief.subtitle)}. As of {day}.</p>
{notice}
</header>
<nav aria-label="Contents"><ul>{contents}</ul></nav>
{sections}
<footer><p>letters {_text(brief.version)}, data as of {day}.</p></footer>
</main>
</body>
</html>
"""
    return page.encode("utf-8")


def _anchors(brief: Brief) -> dict[str, str]:
    return {
        section.heading: re.sub(r"[^a-z0-9]+", "-", section.heading.lower()).strip("-")
        for section in brief.sections
    }


def _text(words: str) -> str:
    return escape(printable(words))


def _line(line: Line) -> str:
    parts = []
    for span in line:
        words = _text(span.text)
        if span.strong:
            words = f"<strong>{words}</strong>"
        if span.link:
            words = f'<a href="{_text(span.link)}" rel="noreferrer">{words}</a>'
        parts.append(words)
    return "".join(parts)


def _section(section: Section, ids: dict[str, str]) -> str:
    anchor = f' id="{ids[section.heading]}"' if section.level == 2 else ""
    heading = f"<h{section.level}{anchor}>{_text(section.heading)}</h{section.level}>"
    blocks = [_block(block) for block in section.blocks]
    parts = [_section(part, ids) for part in section.parts]
    return "\n".join(["<section>", heading, *blocks, *parts, "</section>"])


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        kind = f' class="{block.kind}"' if block.kind else ""
        return f"<p{kind}>{_line(block.line)}</p>"
    if isinstance(block, Bullets):
        return _bullets(block)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Quotation):
        return (
            f"<figure><p><strong>{_text(block.label)}</strong></p>"
            f"<blockquote><p>“{_text(block.text)}”</p></blockquote>"
            f'<figcaption class="source">{_line(block.cite)}</figcaption></figure>'
        )
    return _chart(block)


def _bullets(block: Bullets) -> str:
    name = "ol" if block.numbered else "ul"
    entries = []
    for first, *more in block.entries:
        under = "".join(f'<p class="source">{_line(line)}</p>' for line in more)
        entries.append(f"<li>{_line(first)}{under}</li>")
    return f"<{name}>{''.join(entries)}</{name}>"


def _table(block: Table) -> str:
    header = "".join(f'<th scope="col">{_text(name)}</th>' for name in block.header)
    rows = []
    for first, *others in block.rows:
        cells = "".join(f"<td>{_cell(lines)}</td>" for lines in others)
        rows.append(f'<tr><th scope="row">{_cell(first)}</th>{cells}</tr>')
    label = _text(block.caption)
    return (
        f'<div class="wide" role="group" aria-label="{label}" tabindex="0"><table>'
        f"<caption>{label}</caption><thead><tr>{header}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(lines: tuple[Line, ...]) -> str:
    if len(lines) == 1:
        return _line(lines[0])
    return "".join(f"<p>{_line(line)}</p>" for line in lines)


def _chart(block: Chart) -> str:
    data = base64.b64encode(chart.svg(block)).decode("ascii")
    return (
        f'<figure class="chart"><img src="data:image/svg+xml;base64,{data}" '
        f'alt="{_text(block.alt)}"><figcaption>{_text(block.caption)}</figcaption></figure>'
    )
