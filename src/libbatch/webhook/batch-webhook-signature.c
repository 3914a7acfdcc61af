/* webhook/batch-webhook-signature.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-webhook-signature-private.h"

#include <string.h>

#include "batch-types.h"

/* The rule. A secret that begins with whsec_ is, behind that, the Base64 of the key of
 * Standard Webhooks; any other one is the key itself. For the signature of the body alone,
 * which knows no such prefix, the key is the text of the secret as it is. */

#define SHA256_SIZE 32

static gboolean
decode_key (const char  *secret,
            GBytes     **key,
            GError     **error)
{
  gsize prefix = strlen (BATCH_WEBHOOK_SECRET_PREFIX);
  gsize length = 0;
  guchar *bytes = NULL;

  if (!g_str_has_prefix (secret, BATCH_WEBHOOK_SECRET_PREFIX))
    *key = g_bytes_new (secret, strlen (secret));
  else if (strspn (secret + prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789+/=") == strlen (secret + prefix))
    {
      bytes = g_base64_decode (secret + prefix, &length);
      *key = g_bytes_new_take (bytes, length);
    }

  if (*key != NULL && g_bytes_get_size (*key) > 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "The secret for webhooks is not one: behind %s stands Base64, and any other one "
               "is not empty", BATCH_WEBHOOK_SECRET_PREFIX);
  return FALSE;
}

static char *
sign_standard (GBytes     *key,
               const char *id,
               gint64      timestamp,
               GBytes     *body)
{
  g_autofree char *head = g_strdup_printf ("%s.%" G_GINT64_FORMAT ".", id, timestamp);
  g_autoptr(GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, g_bytes_get_data (key, NULL),
                                      g_bytes_get_size (key));
  g_autofree char *text = NULL;
  guint8 digest[SHA256_SIZE];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guchar *) head, strlen (head));
  g_hmac_update (hmac, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_hmac_get_digest (hmac, digest, &size);
  text = g_base64_encode (digest, size);
  return g_strconcat ("v1,", text, NULL);
}

static char *
sign_body (const char *secret,
           GBytes     *body)
{
  g_autofree char *digest =
    g_compute_hmac_for_data (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret),
                             g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  return g_strconcat ("sha256=", digest, NULL);
}

BatchWebhookSignature *
batch_webhook_sign (const char  *secret,
                    const char  *id,
                    gint64       timestamp,
                    GBytes      *body,
                    GError     **error)
{
  g_autoptr(GBytes) key = NULL;
  BatchWebhookSignature *signature;

  if (!decode_key (secret, &key, error))
    return NULL;

  signature = g_new (BatchWebhookSignature, 1);
  signature->standard = sign_standard (key, id, timestamp, body);
  signature->body = sign_body (secret, body);
  return signature;
}

void
batch_webhook_signature_free (BatchWebhookSignature *signature)
{
  g_free (signature->standard);
  g_free (signature->body);
  g_free (signature);
}
