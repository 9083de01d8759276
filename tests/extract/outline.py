"""What a test of a reader looks at, and the limits that it reads under."""

from pipeline.extract.blocks import Content
from pipeline.extract.limits import Limits

LIMITS = Limits()
_SHORT = {"heading": "h", "paragraph": "p", "bullet": "*", "numbered": "#", "cell": "c"}


def outline(content: Content) -> list[str]:
    """One line a block: role and level, label, text; `c1.0,2` is a cell in row 0, column 2."""
    lines = []
    for block in content.blocks:
        place = f"{block.table}.{block.row},{block.column}" if block.table else block.level
        label = f" {block.label}" if block.label else ""
        lines.append(f"{_SHORT[block.role]}{place}{label} {block.text}")
    return lines
