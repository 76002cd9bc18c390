"""Answers in words are put in order, by their family or by the ranges they name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.mapping.answers import rule_for_answers
from core.importing.mapping.frequencies import rate_of
from core.importing.mapping.ranges import span_of
from core.importing.mapping.spellings import meant_by, same_form
from core.raw_values import word_points
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


def test_two_ways_to_say_one_level_become_one_word():
    """The more frequent one is the word, the other its variant: both score the same, and the steps stay even."""
    counts = {"Neutral": 5, "Neither agree nor disagree": 6, "Agree": 9, "Disagree": 2}
    rule, remark = rule_for_answers(counts, "brand")
    assert rule.words == ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
    assert rule.variants == {"Neutral": "Neither agree nor disagree"}
    assert "other spellings: 'Neutral' = 'Neither agree nor disagree'" in remark
    often, _ = rule_for_answers({"often": 5, "frequently": 3, "never": 2}, "visits")
    assert often == Words(words=("never", "often"), variants={"frequently": "often"})


def test_other_spellings_are_merged_and_scored_alike():
    """Blanks, stops, numbers, case and slips of the keys make no new answer."""
    spelt = [
        "Strongly Agree",
        "Strongly  agree",
        "strongly agree.",
        "Stongly agree",
        "5 - strongly agree",
        "STRONGLY-AGREE",
    ]
    counts = {"Disagree": 30, "Neutral": 20, "Strongly Agree": 40} | dict.fromkeys(spelt[1:], 1)
    rule, _ = rule_for_answers(counts, "brand")
    assert rule.words[-1] == "Strongly Agree"
    assert set(rule.variants.values()) == {"Strongly Agree"}
    points = word_points(rule)
    assert [points[same_form(answer)] for answer in spelt] == [5.0] * len(spelt)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Stongly agree", "Strongly agree"),
        ("strongly agre", "Strongly agree"),
        ("Strongly disgree", "Strongly disagree"),
        ("disagre", "Disagree"),
        ("isagree", None),
        ("strongly dagree", None),
        ("nagree", None),
        ("strong", None),
    ],
)
def test_a_slip_is_never_taken_for_the_opposite(written, meant):
    """One letter lost or doubled is forgiven where the word begins as it should; a lost "dis" is left to the user."""
    rule, remark = rule_for_answers(
        {"Agree": 50, "Disagree": 40, "Strongly agree": 9, "Strongly disagree": 9, written: 1}, "brand"
    )
    assert rule.variants == ({written: meant} if meant else {})
    assert meant or f"off the scale: {written!r}" in remark


@pytest.mark.parametrize(
    ("written", "family"), [("food", "good"), ("nevr", "never"), ("satisfied", "dissatisfied"), ("likely", "unlikely")]
)
def test_short_words_and_opposites_are_two_answers(written, family):
    """A slip in a short word cannot be told from another word."""
    assert meant_by(written, frozenset([family])) is None


SCALES = {
    "agreement": ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"],
    "agreement, seven": [
        "Strongly disagree",
        "Disagree",
        "Somewhat disagree",
        "Neutral",
        "Somewhat agree",
        "Agree",
        "Strongly agree",
    ],
    "agreement in Chinese": ["非常不同意", "不同意", "一般", "同意", "非常同意"],
    "agreement in Chinese, seven": ["完全不同意", "不同意", "不太同意", "中立", "比较同意", "同意", "完全同意"],
    "satisfaction": ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"],
    "satisfaction, survey tool": [
        "Extremely dissatisfied",
        "Somewhat dissatisfied",
        "Neither satisfied nor dissatisfied",
        "Somewhat satisfied",
        "Extremely satisfied",
    ],
    "satisfaction, seven": [
        "Extremely dissatisfied",
        "Moderately dissatisfied",
        "Slightly dissatisfied",
        "Neither satisfied nor dissatisfied",
        "Slightly satisfied",
        "Moderately satisfied",
        "Extremely satisfied",
    ],
    "satisfaction from none": [
        "Not at all satisfied",
        "Slightly satisfied",
        "Moderately satisfied",
        "Very satisfied",
        "Extremely satisfied",
    ],
    "satisfaction in Chinese": ["很不满意", "不满意", "一般", "满意", "很满意"],
    "satisfaction in traditional Chinese": ["非常不滿意", "不滿意", "一般", "滿意", "非常滿意"],
    "satisfaction in Chinese, seven": ["非常不满意", "不满意", "有点不满意", "一般", "有点满意", "满意", "非常满意"],
    "likelihood": ["Very unlikely", "Unlikely", "Neutral", "Likely", "Very likely"],
    "likelihood, survey tool": [
        "Extremely unlikely",
        "Somewhat unlikely",
        "Neither likely nor unlikely",
        "Somewhat likely",
        "Extremely likely",
    ],
    "likelihood from none": [
        "Not at all likely",
        "Slightly likely",
        "Moderately likely",
        "Very likely",
        "Extremely likely",
    ],
    "likelihood in Chinese": ["非常不可能", "不太可能", "不确定", "比较可能", "非常可能"],
    "willingness in Chinese": ["非常不愿意", "不愿意", "一般", "愿意", "非常愿意"],
    "would": ["Definitely not", "Probably not", "Might or might not", "Probably yes", "Definitely yes"],
    "would in Chinese": ["肯定不会", "可能不会", "不确定", "可能会", "肯定会"],
    "quality": ["Very poor", "Poor", "Average", "Good", "Excellent"],
    "quality from poor": ["Poor", "Fair", "Good", "Very good", "Excellent"],
    "quality in Chinese": ["很差", "较差", "一般", "较好", "很好"],
    "importance": [
        "Not at all important",
        "Slightly important",
        "Moderately important",
        "Very important",
        "Extremely important",
    ],
    "importance in Chinese": ["非常不重要", "不重要", "一般", "重要", "非常重要"],
    "familiar": [
        "Not at all familiar",
        "Slightly familiar",
        "Moderately familiar",
        "Very familiar",
        "Extremely familiar",
    ],
    "interested": [
        "Not at all interested",
        "Not very interested",
        "Somewhat interested",
        "Interested",
        "Very interested",
    ],
    "familiar in Chinese": ["完全不了解", "不太了解", "一般", "比较了解", "非常了解"],
    "how much": ["None at all", "A little", "A moderate amount", "A lot", "A great deal"],
    "how often": ["Never", "Rarely", "Sometimes", "Often", "Always"],
    "how often in Chinese": ["从不", "很少", "有时", "经常", "总是"],
    "rates": [
        "Less than once a month",
        "Once a month",
        "2-3 times a month",
        "Once a week",
        "2-3 times a week",
        "4 or more times a week",
        "Daily",
    ],
    "rates with words": ["Never", "Once every 2-3 months", "Every month", "Every other week", "More than once a week"],
    "rates in Chinese": ["每月不到1次", "每月1-2次", "每周1次", "每周2-3次", "每天"],
    "yes or no": ["No", "Yes"],
    "yes or no in Chinese": ["否", "是"],
    "ages": ["Under 18", "18–25 years old", "26–35 years old", "36-45 years old", "46+"],
    "ages in Chinese": ["18岁以下", "18~25岁", "26~35岁", "36~55岁", "56岁以上"],
    "incomes": ["Less than $25,000", "$25,000 to $49,999", "$50,000 to $99,999", "$100,000 or more"],
    "incomes in Chinese": ["3000元以下", "3000-5000元", "5000-8000元", "8000元-1万元", "1万元以上"],
    "incomes in thousands": ["Under £10k", "£10k–£20k", "£20k–£30k", "£30k+"],
    "spend": ["Less than RM20", "RM20 - RM40", "RM40 - RM60", "More than RM60"],
    "stay": ["Below 30 minutes", "Between 30 minutes to 1 hour", "Between 1 hour to 2 hours", "More than 3 hours"],
    "stay in Chinese": ["少于30分钟", "30分钟-1小时", "1-2小时", "2小时以上"],
}


@pytest.mark.parametrize("words", SCALES.values(), ids=SCALES)
def test_usual_answer_sets_are_put_in_order(words):
    """Each usual set of answers, in any order and number, is found whole, worst to best, with nothing merged."""
    for order in (words, words[::-1], sorted(words)):
        rule, _ = rule_for_answers({word: 3 + len(word) % 4 for word in order}, "rating")
        assert rule == Words(words=tuple(words))


@pytest.mark.parametrize(
    ("answer", "times"),
    [
        ("once a week", 52),
        ("2-3 times a month", 30),
        ("twice per year", 2),
        ("every 2 weeks", 26),
        ("every other day", 182.5),
        ("每周2次", 104),
        ("1-2次/月", 18),
        ("每两周一次", 26),
        ("daily", 365),
        ("never", 0),
        ("within a week", None),
        ("a week ago", None),
        ("2 weeks", None),
    ],
)
def test_how_often_an_answer_says(answer, times):
    """As times a year; a length of time is no rate."""
    assert rate_of(answer) == times


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
    assert rule == Words(words=("over a year ago", "1-4 weeks ago", "within a week"))


@given(st.lists(st.tuples(st.text(max_size=12), st.integers(1, 50)), min_size=1, max_size=12))
def test_a_rule_for_answers_scores_within_1_to_5(answers):
    """Whatever the answers are, a rule is a valid one that knows what it scores, or there is none."""
    counts = dict(answers)
    found = rule_for_answers(counts, "rating")
    if found and isinstance(found[0], Categories):
        assert {answer.casefold() for answer in found[0].scores} <= {answer.casefold() for answer in counts}
