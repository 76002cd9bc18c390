"""The deck in a program that did not write it: LibreOffice shows every slide, and no word of it is lost."""

import re
import shutil
import subprocess

import pytest
from pptx import Presentation

from core.export.deck import PLAIN, Look, deck
from core.study import Study
from tests.test_deck import DAY, four_to_three, hostile, trained  # noqa: F401  # fixtures

pytestmark = pytest.mark.long


def shown(data: bytes, folder) -> list[str]:
    """The text of each page that LibreOffice prints, without blanks."""
    soffice, pdftotext = shutil.which("soffice"), shutil.which("pdftotext")
    if not (soffice and pdftotext):
        pytest.skip("LibreOffice (soffice) or pdftotext is not installed")
    (folder / "deck.pptx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), f"{folder}/deck.pptx"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    subprocess.run([pdftotext, "-layout", f"{folder}/deck.pdf", f"{folder}/deck.txt"], check=True, timeout=60)
    pages = (folder / "deck.txt").read_text(encoding="utf-8").removesuffix("\f").split("\f")
    return [re.sub(r"\s", "", page) for page in pages]


def letters(text: str) -> set[str]:
    """The words of a text that a page must show: those of at least two plain letters or digits."""
    return set(re.findall(r"[A-Za-z0-9%]{2,}", text))


@pytest.mark.parametrize("look", ["own", "4:3"])
@pytest.mark.parametrize("which", ["trained", "hostile"])
def test_libreoffice_shows_every_slide_and_every_word(which, look, tmp_path, request):
    """As many pages as slides; the words of titles, boxes and tables stand on them."""
    study: Study = request.getfixturevalue(which)
    deck_look = PLAIN if look == "own" else Look(template=four_to_three())
    data = deck(study, DAY, deck_look)
    pages = shown(data, tmp_path)
    (tmp_path / "again.pptx").write_bytes(data)
    slides = list(Presentation(tmp_path / "again.pptx").slides)
    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        for shape in slide.shapes:
            texts = [shape.text_frame.text] if shape.has_text_frame else []
            if shape.has_table:
                texts += [cell.text for cell in shape.table.iter_cells()]
            for text in texts:
                lost = [word for word in letters(text) if word not in page and len(word) < 20]
                assert not lost, (shape.name, lost)
