"""Lists of customers: whom, which columns, in which shape, and by which name; as CSV that every program reads."""

import io

import numpy as np
import pandas as pd
import pytest

from core.corners import corner_of
from core.customer_choice import current_of_valued, number_held_out
from core.export.csv_and_parquet import to_csv
from core.export.lists import MAIL, TAGS, Wanted, customer_list, list_name, mail_column, own_columns
from core.importing.table import Personal, Reading, Table, content_hash
from core.problems import DataProblem
from core.recipe import Audience, Filter
from core.study import Study
from tests.exported import made
from tests.test_study import people, recipe


@pytest.fixture(scope="module")
def study() -> Study:
    """200 people with a mail column that was kept, a few of them without an address, two with the same one."""
    table = people()
    frame = table.frame.copy()
    mails = [f"Person.{i}@example.org" for i in range(len(frame))]
    mails[3], mails[4], mails[5] = None, "nothing", mails[6].upper()
    frame["mail"] = pd.Series(mails, dtype="str")
    reading = Reading(personal=(Personal("mail", "mail", "kept"),))
    table = Table(frame, table.rows, "people.csv", None, content_hash(frame), reading)
    return Study(table, recipe()).trained()


def sharing(study: Study, **values) -> Study:
    """The study with other choices of what is handed on."""
    for name, value in values.items():
        study = study.change(recipe=study.recipe.replaced(f"sharing.{name}", value))
    return study


def read(data: bytes) -> pd.DataFrame:
    """A CSV as pandas reads it."""
    return pd.read_csv(io.BytesIO(data), dtype={"Customer": str})


@pytest.mark.parametrize("who", [Filter(tiers=("B",)), Filter(bands=(2,)), Filter(corner="let go")])
def test_a_list_holds_those_who_are_meant_the_most_valuable_first(study, who):
    """Of a tier, a band or a corner."""
    table = customer_list(study, Wanted(who))
    band, tier = current_of_valued(study).band, study.segments().tier
    meant = tier == "B" if who.tiers else band == 2 if who.bands else corner_of(band, tier) == "let go"
    assert set(table["Customer"]) == set(study.segments().scores.ids[meant])
    assert table["Customer value K"].is_monotonic_decreasing


def test_everybody_is_listed_in_the_order_of_the_file(study):
    """As the file had them, with every column."""
    table = read(made("list", study))
    assert table["Row"].is_monotonic_increasing
    assert len(table) == len(study.segments().k)


def test_chosen_columns_and_the_file_s_own(study):
    """The id always comes first; an own column that is called as one of ours says whose it is."""
    frame = study.table.frame.assign(Tier="own")
    table = Table(frame, study.table.rows, "people.csv", None, content_hash(frame), study.table.reading)
    chosen = sharing(study.change(table=table), columns=("Tier", "Band"), own=("joined", "Tier", "not there"))
    found = customer_list(chosen, Wanted())
    assert list(found.columns) == ["Customer", "Tier", "Band", "joined", "Tier (of the file)"]
    back = read(to_csv(found))
    assert pd.to_datetime(back["joined"]).tolist() == frame["joined"].tolist()
    assert set(back["Tier (of the file)"]) == {"own"}


def test_a_pseudonymised_list_leads_to_nobody(study):
    """No id, no row, no note, no personal column; the order of the file is not kept; equal customers stay equal."""
    noted = study.change(customer_notes={"c7": "call Ann"})
    hidden = sharing(noted, pseudonyms=True, own=("mail", "id", "spent"))
    table = customer_list(hidden, Wanted())
    assert table["Customer"].str.fullmatch(r"p-[0-9a-f]{14}").all()
    assert not {"Row", "Note", "mail", "id"} & set(table.columns)
    assert table["Customer"].is_monotonic_increasing
    assert set(own_columns(hidden)) == {"r", "f", "m", "b", "v", "grade", "spent", "joined"}
    assert not set(study.segments().scores.ids) & set(table.astype(str).to_numpy().ravel())
    again = customer_list(hidden, Wanted(Filter(tiers=("A",))))
    assert set(again["Customer"]) <= set(table["Customer"])
    with pytest.raises(DataProblem, match="A list of pseudonyms holds no mail addresses"):
        customer_list(hidden, Wanted(shape="mail"))


def test_a_list_for_a_mail_tool_has_one_line_an_address_with_tags(study):
    """Nobody without an address, nobody twice, nobody who is held out; tags are parted by commas."""
    audience = Audience(name="Spring, now", who=Filter(tiers=("C", "D")), hold_out=0.2)
    table = read(to_csv(customer_list(study, Wanted(audience, "mail"))))
    assert list(table.columns) == [MAIL, TAGS, "Tier", "Band"]
    everybody = customer_list(study, Wanted(audience))
    assert (everybody["Contact"] == "held out").sum() == number_held_out(audience, len(everybody))
    held = set(everybody.loc[everybody["Contact"] == "held out", "Customer"].str.slice(1))
    assert not {mail.split("@")[0].removeprefix("Person.") for mail in table[MAIL]} & held
    assert table[MAIL].str.casefold().is_unique
    assert table[MAIL].str.contains("@").all()
    first = table.iloc[0]
    assert first[TAGS].startswith(f"Tier {first['Tier']}, Band {first['Band']}")
    assert first[TAGS].endswith("Spring  now")
    assert len(customer_list(study, Wanted(shape="mail"))) == 200 - 3


def test_without_a_mail_column_kept_on_purpose_there_is_no_list_for_mail_tools(study):
    """One sentence says where to keep it."""
    table = study.table
    plain = study.change(table=Table(table.frame, table.rows, "people.csv", None, table.hash))
    assert mail_column(study) == "mail"
    assert mail_column(plain) is None
    with pytest.raises(DataProblem, match="No column of mail addresses was kept; keep it on the Data page"):
        customer_list(plain, Wanted(shape="mail"))


def test_names_of_lists_say_whom_they_are_of():
    """And are safe whatever an audience is called."""
    assert list_name(Filter()) == "customers"
    assert list_name(Filter(tiers=("A",))) == "tier-A"
    assert list_name(Filter(corner="let go")) == "corner-let-go"
    assert list_name(Audience(name="../a b")) == "a-b"


def test_csv_is_equal_to_what_pandas_writes_and_holds_every_text():
    """Quotes, lines, Chinese, blanks and numbers to the last digit; half a sign is no reason to fail."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "x": [1 / 3, np.nan, 1e-300, -0.5],
            "n": rng.integers(-9, 10**12, 4),
            "words": pd.Series(['a"b', "客户,名", None, "two\nlines"], dtype="str"),
            "mixed": [True, 3, None, "x"],
        }
    )
    back = pd.read_csv(io.BytesIO(to_csv(table)))
    pd.testing.assert_frame_equal(back[["x", "n"]], table[["x", "n"]], check_exact=True)
    assert back["words"].tolist()[1::2] == ["客户,名", "two\nlines"]
    assert back["mixed"].tolist()[:2] == ["True", "3"]
    assert b"?" in to_csv(pd.DataFrame({"a": pd.Series(["\ud800"], dtype=object)}))
