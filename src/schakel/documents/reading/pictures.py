"""A picture made anew: decoded, turned as it was held, encoded again in a few widths, with nothing else of its file.

What a camera wrote beside it (EXIF: where it was made, and when, and with what), what an editor kept, and whatever was
hidden before or behind it are not taken along, because nothing is copied: only its pixels are.
"""

import base64
from io import BytesIO

from PIL import (
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from schakel.documents.reading.limits import (
    PHOTO_PIXELS,
    PICTURE_HEIGHT,
    PICTURE_SHORTEST,
    PICTURE_WIDTHS,
    PIXELS,
    UnreadableError,
)

FORMATS = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
    )
)
"""What is decoded: these and no other of the many that the library knows."""
_PHOTOS = (JpegImagePlugin.JpegImageFile.format, MpoImagePlugin.MpoImageFile.format)
"""MPO is a JPEG of a telephone with more behind it."""
_QUALITY = 80
_WHITE = (255, 255, 255)
_SRGB = ImageCms.createProfile("sRGB")
_DIMMED = 1 / 256
Image.MAX_IMAGE_PIXELS = None  # ours are less, and say so in our words
Image.preinit()  # what it would import at its first picture


def made_anew(content: bytes) -> list[tuple[int, int, str]]:
    """Width, height and WebP in base 64, the smallest first. Raises UnreadableError for what is no picture of ours."""
    _check_beginning(content)
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            whole = _decoded(opened)
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError) as error:
        raise UnreadableError("picture-broken") from error
    return [_encoded(_narrowed(whole, width)) for width in _widths(whole.width)]


def _check_beginning(content: bytes) -> None:
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return
    # ISO/IEC 23008-12: what iPhones keep; a browser on one sends a JPEG by itself.
    is_heic = content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc")
    raise UnreadableError("picture-is-heic" if is_heic else "picture-type")


def _decoded(opened: Image.Image) -> Image.Image:
    """Its first frame as it is to be seen, in RGB, no larger than we keep it."""
    width, height = opened.size
    is_photo = opened.format in _PHOTOS
    if width * height > (PHOTO_PIXELS if is_photo else PIXELS):
        raise UnreadableError("picture-too-many-pixels")
    if min(width, height) < PICTURE_SHORTEST or max(width, height) < PICTURE_WIDTHS[0]:
        raise UnreadableError("picture-too-small")
    profile = opened.info.get("icc_profile")
    if is_photo:
        longest = max(PICTURE_WIDTHS[-1], PICTURE_HEIGHT)
        opened.draft("RGB", (longest, longest))
    turned: Image.Image = opened
    if opened.mode.startswith("I"):  # sixteen bits of grey
        turned = opened.convert("I").point(lambda value: value * _DIMMED).convert("L")
    elif opened.mode in ("P", "PA", "1") or "transparency" in opened.info:
        turned = opened.convert("RGBA")
    # Before it is turned, which makes another of it: either side may become its height.
    longest = max(PICTURE_WIDTHS[-1], PICTURE_HEIGHT)
    turned.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    turned = ImageOps.exif_transpose(turned)
    flat = _in_srgb(_on_white(turned), profile)
    flat.thumbnail((PICTURE_WIDTHS[-1], PICTURE_HEIGHT), Image.Resampling.LANCZOS)
    return flat


def _on_white(image: Image.Image) -> Image.Image:
    """What is transparent becomes white, so that a drawing in black is seen on a dark page too."""
    if image.mode not in ("RGBA", "LA", "La", "RGBa"):
        return image
    white = Image.new("RGB", image.size, _WHITE)
    with_alpha = image.convert("RGBA")
    white.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return white


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """In the colours that every screen knows, because its profile does not go along."""
    if isinstance(profile, bytes) and image.mode in ("RGB", "CMYK"):
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, own, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a profile that makes no sense is none
        if converted is not None:
            return converted
    return image.convert("RGB")


def _widths(width: int) -> list[int]:
    smaller = [known for known in PICTURE_WIDTHS if known < width]
    return [*smaller[: len(PICTURE_WIDTHS) - 1], width]


def _narrowed(whole: Image.Image, width: int) -> Image.Image:
    if width == whole.width:
        return whole
    height = max(1, round(whole.height * width / whole.width))
    return whole.resize((width, height), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image) -> tuple[int, int, str]:
    written = BytesIO()
    image.info.clear()
    image.save(written, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return image.width, image.height, base64.b64encode(written.getvalue()).decode()
