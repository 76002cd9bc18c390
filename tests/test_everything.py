"""The archive of everything: all kinds of files, every list, a read-me; the same bytes for the same study."""

import io
import zipfile

import pytest

from core.export.files import FILES
from core.recipe import Audience, Filter, recipe_from_json
from core.study import Study
from tests.exported import DAY, made
from tests.test_study import people, recipe

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def study() -> Study:
    """A trained study with one audience."""
    study = Study(people(), recipe()).trained()
    audience = Audience(name="Best <b>", who=Filter(tiers=("A", "B")))
    return study.change(recipe=study.recipe.replaced("audiences", (audience,)).replaced("name", "Spring: sale"))


def members(data: bytes) -> dict[str, bytes]:
    """Name -> bytes of what is in an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_archive_holds_every_kind_of_file_as_made_by_itself(study):
    """Beside them the lists of all customers and of each audience, and a read-me that names them all."""
    found = members(made("everything", study))
    for kind, file in FILES.items():
        if kind not in ("everything", "list"):
            assert found[file.name("Spring: sale", DAY)] == made(kind, study), kind
    assert found["lists/Spring-sale-2026-03-01-customers.csv"] == made("list", study)
    assert "held out" in found["lists/audience-1-Best-b.csv"].decode()
    told = found["read-me.txt"].decode()
    assert all(name in told for name in found if name != "read-me.txt")
    assert "name single customers" in told
    assert recipe_from_json(found["Spring-sale-2026-03-01-recipe.json"]) == study.recipe_of_result()


def test_with_small_counts_hidden_no_list_is_in_it(study):
    """Counts could be counted there; the read-me says so."""
    hidden = study.change(recipe=study.recipe.replaced("sharing.hide_small", True))
    found = members(made("everything", hidden))
    assert not any(name.startswith("lists/") for name in found)
    assert "Small counts are hidden" in found["read-me.txt"].decode()


def test_equal_studies_give_equal_archives(study):
    """Members have a fixed date."""
    assert made("everything", study) == made("everything", study)
