/* store/batch-sqlite-search-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <sqlite3.h>

/* Adds two functions for SQL to a connection: says (part, text), and answers (part, body),
 * which looks into what the body of an answer says and not at the JSON around it. Both take
 * a capital and a small letter of ASCII for the same. */
int batch_sqlite_add_search (sqlite3 *db);
