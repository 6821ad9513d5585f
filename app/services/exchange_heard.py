"""What was heard on the phone, compared while it is typed: a card's fingerprint, the digest of a bundle."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

GROUP = 4
FINGERPRINT_DIGITS = 24
DIGEST_GROUPS = 16
SHORT_GROUPS = 3  # of a digest: the first two groups and the last


class Match(StrEnum):
    """How far what was typed agrees."""

    EMPTY = "empty"
    SO_FAR = "so_far"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Heard:
    """How what was typed compares, and the sentence that says so."""

    match: Match
    text: str


def heard_fingerprint(fingerprint: str, typed: str) -> Heard:
    """Compare group by group; blanks do not matter."""
    digits = _plain(typed)
    wanted = _plain(fingerprint)
    if not digits:
        return Heard(Match.EMPTY, "请对方念，边听边输。24 位数字，六组。")
    if not digits.isdigit() or len(digits) > FINGERPRINT_DIGITS:
        return Heard(Match.WRONG, "指纹是 24 位数字，没有别的字符。")
    whole = len(digits) // GROUP * GROUP
    for start in range(0, whole, GROUP):
        if digits[start : start + GROUP] != wanted[start : start + GROUP]:
            return Heard(
                Match.WRONG, f"第 {start // GROUP + 1} 组和名片对不上。请对方再念一遍；仍对不上，请换一张名片。"
            )
    if len(digits) < FINGERPRINT_DIGITS:
        return Heard(Match.SO_FAR, f"前 {whole // GROUP} 组对上了，还差 {FINGERPRINT_DIGITS - len(digits)} 位。")
    return Heard(Match.RIGHT, "六组都对上了。")


def heard_digest(digest: str, typed: str) -> Heard:
    """Compare the first two groups and the last, or the whole digest."""
    letters = _plain(typed).lower()
    if not letters:
        return Heard(Match.EMPTY, "请乡镇念屏幕上摘要的前两组和末一组，共 12 位。")
    short = digest[: 2 * GROUP] + digest[-GROUP:]
    if letters in (short, digest):
        return Heard(Match.RIGHT, "对得上：乡镇手里就是这一包。读入回执以后才算已送达。")
    wanted = digest if digest.startswith(letters) else short
    if wanted.startswith(letters):
        return Heard(Match.SO_FAR, f"到这里都对，已输 {len(letters)} 位。")
    return Heard(Match.WRONG, "对不上：乡镇手里不是这一包，或者听错了。请再念一遍；仍对不上，请再送一次。")


def _plain(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").replace("·", "")
