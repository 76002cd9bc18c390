"""SPSS files: headings, labelled values, missing values, dates; and the rules that the labels declare."""

import datetime as dt

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from core.importing.mapping.proposal import propose
from core.importing.mapping.rules import propose_measure
from core.importing.reading import statistics_files
from core.importing.reading.readers import read_table, sheets
from core.problems import DataProblem
from core.recipe import Scale, Words
from tests.files import kinds

AGREE = {1: "Strongly agree", 2: "Agree", 3: "Neutral", 4: "Disagree", 5: "Strongly disagree"}


@pytest.fixture
def sav(tmp_path):
    """A function that makes the bytes of an SPSS file from columns and what pyreadstat takes beside them."""

    def make(columns, ending="sav", **notes):
        path = tmp_path / f"f.{ending}"
        pyreadstat.write_sav(pd.DataFrame(columns), path, compress=ending == "zsav", **notes)
        return path.read_bytes()

    return make


@pytest.mark.parametrize("ending", ["sav", "zsav"])
def test_labels_become_headings_without_their_codes(sav, ending):
    """The label where there is one, without "X19 - " or the name in front; with the name where two are the same."""
    labels = {"x19": "X19 - Satisfaction", "q_a": "q_a: Price", "b": "Price", "c": "Q1. Why?\n really", "d": "Covid-19"}
    table = read_table(sav({name: [1.0, 2.0] for name in (*labels, "bare")}, ending, column_labels=labels), "f.csv")
    assert list(table.frame) == ["Satisfaction", "Price (q_a)", "Price (b)", "Why? really", "Covid-19", "bare"]
    assert table.reading.how == "an SPSS file"
    assert table.rows.tolist() == [1, 2]
    assert sheets(sav({"a": [1.0]}, ending), "f") == []


def test_values_that_all_have_labels_become_words(sav):
    """Labelled throughout: words, blank where missing; ends alone: numbers; labels that say the number: numbers."""
    columns = {"a": [1.0, 5.0, np.nan], "ends": [0.0, 7.5, 10.0], "same": [1.0, 2.0, 2.0], "code": ["m", "f", "x"]}
    labels = {"a": AGREE, "ends": {0: "Poor", 10: "Excellent"}, "same": {1: "1", 2: "2"}, "code": {"m": "man"}}
    table = read_table(sav(columns, variable_value_labels=labels), "f.sav")
    assert kinds(table) == ["text", "number", "number", "text"]
    assert table.frame["a"].tolist()[:2] == ["Strongly agree", "Strongly disagree"]
    assert table.frame["a"].isna().tolist() == [False, False, True]
    assert table.frame["code"].tolist() == ["man", "f", "x"]
    assert table.reading.scales["a"] == tuple(AGREE.items())
    assert table.reading.scales["ends"] == ((0.0, "Poor"), (10.0, "Excellent"))


def test_missing_values_of_the_user_are_blanks(sav):
    """Values that the file declares missing are blank, and their labels are no part of the scale."""
    columns = {"a": [1.0, 9.0, 97.0, 2.0], "s": ["x", "zz", "", "x"], "n": [1.0, 2.0, 3.0, 4.0]}
    notes = {
        "variable_value_labels": {"a": {1: "no", 2: "yes", 9: "refused"}},
        "missing_ranges": {"a": [9, {"lo": 95, "hi": 99}], "s": ["zz"]},
    }
    table = read_table(sav(columns, **notes), "f.sav")
    assert table.frame["a"].fillna("").tolist() == ["no", "", "", "yes"]
    assert table.frame["s"].fillna("").tolist() == ["x", "", "", "x"]
    assert table.reading.scales == {"a": ((1.0, "no"), (2.0, "yes"))}


def test_dates_are_dates(sav):
    """Dates and times of day come out as datetime64, as far back as SPSS knows them; a time alone is seconds."""
    days = [dt.date(2024, 2, 29), None, dt.date(1583, 1, 1)]
    columns = {"day": days, "at": [dt.datetime(2024, 1, 2, 3, 4, 5)] * 3, "took": [dt.time(0, 1, 30)] * 3}
    table = read_table(sav(columns), "f.sav")
    assert kinds(table) == ["date", "date", "number"]
    assert [str(day)[:10] for day in table.frame["day"]] == ["2024-02-29", "NaT", "1583-01-01"]
    assert str(table.frame["at"][0]) == "2024-01-02 03:04:05"
    assert table.frame["took"].tolist() == [90.0] * 3


def test_a_damaged_file_is_refused_wherever_it_is_cut(sav):
    """Cut anywhere, an SPSS file is a shorter table or one sentence."""
    data = sav({"a": [1.0, 2.0] * 50, "b": ["x", "y"] * 50}, variable_value_labels={"a": AGREE})
    refused = 0
    for end in range(9, len(data), 7):
        try:
            assert len(read_table(data[:end], "f.sav").frame) <= 100
        except DataProblem as problem:
            refused += str(problem).startswith("f.sav: ")
    assert refused > 10
    with pytest.raises(DataProblem, match=r"f\.sav: the SPSS file is damaged or incomplete"):
        read_table(data[:100], "f.sav")


def test_what_is_too_large_is_refused_before_it_is_read(sav, monkeypatch):
    """Rows and columns are counted in the file's own notes."""
    data = sav({"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]})
    monkeypatch.setattr(statistics_files, "MOST_VALUES", 5)
    with pytest.raises(DataProblem, match=r"the table has 3 rows \(accepted: up to 2\)"):
        read_table(data, "f.sav")
    monkeypatch.setattr(statistics_files, "MOST_COLUMNS", 1)
    with pytest.raises(DataProblem, match=r"the table has 2 columns \(accepted: up to 1\)"):
        read_table(data, "f.sav")


def many(*values):
    """The values, often enough for answers to repeat."""
    return [float(value) for value in values] * 20


def test_known_words_stay_the_best_whatever_their_code(sav):
    """ "Strongly agree" coded 1 is the best answer; words that nobody knows are in the order of their codes."""
    columns = {"a": many(1, 2, 3, 4, 5), "b": many(1, 2, 3, 2, 1)}
    labels = {"a": AGREE, "b": {1: "Bronze", 2: "Iron", 3: "Gold", 4: "Mithril"}}
    table = read_table(sav(columns, variable_value_labels=labels), "f.sav")
    assert propose_measure(table, "brand", ("a",)).rule.words[-1] == "Strongly agree"
    assert propose_measure(table, "brand", ("b",)).rule == Words(words=("Bronze", "Iron", "Gold", "Mithril"))


def test_labelled_ends_declare_the_scale(sav):
    """0 "Poor" to 10 "Excellent" is a scale from 0 to 10; turned round where the words say that low is best."""
    labels = {"a": {0: "Poor", 10: "Excellent"}, "b": {1: "Very satisfied", 7: "Very dissatisfied"}}
    columns = {"a": many(5, 6, 7.5), "b": many(2, 3, 6)}
    table = read_table(sav(columns, variable_value_labels=labels), "f.sav")
    assert propose_measure(table, "rating", ("a",)).rule == Scale(low=0, high=10)
    assert propose_measure(table, "rating", ("b",)).rule == Scale(low=1, high=7, reversed=True)


def test_a_comma_within_a_label_is_no_choice(sav):
    """ "No, never" and "Yes, often" are two answers, not three options joined in a cell."""
    labels = {"a": {0: "No, never at all", 1: "Yes, often"}}
    table = read_table(sav({"a": many(0, 1), "b": many(1, 2)}, variable_value_labels=labels), "f.sav")
    measure = propose_measure(table, "brand", ("a",))
    assert not measure.choices
    assert measure.rule == Words(words=("No, never at all", "Yes, often"))


@pytest.mark.real_data
def test_hbat(real_data):
    """100 customers, 24 variables; satisfaction and recommendation are declared from 0 to 10."""
    table = read_table((real_data / "survey/hbat.sav").read_bytes(), "hbat.sav")
    assert table.frame.shape == (100, 24)
    assert table.frame["Customer Type"].value_counts().to_dict() == {
        "Less than 1 year": 32, "1 to 5 years": 35, "Over 5 years": 33
    }  # fmt: skip
    proposal = propose(table)
    measures = proposal.recipe.scoring.indicators
    assert measures["rating"].columns == ("Satisfaction",)
    assert measures["rating"].rule == measures["recommend"].rule == Scale(low=0, high=10)
    assert "the file declares 0 'Not At All' to 10 'Definitely'" in proposal.reasons["recommend"].text
