# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Runs an example and looks at what it says: test-example.py INTERPRETER FILE SIMULATOR

INTERPRETER is python3 or gjs, or “none” for a program; the simulator is the batchq program.
"""

import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SECONDS = 300


def reason_to_skip(interpreter):
    if interpreter == "none":
        return None
    if shutil.which(interpreter) is None:
        return f"{interpreter} is not installed"
    if not interpreter.endswith("gjs"):
        probe = subprocess.run([interpreter, "-c", "import gi"], capture_output=True, check=False)
        if probe.returncode != 0:
            return "PyGObject is not installed"
    return None


def run(command):
    """The output of an example that ends well, and complains of nothing."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"status {done.returncode}: {done.stderr}"
    assert done.stderr == "", done.stderr
    return done.stdout


def check_basic_batch(command, _simulator):
    output = run(command)
    assert output.startswith("Will process 4 (1 of 5 have a caption already)\n"), output
    assert "done.png: skipped" in output, output
    assert "busy.png: succeeded at attempt 2" in output, output
    assert "broken.png: failed (The picture cannot be read)" in output, output
    assert "Holiday pictures: 3 succeeded, 1 failed, 1 skipped" in output, output
    assert output.endswith("Holiday pictures: 4 succeeded, 0 failed, 1 skipped\n"), output


def check_model_optimization(command, _simulator):
    output = run(command)
    assert re.findall("Loading (.*)", output) == ["llava:13b", "gemma:7b"], output
    assert "Job 3: Moved up 1 place" in output, output
    done = re.findall(r"(Job \d) \(.*\) is done", output)
    assert done == ["Job 1", "Job 3", "Job 5", "Job 2", "Job 4", "Job 6"], output
    assert output.endswith("2 loads; 6 in the order of arrival\n"), output


def check_eta_tracking(command, _simulator):
    output = run(command)
    ranges = [(int(low), int(high), int(expected)) for low, high, expected in
              re.findall(r"(\d+) to (\d+) ms left, about (\d+)", output)]
    assert len(ranges) >= 6, output
    assert all(low <= expected <= high for low, high, expected in ranges), output
    widths = [high - low for low, high, _expected in ranges]
    assert widths[-1] < widths[0], output


@contextlib.contextmanager
def serve(simulator):
    process = subprocess.Popen([simulator, "simulate", "--any-model", "--capacity", "1"],
                               stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def check_send_http(command, simulator):
    with serve(simulator) as url, tempfile.TemporaryDirectory() as folder:
        answers = pathlib.Path(folder) / "answers.jsonl"
        output = run([*command, url, answers])
        lines = [json.loads(line) for line in answers.read_text().splitlines()]
        assert not (answers.parent / "answers.jsonl.errors").exists()
    assert len(re.findall("Loading", output)) == 2, output
    assert "10 succeeded, 0 failed" in output, output
    assert [line["custom_id"] for line in lines] == [f"request-{i}" for i in range(10)], lines
    assert all(line["response"]["status_code"] == 200 for line in lines), lines


CHECKS = {
    "basic-batch": check_basic_batch,
    "model-optimization": check_model_optimization,
    "eta-tracking": check_eta_tracking,
    "send-http": check_send_http,
}


def main(interpreter, example, simulator):
    name = pathlib.Path(example).name
    print("1..1")
    reason = reason_to_skip(interpreter)
    if reason is not None:
        print(f"ok 1 {name} # SKIP {reason}")
        return 0
    command = [example] if interpreter == "none" else [interpreter, example]
    try:
        CHECKS[pathlib.Path(example).stem.removeprefix("example-")](command, simulator)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        print("".join(f"# {line}\n" for line in str(error).splitlines()), end="")
        print(f"not ok 1 {name}")
        return 1
    print(f"ok 1 {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
