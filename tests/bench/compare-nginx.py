# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A batch file of 200 MB through HTTP, up, run, and down: compare-nginx.py BATCHQ [LINES]

The same file goes up to nginx (PUT) and to batchq serve (a form), and comes down from both, all by
curl, in turns. The results come down as well; they are too short to tell of more than how soon curl
begins. nginx only copies; batchq hashes what comes, and has it on the disk before it says so."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from bench_batchq import Server
from bench_table import row

ROUNDS = 3
LINE_BYTES = 4096
MB = 1e6

NGINX = """
daemon off;
pid {here}/nginx.pid;
error_log {here}/error.log;
worker_processes 1;
events {{ }}
http {{
  access_log off;
  sendfile on;
  client_max_body_size 0;
  client_body_temp_path {here}/body;
  proxy_temp_path {here}/proxy;
  fastcgi_temp_path {here}/fastcgi;
  uwsgi_temp_path {here}/uwsgi;
  scgi_temp_path {here}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {here}/files;
    location / {{ dav_methods PUT; }}
  }}
}}
"""


def find_nginx(folder):
    """That of the system, or that of its package, which is only unpacked."""
    if path := shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"):
        return path
    for command in (["apt-get", "download", "nginx"],
                    ["sh", "-c", "dpkg-deb -x nginx_*.deb root"]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"nginx is not there: {done.stderr.strip()}")
            sys.exit(77)
    return str(folder / "root/usr/sbin/nginx")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextlib.contextmanager
def nginx(folder):
    here = folder / "nginx"
    (here / "files").mkdir(parents=True)
    port = free_port()
    config = here / "nginx.conf"
    config.write_text(NGINX.format(here=here, port=port))
    # It writes as somebody else when it is root.
    for path in (folder, here, here / "files"):
        path.chmod(0o777)
    process = subprocess.Popen([find_nginx(folder), "-p", str(here), "-c", str(config)],
                               stderr=subprocess.DEVNULL)
    try:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


class Serve:
    def __init__(self, batchq, folder, backend):
        self.data = folder / "data"
        self.process = subprocess.Popen(
            [batchq, "--data-dir", str(self.data), "serve", "--listen", "127.0.0.1:0",
             "--log", "none", "--backend", backend], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.header = "Authorization: Bearer " + (self.data / "api-token").read_text().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def peak_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024

    def ask(self, path, *options):
        return curl(self.url + path, "-H", self.header, *options)


def curl(url, *options):
    done = subprocess.run(["curl", "-sS", "--fail-with-body", *options, url], capture_output=True,
                          check=False)
    if done.returncode != 0:
        raise SystemExit(f"{url}: {done.stderr.decode()}{done.stdout.decode()}")
    return done.stdout


def timed(work):
    begin = time.monotonic()
    work()
    return time.monotonic() - begin


def write_input(path, count):
    with open(path, "w", encoding="ascii") as file:
        for number in range(count):
            body = {"model": "alpha", "messages": [{"role": "user", "content": ""}]}
            line = json.dumps({"custom_id": f"r{number}", "method": "POST",
                               "url": "/v1/chat/completions", "body": body})
            text = f"number {number} ".ljust(LINE_BYTES - len(line) - 1, "x")
            file.write(line.replace('"content": ""', f'"content": "{text}"') + "\n")
    return os.path.getsize(path)


def upload(serve, source):
    return json.loads(serve.ask("/files", "-F", "purpose=batch", "-F", f"file=@{source}"))["id"]


def run_batch(serve, file):
    order = {"input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h"}
    batch = json.loads(serve.ask("/batches", "-H", "Content-Type: application/json",
                                 "-d", json.dumps(order)))
    begin = time.monotonic()
    while batch["status"] not in ("completed", "failed"):
        time.sleep(0.2)
        batch = json.loads(serve.ask(f"/batches/{batch['id']}"))
    if batch["status"] != "completed":
        raise SystemExit(f"the batch has failed: {batch}")
    return batch["output_file_id"], time.monotonic() - begin


def count_answers(path):
    """That each is there once, and in order."""
    with open(path, encoding="utf-8") as lines:
        number = 0
        for number, line in enumerate(lines, 1):
            if json.loads(line)["custom_id"] != f"r{number - 1}":
                raise SystemExit(f"line {number} is of {line[:60]}")
    return number


def measure(batchq, folder, count):
    """Peaks of the memory: of uploads, of all. Sizes and times, up and down."""
    source, output = folder / "in.jsonl", folder / "out.jsonl"
    size = write_input(source, count)
    up, down = {"nginx": [], "batchq": []}, {"nginx": [], "batchq": []}
    with Server(batchq) as model, nginx(folder) as web, Serve(batchq, folder, model.url) as serve:
        for _ in range(ROUNDS):
            up["nginx"].append(timed(lambda: curl(f"{web}/in.jsonl", "-T", str(source))))
            up["batchq"].append(timed(lambda: upload(serve, source)))
        uploading = serve.peak_mib()
        file = upload(serve, source)
        result, running = run_batch(serve, file)
        working = serve.peak_mib()
        serve.ask(f"/files/{result}/content", "-o", str(output))
        for _ in range(ROUNDS):
            down["nginx"].append(timed(lambda: curl(f"{web}/in.jsonl", "-o", os.devnull)))
            down["batchq"].append(timed(lambda: serve.ask(f"/files/{file}/content",
                                                          "-o", os.devnull)))
        peak = serve.peak_mib()
    if peak > working + 1:
        raise SystemExit(f"downloads take memory: {peak:.0f} MiB, {working:.0f} before")
    if count_answers(output) != count:
        raise SystemExit("there is not one answer for each request")
    print(f"{count} requests, {size / MB:.0f} MB, run in {running:.1f} s, at most {peak:.0f} MiB")
    return (uploading, peak), size, up, down


def tell(what, size, times, wanted):
    rates = {name: size / MB / statistics.median(seconds) for name, seconds in times.items()}
    share = rates["batchq"] / rates["nginx"]
    row(f"{what}, to nginx", f"at least {wanted:.2f}",
        f"{share:.2f} ({rates['batchq']:.0f} MB/s, {rates['nginx']:.0f} MB/s)", share >= wanted)


def main(batchq, count):
    with tempfile.TemporaryDirectory() as small:
        (few_up, few), *_ = measure(batchq, pathlib.Path(small), count // 10)
    with tempfile.TemporaryDirectory() as large:
        (many_up, many), size, up, down = measure(batchq, pathlib.Path(large), count)
    row("memory of ten times as large an upload", "at most 4 MiB more",
        f"{many_up - few_up:.1f} MiB more ({many_up:.0f} MiB)", many_up - few_up <= 4)
    # Whether an id comes twice is only known with all of them at hand.
    row("memory of ten times as large a batch", "at most 16 MiB more",
        f"{many - few:.0f} MiB more ({many:.0f} MiB)", many - few <= 16)
    tell("up", size, up, 0.25)
    tell("down", size, down, 0.5)


main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50000)
