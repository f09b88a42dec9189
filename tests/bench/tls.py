#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What TLS of the laboratory's servers costs to see: ours, sslscan, testssl.sh (protocols and certificate). Prints one line a server; testssl.sh makes it slow."""
import os, shutil, sys, time

os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, "tests/collect/share")
os.environ["PATH"] += ":/usr/sbin:/sbin"
import tlslab
from internet import missing

if missing() or not shutil.which("testssl") or not shutil.which("sslscan"):
    print(f"tls: left out: {missing() or 'sslscan or testssl.sh is missing'}")
    sys.exit()
net, servers = tlslab.build()
total = [0.0, 0.0, 0.0]


def timed(i, work, *args):
    start = time.time()
    r = work(*args)
    total[i] += time.time() - start
    return r


for s in servers:
    a, b, c = timed(0, tlslab.ours, net, s), timed(1, tlslab.sslscan, net, s), timed(2, tlslab.testssl, net, s, "-p", "-S")
    f = c["found"]
    print(f"{s.what}: ours {' '.join(a['versions'])}, {a['fault']}; sslscan {' '.join(b['versions'])}; testssl.sh {' '.join(c['versions'])}, chain \"{f.get('cert_chain_of_trust', '')}\", "
          f"until \"{f.get('cert_notAfter', '')}\", {f.get('cert_expirationStatus', '')}, trust \"{f.get('cert_trust', '')}\", key \"{f.get('cert_keySize', '')}\", {f.get('cert_signatureAlgorithm', '')}", flush=True)
print(f"seconds for {len(servers)} servers: ours {total[0]:.2f}, sslscan {total[1]:.2f}, testssl.sh {total[2]:.1f}")
