"""The name of whoever reads a file, on every page of it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import NameObject, PdfObject, RectangleObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from app.councils.files.copying import CONTENT, Copy
from app.councils.files.documents import PDF
from app.councils.files.lettering import BASE, FACE, INK, VEIL, laid_out
from app.councils.files.picture_stamps import stamped_picture

LEAST = 6  # 1/72 inch, of a letter
STAMP = NameObject("/HeedStamp")
_one_at_a_time = threading.Lock()


class Sheet(NamedTuple):
    """How wide and high a page is as it is seen, and what turns its margins so."""

    width: float
    height: float
    turn: str

    @property
    def size(self) -> tuple[float, float]:
        return self.width, self.height


def stamped(content: bytes, mimetype: str, line: str) -> bytes:
    """The file with the line at the top and at the bottom of each page."""
    with _one_at_a_time:
        if mimetype == PDF:
            return _stamped_document(content, line)
        return stamped_picture(content, line)


def _stamped_document(content: bytes, line: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.metadata = None
    sheets = [_sheet(page) for page in writer.pages]
    drawn = _drawn(sorted({sheet.size for sheet in sheets}), line, writer)
    for page, sheet in zip(writer.pages, sheets, strict=True):
        _put(page, sheet, drawn[sheet.size], writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _sheet(page: PageObject) -> Sheet:
    """By its box and its turn, which the copy has of its own."""
    left, bottom, right, top = (float(side) for side in page.cropbox)
    width, height = right - left, top - bottom
    turns = {
        0: (width, height, f"1 0 0 1 {left} {bottom}"),
        90: (height, width, f"0 1 -1 0 {right} {bottom}"),
        180: (width, height, f"-1 0 0 -1 {right} {top}"),
        270: (height, width, f"0 -1 1 0 {left} {top}"),
    }
    return Sheet(*turns[page.rotation % 360])


def _put(page: PageObject, sheet: Sheet, drawn: PdfObject, writer: PdfWriter) -> None:
    """All that the page shows is one drawing already; the line is another, on top of it."""
    resources: Any = page["/Resources"]
    resources["/XObject"][STAMP] = drawn
    paint = StreamObject()
    paint.set_data(f"{CONTENT} Do q {sheet.turn} cm {STAMP} Do Q".encode())
    page[NameObject("/Contents")] = writer._add_object(paint)


def _drawn(
    sizes: Sequence[tuple[float, float]], line: str, writer: PdfWriter
) -> dict[tuple[float, float], PdfObject]:
    """The margins of pages of each size. They share one font."""
    written = BytesIO()
    canvas = Canvas(written)
    for size in sizes:
        canvas.setPageSize(size)
        _write(canvas, *size, line)
        canvas.showPage()
    canvas.save()
    copy, drawn = Copy(writer), PdfReader(written).pages
    return {size: _form(page, size, copy) for page, size in zip(drawn, sizes, strict=True)}


def _write(canvas: Canvas, width: float, height: float, line: str) -> None:
    lines = laid_out(line, width, height, least=LEAST, measure=FACE.stringWidth)
    for top in (height, lines.height):
        canvas.setFillColorRGB(1, 1, 1, alpha=VEIL)
        canvas.rect(0, top - lines.height, width, lines.height, stroke=0, fill=1)
        canvas.setFillColorRGB(*(part / 255 for part in INK), alpha=1)
        canvas.setFont(FACE.fontName, lines.size)
        for number, text in enumerate(lines.texts):
            foot = top - number * lines.step - BASE * lines.size
            canvas.drawString(lines.size, foot, text)


def _form(page: PageObject, size: tuple[float, float], copy: Copy) -> PdfObject:
    """Marked as what stands in the margin: programs that read aloud pass over it."""
    shown: Any = page["/Contents"]
    form = StreamObject()
    form.set_data(b"/Artifact <</Type /Pagination>> BDC\n%b\nEMC" % shown.get_data())
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = RectangleObject((0, 0, *size))
    form[NameObject("/Resources")] = page.raw_get("/Resources")
    return copy.of(form)
