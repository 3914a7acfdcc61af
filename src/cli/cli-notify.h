/* cli/cli-notify.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Notifies systemd of our state, if it has started us and waits for that: lines such as “READY=1”.
 * A failure to do so is ignored. */
void  cli_notify  (const char *state);

G_END_DECLS
