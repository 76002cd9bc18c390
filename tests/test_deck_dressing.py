"""Templates and logos that users bring: used, or refused in one sentence that says what to do."""

import io
import zipfile

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from core.export.deck import Look, dressing
from core.export.deck.dressing import dressed_in, logo, template
from core.export.deck.trial import tried
from core.problems import DataProblem

POTX = b"application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"
PPTX = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def saved(made: Presentation) -> bytes:
    """The bytes of a presentation."""
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def usual() -> bytes:
    """python-pptx's own empty presentation, with one slide."""
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "Secret plan"
    return saved(made)


def changed(data: bytes, **parts: bytes | None) -> bytes:
    """A package with parts replaced or added, by name; underscores in a name stand for slashes and dots."""
    kept, replaced = io.BytesIO(), {name.replace("__", "/").replace("_o_", "."): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member not in replaced:
                new.writestr(member, old.read(member))
        for name, part in replaced.items():
            if part is not None:
                new.writestr(name, part)
    return kept.getvalue()


def types_of(data: bytes) -> bytes:
    """The content types of a package."""
    return zipfile.ZipFile(io.BytesIO(data)).read("[Content_Types].xml")


def renamed(kind: bytes) -> bytes:
    """A presentation that calls itself another kind."""
    data = usual()
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, part.replace(PPTX, kind) if member == "[Content_Types].xml" else part)
    return kept.getvalue()


def of_size(width: float, height: float) -> bytes:
    """A presentation with slides of so many inches."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(width), Inches(height)
    return saved(made)


def bomb() -> bytes:
    """A small file whose master would fill a gigabyte."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("[Content_Types].xml", types_of(usual()))
        new.writestr("ppt/presentation.xml", b" " * 350_000_000)
    return kept.getvalue()


def linked() -> bytes:
    """A template whose master shows a picture from another host."""
    name = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
    data = usual()
    relations = zipfile.ZipFile(io.BytesIO(data)).read(name)
    image = (
        b'<Relationship Id="rId99" TargetMode="External" Target="http://example.org/x.png" Type="http://schemas.'
        b'openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member))
        new.writestr(name, relations.replace(b"</Relationships>", image))
    return kept.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"hello", "this is no PowerPoint file"),
        (lambda: b"", "this is no PowerPoint file"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 600, "an old .ppt, or protected by a password"),
        (lambda: usual()[:4000], "damaged or incomplete"),
        (lambda: changed(usual(), word__document_o_xml=b"x", ppt__presentation_o_xml=None), "cannot be opened"),
        (lambda: renamed(POTX.replace(b"template", b"template.macroEnabled")), "holds macros"),
        (lambda: changed(usual(), ppt__vbaProject_o_bin=b"x"), "holds macros"),
        (lambda: changed(usual(), ppt__presentation_o_xml=ENTITY), "XML entities"),
        (lambda: changed(usual(), ppt__presentation_o_xml=b"<x/>"), "cannot be opened"),
        (bomb, "unpacked, the template would be"),
        (linked, "fetches something from elsewhere"),
        (lambda: of_size(3, 20), "3 x 20 inches"),
        (lambda: of_size(50, 10), "50 x 10 inches"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_template_that_cannot_be_used_is_refused_in_one_sentence(make, sentence):
    """Text, old and damaged files, macros, entities, a zip bomb, foreign pictures, slides as narrow as a ribbon."""
    with pytest.raises(DataProblem, match=sentence) as refused:
        template(make(), "ours.pptx")
    assert str(refused.value).startswith("ours.pptx: ")
    assert "\n" not in str(refused.value)


def test_a_template_loses_its_slides_and_its_preview():
    """Neither their texts nor the picture of the first one are in what is kept."""
    kept = template(usual(), "ours.pptx")
    with zipfile.ZipFile(io.BytesIO(kept)) as package:
        assert not any("slides/" in name or "thumbnail" in name for name in package.namelist())
        assert not any(b"Secret plan" in package.read(name) for name in package.namelist())
    assert len(Presentation(io.BytesIO(kept)).slides) == 0


def test_a_potx_is_a_template_too():
    """What PowerPoint saves as a template differs from a .pptx in one word."""
    assert len(Presentation(io.BytesIO(template(renamed(POTX), "ours.potx"))).slide_layouts) == 11


def test_odd_templates_are_used_as_far_as_they_go():
    """No title anywhere, and a title of no size: the deck's own places are used."""
    bare = Presentation()
    for layout in bare.slide_layouts:
        for shape in list(layout.placeholders):
            shape._element.getparent().remove(shape._element)
    small = Presentation()
    for shape in small.slide_layouts[5].placeholders:
        shape.left, shape.top, shape.width, shape.height = 0, 0, 10, 10
    for made in (bare, small):
        slides = Presentation(io.BytesIO(tried(Look(template=template(saved(made), "odd.pptx"))))).slides
        assert "A finding" in "\n".join(shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame)


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (300, 100)) -> bytes:
    """A red picture."""
    kept = io.BytesIO()
    Image.new(mode, size, "red" if mode != "L" else 99).save(kept, kind)
    return kept.getvalue()


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK")])
def test_a_logo_becomes_a_plain_png(kind, mode):
    """Whatever its colours are held as; a large one is made smaller."""
    made = Image.open(io.BytesIO(logo(picture(kind, mode, (3000, 1000)), "l")))
    assert (made.format, made.size) == ("PNG", (1200, 400))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"hello", "this is no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (picture("GIF"), "this is no picture"),
        (picture("PNG")[:60], "the logo is damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "the logo is damaged"),
        # Large ones are made by the test, not by who only looks for tests.
        (lambda: picture("PNG", "L", (10_000, 10_000)), "10,000 x 10,000 pixels"),
        (lambda: picture("PNG", "L", (20_000, 20_000)), "far too large"),
    ],
)
def test_a_logo_that_is_none_is_refused_in_one_sentence(data, sentence):
    """Text, drawings, damaged pictures, and one that would fill the memory."""
    with pytest.raises(DataProblem, match=sentence):
        logo(data() if callable(data) else data, "logo.png")


def test_files_are_looked_at_in_a_process_of_their_own():
    """What comes back is a look that a deck can be made in; a refusal keeps its sentence."""
    look = dressed_in(("t.pptx", usual()), ("l.png", picture("PNG")))
    assert tried(look)
    assert look.logo == logo(picture("PNG"), "l.png")
    with pytest.raises(DataProblem, match="no PowerPoint file"):
        dressed_in(("t.pptx", b"hello"))


def test_too_large_a_file_is_not_even_looked_at(monkeypatch):
    """Its size says enough."""
    monkeypatch.setattr(dressing, "MOST_LOGO", 10)
    with pytest.raises(DataProblem, match="the logo is too large"):
        dressed_in(logo=("l.png", picture("PNG")))
