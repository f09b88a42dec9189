# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A server of the nineties, as no library speaks any more: oldtls.py ADDRESS PORT CERTIFICATE.pem VERSIONS; VERSIONS of ssl2 ssl3 with a comma. It answers
hellos of these versions (RC4 and triple DES) and refuses all others."""
import base64, re, socket, sys, threading

with open(sys.argv[3]) as f:
    DER = base64.b64decode(re.search("-----BEGIN CERTIFICATE-----(.*?)-----END", f.read(), re.S).group(1))
VERSIONS = sys.argv[4].split(",")
ALERT = b"\x15\x03\x00\x00\x02\x02\x28"


def take(c, n):
    out = b""
    while len(out) < n:
        more = c.recv(n - len(out))
        if not more:
            raise OSError
        out += more
    return out


def ssl2(c, first):
    length = (first[0] & 0x7f) << 8 | first[1]
    body = first[2:] + take(c, length - 3)
    n = int.from_bytes(body[3:5], "big")
    offered = [body[9 + i:12 + i] for i in range(0, n, 3)]
    ciphers = b"".join(x for x in (b"\x01\x00\x80", b"\x07\x00\xc0") if x in offered)
    if "ssl2" not in VERSIONS or body[1:3] != b"\x00\x02" or not ciphers:
        return
    answer = b"\x04\x00\x01\x00\x02" + len(DER).to_bytes(2, "big") + len(ciphers).to_bytes(2, "big") + b"\x00\x10" + DER + ciphers + b"c" * 16
    c.sendall((0x8000 | len(answer)).to_bytes(2, "big") + answer)


def ssl3(c, first):
    body = take(c, int.from_bytes(first[3:] + take(c, 2), "big"))
    session = body[38]
    at = 39 + session
    n = int.from_bytes(body[at:at + 2], "big")
    offered = [body[at + 2 + i:at + 4 + i] for i in range(0, n, 2)]
    ours = [x for x in (b"\x00\x04", b"\x00\x05", b"\x00\x0a") if x in offered]
    if "ssl3" not in VERSIONS or body[4] != 3 or not ours:
        c.sendall(ALERT)
        return
    part = lambda kind, data: bytes([kind]) + len(data).to_bytes(3, "big") + data
    chain = len(DER).to_bytes(3, "big") + DER
    messages = part(2, b"\x03\x00" + b"r" * 32 + b"\x00" + ours[0] + b"\x00") + part(11, len(chain).to_bytes(3, "big") + chain) + part(14, b"")
    c.sendall(b"\x16\x03\x00" + len(messages).to_bytes(2, "big") + messages)


def one(c):
    try:
        c.settimeout(5)
        first = take(c, 3)
        ssl2(c, first) if first[0] & 0x80 else ssl3(c, first)
        c.settimeout(1)
        c.recv(4096)
    except OSError:
        pass
    finally:
        c.close()


s = socket.create_server((sys.argv[1], int(sys.argv[2])), backlog=50)
while True:
    threading.Thread(target=one, args=(s.accept()[0],), daemon=True).start()
