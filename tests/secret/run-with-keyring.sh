#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# Runs a test program where a real Secret Service answers: GNOME Keyring on a session
# bus of its own, unlocked, with its files in a directory that is thrown away.

set -eu

for program in dbus-run-session gdbus gnome-keyring-daemon; do
  if ! command -v "$program" >/dev/null; then
    echo "1..0 # SKIP $program is not installed"
    exit 0
  fi
done

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -m 700 "$dir/run"
export HOME="$dir" XDG_DATA_HOME="$dir/data" XDG_RUNTIME_DIR="$dir/run"

# To ping the name would start a second daemon, which is locked.
# shellcheck disable=SC2016 # expanded by the inner shell
dbus-run-session -- sh -eu -c '
  printf %s password | gnome-keyring-daemon --unlock --components=secrets --foreground >&2 &
  gdbus wait --session --timeout 10 org.freedesktop.secrets
  status=0
  "$@" || status=$?
  kill $!
  exit $status
' sh "$@"
