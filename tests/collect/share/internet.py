# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A small internet in a network namespace of its own: a signed root, name servers (nsd), a resolver (unbound), web servers (nginx), mail servers, and servers
that mean harm. Everything ends with the process, also when the test fails."""
import atexit, base64, hashlib, os, shutil, signal, subprocess, sys, tempfile, time

NS_ADDRESS, RESOLVER = "192.0.2.53", "192.0.2.52"
HERE = os.path.dirname(os.path.abspath(__file__))


def missing():
    """What is not here, as a reason to skip; None when all is."""
    if os.geteuid() != 0:
        return "only root can make a network namespace"
    for program in ("ip", "nsd", "unbound", "ldns-keygen", "ldns-signzone", "nginx", "openssl"):
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            return f"{program} is missing"
    return None


class Internet:
    def __init__(self, prefix):
        self.name = f"{prefix}{os.getpid()}"
        self.dir = tempfile.mkdtemp(prefix=f"{prefix}-")
        self.running = []
        atexit.register(self.end)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        self.sh("ip", "netns", "add", self.name)
        self.inside("ip", "link", "set", "lo", "up")
        self.zones = {}
        os.chmod(self.dir, 0o755)

    def sh(self, *command, **more):
        r = subprocess.run(command, capture_output=True, text=True, **more)
        if r.returncode:
            raise RuntimeError(f"{' '.join(command)}: {r.stderr or r.stdout}")
        return r.stdout

    def inside(self, *command, **more):
        return self.sh("ip", "netns", "exec", self.name, *command, **more)

    def start(self, *command):
        log = open(self.path("log-" + os.path.basename(command[0])), "ab")
        p = subprocess.Popen(["ip", "netns", "exec", self.name, *command], stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        self.running.append(p)
        return p

    def end(self):
        for p in self.running:
            try:
                os.killpg(p.pid, signal.SIGKILL)
            except OSError:
                pass
            p.wait()
        self.running = []
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True)
        shutil.rmtree(self.dir, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)
        return self.path(name)

    def address(self, *addresses):
        for a in addresses:
            self.inside("ip", "addr", "add", f"{a}/32", "dev", "lo")

    # ---- names

    def zone(self, name, records, signed=True, spoil=False):
        """A zone; records without $TTL, SOA and NS. spoil: a signature is broken afterwards."""
        self.zones[name] = (records, signed, spoil)

    def _zone_file(self, name, extra):
        records, signed, spoil = self.zones[name]
        origin = name + "." if name != "." else "."
        file = self.write("zone-" + (name if name != "." else "root"),
                          f"$ORIGIN {origin}\n$TTL 300\n@ IN SOA ns.lab. h.lab. 1 3600 600 86400 60\n@ IN NS ns.lab.\n{records}\n{extra}\n")
        ds = ""
        if signed:
            key = self.sh("ldns-keygen", "-a", "ECDSAP256SHA256", "-k", name, cwd=self.dir).strip()
            self.sh("ldns-signzone", "-n", "-o", name, file, key, cwd=self.dir)
            file += ".signed"
            with open(self.path(key + ".ds")) as f:
                ds = f.read().strip()
        if spoil:
            with open(file) as f:
                lines = f.read().split("\n")
            # another signature than the right one: some letters in the middle of it are turned round
            lines = [l if "RRSIG" not in l or "DNSKEY" in l else l[:-30] + ("A" if l[-30] != "A" else "B") + l[-29:] for l in lines]
            self.write(os.path.basename(file), "\n".join(lines))
        return file, ds

    def names(self):
        """Signs the zones, deepest first, and starts name server and resolver. The key of the root goes into `anchor`."""
        self.address(NS_ADDRESS, RESOLVER)
        self.zones.setdefault("lab", (f"ns IN A {NS_ADDRESS}", True, False))
        for tld in sorted({z.split(".")[-1] for z in self.zones if z != "."}):
            self.zones.setdefault(tld, ("", True, False))
        self.zones["."] = ("", True, False)
        below, files = {}, {}
        for name in sorted(self.zones, key=lambda z: 0 if z == "." else z.count(".") + 1, reverse=True):
            files[name], ds = self._zone_file(name, "\n".join(below.get(name, [])) + (f"\nns.lab. IN A {NS_ADDRESS}" if name == "." else ""))
            if name == ".":
                self.anchor = self.write("anchor", ds + "\n")
                break
            above = name.split(".", 1)[1] if "." in name else "."
            below.setdefault(above, []).extend([f"{name}. IN NS ns.lab."] + ([ds] if ds else []))
        self.write("nsd.conf", f"server:\n  ip-address: {NS_ADDRESS}\n  username: \"\"\n  database: \"\"\n  pidfile: \"\"\n  zonesdir: \"{self.dir}\"\n  zonelistfile: {self.path('nsd.list')}\n"
                   f"  xfrdfile: {self.path('nsd.xfrd')}\n  xfrdir: {self.dir}\n  hide-version: yes\nremote-control:\n  control-enable: no\n"
                   + "".join(f"zone:\n  name: \"{n}\"\n  zonefile: \"{f}\"\n" for n, f in files.items()))
        self.start("nsd", "-d", "-c", self.path("nsd.conf"))
        self.write("hints", f". 3600 IN NS ns.lab.\nns.lab. 3600 IN A {NS_ADDRESS}\n")
        self.write("unbound.conf", f"server:\n  interface: {RESOLVER}\n  access-control: 0.0.0.0/0 allow\n  do-daemonize: no\n  username: \"\"\n  chroot: \"\"\n  directory: \"{self.dir}\"\n  pidfile: \"\"\n"
                   f"  use-syslog: no\n  root-hints: \"{self.path('hints')}\"\n  trust-anchor-file: \"{self.anchor}\"\n  do-not-query-localhost: no\n  local-zone: \"test.\" nodefault\n  do-ip6: no\n"
                   "remote-control:\n  control-enable: no\n")
        self.start("unbound", "-c", self.path("unbound.conf"))

    # ---- certificates

    def authority(self):
        self.write("ca.cnf", "[req]\ndistinguished_name=d\nx509_extensions=v\nprompt=no\n[d]\nCN=Lab authority\n[v]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n")
        self.sh("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", self.path("ca.cnf"), "-days", "3650", "-keyout", self.path("ca.key"), "-out", self.path("ca.pem"))
        self.ca = self.path("ca.pem")

    def certificate(self, name, names, days=90, ago=0, key=("rsa:2048",), self_signed=False, digest="sha256", more=""):
        """A certificate for names (the first is its subject), signed by the authority; ago: days since it began. Gives (certificate, key)."""
        crt, keyfile = self.path(name + ".pem"), self.path(name + ".key")
        alt = ",".join(("IP:" if n.replace(".", "").isdigit() else "DNS:") + n for n in names)
        cnf = self.write(name + ".cnf", f"[req]\ndistinguished_name=d\nprompt=no\n[d]\nCN={names[0]}\n[v]\nbasicConstraints=CA:FALSE\nsubjectAltName={alt}\n{more}\n"
                         f"[ca]\ndefault_ca=c\n[c]\ndatabase={self.path(name + '.db')}\nrand_serial=yes\npolicy=p\nnew_certs_dir={self.dir}\ndefault_md={digest}\nunique_subject=no\n[p]\nCN=supplied\n")
        self.sh("openssl", "req", "-new", "-newkey", *key, "-nodes", "-config", cnf, "-keyout", keyfile, "-out", self.path(name + ".csr"))
        self.write(name + ".db", "")
        stamp = lambda d: time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + d * 86400))
        signer = ["-selfsign", "-keyfile", keyfile] if self_signed else ["-cert", self.path("ca.pem"), "-keyfile", self.path("ca.key")]
        self.sh("openssl", "ca", "-batch", "-config", cnf, "-extensions", "v", *signer, "-startdate", stamp(-ago - 1), "-enddate", stamp(days - ago), "-notext", "-in", self.path(name + ".csr"), "-out", crt)
        return crt, keyfile

    def tlsa(self, certificate):
        """The data of a TLSA record 3 1 1."""
        der = subprocess.run(f"openssl x509 -in {certificate} -noout -pubkey | openssl pkey -pubin -outform DER", shell=True, capture_output=True).stdout
        return "3 1 1 " + hashlib.sha256(der).hexdigest()

    def dkim(self, bits):
        """A DKIM key as the p= of a record, in pieces that fit a TXT record."""
        der = subprocess.run(f"openssl genrsa {bits} 2>/dev/null | openssl rsa -pubout -outform DER 2>/dev/null", shell=True, capture_output=True).stdout
        text = base64.b64encode(der).decode()
        return '" "'.join(text[i:i + 200] for i in range(0, len(text), 200))

    # ---- servers

    def nginx(self, name, servers):
        self.write(name + ".nginx", f"daemon off;\nworker_processes 1;\nuser root;\npid {self.path(name + '.pid')};\nerror_log {self.path(name + '.err')};\nevents {{}}\n"
                   f"http {{ access_log off; default_type text/plain; client_body_temp_path {self.path(name + '.tmp')};\n{servers}\n}}\n")
        self.start("nginx", "-c", self.path(name + ".nginx"), "-e", self.path(name + ".err"))

    def python(self, script, *args):
        self.start("/usr/bin/python3", os.path.join(HERE, script), *args)

    def wait(self, *doors, seconds=10):
        """Until every door (address, port) answers."""
        end = time.time() + seconds
        for address, port in doors:
            while subprocess.run(["ip", "netns", "exec", self.name, "/usr/bin/python3", "-c",
                                  f"import socket; socket.create_connection(({address!r}, {port}), 0.3)"], capture_output=True).returncode:
                if time.time() > end:
                    raise RuntimeError(f"{address}:{port} does not answer: " + self.logs())
                time.sleep(0.1)

    def logs(self):
        out = ""
        for f in sorted(os.listdir(self.dir)):
            if f.startswith("log-") or f.endswith(".err"):
                with open(self.path(f), errors="replace") as h:
                    out += f"{f}: {h.read()[-600:]} "
        return out
