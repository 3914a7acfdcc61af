# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Starts Batch Queue and the simulated model server, and uses the window as a person with a screen
reader does: by names and roles, through AT-SPI. Runs inside dbus-run-session and xvfb-run.

The environment says what to run: BATCH_QUEUE and BATCHQ."""

import collections
import json
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Atspi, Gdk, Gio, GLib, Gtk  # noqa: E402

PATIENCE_S = 300
# What has not moved by then was at the end.
MOVE_S = 1
BUTTONS = ("push button", "button", "toggle button")
ROWS = ("list item", "table row", "row")
# What is looked for is fewer steps away than this.
FAR = 40
MENU_ITEMS = {"menu item", "check menu item", "radio menu item"}
INTERACTIVE = MENU_ITEMS | {
    "button", "push button", "toggle button", "check box", "combo box", "entry", "text",
    "list item", "slider", "spin button", "switch", "link", "progress bar", "list",
}

TELLING = {"status bar", "notification", "alert"}


def request(number, model, prompt):
    message = {"role": "user", "content": prompt}
    body = {"model": model, "messages": [message]}
    return json.dumps({"custom_id": f"request-{number}", "method": "POST",
                       "url": "/v1/chat/completions", "body": body})


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def keep_settings(home, *lines):
    """What a person has chosen before, for a window whose GSETTINGS_BACKEND is keyfile."""
    settings = home / "config/glib-2.0/settings/keyfile"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text("\n".join(["[io/github/batchqueue/BatchQueue]", *lines, ""]))


def text_of(node):
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


def said(node):
    """Its name or, as a screen reader does where newer GTK gives none, the text that stands for it:
    its own if it tells how things stand, its label's if it is in a menu."""
    name = node.get_name() or ""
    if name or node.get_role_name() not in TELLING | MENU_ITEMS:
        return name
    texts = [node] if node.get_role_name() in TELLING else [
        relation.get_target(0) for relation in node.get_relation_set()
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY]
    return " ".join(text_of(text) for text in texts if text.get_text_iface() is not None)


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def make_known(node):
    """GTK tells of what is somewhere only if somebody asked for it before."""
    for child in children(node):
        make_known(child)


def is_at(node, window, x, y):
    found = Atspi.Component.get_accessible_at_point(window, x, y, Atspi.CoordType.WINDOW)
    while found is not None and found != node:
        found = found.get_parent()
    return found is not None


def is_shown(node):
    """Whether a mouse would find it. Older GTK does not say it otherwise: what is on another page
    looks the same as what is on this one. An entry of a menu is there only while that is open."""
    if node.get_role_name() in MENU_ITEMS:
        return True
    try:
        place = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        if place.width <= 0 or place.height <= 0:
            return False
        window = node
        while window.get_parent().get_role_name() != "application":
            window = window.get_parent()
        make_known(node)
        middle = place.y + place.height // 2
        # Pictures on a button are not told of, so it is looked for beside them, too; what surrounds
        # its inside may belong to it or not.
        return any(is_at(node, window, x, middle)
                   for x in (place.x + place.width // 2, place.x - 2, place.x + 2))
    except GLib.Error:
        return False


def pump():
    """Takes in what the programs have told: what is seen of them is kept until then."""
    while GLib.MainContext.default().iteration(False):
        pass


def key_code(name):
    """Which key of the keyboard it is."""
    Gtk.init_check()
    return Gdk.Display.get_default().map_keyval(Gdk.keyval_from_name(name)).keys[0].keycode


def pasted():
    """The text that any program would get by pasting; None without one."""
    found = []

    def read(clipboard, result):
        try:
            found.append(clipboard.read_text_finish(result))
        except GLib.Error:
            found.append(None)

    Gtk.init_check()
    Gdk.Display.get_default().get_clipboard().read_text_async(None, read)
    while not found:
        GLib.MainContext.default().iteration(True)
    return found[0]


class Focus:
    """Follows what has the focus, as a screen reader does."""

    def __init__(self):
        self.node = None
        self.listener = Atspi.EventListener.new(self.changed)
        self.listener.register("object:state-changed:focused")

    def changed(self, event):
        if event.detail1:
            self.node = event.source

    def get(self):
        """(role, name) of it; of what has gone meanwhile, nothing."""
        pump()
        try:
            return (self.node.get_role_name(), self.node.get_name()) if self.node else ("", "")
        except GLib.Error:
            return ("", "")

    def is_on(self, name, *roles):
        role, found = self.get()
        return bool(re.search(name, found)) and (not roles or role in roles)

    def press(self, window, key):
        """Presses a key that moves it."""
        before = self.node
        window.press(key)
        window.wait("the next focus", lambda: self.node is not before)

    def moves(self, window, key):
        """Whether a key moves it, as one at the end of a list does not."""
        before = self.node
        window.press(key)
        end = time.monotonic() + MOVE_S
        while self.node is before and time.monotonic() < end:
            time.sleep(0.05)
            pump()
        return self.node is not before

    def descend(self, window, name, *roles):
        """From a row to one below it; whether it is there."""
        for _ in range(FAR):
            if self.is_on(name, *roles):
                return True
            if not self.moves(window, "Down"):
                break
        return False

    def reach(self, window, name, *roles):
        """Goes on by Tab, and among the rows of a list by the arrows, until it is there."""
        for _ in range(FAR):
            if self.is_on(name, *roles):
                return
            if self.get()[0] in ROWS and self.get()[0] in roles \
                    and self.descend(window, name, *roles):
                return
            self.press(window, "Tab")
        raise AssertionError(f"“{name}” is not to be reached by Tab")


class Simulator:
    def __init__(self, *options, **environment):
        self.process = subprocess.Popen([os.environ["BATCHQ"], "simulate", *options],
                                        stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **environment})
        self.url = self.process.stdout.readline().removeprefix("Listening on ").strip()

    def steer(self, path, body=b""):
        urllib.request.urlopen(self.url.removesuffix("/v1") + path, body, timeout=60).close()

    def set_pace(self, times):
        """Its delays take that many times as long from now on."""
        self.steer(f"/__pace?times={times}")

    def advance(self, seconds):
        """As if so much time had gone by: what was to end until then has ended."""
        self.steer(f"/__clock?advance={seconds}")

    def fail(self, **fault):
        """What a --fail would have it do, from now on."""
        self.steer("/__fail", json.dumps(fault).encode())

    def recover(self):
        """It fails no more, and is as quick as ever."""
        self.steer("/__reset")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        self.process.stdout.close()


class Service:
    """Takes the place of a part of the desktop, on the session's bus."""

    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def __enter__(self):
        interface = Gio.DBusNodeInfo.new_for_xml(self.INTERFACE).interfaces[0]
        self.object = self.bus.register_object(self.PATH, interface, self.called)
        self.owner = Gio.bus_own_name_on_connection(self.bus, self.NAME,
                                                    Gio.BusNameOwnerFlags.NONE, self.named)
        return self

    def __exit__(self, *_):
        Gio.bus_unown_name(self.owner)
        self.bus.unregister_object(self.object)

    def named(self, bus, name):
        """It can be found from now on."""

    def called(self, bus, sender, path, interface, method, parameters, invocation):
        invocation.return_value(getattr(self, method)(*parameters.unpack()))


class Sessions(Service):
    """What keeps the machine awake. Whoever asks for that waits for the answer, so it does not
    come from the thread of the test, which may wait for who asks."""

    NAME, PATH = "org.gnome.SessionManager", "/org/gnome/SessionManager"
    INTERFACE = """<node><interface name="org.gnome.SessionManager">
      <method name="Inhibit">
        <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
        <arg type="u" direction="in"/><arg type="u" direction="out"/></method>
      <method name="Uninhibit"><arg type="u" direction="in"/></method>
      <method name="RegisterClient"><arg type="s" direction="in"/><arg type="s" direction="in"/>
        <arg type="o" direction="out"/></method>
    </interface></node>"""
    SUSPEND = 4

    def __init__(self):
        super().__init__()
        self.context = GLib.MainContext()
        self.loop = GLib.MainLoop.new(self.context, False)
        self.thread = threading.Thread(target=self.serve)
        self.ready = threading.Event()
        self.last = 0
        self.kept = {}

    def __enter__(self):
        self.thread.start()
        self.ready.wait(PATIENCE_S)
        return self

    def __exit__(self, *_):
        self.loop.quit()
        self.thread.join()

    def serve(self):
        self.context.push_thread_default()
        super().__enter__()
        self.loop.run()
        super().__exit__()
        self.context.pop_thread_default()

    def named(self, bus, name):
        self.ready.set()

    def Inhibit(self, program, _window, reason, what):
        self.last += 1
        self.kept[self.last] = (program, reason, what)
        return GLib.Variant("(u)", (self.last,))

    def Uninhibit(self, key):
        del self.kept[key]

    def RegisterClient(self, _program, _start):
        """What else is in the session wants to be told of its end."""
        return GLib.Variant("(o)", ("/client",))


class Notifications(Service):
    """What shows notifications."""

    NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
    INTERFACE = """<node><interface name="org.freedesktop.Notifications">
      <method name="Notify">
        <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
        <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
        <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
        <arg type="u" direction="out"/></method>
      <method name="CloseNotification"><arg type="u" direction="in"/></method>
      <method name="GetCapabilities"><arg type="as" direction="out"/></method>
      <method name="GetServerInformation"><arg type="s" direction="out"/>
        <arg type="s" direction="out"/><arg type="s" direction="out"/>
        <arg type="s" direction="out"/></method>
      <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
      <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
    </interface></node>"""
    DISMISSED = 2

    def __init__(self):
        super().__init__()
        self.shown = {}
        self.told = collections.Counter()
        self.last = 0

    def Notify(self, _name, replaced, _icon, title, body, actions, _hints, _timeout):
        key = replaced
        if not key:
            key = self.last = self.last + 1
        self.shown[key] = (title, body, actions)
        self.told[key] += 1
        return GLib.Variant("(u)", (key,))

    def CloseNotification(self, key):
        self.shown.pop(key, None)

    def GetCapabilities(self):
        return GLib.Variant("(as)", (["actions", "body"],))

    def GetServerInformation(self):
        return GLib.Variant("(ssss)", ("test", "test", "1", "1.2"))

    def find(self, title):
        pump()
        return next((key for key, shown in self.shown.items() if re.search(title, shown[0])), None)

    def titles(self):
        pump()
        return sorted(title for title, _, _ in self.shown.values())

    def wait_gone(self, title):
        """Also after who has shown it ended."""
        end = time.monotonic() + PATIENCE_S
        while self.find(title) is not None:
            assert time.monotonic() < end, f"still there: {self.shown}"
            time.sleep(0.05)

    def action(self, key, label):
        """What a button of one does, as it is named in detail."""
        actions = self.shown[key][2]
        return dict(zip(actions[1::2], actions[::2]))[label]

    def activate(self, key, label):
        """Presses a button of one; without such a button, the notification itself. Either way it
        has gone then, as on a desktop."""
        actions = self.shown.pop(key)[2]
        names = dict(zip(actions[1::2], actions[::2]))
        self.bus.emit_signal(None, self.PATH, self.NAME, "ActionInvoked",
                             GLib.Variant("(us)", (key, names.get(label, "default"))))
        self.bus.emit_signal(None, self.PATH, self.NAME, "NotificationClosed",
                             GLib.Variant("(uu)", (key, self.DISMISSED)))
        pump()


class Window:
    """The program, running on data of its own."""

    started = []

    def __init__(self, home, *files, server="", output=None, **environment):
        self.home = pathlib.Path(home)
        self.program = os.environ["BATCH_QUEUE"]
        self.process = None
        self.output = output
        self.environment = {
            **os.environ, "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"), "GSETTINGS_BACKEND": "memory",
            "ADW_DISABLE_PORTAL": "1", "GSK_RENDERER": "cairo", "BATCHQ_BACKEND": server,
            "GSETTINGS_SCHEMA_DIR": str(pathlib.Path(self.program).parents[2] / "data"),
            "GTK_A11Y": "atspi", "G_DEBUG": "fatal-warnings", **environment,
        }
        self.environment.pop("NO_AT_BRIDGE", None)
        self.start(*files)

    def start(self, *files):
        self.process = subprocess.Popen([self.program, *map(str, files)], env=self.environment,
                                        stdout=self.output, stderr=self.output)
        self.started.append(self.process)
        self.application = self.wait("the application", self.find_application)

    @classmethod
    def end_all(cls):
        for process in cls.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        cls.started.clear()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def quit(self):
        """Ends it as a session does, and returns its exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    # --- Looking ---

    def find_application(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if (application is not None and application.get_process_id() == self.process.pid
                    and application.get_child_count() > 0):
                return application
        return None

    def nodes(self, node=None, leaves=()):
        """Everything that can be seen, from the outside in; of such leaves, not what is in them."""
        node = node or self.application
        yield node
        if node.get_role_name() in leaves:
            return
        for child in children(node):
            yield from self.nodes(child, leaves)

    def snapshot(self):
        """(role, name) of everything; what goes away while it is read is left out."""
        found = []
        try:
            for node in self.nodes():
                found.append((node.get_role_name(), said(node)))
        except GLib.Error:
            pass
        return found

    def toplevels(self):
        """The dialog that is on top comes first."""
        for index in reversed(range(self.application.get_child_count())):
            window = self.application.get_child_at_index(index)
            if window is not None:
                yield window

    def matches(self, name, *roles):
        """Looks at rows but not into them: there are hundreds, and each question takes its time."""
        pattern = re.compile(name)
        try:
            for window in self.toplevels():
                for node in self.nodes(window, leaves=("list item",)):
                    if pattern.search(said(node)) and (
                            not roles or node.get_role_name() in roles):
                        yield node
        except GLib.Error:
            pass

    def find(self, name, *roles):
        return next(self.matches(name, *roles), None)

    def find_shown(self, name, *roles):
        return next((node for node in self.matches(name, *roles) if is_shown(node)), None)

    def wait(self, what, ask):
        end = time.monotonic() + PATIENCE_S
        while True:
            pump()
            answer = ask()
            if answer:
                return answer
            if self.process.poll() is not None:
                raise AssertionError(f"{what}: the program ended with {self.process.returncode}")
            if time.monotonic() > end:
                raise AssertionError(f"{what}: not within {PATIENCE_S} s; there is "
                                     f"{self.snapshot()}")
            time.sleep(0.05)

    def wait_for(self, name, *roles):
        return self.wait(f"“{name}”", lambda: self.find(name, *roles))

    def wait_gone(self, name, *roles):
        self.wait(f"no “{name}”", lambda: self.find(name, *roles) is None)

    def find_ready(self, name, *roles):
        """What a person could press: it is seen, and not greyed."""
        node = self.find_shown(name, *roles)
        return node if node and node.get_state_set().contains(Atspi.StateType.SENSITIVE) else None

    # --- Doing ---

    def click(self, name, *roles):
        """Clicks a button as soon as a person could."""
        def press():
            button = self.find_ready(name, *(roles or BUTTONS))
            try:
                return button is not None and button.get_action_iface().do_action(0)
            except GLib.Error:
                return False

        self.wait(f"the button “{name}”", press)

    def start_work(self):
        """As a person does who has seen the plan."""
        self.click("Start$")

    def type_into(self, name, text):
        """Replaces what stands in an entry or a text."""
        def write():
            node = self.find(name, "text", "entry")
            try:
                return node is not None and node.get_editable_text_iface().set_text_contents(text)
            except GLib.Error:
                return False

        self.wait(f"the text “{name}”", write)

    def press(self, *keys):
        """Presses keys by their names, such as Tab, Return and Control_L+e."""
        for key in keys:
            *held, last = key.split("+")
            codes = [key_code(name) for name in held]
            for code in codes:
                Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.PRESS)
            Atspi.generate_keyboard_event(Gdk.keyval_from_name(last), None,
                                          Atspi.KeySynthType.SYM)
            for code in reversed(codes):
                Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.RELEASE)
            pump()

    def type(self, text):
        """Types it, a key for each character."""
        for character in text:
            Atspi.generate_keyboard_event(Gdk.unicode_to_keyval(ord(character)), None,
                                          Atspi.KeySynthType.SYM)
        pump()

    def jobs(self):
        """What is in the queue, as another process sees it."""
        command = [os.environ["BATCHQ"], "--json", "list"]
        answer = subprocess.run(command, env=self.environment, check=True, capture_output=True,
                                text=True)
        return [json.loads(line) for line in answer.stdout.splitlines()]


class Started:
    """A process that the bus has started."""

    def __init__(self, pid):
        self.pid = pid
        self.handle = os.pidfd_open(pid)
        self.returncode = None

    def poll(self):
        return self.wait(0)

    def wait(self, timeout=PATIENCE_S):
        """Nobody is told how it ended whose child it is not."""
        if select.select([self.handle], [], [], timeout)[0]:
            self.returncode = 0
        return self.returncode

    def terminate(self):
        signal.pidfd_send_signal(self.handle, signal.SIGTERM)

    def kill(self):
        signal.pidfd_send_signal(self.handle, signal.SIGKILL)


class Activated(Window):
    """The program as a desktop starts it for an action of a notification: by its name."""

    def start(self, application_id, detailed_action):
        services = pathlib.Path(os.environ["BATCH_TEST_SESSION"]).parent / "services"
        (services / f"{application_id}.service").write_text(
            f"[D-BUS Service]\nName={application_id}\n"
            f"Exec=\"{self.program}\" --gapplication-service\n")   # its path may have spaces
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)

        def ask(name, path, method, arguments):
            interface = name if name.endswith("DBus") else "org.freedesktop.Application"
            return bus.call_sync(name, path, interface, method, arguments, None,
                                 Gio.DBusCallFlags.NONE, PATIENCE_S * 1000, None)

        desktop = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        ask(*desktop, "ReloadConfig", None)
        ask(*desktop, "UpdateActivationEnvironment",
            GLib.Variant("(a{ss})", (self.environment,)))
        _, action, target = Gio.Action.parse_detailed_name(detailed_action)
        ask(application_id, "/" + application_id.replace(".", "/"), "ActivateAction",
            GLib.Variant("(sava{sv})", (action.removeprefix("app."), [target] if target else [],
                                        {})))
        self.process = Started(ask(*desktop, "GetConnectionUnixProcessID",
                                   GLib.Variant("(s)", (application_id,))).unpack()[0])
        self.started.append(self.process)
        self.application = self.wait("the application", self.find_application)


class Home:
    """A directory for one run, which nothing that was started outlives. Its settings make tests and
    pictures the same each time."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="batch-app-"))
        settings = self.path / "config/gtk-4.0/settings.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text("[Settings]\ngtk-enable-animations=0\ngtk-font-name=Cantarell 11\n")
        return self.path

    def __exit__(self, *_):
        Window.end_all()
        shutil.rmtree(self.path, ignore_errors=True)


def run_test(test, *options):
    """Whether it passes, in a home of its own and with a simulator of its own; or why it is
    skipped."""
    simulator = Simulator(*options)
    try:
        with Home() as home:
            return test(home, simulator) or True
    except Exception:
        traceback.print_exc()
        return False
    finally:
        simulator.stop()


def main(tests, *options):
    """Runs functions that take a home and a simulator, which is started with these options."""
    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, test in enumerate(tests, 1):
        good = run_test(test, *options)
        failed |= not good
        skipped = f" # {good}" if isinstance(good, str) else ""
        print(f"{'ok' if good else 'not ok'} {number} - {test.__name__.replace('_', ' ')}{skipped}",
              flush=True)
    sys.exit(failed)
