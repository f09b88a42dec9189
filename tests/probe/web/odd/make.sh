mkdir -p etc/nginx/sites-enabled etc/apache2/sites-enabled etc/caddy
printf 'http { include /etc/nginx/nginx.conf; include /etc/nginx/sites-enabled/*; include *; include /a*/b; server { server { server { listen; listen "unclosed' > etc/nginx/nginx.conf
{ i=0; while [ $i -lt 5000 ]; do printf '{'; i=$((i+1)); done; } > etc/nginx/sites-enabled/deep
printf 'server { listen 99999999999999; server_name \001\377; }\nserver { listen [::1]; }\n} } } server { return 301 https://; }' > etc/nginx/sites-enabled/z
mkfifo etc/nginx/sites-enabled/pipe
printf '</VirtualHost>\n<VirtualHost\n<VirtualHost >\nServerName\n</VirtualHost>\n' > etc/apache2/sites-enabled/x.conf; : > etc/apache2/apache2.conf
printf '} } a { b { c\n' > etc/caddy/Caddyfile
