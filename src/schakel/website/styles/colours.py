"""Colours as people see them (OKLCH) and as screens take them (sRGB), and the contrast between two."""

from dataclasses import dataclass
from math import cos, radians, sin

STEPS_OF_CHROMA = 64
ROUNDING = 1e-4
"""How far a channel may lie outside 0-1 by rounding alone."""
DARKEST_CURVED_LIGHT = 0.0031308
"""sRGB stores light below this in proportion, above it along a curve (IEC 61966-2-1)."""
DARKEST_CURVED_STORED = 0.04045


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in sRGB, each channel from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


def colour_of(*, lightness: float, chroma: float, hue: float) -> Colour:
    """The sRGB colour for OKLCH lightness 0-1, chroma and hue in degrees.

    Where a screen cannot show that much chroma, the chroma gives way; lightness and hue stay, because the
    contrast promised for a lightness must hold for every hue.
    """
    for step in range(STEPS_OF_CHROMA, -1, -1):
        channels = _linear_channels(lightness, chroma * step / STEPS_OF_CHROMA, hue)
        if all(-ROUNDING <= channel <= 1 + ROUNDING for channel in channels):
            break
    red, green, blue = (round(255 * _as_stored(min(max(channel, 0.0), 1.0))) for channel in channels)
    return Colour(red, green, blue)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2 contrast ratio, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _linear_channels(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Björn Ottosson's OKLab to linear sRGB."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _as_stored(channel: float) -> float:
    return 12.92 * channel if channel <= DARKEST_CURVED_LIGHT else 1.055 * channel ** (1 / 2.4) - 0.055


def _as_light(channel: int) -> float:
    stored = channel / 255
    return stored / 12.92 if stored <= DARKEST_CURVED_STORED else ((stored + 0.055) / 1.055) ** 2.4


def _luminance(colour: Colour) -> float:
    return 0.2126 * _as_light(colour.red) + 0.7152 * _as_light(colour.green) + 0.0722 * _as_light(colour.blue)
