-- SPDX-FileCopyrightText: 2026 The Batch Queue authors
-- SPDX-License-Identifier: LGPL-2.1-or-later

-- Which addresses have said that they are no more.
CREATE INDEX delivery_gone ON delivery (url, ended_at) WHERE status_code = 410;
