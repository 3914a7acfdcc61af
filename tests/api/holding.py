# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A model server that answers when it is told to, which may be too late."""

import http.server
import json
import threading

HELD = "[[held]]"

MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "model": "a",
           "content": [{"type": "text", "text": "late"}], "stop_reason": "end_turn",
           "stop_sequence": None, "usage": {"input_tokens": 3, "output_tokens": 2}}
CHAT = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "a",
        "choices": [{"index": 0, "finish_reason": "stop",
                     "message": {"role": "assistant", "content": "late"}}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}


class Holding(http.server.ThreadingHTTPServer):
    """It counts the requests with “[[held]]” in them that came, and those it has answered."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.released = threading.Event()
        self.came = 0
        self.answered = 0

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.released.set()
        self.shutdown()
        super().__exit__(*failure)

    def handle_error(self, *_):
        """Who does not wait any more hangs up."""


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass

    def do_GET(self):  # pylint: disable=invalid-name
        self.send_error(404)

    def do_POST(self):  # pylint: disable=invalid-name
        held = HELD in self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = json.dumps(MESSAGE if "messages" in self.path else CHAT).encode()
        if held:
            self.server.came += 1
            self.server.released.wait(300)
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        finally:
            self.server.answered += held
