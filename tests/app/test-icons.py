# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The icon of the application, as it is drawn, and those of the states of work."""

import re
import subprocess
import xml.etree.ElementTree as xml

from checks import ID, ROOT, main, needs

ICONS = ROOT / "data/icons/hicolor"
ICON = ICONS / f"scalable/apps/{ID}.svg"
SYMBOLIC = [ICONS / f"symbolic/apps/{ID}-symbolic.svg",
            *sorted((ROOT / "src/app/icons").glob("*-symbolic.svg"))]
SIZE = 256
OPAQUE = 127


def rows_of(icon):
    """(alpha, luminance) of each pixel, row by row."""
    picture = subprocess.run(["rsvg-convert", "-w", str(SIZE), "-h", str(SIZE), str(icon)],
                             capture_output=True, check=True).stdout
    rgba = subprocess.run(["convert", "png:-", "-depth", "8", "rgba:-"], input=picture,
                          capture_output=True, check=True).stdout
    assert len(rgba) == SIZE * SIZE * 4
    pixels = [(rgba[at + 3], (0.21 * rgba[at] + 0.72 * rgba[at + 1] + 0.07 * rgba[at + 2]) / 255)
              for at in range(0, len(rgba), 4)]
    return [pixels[at:at + SIZE] for at in range(0, len(pixels), SIZE)]


def drawn(line):
    return [at for at, (alpha, _) in enumerate(line) if alpha > OPAQUE]


@needs("rsvg-convert", "convert")
def the_icon_fills_its_place():
    rows = rows_of(ICON)
    columns = list(zip(*rows))
    for lines in (rows, columns):
        used = [at for at, line in enumerate(lines) if drawn(line)]
        share = (used[-1] - used[0] + 1) / SIZE
        assert 0.70 <= share <= 0.95, share


@needs("rsvg-convert", "convert")
def the_edge_of_the_icon_is_seen_on_white_and_on_black():
    edge = [row[at][1] for row in rows_of(ICON) if drawn(row)
            for at in (drawn(row)[0], drawn(row)[-1])]
    mean = sum(edge) / len(edge)
    assert 0.15 <= mean <= 0.85, mean


def the_icon_is_square_and_not_blurred():
    image = xml.parse(ICON).getroot()
    assert image.get("width") == image.get("height") == "128"
    assert "feGaussianBlur" not in ICON.read_text()


def symbolic_icons_are_small_and_of_one_color():
    assert len(SYMBOLIC) > 1
    for path in SYMBOLIC:
        image = xml.parse(path).getroot()
        assert image.get("width") == image.get("height") == "16", path
        colors = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', path.read_text()))
        assert len(colors) == 1, f"{path}: {colors}"


main(the_icon_fills_its_place, the_edge_of_the_icon_is_seen_on_white_and_on_black,
     the_icon_is_square_and_not_blurred, symbolic_icons_are_small_and_of_one_color)
