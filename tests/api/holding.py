# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A model server that answers when it is told to, which may be too late."""

import json
import threading

from answering import Answering, Handler

HELD = "[[held]]"

MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "model": "a",
           "content": [{"type": "text", "text": "late"}], "stop_reason": "end_turn",
           "stop_sequence": None, "usage": {"input_tokens": 3, "output_tokens": 2}}
CHAT = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "a",
        "choices": [{"index": 0, "finish_reason": "stop",
                     "message": {"role": "assistant", "content": "late"}}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}


class Holding(Answering):
    """It counts the requests with “[[held]]” in them that came, and those it has answered."""

    def __init__(self):
        super().__init__(Holder)
        self.released = threading.Event()
        self.came = 0
        self.answered = 0

    def __exit__(self, *failure):
        self.released.set()
        super().__exit__(*failure)

    def handle_error(self, *_):
        """Who does not wait any more hangs up."""


class Holder(Handler):
    def do_POST(self):  # pylint: disable=invalid-name
        held = HELD in self.read_body().decode()
        answer = json.dumps(MESSAGE if "messages" in self.path else CHAT).encode()
        if held:
            self.server.came += 1
            self.server.released.wait(300)
        try:
            self.reply(answer)
        finally:
            self.server.answered += held
