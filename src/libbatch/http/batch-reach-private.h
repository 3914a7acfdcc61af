/* http/batch-reach-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BatchReach BatchReach;

/* @refuses: whether nobody takes connections at the address. Not called from within a call. */
typedef void (*BatchReachFunc) (gboolean refuses,
                                gpointer user_data);

BatchReach *batch_reach_new  (const char     *url,
                              BatchReachFunc  func,
                              gpointer        user_data);
void        batch_reach_free (BatchReach     *self);
/* Looks, unless it does so already. */
void        batch_reach_look (BatchReach     *self);

G_END_DECLS
