mkdir -p etc/apt/sources.list.d
printf 'deb\ndeb http://a.example\nrpm http://b.example x\ndeb [trusted=yes http://c.example x\ndeb http://d.example/\001 x main\ndeb http://ok.debian.org.evil.example/debian x main\ndeb http://evildebian.org/debian x main\n' > etc/apt/sources.list
printf 'URIs: http://x\n\nno field\nTypes: deb\nURIs: http://y.example\\\\\n\0\n' > etc/apt/sources.list.d/x.sources
{ printf 'Types: deb\nSuites: s\nURIs:'; i=0; while [ $i -lt 300 ]; do printf '\n http://h%s.example/' $i; i=$((i+1)); done; } > etc/apt/sources.list.d/many.sources
