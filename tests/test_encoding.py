"""Which encoding a text file is in, and what happens where none fits."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.importing.reading.encoding import decode, detect
from core.problems import DataProblem

WESTERN = [
    "date_création_compte,id\n1,2\n",
    "Straße;Größe\nMünchen;5\n",
    "Größe\n1\n",
    "Situação;AÇÃO;Opções\nSão Paulo;1;2\n",
    "prix €;“note”\n1;né à Nîmes\n",
    "naïve,créée,coopère\n1,2,3\n",
    "Prénom\nAnne\n",
    "Prénom;Âge\nRené;3\nZoë;4\n",
    "préféré;ÉTÉ;FÉVRIER;À BIENTÔT\n1;2;3;4\n",
    "l’été;cœur;sœur\n1;2;3\n",
    "Numéro;Êtes-vous satisfait ?\n1;Tout à fait d’accord\n2;Ça dépend\n3;Pas du tout d’accord – jamais\n",
    "Übersicht;Wert\nÄrzte;1\nÖl;2\n",
    "Name;Preis €\nMüller;5 €\nWeiß;3 €\n",
    "id,Wie zufrieden?\n" + "1,völlig unzufrieden\n2,weder noch – „gut“\n3,überhaupt nicht\n" * 50,
    "¿Está satisfecho?;Opinión\nSí;Más o menos\nNo;Ningún comentario\n",
    "Número;Año\n1;2\n",
    "ID;Dirección\n1;C/ Peñón 3\n2;Córdoba\n",
    "Città;Qualità;perché\nForlì;sì;più\n",
    "Ålder;kön;För nöjd\n1;2;3\n",
]
CHINESE = [
    "user_id,age\n200001,56岁以上\n200002,-1\n",
    "编号,最近购买,购买次数,消费金额\n1,2,3,4\n",
    "客户,等级\n张三,A级\nQQ群,T恤\n",
    "id,品牌形象\n1,非常同意\n2,一般\n",
    "id,城市\n1,北京\n2,上海\n3,广州\n",
    "姓名,a\n李,1\n",
    "客户编号,性别,您对我们的服务满意吗？\n" + "1,男,非常满意\n2,女,满意\n3,女,不满意\n" * 50,
]
TRADITIONAL = [
    "會員編號,最近購買日期,購買次數,消費金額\n1,2,3,4\n",
    "user_id,age\n200001,56歲以上\n200002,-1\n",
    "客戶,等級\n張三,A級\n",
    "id,品牌形象\n1,非常同意\n2,普通\n",
    "id,性別\n1,男\n2,女\n3,女\n",
    "id,城市\n1,台北市\n2,高雄市\n3,新竹縣\n",
    "客戶編號,性別,您對我們的服務滿意嗎？\n" + "1,男,非常滿意\n2,女,滿意\n3,女,不滿意\n" * 50,
]


@pytest.mark.parametrize("text", WESTERN)
def test_western_letters_between_ascii_never_become_chinese(text):
    """cp1252 text is read as cp1252, also where two accented letters touch."""
    assert decode(text.encode("cp1252"), None, "f.csv") == (text, "cp1252")


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_is_found_even_where_only_cells_hold_it(text):
    """GB18030 text is read as such, whether headings or only some cells are Chinese."""
    assert decode(text.encode("gb18030"), None, "f.csv") == (text, "gb18030")


@pytest.mark.parametrize("text", WESTERN)
def test_mac_roman_is_found_by_its_letters(text):
    """What a Mac wrote is told from cp1252 by a single accented letter between others."""
    assert decode(text.encode("mac-roman"), None, "f.csv") == (text, "mac-roman")


@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_chinese_is_found(text):
    """Big5 is read as such, and the same text in GB18030 as that."""
    assert decode(text.encode("big5"), None, "f.csv") == (text, "big5")
    assert decode(text.encode("gb18030"), None, "f.csv") == (text, "gb18030")


WORDS = sorted({word for text in WESTERN for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()})


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), st.sampled_from(["cp1252", "mac-roman"]))
def test_no_western_words_become_chinese(words, encoding):
    """Whatever words with accents stand in a file, alone in their cells or side by side, it is no Chinese."""
    data = ("id;" + ";".join(words) + "\n1" + ";2" * len(words) + "\n").encode(encoding)
    assert detect(data) in ("cp1252", "mac-roman")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [*WESTERN, *CHINESE, *TRADITIONAL, "id,x\n1,2\n"])
def test_unicode_is_found_with_and_without_mark(text, encoding):
    """UTF-8 and UTF-16 come out without byte-order mark, whether they had one or not."""
    assert decode(text.encode(encoding), None, "f.csv")[0] == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "UTF-16LE", "gb18030", "gbk"])
def test_a_given_encoding_is_used(encoding):
    """An encoding that the user chose is believed, by any name that Python knows."""
    text = "编号,金额\n1,2\n"
    assert decode(text.encode(encoding), encoding, "f.csv") == (text, encoding)


@pytest.mark.parametrize(
    ("data", "encoding"), [(b"a,b\n\xe4,2\n", "utf-8"), (b"a,\x81\n", "cp1252"), (b"abc", "utf-16")]
)
def test_a_given_encoding_that_does_not_fit_is_refused(data, encoding):
    """A wrong choice is one sentence with file and encoding, not a table of nonsense."""
    with pytest.raises(DataProblem, match=rf"^f\.csv: the text is not in the encoding '{encoding}'"):
        decode(data, encoding, "f.csv")


@pytest.mark.parametrize("encoding", ["klingon", "a\0b", "hex"])
def test_an_unknown_encoding_is_refused(encoding):
    """A name that is no text encoding is told with those that are."""
    with pytest.raises(DataProblem, match=r"is not known \(accepted: UTF-8"):
        decode(b"a,b\n", encoding, "f.csv")


def test_bytes_that_fit_nothing_are_refused():
    """A byte that no encoding here knows is named by its place."""
    with pytest.raises(DataProblem, match=r"byte 3 fits none of the encodings"):
        decode(b"a,\x81=\xad\n", None, "f.csv")


def test_a_character_cut_in_half_does_not_cost_the_file():
    """Programs that cut cells at so many bytes halve Chinese characters: the rest is read."""
    whole = "编号,评价\n" + "1,很好很满意\n" * 50
    text, encoding = decode(whole.encode("gb18030") + "2,好".encode("gb18030")[:-1], None, "f.csv")
    assert encoding == "gb18030"
    assert text.startswith(whole)


def test_a_few_nuls_are_not_utf16():
    """NULs in a damaged file do not make it UTF-16: its line ends are single bytes."""
    assert detect(b"a,b\n1,\x002\n") == "utf-8"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1))
def test_utf8_reads_back_whatever_it_says(text):
    """Text written as UTF-8 with a mark is read back to the letter."""
    assert decode(text.encode("utf-8-sig"), None, "f.csv") == (text, "utf-8-sig")


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(data):
    """Whatever is uploaded, decoding raises nothing but a DataProblem."""
    with contextlib.suppress(DataProblem):
        assert isinstance(decode(data, None, "f.csv")[0], str)
