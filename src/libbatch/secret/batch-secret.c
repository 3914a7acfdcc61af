/* secret/batch-secret.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "secret/batch-secret-private.h"

#include <libsecret/secret.h>
#include <string.h>

#include "batch-types.h"
#include "secret/batch-secret-file-private.h"

/* Asking the Secret Service may wait for a person who is to unlock it, and files
 * may be far away, so that everything here runs in a worker thread of GTask.
 *
 * Nothing says a value anywhere: messages name the key.
 */

#define ENVIRONMENT_PREFIX "env:"
#define LONGEST_NAME       64

static const SecretSchema key_schema = {
  .name = APPLICATION_ID ".Key",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "name", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

typedef struct
{
  char *name;   /* (owned) */
  char *value;  /* (owned) (nullable) */
} Secret;

static void
secret_free (Secret *secret)
{
  g_free (secret->name);
  batch_secret_free (secret->value);
  g_slice_free (Secret, secret);
}

void
batch_secret_free (char *value)
{
  secret_password_free (value);
}

static gboolean
is_environment (const char *name)
{
  return g_str_has_prefix (name, ENVIRONMENT_PREFIX);
}

static gboolean
is_word (const char *text,
         const char *also)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr (also, *text) == NULL)
      return FALSE;

  return TRUE;
}

gboolean
batch_secret_check_name (const char  *name,
                         GError     **error)
{
  const char *variable = name + strlen (ENVIRONMENT_PREFIX);

  if (is_environment (name) && *variable != '\0' && !g_ascii_isdigit (*variable) &&
      is_word (variable, "_"))
    return TRUE;
  if (*name != '\0' && *name != '.' && strlen (name) <= LONGEST_NAME && is_word (name, "._-"))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "“%s” cannot be the name of a key: it is made of letters, digits, “.”, “_” and “-”, "
               "or is “env:” and the name of an environment variable", name);
  return FALSE;
}

/* Backends have names that people read, keys have such as any store takes. */
char *
batch_secret_name_for (const char *text)
{
  if (!is_environment (text) && batch_secret_check_name (text, NULL))
    return g_strdup (text);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

gboolean
batch_secret_is_environment (const char *name)
{
  return is_environment (name);
}

static char *
lookup_environment (const char  *name,
                    GError     **error)
{
  const char *variable = name + strlen (ENVIRONMENT_PREFIX);
  const char *value = g_getenv (variable);

  if (value != NULL && *value != '\0')
    return g_strdup (value);

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
               "The environment variable %s, which holds the key, is not set", variable);
  return NULL;
}

/* A Secret Service that is not there, locked or broken is no reason to stop: the
 * file is next. Being cancelled is.
 */
static gboolean
forgive_service (GError       **service_error,
                 GCancellable  *cancellable,
                 GError       **error)
{
  if (*service_error != NULL)
    g_debug ("The Secret Service does not help: %s", (*service_error)->message);
  g_clear_error (service_error);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* The functions below run on a worker. */

static char *
lookup (const char    *name,
        GCancellable  *cancellable,
        GError       **error)
{
  g_autoptr(GError) local = NULL;
  char *value;

  if (is_environment (name))
    return lookup_environment (name, error);

  value = secret_password_lookup_sync (&key_schema, cancellable, &local, "name", name, NULL);
  if (value != NULL)
    return value;
  if (!forgive_service (&local, cancellable, error))
    return NULL;

  value = batch_secret_file_read (name, &local);
  if (value != NULL)
    return value;

  if (g_error_matches (local, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                 "There is no key named “%s”, neither in the keyring nor as a file", name);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

typedef enum
{
  STORED_NOWHERE,
  STORED_IN_SERVICE,
  STORED_AS_FILE,
} Stored;

static Stored
store (const char    *name,
       const char    *value,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *label = g_strdup_printf ("Batch Queue: %s", name);

  if (secret_password_store_sync (&key_schema, SECRET_COLLECTION_DEFAULT, label, value, cancellable,
                                  &local, "name", name, NULL))
    return STORED_IN_SERVICE;

  return forgive_service (&local, cancellable, error)
         && batch_secret_file_write (name, value, error) ? STORED_AS_FILE : STORED_NOWHERE;
}

/* From both places, so that no older value comes to light. */
static gboolean
clear (const char    *name,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(GError) local = NULL;
  gboolean cleared = secret_password_clear_sync (&key_schema, cancellable, &local,
                                                 "name", name, NULL);

  if (!cleared && !forgive_service (&local, cancellable, error))
    return FALSE;
  if (batch_secret_file_remove (name, &local))
    return TRUE;
  if (cleared && g_error_matches (local, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
lookup_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Secret *secret = task_data;
  GError *error = NULL;
  char *value = lookup (secret->name, cancellable, &error);

  if (value != NULL)
    g_task_return_pointer (task, value, (GDestroyNotify) batch_secret_free);
  else
    g_task_return_error (task, error);
}

static void
store_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Secret *secret = task_data;
  GError *error = NULL;
  Stored stored = store (secret->name, secret->value, cancellable, &error);

  if (stored != STORED_NOWHERE)
    g_task_return_int (task, stored);
  else
    g_task_return_error (task, error);
}

static void
clear_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Secret *secret = task_data;
  GError *error = NULL;

  if (clear (secret->name, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Up to here. */

static void
set_secret (GTask      *task,
            const char *name,
            const char *value)
{
  Secret *secret = g_slice_new0 (Secret);

  secret->name = g_strdup (name);
  secret->value = g_strdup (value);
  g_task_set_task_data (task, secret, (GDestroyNotify) secret_free);
}

void
batch_secret_lookup_async (const char          *name,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, batch_secret_lookup_async);
  if (!batch_secret_check_name (name, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  set_secret (task, name, NULL);
  g_task_run_in_thread (task, lookup_thread);
}

/* To be freed by batch_secret_free (). */
char *
batch_secret_lookup_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
check_stored_name (const char  *name,
                   GError     **error)
{
  if (!batch_secret_check_name (name, error))
    return FALSE;
  if (!is_environment (name))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "“%s” is a key from the environment: it is set there", name);
  return FALSE;
}

void
batch_secret_store_async (const char          *name,
                          const char          *value,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, batch_secret_store_async);
  /* What was written was written. */
  g_task_set_check_cancellable (task, FALSE);
  if (!check_stored_name (name, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (*value == '\0')
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "The key “%s” would be empty", name);
      return;
    }

  set_secret (task, name, value);
  g_task_run_in_thread (task, store_thread);
}

gboolean
batch_secret_store_finish (GAsyncResult  *result,
                           gboolean      *in_service,
                           GError       **error)
{
  g_autoptr(GError) local = NULL;
  gssize stored = g_task_propagate_int (G_TASK (result), &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (in_service != NULL)
    *in_service = stored == STORED_IN_SERVICE;
  return TRUE;
}

void
batch_secret_clear_async (const char          *name,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, batch_secret_clear_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!check_stored_name (name, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  set_secret (task, name, NULL);
  g_task_run_in_thread (task, clear_thread);
}

gboolean
batch_secret_clear_finish (GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
