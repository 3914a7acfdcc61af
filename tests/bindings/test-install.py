# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A C program is built on what is installed, by pkg-config alone, and runs."""

import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

PROGRAM = """
#include <batch.h>

int
main (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchJob) job = batch_job_new ("model", "chat", BATCH_OVERWRITE_POLICY_SKIP);

  batch_job_set_title (job, "Installed");
  g_print ("%s, %u jobs", batch_job_get_title (job),
           g_list_model_get_n_items (G_LIST_MODEL (queue)));
  return 0;
}
"""


def output(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def flags(prefix):
    """Of what is installed below @prefix, as if it had been built for that."""
    (package,) = prefix.rglob("batch-1.pc")
    text = package.read_text()
    package.write_text(f"prefix={prefix}\n{text.split(chr(10), 1)[1]}")
    search = f"{package.parent}:{os.environ.get('PKG_CONFIG_PATH', '')}"
    return package.parents[1], shlex.split(output(
        "pkg-config", "--cflags", "--libs", "batch-1",
        env={**os.environ, "PKG_CONFIG_PATH": search}))


def main():
    build, prefix, compiler = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        output("meson", "install", "-C", build, "--no-rebuild", "--destdir", folder)
        libraries, arguments = flags(place / prefix.lstrip("/"))
        (place / "program.c").write_text(PROGRAM)
        output(compiler, "-Wall", "-Werror", "-std=c11", "-pedantic", str(place / "program.c"),
               "-o", str(place / "program"), *arguments)
        said = output(str(place / "program"), env={**os.environ, "LD_LIBRARY_PATH": str(libraries)})
    assert said == "Installed, 0 jobs", said
    print("1..1\nok 1 - a C program uses what is installed")


main()
