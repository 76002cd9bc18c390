"""Text from files, shown as the text it is: Streamlit reads Markdown in labels, captions and boxes."""

import re

from core.problems import UNSEEN

MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:@&=])")
# Bare addresses become links, and :material/home: an icon, even where every sign is escaped: an invisible space breaks
# them.
ADDRESS = re.compile(r"(?<=://)|(?<=www)(?=\.)|(?=@)|(?<=:)(?=\w)", re.IGNORECASE)


def literal(text: object) -> str:
    """`text` for a place that reads Markdown, with every sign that could mean something escaped."""
    return MARKDOWN.sub(r"\\\1", ADDRESS.sub("\u200b", UNSEEN.sub("", str(text))))
