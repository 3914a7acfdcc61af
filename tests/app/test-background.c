/* test-background.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-background.h"

#include "../engine/queue-driver.h"
#include "app-driver.h"
#include "test-engine.h"

/* On a bus of its own, where the test answers for the portal. */

static const char introspection[] =
  "<node><interface name='org.freedesktop.portal.Background'>"
  "<method name='RequestBackground'><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
  "<method name='SetStatus'><arg type='a{sv}' direction='in'/></method>"
  "</interface></node>";

typedef struct
{
  guint  n_requests;
  guint  n_told;
  char  *status;
} Portal;

static void
called_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  Portal *portal = user_data;

  if (g_str_equal (method, "RequestBackground"))
    {
      portal->n_requests++;
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/request"));
    }
  else
    {
      g_autoptr(GVariant) options = g_variant_get_child_value (parameters, 0);

      portal->n_told++;
      g_clear_pointer (&portal->status, g_free);
      g_variant_lookup (options, "message", "s", &portal->status);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static GDBusConnection *
connect_to (GTestDBus *bus)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *connection =
    g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                            (G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                             | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION),
                                            NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
name_acquired_cb (GDBusConnection *connection,
                  const char      *name,
                  gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_asks_and_tells (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  g_autoptr(GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr(GDBusConnection) desktop = NULL;
  g_autoptr(GDBusConnection) program = NULL;
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchQueueProgress) work = batch_queue_progress_new (queue);
  g_autoptr(BatchBackground) background = NULL;
  Portal portal = { 0 };
  gboolean named = FALSE;
  guint owner;

  g_test_dbus_up (bus);
  desktop = connect_to (bus);
  program = connect_to (bus);
  g_assert_cmpuint (g_dbus_connection_register_object (desktop, "/org/freedesktop/portal/desktop",
                                                       node->interfaces[0], &vtable, &portal,
                                                       NULL, NULL), >, 0);
  owner = g_bus_own_name_on_connection (desktop, "org.freedesktop.portal.Desktop",
                                        G_BUS_NAME_OWNER_FLAGS_NONE, name_acquired_cb, NULL,
                                        &named, NULL);
  app_wait_until (named);

  background = batch_background_new (program, work);
  app_wait_until (portal.n_requests == 1 && portal.status != NULL);
  /* It is there for programs that ask it by the local API. */
  g_assert_cmpstr (portal.status, ==, "Programs on this computer are answered");

  /* Each change in its time, and nothing twice: app/idle watches what comes later. */
  g_signal_emit_by_name (work, "changed");
  driver_put (queue, "a", 2);
  app_wait_until (g_str_equal (portal.status, "0 of 2 items"));
  g_assert_cmpuint (portal.n_told, ==, 2);

  g_bus_unown_name (owner);
  g_free (portal.status);
  g_clear_object (&background);
  g_clear_object (&program);
  g_clear_object (&desktop);
  g_test_dbus_down (bus);
  batch_test_close_engine (batch_queue_get_engine (queue));
}

static void
run_one (BatchQueue         *queue,
         BatchExecutionMode  mode)
{
  g_autoptr(BatchJob) draft = driver_make_job ("a", 1);
  g_autoptr(BatchJob) job = NULL;

  batch_job_set_execution_mode (draft, mode);
  job = driver_enqueue (queue, draft);
  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_RUNNING, NULL, -1);
}

/* Of what a provider has as a whole nothing is kept from ending here by a computer that sleeps, so
 * that may. */
static void
test_lets_sleep (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchQueueProgress) work = batch_queue_progress_new (queue);

  run_one (queue, BATCH_EXECUTION_MODE_NATIVE);
  app_wait_until (batch_queue_progress_get_n_running (work) == 1);
  g_assert_cmpint (batch_queue_progress_get_n_sent (work), ==, 0);

  run_one (queue, BATCH_EXECUTION_MODE_PROXY_NATIVE);
  app_wait_until (batch_queue_progress_get_n_running (work) == 2);
  g_assert_cmpint (batch_queue_progress_get_n_sent (work), ==, 1);
  batch_test_close_engine (batch_queue_get_engine (queue));
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/background/asks-and-tells", test_asks_and_tells);
  g_test_add_func ("/batch/app/background/lets-sleep", test_lets_sleep);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
