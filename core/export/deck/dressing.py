"""A template and a logo that users bring: made harmless, or refused in one sentence.

`dressed_in` runs this in a reading process (core.importing.reading.apart), as all uploaded files are read: whatever a
file does there, the server goes on. What comes back was written by python-pptx and Pillow.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.export.deck import Look
from core.importing.reading.apart import made_apart
from core.problems import DataProblem

if TYPE_CHECKING:
    from pptx.presentation import Presentation

MOST_TEMPLATE, MOST_LOGO = 50_000_000, 10_000_000  # bytes as uploaded
MOST_PARTS, MOST_UNPACKED, MOST_RATIO, HARMLESS = 4_000, 300_000_000, 100, 50_000_000
MOST_XML = 20_000_000  # bytes of one XML part
MOST_PIXELS, LARGEST = 50_000_000, 1_200  # of a logo as uploaded, and its longer side in the deck
SIDES = (288, 4032)  # points: the shortest and longest side of a slide, 4 and 56 inches
SAVE_AGAIN = "open it in PowerPoint and save it as .pptx"
MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
KINDS = re.compile(  # what a presentation may call itself: a template or a show is one by another name
    rb"application/vnd\.openxmlformats-officedocument\.presentationml\.(?:template|slideshow)\.main\+xml"
)
ACTIVE = ("vbaproject", "activex", "oleobject", "package.oleobject", "macroenabled")
# A document type can hold entities that grow without end; no office program writes one.
ENTITIES = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
FAILURES = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, KeyError, OSError, EOFError)


def dressed_in(template: tuple[str, bytes] | None = None, logo: tuple[str, bytes] | None = None) -> Look:
    """The look for a deck: of a template (.pptx, .potx) and a logo (PNG, JPEG), each a name and its bytes.

    Raises DataProblem, in one sentence, for what cannot be used.
    """
    return Look(
        _apart("template", template, MOST_TEMPLATE) if template else None,
        _apart("logo", logo, MOST_LOGO) if logo else None,
    )


def _apart(what: str, file: tuple[str, bytes], most: int) -> bytes:
    name, data = file
    if len(data) > most:
        raise DataProblem(
            f"the {what} is too large, {len(data) / 1e6:,.0f} MB",
            file=name,
            accepted=f"up to {most // 1_000_000} MB",
            fix="make its pictures smaller",
        )
    return made_apart(what, data, name, fix=f"choose another {what}")


# --- the template ---------------------------------------------------------------------------------------------------


def template(data: bytes, name: str) -> bytes:
    """A template without its slides, as python-pptx writes it. Raises DataProblem for what is none, or not harmless."""
    import pptx

    package = _opened(data, name)
    try:
        made = pptx.Presentation(io.BytesIO(package))
        _emptied(made)
        kept = io.BytesIO()
        made.save(kept)
    except Exception:  # lxml and python-pptx raise whatever they stumble over
        raise _problem("the template is damaged: it cannot be opened", name) from None
    _inactive(made, name)
    _usable(made, kept.getvalue(), name)
    return kept.getvalue()


def _opened(data: bytes, name: str) -> bytes:
    """The package, checked before anything is parsed; that of a .potx or .ppsx calls itself a presentation."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _problem("this is an old .ppt, or protected by a password", name, "save it as .pptx without a password")
    if not data.startswith(b"PK\x03\x04"):
        raise _problem("this is no PowerPoint file", name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(n.startswith("ppt/") for n in names):
                raise _problem("this is no PowerPoint file", name)
            _small_enough(parts, len(data), name)
            if any("vbaproject" in n.lower() for n in names):
                raise _with_macros(name)
            types = archive.read("[Content_Types].xml")
            if b"macroEnabled" in types:
                raise _with_macros(name)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _plain_xml(archive.read(part), part, name)
            return _renamed(archive, parts, types) if KINDS.search(types) else data
    except FAILURES:
        raise _problem("the template is damaged or incomplete", name) from None


def _small_enough(parts: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or (unpacked > HARMLESS and unpacked > MOST_RATIO * packed):
        what = f"unpacked, the template would be {len(parts):,} parts of {unpacked / 1e6:,.0f} MB"
        raise _problem(what, name, "delete its slides and save it again")
    if any(part.flag_bits & 1 for part in parts):
        raise _problem("the template is protected by a password", name, "save it without one")


def _plain_xml(text: bytes, part: zipfile.ZipInfo, name: str) -> None:
    if len(text) > MOST_XML:
        raise _problem(f"a part of the template takes {len(text) / 1e6:,.0f} MB", name)
    if any(word in text for word in ENTITIES):
        raise _problem("the template holds XML entities, which PowerPoint never writes", name)


def _renamed(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], types: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in parts:
            renamed = part.filename == "[Content_Types].xml"
            new.writestr(part.filename, KINDS.sub(MAIN.encode(), types) if renamed else archive.read(part))
    return buffer.getvalue()


def _emptied(made: "Presentation") -> None:
    """Drop slides, and what else tells of them: sections, shows of some of them, the preview, printers."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    slides = made.slides._sldIdLst
    for slide in list(slides):
        made.part.drop_rel(slide.rId)
        slides.remove(slide)
    for element in made.part._element.xpath("./p:extLst | ./p:custShowLst | ./p:custDataLst | ./p:modifyVerifier"):
        element.getparent().remove(element)
    gone = (RELATIONSHIP_TYPE.PRINTER_SETTINGS, RELATIONSHIP_TYPE.COMMENT_AUTHORS, RELATIONSHIP_TYPE.TAGS)
    package = made.part.package
    of_package = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    for holder, kinds in ((made.part._rels, gone), (package._rels, of_package)):
        for number in [number for number, relation in holder.items() if relation.reltype in kinds]:
            holder.pop(number)


def _inactive(made: "Presentation", name: str) -> None:
    """Refuse what runs, and what fetches something from elsewhere when the deck is opened."""
    for part in made.part.package.iter_parts():
        if any(word in part.content_type.lower() for word in ACTIVE):
            raise _problem("the template holds an embedded object or control", name, "take it out of the slide master")
    for kind, target in _links(made):
        if not (kind.endswith("/hyperlink") and target.lower().startswith(("http://", "https://", "mailto:"))):
            raise _problem(
                "the template fetches something from elsewhere", name, "embed its pictures, and save it again"
            )


def _links(made: "Presentation") -> Iterator[tuple[str, str]]:
    package = made.part.package
    for relations in (package._rels, *(part.rels for part in package.iter_parts())):
        for relation in relations.values():
            if relation.is_external:
                yield relation.reltype, relation.target_ref


def _usable(made: "Presentation", kept: bytes, name: str) -> None:
    """Refuse a slide of odd size, and try what a deck does with it."""
    from core.export.deck.trial import tried

    sides = [(side or 0) / 12_700 for side in (made.slide_width, made.slide_height)]
    if not all(SIDES[0] <= side <= SIDES[1] for side in sides) or max(sides) > 4 * min(sides):
        width, height = (f"{side / 72:.3g}" for side in sides)
        what = f"the template's slides are {width} x {height} inches"
        raise _problem(what, name, "choose one for a screen, of 4 to 56 inches, not longer than four times its height")
    if not len(made.slide_layouts):
        raise _problem("the template has no layouts", name)
    try:
        tried(Look(template=kept))
    except Exception:  # whatever is odd about it
        raise _problem("the template cannot be used: its layouts are damaged", name) from None


def _with_macros(name: str) -> DataProblem:
    return _problem("the template holds macros", name, "save it as .pptx, which has none")


def _problem(what: str, name: str, fix: str = SAVE_AGAIN) -> DataProblem:
    return DataProblem(what, file=name, accepted=".pptx or .potx", fix=fix)


# --- the logo -------------------------------------------------------------------------------------------------------


def logo(data: bytes, name: str) -> bytes:
    """A logo as a PNG of at most LARGEST pixels a side. Raises DataProblem for what is no PNG or JPEG."""
    from PIL import Image, ImageOps

    def problem(what: str) -> DataProblem:
        return DataProblem(what, file=name, accepted="PNG or JPEG", fix="save the logo as .png and choose that file")

    if not data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        drawn = b"<svg" in data[:2000].lower()
        raise problem("this is an SVG drawing, which not every PowerPoint shows" if drawn else "this is no picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # told below
            picture: Any = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise problem(f"the logo is too large, {width:,} x {height:,} pixels")
        picture = ImageOps.exif_transpose(picture)
        picture = picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")
        picture.thumbnail((LARGEST, LARGEST))
        kept = io.BytesIO()
        bare = Image.new(picture.mode, picture.size)  # without what was noted in the file
        bare.paste(picture)
        bare.save(kept, "PNG")
    except DataProblem:
        raise
    except Image.DecompressionBombError:
        raise problem("the logo is far too large") from None
    except Exception:  # Pillow raises whatever a decoder stumbles over
        raise problem("the logo is damaged: it cannot be opened") from None
    return kept.getvalue()
