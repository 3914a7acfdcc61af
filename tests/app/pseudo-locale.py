# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes a language of which nothing is plain English: pseudo-locale.py DIRECTORY

Each text is between « and », with accents, and 40 % longer, as translations are. It is called qps:
with bindtextdomain () on DIRECTORY and LANGUAGE=qps, what is not translatable stands out, and what
has no room for longer texts does not fit. As gettext translates nothing in the locale C, there is
also an en_US.UTF-8 for LOCPATH=DIRECTORY."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOMAIN = "batch-queue"
LANGUAGE = "qps"
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dngettext:2,3", "ngettext:1,2", "Q_",
            "NP_:1,2"]
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
LONGER = 0.4
# What is for programs: conversions, markup, fields of a template.
KEPT = re.compile(r"(%(?:\d+\$)?[-+ 0#']*[\d*]*(?:\.[\d*]+)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z%]"
                  r"|%\d*G[A-Z_]+|<[^>]+>|&\w+;|\{\{[^}]*\}\}|\\.)")
HEADER = '''msgid ""
msgstr ""
"Language: qps\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
'''


def pseudo(text):
    """Of what stands between the quotes of a PO file."""
    parts = KEPT.split(text)
    accented = "".join(part if number % 2 else part.translate(ACCENTS)
                       for number, part in enumerate(parts))
    rest = "ø" * round(len(text) * LONGER)
    return f"«{accented}{' ' if rest else ''}{' '.join(re.findall('.{1,7}', rest))}»"


def template():
    files = [line for line in (ROOT / "po/POTFILES.in").read_text().splitlines()
             if line and not line.startswith("#")]
    texts = subprocess.run(
        ["xgettext", "--from-code=UTF-8", "--no-wrap", "--no-location", "--output=-",
         *(f"--keyword={keyword}" for keyword in KEYWORDS), *files],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return texts[texts.index("\n\n"):]


def unfold(text):
    """One line for each text."""
    return text.replace('"\n"', "").replace(' ""\n"', ' "')


def translate(text):
    msgid = plural = ""
    for line in unfold(text).splitlines():
        match = re.fullmatch(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"', line)
        if match is None:
            yield line
            continue
        key, value = match.groups()
        if key == "msgid":
            msgid = plural = value
        elif key == "msgid_plural":
            plural = value
        else:
            value = keep_ends(pseudo(msgid if key in ("msgstr", "msgstr[0]") else plural), plural)
        yield f'{key} "{value}"'


def keep_ends(translation, text):
    """The newline that msgfmt wants where the original has one."""
    return translation + "\\n" if text.endswith("\\n") else translation


def main(directory):
    folder = directory / LANGUAGE / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["localedef", "--inputfile=en_US", "--charmap=UTF-8",
                    directory / "en_US.UTF-8"], check=True, stdout=subprocess.DEVNULL)
    texts = HEADER + "\n" + "\n".join(translate(template())) + "\n"
    subprocess.run(["msgfmt", "--check-format", "-o", folder / f"{DOMAIN}.mo", "-"], input=texts,
                   text=True, check=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
