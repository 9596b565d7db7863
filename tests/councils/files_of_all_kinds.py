"""Files as hosts send them, and as nobody should."""

from __future__ import annotations

import os
import zlib
from io import BytesIO

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

A4 = (595, 842)
SLIDE = (720, 405)


def pdf(*texts: str, size: tuple[float, float] = A4, link: str = "") -> bytes:
    """A page for each text."""
    written = BytesIO()
    canvas = Canvas(written, pagesize=size, initialFontSize=12)
    canvas.setAuthor("Somebody at work")
    for text in texts or ("Prices rise.",):
        canvas.drawString(40, size[1] / 2, text)
        if link:
            canvas.linkURL(link, (40, 40, 200, 60))
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def changed(content: bytes, *changes: tuple[str, object]) -> bytes:
    """Each page with these entries of its own."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    for page in writer.pages:
        for name, value in changes:
            page[NameObject(name)] = value
    return written_by(writer)


def turned(degrees: int, size: tuple[float, float] = SLIDE) -> bytes:
    return changed(pdf("Turned", size=size), ("/Rotate", NumberObject(degrees)))


def cut() -> bytes:
    """Of a larger sheet that does not begin at nothing, a part is shown."""
    boxes = (
        ("/MediaBox", RectangleObject((-100, -50, 600, 800))),
        ("/CropBox", RectangleObject((50, 60, 450, 700))),
    )
    return changed(pdf("Cut"), *boxes)


def open_ended() -> bytes:
    """Its drawing moves and clips all that follows, and never takes it back."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Moved"))))
    for page in writer.pages:
        before = page.get_contents()
        assert before is not None
        moves = StreamObject()
        moves.set_data(b"q 0.01 0 0 0.01 5000 5000 cm 0 0 1 1 re W n " + before.get_data())
        page[NameObject("/Contents")] = writer._add_object(moves)
    return written_by(writer)


def acting() -> bytes:
    """With all that a PDF can do beside being read."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Acts"))))
    writer.add_attachment("heed-evil.exe", b"heed-evil")
    runs, asks = (
        _action("/Launch", "/F", "heed-evil.sh"),
        _action("/JavaScript", "/JS", "app.alert('heed-evil')"),
    )
    runs[NameObject("/Next")] = asks
    writer.root_object[NameObject("/OpenAction")] = runs
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): asks})
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Evil"): _text("heed-evil")})
    page["/Resources"][NameObject("/XObject")] = _evil_drawing(asks)  # type: ignore[index]
    writer.add_annotation(0, FreeText(text="heed-evil", rect=(9, 9, 99, 99)))
    field = DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): _text("heed-evil"),
            NameObject("/Rect"): RectangleObject((9, 9, 99, 99)),
            NameObject("/A"): asks,
        }
    )
    placed = writer._add_object(field)
    page[NameObject("/Annots")].append(placed)
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([placed])})
    writer.root_object[NameObject("/AcroForm")] = form
    writer.add_metadata({"/Title": "heed-evil"})
    return written_by(writer)


def _evil_drawing(asks: DictionaryObject) -> DictionaryObject:
    """Among what the page is drawn with."""
    drawn = StreamObject()
    drawn.set_data(b"")
    drawn[NameObject("/Type")] = NameObject("/XObject")
    drawn[NameObject("/Subtype")] = NameObject("/Form")
    drawn[NameObject("/BBox")] = RectangleObject((0, 0, 9, 9))
    for name in ("/AA", "/AF", "/Metadata", "/PieceInfo"):
        drawn[NameObject(name)] = asks
    drawn[NameObject("/F")] = _text("heed-evil.sh")
    return DictionaryObject({NameObject("/Im0"): drawn})


def layered() -> bytes:
    """With a layer that is not shown, in German."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Shown"))))
    layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG")}))
    off = DictionaryObject({NameObject("/OFF"): ArrayObject([layer])})
    layers = {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): off}
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(layers)
    writer.root_object[NameObject("/Lang")] = _text("de-CH")
    resources = writer.pages[0]["/Resources"]
    named = DictionaryObject({NameObject("/L"): layer})
    resources[NameObject("/Properties")] = named  # type: ignore[index]
    return written_by(writer)


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.encrypt("", "owner", algorithm="RC4-128")
    return written_by(writer)


def bomb(megabytes: int = 400) -> bytes:
    """Little that unpacks to a thousand times as much when somebody looks at the page."""
    packs, parts = zlib.compressobj(9), []
    for _time in range(megabytes):
        parts.append(packs.compress(bytes(1_000_000)))
    parts.append(packs.flush())
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    drawn = StreamObject()
    drawn._data = b"".join(parts)
    drawn[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(drawn)
    return written_by(writer)


def packed_twice() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    drawn = StreamObject()
    drawn._data = zlib.compress(zlib.compress(b"BT ET"))
    twice = ArrayObject([NameObject("/FlateDecode"), NameObject("/FlateDecode")])
    drawn[NameObject("/Filter")] = twice
    writer.pages[0][NameObject("/Contents")] = writer._add_object(drawn)
    return written_by(writer)


def packed_objects() -> bytes:
    """The list of its objects unpacks to a thousand times as much, before there is a page."""
    packed = zlib.compress(bytes(300_000_000), 9)
    head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    table = b"3 0 obj\n<</Type/XRef/Size 9/Root 1 0 R/W[1 4 1]/Filter/FlateDecode/Length %d>>" % (
        len(packed)
    )
    body = table + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    return head + body + b"startxref\n%d\n%%%%EOF\n" % len(head)


def endless_tree() -> bytes:
    """Each branch of its tree of pages has ten twigs, twenty times over."""
    parts = [b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"]
    for number in range(2, 22):
        kids = b" ".join([b"%d 0 R" % (number + 1)] * 10)
        branch = b"%d 0 obj\n<</Type/Pages/Count 9/Kids[%b]>>\nendobj\n" % (number, kids)
        parts.append(branch)
    parts.append(b"22 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\n")
    parts.append(b"trailer\n<</Size 23/Root 1 0 R>>\nstartxref\n0\n%%EOF\n")
    return b"".join(parts)


def same_drawing_everywhere() -> bytes:
    """One drawing of five megabytes that two hundred pages show."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(*["Page"] * 200))))
    drawn = StreamObject()
    drawn.set_data(os.urandom(5_000_000))
    placed = writer._add_object(drawn)
    for page in writer.pages:
        page[NameObject("/Contents")] = placed
    return written_by(writer)


def tiny() -> bytes:
    return pdf("Tiny", size=(120, 80))


def picture(kind: str = "PNG", size: tuple[int, int] = (1280, 720)) -> bytes:
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010E] = "heed-evil"
    written = BytesIO()
    image.save(written, kind, exif=exif)
    return written.getvalue()


def written_by(writer: PdfWriter) -> bytes:
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _action(kind: str, key: str, what: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject(key): _text(what)})


def _text(text: str) -> TextStringObject:
    return TextStringObject(text)
