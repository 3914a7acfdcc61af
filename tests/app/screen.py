# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of a desktop that GTK needs to draw windows as people see them: with shadows and round
corners, dialogs in the middle of what they belong to, and pictures of all that."""

import ctypes
import pathlib
import subprocess
import tempfile

import gi

gi.require_version("Gdk", "4.0")
from gi.repository import Gdk, GLib  # noqa: E402

MARGIN = 50
ALL_PLANES = ctypes.c_ulong(-1)
Z_PIXMAP, PROP_REPLACE, ANY_TYPE = 2, 0, 0
XA_ATOM, XA_CARDINAL, XA_STRING, XA_WINDOW = 4, 6, 31, 33
MAPPED, REVERT_TO_PARENT = 2, 2


class Attributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")]
    _fields_ += [("visual", ctypes.c_void_p), ("root", ctypes.c_ulong)]
    _fields_ += [(name, ctypes.c_int) for name in ("class_", "bit_gravity", "win_gravity",
                                                   "backing_store")]
    _fields_ += [(name, ctypes.c_ulong) for name in ("backing_planes", "backing_pixel")]
    _fields_ += [("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong)]
    _fields_ += [(name, ctypes.c_int) for name in ("map_installed", "map_state")]
    _fields_ += [(name, ctypes.c_long) for name in ("all_events", "your_events", "no_propagate")]
    _fields_ += [("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p)]


class Image(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")]
    _fields_ += [("data", ctypes.c_void_p)]
    _fields_ += [(name, ctypes.c_int) for name in ("byte_order", "unit", "bit_order", "pad",
                                                   "depth", "bytes_per_line", "bits_per_pixel")]


ERROR_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
# Windows come and go while they are looked at.
ignore_error = ERROR_HANDLER(lambda display, error: 0)


class Screen:
    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XGetImage.restype = ctypes.POINTER(Image)
        for name in ("XDefaultRootWindow", "XInternAtom", "XCreateSimpleWindow"):
            getattr(self.x11, name).restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))
        self.root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))
        self.x11.XSetErrorHandler(ignore_error)
        self.pose_as_desktop()

    def atom(self, name):
        return ctypes.c_ulong(self.x11.XInternAtom(self.display, name.encode(), False))

    def set_property(self, window, name, kind, values):
        data = (ctypes.c_ulong * len(values))(*values)
        self.x11.XChangeProperty(self.display, window, self.atom(name), ctypes.c_ulong(kind), 32,
                                 PROP_REPLACE, data, len(values))

    def set_text_scale(self, times):
        """Of programs that are started from now on, as a desktop's setting for large text."""
        resources = f"Xft.dpi:\t{96 * times}\n".encode()
        self.x11.XChangeProperty(self.display, self.root, self.atom("RESOURCE_MANAGER"),
                                 ctypes.c_ulong(XA_STRING), 8, PROP_REPLACE, resources,
                                 len(resources))
        self.x11.XSync(self.display, False)

    def get_numbers(self, window, name):
        kind, left = ctypes.c_ulong(), ctypes.c_ulong()
        form, count = ctypes.c_int(), ctypes.c_ulong()
        data = ctypes.POINTER(ctypes.c_ulong)()
        self.x11.XGetWindowProperty(self.display, ctypes.c_ulong(window), self.atom(name),
                                    ctypes.c_long(0), ctypes.c_long(8), False,
                                    ctypes.c_ulong(ANY_TYPE), ctypes.byref(kind),
                                    ctypes.byref(form), ctypes.byref(count), ctypes.byref(left),
                                    ctypes.byref(data))
        return [data[index] for index in range(count.value)] if data else []

    def pose_as_desktop(self):
        """GTK draws shadows where there is a compositor, and a window manager that knows them."""
        owner = ctypes.c_ulong(self.x11.XCreateSimpleWindow(
            self.display, self.root, -10, -10, 1, 1, 0, ctypes.c_ulong(0), ctypes.c_ulong(0)))
        for window in (self.root, owner):
            self.set_property(window, "_NET_SUPPORTING_WM_CHECK", XA_WINDOW, [owner.value])
        self.set_property(self.root, "_NET_SUPPORTED", XA_ATOM,
                          [self.atom("_GTK_FRAME_EXTENTS").value])
        self.x11.XSetSelectionOwner(self.display, self.atom("_NET_WM_CM_S0"), owner,
                                    ctypes.c_ulong(0))
        # What a window draws is kept where others lie over it.
        composite = ctypes.CDLL("libXcomposite.so.1")
        composite.XCompositeRedirectSubwindows(self.display, self.root, 0)
        self.owner = owner.value
        self.x11.XSync(self.display, False)

    # --- Windows ---

    def attributes(self, window):
        attributes = Attributes()
        self.x11.XGetWindowAttributes(self.display, ctypes.c_ulong(window),
                                      ctypes.byref(attributes))
        return attributes

    def toplevels(self):
        """(window, attributes) of what can be seen, in the order of their stack, the topmost
        last."""
        ignored, count = ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self.x11.XQueryTree(self.display, self.root, ctypes.byref(ignored), ctypes.byref(ignored),
                            ctypes.byref(children), ctypes.byref(count))
        found = [(children[index], self.attributes(children[index]))
                 for index in range(count.value)]
        return [(window, attributes) for window, attributes in found
                if attributes.map_state == MAPPED and window != self.owner
                and attributes.width > 1]

    def frames(self):
        """The same, without what only pops up."""
        return [(window, attributes) for window, attributes in self.toplevels()
                if not attributes.override_redirect]

    def extents(self, window):
        """How far its shadow reaches: left, right, top, bottom."""
        return (self.get_numbers(window, "_GTK_FRAME_EXTENTS") + [0] * 4)[:4]

    def place(self, window, x, y, width, height):
        left, right, top, bottom = self.extents(window)
        self.x11.XMoveResizeWindow(self.display, ctypes.c_ulong(window), x - left, y - top,
                                   width + left + right, height + top + bottom)

    def arrange(self, size):
        """The first window gets its size, and what is over it comes into its middle."""
        frames = self.frames()
        if not frames:
            return
        parents = {window for window, _ in frames
                   if not self.get_numbers(window, "WM_TRANSIENT_FOR")}
        for window, attributes in frames:
            left, right, top, bottom = self.extents(window)
            width, height = attributes.width - left - right, attributes.height - top - bottom
            if window in parents:
                width, height = size
            width, height = min(width, size[0]), min(height, size[1])
            self.place(window, MARGIN + (size[0] - width) // 2,
                       MARGIN + (size[1] - height) // 2, width, height)
        self.focus(frames[-1][0])

    def focus(self, window):
        self.x11.XSetInputFocus(self.display, ctypes.c_ulong(window), REVERT_TO_PARENT,
                                ctypes.c_ulong(0))
        self.x11.XSync(self.display, False)

    # --- Pictures ---

    def save_window(self, window, attributes, path):
        image = self.x11.XGetImage(self.display, ctypes.c_ulong(window), 0, 0, attributes.width,
                                   attributes.height, ALL_PLANES, Z_PIXMAP)
        if not image:
            return False
        rows = image.contents
        data = ctypes.string_at(rows.data, rows.bytes_per_line * rows.height)
        texture = Gdk.MemoryTexture.new(rows.width, rows.height,
                                        Gdk.MemoryFormat.B8G8R8A8_PREMULTIPLIED,
                                        GLib.Bytes.new(data), rows.bytes_per_line)
        self.x11.XDestroyImage(image)
        return texture.save_to_png(str(path))

    def take(self, size, path):
        """What is on the screen, shadows and all, on nothing."""
        with tempfile.TemporaryDirectory() as scratch:
            width, height = (length + 2 * MARGIN for length in size)
            command = ["convert", "-size", f"{width}x{height}", "xc:none"]
            for number, (window, attributes) in enumerate(self.toplevels()):
                part = pathlib.Path(scratch) / f"{number}.png"
                if self.save_window(window, attributes, part):
                    command += [str(part), "-geometry", f"{attributes.x:+d}{attributes.y:+d}",
                                "-composite"]
            subprocess.run([*command, "-strip", str(path)], check=True)
