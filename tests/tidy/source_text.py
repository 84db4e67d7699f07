"""C++ source as text: without its comments and literals, with its lines where they were."""
import re

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"([^\s()\\]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
                   r"|'(?:\\.|[^'\\\n])+'", re.S)


def without_comments(text):
    """The text with comments and the content of literals replaced by blanks. Include lines lose
    their quoted names too."""
    def blank(match):
        if match.group().startswith("'") and match.start() and text[match.start() - 1].isalnum():
            return match.group()  # a digit separator: 1'000'000
        return re.sub(r"[^\n]", " ", match.group())
    return TOKEN.sub(blank, text)


def line_of(text, at):
    return text.count("\n", 0, at) + 1
