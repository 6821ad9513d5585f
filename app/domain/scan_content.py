"""What a scan is, told by its content and never by its name: a whole jpeg, png or pdf."""

from __future__ import annotations

MOST_BYTES = 10 * 1024 * 1024
JPEG, PNG, PDF = KINDS = ("jpeg", "png", "pdf")
_PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_END = b"IEND\xaeB`\x82"
_TAIL = 2048


def kind_of(content: bytes) -> str | None:
    """jpeg, png or pdf where the content begins and ends as one does, else None (also for one that is cut off)."""
    tail = content[-_TAIL:]
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG if b"\xff\xd9" in tail else None
    if content.startswith(_PNG_HEAD):
        return PNG if _PNG_END in tail else None
    if content.startswith(b"%PDF-"):
        return PDF if b"%%EOF" in tail else None
    return None
