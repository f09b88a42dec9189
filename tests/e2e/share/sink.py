#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A mail server for tests, on 127.0.0.1: sink.py FOLDER [CERT KEY]. Writes its port to FOLDER/port and each message to FOLDER/N.eml, with who asked for
it in FOLDER/N.to. FOLDER/mode says what it does, read at each message: ok; 4xx (later); 5xx (never); drop (ends the connection after the text); slow
(takes the message, then waits 30 s with its answer). With CERT and KEY it offers STARTTLS and asks for a name and password (user, geheim)."""
import asyncio, os, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

folder = sys.argv[1]
count = 0


def mode():
    try:
        with open(folder + "/mode") as f:
            return f.read().strip()
    except FileNotFoundError:
        return "ok"


class Sink:
    async def handle_DATA(self, server, session, envelope):
        global count
        m = mode()
        if m == "4xx":
            return "451 4.3.0 try later"
        if m == "5xx":
            return "550 5.7.1 not here"
        if m == "drop":
            server.transport.close()
            return "451 gone"
        count += 1
        with open(f"{folder}/{count}.to", "w") as f:
            f.write(f"{envelope.mail_from} {' '.join(envelope.rcpt_tos)} {'TLS' if session.ssl else 'plain'} {session.authenticated}\n")
        with open(f"{folder}/{count}.eml.new", "wb") as f:
            f.write(envelope.original_content)
        os.rename(f"{folder}/{count}.eml.new", f"{folder}/{count}.eml")
        if m == "slow":
            await asyncio.sleep(30)
        return "250 taken"


def login(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"user" and data.password == b"geheim", handled=False)


options = {}
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    options = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": login}


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), hostname="127.0.0.1", loop=loop, **options), "127.0.0.1", 0)
    with open(folder + "/port.new", "w") as f:
        f.write(str(server.sockets[0].getsockname()[1]))
    os.rename(folder + "/port.new", folder + "/port")
    while os.getppid() != 1:
        await asyncio.sleep(0.5)


asyncio.run(main())
