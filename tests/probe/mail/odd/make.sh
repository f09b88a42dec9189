mkdir -p etc/postfix etc/dovecot etc/exim4
printf '  leading blank\n=\ninet_interfaces = $myhostname, \nsmtpd_tls_security_level = $x\nsmtpd_use_tls = yes\nsmtpd_sasl_auth_enable\n\000\001\n' > etc/postfix/main.cf
printf 'ssl = no\nlisten = 127.0.0.1\nauth_allow_cleartext = yes\nssl\n}}}\n' > etc/dovecot/dovecot.conf
printf "dc_local_interfaces=''\ndc_eximconfig_configtype='internet'\n" > etc/exim4/update-exim4.conf.conf; printf 'MAIN_TLS_ENABLE = true\n' > etc/exim4/exim4.conf.localmacros
