# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the desktop finds and starts the application: test-data.py DESKTOP SERVICE METAINFO"""

import configparser
import json
import pathlib
import sys
import tempfile
import xml.etree.ElementTree as xml

from checks import ID, ROOT, call, main, needs

DESKTOP, SERVICE, METAINFO = map(pathlib.Path, sys.argv[1:])
BUILD = DESKTOP.parents[1]
DATA = ROOT / "data"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def sections(path):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(path)
    return parser


@needs("desktop-file-validate")
def the_desktop_file_is_valid():
    said = call("desktop-file-validate", DESKTOP)
    assert not said.strip(), said


def the_desktop_file_says_what_a_desktop_needs():
    entry = sections(DESKTOP)["Desktop Entry"]
    assert entry["Exec"].split()[0] == "batch-queue"
    assert entry["DBusActivatable"] == "true"
    assert entry["Comment"] == xml.parse(METAINFO).getroot().findtext("summary")
    assert len(entry["Keywords"].strip(";").split(";")) >= 5


def it_tells_its_version_and_takes_files():
    """Without a display, and without waking one that runs."""
    program = BUILD / "src/app/batch-queue"
    (newest, *_) = xml.parse(METAINFO).getroot().iter("release")
    assert call(program, "--version") == f"batch-queue {newest.get('version')}\n"
    assert "[FILE…]" in call(program, "--help")


def each_desktop_action_is_described():
    entry = sections(DESKTOP)
    actions = entry["Desktop Entry"]["Actions"].strip(";").split(";")
    assert actions == ["new-batch", "pause", "resume"]
    for action in actions:
        section = entry[f"Desktop Action {action}"]
        assert section["Name"]
        assert section["Exec"] == f"gapplication action {ID} {action}"


def one_id_everywhere():
    """Of at least four components, as it names a place where code is hosted."""
    component = xml.parse(METAINFO).getroot()
    assert 4 <= len(ID.split(".")) <= 5
    assert DESKTOP.name == f"{ID}.desktop"
    assert SERVICE.name == f"{ID}.service"
    assert METAINFO.name == f"{ID}.metainfo.xml"
    assert sections(DESKTOP)["Desktop Entry"]["Icon"] == ID
    assert sections(SERVICE)["D-BUS Service"]["Name"] == ID
    assert component.findtext("id") == ID
    assert component.findtext("launchable") == f"{ID}.desktop"
    assert component.findtext("name") == sections(DESKTOP)["Desktop Entry"]["Name"]
    for schema in DATA.glob("*.gschema.xml"):
        assert schema.name == f"{ID}.gschema.xml"
        assert {node.get("id") for node in xml.parse(schema).iter("schema")} >= {ID}
    path = "/" + ID.replace(".", "/")
    for resources in (ROOT / "src/app").glob("*.gresource.xml"):
        for node in xml.parse(resources).iter("gresource"):
            assert node.get("prefix").startswith(path), node.get("prefix")


def installed():
    """Where everything goes, file by file."""
    listed = json.loads((BUILD / "meson-info/intro-installed.json").read_text())
    for source, target in listed.items():
        source = pathlib.Path(source)
        inner = [path.relative_to(source) for path in source.rglob("*") if path.is_file()] \
            if source.is_dir() else [""]
        yield from (str(pathlib.Path(target, path)) for path in inner)


def it_is_installed_where_a_desktop_looks():
    places = set(installed())
    for place in (f"applications/{DESKTOP.name}", f"metainfo/{METAINFO.name}",
                  f"dbus-1/services/{SERVICE.name}", f"glib-2.0/schemas/{ID}.gschema.xml",
                  f"mime/packages/{ID}.xml", f"icons/hicolor/scalable/apps/{ID}.svg",
                  f"icons/hicolor/symbolic/apps/{ID}-symbolic.svg"):
        assert any(path.endswith(f"/share/{place}") for path in places), (place, places)


def mediatypes_are_the_same_everywhere():
    desktop = sections(DESKTOP)["Desktop Entry"]["MimeType"].strip(";").split(";")
    told = [node.text for node in xml.parse(METAINFO).iter("mediatype")]
    assert desktop == told, (desktop, told)


def what_can_be_opened_is_offered_to_be():
    """By a file manager, in Open With."""
    offered = set(sections(DESKTOP)["Desktop Entry"]["MimeType"].strip(";").split(";"))
    rows = {"text/csv", "text/tab-separated-values", "text/plain", "image/png", "image/jpeg",
            "image/gif", "image/webp", "inode/directory"}
    assert rows <= offered, rows - offered


@needs("update-mime-database")
def a_batch_file_has_a_mediatype():
    with tempfile.TemporaryDirectory() as folder:
        packages = pathlib.Path(folder, "packages")
        packages.mkdir()
        (packages / f"{ID}.xml").write_text((DATA / f"{ID}.mime.xml").read_text())
        call("update-mime-database", folder)
        globs = pathlib.Path(folder, "globs2").read_text()
    assert "50:application/jsonl:*.jsonl\n" in globs, globs
    assert "50:application/jsonl:*.ndjson\n" in globs, globs


@needs("glib-compile-schemas")
def settings_are_valid_and_explained():
    call("glib-compile-schemas", "--strict", "--dry-run", DATA)
    for schema in DATA.glob("*.gschema.xml"):
        for key in xml.parse(schema).iter("key"):
            assert (key.findtext("summary") or "").strip(), f"{key.get('name')} has no summary"


main(the_desktop_file_is_valid, the_desktop_file_says_what_a_desktop_needs,
     it_tells_its_version_and_takes_files,
     each_desktop_action_is_described, one_id_everywhere, it_is_installed_where_a_desktop_looks,
     mediatypes_are_the_same_everywhere, what_can_be_opened_is_offered_to_be,
     a_batch_file_has_a_mediatype, settings_are_valid_and_explained)
