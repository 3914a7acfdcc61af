/* json-portable.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

/* The scanner as it is on a machine without vector instructions, beside the library's. */
gboolean portable_json_validate (const guint8 *data,
                                 gsize         length,
                                 guint         max_depth,
                                 gsize        *offset);
