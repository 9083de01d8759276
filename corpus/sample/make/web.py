"""The improvement notice as a page of GOV.UK: the body as its publishing tool sets it."""

from __future__ import annotations

import re
from html import escape

from .story import Block, Story


def notice(story: Story) -> bytes:
    """An HTML page. Numbered measures are list items that carry their number in the text."""
    facts = story.facts
    title = escape(facts["title"], quote=False)
    signed = "<br>\n".join(escape(line, quote=False) for line in facts["signed"])
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} - GOV.UK</title>
<style>
body {{ font-family: arial, sans-serif; font-size: 19px; line-height: 1.4; margin: 0 auto;
  max-width: 42em; padding: 0 1em; color: #0b0c0c; }}
header, footer {{ border-bottom: 10px solid #1d70b8; padding: 0.6em 0; font-weight: bold; }}
footer {{ border-bottom: 0; border-top: 1px solid #b1b4b6; font-weight: normal; }}
ol.legislative-list {{ list-style: none; padding-left: 0; }}
ol.legislative-list ol {{ list-style: none; }}
li {{ margin-bottom: 0.6em; }}
</style>
</head>
<body>
<header>GOV.UK</header>
<main id="content">
<p class="publication-header__organisation">Department for Education</p>
<h1>{title}</h1>
<p class="publication-header__last-changed">Published {facts["date"]}</p>
<div class="govspeak">
<p>{facts["to"][0]}: {escape(facts["to"][1], quote=False)}</p>
{_body(story)}<p>Signed:</p>
<p>{signed}</p>
</div>
</main>
<footer>{story.invented}</footer>
</body>
</html>
""".encode()


def _body(story: Story) -> str:
    lines: list[str] = []
    blocks = [*story.blocks]
    while blocks:
        if blocks[0].role == "heading":
            text = blocks.pop(0).text
            slug = re.sub(r"[^a-z]+", "-", text.lower()).strip("-")
            lines.append(f'<h2 id="{slug}">{escape(text, quote=False)}</h2>')
            continue
        lines.append('<ol class="legislative-list">')
        while blocks and blocks[0].role == "numbered":
            block = blocks.pop(0)
            letters = []
            while blocks and blocks[0].role == "lettered":
                letters.append(f"<li>{_item(blocks.pop(0))}</li>")
            inner = "\n<ol>\n" + "\n".join(letters) + "\n</ol>\n" if letters else ""
            lines.append(f"<li>{_item(block)}{inner}</li>")
        lines.append("</ol>")
    return "\n".join(lines) + "\n"


def _item(block: Block) -> str:
    number = block.number if block.role == "lettered" else f"{block.number}."
    return f"{number} {escape(block.text, quote=False)}"
