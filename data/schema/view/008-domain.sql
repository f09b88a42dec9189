-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What is right and wrong with a domain, seen from outside. A view for each family, that reads only the tables it needs. ok: 1, 0, NULL (could not tell).
-- who must mend it: owner, mail (who looks after the mail), web, dns, nobody. What is not needed has no row: a domain without mail has no mail servers to
-- be good, and DANE is not missed where MTA-STS does its work.

-- What a fault of a certificate is in words.
CREATE TEMP VIEW domain_fault AS
SELECT 'expired' AS code, say('it has ended') AS text UNION ALL SELECT 'not-yet', say('it does not hold yet') UNION ALL SELECT 'self-signed', say('nobody vouches for it')
UNION ALL SELECT 'incomplete', say('a certificate between it and the root is not sent') UNION ALL SELECT 'unknown-issuer', say('who vouches for it is not known')
UNION ALL SELECT 'wrong-name', say('it is for another name') UNION ALL SELECT 'weak-signature', say('it is signed in an old way') UNION ALL SELECT 'short-key', say('its key is too short');

-- Who may send in its name: SPF, DMARC, DKIM. A domain that receives no mail must say that nobody may.
CREATE TEMP VIEW domain_check_sender AS
SELECT d.asset, d.name, 'spf' AS code, m.spf_records = 1 AS ok, say('SPF: who may send mail in your name') AS subject,
       CASE WHEN m.spf_records IS NULL THEN say('it could not be told') WHEN m.spf_records = 0 THEN say('nothing') WHEN m.spf_records = 1 THEN m.spf ELSE say('{1} records', m.spf_records) END AS seen, say('one record') AS wanted, 'owner' AS who
  FROM domain d JOIN domain_mail m USING (asset) WHERE d.exist
UNION ALL
SELECT d.asset, d.name, 'spf-error', m.spf_error IS NULL, say('SPF: the record can be followed'),
       CASE m.spf_error WHEN 'syntax' THEN say('a mistake in writing: {1}', m.spf_error_at) WHEN 'lookups' THEN say('{1} look-ups, receivers stop at 10', m.spf_lookups)
         WHEN 'void' THEN say('{1} look-ups find nothing, receivers stop at 2', m.spf_void) WHEN 'include' THEN say('{1} has no SPF record', m.spf_error_at)
         WHEN 'loop' THEN say('{1} leads back to itself', m.spf_error_at) WHEN 'many' THEN say('{1} has more than one SPF record', m.spf_error_at)
         ELSE say('{1} look-ups', coalesce(m.spf_lookups, 0)) END, say('at most 10 look-ups and no mistakes'), 'owner'
  FROM domain d JOIN domain_mail m USING (asset) WHERE m.spf_records = 1
UNION ALL
SELECT d.asset, d.name, 'spf-all', CASE WHEN d.parked THEN m.spf_all = '-' AND m.spf_lookups = 0 ELSE m.spf_all IN ('-', '~') AND NOT m.spf_wide END, say('SPF: all others are refused'),
       CASE WHEN m.spf_wide THEN say('nearly every address may send') WHEN m.spf_all IS NULL THEN say('it does not say what of the others') ELSE m.spf_all || 'all' END,
       CASE WHEN d.parked THEN 'v=spf1 -all' ELSE '-all, ~all' END, 'owner'
  FROM domain d JOIN domain_mail m USING (asset) WHERE m.spf_records = 1 AND m.spf_error IS NULL
UNION ALL
SELECT d.asset, d.name, 'spf-ptr', 0, say('SPF: names that are slow and weak'), 'ptr', say('no ptr'), 'owner'
  FROM domain d JOIN domain_mail m USING (asset) WHERE m.spf_ptr
UNION ALL
SELECT d.asset, d.name, 'dmarc', m.dmarc_records = 1 AND m.dmarc_error IS NULL, say('DMARC: what receivers do with false mail in your name'),
       CASE WHEN m.dmarc_records = 0 THEN say('nothing') WHEN m.dmarc_records IS NULL THEN say('it could not be told') WHEN m.dmarc_records > 1 THEN say('{1} records', m.dmarc_records) WHEN m.dmarc_error = 'policy' THEN say('it asks for nothing (p is missing)')
         WHEN m.dmarc_error = 'rua' THEN say('the address for reports makes no sense') WHEN m.dmarc_error IS NOT NULL THEN say('a mistake in writing: {1}', m.dmarc) ELSE m.dmarc END,
       say('one record'), 'owner'
  FROM domain d JOIN domain_mail m USING (asset) WHERE d.exist
UNION ALL
SELECT d.asset, d.name, 'dmarc-policy', CASE WHEN d.parked THEN m.dmarc_policy = 'reject' ELSE m.dmarc_policy IN ('quarantine', 'reject') END, say('DMARC: false mail is stopped'),
       CASE m.dmarc_policy WHEN 'none' THEN say('p=none: false mail is only counted, not stopped') ELSE 'p=' || m.dmarc_policy END,
       CASE WHEN d.parked THEN 'p=reject' ELSE 'p=quarantine, p=reject' END, 'owner'
  FROM domain d JOIN domain_mail m USING (asset) WHERE m.dmarc_records = 1 AND m.dmarc_policy IS NOT NULL
UNION ALL
SELECT d.asset, d.name, 'dmarc-pct', 0, say('DMARC: for all mail'), say('for {1} of 100 mails', m.dmarc_pct), say('for all'), 'owner'
  FROM domain d JOIN domain_mail m USING (asset) WHERE m.dmarc_pct < 100 AND m.dmarc_policy <> 'none'
UNION ALL
SELECT d.asset, d.name, 'dmarc-sub', 0, say('DMARC: for names below it too'), 'sp=none', 'sp=reject', 'owner'
  FROM domain d JOIN domain_mail m USING (asset) WHERE m.dmarc_sub = 'none' AND m.dmarc_policy <> 'none'
UNION ALL
SELECT d.asset, d.name, 'dmarc-report', m.dmarc_rua IS NOT NULL AND m.dmarc_rua_refused IS NULL, say('DMARC: somebody receives the reports'),
       CASE WHEN m.dmarc_rua IS NULL THEN say('nobody') WHEN m.dmarc_rua_refused IS NOT NULL THEN say('{1} did not agree to receive them', m.dmarc_rua_refused) ELSE m.dmarc_rua END,
       say('an address that is read'), 'owner'
  FROM domain d JOIN domain_mail m USING (asset) WHERE m.dmarc_records = 1 AND NOT d.parked
UNION ALL
SELECT d.asset, d.name, 'dkim', CASE WHEN EXISTS (SELECT 1 FROM domain_dkim k WHERE k.asset = d.asset AND NOT k.revoked AND k.error IS NULL) THEN 1 END, say('DKIM: mail is signed'),
       coalesce((SELECT group_concat(selector, ', ') FROM domain_dkim k WHERE k.asset = d.asset AND NOT k.revoked), say('no key under the usual names')), say('a key'), 'mail'
  FROM domain d WHERE d.mail
UNION ALL
SELECT d.asset, d.name, 'dkim-key', 0, say('DKIM key {1}', k.selector),
       CASE k.error WHEN 'many' THEN say('more than one record') WHEN 'syntax' THEN say('a mistake in writing') WHEN 'key' THEN say('a key that makes no sense') ELSE say('{1} bits', k.bits) END,
       say('{1} bits', 2048), 'mail'
  FROM domain d JOIN domain_dkim k USING (asset) WHERE NOT k.revoked AND (k.error IS NOT NULL OR (k.key_type = 'rsa' AND k.bits < 2048))
UNION ALL
SELECT d.asset, d.name, 'dkim-trial', 0, say('DKIM key {1}', k.selector), say('it says that it is a trial (t=y): receivers pass over it'), say('no trial'), 'mail'
  FROM domain d JOIN domain_dkim k USING (asset) WHERE k.testing AND NOT k.revoked
UNION ALL
SELECT d.asset, d.name, 'null-mx', d.null_mx, say('The domain says that it receives no mail'), CASE WHEN d.null_mx THEN 'MX 0 .' ELSE say('nothing') END, 'MX 0 .', 'owner'
  FROM domain d WHERE d.parked AND d.addresses IS NOT NULL;

-- How mail to it travels: TLS of its mail servers, MTA-STS, DANE. Anonymous ciphers are usual between mail servers and no fault there (RFC 7672, 8.2).
CREATE TEMP VIEW domain_check_transport AS
SELECT x.asset, d.name, 'starttls' AS code, x.starttls AS ok, say('Mail server {1}: encryption', x.host) AS subject,
       CASE WHEN x.starttls THEN 'STARTTLS' WHEN x.starttls = 0 THEN say('it does not offer any') ELSE say('it did not answer us') END AS seen, 'STARTTLS' AS wanted,
       CASE WHEN x.provider IS NULL AND x.host LIKE '%.' || d.name THEN 'owner' ELSE 'mail' END AS who
  FROM domain_mx x JOIN domain d USING (asset) WHERE x.exist
UNION ALL
SELECT x.asset, d.name, 'mx-version', NOT x.old, say('Mail server {1}: versions of TLS', x.host), x.versions, 'tls1.2, tls1.3', CASE WHEN x.provider IS NULL AND x.host LIKE '%.' || d.name THEN 'owner' ELSE 'mail' END
  FROM domain_mx x JOIN domain d USING (asset) WHERE x.versions IS NOT NULL
UNION ALL
SELECT x.asset, d.name, 'mx-cipher', 0, say('Mail server {1}: weak ciphers', x.host), x.weak, say('none'), CASE WHEN x.provider IS NULL AND x.host LIKE '%.' || d.name THEN 'owner' ELSE 'mail' END
  FROM domain_mx x JOIN domain d USING (asset)
 WHERE x.weak IS NOT NULL AND EXISTS (SELECT 1 FROM json_each('["' || replace(x.weak, ' ', '","') || '"]') WHERE (value NOT LIKE 'ADH-%' AND value NOT LIKE 'AECDH-%') OR value LIKE '%NULL%' OR value LIKE '%RC4%' OR value LIKE '%DES%')
UNION ALL
SELECT x.asset, d.name, 'mx-certificate', x.fault IS NULL OR x.tlsa_fits IS 1, say('Mail server {1}: certificate', x.host),
       CASE WHEN x.fault IS NULL THEN say('good until {1:date}', x.not_after_at) ELSE domain_fault.text END, say('a certificate that is right'), CASE WHEN x.provider IS NULL AND x.host LIKE '%.' || d.name THEN 'owner' ELSE 'mail' END
  FROM domain_mx x JOIN domain d USING (asset) LEFT JOIN domain_fault ON domain_fault.code = x.fault WHERE x.fingerprint IS NOT NULL
UNION ALL
SELECT x.asset, d.name, 'dane', x.tlsa_fits, say('Mail server {1}: DANE', x.host), CASE x.tlsa_fits WHEN 1 THEN say('it fits the certificate') WHEN 0 THEN say('it does not fit the certificate: mail is refused') END,
       say('it fits the certificate'), CASE WHEN x.provider IS NULL AND x.host LIKE '%.' || d.name THEN 'owner' ELSE 'mail' END
  FROM domain_mx x JOIN domain d USING (asset) WHERE x.tlsa > 0
UNION ALL
SELECT d.asset, d.name, 'mta-sts', t.sts IS 'enforce' AND t.sts_error IS NULL, say('MTA-STS: mail to you must travel encrypted'),
       CASE WHEN t.sts_record IS NULL THEN say('nothing') WHEN t.sts_error = 'certificate' THEN say('the certificate of the policy is wrong') WHEN t.sts_error = 'no-policy' THEN say('the policy cannot be read')
         WHEN t.sts_error = 'redirect' THEN say('the policy leads elsewhere, which is refused') WHEN t.sts_error IS NOT NULL THEN say('a mistake in writing') WHEN t.sts = 'testing' THEN say('testing: failures are only reported') ELSE t.sts END,
       'enforce', 'owner'
  FROM domain d JOIN domain_transport t USING (asset)
 WHERE d.mail AND (t.sts_record IS NOT NULL OR NOT EXISTS (SELECT 1 FROM domain_mx x WHERE x.asset = d.asset AND x.tlsa_fits IS 1))
UNION ALL
SELECT d.asset, d.name, 'mta-sts-mx', 0, say('MTA-STS: the policy names every mail server'), t.sts_missing, say('all mail servers'), 'owner'
  FROM domain d JOIN domain_transport t USING (asset) WHERE t.sts_missing IS NOT NULL
UNION ALL
SELECT d.asset, d.name, 'tls-rpt', t.tls_rpt IS NOT NULL AND t.tls_rpt_error IS NULL, say('Reports of mail that could not travel encrypted'),
       CASE WHEN t.tls_rpt_error IS NOT NULL THEN say('a mistake in writing') ELSE coalesce(t.tls_rpt, say('nobody')) END, say('an address that is read'), 'owner'
  FROM domain d JOIN domain_transport t USING (asset)
 WHERE t.sts_record IS NOT NULL OR t.tls_rpt_error IS NOT NULL OR EXISTS (SELECT 1 FROM domain_mx x WHERE x.asset = d.asset AND x.tlsa > 0);

-- Its names: signed, who may make certificates, names that lead to nothing.
CREATE TEMP VIEW domain_check_name AS
SELECT d.asset, d.name, 'dnssec' AS code, CASE d.dnssec WHEN 'secure' THEN 1 WHEN 'insecure' THEN 0 WHEN 'bogus' THEN 0 END AS ok, say('DNSSEC: the names are signed') AS subject,
       CASE d.dnssec WHEN 'secure' THEN d.algorithm WHEN 'insecure' THEN say('not signed') WHEN 'bogus' THEN say('signed wrongly, so many cannot reach them: {1}', coalesce(d.reason, '?')) ELSE say('it could not be told') END AS seen,
       say('signed') AS wanted, CASE WHEN p.dnssec = 0 THEN 'nobody' ELSE 'dns' END AS who
  FROM domain d LEFT JOIN (SELECT name, max(dnssec) AS dnssec FROM ref_provider WHERE kind = 'dns' GROUP BY name) p ON p.name = d.dns_provider WHERE d.exist
UNION ALL
SELECT d.asset, d.name, 'exist', CASE WHEN d.dnssec IS NOT NULL THEN 0 END, say('The domain is known'), say('the name servers do not know it'), say('a domain that is yours'), 'owner' FROM domain d WHERE NOT d.exist
UNION ALL
SELECT d.asset, d.name, 'dnssec-ends', d.signature_ends_at > now() + 86400, say('DNSSEC: the signature is renewed'), say('it ends on {1:date}', d.signature_ends_at), say('more than a day'), 'dns'
  FROM domain d WHERE d.signature_ends_at IS NOT NULL
UNION ALL
SELECT d.asset, d.name, 'dnssec-algorithm', 0, say('DNSSEC: the way of signing'), d.algorithm, '13 ECDSAP256SHA256', 'dns'
  FROM domain d WHERE ', ' || d.algorithm GLOB '*, [13567] *'
UNION ALL
SELECT d.asset, d.name, 'caa', d.caa IS NOT NULL, say('CAA: who may make certificates for you'), coalesce(d.caa, say('anybody')), say('only who you chose'), 'owner'
  FROM domain d WHERE d.exist AND d.dnssec IS NOT 'bogus'
UNION ALL
SELECT d.asset, d.name, 'dangling', n.name IS NULL,
       CASE WHEN n.name IS NULL THEN say('Names that lead to nothing') ELSE say('{1} leads to {2}', n.name, n.target) END,
       CASE WHEN n.name IS NULL THEN say('none') WHEN n.service IS NOT NULL THEN say('that is gone, and anybody can claim it at {1}', n.service) ELSE say('that is gone') END, say('take the name away, or what it leads to back'),
       CASE WHEN n.kind IN ('mx', 'ns') THEN 'dns' ELSE 'owner' END
  FROM domain d LEFT JOIN domain_name n ON n.asset = d.asset AND NOT n.exist WHERE d.exist;

-- Its pages: encryption, certificate, what they tell the browser.
CREATE TEMP VIEW domain_check_web AS
SELECT w.asset, d.name, 'https' AS code, w.https AS ok, say('{1}: encryption', w.host) AS subject, CASE WHEN w.https THEN 'https' ELSE say('it does not offer any') END AS seen, 'https' AS wanted, 'web' AS who
  FROM domain_web w JOIN domain d USING (asset) WHERE w.https OR w.http
UNION ALL
SELECT w.asset, d.name, 'redirect', w.to_https AND NOT w.unsafe_step AND NOT w.loop, say('{1}: leads to encryption', w.host),
       CASE WHEN w.loop THEN say('the steps never end') WHEN w.unsafe_step THEN say('a later step goes without encryption') WHEN w.to_https THEN w.final ELSE say('the page comes without encryption') END, 'https', 'web'
  FROM domain_web w JOIN domain d USING (asset) WHERE w.http AND w.https
UNION ALL
SELECT t.asset, d.name, 'web-version', NOT t.old, say('{1}: versions of TLS', t.host), t.versions, 'tls1.2, tls1.3', 'web' FROM domain_tls t JOIN domain d USING (asset) WHERE t.versions IS NOT NULL
UNION ALL
SELECT t.asset, d.name, 'web-cipher', 0, say('{1}: weak ciphers', t.host), t.weak, say('none'), 'web' FROM domain_tls t JOIN domain d USING (asset) WHERE t.weak IS NOT NULL
UNION ALL
SELECT t.asset, d.name, 'web-certificate', t.fault IS NULL, say('{1}: certificate', t.host), CASE WHEN t.fault IS NULL THEN say('good until {1:date}', t.not_after_at) ELSE domain_fault.text END, say('a certificate that is right'), 'web'
  FROM domain_tls t JOIN domain d USING (asset) LEFT JOIN domain_fault ON domain_fault.code = t.fault WHERE t.fingerprint IS NOT NULL
UNION ALL
SELECT t.asset, d.name, 'web-certificate-ends', 0, say('{1}: certificate', t.host), say('it ends on {1:date}', t.not_after_at), say('renewed two weeks before'), 'web'
  FROM domain_tls t JOIN domain d USING (asset) WHERE t.fault IS NOT 'expired' AND t.not_after_at < now() + 14 * 86400
UNION ALL
SELECT w.asset, d.name, 'web-dane', 0, say('{1}: DANE', w.host), say('it does not fit the certificate'), say('it fits the certificate'), 'web' FROM domain_web w JOIN domain d USING (asset) WHERE w.tlsa_fits = 0
UNION ALL
SELECT w.asset, d.name, 'hsts', coalesce(w.hsts, 0) >= 15552000, say('{1}: browsers keep to encryption (HSTS)', w.host), CASE WHEN w.hsts IS NULL THEN say('nothing') ELSE say('for {1} days', w.hsts / 86400) END, say('at least {1} days', 180), 'web'
  FROM domain_web w JOIN domain d USING (asset) WHERE w.status IS NOT NULL
UNION ALL
SELECT w.asset, d.name, 'csp', w.csp IS NOT NULL AND NOT w.csp_unsafe, say('{1}: strange scripts are forbidden (CSP)', w.host), CASE WHEN w.csp IS NULL THEN say('nothing') WHEN w.csp_unsafe THEN say('it lets in scripts from anywhere') ELSE w.csp END, 'Content-Security-Policy', 'web'
  FROM domain_web w JOIN domain d USING (asset) WHERE w.status BETWEEN 200 AND 299
UNION ALL
SELECT w.asset, d.name, 'frame', w.frame IS NOT NULL, say('{1}: other pages may not show it inside theirs', w.host), coalesce(w.frame, say('nothing')), 'frame-ancestors, X-Frame-Options', 'web'
  FROM domain_web w JOIN domain d USING (asset) WHERE w.status BETWEEN 200 AND 299
UNION ALL
SELECT w.asset, d.name, 'nosniff', w.nosniff, say('{1}: browsers do not guess kinds of files', w.host), CASE WHEN w.nosniff THEN 'nosniff' ELSE say('nothing') END, 'X-Content-Type-Options: nosniff', 'web'
  FROM domain_web w JOIN domain d USING (asset) WHERE w.status BETWEEN 200 AND 299
UNION ALL
SELECT w.asset, d.name, 'referrer', lower(w.referrer) NOT IN ('unsafe-url', 'no-referrer-when-downgrade') AND w.referrer IS NOT NULL, say('{1}: where visitors come from stays private', w.host), coalesce(w.referrer, say('nothing')), 'Referrer-Policy: strict-origin-when-cross-origin', 'web'
  FROM domain_web w JOIN domain d USING (asset) WHERE w.status BETWEEN 200 AND 299
UNION ALL
SELECT w.asset, d.name, 'server-version', 0, say('{1}: tells its version to everybody', w.host), coalesce(w.server, 'X-Powered-By'), say('no version'), 'web' FROM domain_web w JOIN domain d USING (asset) WHERE w.shows_version
UNION ALL
SELECT c.asset, d.name, 'cookie', c.secure AND c.http_only AND c.same_site IS NOT NULL, say('{1}: cookie {2}', c.host, c.name),
       CASE WHEN c.secure + c.http_only = 0 AND c.same_site IS NULL THEN say('nothing')
         ELSE trim(CASE WHEN c.secure THEN 'Secure ' ELSE '' END || CASE WHEN c.http_only THEN 'HttpOnly ' ELSE '' END || CASE WHEN c.same_site IS NULL THEN '' ELSE 'SameSite=' || c.same_site END) END, 'Secure HttpOnly SameSite', 'web'
  FROM domain_cookie c JOIN domain d USING (asset);

-- Where a stranger can report a weakness. One good file on one of its addresses is enough.
CREATE TEMP VIEW domain_check_contact AS
SELECT c.asset, d.name, 'security-txt' AS code, max(c.found AND c.error IS NULL AND c.encrypted) AS ok, say('security.txt: where a stranger can report a weakness') AS subject,
       CASE WHEN max(c.found AND c.error IS NULL AND c.encrypted) THEN max(c.contact) WHEN max(c.found) = 0 THEN say('nothing')
         ELSE CASE max(c.error) WHEN 'expired' THEN say('it held until {1:date}', max(c.expires_at)) WHEN 'no-contact' THEN say('it names no address to write to') WHEN 'no-expires' THEN say('it does not say until when it holds') ELSE say('a mistake in writing') END END AS seen,
       say('an address to write to and a date until which it holds') AS wanted, 'web' AS who
  FROM domain_contact c JOIN domain d USING (asset) GROUP BY c.asset, d.name;

-- Domains that look like it. One that receives mail and shows no page is how false invoices are sent; of the others a person must say whether they matter.
CREATE TEMP VIEW domain_check_lookalike AS
SELECT l.asset, d.name, 'lookalike' AS code, CASE WHEN l.mail_only THEN 0 END AS ok, say('{1} looks like your domain', l.name) AS subject,
       CASE WHEN l.mail_only THEN say('it receives mail and shows no page') WHEN l.mail IS NOT NULL THEN say('it receives mail') WHEN l.addresses IS NOT NULL THEN say('it shows a page') ELSE say('somebody registered it') END AS seen,
       say('find out whose it is, and warn your customers') AS wanted, 'owner' AS who
  FROM domain_lookalike l JOIN domain d USING (asset);

-- Ports of the firm that answer to the whole world.
CREATE TEMP VIEW domain_check_port AS
SELECT o.asset, a.name, 'port-' || coalesce(p.risk, 'none') AS code, p.port IS NULL AS ok, CASE WHEN p.port IS NULL THEN say('Ports of {1}', o.address) ELSE say('Port {1} of {2}', p.port, o.address) END AS subject,
       CASE WHEN p.port IS NULL THEN say('none that is dangerous') ELSE say('{1} answers to the whole world', p.name) END AS seen, say('closed, or behind a VPN') AS wanted, 'owner' AS who
  FROM outside o JOIN asset a ON a.id = o.asset
  LEFT JOIN outside_port p ON p.asset = o.asset AND p.address = o.address AND p.risk IN ('remote', 'share', 'database', 'clear', 'admin', 'old');

-- The end of the registration: nobody is asked about it.
CREATE TEMP VIEW domain_check_expiry AS
SELECT d.asset, d.name, 'registration' AS code, CASE WHEN d.ends_at IS NOT NULL THEN d.ends_at > now() + 30 * 86400 END AS ok, say('The registration of the domain') AS subject,
       CASE WHEN d.ends_at IS NULL THEN say('the registry was not asked') ELSE say('it ends on {1:date}', d.ends_at) END AS seen, say('renewed a month before') AS wanted, 'dns' AS who
  FROM domain d WHERE d.exist;

CREATE TEMP VIEW domain_check AS
SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check_sender UNION ALL SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check_transport
UNION ALL SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check_name UNION ALL SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check_web
UNION ALL SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check_contact UNION ALL SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check_lookalike
UNION ALL SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check_port UNION ALL SELECT asset, name, code, ok, subject, seen, wanted, who FROM domain_check_expiry;
