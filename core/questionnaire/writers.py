"""The questionnaire as a Word document to paste from, and as the plain text that survey tools import."""

import datetime as dt
import io
import zipfile

from core.questionnaire.questions import Questionnaire


def to_text(asked: Questionnaire) -> bytes:
    """UTF-8 text: title and introduction, then numbered questions, one option a line, a blank line between.

    Wenjuanxing's text import makes a question with options of each such block, and one with a blank to fill in of the
    first, which is marked so.
    """
    blocks = [f"{asked.title}\n{asked.introduction}"]
    for number, question in enumerate(asked.questions, start=1):
        blank = "" if question.options else asked.blank
        blocks.append("\n".join([f"{number}. {question.text}{blank}", *question.offered]))
    return ("\n\n".join(blocks) + "\n").encode("utf-8-sig")


def to_docx(asked: Questionnaire) -> bytes:
    """A Word document; each question and each option is a paragraph of its own, to be copied as it stands."""
    import docx  # takes a tenth of a second, needed by few
    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Microsoft YaHei")
    note = document.add_paragraph().add_run(asked.before_sending)
    note.font.highlight_color = WD_COLOR_INDEX.YELLOW
    note.font.size = Pt(9)
    document.add_heading(asked.title, level=1)
    document.add_paragraph(asked.introduction)
    for number, question in enumerate(asked.questions, start=1):
        line = document.add_paragraph()
        line.add_run(f"{number}. {question.text}").bold = True
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(12), Pt(2)
        line.paragraph_format.keep_with_next = True
        for option in question.offered:
            choice = document.add_paragraph(option)
            choice.paragraph_format.left_indent = Cm(0.6)
            choice.paragraph_format.space_after = Pt(0)
            choice.paragraph_format.keep_with_next = option != question.offered[-1]
        if not question.options:
            document.add_paragraph("_" * 30)
    about = document.core_properties
    about.title, about.author, about.comments = asked.title, "", ""
    about.created = about.modified = dt.datetime(2026, 1, 1)
    content = io.BytesIO()
    document.save(content)
    return _undated(content)


def _undated(content: io.BytesIO) -> bytes:
    """The same archive without the time of day in it: the same bytes whenever it is made."""
    whole = io.BytesIO()
    with zipfile.ZipFile(content) as made, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as same:
        for name in made.namelist():
            same.writestr(zipfile.ZipInfo(name), made.read(name), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
