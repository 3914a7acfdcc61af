# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people read before and beside the program is there, and true: test-documents.py METAINFO
VERSION"""

import re
import subprocess
import sys
import xml.etree.ElementTree as xml

from checks import ROOT, main, none_of

COMPONENT = xml.parse(sys.argv[1]).getroot()
VERSION = sys.argv[2]
DOAP = "{http://usefulinc.com/ns/doap#}"
RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
FEW_WORDS = 60


def documents():
    """All that are kept; what is built is beside them."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "*.md"], capture_output=True,
                            text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]
    return [path for folder in (".", "docs", "src", "tests", "examples")
            for path in (ROOT / folder).glob("*.md")]


def anchors(path):
    """What its headings can be reached by."""
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", LINK.sub(r"\1", heading).replace("`", "")).lower()
        yield plain.strip().replace(" ", "-")


def address(kind):
    return COMPONENT.findtext(f"url[@type='{kind}']")


def all_are_there():
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"):
        words = (ROOT / name).read_text().split()
        assert len(words) > FEW_WORDS, name
    assert "vulnerability" in (ROOT / "SECURITY.md").read_text()
    assert re.search(r"\[[^\]]*Code of Conduct\]\(https://\S+\)",
                     (ROOT / "CONTRIBUTING.md").read_text())


def links_lead_somewhere():
    wrong = []
    for path in documents():
        for link in LINK.findall(CODE.sub("", path.read_text())):
            name, _, anchor = link.partition("#")
            target = path.parent / name if name else path
            if target.suffix == ".html":
                # Pages of the reference link to what is made of each other.
                target = target.with_suffix(".md")
            if "://" in link or link.startswith("mailto:"):
                continue
            if not target.exists() or (anchor and target.suffix == ".md"
                                       and anchor not in anchors(target)):
                wrong.append(f"{path.relative_to(ROOT)}: {link}")
    none_of(wrong, "lead nowhere")


def the_changelog_is_of_this_version():
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased" or VERSION in headings[0], headings


def the_project_is_described_as_elsewhere():
    project = xml.parse(ROOT / "batch-queue.doap").getroot()
    assert project.findtext(f"{DOAP}name") == COMPONENT.findtext("name")
    assert project.findtext(f"{DOAP}shortdesc") == COMPONENT.findtext("summary")
    for name, kind in (("homepage", "homepage"), ("bug-database", "bugtracker")):
        assert project.find(f"{DOAP}{name}").get(RESOURCE) == address(kind), name
    assert project.find(f".//{DOAP}browse").get(RESOURCE) == address("vcs-browser")
    licences = {node.get(RESOURCE).rpartition("/")[2]
                for node in project.findall(f"{DOAP}license")}
    assert licences == set(COMPONENT.findtext("project_license").split(" AND ")), licences
    assert all((ROOT / "LICENSES" / f"{licence}.txt").exists() for licence in licences)


def help_is_where_the_program_looks_for_it():
    """It is a page of the project, which has a chapter about the window."""
    told = re.search(r'#define HELP_URI "(.*)"',
                     (ROOT / "src/app/shell/batch-application.c").read_text())[1]
    assert told == address("help")
    page = ROOT / told.partition("/blob/main/")[2]
    assert "the-application" in anchors(page), page


main(all_are_there, links_lead_somewhere, the_changelog_is_of_this_version,
     the_project_is_described_as_elsewhere, help_is_where_the_program_looks_for_it)
