# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be seen in the sources of the window: test-sources.py"""

import re
import xml.etree.ElementTree as xml

from checks import ROOT, main, none_of

APP = ROOT / "src/app"
# Each question, with why it is asked instead of offering Undo.
QUESTIONS = {
    "assistant/batch-assistant.c: Discard This Batch?": "what was typed is kept nowhere",
    "assistant/batch-prompt-step.c: Replace the Template?": "what it was is kept nowhere",
    "assistant/batch-prompt-step.c: Save as a Template": "asks for a name, and ends nothing",
    "queue/batch-item-list-actions.c: Cancel These Items?": "what has ended stays as it is",
    "shell/batch-window-actions.c: Cancel This Batch?": "what is in flight cannot be taken back",
    "shell/batch-window-closing.c: Keep Working?": "asks once what closing means",
    "shell/batch-window-when-done.c: Run a Command When Done": "asks for a command",
}
# Units have no plural, and these are no things.
NO_THINGS = {"s", "ms", "is", "was", "has", "lets", "brings", "takes"}

LITERAL = r'"(?:\\.|[^"\\])*"'
MARKED = re.compile(rf'(?<![\w"])N?_ ?\(\s*((?:{LITERAL}|[A-Z0-9_]+|\s)+)\)')
# A number that was made a text before is one, too.
NUMBER = r"%'?[0-9]*(?:l|ll|z)?[dius]"


def sources(*suffixes):
    return [path for folder in ("src/app", "src/cli") for path in sorted((ROOT / folder).rglob("*"))
            if path.suffix in suffixes]


def text_of(literals):
    """What stands in the literals and macros that follow each other."""
    known = literals.replace("G_GINT64_FORMAT", '"d"').replace("G_GUINT64_FORMAT", '"u"')
    return "".join(part[1:-1] for part in re.findall(LITERAL, known))


def marked_texts():
    """(file, text) of what is to be translated and has one form only."""
    for path in sources(".c"):
        for found in MARKED.finditer(path.read_text()):
            yield path.relative_to(ROOT), text_of(found[1])


def numbers_of_things_have_a_plural():
    """“1 items” is what a text says that has one form only."""
    texts = list(marked_texts())
    assert len(texts) > 500, len(texts)
    none_of((f"{path}: {text}" for path, text in texts
             for word in re.findall(rf"{NUMBER} (\w*s)\b", text) if word not in NO_THINGS),
            "needs ngettext ()")


def texts_are_not_put_together():
    """The order of words is a translator's; so is what stands before and behind a name."""
    marked = rf"N?_ ?\(\s*{LITERAL}\)"
    joined = (rf"g_str(?:concat|join) \([^;]*?{marked}[^;]*?,\s*(?:{marked}|\"[^\"]*[a-z]{{2}})",
              rf"{marked}\s*{marked}", rf"{marked} ?[+%]")
    none_of((f"{path.relative_to(ROOT)}: {found[0]}" for path in sources(".c")
             for pattern in joined for found in re.finditer(pattern, path.read_text())),
            "is put together")


def colors_are_those_of_the_theme():
    none_of((f"{path.relative_to(ROOT)}: {found}" for path in sources(".c", ".h", ".ui", ".css")
             for found in re.findall(r"(?<!&)#[0-9a-fA-F]{3,8}\b|\brgba? ?\(\d|GDK_RGBA",
                                     path.read_text())), "a color of its own")


def nothing_moves_of_its_own():
    """What GTK and libadwaita move, they leave where it is when a person wants that."""
    none_of((f"{path.relative_to(ROOT)}: {found}" for path in sources(".c", ".ui", ".css")
             for found in re.findall(r"adw_\w+_animation_new|gtk_progress_bar_pulse|@keyframes"
                                     r"|transition(?:-\w+)?:|animation(?:-\w+)?:",
                                     path.read_text())), "an animation of its own")


def questions_are_asked_where_there_is_no_undo():
    asked = {f"{path.relative_to(APP)}: {found}" for path in APP.rglob("*.c")
             if path.name != "batch-question.c"
             for found in re.findall(r'batch_question_new \(_\("([^"]*)"', path.read_text())}
    assert asked == set(QUESTIONS), asked ^ set(QUESTIONS)
    none_of((path for path in APP.rglob("*") if path.suffix in {".c", ".ui"}
             and path.name != "batch-question.c"
             and re.search("adw_(message|alert)_dialog_new|Adw(Message|Alert)Dialog",
                           path.read_text())), "asks by itself")


def what_destroys_asks_or_can_be_undone():
    """Nothing else has a button that is marked so; a server that is removed can be brought back."""
    destructive = {str(path.relative_to(APP)) for path in APP.rglob("*") if path.is_file()
                   and path.suffix in {".c", ".ui"} and path.name != "batch-question.c"
                   and re.search("ADW_RESPONSE_DESTRUCTIVE|destructive-action", path.read_text())}
    assert destructive == {"assistant/batch-assistant.c", "assistant/batch-prompt-step.c",
                           "queue/batch-item-list-actions.c", "shell/batch-window-actions.c",
                           "servers/batch-server-row.ui"}, destructive


def property_of(node, name):
    found = node.find(f"property[@name='{name}']")
    return None if found is None else (found.text or "").strip()


def buttons_with_a_picture():
    """(file, button) of those that have a picture and no word."""
    for path in sorted(APP.rglob("*.ui")):
        for node in xml.parse(path).iter("object"):
            if (node.get("class", "").endswith("Button") and property_of(node, "icon-name")
                    and property_of(node, "label") is None):
                yield path.relative_to(ROOT), node


def buttons_with_a_picture_say_what_they_do():
    buttons = list(buttons_with_a_picture())
    assert len(buttons) > 10, len(buttons)
    none_of((f"{path}: {property_of(node, 'icon-name')} has no tooltip" for path, node in buttons
             if property_of(node, "tooltip-text") is None), "without a word")


def rows_with_markup():
    """(file, id) of rows whose texts are taken as markup, as that is what they are unless told."""
    for path in sorted(APP.rglob("*.ui")):
        for node in xml.parse(path).iter("object"):
            if (node.get("class") in {"AdwActionRow", "AdwComboRow", "AdwExpanderRow"}
                    and property_of(node, "use-markup") != "False"):
                yield path, node.get("id")


def rows_that_are_filled_take_no_markup():
    """A file, a model or a server may have a name with “&” in it."""
    filled = {(path.with_suffix(".ui"), found) for path in APP.rglob("*.c") for found in re.findall(
        r"adw_\w+_row_set_(?:sub)?title \((?:ADW_\w+_ROW \()?self->(\w+)", path.read_text())}
    assert len(filled) > 5, filled
    none_of((f"{path.relative_to(ROOT)}: {row}" for path, row in rows_with_markup()
             if (path, row) in filled), "takes names as markup")


main(numbers_of_things_have_a_plural, texts_are_not_put_together, colors_are_those_of_the_theme,
     questions_are_asked_where_there_is_no_undo, what_destroys_asks_or_can_be_undone,
     buttons_with_a_picture_say_what_they_do, nothing_moves_of_its_own,
     rows_that_are_filled_take_no_markup)
