#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# What a run read is recorded, and the recording read again as a root says the same: the maker of fixtures keeps all that probes look at.
. "$(dirname "$0")/../tap.sh"
at=2026-11-21T10:00:00
"$bolwerk" probe --record "$tmp/tree" --now $at --output "$tmp/live.jsonl"
ok $? "a run is recorded"
"$bolwerk" probe --root "$tmp/tree" --now $at --output "$tmp/again.jsonl"
ok $? "the recording is read"
# login events and the like may come while this runs; what is only in the kernel's memory is not in files
for table in host account account_password account_group admin password_policy sshd package repository update_state hardening service scheduled_task filesystem \
	listener antivirus backup_job certificate; do
	grep "^{\"t\":\"$table\"" "$tmp/live.jsonl" | sed 's/"boot_at":[0-9]*//; s/"newest_at":[0-9]*//' | sort >"$tmp/a"
	grep "^{\"t\":\"$table\"" "$tmp/again.jsonl" | sed 's/"boot_at":[0-9]*//; s/"newest_at":[0-9]*//' | sort >"$tmp/b"
	diff "$tmp/a" "$tmp/b" >"$tmp/diff"
	ok $? "$table: $(wc -l <"$tmp/a") rows the same"
	head -6 "$tmp/diff" | sed 's/^/# /'
done
"$bolwerk" probe --record /proc/none --output /dev/null 2>"$tmp/err"
is "$?" 3 "a folder that cannot be made: could not run"
done_testing
