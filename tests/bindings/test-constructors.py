# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Objects that are made by their constructors alone, as only bindings can: nothing crashes."""

import unittest

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, GLib, GObject

WAIT_SECONDS = 300
LOOKS = ("get", "is", "dup", "has", "list", "ref")


def list_classes():
    classes = [value for value in (getattr(Batch, name) for name in dir(Batch))
               if isinstance(value, type) and issubclass(value, GObject.Object)]
    return [cls for cls in classes if not cls.__gtype__.is_abstract()]


def make(cls):
    return cls(store_uri="sqlite::memory:") if cls is Batch.Engine else cls()


def list_getters(cls):
    """Those that are to be given nothing."""
    return [method.get_name() for method in cls.__info__.get_methods()
            if method.is_method() and not method.get_arguments()
            and method.get_name().split("_")[0] in LOOKS]


def submit(engine, line):
    loop = GLib.MainLoop()
    results = []

    def done(_source, result):
        results.append(result)
        loop.quit()

    job = Batch.Job.new("a", "tag", Batch.OverwritePolicy.SKIP)
    job.add_item(None, line, Batch.SizeBucket.SMALL)
    engine.submit_async(job, None, done)
    timer = GLib.timeout_add_seconds(WAIT_SECONDS, loop.quit)
    loop.run()
    GLib.source_remove(timer)
    return engine.submit_finish(results[0])


class TestConstructors(unittest.TestCase):
    def test_properties(self):
        classes = list_classes()
        self.assertGreater(len(classes), 30)
        for cls in classes:
            with self.subTest(cls.__name__):
                thing = make(cls)
                for prop in cls.list_properties():
                    if prop.flags & GObject.ParamFlags.READABLE:
                        thing.get_property(prop.name)

    def test_getters(self):
        for cls in list_classes():
            with self.subTest(cls.__name__):
                thing = make(cls)
                for name in list_getters(cls):
                    getattr(thing, name)()

    def test_engine_opens_its_store(self):
        engine = Batch.Engine(store_uri="sqlite::memory:")
        self.assertEqual(engine.props.store_uri, "sqlite::memory:")
        job = submit(engine, "{}")
        self.assertEqual((job.props.state, job.props.total), (Batch.JobState.QUEUED, 1))

    def test_engine_knows_its_usual_store(self):
        uri = Batch.Engine.dup_usual_uri()
        self.assertTrue(uri.startswith("sqlite:/") and uri.endswith("/batch-queue/queue.db"), uri)

    def test_engine_without_a_store(self):
        engine = Batch.Engine(store_uri="sqlite:/dev/null/queue.db")
        with self.assertRaises(GLib.Error) as raised:
            submit(engine, "{}")
        self.assertTrue(raised.exception.matches(Batch.error_quark(), Batch.Error.STORE))


if __name__ == "__main__":
    unittest.main()
