"""The picture of a badge, in the style of the hub, and the code that a phone reads."""

from functools import lru_cache
from xml.sax.saxutils import escape

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from schakel.credentials.printing import png_of, printable

_LINE, _LINES = 19, 4
"""Letters on a line, and lines, of a title in the picture."""
_SHORT = 34
_FONT = "Libertinus Serif, Georgia, Liberation Serif, serif"


def lines_of(words: str, *, width: int, most: int) -> list[str]:
    """The words in so many lines of so many letters; what does not fit is said by an ellipsis. A word that is too long
    is cut: there are names without any space."""
    lines = [""]
    for word in words.split():
        rest = word
        if lines[-1] and len(lines[-1]) + 1 + len(rest) <= width:
            lines[-1] += f" {rest}"
            continue
        while rest:
            lines.append(rest[:width])
            rest = rest[width:]
    lines = [line for line in lines if line]
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    return [*lines[: most - 1], f"{last[: width - 1]}…"]


def badge_svg(*, title: str, issuer: str, year: int, language: str, alt: str) -> str:
    """A round picture with the title in it. It has no program, no style of others, and no address to go to."""
    lines = lines_of(printable(title), width=_LINE, most=_LINES)
    first = 102 - 9 * (len(lines) - 1)
    rows = "".join(
        f'<text x="100" y="{first + 18 * place}" font-size="15" font-weight="bold" fill="#ffffff">{_safe(line)}</text>'
        for place, line in enumerate(lines)
    )
    [who] = lines_of(printable(issuer), width=_SHORT, most=1) or [""]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400" role="img"'
        f' xml:lang="{_safe(language)}"><title>{_safe(alt)}</title>'
        '<circle cx="100" cy="100" r="98" fill="#0b5d78"/>'
        '<circle cx="100" cy="100" r="90" fill="none" stroke="#ffffff" stroke-width="1.5"/>'
        # Two links of a chain.
        '<g fill="none" stroke="#9fd3e3" stroke-width="5"><rect x="74" y="30" width="30" height="18" rx="9"/>'
        '<rect x="96" y="30" width="30" height="18" rx="9"/></g>'
        f'<g font-family="{_FONT}" text-anchor="middle">{rows}'
        f'<text x="100" y="160" font-size="8" fill="#d7edf3">{_safe(who)}</text>'
        f'<text x="100" y="176" font-size="10" fill="#d7edf3">{year}</text></g></svg>'
    )


def badge_png(picture: str) -> bytes:
    """The same picture as PNG, 400 by 400 points."""
    return png_of("badge", {"picture": picture, "title": "badge"})


@lru_cache(maxsize=256)
def address_code(address: str) -> str:
    """A QR code of this address, as SVG."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(address)
    code.make()
    rows = code.get_matrix()
    size = len(rows)
    dots = "".join(
        f"M{across} {down}h1v1h-1z"
        for down, row in enumerate(rows)
        for across, is_dark in enumerate(row)
        if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#ffffff"/><path d="{dots}" fill="#000000"/></svg>'
    )


def _safe(words: str) -> str:
    return escape(words, {'"': "&quot;", "'": "&#39;"})
