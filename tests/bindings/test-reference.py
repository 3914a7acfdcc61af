# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Makes the reference of the library: test-reference.py GI-DOCGEN CONFIG PAGES GIR

It has to come out without a warning, its links have to lead somewhere, and everything that is
public has to be described.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

CORE = "{http://www.gtk.org/introspection/core/1.0}"
DESCRIBED = ["class", "interface", "bitfield", "enumeration", "function", "method", "constructor",
             "virtual-method", "property", "member", "parameter"]
LINK = re.compile(r'href="([^"#:]+)(?:#[^"]*)?"')
LEFT = re.compile(r"\[(?:class|ctor|enum|error|flags|func|iface|method|property|signal|vfunc)@"
                  r"[^\]]*\]")


def generate(gi_docgen, config, pages, gir, place):
    done = subprocess.run(
        [gi_docgen, "generate", "--quiet", "--fatal-warnings", "--no-namespace-dir",
         "--config", config, "--content-dir", pages, "--output-dir", place, gir],
        capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    assert "WARNING" not in done.stderr, done.stderr


def check_links(place):
    lost = set()
    for page in place.rglob("*.html"):
        text = page.read_text("utf-8")
        lost |= {f"{page.name}: {link}" for link in LINK.findall(text)
                 if not (page.parent / link).exists()}
        lost |= {f"{page.name}: {link}" for link in LEFT.findall(text)}
    assert not lost, "\n".join(sorted(lost))


def undescribed(element, path):
    for child in element:
        tag = child.tag.removeprefix(CORE)
        name = f"{path}.{child.get('name')}"
        if tag in DESCRIBED and child.find(f"{CORE}doc") is None:
            yield f"{tag} {name}"
        if tag != "record":
            yield from undescribed(child, name if child.get("name") else path)


def check_described(gir):
    namespace = xml.etree.ElementTree.parse(gir).getroot().find(f"{CORE}namespace")
    missing = list(undescribed(namespace, "Batch"))
    assert not missing, "\n".join(missing)


def main(gi_docgen, config, pages, gir):
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        checks = {
            "everything is described": lambda: check_described(gir),
            "the reference comes out": lambda: generate(gi_docgen, config, pages, gir, place),
            "its links lead somewhere": lambda: check_links(place),
        }
        print(f"1..{len(checks)}")
        failed = False
        for number, (name, check) in enumerate(checks.items(), 1):
            try:
                check()
                print(f"ok {number} {name}")
            except AssertionError as error:
                failed = True
                print("".join(f"# {line}\n" for line in str(error).splitlines()), end="")
                print(f"not ok {number} {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
