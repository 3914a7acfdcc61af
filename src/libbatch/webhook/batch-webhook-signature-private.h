/* webhook/batch-webhook-signature-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BATCH_WEBHOOK_SECRET_PREFIX "whsec_"

/* Two ways of saying who sent a body: that of Standard Webhooks, whose MAC covers the id and
 * the time as well, and the older one of the body alone. */
typedef struct
{
  char *standard;                  /* for webhook-signature */
  char *body;                      /* for X-Signature-256 */
} BatchWebhookSignature;

/* @timestamp: s since the epoch. Fails when @secret cannot be one. */
BatchWebhookSignature *batch_webhook_sign           (const char             *secret,
                                                     const char             *id,
                                                     gint64                  timestamp,
                                                     GBytes                 *body,
                                                     GError                **error);
void                   batch_webhook_signature_free (BatchWebhookSignature  *signature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchWebhookSignature, batch_webhook_signature_free)

G_END_DECLS
