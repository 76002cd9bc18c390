"""For those without data: the questionnaire to hand out, in two languages and two formats."""

import streamlit as st

from core.questionnaire.questions import LANGUAGES, questionnaire
from core.questionnaire.writers import to_docx, to_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def questionnaire_download() -> None:
    """A popover with what to do, the language, and both files, made when they are asked for."""
    with st.popover("Ask your customers", icon=":material/assignment:"):
        st.write(
            "A questionnaire of 15 short questions, one for each indicator and one for who answers. Put it into your"
            " survey tool: paste the Word document into Google Forms, or import the text into Wenjuanxing (问卷星)."
        )
        st.write("When the answers are in, bring the exported file here: Tierboard maps and scores it by itself.")
        language = st.segmented_control(
            "Language",
            list(LANGUAGES),
            format_func=LANGUAGES.get,
            default="en",
            required=True,
            key="questionnaire-language",
        )
        with st.container(horizontal=True):
            st.download_button(
                "Word document",
                lambda: to_docx(questionnaire(language)),
                file_name=f"tierboard-questionnaire-{language}.docx",
                mime=WORD,
                on_click="ignore",
                icon=":material/download:",
            )
            st.download_button(
                "Text to import",
                lambda: to_text(questionnaire(language)),
                file_name=f"tierboard-questionnaire-{language}.txt",
                mime="text/plain",
                on_click="ignore",
                icon=":material/download:",
            )
