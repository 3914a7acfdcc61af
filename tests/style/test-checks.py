# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The checks must be able to fail: each sees a small tree that is right, and then one mistake."""

import pathlib
import subprocess
import sys
import tempfile
import textwrap

HERE = pathlib.Path(__file__).parent
# REUSE-IgnoreStart
OWNER = "SPDX-FileCopyrightText: 2026 Somebody"
LICENCE = "SPDX-License-Identifier: CC0-1.0"

README = """\
| reads the time itself | why |
|---|---|
| `core/foo.c` | it is the clock |

| folder | what it holds | may include |
|---|---|---|
| `src/libbatch` | `batch.h` | `core` |
| `src/libbatch/core` | values | – |
| `src/libbatch/store` | rows | `core` |
| `src/cli` | `batchq` | – |

| header | only in |
|---|---|
| `sqlite3.h` | `store` |
"""


def c_file(name, *lines):
    start = [f"/* {name}", " *", f" * {OWNER}", f" * {LICENCE}", " */", ""]
    return "\n".join([*start, *lines, ""])


GOOD = {
    "src/README.md": README,
    "src/libbatch/core/foo.c": c_file(
        "foo.c", '#include "config.h"', "", "g_autoptr(GError) error = NULL;",
        "return f (g_get_real_time ());"
    ),
    "src/libbatch/core/foo.h": c_file("foo.h", "#pragma once"),
    "src/libbatch/store/bar.c": c_file(
        "bar.c", '#include "config.h"', "", "#include <sqlite3.h>", '#include "core/foo.h"'
    ),
    "src/cli/main.c": c_file("main.c", '#include "config.h"', "", 'puts (_("Hello(world)\\t"));'),
    "tests/core/test-foo.c": c_file("test-foo.c", '#include "config.h"', *["f (1);"] * 20),
    "po/POTFILES.in": f"# {OWNER}\n# {LICENCE}\nsrc/cli/main.c\n",
    "po/batch-queue.pot": f'# {OWNER}\n# {LICENCE}\nmsgid ""\nmsgstr ""\n'
                          '"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
                          'msgid "Hello(world)\\t"\nmsgstr ""\n',
    "LICENSES/CC0-1.0.txt": "free",
    "REUSE.toml": f"""\
# {OWNER}
# {LICENCE}
[[annotations]]
path = ["src/*.md", "**.json"]
SPDX-FileCopyrightText = "2026 Somebody"
SPDX-License-Identifier = "CC0-1.0"
""",
    "data/a/b.json": "{}\n",
    "built/meson-private/coredata.dat": "",
    "built/log.txt": "no newline",
    "dev": f"#!/bin/sh\n# {OWNER}\n# {LICENCE}\nset -eu\n",
}
# REUSE-IgnoreEnd

HEAD = '#include "config.h"'

# What a check says of what is right.
SAYS = {"ratio": "27 lines of tests for 27 of the library: 1.000", "template": "1 texts"}

# check, file, its text, what the check must say
MISTAKES = [
    ("includes", "src/libbatch/core/bad.c", '#include "store/bar.h"\n',
     "core/bad.c:1: core/ may not include store/"),
    ("includes", "src/libbatch/core/bad.c", '\n# include <store/bar.h>\n',
     "core/bad.c:2: core/ may not include store/"),
    ("includes", "src/libbatch/core/bad.c", '#include "../store/bar.h"\n',
     "core/bad.c:1: core/ may not include ../"),
    ("includes", "src/libbatch/core/bad.c", "#include <sqlite3.h>\n",
     "core/bad.c:1: core/ may not include sqlite3.h"),
    ("includes", "src/libbatch/new/bad.c", "\n", "src/libbatch/new: not in the table"),
    ("includes", "src/README.md", README.replace("values | –", "values | `store`"),
     "include each other in a circle: core, libbatch, store"),
    ("includes", "src/README.md",
     README + "\n| `batch-executor-` | does |\n|---|---|\n| `lanes` | |\n",
     "batch-executor-lanes is in its table or in a file, not in both"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", '#include "core/foo.h"'),
     "bad.c:1: config.h is not the first include"),
    ("style", "src/libbatch/core/bad.c", c_file("other.c", HEAD),
     "bad.c:1: the first line does not name the file"),
    ("style", "src/libbatch/core/bad.h", c_file("bad.h"), "bad.h:1: no #pragma once"),
    ("style", "src/libbatch/core/bad.h",
     c_file("bad.h", "#pragma once", '#include "core/foo-private.h"'),
     "bad.h:8: a public header includes a private one"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, "f(1);"),
     "bad.c:8: no space before the parenthesis"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, "gint" + " i;"),
     "bad.c:8: the plain C type"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, "go" + "to out;"), "bad.c:8: goto"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, "system" + " (x);"),
     "bad.c:8: a function that is not safe"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, "int i; "),
     "bad.c:8: space at the end"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, "\tint i;"), "bad.c:8: tab"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, "i = " + "1" * 100 + ";"),
     "bad.c:8: longer than 100 columns"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, *["int i;"] * 800),
     "bad.c:807: more than 800 lines"),
    ("style", "src/libbatch/core/bad.c", c_file("bad.c", HEAD, "/* FIX" + "ME */"),
     "bad.c:8: a note to come back to"),
    ("style", "notes.md", "see /ho" + "me/me/notes\n", "notes.md:1: a path of somebody's machine"),
    ("style", "notes.md", "no newline", "notes.md:1: no newline at the end"),
    ("licences", "src/bad.py", f"# {LICENCE}\n", "src/bad.py: no owner or licence"),
    ("licences", "src/sub/bad.md", "text\n", "src/sub/bad.md: no owner or licence"),
    ("licences", "src/bad.py", f"# {OWNER}\n# {LICENCE}".replace("CC0-1.0", "MIT"),
     "src/bad.py: the text of MIT is not in LICENSES"),
    ("licences", "LICENSES/MIT.txt", "free", "LICENSES/MIT.txt: used by nothing"),
    ("potfiles", "src/cli/main.c", c_file("main.c", HEAD, '_("%" G_GINT64_FORMAT " of %s")'),
     "src/cli/main.c: G_GINT64_FORMAT cuts a text for translators off"),
    ("potfiles", "src/cli/bad.c", 'puts (_("Hello"));\n',
     "src/cli/bad.c: has text, and is not in po/POTFILES.in"),
    ("potfiles", "src/cli/main.c", "\n", "po/POTFILES.in: src/cli/main.c has no text to translate"),
    ("potfiles", "src/app/bad.ui", '<p translatable="yes">x</p>\n',
     "src/app/bad.ui: has text, and is not in po/POTFILES.in"),
    ("template", "src/cli/main.c", c_file("main.c", HEAD, 'puts (_("Goodbye"));'),
     'po/batch-queue.pot: lacks msgid "Goodbye"'),
    ("template", "src/cli/main.c", "\n",
     'po/batch-queue.pot: nothing says msgid "Hello(world)\\t" any more'),
    ("time", "src/libbatch/core/bad.c", "a = g_get_monotonic_time ();\n",
     "core/bad.c:1: g_get_monotonic_time () goes past the clock of the engine"),
    ("time", "src/libbatch/store/bad.c", "\n/* time (NULL) */ t = time (NULL);\n",
     "store/bad.c:2: time () goes past the clock of the engine"),
    ("time", "src/libbatch/core/foo.c", "/* g_get_real_time () */\n",
     "src/README.md: core/foo.c does not read the time itself"),
    ("scripts", "dev", "#!/bin/sh\nrm $1\n", "SC2086"),
    ("ratio", "tests/core/test-foo.c", "\n" * 16,
     "16 lines of tests for 27 of the library: 0.593"),
    ("ratio", "src/libbatch/core/foo.h", "\n" * 60, "tests: less than 0.6 lines"),
]


def run_check(check, changed):
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**GOOD, **changed}.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        program = HERE / f"check-{check}.py"
        command = [sys.executable, program, root]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def main():
    checks = ["includes", "style", "licences", "potfiles", "ratio", "scripts", "template",
              "time"]
    cases = [(check, "accepts what is right", {}, 0, SAYS.get(check, "")) for check in checks]
    cases += [(check, said, {name: text}, 1, said) for check, name, text, said in MISTAKES]
    print(f"1..{len(cases)}")
    failed = False
    for number, (check, title, changed, expected, said) in enumerate(cases, 1):
        code, output = run_check(check, changed)
        if code == 77:
            print(f"ok {number} - {check} # SKIP {output.strip()}")
            continue
        good = code == expected and (said in output if said else output == "")
        failed = failed or not good
        print("ok" if good else "not ok", number, "-", f"{check}: {title}".replace("#", ""))
        if not good:
            print(textwrap.indent(output, "# "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
