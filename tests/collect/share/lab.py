# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A network of its own to look at: namespaces on a bridge, with programs or small answerers in them.

    with Lab("doors", "10.77.1.0/24") as lab:          # names begin with the part's name and the pid; all of it is gone at the end, also after a failure
        nas = lab.host("nas", "10.77.1.10", mac="00:11:32:00:00:10")
        nas.start(["smbd", "-F", …])                    # a program in it, ended with the lab (Popen)
        nas.run(["ip", "addr", "add", …])               # a command in it, waited for (CompletedProcess, text)
        s = nas.udp(137)                                # a socket in it; udp(port, group="224.0.0.251") joins a group
        lab.answer(s, lambda data, who: [bytes])        # each datagram: what to send back to who asked (list, bytes or None)
        lab.serve(nas.tcp(23), lambda c: c.sendall(b"login: "))   # each connection, one after the other, in a thread of its own
        out = lab.look("--depth", "devices")            # bolwerk-collect --lan … --format json, as a dict; lab.report(…) the lines of the report
        lab.stop(nas); lab.move(nas, mac=…, address=…)  # the device leaves (cable out: lab.plug puts it back); another hardware address, another address

The bridge and who looks (lab.looker, .254 of the network) are in a namespace each. lab.sent(host) counts the frames that came to a host, seen from its card."""
import ctypes, ipaddress, json, os, selectors, shutil, signal, socket, subprocess, sys, threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
COLLECT = os.environ.get("COLLECT", os.path.join(ROOT, "build/linux/bolwerk-collect"))
libc = ctypes.CDLL(None, use_errno=True)


def why_not():
    """Why no network can be made here; None when it can."""
    if os.geteuid() != 0:
        return "needs root"
    if not shutil.which("ip"):
        return "needs the program ip"
    probe = subprocess.run(["unshare", "-n", "true"], capture_output=True)
    return None if probe.returncode == 0 else "no network namespaces here"


def sh(*command, check=True):
    return subprocess.run(command, check=check, capture_output=True, text=True)


class inside:
    """Sockets that are made in this block are made in the namespace."""

    def __init__(self, name):
        self.path = "/run/netns/" + name

    def __enter__(self):
        self.home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(self.path, os.O_RDONLY)
        if libc.setns(there, 0x40000000):
            raise OSError(ctypes.get_errno(), "setns")
        os.close(there)

    def __exit__(self, *_):
        libc.setns(self.home, 0x40000000)
        os.close(self.home)


class Host:
    def __init__(self, lab, name, address, mac):
        self.lab, self.name, self.ns, self.address = lab, name, f"{lab.prefix}-{name}", address
        self.port = f"p{len(lab.hosts)}"  # on the bridge
        bits = lab.net.prefixlen
        sh("ip", "netns", "add", self.ns)
        lab.made.append(self.ns)
        batch = [f"link add eth0 netns {self.ns} type veth peer name {self.port} netns {lab.bridge}"]
        subprocess.run(["ip", "-batch", "-"], input="\n".join(batch) + "\n", text=True, check=True, capture_output=True)
        own = ["link set lo up"]
        if mac:
            own.append(f"link set eth0 address {mac}")
        if address:
            own.append(f"addr add {address}/{bits} dev eth0")
        own.append("link set eth0 up")
        own.append("route add 224.0.0.0/4 dev eth0")
        subprocess.run(["ip", "-n", self.ns, "-batch", "-"], input="\n".join(own) + "\n", text=True, check=True, capture_output=True)
        subprocess.run(["ip", "-n", lab.bridge, "-batch", "-"], input=f"link set {self.port} master br0\nlink set {self.port} up\n", text=True, check=True, capture_output=True)
        self.mac = mac or sh("ip", "netns", "exec", self.ns, "cat", "/sys/class/net/eth0/address").stdout.strip()

    def run(self, command, **more):
        return subprocess.run(["ip", "netns", "exec", self.ns, *command], capture_output=True, text=True, **more)

    def start(self, command, **more):
        more.setdefault("stdout", subprocess.DEVNULL)
        more.setdefault("stderr", subprocess.DEVNULL)
        p = subprocess.Popen(["ip", "netns", "exec", self.ns, *command], start_new_session=True, **more)
        self.lab.programs.append(p)
        return p

    def udp(self, port, group=None):
        with inside(self.ns):
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        s.bind(("", port))
        if group:
            s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton(self.address))
        s.setblocking(False)
        self.lab.sockets.append(s)
        return s

    def tcp(self, port, address=""):
        with inside(self.ns):
            s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((address, port))
        s.listen(16)
        self.lab.sockets.append(s)
        return s

    def raw(self, protocol=3):
        """A packet socket on its card (3: every frame)."""
        with inside(self.ns):
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(protocol))
            s.bind(("eth0", protocol))
        s.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
        s.setblocking(False)
        self.lab.sockets.append(s)
        return s


class Lab:
    def __init__(self, part, network):
        self.net = ipaddress.ip_network(network)
        self.prefix = f"{part}{os.getpid()}"
        self.made, self.programs, self.sockets, self.hosts = [], [], [], {}
        self.selector, self.ends = selectors.DefaultSelector(), False

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the end of the block is run
        try:
            self.bridge = self.prefix + "-bridge"
            sh("ip", "netns", "add", self.bridge)
            self.made.append(self.bridge)
            sh("ip", "netns", "exec", self.bridge, "sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1", "net.ipv6.conf.all.disable_ipv6=1")
            sh("ip", "-n", self.bridge, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0", "forward_delay", "0")
            sh("ip", "-n", self.bridge, "link", "set", "br0", "up")
            self.looker = self.host("looker", str(self.net[-2]))
            threading.Thread(target=self._loop, daemon=True).start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.ends = True
        for p in self.programs:
            try:
                os.killpg(p.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            p.wait()
        for s in self.sockets:
            s.close()
        for ns in self.made:
            for pid in sh("ip", "netns", "pids", ns, check=False).stdout.split():  # what forked away from its session
                try:
                    os.kill(int(pid), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            sh("ip", "netns", "del", ns, check=False)

    def host(self, name, address, mac=None):
        h = self.hosts[name] = Host(self, name, address, mac)
        return h

    # ---- answers

    def answer(self, s, fn):
        self.selector.register(s, selectors.EVENT_READ, fn)

    def serve(self, s, fn):
        def loop():
            while not self.ends:
                try:
                    c, _ = s.accept()
                except OSError:
                    return
                try:
                    c.settimeout(3)
                    fn(c)
                except OSError:
                    pass
                c.close()
        threading.Thread(target=loop, daemon=True).start()

    def _loop(self):
        while not self.ends:
            if not self.selector.get_map():
                threading.Event().wait(0.01)
                continue
            for key, _ in self.selector.select(0.05):
                try:
                    data, who = key.fileobj.recvfrom(65536)
                    back = key.data(data, who)
                    for one in [back] if isinstance(back, bytes) else back or []:
                        key.fileobj.sendto(one, who)
                except (OSError, ValueError):
                    pass

    # ---- changes

    def stop(self, h):
        sh("ip", "-n", self.bridge, "link", "set", h.port, "down")

    def plug(self, h):
        sh("ip", "-n", self.bridge, "link", "set", h.port, "up")

    def move(self, h, mac=None, address=None):
        lines = ["link set eth0 down"] + ([f"link set eth0 address {mac}"] if mac else [])
        if address:
            lines += ["addr flush dev eth0", f"addr add {address}/{self.net.prefixlen} dev eth0"]
        lines += ["link set eth0 up", "route replace 224.0.0.0/4 dev eth0"]
        subprocess.run(["ip", "-n", h.ns, "-batch", "-"], input="\n".join(lines) + "\n", text=True, check=True, capture_output=True)
        h.mac, h.address = mac or h.mac, address or h.address

    def sent(self, h):
        return int(h.run(["cat", "/sys/class/net/eth0/statistics/rx_packets"]).stdout)

    # ---- looks

    def collect(self, *options, format="json"):
        return self.looker.run([COLLECT, "--lan", str(self.net), "--consent", "An", "--format", format, *options], timeout=120)

    def look(self, *options):
        p = self.collect(*options)
        if p.returncode or not p.stdout:
            raise RuntimeError(f"bolwerk collect ended with {p.returncode}: {p.stderr[-2000:]}")
        return json.loads(p.stdout)

    def report(self, *options):
        p = self.collect(*options, format="report")
        if p.returncode:
            raise RuntimeError(f"bolwerk collect ended with {p.returncode}: {p.stderr[-2000:]}")
        return [json.loads(line) for line in p.stdout.splitlines()]
