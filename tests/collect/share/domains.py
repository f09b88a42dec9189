# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Two domains for tests/collect: good.test is kept well, poor.test is neglected. Each function makes names and certificates before net.names(), and gives
what starts the servers after it."""
import time

GOOD_WEB, GOOD_MX, POOR_WEB, POOR_MX = "198.51.100.10", "198.51.100.11", "198.51.100.20", "198.51.100.21"
HEADERS = """add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always; add_header Content-Security-Policy "default-src 'self'; frame-ancestors 'none'" always;
 add_header X-Content-Type-Options nosniff always; add_header Referrer-Policy same-origin always; add_header Set-Cookie "s=1; Secure; HttpOnly; SameSite=Lax" always;"""


def kept_well(net):
    net.address(GOOD_WEB, GOOD_MX)
    web, mx = net.certificate("web", ["good.test", "www.good.test", "mta-sts.good.test"]), net.certificate("mx", ["mx.good.test"])
    net.zone("good.test", f"""
@ IN A {GOOD_WEB}
www IN A {GOOD_WEB}
mta-sts IN A {GOOD_WEB}
@ IN MX 10 mx
mx IN A {GOOD_MX}
@ IN TXT "v=spf1 mx -all"
_dmarc IN TXT "v=DMARC1; p=reject; rua=mailto:reports@good.test,mailto:good@reports.test"
selector1._domainkey IN TXT "v=DKIM1; k=rsa; p={net.dkim(2048)}"
@ IN CAA 0 issue "ca.lab"
_mta-sts IN TXT "v=STSv1; id=1"
_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@good.test"
_25._tcp.mx IN TLSA {net.tlsa(mx[0])}
_443._tcp IN TLSA {net.tlsa(web[0])}
shop IN CNAME www""")
    net.zone("reports.test", 'good.test._report._dmarc IN TXT "v=DMARC1"', signed=False)

    def servers():
        net.write("mta-sts.txt", "version: STSv1\nmode: enforce\nmx: mx.good.test\nmax_age: 604800\n")
        expires = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() + 200 * 86400))
        net.write("security.txt", f"Contact: mailto:security@good.test\nPolicy: https://good.test/rules\nExpires: {expires}\nCanonical: https://good.test/.well-known/security.txt\nCanonical: https://www.good.test/.well-known/security.txt\n")
        net.write("index.html", "hello")
        net.nginx("good", f"""server_tokens off;
server {{ listen {GOOD_WEB}:80; server_name good.test www.good.test mta-sts.good.test; return 301 https://$host$request_uri; }}
server {{ listen {GOOD_WEB}:443 ssl; server_name good.test www.good.test mta-sts.good.test; ssl_certificate {web[0]}; ssl_certificate_key {web[1]}; ssl_protocols TLSv1.2 TLSv1.3; {HEADERS}
 root {net.dir}; index index.html; location /.well-known/ {{ alias {net.dir}/; }} }}""")
        net.python("mailserver.py", GOOD_MX, "25", *mx)
    return servers


def neglected(net):
    net.address(POOR_WEB, POOR_MX)
    poor = net.certificate("poor", ["poor.test"], days=10, ago=20)
    net.zone("poor.test", f"""
@ IN A {POOR_WEB}
www IN A {POOR_WEB}
@ IN MX 10 mx
mx IN A {POOR_MX}
@ IN TXT "v=spf1 ptr include:nothing.test ?all"
_dmarc IN TXT "v=DMARC1; p=none"
default._domainkey IN TXT "v=DKIM1; t=y; p={net.dkim(1024)}"
shop IN CNAME old-shop.azurewebsites.lab.""", signed=False)

    def servers():
        net.nginx("poor", f"""server {{ listen {POOR_WEB}:80; server_name poor.test www.poor.test; root {net.dir}; index index.html; }}
server {{ listen {POOR_WEB}:443 ssl; server_name poor.test www.poor.test; ssl_certificate {poor[0]}; ssl_certificate_key {poor[1]}; ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers "ALL:!aNULL:NULL-SHA:@SECLEVEL=0";
 add_header Set-Cookie "session=1" always; root {net.dir}; index index.html; location /.well-known/ {{ return 404; }} }}""")
        net.python("mailserver.py", POOR_MX, "25")
    return servers
