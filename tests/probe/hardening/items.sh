#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
# Every item of data/ref/hardening.csv must be known to the probe, and the other way round. What is asked of sshd comes from another table.
cd "$(dirname "$0")/../../.." || exit 1
grep -v '^#' data/ref/hardening.csv | sed '1d; s/,.*//; /^sshd:/d' | sort > "${TMPDIR:-/tmp}/hardening-csv.$$"
sed -n '/^static const char \*const items/,/};/p' src/probe/linux/hardening.c | grep -o '"[^"]*"' | tr -d '"' | sort > "${TMPDIR:-/tmp}/hardening-c.$$"
diff "${TMPDIR:-/tmp}/hardening-csv.$$" "${TMPDIR:-/tmp}/hardening-c.$$"
bad=$?
rm -f "${TMPDIR:-/tmp}/hardening-csv.$$" "${TMPDIR:-/tmp}/hardening-c.$$"
exit $bad
