/* batch-key-faults.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-key-faults-private.h"

/* The rule for a key that does not work:
 *
 *   the server does not have the model → it has failed
 *   … any more (batch-gone-models)     → it rests
 *   its model could not be loaded      → it rests, and has failed the second time
 *   it was left without one answer     → it rests, each time for twice as long
 *
 * A load fails for reasons that pass, such as memory that somebody else has, so it gets one
 * more chance; each of thousands of items would tell nothing new. And where requests fail
 * whatever the model, going from one to the other for each try would only cost loads. */

#define MAX_FAULTS 2
#define VAIN_US     (10 * G_TIME_SPAN_SECOND)
#define MAX_VAIN_US (2 * G_TIME_SPAN_MINUTE)

typedef struct
{
  BatchFailureKind  kind;
  char             *message;
  gint64            retry_at;
  guint             n_faults;
  guint             n_vain;        /* how often it was left in a row */
} Fault;

struct _BatchKeyFaults
{
  GHashTable *faults;              /* key to Fault */
};

static void
fault_free (gpointer data)
{
  Fault *fault = data;

  g_free (fault->message);
  g_free (fault);
}

BatchKeyFaults *
batch_key_faults_new (void)
{
  BatchKeyFaults *self = g_new (BatchKeyFaults, 1);

  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, fault_free);
  return self;
}

void
batch_key_faults_free (BatchKeyFaults *self)
{
  g_hash_table_unref (self->faults);
  g_free (self);
}

static BatchKeyState
judge (const Fault *fault,
       gint64       now)
{
  if (fault == NULL)
    return BATCH_KEY_WORKS;
  if (fault->n_faults >= MAX_FAULTS)
    return BATCH_KEY_FAILED;
  return fault->retry_at > now ? BATCH_KEY_RESTS : BATCH_KEY_WORKS;
}

static Fault *
ensure (BatchKeyFaults *self,
        const char     *key)
{
  Fault *fault = g_hash_table_lookup (self->faults, key);

  if (fault == NULL)
    {
      fault = g_new0 (Fault, 1);
      g_hash_table_insert (self->faults, g_strdup (key), fault);
    }
  return fault;
}

BatchKeyState
batch_key_faults_add (BatchKeyFaults   *self,
                      const char       *key,
                      BatchFailureKind  kind,
                      const char       *message,
                      gint64            now,
                      gint64            retry_us)
{
  Fault *fault = ensure (self, key);

  fault->kind = kind;
  g_free (fault->message);
  fault->message = g_strdup (message);
  fault->retry_at = now + retry_us;
  fault->n_faults = kind == BATCH_FAILURE_KIND_MODEL_NOT_FOUND ? MAX_FAULTS : fault->n_faults + 1;
  return judge (fault, now);
}

void
batch_key_faults_leave (BatchKeyFaults *self,
                        const char     *key,
                        gint64          now)
{
  Fault *fault = ensure (self, key);

  fault->retry_at = MAX (fault->retry_at,
                         now + MIN (VAIN_US << MIN (fault->n_vain, 8), MAX_VAIN_US));
  fault->n_vain++;
}

void
batch_key_faults_rest (BatchKeyFaults *self,
                       const char     *key,
                       gint64          retry_at)
{
  ensure (self, key)->retry_at = retry_at;
}

BatchKeyState
batch_key_faults_get (BatchKeyFaults *self,
                      const char     *key,
                      gint64          now)
{
  return judge (g_hash_table_lookup (self->faults, key), now);
}

const char *
batch_key_faults_describe (BatchKeyFaults   *self,
                           const char       *key,
                           BatchFailureKind *kind)
{
  const Fault *fault = g_hash_table_lookup (self->faults, key);

  if (fault == NULL || fault->n_faults < MAX_FAULTS)
    return NULL;

  *kind = fault->kind;
  return fault->message;
}

gint64
batch_key_faults_next_retry (BatchKeyFaults *self,
                             gint64          now)
{
  gint64 next = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->faults);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Fault *fault = value;

      if (judge (fault, now) == BATCH_KEY_RESTS && (next == 0 || fault->retry_at < next))
        next = fault->retry_at;
    }

  return next;
}

void
batch_key_faults_forget (BatchKeyFaults *self,
                         const char     *key)
{
  if (key != NULL)
    g_hash_table_remove (self->faults, key);
  else
    g_hash_table_remove_all (self->faults);
}
