mkdir -p usr/bin etc/salt/minion.d etc/puppet var/cache/puppet/public opt/orbit/etc etc/default
touch usr/bin/puppet usr/bin/salt-minion
printf 'server\n[agent\nserver =\n' > etc/puppet/puppet.conf
printf 'time:\n  last_run: 99999999999999999999999\n  last_run:\n failed: -1\n:\n' > var/cache/puppet/public/last_run_summary.yaml
printf 'master:\nmaster: \n- \n' > etc/salt/minion.d/a.conf
printf 'ORBIT_FLEET_URL="https://u:p@fleet.example:8080"\nORBIT_ENROLL_SECRET=x\n' > etc/default/orbit
