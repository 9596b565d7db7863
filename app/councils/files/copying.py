"""A program of its own: reads a PDF, writes a new one with what its pages show, and nothing else.

It knows nothing of Heed, and is given neither its settings nor more than a share of memory and
time: a PDF is a tree of whatever its writer put there, and what reads it may be led astray. On the
first line of its answer stands how many pages there are; where it refuses, a word that says why.
"""

from __future__ import annotations

import re
import resource
import sys
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.filters import ASCII85Decode, ASCIIHexDecode
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

MOST_PAGES = 200
MOST_OBJECTS = 10_000
MOST_WRITTEN = 30 * 1024 * 1024  # bytes
MOST_UNPACKED = 100 * 1024 * 1024  # bytes of one stream: a picture of 25 million pixels
MOST_UNPACKED_IN_ALL = 2 * 1024 * 1024 * 1024
MOST_LINKS = 200  # on one page
SECONDS = 15
MEMORY = 1024 * 1024 * 1024  # bytes, with Python's own
WIDEST = 14_400  # of 1/72 inch, as the format has it

CONTENT = NameObject("/HeedContent")
# What acts, what travels along unseen, and what leads back to the tree it was taken from.
LEFT_OUT = (
    {"/AA", "/OpenAction", "/JavaScript", "/JS", "/Launch", "/AcroForm", "/XFA", "/Annots"}
    | {"/AF", "/EF", "/EmbeddedFiles", "/Ref", "/Alternates", "/OPI", "/PieceInfo", "/Metadata"}
    | {"/LastModified", "/Thumb", "/Names", "/Parent"}
    | {"/StructParent", "/StructParents", "/StructTreeRoot"}
)
# Of a stream: how long it is is written anew, and none of it lies in another file.
OF_THE_FILE = LEFT_OUT | {"/Length", "/F", "/FFilter", "/FDecodeParms", "/DL"}

LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}", re.ASCII)
LAYERS = ("/BaseState", "/ON", "/OFF")
DEFLATED = ("/FlateDecode", "/Fl")
PACKED = (*DEFLATED, "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/BrotliDecode")
WRITTEN_OUT: dict[str, Callable[[bytes], bytes]] = {  # as letters and digits
    "/ASCII85Decode": ASCII85Decode.decode,
    "/A85": ASCII85Decode.decode,
    "/ASCIIHexDecode": ASCIIHexDecode.decode,
    "/AHx": ASCIIHexDecode.decode,
}


class Refused(Exception):
    """Its word is one of those `documents` has a sentence for."""


class Copy:
    """Takes objects over into `writer`, each once, without what is left out."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._taken: dict[tuple[int, int], IndirectObject] = {}
        self._written = 0
        self._unpacked = 0

    def of(self, found: PdfObject | None) -> PdfObject:
        if isinstance(found, IndirectObject):
            return self._referred(found)
        if isinstance(found, StreamObject):
            return self._writer._add_object(self.stream(found))
        if isinstance(found, DictionaryObject):
            return self._dictionary(found, LEFT_OUT)
        if isinstance(found, ArrayObject):
            return ArrayObject(self.of(each) for each in found)
        return NullObject() if found is None else found

    def stream(self, found: StreamObject) -> StreamObject:
        """As it is packed, once it is known not to unpack without end."""
        packed = found._data
        self._count(packed)
        for part in _unpacked(found, packed):
            self._unpacked += part
            if self._unpacked > MOST_UNPACKED_IN_ALL:
                raise Refused("heavy")
        made = StreamObject()
        made.update(self._dictionary(found, OF_THE_FILE))
        made._data = packed
        return made

    def _count(self, packed: bytes) -> None:
        self._written += len(packed)
        if self._written > MOST_WRITTEN:
            raise Refused("heavy")

    def _dictionary(self, found: DictionaryObject, left_out: set[str]) -> DictionaryObject:
        kept = ((key, each) for key, each in found.items() if key not in left_out)
        return DictionaryObject({NameObject(key): self.of(each) for key, each in kept})

    def _referred(self, found: IndirectObject) -> IndirectObject:
        key = (found.idnum, found.generation)
        if key not in self._taken:
            if len(self._taken) >= MOST_OBJECTS:
                raise Refused("heavy")
            # Its number comes first: what it holds may lead back to it.
            self._taken[key] = placed = self._writer._add_object(NullObject())
            there = found.get_object()
            made = self.stream(there) if isinstance(there, StreamObject) else self.of(there)
            self._writer._replace_object(placed, made)
        return self._taken[key]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))


def _answer(sent: bytes) -> bytes:
    try:
        pages, copy = copied(sent)
    except Refused as refusal:
        return str(refusal).encode()
    except MemoryError:
        return b"heavy"
    except Exception:  # what a damaged file does to a reader has no common kin
        return b"damaged"
    return b"%d\n" % pages + copy


def copied(sent: bytes) -> tuple[int, bytes]:
    """How many pages, and the copy. Raises Refused, and whatever a damaged file leads to."""
    reader = PdfReader(BytesIO(sent))
    if reader.is_encrypted:
        raise Refused("encrypted")
    pages = len(reader.pages)
    if not pages:
        raise Refused("damaged")
    if pages > MOST_PAGES:
        raise Refused("pages")
    writer = PdfWriter()
    writer.metadata = None
    copy = Copy(writer)
    for page in reader.pages:
        writer.add_page(_page(page, copy))
    writer.root_object.update(_of_all_pages(reader.root_object, copy))
    written = BytesIO()
    writer.write(written)
    if written.tell() > MOST_WRITTEN:
        raise Refused("heavy")
    return pages, written.getvalue()


def _of_all_pages(root: DictionaryObject, copy: Copy) -> dict[NameObject, PdfObject]:
    """The language they are read aloud in, and which of their layers are not shown."""
    kept: dict[NameObject, PdfObject] = {}
    language, layers = _at(root, "/Lang"), _at(root, "/OCProperties")
    if isinstance(language, str) and LANGUAGE.fullmatch(language):
        kept[NameObject("/Lang")] = TextStringObject(language)
    if (shown := _at(layers, "/D")) is not None:
        states = {NameObject(key): each for key, each in shown.items() if key in LAYERS}
        found = {NameObject("/D"): DictionaryObject(states)}
        found[NameObject("/OCGs")] = _at(layers, "/OCGs")
        kept[NameObject("/OCProperties")] = copy.of(DictionaryObject(found))
    return kept


def _page(page: PageObject, copy: Copy) -> PageObject:
    media, crop = _box(page.mediabox), _box(page.cropbox)
    made = PageObject()
    made[NameObject("/Type")] = NameObject("/Page")
    made[NameObject("/MediaBox")] = RectangleObject(media)
    made[NameObject("/CropBox")] = RectangleObject(_inside(crop, media))
    made[NameObject("/Rotate")] = NumberObject(page.rotation % 360 // 90 * 90)
    if "/Group" in page:
        made[NameObject("/Group")] = copy.of(page.raw_get("/Group"))
    shown = copy.of(_form(page, media, copy))
    shows = DictionaryObject({CONTENT: shown})
    made[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shows})
    paint = StreamObject()
    paint.set_data(f"{CONTENT} Do".encode())
    made[NameObject("/Contents")] = copy.of(paint)
    if links := ArrayObject(_links(page)):
        made[NameObject("/Annots")] = links
    return made


def _form(page: PageObject, box: tuple[float, ...], copy: Copy) -> StreamObject:
    """What the page shows, as one drawing: whatever it does to the pen ends with it, so that
    what is written over it afterwards stands where it should."""
    found = _at(page, "/Contents")
    made = StreamObject()
    if isinstance(found, ArrayObject):
        parts = [each.get_object().get_data() for each in found]
        made._data = zlib.compress(b"\n".join(parts))
        made[NameObject("/Filter")] = NameObject("/FlateDecode")
    elif isinstance(found, StreamObject):
        made._data = found._data
        for name in ("/Filter", "/DecodeParms"):
            if name in found:
                made[NameObject(name)] = found.raw_get(name)
    made[NameObject("/Type")] = NameObject("/XObject")
    made[NameObject("/Subtype")] = NameObject("/Form")
    made[NameObject("/BBox")] = RectangleObject(box)
    has_any = "/Resources" in page
    made[NameObject("/Resources")] = page.raw_get("/Resources") if has_any else DictionaryObject()
    return made


def _links(page: PageObject) -> Iterator[DictionaryObject]:
    """Those that lead to pages of the web; what else is laid over a page stays behind."""
    for each in (_at(page, "/Annots") or ArrayObject())[:MOST_LINKS]:
        found: Any = each.get_object()
        action = _at(found, "/A")
        address, place = _at(action, "/URI"), _at(found, "/Rect")
        is_link = _at(found, "/Subtype") == "/Link" and _at(action, "/S") == "/URI"
        if is_link and place is not None and _is_of_the_web(address):
            yield _link(RectangleObject(_box(RectangleObject(place))), str(address))


def _link(place: RectangleObject, address: str) -> DictionaryObject:
    leads = {"/S": NameObject("/URI"), "/URI": TextStringObject(address)}
    made = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject("/Link"),
        "/Rect": place,
        "/Border": ArrayObject([NumberObject(0)] * 3),
        "/A": DictionaryObject({NameObject(key): value for key, value in leads.items()}),
    }
    return DictionaryObject({NameObject(key): value for key, value in made.items()})


def _is_of_the_web(address: Any) -> bool:
    if not isinstance(address, str) or len(address) > 2000:
        return False
    return address.startswith(("https://", "http://")) and address.isascii()


def _box(found: RectangleObject) -> tuple[float, ...]:
    """Left, bottom, right, top."""
    sides = [float(FloatObject(each)) for each in found]
    left, right, bottom, top = *sorted(sides[0::2]), *sorted(sides[1::2])
    if max(abs(side) for side in sides) > WIDEST or right - left < 1 or top - bottom < 1:
        raise Refused("damaged")
    return left, bottom, right, top


def _inside(box: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    """The part of `box` that lies in `outer`, or all of `outer` where none does."""
    left, bottom = max(box[0], outer[0]), max(box[1], outer[1])
    right, top = min(box[2], outer[2]), min(box[3], outer[3])
    return (left, bottom, right, top) if right - left >= 1 and top - bottom >= 1 else outer


def _at(found: Any, key: str) -> Any:
    """What lies there, wherever it is written; None where nothing does."""
    return found[key] if isinstance(found, DictionaryObject) and key in found else None


def _unpacked(stream: StreamObject, packed: bytes) -> Iterator[int]:
    """How much comes out of what is packed, piece by piece. Raises Refused where it does not end,
    and for what is packed twice, which nobody needs."""
    named = _at(stream, "/Filter")
    ways = [each.get_object() for each in named] if isinstance(named, ArrayObject) else [named]
    while ways and ways[0] in WRITTEN_OUT:
        packed = WRITTEN_OUT[ways.pop(0)](packed)
    if sum(way in PACKED for way in ways) > 1 or any(way in WRITTEN_OUT for way in ways):
        raise Refused("heavy")
    if ways and ways[0] in DEFLATED:
        yield from _inflated(packed)
    elif any(way in PACKED for way in ways):
        yield len(stream.get_data())


def _inflated(packed: bytes) -> Iterator[int]:
    unpacks, total = zlib.decompressobj(), 0
    while packed and not unpacks.eof:
        try:
            part = len(unpacks.decompress(packed, 1024 * 1024))
        except zlib.error:  # what a reader shows of it is what came before
            return
        total += part
        yield part
        if total > MOST_UNPACKED:
            raise Refused("heavy")
        packed = unpacks.unconsumed_tail


if __name__ == "__main__":
    main()
