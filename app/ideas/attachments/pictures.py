"""What somebody sent as an image becomes a picture of ours, or is refused.

Nothing of what was sent is kept but its pixels: they are decoded once and encoded anew, turned as
their EXIF says, so that neither places and names nor anything hidden behind them is passed on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps

from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.attachments.names import clean_name
from app.ideas.models.attachment import LONGER_SIDE

LARGEST = 10 * 1024 * 1024  # bytes of a file as it is sent
MOST_PIXELS = 25_000_000
MOST_SCANNED = 16 * MOST_PIXELS  # a JPEG in many scans is decoded once for each of them

Kind = Literal["PNG", "JPEG", "WEBP", "GIF"]
# GIF is read, never written: its first frame becomes a PNG.
MIMETYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
SMALL_MIMETYPE = "image/webp"
ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
ALPHA = ("LA", "PA", "RGBA", "RGBa", "La")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_one_at_a_time = threading.Lock()  # of 25 million pixels each: some 100 MB while it lasts


@dataclass(frozen=True)
class Picture:
    """An image of ours, with the smaller one that pages show first."""

    content: bytes
    small: bytes
    name: str
    mimetype: str
    width: int
    height: int


def picture_of(sent: bytes, *, name: str) -> Picture:
    """Raises Invalid for what is no image we take, is damaged or too large. What is too large is
    refused by its header, before any of it is decoded."""
    shown = clean_name(name)
    if len(sent) > LARGEST:
        raise _refusal(_("“%(name)s” is larger than 10 MB. Choose a smaller one.", name=shown))
    kind = _kind_of(sent)
    if kind is None:
        raise _refusal(_no_image(sent, shown))
    _refuse_wide_webp(sent, kind, shown)
    with _one_at_a_time:
        return _decoded(sent, kind, shown)


def is_picture(sent: bytes) -> bool:
    """Whether it begins as one that we take."""
    return _kind_of(sent) is not None


def _decoded(sent: bytes, kind: Kind, name: str) -> Picture:
    try:
        with Image.open(BytesIO(sent), formats=[kind]) as opened:
            _refuse_many_pixels(opened.width * opened.height, name)
            _refuse_many_scans(sent, kind, opened.width * opened.height, name)
            opened.load()
            return _made_anew(ImageOps.exif_transpose(opened), kind, name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except Invalid:
        raise
    except Exception:  # what a damaged file does to a decoder has no common kin
        message = _("“%(name)s” is damaged or not complete. Choose another image.", name=name)
        raise _refusal(message) from None


def _made_anew(image: Image.Image, kind: Kind, name: str) -> Picture:
    written = "PNG" if kind == "GIF" else kind
    # Comments, colour profiles, text and EXIF all travel in `info`.
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    image = _plain(image, written)
    content = encoded(image, written)
    small = _small(image)
    return Picture(
        content=content,
        small=_encoded(lambda to: small.save(to, "WEBP", quality=80, method=2)),
        name=clean_name(name, ending=ENDINGS[written]),
        mimetype=MIMETYPES[written],
        width=image.width,
        height=image.height,
    )


_WAYS: dict[str, dict[str, int]] = {
    "PNG": {"compress_level": 6},
    "JPEG": {"quality": 88},
    "WEBP": {"quality": 90, "method": 2},
}


def _plain(image: Image.Image, written: str) -> Image.Image:
    """In colours that its format holds; 16 bits become 8."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if written == "JPEG" and image.mode not in ("L", "RGB"):
        return image.convert("RGB")
    if image.mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        return image
    return image.convert("RGBA" if image.mode in ALPHA else "RGB")


def _small(image: Image.Image) -> Image.Image:
    has_alpha = image.mode in ALPHA or "transparency" in image.info
    # Shrunk by whole steps first, which costs little, so that few pixels change their colours.
    step = max(1, max(image.size) // (4 * LONGER_SIDE))
    shrunk = image.reduce(step) if step > 1 and image.mode in ("L", "RGB", "RGBA") else image
    shrunk = shrunk.convert("RGBA" if has_alpha else "RGB")
    shrunk.thumbnail((LONGER_SIDE, LONGER_SIDE))
    return shrunk


def encoded(image: Image.Image, kind: str) -> bytes:
    return _encoded(lambda to: image.save(to, kind, **_WAYS[kind]))


def _encoded(save: Callable[[BytesIO], None]) -> bytes:
    written = BytesIO()
    save(written)
    return written.getvalue()


def _kind_of(sent: bytes) -> Kind | None:
    """By its first bytes; the name and the type a browser gives it say nothing."""
    if sent.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if sent.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if sent[:4] == b"RIFF" and sent[8:12] == b"WEBP":
        return "WEBP"
    return "GIF" if sent[:6] in (b"GIF87a", b"GIF89a") else None


def _refuse_wide_webp(sent: bytes, kind: Kind, name: str) -> None:
    """Its decoder takes memory for the canvas as soon as it opens the file."""
    if kind == "WEBP" and sent[12:16] == b"VP8X":
        width = int.from_bytes(sent[24:27], "little") + 1
        height = int.from_bytes(sent[27:30], "little") + 1
        _refuse_many_pixels(width * height, name)


def _refuse_many_scans(sent: bytes, kind: Kind, pixels: int, name: str) -> None:
    # Between markers the byte FF is always followed by 00, so these two begin a scan.
    if kind == "JPEG" and sent.count(b"\xff\xda") * pixels > MOST_SCANNED:
        raise _too_many_pixels(name)


def _refuse_many_pixels(pixels: int, name: str) -> None:
    if pixels > MOST_PIXELS:
        raise _too_many_pixels(name)


def _too_many_pixels(name: str) -> Invalid:
    return _refusal(
        _("“%(name)s” has more than 25 million pixels. Choose a smaller one.", name=name)
    )


def _no_image(sent: bytes, name: str) -> str:
    if b"<svg" in sent[:4096].lower():
        return _(
            "“%(name)s” is a drawing (SVG), which can carry programs. Send it as PNG.", name=name
        )
    return _("“%(name)s” is no image we can take: PNG, JPEG, WebP or GIF.", name=name)


def _refusal(message: str) -> Invalid:
    return Invalid(message, errors={"images": message})
