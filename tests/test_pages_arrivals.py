"""Arriving on the Data page: personal columns, mappings remembered from former files, the questionnaire to download."""

import datetime as dt

import pytest

from core.importing.mapping.remembered import forget, recall, remember
from core.recipe import Quintiles, Scale
from tests.page_steps import checked, press, visit, workspace_of
from tests.test_pages_reading import bring, words

pytestmark = pytest.mark.thorough

HEADINGS = "Email,First Name,Days since last order,Orders,Spend,Satisfaction"
FIRST = ("Ann", "Bob", "Cy", "Di", "Eve", "Flo", "Gus", "Hal", "Ida", "Jo")


def shop(mails="person{}@example.com", headings=HEADINGS):
    """A customer list with mails and first names."""
    rows = [f"{mails.format(i)},{FIRST[i % 10]},{i},{i % 9},{i * 2.5},{1 + i % 5}" for i in range(60)]
    return "\n".join([headings, *rows]).encode()


@pytest.fixture
def data(app, monkeypatch, tmp_path):
    """The Data page with no customers, where mappings are remembered."""
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path))
    monkeypatch.setenv("TIERBOARD_REMEMBER", "1")
    return visit(app, "Data")


def choose(page, label, value):
    """Choose an option of the select box with this label."""
    next(box for box in page.selectbox if box.label == label).select(value)
    return checked(page.run())


def measures(page):
    """The mapped indicators of the recipe in work."""
    return workspace_of(page).study.recipe.scoring.indicators


# --- personal data ----------------------------------------------------------------------------------------------------


def test_personal_columns_are_named_and_can_be_kept(data):
    """Left out and shown as pseudonyms in one line; keeping the mail reads it again, and the mapping stays."""
    page = bring(data, "shop.csv", shop())
    assert "Left out as personal: First Name. Email: shown as pseudonyms." in words(page)
    study = workspace_of(page).study
    assert "First Name" not in study.table.frame
    assert study.recipe.scoring.id_column == "Email"
    assert study.scores().ids[0].startswith("p-")
    page = choose(page, "Rating", "Orders")
    before = measures(page)
    page.multiselect(key="first-keep-personal").set_value(["Email"])
    page = checked(page.run())
    assert "Left out as personal: First Name. Email: kept as they are, though personal." in words(page)
    assert workspace_of(page).study.scores().ids[0] == "person0@example.com"
    assert measures(page) == before
    page.multiselect(key="first-keep-personal").set_value([])
    page = checked(page.run())
    assert workspace_of(page).study.scores().ids[0].startswith("p-")


def test_ids_can_be_replaced_by_pseudonyms(data):
    """The switch replaces the ids, and says that such a list cannot be mailed to."""
    page = bring(data, "shop.csv", shop("K{}", HEADINGS.replace("Email", "Customer number")))
    assert workspace_of(page).study.scores().ids[0] == "K0"
    assert "cannot be mailed to" in words(page)
    page.toggle(key="recipe.scoring.pseudonyms").set_value(True)
    page = checked(page.run())
    assert workspace_of(page).study.scores().ids[0].startswith("p-")
    assert not page.error


def test_a_file_without_personal_data_says_so(data):
    """Nothing to keep, and one calm line."""
    page = bring(data, "shop.csv", b"Days since last order,Orders,Spend\n" + b"1,2,3\n4,5,6\n" * 30)
    assert "No column looks personal" in words(page)
    assert not [box for box in page.multiselect if box.key == "first-keep-personal"]
    assert page.toggle(key="recipe.scoring.pseudonyms").disabled


# --- remembered mappings ----------------------------------------------------------------------------------------------


def test_a_changed_mapping_is_found_again_for_the_next_file(data):
    """A rating by another column, and the next file with these headings is mapped so, with the day and a way out."""
    page = bring(data, "march.csv", shop())
    shape = workspace_of(page).shape
    assert recall(shape) is None
    assert measures(page)["rating"].columns == ("Satisfaction",)
    page = choose(page, "Rating", "Orders")
    assert recall(shape).day == dt.date.today()
    page = bring(page, "june.csv", shop("other{}@example.com"))
    assert measures(page)["rating"].columns == ("Orders",)
    assert "Read and mapped as you did on" in words(page)
    assert "Remembered from" in words(page)
    page = press(page, "Propose anew")
    assert measures(page)["rating"].columns == ("Satisfaction",)
    assert recall(shape) is None
    assert "Read and mapped as you did on" not in words(page)


def test_a_mapping_that_nobody_changed_is_not_remembered(data):
    """Neither a file brought twice, nor weights, nor another file, leave a trace; a sample never does."""
    page = bring(data, "march.csv", shop())
    shape = workspace_of(page).shape
    page = visit(page, "Weights")
    page.slider(key="recipe.weights.indicators.recency").set_value(1.0)
    page = bring(visit(checked(page.run()), "Data"), "april.csv", shop())
    assert recall(shape) is None
    page = press(page, "Try the sample")
    assert workspace_of(page).shape is None
    choose(page, "Customer id", None)
    assert recall(shape) is None


def test_how_a_file_is_read_and_what_is_kept_are_remembered(data):
    """A kept personal column and a chosen heading row hold for the next file as well."""
    page = bring(data, "march.csv", shop())
    page.multiselect(key="first-keep-personal").set_value(["Email"])
    page = bring(checked(page.run()), "june.csv", shop("other{}@example.com"))
    assert workspace_of(page).study.scores().ids[0] == "other0@example.com"
    assert "Email: kept as they are" in words(page)


def test_a_remembered_mapping_without_its_column_is_proposed_anew(data):
    """What names a column that the file lacks is not used."""
    page = bring(data, "march.csv", shop())
    workspace = workspace_of(page)
    other = workspace.study.recipe.replaced("scoring.id_column", "Member card")
    remember(workspace.shape, other)
    page = bring(page, "june.csv", shop())
    assert workspace_of(page).remembered is None
    assert workspace_of(page).study.recipe.scoring.id_column == "Email"
    remember(workspace.shape, other.replaced("file.sheet", "Sheet 9"))
    assert workspace_of(bring(page, "july.csv", shop())).remembered is None


def test_a_recipe_that_was_loaded_is_remembered(data):
    """A saved recipe used for a file holds for the next one of its shape."""
    page = bring(data, "march.csv", shop())
    shape = workspace_of(page).shape
    recipe = workspace_of(page).study.recipe.replaced("scoring.indicators.rating.rule", Scale(low=0, high=10))
    page.file_uploader(key="recipe-upload").upload("mine.recipe.json", recipe.to_json().encode())
    page = press(checked(page.run()), "Read the file by this recipe")
    assert recall(shape).recipe.scoring.indicators["rating"].rule == Scale(low=0, high=10)
    forget(shape)
    assert measures(bring(page, "june.csv", shop()))["frequency"].rule == Quintiles()


def test_a_folder_that_cannot_be_written_stops_nobody(data, monkeypatch, tmp_path):
    """The change is made, and nothing is said of the folder."""
    page = bring(data, "shop.csv", shop("K{}", HEADINGS.replace("Email", "Customer number")))
    (tmp_path / "file").touch()
    monkeypatch.setenv("TIERBOARD_DATA", str(tmp_path / "file"))
    page = choose(page, "Rating", "Orders")
    assert measures(page)["rating"].columns == ("Orders",)
    assert not page.error


# --- the questionnaire ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["Home", "Data"])
def test_the_questionnaire_can_be_downloaded(app, where):
    """Both formats and both languages, on Home and on Data, with what to do."""
    page = app if where == "Home" else visit(app, "Data")
    assert [b.label for b in page.get("download_button")] == ["Word document", "Text to import"]
    assert page.button_group(key="questionnaire-language").options == ["English", "中文 (Chinese)"]
    assert any("Google Forms" in text.value and "Wenjuanxing" in text.value for text in page.markdown)
