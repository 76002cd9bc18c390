"""Answers in words are put in order, by their family or by the ranges they name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.answers import rule_for_answers, span_of
from core.recipe import Categories, Words


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            ["Agree", "Disagree", "Strongly agree"],
            ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"),
        ),
        (["满意", "非常满意", "一般"], ("非常不满意", "不满意", "一般", "满意", "非常满意")),
        (["Weekly", "never", "Daily", "Rarely"], ("never", "Rarely", "Weekly", "Daily")),
        (["YES", "no"], ("no", "YES")),
        (["TRUE", "FALSE"], ("FALSE", "TRUE")),
        (["是", "否"], ("否", "是")),
        (["5 - Excellent", "1 - Very poor"], ("1 - Very poor", "Poor", "Fair", "Good", "5 - Excellent")),
        (["very likely", "Unlikely"], ("Very unlikely", "Unlikely", "Neutral", "Likely", "very likely")),
    ],
)
def test_answers_of_a_known_family_are_put_in_order(answers, words):
    """Worst to best; a whole scale is declared with the levels that nobody chose, as the answers are spelt."""
    rule, remark = rule_for_answers(dict.fromkeys(answers, 10), "rating")
    assert rule == Words(words=words)
    assert remark.endswith("please check")


def test_two_spellings_of_one_level_score_the_same():
    """Words cannot say that two answers are equal; a map from answers to scores can."""
    rule, _ = rule_for_answers({"Neutral": 5, "Neither agree nor disagree": 5, "Agree": 9, "Disagree": 2}, "brand")
    assert rule == Categories(scores={"Disagree": 2, "Neither agree nor disagree": 3, "Neutral": 3, "Agree": 4})


def test_a_rare_strange_answer_is_told():
    """One answer in twenty may stand off the scale, and is named; with more the order is not known."""
    _, remark = rule_for_answers({"Agree": 50, "Disagree": 49, "Who knows": 1}, "brand")
    assert remark.endswith("off the scale: 'Who knows'")
    assert rule_for_answers({"Agree": 5, "Disagree": 4, "Who knows": 1}, "brand") is None
    assert rule_for_answers({"Tea": 5, "Coffee": 4}, "brand") is None


@pytest.mark.parametrize(
    ("answer", "span"),
    [
        ("Less than RM20", (-np.inf, 20)),
        ("Around RM20 - RM40", (20, 40)),
        ("RM100,000 - RM150,000", (100000, 150000)),
        ("More than RM150,000", (150000, np.inf)),
        ("Below 30 minutes", (-np.inf, 30)),
        ("Between 30 minutes to 1 hour", (30, 60)),
        ("20-30 minutes", (20, 30)),
        ("More than 3 hours", (180, np.inf)),
        ("within 1km", (-np.inf, 1)),
        ("56岁以上", (56, np.inf)),
        ("16-25岁", (16, 25)),
        ("1万-2万", (10000, 20000)),
        ("65+", (65, np.inf)),
        ("Zero", (-np.inf, 0)),
        ("85,000 and over", (85000, np.inf)),
        ("within the last week", (-np.inf, 10080)),
        ("-1", None),
        ("Coffee", None),
    ],
)
def test_spans_of_answers(answer, span):
    """The range that an answer names, times in minutes; None for codes and words."""
    assert span_of(answer) == span


def test_ranges_are_put_in_order():
    """Ranges score evenly from lowest to highest; for R the fewest days are best; a code gets the middle."""
    rule, remark = rule_for_answers({"20-30": 5, "56岁以上": 3, "-1": 9, "less than 20": 2}, "basic")
    assert rule == Categories(scores={"less than 20": 1, "20-30": 3, "56岁以上": 5, "-1": 3})
    assert "the middle score for '-1'" in remark
    rule, _ = rule_for_answers({"within a week": 5, "1-4 weeks ago": 3, "over a year ago": 9}, "recency")
    assert rule == Categories(scores={"within a week": 5, "1-4 weeks ago": 3, "over a year ago": 1})


@given(st.lists(st.tuples(st.text(max_size=12), st.integers(1, 50)), min_size=1, max_size=12))
def test_a_rule_for_answers_scores_within_1_to_5(answers):
    """Whatever the answers are, a rule is a valid one that knows what it scores, or there is none."""
    counts = dict(answers)
    found = rule_for_answers(counts, "rating")
    if found and isinstance(found[0], Categories):
        assert {answer.casefold() for answer in found[0].scores} <= {answer.casefold() for answer in counts}
