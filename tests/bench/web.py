#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The web application beside Fossil (a web application in C on SQLite) and nginx (a file), in one run on this machine: CPU of the server for each
request (user and system, from /proc), requests a second and the slowest hundredth by wrk with 1 and 64 connections. The database: 50 computers,
two years of history, 10,000 rows in each list. Prints ratios beside the goals; nothing here passes or fails. --quick: a second each."""
import os, re, shutil, subprocess, sys, threading, time
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + "/web/share")
import fill, web

SECONDS = 2 if "--quick" in sys.argv else 4
tmp = web.folder()
TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid, children=False):
    """Seconds of CPU of a process; with those of the children that ended."""
    f = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return sum(int(x) for x in (f[11:15] if children else f[11:13])) / TICK


def resident(pid):
    t = open(f"/proc/{pid}/status").read()
    return int(re.search(r"VmRSS:\s+(\d+)", t).group(1)) / 1024, int(re.search(r"VmHWM:\s+(\d+)", t).group(1)) / 1024


def wrk(url, connections, pid, cookie="", script=None, children=False, seconds=None):
    """requests a second, CPU microseconds a request, p99 in ms, answers that were not 2xx or 3xx"""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds or SECONDS}s", "--latency", "--timeout", "10s"]
    if cookie:
        command += ["-H", "Cookie: " + cookie]
    if script:
        command += ["-s", script]
    before = cpu(pid, children)
    out = subprocess.run(command + [url], capture_output=True, text=True).stdout
    used = cpu(pid, children) - before
    n = int(re.search(r"(\d+) requests in", out).group(1))
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    fails = re.search(r"Socket errors: (.*)", out)
    if fails and not re.fullmatch(r"connect 0, read \d+, write 0, timeout 0", fails.group(1)):
        print("  wrk:", fails.group(1))
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), used / max(n, 1) * 1e6,
        float(p99.group(1)) * {"us": 0.001, "ms": 1, "s": 1000}[p99.group(2)], int(bad.group(1)) if bad else 0)


def both(name, url, pid, **more):
    """With 1 and with 64 connections; gives the CPU microseconds of each."""
    out = []
    for n in (1, 64):
        rate, us, p99, bad = wrk(url, n, pid, **more)
        print(f"{name:44s} {n:3d} connections {rate:9.0f} requests/s {us:9.1f} us CPU {p99:8.2f} ms p99{f'   {bad} REFUSED' if bad else ''}", flush=True)
        out.append(us)
    return out


def goal(name, value, most, unit=""):
    print(f"  {'reached' if value <= most else 'MISSED '}  {name}: {value:.4g}{unit}, goal at most {most:.4g}{unit}")


# ---- ours

def ours():
    server = web.Server().start()
    server.owner()
    server.stop()
    # A firm of 50 people: what grows with the years is large, the people are not.
    left = fill.full(server, many={"change", "change_review", "audit", "mail", "entry", "duty_done"})
    if left:
        print("  not filled:", left)
    server.people()
    return server.start()


# ---- Fossil: a repository with a few hundred commits

def fossil():
    env = os.environ | {"HOME": tmp, "FOSSIL_HOME": tmp, "USER": "tests"}
    os.makedirs(tmp + "/tree")
    do = lambda *a: subprocess.run(["fossil", *a], cwd=tmp + "/tree", env=env, capture_output=True, check=True)
    do("init", tmp + "/repo.fossil")
    do("open", tmp + "/repo.fossil")
    for i in range(300):
        with open(f"{tmp}/tree/file{i % 20}", "a") as f:
            f.write(f"line {i}\n" * 5)
        if i < 20:
            do("add", f"file{i % 20}")
        do("commit", "-m", f"change number {i} of a file", "--no-warnings")
    port = web.free_port()
    p = subprocess.Popen(["fossil", "server", "--localhost", "--port", str(port), "--nojail", tmp + "/repo.fossil"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    return p, port


# ---- nginx: one worker, the same file, the same headers

def nginx(server):
    r = server.browser().get(next(h for h in web.hrefs(server.browser().get("/login").text) if "style.css" in h))
    os.makedirs(tmp + "/www/static")
    with open(tmp + "/www/static/style.css", "wb") as f:
        f.write(r.body)
    heads = "".join(f'add_header {k} "{v}";\n' for k, v in r.headers if k not in ("Date", "Content-Type", "Content-Length", "Connection"))
    port = web.free_port()
    os.chmod(tmp, 0o755)
    with open(tmp + "/nginx.conf", "w") as f:
        f.write(f"""worker_processes 1; daemon off; pid {tmp}/nginx.pid; error_log {tmp}/nginx.err;
events {{ worker_connections 512; }}
http {{ access_log off; include /etc/nginx/mime.types; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
client_body_temp_path {tmp}/b; proxy_temp_path {tmp}/p; fastcgi_temp_path {tmp}/f; uwsgi_temp_path {tmp}/u; scgi_temp_path {tmp}/s;
server {{ listen 127.0.0.1:{port}; root {tmp}/www; {heads} }} }}""")
    p = subprocess.Popen(["nginx", "-c", tmp + "/nginx.conf", "-e", tmp + "/nginx.err"])
    time.sleep(0.5)
    return p, port, len(r.body)


def post_script(path, body, cookie):
    name = tmp + "/post.lua"
    with open(name, "w") as f:
        f.write(f'wrk.method = "POST"\nwrk.body = "{body}"\nwrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n')
    return name


print(f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}, {subprocess.run(['uname', '-r'], capture_output=True, text=True).stdout.strip()}")
server = ours()
b = server.as_role("owner")
cookie = "; ".join(f"{k}={v}" for k, v in b.cookies.items())
base, pid = f"http://127.0.0.1:{server.port}", server.web
style = next(h for h in web.hrefs(b.get("/").text) if "style.css" in h)
fp, fport = fossil()
np, nport, bytes_ = nginx(server)
worker = web.child_of(np.pid)
try:
    lists = {}
    for page in web.pages():
        if "after" in page.params and not page.path_params and "owner" in page.may:
            r = b.get(page.path)
            lists[page.path] = (r.text.count("<tr") + r.text.count("<li"), len(r.body))
    print("  lists of 20 rows:", ", ".join(f"{p} ({n} bytes)" for p, (_, n) in lists.items()))
    of_lists = {p: both("Bolwerk " + p, base + p, pid, cookie=cookie) for p in lists}
    home = both("Bolwerk home page", base + "/", pid, cookie=cookie)
    file_ = both(f"Bolwerk style.css ({bytes_} bytes)", base + style, pid)
    token = b.csrf()
    post = both("Bolwerk an answer saved (judged, logged, synced)", base + "/measure/8.b4/answer", pid, cookie=cookie,
        script=post_script("/measure/8.b4/answer", web.urllib.parse.urlencode({"csrf": token, "value": "yes"}), cookie))
    theirs = both("nginx style.css", f"http://127.0.0.1:{nport}/static/style.css", worker)
    timeline = both("Fossil /timeline", f"http://127.0.0.1:{fport}/timeline", fp.pid, children=True)

    # The slowest hundredth while computers report without a pause.
    report = subprocess.run([web.BOLWERK, "probe"], capture_output=True).stdout.decode()
    stop, taken = threading.Event(), [0]

    def reports():
        while not stop.is_set():
            taken[0] += subprocess.run([web.BOLWERK, "ingest", "--db", server.db], input=report.encode(), capture_output=True).returncode == 0

    t = threading.Thread(target=reports)
    t.start()
    slowest = {}
    for path in ["/", *list(lists)[:1]]:
        for n in (1, 64):
            rate, us, p99, bad = wrk(base + path, n, pid, cookie=cookie, seconds=SECONDS)
            slowest[path, n] = p99
            print(f"{'Bolwerk ' + path + ' while reports come in':44s} {n:3d} connections {rate:9.0f} requests/s {us:9.1f} us CPU {p99:8.2f} ms p99", flush=True)
    stop.set()
    t.join()
    now, most = resident(pid)
    print(f"  {taken[0]} reports were taken meanwhile; resident {now:.1f} MB now, {most:.1f} MB at most")
    import gzip
    r = b.get("/", Accept_Encoding="gzip")
    first = len(r.body) + sum(len(k) + len(v) + 4 for k, v in r.headers)
    for f in sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', gzip.decompress(r.body).decode()))):
        s = b.get(f, Accept_Encoding="gzip")
        first += len(s.body) + sum(len(k) + len(v) + 4 for k, v in s.headers)
    best = min(lists, key=lambda p: of_lists[p][0]) if lists else None
    print("Goals (CPU a request, of 1 and of 64 connections the worse ratio):")
    for p in lists:
        goal(f"{p} beside Fossil's timeline", max(x / y for x, y in zip(of_lists[p], timeline)), 1 / 75)
    goal("home page beside Fossil's timeline", max(x / y for x, y in zip(home, timeline)), 1 / 25)
    goal("a file beside nginx", max(x / y for x, y in zip(file_, theirs)), 2)
    for (path, n), p99 in slowest.items():
        goal(f"p99 of {path} while reports come in, {n} connections", p99, 20, " ms")
    goal("resident memory after all of it", now, 40, " MB")
    goal("first visit of the home page, compressed", first / 1024, 30, " KB")
finally:
    for p in (fp, np):
        p.terminate()
        p.wait()
