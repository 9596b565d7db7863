"""What people send as images: trust.md B7 and B8."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import Invalid
from app.ideas.attachments.names import clean_name
from app.ideas.attachments.pictures import picture_of
from tests.ideas.evil_images import SECRET, Sent, upload_set

TOP = Path(__file__).parents[2]
UPLOADS = list(upload_set())
MOST_SECONDS = 1.0
MOST_MEGABYTES = 100
# What the formats themselves say of pixels and frames.
OWN_FACTS = {"transparency", "jfif", "jfif_version", "jfif_unit", "jfif_density"}
OWN_FACTS |= {"loop", "background", "timestamp", "duration"}


@pytest.mark.parametrize("sent", UPLOADS, ids=[sent.about for sent in UPLOADS])
def test_an_upload_is_refused_or_comes_out_clean(sent: Sent) -> None:
    if not sent.is_taken:
        with pytest.raises(Invalid) as refused:
            picture_of(sent.content, name=sent.name)
        assert set(refused.value.errors) == {"images"}
        return

    picture = picture_of(sent.content, name=sent.name)
    for made in (picture.content, picture.small):
        assert SECRET not in made
        assert b"<script" not in made
        with Image.open(BytesIO(made)) as again:
            again.load()
            assert not again.getexif()
            assert set(again.info) <= OWN_FACTS
            assert getattr(again, "n_frames", 1) == 1
            assert max(again.size) <= (320 if made is picture.small else 60)
    assert picture.name == (sent.shown_as or picture.name)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_an_image_is_turned_as_its_camera_was(kind: str) -> None:
    lying = next(s for s in UPLOADS if s.about == f"{kind} with a place and a turn")
    picture = picture_of(lying.content, name="turned")
    assert (picture.width, picture.height) == (40, 60)
    with Image.open(BytesIO(picture.content)) as upright:
        assert upright.size == (40, 60)
        grey = upright.convert("L")
        light, dark = grey.getpixel((1, 30)), grey.getpixel((38, 30))
    assert light > dark, "the light end of the gradient, once below, is on the left"


def test_what_an_upload_costs_is_bounded() -> None:
    """Each file in a process of its own, which says how long it took and what it grew by."""
    asked = [sys.executable, "-W", "ignore", "-m", "tests.ideas.evil_images"]
    said = subprocess.run(asked, cwd=TOP, capture_output=True, text=True, check=True)
    costs = [json.loads(line) for line in said.stdout.splitlines()]
    largest = costs.pop()
    breaches = [
        cost
        for sent, cost in zip(UPLOADS, costs, strict=True)
        if cost["taken"] is not sent.is_taken
        or cost["seconds"] > MOST_SECONDS
        or cost["megabytes"] > MOST_MEGABYTES
    ]
    slowest = max(cost["seconds"] for cost in costs)
    heaviest = max(cost["megabytes"] for cost in costs)
    taken = sum(cost["taken"] for cost in costs)
    print(
        f"\n{len(costs)} uploads: {taken} taken, {len(costs) - taken} refused, "
        f"{len(breaches)} breaches, at most {slowest:.3f} s and {heaviest:.1f} MB each; "
        f"25 million pixels: {largest['seconds']:.1f} s, {largest['megabytes']:.0f} MB"
    )
    assert len(costs) >= 25
    assert breaches == []
    assert largest["taken"]
    assert largest["megabytes"] > 20, "else the memory is not measured"


@pytest.mark.parametrize("name", ["a.png", "Größe.webp", "", "..", "a" * 300, "x\u202egpj.exe"])
def test_cleaning_a_name_again_changes_nothing(name: str) -> None:
    cleaned = clean_name(name, ending=".png")
    assert clean_name(cleaned, ending=".png") == cleaned
