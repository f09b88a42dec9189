# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Servers that mean harm: hostile.py ADDRESS PORT WHAT [CERTIFICATE KEY] …; WHAT is banner, lines, sorry, loop, headers, body, chunks, garbage, handshake, silence."""
import os, socket, ssl, sys, threading


def endless(c, piece):
    while True:
        c.sendall(piece)


def behave(c, what, host):
    try:
        if what == "banner":  # no end of line, ever
            endless(c, b"220" + b"-" * 65536)
        if what == "lines":  # an answer that never ends
            endless(c, b"220-more\r\n" * 5000)
        if what == "sorry":
            c.sendall(b"554 no mail from strangers\r\n")
            return
        if what == "garbage":
            endless(c, os.urandom(65536))
        if what == "handshake":  # a hello that says it is longer than it ever gets
            endless(c, b"\x16\x03\x03\x40\x00" + b"\x02\xff\xff\xff" + b"x" * 16380)
        if what == "silence":
            while c.recv(4096):
                pass
            return
        request = c.recv(65536)
        path = request.split(b" ")[1]
        if what == "loop":
            c.sendall(b"HTTP/1.1 302 x\r\nLocation: http://" + host + path + b"x/\r\nContent-Length: 0\r\n\r\n")
        if what == "headers":
            c.sendall(b"HTTP/1.1 200 OK\r\n")
            endless(c, b"X-More: " + b"y" * 1000 + b"\r\n")
        if what == "body":
            c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n")
            endless(c, b"Contact: mailto:a@b.test\r\n" * 1000)
        if what == "chunks":
            c.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            endless(c, b"ffffffffffffffff\r\n" + b"z" * 65536)
    except OSError:
        pass
    finally:
        c.close()


def serve(address, port, what, context):
    s = socket.create_server((address, port), backlog=50)
    while True:
        c, _ = s.accept()

        def one(c=c):
            try:
                c.settimeout(20)
                behave(context.wrap_socket(c, server_side=True) if context else c, what, address.encode())
            except OSError:
                c.close()

        threading.Thread(target=one, daemon=True).start()


args = sys.argv[1:]
context = None
if len(args) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(args[3], args[4])
serve(args[0], int(args[1]), args[2], context)
