/* echo-handler.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

#define ECHO_TYPE_HANDLER (echo_handler_get_type ())

G_DECLARE_FINAL_TYPE (EchoHandler, echo_handler, ECHO, HANDLER, BatchItemHandler)

/* Answers each item with its own payload, after @delay_ms. */
BatchItemHandler *echo_handler_new (guint delay_ms);

G_END_DECLS
