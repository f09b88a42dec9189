# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Devices that speak: the bytes of mDNS, SSDP, NetBIOS, LLMNR, WS-Discovery, DHCP and ARP, for answerers in a Lab (lab.py)."""
import re, socket, struct


# ---- DNS

def name(n):
    """A name as it travels; a dot inside a label is written as \\."""
    labels = [l.replace("\\.", ".") for l in re.split(r"(?<!\\)\.", n.rstrip("."))]
    return b"".join(bytes([len(l.encode())]) + l.encode() for l in labels) + b"\0"


def record(n, kind, data, ttl=120, flush=0):
    return name(n) + struct.pack(">HHIH", kind, 1 | flush, ttl, len(data)) + data


def a(n, address): return record(n, 1, socket.inet_aton(address))
def ptr(n, target): return record(n, 12, name(target), 4500)
def srv(n, port, target): return record(n, 33, struct.pack(">HHH", 0, 0, port) + name(target))
def txt(n, **pairs): return record(n, 16, b"".join(bytes([len(k) + 1 + len(v.encode())]) + f"{k}={v}".encode() for k, v in pairs.items()) or b"\0", 4500)


def questions(data):
    """Names (small letters) and types of the questions in a message."""
    n, at, out = struct.unpack(">H", data[4:6])[0], 12, []
    for _ in range(n):
        labels = []
        while data[at]:
            labels.append(data[at + 1:at + 1 + data[at]].decode())
            at += data[at] + 1
        out.append((".".join(labels).lower(), struct.unpack(">H", data[at + 1:at + 3])[0]))
        at += 5
    return out


def message(data, answers, more=()):
    return data[:2] + struct.pack(">HHHHH", 0x8400, 0, len(answers), 0, len(more)) + b"".join(answers) + b"".join(more)


def mdns(host, hostname, services=(), reverse=True):
    """What a device answers to mDNS: services are (type, instance, port, {TXT}). hostname without .local."""
    full = hostname + ".local"

    def fn(data, _):
        if data[2] & 0x80:
            return None
        asked, answers, more = questions(data), [], []
        for q, kind in asked:
            if q == "_services._dns-sd._udp.local":
                answers += [ptr(q, f"{s[0]}.local") for s in services]
            elif reverse and q == ".".join(reversed(host.address.split("."))) + ".in-addr.arpa":
                answers.append(ptr(q, full))
            elif q == full.lower():
                answers.append(a(full, host.address))
            for kind, instance, port, pairs in services:
                if q == f"{kind}.local":
                    there = f"{instance}.{kind}.local"
                    answers.append(ptr(f"{kind}.local", there))
                    more += [srv(there, port, full), txt(there, **pairs), a(full, host.address)]
        return message(data, answers, more) if answers else None
    return fn


def llmnr(host, hostname):
    def fn(data, _):
        backwards = ".".join(reversed(host.address.split("."))) + ".in-addr.arpa"
        return [data[:2] + struct.pack(">HHHHH", 0x8000, 1, 1, 0, 0) + data[12:] + ptr(q, hostname) for q, kind in questions(data) if q == backwards and kind == 12]
    return fn


# ---- the others

def ssdp(host, server, uuid, location=None, kinds=()):
    def fn(data, _):
        if not data.startswith(b"M-SEARCH"):
            return None
        out = []
        for target in ("upnp:rootdevice", *kinds):
            lines = ["HTTP/1.1 200 OK", "CACHE-CONTROL: max-age=1800", "EXT:", f"SERVER: {server}", f"ST: {target}", f"USN: uuid:{uuid}::{target}"]
            if location:
                lines.append(f"LOCATION: {location}")
            out.append(("\r\n".join(lines) + "\r\n\r\n").encode())
        return out
    return fn


def description(kind, friendly, maker, model, serial, uuid):
    return f"""<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion><device>
<deviceType>{kind}</deviceType><friendlyName>{friendly}</friendlyName><manufacturer>{maker}</manufacturer><modelName>{model}</modelName>
<serialNumber>{serial}</serialNumber><UDN>uuid:{uuid}</UDN></device></root>"""


def web(body, kind="text/xml"):
    def fn(c):
        c.recv(4096)
        c.sendall(f"HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}".encode())
    return fn


def netbios(names, mac="00:00:00:00:00:00"):
    """names: (name, suffix, group)."""
    def fn(data, _):
        if len(data) < 50 or data[46:48] != b"\0\x21":
            return None
        body = bytes([len(names)]) + b"".join(n.encode().ljust(15) + bytes([suffix]) + (b"\x84\0" if group else b"\x04\0") for n, suffix, group in names)
        body += bytes.fromhex(mac.replace(":", "")) + bytes(40)
        return data[:2] + b"\x84\0\0\0\0\1\0\0\0\0" + data[12:46] + b"\0\x21\0\1\0\0\0\0" + struct.pack(">H", len(body)) + body
    return fn


def wsd(uuid, types, scopes=""):
    def fn(data, _):
        if b"/Probe<" not in data:
            return None
        return f"""<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header><s:Body>
<d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:{uuid}</a:Address></a:EndpointReference><d:Types>{types}</d:Types><d:Scopes>{scopes}</d:Scopes>
<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>""".encode()
    return fn


def _sum(p):
    s = sum(struct.unpack(f">{len(p) // 2}H", p))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


def dhcp(mac, address, hostname, vendor, params, kind=3, client_id=None, server=None):
    """A frame of DHCP: a request of a client (kind 3), or of a server (5)."""
    m = bytes.fromhex(mac.replace(":", ""))
    zero = bytes(4)
    options = bytes([53, 1, kind])
    for code, value in ((12, hostname and hostname.encode()), (60, vendor and vendor.encode()), (55, bytes(params)), (61, client_id), (50, socket.inet_aton(address)), (54, server and socket.inet_aton(server))):
        if value:
            options += bytes([code, len(value)]) + value
    body = bytes([2 if server else 1, 1, 6, 0]) + b"abcd" + bytes(4) + zero + (socket.inet_aton(address) if server else zero) + zero + zero + m + bytes(202) + b"\x63\x82\x53\x63" + options + b"\xff"
    udp = struct.pack(">HHHH", 67 if server else 68, 68 if server else 67, len(body) + 8, 0) + body
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, len(udp) + 20, 1, 0, 64, 17, 0, socket.inet_aton(server) if server else zero, b"\xff" * 4)
    ip = ip[:10] + struct.pack(">H", _sum(ip)) + ip[12:]
    return b"\xff" * 6 + m + b"\x08\0" + ip + udp


def arp_for(mac, wanted):
    """Answers ARP questions for addresses for which wanted(number) is true, as a packet socket sees them: a proxy, or many hosts at once when mac is a function."""
    def fn(data, _):
        if len(data) < 42 or data[12:22] != b"\x08\x06\0\1\x08\0\6\4\0\1":
            return None
        n = struct.unpack(">I", data[38:42])[0]
        if wanted(n):
            m = mac(n) if callable(mac) else mac
            return data[6:12] + m + b"\x08\x06\0\1\x08\0\6\4\0\2" + m + data[38:42] + data[22:32]
    return fn
