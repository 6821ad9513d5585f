"""The colours of the window, by name: one set for light, one for dark; a name says a use, never a hue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a state weighs; colour only repeats what icon and word already say."""

    PLAIN = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as #RRGGBB; text on any ground keeps 4.5 : 1, borders of controls and rings 3 : 1."""

    desk: str
    rail: str
    surface: str
    raised: str
    head: str
    hover: str
    select: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    warn: str
    warn_tint: str
    danger: str
    danger_tint: str
    ok: str
    ok_tint: str
    accent_tint: str
    neutral_tint: str
    focus: str

    def ink(self, tone: Tone) -> str:
        """The colour of text and icon of that tone."""
        return {
            Tone.PLAIN: self.text,
            Tone.MUTED: self.muted,
            Tone.ACCENT: self.accent,
            Tone.OK: self.ok,
            Tone.WARN: self.warn,
            Tone.DANGER: self.danger,
        }[tone]

    def tint(self, tone: Tone) -> str:
        """The ground of a chip or strip of that tone."""
        return {
            Tone.PLAIN: self.neutral_tint,
            Tone.MUTED: self.neutral_tint,
            Tone.ACCENT: self.accent_tint,
            Tone.OK: self.ok_tint,
            Tone.WARN: self.warn_tint,
            Tone.DANGER: self.danger_tint,
        }[tone]


LIGHT = Tokens(
    desk="#F3EFE7",
    rail="#E8E0D1",
    surface="#FFFDF8",
    raised="#FFFFFF",
    head="#F7F3EA",
    hover="#F1EDE4",
    select="#DCE7F1",
    line="#DDD5C6",
    edge="#857B69",
    text="#23262A",
    muted="#5E594F",
    accent="#1D4D78",
    on_accent="#FFFFFF",
    warn="#854A00",
    warn_tint="#FAEDD3",
    danger="#A3211B",
    danger_tint="#FAE6E2",
    ok="#2A6236",
    ok_tint="#E3F0E1",
    accent_tint="#E3ECF4",
    neutral_tint="#ECE6DA",
    focus="#0B5FC0",
)

DARK = Tokens(
    desk="#1A1917",
    rail="#131211",
    surface="#242220",
    raised="#2E2B28",
    head="#292724",
    hover="#2B2926",
    select="#2B3D4F",
    line="#3F3A34",
    edge="#968D7E",
    text="#EDE8DE",
    muted="#B5AD9E",
    accent="#93BCE6",
    on_accent="#0F1E2D",
    warn="#EBB760",
    warn_tint="#3A2D16",
    danger="#F5998D",
    danger_tint="#44231F",
    ok="#90CB94",
    ok_tint="#20331F",
    accent_tint="#22303E",
    neutral_tint="#36322D",
    focus="#6FB1FF",
)
