# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Builds the risk engine alone (risk_engine.c), as a program that reads models and prints results."""
import subprocess

SOURCES = ["tests/e2e/share/risk_engine.c", *[f"src/{s}.c" for s in ("base/real", "base/arena", "base/err", "core/risk", "core/risk_play", "core/risk_count", "core/risk_thread", "core/risk_thread_linux")]]


def build(path, cc="cc", level="-O2"):
    subprocess.run([cc, level, "-std=gnu17", "-D_GNU_SOURCE", "-ffp-contract=off", "-o", path, *SOURCES, "-lm"], check=True)
    return path
