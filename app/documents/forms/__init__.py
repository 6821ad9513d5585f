"""Forms on paper: copies of form layouts with their facts → one PDF."""

from app.documents.forms.batch import Copy, Printed, Progress, render
from app.documents.forms.calibration import draw_calibration
from app.documents.forms.coverage import MissingGlyph, find_missing

__all__ = ["Copy", "MissingGlyph", "Printed", "Progress", "draw_calibration", "find_missing", "render"]
