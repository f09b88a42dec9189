mkdir -p etc/rsyslog.d etc/syslog-ng var/ossec/etc etc/filebeat etc/vector
{ printf 'action(type="omfwd" target="\naction(\n*.* @\n@@\n*.* @@(\n*.* @@(z9\n:omrelp:\n*.* :omrelp:\nglobal(\n'; head -c 200000 /dev/zero | tr '\000' '('; } > etc/rsyslog.conf
printf '*.* @@h\000ost:1\n*.* @\377\376:514\naction(type="omfwd" target="$x")\n' > etc/rsyslog.d/a.conf
printf 'destination d { network( "\n}}}} ) destination { tcp("a.example" tcp(\n destination "x' > etc/syslog-ng/syslog-ng.conf
printf '<client><address>' > var/ossec/etc/ossec.conf
printf 'output.x:\n hosts:\n -\n - [\n hosts: [[\n' > etc/filebeat/filebeat.yml
printf 'endpoint = \nendpoint\nendpoints = [ "https://v.example:1/x", "y" ]\n' > etc/vector/vector.toml
