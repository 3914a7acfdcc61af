/* cli/cli-notify.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells systemd, if it has started us and waits for that, what has become of us: lines such
 * as “READY=1”. Whether it hears is its own affair. */
void  cli_notify  (const char *state);

G_END_DECLS
