"""Files people may send as images: what must be refused, and what must come out clean.

python -m tests.ideas.evil_images  reads each in a process of its own and prints what it cost.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, PngImagePlugin

from app.core.errors import Invalid
from app.ideas.attachments.pictures import LARGEST, picture_of

SECRET = b"SECRET-THAT-MUST-NOT-TRAVEL"
SCRIPT = b"<script>alert('" + SECRET + b"')</script>"


class Sent(NamedTuple):
    """A file, whether it is taken, and the name it is then shown under."""

    about: str
    content: bytes
    is_taken: bool
    name: str = "a picture.png"
    shown_as: str = ""


def upload_set() -> Iterator[Sent]:
    """The files of trust.md B7 and B8."""
    yield from _not_images()
    yield from _images_that_carry_more()
    yield from _names()
    yield from _damaged()
    yield from _bombs()


def _not_images() -> Iterator[Sent]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'
    yield Sent("SVG with a script", svg % SCRIPT, False, "logo.svg")
    yield Sent("SVG with HTML in it", svg % (b"<foreignObject>" + SCRIPT), False, "logo.svg")
    entity = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg % b"&x;"
    yield Sent("SVG with an external entity", entity, False, "logo.svg")
    yield Sent("SVG called PNG", b'<?xml version="1.0"?>' + svg % SCRIPT, False)
    yield Sent("page called PNG", b"<!doctype html>" + SCRIPT, False)
    yield Sent("PDF with a script", b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>", False, "a.pdf")
    yield Sent("script called JPEG", b"alert(1)//", False, "a.jpg")
    yield Sent("ImageMagick program", b"push graphic-context\nimage over 0,0 'x'", False)
    yield Sent("PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nrun", False)
    yield Sent("nothing", b"", False)
    for kind in ("BMP", "TIFF", "ICO", "PPM", "TGA"):
        yield Sent(f"{kind} called PNG", _drawn(kind), False)


def _images_that_carry_more() -> Iterator[Sent]:
    yield Sent("GIF that is a script too", _drawn("GIF") + b"/*" + SCRIPT + b"*/", True)
    yield Sent("GIF with a comment", _drawn("GIF", comment=SECRET), True)
    yield Sent("PNG with a page behind it", _drawn("PNG") + SCRIPT, True)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
    yield Sent("PNG with texts", _drawn("PNG", pnginfo=text), True)
    for kind in ("PNG", "JPEG", "WEBP"):
        yield Sent(f"{kind} with a place and a turn", _drawn(kind, exif=_exif()), True)
        yield Sent(f"{kind} with a profile", _drawn(kind, icc_profile=SECRET), True)
    yield Sent("WebP with XMP", _drawn("WEBP", xmp=SECRET), True)
    yield Sent("JPEG with XMP", _drawn("JPEG", xmp=SECRET), True)
    yield Sent("JPEG with a comment", _drawn("JPEG", comment=SECRET), True)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(SECRET)) + SECRET
    yield Sent("JPEG with IPTC", _with_segment(_drawn("JPEG"), 0xED, iptc), True)
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("x.html", SCRIPT)
    yield Sent("JPEG that is an archive too", _drawn("JPEG") + archive.getvalue(), True)
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        yield Sent(f"PNG in mode {mode}", _drawn("PNG", mode=mode), True)
    yield Sent("JPEG for print", _drawn("JPEG", mode="CMYK"), True)


def _names() -> Iterator[Sent]:
    png = _drawn("PNG")
    for name, shown in (
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\ada\\shot.PNG", "shot.png"),
        ("a\r\nSet-Cookie: x=1\r\n.png", "a Set-Cookie x=1.png"),
        ("photo\u202egnp.exe", "photognp.png"),
        ("\u2066a\u200b\u00adb\u2069.png", "ab.png"),
        ("page.html", "page.png"),
        ("nul\x00.png", "nul.png"),
        ("..", "image.png"),
        ("", "image.png"),
        (".htaccess", "htaccess.png"),
        ('"; filename="x.html', "filename= x.png"),
        ("x" * 500 + ".png", "x" * 100 + ".png"),
        ("Größe von 10€.png", "Größe von 10€.png"),
    ):
        yield Sent(f"name {name[:24]!r}", png, True, name, shown)


def _damaged() -> Iterator[Sent]:
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        whole = _drawn(kind, size=(300, 200))
        yield Sent(f"{kind}, half of it", whole[: len(whole) // 2], False)
        yield Sent(f"{kind}, its first bytes", whole[:16], False)
    png = bytearray(_drawn("PNG"))
    png[png.index(b"IDAT") + 6] ^= 0xFF
    yield Sent("PNG with a bit turned", bytes(png), False)


def _bombs() -> Iterator[Sent]:
    yield Sent("PNG of 50,000 by 50,000, its header", _png(50_000, 50_000, b""), False)
    yield Sent("PNG of 50,000 by 50,000, all of it", _png(50_000, 50_000, _zeros(1 << 27)), False)
    yield Sent("PNG of 2,000,000 by 13", _png(2_000_000, 13, _zeros(1 << 20)), False)
    jpeg = bytearray(_drawn("JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    yield Sent("JPEG of 65,500 by 65,500", bytes(jpeg), False)
    yield Sent("JPEG in 1,000 scans", _many_scans(1000), False)
    gif = _drawn("GIF")
    yield Sent("GIF of 65,535 by 65,535", gif[:6] + b"\xff\xff\xff\xff" + gif[10:], False)
    frame = gif.index(b",")
    wide = gif[: frame + 5] + b"\xff\xff\xff\xff" + gif[frame + 9 :]
    yield Sent("GIF with a frame larger than itself", wide, False)
    yield Sent("GIF of 10,000 frames", _frames(10_000), True)
    side = (16_383).to_bytes(3, "little")
    vp8x = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + side + side
    yield Sent("WebP of 16,384 by 16,384", _riff(vp8x + b"ANIM\x06\0\0\0" + bytes(6)), False)
    bits = (16_383 | 16_383 << 14).to_bytes(4, "little")
    yield Sent("lossless WebP of 16,384 by 16,384", _riff(_vp8l(b"\x2f" + bits)), False)
    yield Sent("PNG with a text of 1 GB", _png(9, 9, _zeros(99), _chunk(b"zTXt", _text())), False)
    profile = _png(9, 9, _zeros(99), _chunk(b"iCCP", _text()))
    yield Sent("PNG with a profile of 1 GB", profile, False)
    yield Sent("archive of zeros called PNG", _archive(), False)
    yield Sent("a byte more than 10 MB", _drawn("PNG") + bytes(LARGEST), False)


def large_image() -> Sent:
    """As large as an image may be."""
    return Sent("PNG of 25 million pixels", _png(5000, 5000, _zeros(25_005_000)), True)


def _drawn(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: Any) -> bytes:
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    if kind == "GIF":
        image = image.convert("P")
    elif mode == "I;16":
        image = Image.frombytes(mode, size, bytes(range(256)) * (size[0] * size[1] * 2 // 256 + 1))
    elif mode != "RGB":
        image = image.convert(mode)
    written = BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 24.0), 3: "E", 4: (5.0, 7.0, 17.0)})
    return exif


def _with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    segment = bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content
    return jpeg[:2] + segment + jpeg[2:]


def _png(width: int, height: int, packed: bytes, more: bytes = b"") -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    named = kind + content
    return struct.pack(">I", len(content)) + named + struct.pack(">I", zlib.crc32(named))


def _zeros(count: int) -> bytes:
    """A megabyte of them is packed once and stands there again and again: packing a gigabyte takes
    seconds."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    times = (count >> 20) + 1
    checksum = struct.pack(">HH", (times << 20) % 65_521, 1)
    return b"\x78\xda" + block * times + b"\x03\0" + checksum


def _text() -> bytes:
    return b"key\0\0" + _zeros(1 << 30)


def _many_scans(count: int) -> bytes:
    """A progressive JPEG whose first scan comes again and again."""
    whole = _drawn("JPEG", size=(2000, 1500), progressive=True, quality=5)
    scans = whole.split(b"\xff\xda")
    first = b"\xff\xda" + scans[1].split(b"\xff\xc4")[0]
    made = whole[:-2] + first * count + whole[-2:]
    assert len(made) < LARGEST, len(made)
    return made


def _frames(count: int) -> bytes:
    gif = _drawn("GIF")
    frame = gif[gif.index(b",") : -1]
    return gif[:-1] + frame * min(count, LARGEST // len(frame) - 2) + b";"


def _riff(chunks: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _vp8l(content: bytes) -> bytes:
    padded = content + bytes(64)
    return b"VP8L" + struct.pack("<I", len(padded)) + padded


def _archive() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(1 << 24))
    return written.getvalue()


def main() -> None:
    """One line of JSON for each file: whether it was taken, in how many seconds, and by how many
    megabytes memory grew at most."""
    picture_of(_drawn("PNG"), name="warm.png")
    for sent in (*upload_set(), large_image()):
        read, write = os.pipe()
        if os.fork() == 0:
            os.write(write, json.dumps(_cost_of(sent)).encode())
            os._exit(0)
        os.wait()
        sys.stdout.write(os.read(read, 65_536).decode() + "\n")
        os.close(read)
        os.close(write)


def _cost_of(sent: Sent) -> dict[str, object]:
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    is_taken = takes(lambda: picture_of(sent.content, name=sent.name))
    grew = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    seconds = time.monotonic() - began
    return {"about": sent.about, "taken": is_taken, "seconds": seconds, "megabytes": grew / 1024}


def takes(read: Callable[[], object]) -> bool:
    try:
        read()
    except Invalid:
        return False
    return True


if __name__ == "__main__":
    main()
