#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The house rules that a machine can check: layers, sizes, headers, forbidden calls, colours."""
import os, re, subprocess, sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import done, ok

os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
files = subprocess.run(["find", "src", "tools", "tests", "data", "-type", "f"], capture_output=True, text=True).stdout.split()


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


C = [f for f in files if f.endswith((".c", ".h"))]
SRC = [f for f in C if f.startswith("src/")]
text = {f: read(f) for f in C}

# SPDX in each source file
sources = [f for f in files if f.endswith((".c", ".h", ".S", ".t", ".sh", ".yml", ".po")) and "/root/" not in f or f.startswith(("data/fact", "data/schema"))]
ok([f for f in sources if "SPDX-License-Identifier: EUPL-1.2" not in read(f)[:300] and not re.search(r"tests/(probe|truth|fuzz)/.*/", f)], "each source file names its licence")

# Who may include whom: downwards only
LAYERS = {"base": [], "probe": ["base"], "db": ["base"], "core": ["base", "db"], "draw": ["base", "db", "core"], "watch": ["base"],
          "cmd": ["base", "db", "core", "draw", "probe", "watch", "web", "hub"], "web": ["base", "db", "core", "draw"], "mail": ["base", "db", "core", "cmd"],
          "collect": ["base", "db", "core", "probe"], "map": ["base", "db", "core"]}
bad = []
for f in SRC:
    layer = f.split("/")[1]
    for inc in re.findall(r'#include "([^"]+)"', text[f]):
        path = os.path.normpath(os.path.join(os.path.dirname(f), inc))
        target = path.split("/")[1] if path.startswith("src/") else layer
        if os.path.basename(f) == "main.c" and target == "cmd":  # a sibling program reads its options as a command does
            continue
        if layer in LAYERS and target in LAYERS and target != layer and target not in LAYERS[layer]:
            bad.append(f"{f} includes {inc}")
ok(bad, "layers include downwards only")

# Sizes
ok([f"{f}: {n} lines" for f in C if (n := text[f].count("\n")) > 800], "no file over 800 lines")
bad = []
for f in SRC:
    start = None
    for number, line in enumerate(text[f].split("\n"), 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            if number - start > 61:
                bad.append(f"{f}:{start}: {number - start - 1} lines")
            start = None
ok(bad, "no function over 60 lines")
ok([f"{f}:{i}: {len(line.expandtabs(4))} columns" for f in SRC for i, line in enumerate(text[f].split("\n"), 1) if len(line.expandtabs(4)) > 190], "no line over 190 columns")

# Calls that have no place
FORBIDDEN = r"\b(strcpy|strcat|sprintf|strtok|atoi|atol|gets|popen|system|tmpnam|scanf|alloca)\("
ok([f"{f}: {m.group(1)}" for f in SRC for m in re.finditer(FORBIDDEN, text[f])], "no strcpy, sprintf, strtok, atoi, popen, system")
LOOK = r"\b(fopen|open|openat|opendir|stat|lstat|readlink|execv|execve|execvp|fork|getpwnam|getgrnam|getaddrinfo)\s*\("
ok([f"{f}: {m.group(1)}" for f in SRC if f.startswith("src/probe/") and "windows" not in f for m in re.finditer(LOOK, text[f])],
   "probes look through base/sys alone and start nothing")
ok([f for f in SRC if f.startswith(("src/base", "src/db", "src/core", "src/draw", "src/probe")) and re.search(r"\b(printf|puts|fprintf)\s*\(", text[f])
    and f not in ("src/base/arena.c",)], "library code never prints")
ok([f for f in SRC if re.search(r"^\s*typedef struct", text[f], re.M)], "struct x is never typedef'd")

# Every text that a person reads is there in the other languages: those that C names, and say('…') in queries of pages, views and messages
po = {lang: "\n".join(read(f) for f in files if re.search(rf"data/lang/(\w+\.)?{lang}\.po$", f)) for lang in ("nl", "fr", "de")}
phrases = {lang: set(re.findall(r'^msgid "((?:[^"\\]|\\.)*)"', t, re.M)) for lang, t in po.items()}
spoken = r'\b(?:job_refuse|job_refuse_kept|answer_sorry|say_keep|say_word|say_format|act_wrong|act_refuse)\((?:[^";]|\n)*?"((?:[^"\\]|\\.)*)"'
bad = []
for f in SRC:
    if f.endswith(".c") and not f.startswith("src/core/say"):
        for m in re.finditer(spoken, text[f]):
            # a field's name may stand before the text: then the text is the next literal
            said = m.group(1)
            if re.fullmatch(r"[a-z_]+", said) and m.group(0).startswith(("job_refuse", "act_wrong")):
                after = re.match(r'\s*,\s*(?:say_keep\([^"]*)?"((?:[^"\\]|\\.)*)"', text[f][m.end():])
                if not after:
                    continue
                said = after.group(1)
            if re.match(r"[A-Z{]", said) and re.search(r"[A-Za-z]{2}", said):  # others are names, not sentences
                bad += [f"{f}: {said} ({lang})" for lang in phrases if said not in phrases[lang]]
for f in files:
    if f.startswith(("data/page", "data/schema/view")):
        for said in re.findall(r"\bsay\('((?:[^']|'')*)'", read(f)):
            said = said.replace("''", "'").replace('"', '\\"')
            if not re.fullmatch(r"(\{\d(:\w+)?\}|[\s:.,/–-])*", said):
                bad += [f"{f}: {said} ({lang})" for lang in phrases if said not in phrases[lang]]
ok(sorted(set(bad)), "texts in C and in queries are translated")

# Headers carry the contract: every function that a header declares has a comment before it
bad = []
for f in SRC:
    if not f.endswith(".h"):
        continue
    lines = text[f].split("\n")
    for i, line in enumerate(lines):
        if re.match(r"^[a-z].*[ *]([a-z_0-9]+)\(.*\)( [A-Z_]+\(.*\))?;$", line) and not line.startswith(("static", "typedef")):
            before = i - 1
            while before >= 0 and lines[before] and not lines[before].lstrip().startswith("//"):
                before -= 1  # functions that belong together share the comment above them
            if before < 0 or not lines[before]:
                bad.append(f"{f}:{i + 1}: {line}")
ok(bad, "every declared function has its contract")

# Colours: text at least 4.5:1 against what it stands on, edges 3:1 (WCAG 2.2), light and dark
def luminance(c):
    v = [int(c[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    v = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in v]
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]


def contrast(a, b):
    x, y = sorted((luminance(a), luminance(b)), reverse=True)
    return (x + 0.05) / (y + 0.05)


css = read("data/static/report.css")
themes = [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", block)) for block in re.findall(r":root\{([^}]*)\}", css)[:2]]
bad = []
for name, t in zip(("light", "dark"), themes):
    for fore, back, least in (("ink", "paper", 4.5), ("ink", "stone", 4.5), ("moss", "paper", 4.5), ("moss", "stone", 4.5), ("paper", "moss", 4.5), ("ink", "mist", 4.5), ("ink", "fog", 4.5), ("ink", "moat", 3.0)):
        if contrast(t[fore], t[back]) < least:
            bad.append(f"{name}: {fore} on {back} {contrast(t[fore], t[back]):.2f} < {least}")
ok(bad or ([] if len(themes) == 2 else ["two themes expected"]), "colours can be told apart")

# The project speaks of itself alone
words = "|".join(["/wor" + "k/", "/farm" + "/", "chat" + "gpt", "clau" + "de", "anthro" + "pic", "deb" + r"\.debian", "registry" + r"\.npm"])
everything = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True).stdout.split("\n")
bad = []
for f in everything:
    if f and os.path.isfile(f) and os.path.getsize(f) < 2_000_000 and not f.startswith("build/"):
        m = re.search(words, read(f))
        if m:
            bad.append(f"{f}: {m.group(0)}")
ok(bad, "no path of a machine, no host of a registry")

# A row of hardening.csv that the probe does not know would never be measured, and the other way round (sshd's come from another table)
probe = re.search(r"const items\[\] = \{(.*?)\};", read("src/probe/linux/hardening.c"), re.S)
known = set(re.findall(r'"([^"]*)"', probe.group(1))) if probe else set()
items = {l.split(",")[0] for l in read("data/ref/hardening.csv").split("\n") if l and not l.startswith("#")} - {"item"}
ok(sorted(known ^ {i for i in items if not i.startswith("sshd:")}), "the probe knows the items of ref/hardening.csv, and no others")

# A test that may not be started is passed over in silence
ok([f for f in everything if f.startswith("tests/") and f.endswith(".t") and os.path.isfile(f) and not os.access(f, os.X_OK)], "each test may be started")
done()
