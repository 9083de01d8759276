"""How deep list items stand, from where their markers are set.

Files number the levels of each list by itself: bullets below numbered paragraphs are often the
first level of another list, and only their indentation shows that they stand below.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.words import split_label, strip_bullet

_SAME = 100
_A_LEVEL = 360


@dataclass(frozen=True, slots=True)
class _Step:
    at: int
    list_id: str
    depth: int


class Levels:
    """Follows the paragraphs of one column of text. Lengths are twentieths of a point."""

    def __init__(self) -> None:
        self._steps: list[_Step] = []

    def reset(self) -> None:
        """A heading: what follows stands below nothing."""
        self._steps.clear()

    def of(
        self,
        text: str,
        *,
        left: int,
        at: int,
        heading: bool = False,
        marked: tuple[str, int] | None = None,
    ) -> int:
        """The level of a paragraph, list item or not.

        `at`: where its marker, or else its first line, begins; `left`: where its other lines do.
        `marked`: the list and the level in it, None where a marker is typed or there is none.
        """
        if heading:
            self.reset()
            return 1
        if marked is None and not (strip_bullet(text)[0] or split_label(text)[0]):
            return self._of_paragraph(left)
        list_id, depth = marked or ("", 0)
        step = _Step(at or depth * _A_LEVEL, list_id, depth)
        while self._steps and self._is_over(step, self._steps[-1]):
            self._steps.pop()
        if not self._steps or self._is_over(self._steps[-1], step):
            self._steps.append(step)
        return len(self._steps)

    def _of_paragraph(self, left: int) -> int:
        """A paragraph set in as far as the text of an item goes on with it; others end the list."""
        if self._steps and left > self._steps[0].at + _SAME:
            return 2
        self.reset()
        return 1

    @staticmethod
    def _is_over(one: _Step, other: _Step) -> bool:
        """Does `one` stand at a higher level than `other`?"""
        if one.list_id and one.list_id == other.list_id:
            return one.depth < other.depth
        return one.at < other.at - _SAME
