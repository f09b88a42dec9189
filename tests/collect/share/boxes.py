# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Small devices that no Debian package is, for tests/collect: each function takes the lab and a host and makes it answer as such a device does.
Packets are made here from the published protocols, not taken from the program under test."""
import hashlib, os, re, struct, threading, time


def heard(c, until=b"\r\n\r\n", most=65536):
    data = b""
    while until not in data and len(data) < most:
        part = c.recv(4096)
        if not part:
            break
        data += part
    return data


def page(status, body, *heads):
    return (f"HTTP/1.0 {status}\r\n" + "".join(h + "\r\n" for h in heads) + f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


def web(lab, host, body, *heads, port=80, accounts=None, realm=None):
    """A page; with a realm it asks for a password (Basic), and takes those of accounts. Gives a list of the passwords that were tried."""
    import base64
    tried = []

    def talk(c):
        ask = heard(c).decode("latin-1")
        given = re.search(r"(?im)^authorization: basic (\S+)", ask)
        if given:
            tried.append(base64.b64decode(given.group(1)).decode())
        if realm and not (given and tried[-1] in (accounts or [])):
            c.sendall(page("401 Unauthorized", "no", f'WWW-Authenticate: Basic realm="{realm}"', *heads))
        else:
            c.sendall(page("200 OK", body, "Content-Type: text/html", *heads))

    lab.serve(host.tcp(port), talk)
    return tried


def digest(lab, host, realm, accounts, port=80):
    """A page that asks for a password by Digest (RFC 7616, MD5)."""
    tried = []

    def md5(t):
        return hashlib.md5(t.encode()).hexdigest()

    def talk(c):
        ask = heard(c).decode("latin-1")
        given = re.search(r"(?im)^authorization: digest (.*)$", ask)
        if given:
            v = {k: q or p for k, q, p in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]*))', given.group(1))}
            for a in accounts:
                user, word = a.split(":")
                want = md5(f"{md5(f'{user}:{realm}:{word}')}:{v.get('nonce')}:{v.get('nc')}:{v.get('cnonce')}:auth:{md5('GET:' + v.get('uri', ''))}")
                if v.get("username") == user and v.get("response") == want:
                    tried.append(user + " in")
                    return c.sendall(page("200 OK", "<title>Settings</title>"))
            tried.append(v.get("username", "") + " out")
        c.sendall(page("401 Unauthorized", "no", f'WWW-Authenticate: Digest realm="{realm}", nonce="abc123", qop="auth"'))

    lab.serve(host.tcp(port), talk)
    return tried


def telnet(lab, host, accounts=(), port=23):
    tried = []

    def line(c):
        data = b""
        while not data.endswith(b"\r\n"):
            part = c.recv(1)
            if not part:
                break
            data += part
        return re.sub(rb"\xff..", b"", data).strip().decode("latin-1")

    def talk(c):
        c.sendall(b"\xff\xfd\x18\xff\xfb\x01\xff\xfb\x03\r\nBusyBox v1.20.2\r\nDSL-320B login: ")
        user = line(c)
        if not user:
            return
        c.sendall(b"Password: ")
        word = line(c)
        tried.append(f"{user}:{word}")
        c.sendall(b"\r\n# " if tried[-1] in accounts else b"\r\nLogin incorrect\r\nlogin: ")

    lab.serve(host.tcp(port), talk)
    return tried


def rtsp(lab, host, open_, port=554):
    def talk(c):
        while True:
            ask = heard(c).decode("latin-1")
            if not ask:
                return
            number = re.search(r"(?i)cseq: (\d+)", ask).group(1)
            head = f"CSeq: {number}\r\nServer: GStreamer RTSP server/1.20\r\n"
            if ask.startswith("OPTIONS"):
                c.sendall(f"RTSP/1.0 200 OK\r\n{head}Public: OPTIONS, DESCRIBE\r\n\r\n".encode())
            elif open_:
                c.sendall(f"RTSP/1.0 200 OK\r\n{head}Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n".encode())
            else:
                c.sendall(f'RTSP/1.0 401 Unauthorized\r\n{head}WWW-Authenticate: Digest realm="IP Camera", nonce="1"\r\n\r\n'.encode())

    lab.serve(host.tcp(port), talk)


def ipp(lab, host, pin, model, port=631):
    def attribute(tag, name, value):
        return bytes([tag]) + struct.pack(">H", len(name)) + name.encode() + struct.pack(">H", len(value)) + value

    def talk(c):
        ask = heard(c)
        head, _, body = ask.partition(b"\r\n\r\n")
        n = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        while len(body) < n:
            body += c.recv(4096)
        assert body[:4] == b"\1\1\0\x0b"
        answer = b"\1\1\0\0" + body[4:8] + b"\1" + attribute(0x47, "attributes-charset", b"utf-8") + b"\4"
        answer += attribute(0x41, "printer-make-and-model", model.encode()) + attribute(0x41, "printer-firmware-string-version", b"1.20")
        answer += attribute(0x21, "job-password-supported", struct.pack(">I", 4 if pin else 0)) + b"\3"
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)

    lab.serve(host.tcp(port), talk)


def raw_print(lab, host, port=9100):
    """What is sent here is printed. Gives a list of the connections, which must stay empty."""
    seen = []
    lab.serve(host.tcp(port), lambda c: seen.append(c.recv(100)))
    return seen


def vnc(lab, host, ways, port=5900):
    def talk(c):
        c.sendall(b"RFB 003.008\n")
        if c.recv(12) == b"RFB 003.008\n":
            c.sendall(bytes([len(ways)] + ways))
            c.recv(1)

    lab.serve(host.tcp(port), talk)


def rdp(lab, host, early, port=3389):
    def talk(c):
        ask = c.recv(64)
        wanted = ask[-4] if len(ask) >= 19 else 0
        if early:  # it insists on the password first
            kind, value = (2, 2) if wanted & 2 else (3, 5)
        else:
            kind, value = 2, wanted & 1
        c.sendall(b"\3\0\0\x13\x0e\xd0\0\0\x12\x34\0" + bytes([kind, 0]) + struct.pack("<HI", 8, value))
        c.recv(64)

    lab.serve(host.tcp(port), talk)


def ftp(lab, host, anonymous, accounts=(), port=21):
    tried = []

    def talk(c):
        c.sendall(b"220 ProFTPD 1.3.5 Server ready\r\n")
        f, user = c.makefile("rb"), ""
        for raw in f:
            word, _, rest = raw.decode("latin-1").strip().partition(" ")
            if word == "USER":
                user = rest
                c.sendall(b"331 Password please\r\n")
            elif word == "PASS":
                tried.append(f"{user}:{rest}")
                good = anonymous and user == "anonymous" or tried[-1] in accounts
                c.sendall(b"230 Welcome\r\n" if good else b"530 No\r\n")
            elif word == "QUIT":
                return c.sendall(b"221 Bye\r\n")
            else:
                c.sendall(b"500 What?\r\n")

    lab.serve(host.tcp(port), talk)
    return tried


def igd(lab, host, maps, port=5431):
    """A router that opens holes: its answer to a search, its description, and its list. maps: (proto, outside, inside, inside port, what)."""
    def search(data, who):
        if data.startswith(b"M-SEARCH"):
            return (f"HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nUSN: uuid:11111111-2222-3333-4444-555555555555::upnp:rootdevice\r\n"
                    f"LOCATION: http://{host.address}:{port}/rootDesc.xml\r\nSERVER: Linux UPnP/1.1 MiniUPnPd/1.8\r\nCACHE-CONTROL: max-age=120\r\nEXT:\r\n\r\n").encode()

    service = "urn:schemas-upnp-org:service:WANIPConnection:1"
    description = ('<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType>'
                   "<friendlyName>Router</friendlyName><manufacturer>Sagem</manufacturer><modelName>F@st 3686</modelName><UDN>uuid:11111111-2222-3333-4444-555555555555</UDN>"
                   f"<serviceList><service><serviceType>{service}</serviceType><serviceId>x</serviceId><controlURL>/ctl/IPConn</controlURL></service></serviceList></device></root>")

    def talk(c):
        ask = heard(c)
        head, _, body = ask.partition(b"\r\n\r\n")
        if head.startswith(b"GET /rootDesc.xml"):
            return c.sendall(page("200 OK", description, "Content-Type: text/xml"))
        n = int((re.search(rb"(?i)content-length: (\d+)", head) or [0, b"0"])[1])
        while len(body) < n:
            body += c.recv(4096)
        asked = re.search(rb"<NewPortMappingIndex>(\d+)<", body)
        if not asked or int(asked.group(1)) >= len(maps):
            return c.sendall(page("500 Internal Server Error", "<s:Envelope><s:Body><s:Fault/></s:Body></s:Envelope>"))
        proto, outside, inside, inside_port, what = maps[int(asked.group(1))]
        c.sendall(page("200 OK", f'<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><u:GetGenericPortMappingEntryResponse xmlns:u="{service}">'
                       f"<NewRemoteHost></NewRemoteHost><NewExternalPort>{outside}</NewExternalPort><NewProtocol>{proto}</NewProtocol><NewInternalPort>{inside_port}</NewInternalPort>"
                       f"<NewInternalClient>{inside}</NewInternalClient><NewEnabled>1</NewEnabled><NewPortMappingDescription>{what}</NewPortMappingDescription>"
                       "<NewLeaseDuration>0</NewLeaseDuration></u:GetGenericPortMappingEntryResponse></s:Body></s:Envelope>"))

    for group in (None, "239.255.255.250"):
        if group is None:
            s = host.udp(1900, "239.255.255.250")
            lab.answer(s, search)
    lab.serve(host.tcp(port), talk)


def nut(lab, host, name, port=3493):
    """A program that watches a battery (NUT)."""
    def talk(c):
        if heard(c, b"\n").startswith(b"LIST UPS"):
            c.sendall(f'BEGIN LIST UPS\nUPS {name} "Eaton 5E"\nEND LIST UPS\n'.encode())

    lab.serve(host.tcp(port), talk)


def fragile(lab, host, ports=(23, 80)):
    """Dies of a second connection while one is open, on whichever of its ports, and of a connection that breaks off (a half-open one). Slow. Gives what
    happened: what killed it, and how many connections it had."""
    import socket
    story = {"died": None, "connections": 0}
    lock, state = threading.Lock(), {"open": 0}

    def talk(c, port):
        try:
            c.settimeout(8)
            if port == 23:
                c.sendall(b"Controller ready\r\nlogin: ")
            elif heard(c):
                time.sleep(0.25)  # it is slow: whoever knocks now comes too early
                c.sendall(page("200 OK", "<title>Old controller</title>"))
                c.shutdown(socket.SHUT_WR)
            while c.recv(100):
                pass
            time.sleep(0.02)
        except ConnectionResetError:
            story["died"] = "a connection broke off"
        except OSError as e:
            story["died"] = f"a connection stayed open ({e})"
        with lock:
            state["open"] -= 1
        c.close()

    def loop(s, port):
        while not lab.ends and not story["died"]:
            try:
                c, _ = s.accept()
            except OSError:
                return
            with lock:
                story["connections"] += 1
                state["open"] += 1
                if state["open"] > 1:
                    story["died"] = "two connections at once"
            threading.Thread(target=talk, args=(c, port), daemon=True).start()
        s.close()

    for port in ports:
        threading.Thread(target=loop, args=(host.tcp(port), port), daemon=True).start()
    return story


def hostile(lab, host):
    """Never ends: a banner without end, a page of endless heads, one byte at a time, XML and SNMP and file sharing that make no sense."""
    def flood(c):
        while True:
            c.sendall(b"220 " + b"A" * 65536)

    def heads(c):
        c.sendall(b"HTTP/1.0 200 OK\r\n")
        while True:
            c.sendall(b"X: " + b"y" * 4000 + b"\r\n")

    def drip(c):
        while True:
            c.sendall(b"\xff")
            time.sleep(0.05)

    for port, fn in ((21, flood), (80, heads), (23, drip), (22, flood), (443, flood), (445, lambda c: c.sendall(b"\0\xff\xff\xff" + b"\xfeSMB" * 2000)),
                     (3389, drip), (5900, drip), (6379, lambda c: c.sendall(b"$99999999999\r\n" * 2000)), (27017, flood), (631, heads), (554, flood)):
        lab.serve(host.tcp(port), fn)
    lab.answer(host.udp(161), lambda data, who: data[:8] + os.urandom(200))


def mortal(lab, host, talks=2):
    """Answers a few connections, then nothing ever again: its doors vanish without a word (as a device that hangs)."""
    count = [0]

    def talk(c):
        heard(c)
        c.sendall(page("200 OK", "<title>Weak</title>"))
        count[0] += 1
        if count[0] >= talks:
            host.run(["ip", "link", "set", "eth0", "arp", "off", "down"])

    lab.serve(host.tcp(80), talk)
    return count
