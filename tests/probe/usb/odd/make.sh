# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
mkfifo etc/udev.fifo; mkdir -p etc/udev/rules.d; mkfifo etc/udev/rules.d/x.rules
