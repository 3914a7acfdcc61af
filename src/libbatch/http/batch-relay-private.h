/* http/batch-relay-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who gets a streamed answer as it comes, as the events of a server with the API of OpenAI,
 * or as they are where the server speaks another one. */
typedef struct
{
  /* The server has begun to answer, and well. */
  void     (*begin) (gpointer  user_data);
  void     (*piece) (GBytes   *piece,
                     gpointer  user_data);
  /* Whether more can be taken now. */
  gboolean (*ready) (gpointer  user_data);
} BatchRelay;

G_END_DECLS
