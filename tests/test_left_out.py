"""Rows left out: doubles merged, flags that leave out, and rows left out when the file was read."""

import dataclasses

import numpy as np
import pytest

from core.importing.table import Reading
from core.problems import DataProblem
from core.recipe import Measure, Quintiles, Review, Scale, Scoring, Words
from core.scoring import score
from core.study import Study
from core.summary import rows_read, summary, valid_response_rate
from tests.test_scoring import table
from tests.test_study import people, recipe


def test_doubles_become_one_customer_with_the_mean_of_their_values():
    """Raw values are averaged without blanks, words by their points; the others say into which row they went."""
    scoring = Scoring(
        id_column="id",
        duplicates="mean",
        indicators={
            "visits": Measure(columns=("x",), rule=Scale(low=0, high=10)),
            "brand": Measure(columns=("w",), rule=Words(words=("no", "maybe", "yes"))),
        },
    )
    read = table(id=["a", "b", "a", "a"], x=[2.0, 9.0, 6.0, np.nan], w=["no", "yes", "yes", "maybe"])
    made = score(read, scoring)
    assert read.frame["x"].tolist()[:3] == [2, 9, 6]  # the table itself stays as it was read
    assert made.ids.tolist() == ["a", "b"]
    assert made.column("visits").tolist() == pytest.approx([1 + 4 * 0.4, 1 + 4 * 0.9])
    assert made.column("brand").tolist() == [3, 5]
    assert made.excluded[["row", "reason"]].values.tolist() == [[4, "double"], [5, "double"]]
    assert made.excluded["detail"][0] == "row 2 has the id 'a': its values are part of the mean of this customer"


def test_a_row_that_is_left_out_is_no_part_of_a_mean():
    """An off-scale row of the same customer does not move her mean."""
    scoring = Scoring(
        id_column="id", duplicates="mean", indicators={"visits": Measure(columns=("x",), rule=Scale(low=0, high=10))}
    )
    made = score(table(id=["a", "a", "a"], x=[99.0, 4.0, 6.0]), scoring)
    assert made.column("visits").tolist() == [3]
    assert made.rows.tolist() == [3]
    assert made.excluded_by_reason == {"off the scale": 1, "double": 1}


def test_a_double_says_which_row_is_kept():
    """First or last, the sentence names the row that stays."""
    scoring = Scoring(id_column="id", duplicates="last", indicators={"visits": Measure(columns=("x",))})
    assert score(table(id=["a", "a"], x=[1.0, 2.0]), scoring).excluded["detail"].tolist() == [
        "row 3 has the id 'a' and is kept"
    ]


def test_flagged_customers_stay_unless_the_recipe_leaves_them_out():
    """An outlier stays flagged; left out, it is listed with its reason and moves no edge of the fifths."""
    values = [*range(100), 5000]
    measures = {"monetary": Measure(columns=("x",), rule=Quintiles())}
    flagged = score(table(x=[float(v) for v in values]), Scoring(indicators=measures))
    assert len(flagged.ids) == 101
    assert flagged.flagged == {"outlier": 1}
    scoring = Scoring(indicators=measures, review=Review(leave_out=("outlier",)))
    without = score(table(x=[float(v) for v in values]), scoring)
    assert without.flagged == {}
    assert without.excluded[["row", "reason", "detail"]].values.tolist() == [
        [102, "outlier", "Spend: 5,000; usual is up to 225"]
    ]
    alone = score(table(x=[float(v) for v in values[:100]]), Scoring(indicators=measures))
    assert without.fitted.edges == alone.fitted.edges
    later = score(table(x=[5000.0, 1.0]), scoring, without.fitted)
    assert later.excluded_by_reason == {"outlier": 1}


def test_rows_left_out_while_reading_are_in_the_list_and_in_the_count():
    """Previews and unfinished answers count among the rows, with their reasons."""
    made = people()
    read = dataclasses.replace(made, reading=Reading(left_out=((2, "preview"), (7, "unfinished"), (9, "unfinished"))))
    study = Study(read, recipe())
    assert study.scores().excluded[["row", "reason"]].values.tolist()[:2] == [[2, "preview"], [7, "unfinished"]]
    assert study.scores().excluded_by_reason == {"preview": 1, "unfinished": 2}
    assert rows_read(read) == 203
    assert len(study.scores().ids) + len(study.scores().excluded) == 203
    with pytest.raises(DataProblem, match=r"none of the 4 rows is a valid customer \(2 unfinished, 2 off the scale\)"):
        score(
            dataclasses.replace(table(x=[8.0, 9.0]), reading=Reading(left_out=((4, "unfinished"), (5, "unfinished")))),
            Scoring(indicators={"visits": Measure(columns=("x",), rule=Scale())}),
        )


def test_the_valid_response_rate_is_valid_per_sent_out():
    """548 of 600 sent out are 91.33 %, as in the paper; nothing is said where the number was not entered."""
    study = Study(people(), recipe())
    assert valid_response_rate(study) is None
    assert valid_response_rate(study.change(recipe=recipe(sent_out=240))) == pytest.approx(200 / 240, abs=1e-6)
    document = summary(study.change(recipe=recipe(sent_out=240)).trained())
    assert (document["sent_out"], document["valid_response_rate"]) == (240, 0.833333)
    assert document["blanks"] == dict.fromkeys(("visits", "recency", "frequency", "monetary", "brand"), 0)


def test_pseudonyms_stand_for_ids_in_every_list():
    """Neither the customers nor the rows left out show an id; who has none is still known by her row."""
    scoring = Scoring(id_column="id", pseudonyms=True, indicators={"visits": Measure(columns=("x",), rule=Scale())})
    made = score(table(id=["ann", "ann", "", "bob"], x=[1.0, 2.0, 3.0, 9.0]), scoring)
    assert made.ids[0].startswith("p-")
    assert made.ids[1] == "row 4"
    assert made.excluded["customer"].str.startswith("p-").all()
    assert "ann" not in made.excluded.to_string()
    assert "bob" not in made.excluded.to_string()
