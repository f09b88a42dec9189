# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The least that a test in Python needs to speak TAP: ok(what is wrong, name) passes when the list is empty, good(whether, name) when it is so; skip(name, why) passes over; done() ends."""
import sys

count = failed = 0


def ok(bad, name):
    good(not bad, name)
    for line in bad[:20]:
        print("#", line)


def good(is_so, name):
    global count, failed
    count += 1
    failed += not is_so
    print("ok" if is_so else "not ok", count, "-", name)
    return is_so


def skip(name, why):
    good(True, f"{name} # skip {why}")


def done():
    print(f"1..{count}")
    sys.exit(failed > 0)
