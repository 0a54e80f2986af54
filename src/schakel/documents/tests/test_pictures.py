"""Pictures that nobody trusts: made anew without what was hidden in them, or refused, by a process apart."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from schakel.documents.reading import start
from schakel.documents.reading.limits import PICTURE_MEMORY, UnreadableError
from schakel.documents.reading.pictures import made_anew
from schakel.documents.reading.start import picture_apart
from tests.pictures import image

SECRET = b"onheil: 52.0116 N 4.3571 E"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"><script>onheil()</script></svg>'


def camera_photo():
    """As a telephone held upright makes it: turned a quarter, with its place, a colour profile and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    picture = Image.new("RGB", (900, 600), "red")
    picture.paste("blue", (0, 0, 450, 600))
    written = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture.save(written, "JPEG", exif=exif, icc_profile=profile, comment=SECRET, quality=95)
    return written.getvalue()


def png_claiming(width, height):
    """A heading that promises so many pixels, with next to nothing behind it."""
    parts = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 50)),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in (*parts, (b"IEND", b""))
    )


def png_bomb():
    """Sixteen million pixels of nothing, in some kilobytes, four times over in a comment that unpacks."""
    comment = zlib.compress(b"\0" * 80_000_000)
    whole = image(size=(4000, 4000), form="PNG", ground="black")
    chunk = b"zTXt" + b"a\0\0" + comment
    return (
        whole[:33]
        + struct.pack(">I", len(chunk) - 4)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + whole[33:]
    )


def test_a_photo_is_turned_as_it_was_held_and_says_nothing_of_where_it_was_made():
    photo = camera_photo() + b"<script>" + SECRET + b"</script>"
    made = picture_apart(photo)
    assert [(one.width, one.height) for one in made] == [(400, 600), (600, 900)]
    for one in made:
        assert SECRET not in one.content
        assert b"script" not in one.content
        with Image.open(BytesIO(one.content)) as opened:
            assert opened.format == "WEBP"
            assert not opened.getexif()
            assert not {"exif", "icc_profile", "xmp", "comment"} & opened.info.keys()
            top, bottom = (opened.convert("RGB").getpixel((200, y)) for y in (20, one.height - 20))
            assert top[2] > 200 > top[0]  # blue, which was to the left of the camera
            assert bottom[0] > 200 > bottom[2]


@pytest.mark.parametrize(
    ("content", "sizes"),
    [
        (image(size=(2400, 1500), form="PNG"), [(400, 250), (800, 500), (1600, 1000)]),
        (image(size=(400, 150), form="WEBP"), [(400, 150)]),
        (image(mode="CMYK", ground=0), [(400, 240), (500, 300)]),
        (image(mode="I;16", ground=9000, form="PNG"), [(400, 240), (500, 300)]),
        (image(mode="P", ground=3, form="PNG"), [(400, 240), (500, 300)]),
        (image(size=(900, 3600), form="PNG"), [(400, 1600), (500, 2000)]),
    ],
    ids=["large", "smallest", "cmyk", "grey", "palette", "tall"],
)
def test_every_picture_of_ours_is_made_in_the_widths_it_has(content, sizes):
    assert [(width, height) for width, height, _ in made_anew(content)] == sizes


def test_what_is_seen_through_becomes_white():
    (small, *_) = picture_apart(image(mode="RGBA", ground=(0, 0, 0, 0), form="PNG"))
    with Image.open(BytesIO(small.content)) as opened:
        assert opened.mode == "RGB"
        assert min(opened.getpixel((10, 10))) > 250


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SVG, "picture-type"),
        (b"GIF89a" + b"\0" * 900, "picture-type"),
        (b"%PDF-1.7\n" + image(), "picture-type"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 900, "picture-is-heic"),
        (image()[:700], "picture-broken"),
        (image(form="PNG")[:90], "picture-broken"),
        (b"\xff\xd8\xff" + SVG, "picture-broken"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "picture-broken"),
        (png_claiming(500, 300), "picture-broken"),
        (png_claiming(60_000, 60_000), "picture-too-many-pixels"),
        (png_claiming(2_000_000_000, 2), "picture-too-many-pixels"),
        (image(size=(399, 399)), "picture-too-small"),
        (image(size=(1000, 149)), "picture-too-small"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_and_says_why(content, code):
    with pytest.raises(UnreadableError) as caught:
        made_anew(content)
    assert caught.value.code == code


def test_a_bomb_does_not_take_the_memory_of_the_machine():
    answer = start._answer_of(png_bomb(), "--picture")
    assert answer["memory"] * 1024 < PICTURE_MEMORY
    assert "code" in answer or answer["renditions"]
    assert set(answer.get("walls", ())) >= {"no-new-files"}


@pytest.mark.parametrize(
    "said",
    [
        [[400, 300, "PHNjcmlwdD4="]],
        [[400, 300, "not base 64!"]],
        [[99999, 300, "UklGRgQAAABXRUJQ"]],
        [["400", 300, "UklGRgQAAABXRUJQ"]],
        [[400, 300, "UklGRgQAAABXRUJQPHNjcmlwdD4="]],
        [],
        {"a": 1},
    ],
)
def test_what_a_child_says_is_believed_as_far_as_it_is_a_picture(said, monkeypatch):
    monkeypatch.setattr(start, "_answer_of", lambda *_: {"renditions": said})
    with pytest.raises(UnreadableError):
        picture_apart(b"")
    # and the control: with a whole heading of the right length it is one
    monkeypatch.setattr(start, "_answer_of", lambda *_: {"renditions": [[400, 300, "UklGRgQAAABXRUJQ"]]})
    assert len(picture_apart(b"")) == 1
