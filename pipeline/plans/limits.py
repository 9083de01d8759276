"""How large a plan may be."""

from __future__ import annotations

from pipeline.errors import TooLargeError
from pipeline.extract.zipsafe import TOO_LARGE, Limits


def check_size(characters: int, limits: Limits) -> None:
    """Raise TooLargeError beyond limits.characters of params.yaml."""
    if characters > limits.characters:
        raise TooLargeError(
            TOO_LARGE, f"{characters:,} characters; see limits.characters in params.yaml"
        )
