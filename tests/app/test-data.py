# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the desktop is told of the application: test-data.py DESKTOP METAINFO"""

import configparser
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ID = "io.github.batchqueue.BatchQueue"
DESKTOP, METAINFO = sys.argv[1:]


def validated_by(program, *arguments):
    if shutil.which(program) is None:
        return f"SKIP {program} is not installed"
    result = subprocess.run([program, *arguments], capture_output=True, text=True)
    assert result.returncode == 0 and not result.stdout.strip().startswith("W:"), \
        result.stdout + result.stderr
    return None


def the_desktop_file_is_valid():
    return validated_by("desktop-file-validate", DESKTOP)


def the_metainfo_is_valid():
    return validated_by("appstreamcli", "validate", "--no-net", METAINFO)


def one_id_everywhere():
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(DESKTOP)
    component = xml.parse(METAINFO).getroot()
    assert pathlib.Path(DESKTOP).name == f"{ID}.desktop"
    assert entry["Desktop Entry"]["Icon"] == ID
    assert component.findtext("id") == ID
    assert component.findtext("launchable") == f"{ID}.desktop"
    assert component.findtext("name") == entry["Desktop Entry"]["Name"]


def icons_are_square_and_simple():
    icons = ROOT / "data/icons/hicolor"
    for path, size in ((icons / f"scalable/apps/{ID}.svg", "128"),
                       (icons / f"symbolic/apps/{ID}-symbolic.svg", "16")):
        image = xml.parse(path).getroot()
        assert image.get("width") == image.get("height") == size, path
        assert "feGaussianBlur" not in path.read_text(), path


TESTS = [the_desktop_file_is_valid, the_metainfo_is_valid, one_id_everywhere,
         icons_are_square_and_simple]

if __name__ == "__main__":
    print(f"1..{len(TESTS)}")
    failed = False
    for number, test in enumerate(TESTS, 1):
        name = test.__name__.replace("_", " ")
        try:
            skip = test()
            print(f"ok {number} - {name}" + (f" # {skip}" if skip else ""))
        except AssertionError as error:
            failed = True
            print(f"not ok {number} - {name}")
            print("\n".join(f"# {line}" for line in str(error).splitlines()))
    sys.exit(failed)
