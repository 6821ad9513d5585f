"""A score sheet as data: indicators with weights and options, vetoes, bands with credit lines, validity."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to an indicator and its points."""

    id: str
    label: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the sheet: `weight` is the most points it can give; options stand from best to worst."""

    id: str
    label: str
    weight: Decimal
    options: tuple[Option, ...]
    hint: str = ""

    def option(self, option_id: str) -> Option | None:
        """The option of that id, None where there is none."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Band:
    """A grade from `lower` points on (inclusive), with its credit line in yuan."""

    grade: str
    lower: Decimal
    credit_line: Decimal


@dataclass(frozen=True, slots=True)
class Veto:
    """A reason to give no line at all; it counts only where the county has switched it on."""

    id: str
    label: str
    enabled: bool = False


@dataclass(frozen=True, slots=True)
class AdjustmentRule:
    """A rule by which points of an indicator may be given back or added, at most `most` points, by `clause`."""

    id: str
    label: str
    indicator: str
    most: Decimal
    clause: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The whole sheet. `bands` stand from best to worst; the last one begins at zero points."""

    id: str
    name: str
    source: str
    clause: str
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    vetoes: tuple[Veto, ...] = ()
    adjustment_rules: tuple[AdjustmentRule, ...] = ()
    valid_months: int = 24
    review_months: int = 12

    @property
    def total_weight(self) -> Decimal:
        """The most points a household can reach."""
        return sum((indicator.weight for indicator in self.indicators), Decimal(0))

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator of that id, None where there is none."""
        return next((indicator for indicator in self.indicators if indicator.id == indicator_id), None)

    def band(self, points: Decimal) -> Band:
        """The band of a total; its lower bound belongs to it."""
        return next((band for band in self.bands if points >= band.lower), self.bands[-1])

    def band_above(self, band: Band) -> Band | None:
        """The next better band, None above the best."""
        place = self.bands.index(band)
        return self.bands[place - 1] if place else None

    def as_json(self) -> dict[str, Any]:
        """The sheet for a rating's snapshot: plain texts and lists."""
        return {
            "id": self.id,
            "name": self.name,
            "source": self.source,
            "clause": self.clause,
            "valid_months": self.valid_months,
            "review_months": self.review_months,
            "indicators": [
                {
                    "id": indicator.id,
                    "label": indicator.label,
                    "weight": f"{indicator.weight:f}",
                    "options": [
                        {"id": option.id, "label": option.label, "points": f"{option.points:f}"}
                        for option in indicator.options
                    ],
                }
                for indicator in self.indicators
            ],
            "bands": [
                {"grade": band.grade, "lower": f"{band.lower:f}", "credit_line": f"{band.credit_line:.2f}"}
                for band in self.bands
            ],
            "vetoes": [{"id": veto.id, "label": veto.label, "enabled": veto.enabled} for veto in self.vetoes],
        }
