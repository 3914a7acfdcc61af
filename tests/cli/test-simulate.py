# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The command as a user meets it: test-simulate.py BATCHQ"""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

BATCHQ = sys.argv.pop(1)
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


class Simulator:
    """`batchq simulate` with these options, for as long as the block lasts."""

    def __init__(self, *options, descriptors=None, **variables):
        limits = (descriptors, descriptors)
        self.process = subprocess.Popen(
            [BATCHQ, "simulate", *options],
            stdout=subprocess.PIPE,
            env={**ENVIRONMENT, **variables},
            text=True,
            preexec_fn=descriptors and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limits)),
        )

    def __enter__(self):
        line = self.process.stdout.readline()
        self.base = re.fullmatch(r"Listening on (http://127\.0\.0\.1:[1-9]\d*)/v1\n", line)[1]
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def request(self, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers)
        try:
            with DIRECTLY.open(request, timeout=300) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def chat(self, model, prompt, **headers):
        body = {"model": model, "messages": [{"role": "user", "content": prompt}]}
        return self.request("/v1/chat/completions", body, **headers)

    def summary(self):
        return json.loads(self.request("/__log?summary=1")[1])


def run(*arguments):
    return subprocess.run(
        [BATCHQ, *arguments], capture_output=True, env=ENVIRONMENT, text=True, timeout=300
    )


class Simulate(unittest.TestCase):
    def test_serves_until_it_is_told_to_stop(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Simulator() as simulator:
                self.assertEqual(simulator.request("/health")[0], 200)
                simulator.process.send_signal(number)
                self.assertEqual(simulator.process.wait(300), 0)

    def test_models_and_loads(self):
        options = ("--models", "alpha:30,beta:30", "--capacity", "1", "--slots", "2")
        with Simulator(*options) as simulator:
            for model in ("alpha", "beta", "alpha"):
                status, body = simulator.chat(model, f"Hi “{model}”")
                self.assertEqual(status, 200)
                content = json.loads(body)["choices"][0]["message"]["content"]
                self.assertIn(f"model: {model}; prompt: Hi “{model}”;", content)
            self.assertEqual(simulator.chat("gamma", "Hi")[0], 404)
            summary = simulator.summary()
            self.assertEqual((summary["loads"], summary["evictions"]), (3, 2))
            self.assertEqual(summary["models"], {"alpha": 2, "beta": 1, "gamma": 1})
            lines = simulator.request("/__log")[1].splitlines()
            events = [json.loads(line)["event"] for line in lines]
            self.assertEqual(events.count("load"), 3)

    def test_faults(self):
        with Simulator("--fail", "503:1:4", "--fail", "500:1") as simulator:
            self.assertEqual(simulator.chat("simulated", "Hi")[0], 503)

    def test_rest_of_the_options(self):
        options = "--any-model --delay 1 --jitter 0.5 --prompt-rate 1e6 --output-rate 1e6 --seed 5"
        with Simulator(*options.split(), "--no-log") as simulator:
            self.assertEqual(simulator.chat("anything", "Hi")[0], 200)
            self.assertEqual(simulator.request("/__log")[1], "")
            self.assertEqual(simulator.summary()["requests"], 1)

    def test_api_key(self):
        with Simulator("--api-key-from-env", "KEY_FOR_TEST", KEY_FOR_TEST="k-1") as simulator:
            self.assertEqual(simulator.chat("simulated", "Hi")[0], 401)
            self.assertEqual(simulator.chat("simulated", "Hi", Authorization="Bearer k-1")[0], 200)

    def test_out_of_descriptors(self):
        with Simulator(descriptors=32) as simulator:
            port = int(simulator.base.rpartition(":")[2])
            crowd = [socket.create_connection(("127.0.0.1", port)) for _ in range(60)]
            for client in crowd:
                client.close()
            self.assertEqual(simulator.request("/health")[0], 200)

    def test_address_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            result = run("simulate", "--listen", f"127.0.0.1:{port}")
        self.assertEqual(result.returncode, 4)
        self.assertIn(f"Port {port} of 127.0.0.1 is taken by another program", result.stderr)
        self.assertIn("choose another port", result.stderr)
        self.assertEqual(result.stdout, "")

    def test_wrong_usage(self):
        for options in (
            ["--listen", "8080"],
            ["--listen", "127.0.0.1:99999"],
            ["--listen", "localhost:0"],
            ["--models", ""],
            ["--models", ":5"],
            ["--fail", "503:2"],
            ["--fail", "oops"],
            ["--capacity", "-1"],
            ["--delay", "soon"],
            ["--jitter", "2"],
            ["--api-key-from-env", "NO_SUCH_VARIABLE"],
            ["--no-such-option"],
            ["stray"],
        ):
            with self.subTest(options=options):
                result = run("simulate", *options)
                self.assertEqual(result.returncode, 2)
                self.assertRegex(result.stderr, r"^batchq simulate: .+\n$")
                self.assertEqual(result.stdout, "")

    def test_help(self):
        result = run("simulate", "--help")
        self.assertEqual(result.returncode, 0)
        self.assertIn("simulator", result.stdout)
        self.assertIn("--capacity", result.stdout)
        self.assertIn("simulate", run("--help").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
