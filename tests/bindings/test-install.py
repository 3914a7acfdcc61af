# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What is installed is all that others need: test-install.py BUILD PREFIX COMPILER

Programs of others are built on it by pkg-config alone, in C, C++ and Vala, and run; each header
stands by itself, and the library has what they declare and nothing else.
"""

import contextlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(__file__).parent / "programs"
PAGES = pathlib.Path(__file__).parents[2] / "docs/reference"
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wstrict-prototypes", "-Werror", "-std=c11"]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DEFINE = re.compile(r"^#.*(?:\\\n.*)*$", re.MULTILINE)
DECLARED = re.compile(r"\b(batch_[a-z0-9_]+)\s*\(")
DECLARED_TYPE = re.compile(r"G_DECLARE_\w+ \(\w+, (\w+),")


class Skip(Exception):
    """Why something cannot be tried here."""


def output(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, **options)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout


class Installation:
    """What @build installs, below @place as if it had been built for that."""

    def __init__(self, build, prefix, compiler, place):
        self.compiler = compiler
        self.place = place
        output("meson", "install", "-C", build, "--no-rebuild", "--destdir", place)
        self.prefix = place / prefix.lstrip("/")
        (self.include,) = self.prefix.rglob("batch-1/batch.h")
        self.include = self.include.parent
        (package,) = self.prefix.rglob("batch-1.pc")
        self.packages = package.parent
        self.libraries = package.parents[1]
        for package in self.packages.glob("batch*.pc"):
            text = package.read_text()
            package.write_text(f"prefix={self.prefix}\n{text.split(chr(10), 1)[1]}")

    def pkg_config(self, *arguments):
        search = f"{self.packages}:{os.environ.get('PKG_CONFIG_PATH', '')}"
        return shlex.split(output("pkg-config", *arguments,
                                  env={**os.environ, "PKG_CONFIG_PATH": search}))

    def has(self, package):
        return (self.packages / f"{package}.pc").exists()

    def headers(self):
        return sorted(path.relative_to(self.include) for path in self.include.rglob("*.h"))

    def build(self, source, package="batch-1"):
        program = self.place / source.stem
        output(self.compiler, *STRICT, source, "-o", program,
               *self.pkg_config("--cflags", "--libs", package))
        return program

    def build_vala(self, source):
        vapis = list(self.prefix.rglob("batch-1.vapi"))
        if not vapis or shutil.which("valac") is None:
            raise Skip("there are no bindings for Vala, or no compiler")
        program = self.place / f"{source.stem}-vala"
        flags = self.pkg_config("--cflags", "--libs", "batch-1")
        output("valac", "--vapidir", vapis[0].parent, "--pkg", "batch-1", "--Xcc=-w", source, "-o",
               program, *[f"--Xcc={flag}" for flag in flags], cwd=self.place)
        return program

    def run(self, program, *arguments):
        return output(program, *arguments, cwd=self.place,
                      env={**os.environ, "LC_ALL": "C.UTF-8",
                           "LD_LIBRARY_PATH": str(self.libraries)})


def check_c_program(installed):
    said = installed.run(installed.build(PROGRAMS / "installed.c"))
    assert said == "item-2: too quiet\nInstalled: 2 succeeded, 1 failed\n", said


def check_store(installed):
    said = installed.run(installed.build(PROGRAMS / "store.c"))
    assert "The store YoungStore does not implement “close”\n" in said, said
    assert "The item is succeeded and cannot become running" in said, said


def check_conformance(installed):
    if not installed.has("batch-conformance-1"):
        raise Skip("set up without -Dconformance=true")
    program = installed.build(PROGRAMS / "conformance.c", "batch-conformance-1")
    said = installed.run(program)
    assert said.count("\nok ") > 90, said


def check_headers(installed):
    """Each compiles by itself, in whatever order others include them."""
    flags = installed.pkg_config("--cflags", "batch-1")
    names = []
    for number, header in enumerate(installed.headers()):
        names.append(installed.place / f"header-{number}.c")
        names[-1].write_text(f"#include <{header}>\ntypedef int not_empty;\n")
    output(installed.compiler, *STRICT, "-fsyntax-only", *names, *flags)


def check_cpp(installed):
    compiler = shutil.which("g++")
    if compiler is None:
        raise Skip("g++ is not installed")
    source = installed.place / "all.cpp"
    source.write_text("".join(f"#include <{header}>\n" for header in installed.headers()) +
                      "int main () { g_print (\"%u\", batch_error_quark () != 0); return 0; }\n")
    program = installed.place / "all"
    output(compiler, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-std=c++11", source, "-o",
           program, *installed.pkg_config("--cflags", "--libs", "batch-1"))
    assert installed.run(program) == "1"


def check_vala(installed):
    program = installed.build_vala(PROGRAMS.parent / "test-handler.vala")
    assert "ok 1 " in installed.run(program)


def blocks(page, language):
    text = (PAGES / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@contextlib.contextmanager
def simulator(installed):
    """The address of a model server, and a batch file for it beside the programs."""
    (batchq,) = installed.prefix.rglob("bin/batchq")
    (installed.place / "goods.jsonl").write_text("".join(
        json.dumps({"custom_id": word, "method": "POST", "url": "/v1/chat/completions",
                    "body": {"model": "small", "messages": [{"role": "user", "content": word}]}})
        + "\n" for word in ("soap", "tea")))
    process = subprocess.Popen([batchq, "simulate", "--models", "small:1"],
                               stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "LD_LIBRARY_PATH": str(installed.libraries)})
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate()


def check_page(installed):
    """The first steps, in C."""
    with simulator(installed) as url:
        source = installed.place / "goods.c"
        source.write_text(blocks("first-steps.md", "c")[0].replace("http://127.0.0.1:8080", url))
        program = installed.place / "goods"
        output(installed.compiler, source, "-o", program,
               *installed.pkg_config("--cflags", "--libs", "batch-1"))
        assert installed.run(program) == "2 succeeded\n"


def check_vala_page(installed):
    with simulator(installed) as url:
        source = installed.place / "goods.vala"
        source.write_text(
            blocks("first-steps.md", "vala")[0].replace("http://127.0.0.1:8080", url))
        assert installed.run(installed.build_vala(source)) == "2 succeeded\n"


def check_symbols(installed):
    library = installed.libraries / "libbatch-1.so"
    exported = {line.split()[-1] for line in
                output("nm", "-D", "--defined-only", library).splitlines()}
    foreign = {name for name in exported if not name.startswith("batch_")}
    assert not foreign, f"exported besides: {sorted(strangers)}"

    declared = set()
    for header in installed.headers():
        text = DEFINE.sub("", COMMENT.sub("", (installed.include / header).read_text()))
        declared |= set(DECLARED.findall(text))
        declared |= {f"{name}_get_type" for name in DECLARED_TYPE.findall(text)}
    declared -= {name for name in declared if name.startswith("batch_store_conformance_")}
    assert not declared - exported, f"declared, but not there: {sorted(declared - exported)}"
    assert not exported - declared, f"there, but in no header: {sorted(exported - declared)}"


def check_names(installed):
    library = installed.libraries / "libbatch-1.so"
    dynamic = output("readelf", "-d", library)
    assert "Library soname: [libbatch-1.so.0]" in dynamic, dynamic
    version = " ".join(installed.pkg_config("--modversion", "batch-1"))
    assert os.path.realpath(library).endswith(f"libbatch-1.so.{version}"), version
    asked = installed.pkg_config("--print-requires", "batch-1")
    assert asked == ["glib-2.0", "gio-2.0"], asked


CHECKS = {
    "a program in C": check_c_program,
    "a store in C": check_store,
    "the conformance suite of stores": check_conformance,
    "each header by itself": check_headers,
    "a program in C++": check_cpp,
    "a program in Vala": check_vala,
    "the first steps in C": check_page,
    "the first steps in Vala": check_vala_page,
    "what is exported is declared, and the other way round": check_symbols,
    "the names of the library": check_names,
}


def attempt(check, installed):
    """What came of a check, as TAP has it."""
    try:
        check(installed)
    except Skip as reason:
        return True, f" # SKIP {reason}"
    except AssertionError as error:
        print("".join(f"# {line}\n" for line in str(error).splitlines()), end="")
        return False, ""
    return True, ""


def main(build, prefix, compiler):
    print(f"1..{len(CHECKS)}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        installed = Installation(build, prefix, compiler, pathlib.Path(folder))
        for number, (name, check) in enumerate(CHECKS.items(), 1):
            good, remark = attempt(check, installed)
            failed |= not good
            print(f"{'' if good else 'not '}ok {number} {name}{remark}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
