# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A mail server: mailserver.py ADDRESS PORT [CERTIFICATE KEY]. Without a certificate it offers no encryption."""
import ssl, sys, time

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP

context = None
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(sys.argv[3], sys.argv[4])


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, tls_context=context, hostname="mx.lab")


Server(Sink(), hostname=sys.argv[1], port=int(sys.argv[2])).start()
while True:
    time.sleep(60)
