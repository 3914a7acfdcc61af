# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Gives the attempt that an exception fails the exception as its message.

All works without this file. Then the attempt fails by the patience of its handler, because
PyGObject prints an exception that leaves a handler, and tells nobody else; an item is worked on
of which do_should_skip could not tell; and a handler that needs longer has to return True. Here
an exception is seen, so that nothing else need be said.
"""

import functools
import inspect
import traceback

from gi.module import get_introspection_module
from gi.overrides import override
from gi.repository import GLib

Batch = get_introspection_module("Batch")


def _message(error):
    """A sentence in any case: not every exception can be made a text, nor every text UTF-8."""
    traceback.print_exc()
    if isinstance(error, GLib.Error):
        return error.message
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:
        text = type(error).__name__
    return text.encode(errors="backslashreplace").decode()


def _answer(function, *arguments):
    """What a handler says. A coroutine says nothing: nobody runs it, and it would count as true."""
    answer = function(*arguments)
    if not inspect.iscoroutine(answer):
        return answer
    answer.close()
    raise TypeError(f"{function.__name__} cannot be async; start a task in do_handle instead")


def _guard_handle(function):
    @functools.wraps(function)
    def do_handle(self, attempt):
        try:
            _answer(function, self, attempt)
        except Exception as error:
            attempt.fail_message(_message(error))
        return True

    return do_handle


def _guard_should_skip(function):
    @functools.wraps(function)
    def do_should_skip(self, attempt):
        try:
            return _answer(function, self, attempt)
        except Exception as error:
            # Answered, it can be neither skipped nor handled.
            attempt.fail_message(_message(error))
            return True

    return do_should_skip


def _output(answer):
    """What is handed on as it is. PyGObject would cut it off at a NUL, or print what is wrong."""
    if answer is None:
        return None
    if not isinstance(answer, str):
        raise TypeError(f"do_process has to return text, not {type(answer).__name__}")
    if "\0" in answer:
        raise ValueError("do_process has returned a text with a NUL in it")
    answer.encode()
    return answer


def _guard_process(function):
    @functools.wraps(function)
    def do_process(self, attempt, cancellable):
        try:
            return _output(_answer(function, self, attempt, cancellable))
        except GLib.Error:
            raise
        except BaseException as error:
            # In this thread, exit () would stop the thread alone, and nobody would answer.
            raise GLib.Error(_message(error)) from None

    return do_process


_GUARDS = {
    "do_handle": _guard_handle,
    "do_should_skip": _guard_should_skip,
    "do_process": _guard_process,
}


def _guard(cls):
    for name, guard in _GUARDS.items():
        function = cls.__dict__.get(name)
        if function is not None and not hasattr(function, "guarded_by_batch"):
            guarded = guard(function)
            guarded.guarded_by_batch = True
            setattr(cls, name, guarded)


@override
class ItemHandler(Batch.ItemHandler):
    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        _guard(cls)


@override
class SyncHandler(Batch.SyncHandler):
    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        _guard(cls)


__all__ = ["ItemHandler", "SyncHandler"]
