/* batch-account-relay.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-account-relay-private.h"

#include <string.h>

#include "backend/batch-backend-kind-private.h"
#include "core/batch-fields-private.h"
#include "executor/batch-executor-lanes-private.h"
#include "workers/batch-chat-private.h"
#include "workers/batch-http-handler-private.h"

/* A server has one lane, however many names it has: it has one graphics card, and models are loaded
 * once. But people may have several accounts there, or a gateway may speak several APIs, so that a
 * name that differs in its key or kind has an HTTP handler of its own. */

typedef struct
{
  char        *name;
  char        *kind;               /* (nullable) that it was made for */
  BatchWorker *http;
} Account;

typedef struct
{
  BatchWorker    parent;
  BatchExecutor *executor;
  char          *lane;
  char          *kind;             /* (nullable) of the server by its first name */
  BatchWorker   *http;             /* for that name, and what has only the address */
  GPtrArray     *accounts;         /* of Account: the other ones, as far as they were needed */
  GPtrArray     *former;           /* of BatchWorker: for what they have under way */
} Relay;

static void
http_free (gpointer data)
{
  BatchWorker *http = data;

  http->free (http);
}

static void
account_free (gpointer data)
{
  Account *account = data;

  http_free (account->http);
  g_free (account->name);
  g_free (account->kind);
  g_free (account);
}

/* Fails only of a kind that is not known. @kind, @key_name: (nullable) */
static BatchWorker *
make_http (Relay       *self,
           const char  *kind,
           const char  *key_name,
           GError     **error)
{
  const char *api_key = batch_executor_find_key (self->executor, self->lane);

  return batch_http_handler_new (self->lane + strlen (BATCH_HTTP_LANE), kind,
                                 api_key == NULL ? key_name : NULL, api_key,
                                 &self->executor->http, error);
}

/* --- Whose request it is --- */

/* Who gave a key with the address means that one, whatever the name. */
static gboolean
is_same_account (Relay                    *self,
                 const BatchBackendRecord *backend,
                 const BatchBackendRecord *other)
{
  return g_strcmp0 (backend->kind, other->kind) == 0
         && (g_strcmp0 (backend->key_name, other->key_name) == 0
             || batch_executor_find_key (self->executor, self->lane) != NULL);
}

static BatchWorker *
find_account (Relay                    *self,
              const BatchBackendRecord *backend)
{
  for (guint i = 0; i < self->accounts->len; i++)
    {
      const Account *account = g_ptr_array_index (self->accounts, i);

      if (g_str_equal (account->name, backend->name)
          && g_strcmp0 (account->kind, backend->kind) == 0)
        return account->http;
    }

  return NULL;
}

/* Of a kind that a later version knows, the server is asked what it is. */
static BatchWorker *
add_account (Relay                    *self,
             const BatchBackendRecord *backend)
{
  gboolean known = backend->kind != NULL && batch_backend_kind_find (backend->kind) != NULL;
  Account *account = g_new (Account, 1);

  *account = (Account) {
    .name = g_strdup (backend->name),
    .kind = g_strdup (backend->kind),
    .http = make_http (self, known ? backend->kind : NULL, backend->key_name, NULL),
  };
  g_ptr_array_add (self->accounts, account);
  return account->http;
}

/* A name may lead elsewhere by now, or be gone; what is left here goes on as it would without. */
static BatchWorker *
choose_http (Relay      *self,
             const char *name)
{
  const BatchBackendRecord *backend = batch_executor_find_named (self->executor, name);
  const BatchBackendRecord *first = batch_executor_find_server_of (self->executor, self->lane);
  BatchWorker *http;

  if (backend == NULL || first == NULL || backend == first
      || is_same_account (self, backend, first)
      || !batch_executor_is_lane_of (self->lane, backend->url))
    http = self->http;
  else if ((http = find_account (self, backend)) == NULL)
    http = add_account (self, backend);

  http->spoke = self->parent.spoke;
  http->is_waited_for = self->parent.is_waited_for;
  return http;
}

/* --- What it is asked --- */

static void
relay_perform (BatchWorker          *worker,
               const BatchJobRecord *job,
               BatchItemRecord      *item,
               GBytes               *payload,
               GCancellable         *cancellable,
               BatchWorkerFunc       func,
               gpointer              user_data)
{
  BatchWorker *http = choose_http ((Relay *) worker, job->backend);

  http->perform (http, job, item, payload, cancellable, func, user_data);
}

static void
relay_converse (BatchWorker     *worker,
                BatchChat       *chat,
                BatchWorkerFunc  func,
                gpointer         user_data)
{
  BatchWorker *http = choose_http ((Relay *) worker, chat->server);

  http->converse (http, chat, func, user_data);
}

/* Somebody has said so, or another name is the first one now; of any kind it finds out itself. */
static gboolean
is_other_kind (const Relay              *self,
               const BatchBackendRecord *first)
{
  const BatchBackendKind *any = batch_backend_kind_any ();
  const BatchBackendKind *before = self->kind != NULL ? batch_backend_kind_find (self->kind) : any;
  const BatchBackendKind *now = first != NULL && first->kind != NULL
                                ? batch_backend_kind_find (first->kind) : any;

  return now != NULL && now != any && before != any && now != before;
}

static void
renew_first (Relay      *self,
             const char *key_name)
{
  const BatchBackendRecord *first = batch_executor_find_server_of (self->executor, self->lane);

  if (!is_other_kind (self, first))
    {
      self->http->renew (self->http, key_name);
      return;
    }

  g_ptr_array_add (self->former, self->http);
  self->http = make_http (self, first->kind, key_name, NULL);
  batch_set_str (&self->kind, first->kind);
}

static void
relay_renew (BatchWorker *worker,
             const char  *key_name)
{
  Relay *self = (Relay *) worker;

  renew_first (self, key_name);
  for (guint i = 0; i < self->accounts->len; i++)
    {
      const Account *account = g_ptr_array_index (self->accounts, i);
      const BatchBackendRecord *backend = g_hash_table_lookup (self->executor->backends,
                                                               account->name);

      if (backend != NULL)
        account->http->renew (account->http, backend->key_name);
    }
}

/* It was asked as what its first name says that it is. */
static void
relay_know (BatchWorker *worker,
            const char  *kind)
{
  Relay *self = (Relay *) worker;

  if (kind != NULL)
    batch_set_str (&self->kind, kind);
  self->http->know (self->http, kind);
}

static void
relay_free (BatchWorker *worker)
{
  Relay *self = (Relay *) worker;

  if (self->http != NULL)
    http_free (self->http);
  g_ptr_array_unref (self->accounts);
  g_ptr_array_unref (self->former);
  g_free (self->lane);
  g_free (self->kind);
  g_free (self);
}

BatchWorker *
batch_account_relay_new (BatchExecutor  *executor,
                         const char     *lane,
                         GError        **error)
{
  const BatchBackendRecord *first = batch_executor_find_server_of (executor, lane);
  Relay *self = g_new0 (Relay, 1);

  self->parent.perform = relay_perform;
  self->parent.converse = relay_converse;
  self->parent.renew = relay_renew;
  self->parent.know = relay_know;
  self->parent.free = relay_free;
  self->executor = executor;
  self->lane = g_strdup (lane);
  self->kind = first != NULL ? g_strdup (first->kind) : NULL;
  self->accounts = g_ptr_array_new_with_free_func (account_free);
  self->former = g_ptr_array_new_with_free_func (http_free);
  self->http = make_http (self, self->kind, first != NULL ? first->key_name : NULL, error);
  if (self->http != NULL)
    return &self->parent;

  relay_free (&self->parent);
  return NULL;
}
