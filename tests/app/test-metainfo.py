# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How software centres show the application, after Flathub's quality guidelines:
test-metainfo.py METAINFO VERSION"""

import colorsys
import datetime
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as xml

from checks import ID, ROOT, call, main, needs, none_of

METAINFO, VERSION = sys.argv[1:]
COMPONENT = xml.parse(METAINFO).getroot()
OTHERS_NAMES = re.compile("ollama|llama|openai|gnome|vllm|lm studio", re.IGNORECASE)
LARGEST = (1000, 700)
# Of a description, where software is shown.
LINE = 80
TECHNOLOGY = re.compile(r"\b(gtk|libadwaita|python|linux|gnome|written in)\b", re.IGNORECASE)


def words(node):
    return " ".join("".join(node.itertext()).split())


@needs("appstreamcli")
def appstream_finds_it_valid():
    """Older ones tell of <developer>, which newer ones want, and all of the letters of the id."""
    result = subprocess.run(["appstreamcli", "validate", "--no-net", "--pedantic", METAINFO],
                            capture_output=True, text=True)
    none_of((line for line in result.stdout.splitlines()
             if re.match("[EWIP]:", line) and "unknown-tag developer" not in line
             and "cid-contains-uppercase-letter" not in line), "appstreamcli says")
    assert result.returncode == 0, result.stdout + result.stderr


@needs("appstream-util")
def appstream_util_finds_it_valid():
    call("appstream-util", "validate-relax", "--nonet", METAINFO)


def the_name_is_short_and_its_own():
    name = COMPONENT.findtext("name")
    assert 0 < len(name) <= 15
    assert name == name.title()
    assert not OTHERS_NAMES.search(name)


def the_summary_says_what_it_is_for():
    summary = COMPONENT.findtext("summary")
    assert 10 <= len(summary) <= 35, len(summary)
    assert summary[0].isupper() and not summary.endswith(".")
    assert summary.split()[0].lower() not in ("a", "an", "the")
    assert COMPONENT.findtext("name").lower() not in summary.lower()
    assert not TECHNOLOGY.search(summary)
    assert all(word.islower() or word.isupper() for word in summary.split()[1:])


def the_description_is_worth_reading():
    description = COMPONENT.find("description")
    paragraphs = [words(node) for node in description.findall("p")]
    bullets = [words(node) for node in description.iter("li")]
    assert 1 <= len(paragraphs) <= 4
    assert len(paragraphs[0]) >= 80
    lines = sum(-(-len(paragraph) // LINE) for paragraph in paragraphs)
    assert 3 <= lines <= 6, lines
    assert len(bullets) <= 10
    assert COMPONENT.findtext("summary") not in words(description)
    assert not OTHERS_NAMES.search(words(description))


def channel(value):
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def luminance(color):
    return sum(part * channel(value)
               for part, value in zip((0.2126, 0.7152, 0.0722), color))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mean_color_of_icon():
    icon = ROOT / f"data/icons/hicolor/scalable/apps/{ID}.svg"
    picture = subprocess.run(["rsvg-convert", "-w", "64", str(icon)], capture_output=True,
                             check=True).stdout
    rgba = subprocess.run(["convert", "png:-", "-depth", "8", "rgba:-"], input=picture,
                          capture_output=True, check=True).stdout
    pixels = [pixel for pixel in struct.iter_unpack("4B", rgba) if pixel[3] > 127]
    return [sum(values) / len(pixels) / 255 for values in list(zip(*pixels))[:3]]


@needs("rsvg-convert", "convert")
def brand_colors_go_with_the_icon():
    colors = {node.get("scheme_preference"): [int(node.text[at:at + 2], 16) / 255
                                              for at in (1, 3, 5)]
              for node in COMPONENT.iter("color")}
    assert luminance(colors["dark"]) < luminance(colors["light"])
    icon = mean_color_of_icon()
    for scheme, color in colors.items():
        assert colorsys.rgb_to_hsv(*color)[1] > 0.2, f"{scheme} is grey"
        assert contrast(color, icon) >= 2, f"{scheme}: {contrast(color, icon):.2f}"


def size_of(picture):
    header = picture.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n", picture
    return struct.unpack(">2I", header[16:24])


def screenshots_show_it():
    """What is shown is in the tree, at the tag of this release."""
    screenshots = COMPONENT.findall("screenshots/screenshot")
    assert 3 <= len(screenshots) <= 6, len(screenshots)
    assert [node.get("type") for node in screenshots] == [
        "default", *[None] * (len(screenshots) - 1)]
    for node in screenshots:
        caption = words(node.find("caption"))
        assert caption and not caption.endswith("."), caption
        match = re.fullmatch(r"https://\S+/v([0-9.]+)/(data/screenshots/[a-z-]+\.png)",
                             node.findtext("image"))
        assert match and match[1] == VERSION, node.findtext("image")
        size = size_of(ROOT / match[2])
        assert size[0] <= LARGEST[0] and size[1] <= LARGEST[1], (match[2], size)
        assert size == (int(node.find("image").get("width")), int(node.find("image").get("height")))


@needs("convert")
def screenshots_have_a_shadow_on_nothing():
    """The window stands free: around it all is transparent, and between both is its shadow."""
    for node in COMPONENT.findall("screenshots/screenshot"):
        picture = ROOT / "data" / node.findtext("image").split("/data/")[1]
        width, height = size_of(picture)
        alpha = subprocess.run(["convert", picture, "-alpha", "extract", "-depth", "8", "gray:-"],
                               capture_output=True, check=True).stdout
        rows = [alpha[at:at + width] for at in range(0, len(alpha), width)]
        edge = rows[0] + rows[-1] + bytes(row[0] for row in rows) + bytes(row[-1] for row in rows)
        assert len(rows) == height and max(edge) == 0, picture
        middle = rows[height // 2]
        assert middle[width // 2] == 255 and any(0 < value < 255 for value in middle), picture


def the_newest_release_is_this_one():
    releases = COMPONENT.findall("releases/release")
    assert releases[0].get("version") == VERSION
    today = datetime.date.today() + datetime.timedelta(days=1)
    for release in releases:
        assert words(release.find("description"))
        assert datetime.date.fromisoformat(release.get("date")) <= today
    assert COMPONENT.find("content_rating").get("type") == "oars-1.1"


def it_says_where_to_turn_to():
    urls = {node.get("type"): node.text for node in COMPONENT.findall("url")}
    assert set(urls) >= {"homepage", "bugtracker", "vcs-browser", "help", "contribute"}
    assert all(url.startswith("https://") for url in urls.values())


def it_says_which_devices_it_is_for():
    assert {node.text for node in COMPONENT.findall("supports/control")} == {
        "keyboard", "pointing", "touch"}
    length = COMPONENT.find("requires/display_length")
    assert (length.get("compare"), length.text) == ("ge", "360")


main(appstream_finds_it_valid, appstream_util_finds_it_valid, the_name_is_short_and_its_own,
     the_summary_says_what_it_is_for, the_description_is_worth_reading,
     brand_colors_go_with_the_icon, screenshots_show_it,
     screenshots_have_a_shadow_on_nothing, the_newest_release_is_this_one,
     it_says_where_to_turn_to, it_says_which_devices_it_is_for)
