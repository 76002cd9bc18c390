"""The deck in a program that did not write it: LibreOffice shows every slide, and no word of it is lost."""

import re
import shutil
import subprocess

import pytest
from pptx import Presentation

from core.export.deck import deck
from core.study import Study
from tests.test_deck import DAY, LOOKS, hostile, trained  # noqa: F401  # fixtures
from tests.waves import hiding, second_wave, since_first

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


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("which", ["trained", "hostile"])
def test_libreoffice_shows_every_slide_and_every_word(which, look, tmp_path, request):
    """As many pages as slides; the words of titles, boxes and tables stand on them."""
    study: Study = request.getfixturevalue(which)
    no_word_is_lost(deck(study, DAY, LOOKS[look]), tmp_path)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("hide", [False, True])
def test_libreoffice_shows_what_has_moved_since_a_former_run(hide, look, tmp_path):
    """Its slides too, with counts shown and hidden."""
    study = hiding(second_wave()) if hide else second_wave()
    no_word_is_lost(deck(study, DAY, LOOKS[look], then=since_first("Autumn wave")), tmp_path)


def no_word_is_lost(data: bytes, tmp_path) -> None:
    """Fail where LibreOffice does not show a page for each slide, and each word on it."""
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
