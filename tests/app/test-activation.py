# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desktop starts the application by its name: test-activation.py DESKTOP SERVICE

BATCH_QUEUE is the program. Runs inside with-display; the session bus that knows it is made here."""

import configparser
import os
import pathlib
import shlex
import sys
import tempfile

from checks import ID, call, main

DESKTOP, SERVICE = sys.argv[1:]
WAIT_S = "60"


def in_session(folder, script):
    """Runs it where the service is installed; what it says."""
    services = folder / "share/dbus-1/services"
    applications = folder / "share/applications"
    services.mkdir(parents=True)
    applications.mkdir(parents=True)
    service = configparser.ConfigParser(interpolation=None)
    service.optionxform = str
    service.read(SERVICE)
    words = service["D-BUS Service"]["Exec"].split()
    assert pathlib.Path(words[0]).name == "batch-queue", words
    (services / f"{ID}.service").write_text(
        f"[D-BUS Service]\nName={ID}\nExec={shlex.join([os.environ['BATCH_QUEUE'], *words[1:]])}\n")
    (applications / f"{ID}.desktop").write_text(pathlib.Path(DESKTOP).read_text())
    session = folder / "session.conf"
    outer = pathlib.Path(os.environ["BATCH_TEST_SESSION"])
    session.write_text(outer.read_text().replace(str(outer.parent / "services"), str(services)))
    return call("dbus-run-session", f"--config-file={session}", "--", "sh", "-ec", script, env={
        **os.environ, "XDG_DATA_DIRS": f"{folder}/share:/usr/share",
        "XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config"),
        "ID": ID, "WAIT_S": WAIT_S})


def case(script):
    with tempfile.TemporaryDirectory() as folder:
        return in_session(pathlib.Path(folder), script)


QUIT = """
gdbus call --session --dest "$ID" --object-path "$OBJECT" --method org.gtk.Actions.Describe quit
gapplication action "$ID" quit
while gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \\
    --method org.freedesktop.DBus.NameHasOwner "$ID" | grep -q true; do :; done
"""
OBJECT = "OBJECT=/" + ID.replace(".", "/") + "\n"


def it_is_launched_and_quits():
    case(OBJECT + 'gapplication launch "$ID"\ngdbus wait --session --timeout "$WAIT_S" "$ID"\n'
         + QUIT)


def each_desktop_action_starts_it():
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(DESKTOP)
    for action in entry["Desktop Entry"]["Actions"].strip(";").split(";"):
        case(OBJECT + f'gapplication action "$ID" {action}\n'
             'gdbus wait --session --timeout "$WAIT_S" "$ID"\n'
             'gdbus call --session --dest "$ID" --object-path "$OBJECT" '
             f'--method org.gtk.Actions.Describe {action}\n' + QUIT)


main(it_is_launched_and_quits, each_desktop_action_starts_it)
