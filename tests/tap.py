# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The least that a test in Python needs to speak TAP: ok(what is wrong, name) passes when the list is empty; done() ends."""
import sys

count = failed = 0


def ok(bad, name):
    global count, failed
    count += 1
    failed += bool(bad)
    print("not ok" if bad else "ok", count, "-", name)
    for line in bad[:20]:
        print("#", line)


def done():
    print(f"1..{count}")
    sys.exit(failed > 0)
