# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# The whole build, no configure step. `make` builds build/linux/bolwerk; `make OS=windows` builds build/windows/bolwerk.exe.
# Files are found by their place: a source file or data file that is dropped in a folder is built in.
# The same numbers on every computer: products and sums are never fused (-ffp-contract=off), see src/base/real.h.
# MODE=debug (default release), MODE=asan (address and undefined-behaviour sanitizers), MODE=cover (line coverage).

OS ?= linux
MODE ?= release
BUILD = build/$(OS)$(if $(filter-out release,$(MODE)),-$(MODE))
HOST_CC ?= cc
.DEFAULT_GOAL = all
SHELL = /bin/sh
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Werror
CFLAGS_release = -O2 -g1 -D_FORTIFY_SOURCE=2
CFLAGS_debug = -O0 -g
CFLAGS_asan = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_fuzz = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -Wno-unknown-warning-option -Wno-error
CFLAGS_cover = -O0 -g --coverage -DBOLWERK_COVER
CFLAGS_all = -std=gnu17 -D_GNU_SOURCE $(WARN) -fstack-protector-strong -ffp-contract=off $(CFLAGS_$(MODE)) $(CFLAGS)
LDFLAGS_release = -Wl,-z,relro,-z,now -pie

ifeq ($(OS),windows)
CC = x86_64-w64-mingw32-gcc
EXE = .exe
NOT = linux
CFLAGS_all += -DWINVER=0x0A00 -D_WIN32_WINNT=0x0A00 -D__USE_MINGW_ANSI_STDIO=1 -Ibuild/sqlite
LDFLAGS_release = -static -Wl,--dynamicbase,--nxcompat
LIBS = -lssp -lnetapi32 -liphlpapi -lws2_32 -ladvapi32 -lole32 -lbcrypt
SQLITE_O = $(BUILD)/sqlite3.o
PROBE_DIRS = $(notdir $(wildcard src/probe/any src/probe/windows))
else
CC ?= cc
NOT = windows
CFLAGS_release += -fPIE
LIBS = -lsqlite3 -lm
PROBE_DIRS = $(notdir $(wildcard src/probe/any src/probe/linux))
endif

PROBES = $(sort $(foreach d,$(PROBE_DIRS),$(wildcard src/probe/$d/*.c)))
COMMANDS = $(sort $(filter-out %_$(NOT).c,$(wildcard src/cmd/*.c)))
LIB_SRC = $(filter-out %_$(NOT).c,$(wildcard src/base/*.c src/probe/*.c src/probe/share/*.c src/db/*.c src/core/*.c src/draw/*.c src/cmd/share/*.c)) $(PROBES)
ifeq ($(OS),windows)
LIB_SRC := $(filter-out src/probe/share/%,$(LIB_SRC)) src/probe/share/share_windows.c
endif
LIB_OBJ = $(LIB_SRC:%.c=$(BUILD)/%.o)
# Sibling programs link what bolwerk itself must not: found as bolwerk-NAME beside it.
ifeq ($(OS),linux)
SIBLINGS = $(patsubst src/%/main.c,$(BUILD)/bolwerk-%,$(subst src/web/,src/serve/,$(wildcard src/web/main.c src/mail/main.c src/collect/main.c src/map/main.c src/watch/main.c))) $(BUILD)/bolwerk-collect-all
endif
WEB_SRC = $(wildcard src/web/*.c src/web/door/*.c src/web/action/*.c)
WEB_OBJ = $(WEB_SRC:%.c=$(BUILD)/%.o)
WEB_LIBS = -lmicrohttpd -lgnutls -lsodium -lzxcvbn -lqrencode -lz -lpthread
MAIL_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/mail/*.c))
MAIL_LIBS = -lcurl-gnutls
COLLECT_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/collect/*.c src/collect/*/*.c))
COLLECT_LIBS = -lgnutls -lunbound -lexpat -lpthread
MAP_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/map/*.c))
WATCH_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/watch/*.c src/watch/*/*.c))
$(WATCH_OBJ): CFLAGS_release += -O3
WATCH_BASE = $(filter $(BUILD)/src/base/%,$(LIB_OBJ))
WATCH_PLAIN = $(BUILD)/tests/watch/plain.o $(BUILD)/tests/watch/agree.o
WATCH_LIBS = -lyaml -lpcre2-8 -lz -lzstd -lpthread -lm
WATCH_DATA = $(sort $(shell find data/logsource data/rule -name '*.yml' 2>/dev/null))
GRAPHVIZ = $(firstword $(wildcard /usr/lib/*/graphviz))
MAP_LIBS = -lgvc -lcgraph -L$(GRAPHVIZ) -Wl,-rpath,$(GRAPHVIZ) -lgvplugin_dot_layout
CMD_OBJ = $(COMMANDS:%.c=$(BUILD)/%.o) $(BUILD)/src/main.o
GEN = $(BUILD)/gen
DATA = $(shell find data -type f)

all: $(BUILD)/bolwerk$(EXE) $(SIBLINGS)

$(BUILD)/bolwerk$(EXE): $(CMD_OBJ) $(LIB_OBJ) $(SQLITE_O) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS)

$(BUILD)/bolwerk-serve: $(WEB_OBJ) $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS) $(WEB_LIBS)

$(BUILD)/bolwerk-mail: $(MAIL_OBJ) $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS) $(MAIL_LIBS)

$(BUILD)/bolwerk-map: $(MAP_OBJ) $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS) $(MAP_LIBS)

# What finds devices starts without GnuTLS and libunbound: the weak names in main.c and lan/lan.c take nothing more out of the archive.
$(BUILD)/bolwerk-collect: $(BUILD)/src/collect/main.o $(BUILD)/collect.a $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS) -lexpat
$(BUILD)/bolwerk-collect-all: $(COLLECT_OBJ) $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS) $(COLLECT_LIBS)

$(BUILD)/bolwerk-watch: $(BUILD)/src/watch/main.o $(BUILD)/src/cmd/share/option.o $(BUILD)/watch.a $(WATCH_BASE) $(BUILD)/watch_pack.o
	$(CC) $(CFLAGS_all) $(LDFLAGS_$(MODE)) -o $@ $^ $(WATCH_LIBS)

# Log sources and rules as they are, one after another, each behind a line with its size and path (src/watch/pack.h).
build/watch.pack: $(WATCH_DATA) build/watch.list
	@for f in $(WATCH_DATA); do echo "$$(wc -c <$$f) $$f" && cat $$f || exit 1; done >$@

# Which they are: a file that goes must go from the pack too.
build/watch.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(WATCH_DATA) >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/watch_pack.o: build/watch.pack src/watch/pack.S
	@mkdir -p $(@D)
	$(CC) -c -Wa,-Ibuild -o $@ src/watch/pack.S

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_all) -I$(GEN) -MMD -MP -c -o $@ $<

# The image: everything in data/, checked, as one SQLite database inside the program.
IMAGE_TOOL = build/tools/image
$(IMAGE_TOOL): $(wildcard tools/image/*.c) src/base/arena.c src/base/buf.c src/base/err.c src/base/json.c src/base/text.c src/draw/context.c
	@mkdir -p $(@D)
	$(HOST_CC) -std=gnu17 -D_GNU_SOURCE $(WARN) -O1 -g -o $@ $^ -lyaml -lsqlite3

build/image.db: $(IMAGE_TOOL) $(DATA)
	$(IMAGE_TOOL) data $@

$(BUILD)/image.o: build/image.db src/image.S
	@mkdir -p $(@D)
	$(CC) -c -Wa,-Ibuild -o $@ src/image.S

ifeq ($(OS),windows)
build/sqlite/sqlite3.c:
	sh tools/sqlite-source build/sqlite

$(SQLITE_O): build/sqlite/sqlite3.c
	@mkdir -p $(@D)
	$(CC) -O2 -c -DSQLITE_ENABLE_DESERIALIZE -DSQLITE_DQS=0 -DSQLITE_THREADSAFE=1 -DSQLITE_OMIT_LOAD_EXTENSION -o $@ $<

$(LIB_OBJ) $(CMD_OBJ): | $(SQLITE_O)
endif

# Tests: each tests/unit/NAME.c and tests/control/NAME.c becomes a program that speaks TAP.
TEST_SRC = $(wildcard tests/unit/*.c tests/control/*.c)
ifeq ($(OS),windows)
TEST_SRC := $(filter-out tests/unit/watch_%,$(TEST_SRC))
endif
TEST_BIN = $(TEST_SRC:%.c=$(BUILD)/%)
tests-built: $(TEST_BIN)
$(BUILD)/tests/%: tests/%.c $(LIB_OBJ) $(BUILD)/image.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_all) -I$(GEN) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS)

# Tests of a sibling's parts: tests/unit/web/NAME.c links those too.
WEB_TEST_BIN = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/web/*.c))
ifeq ($(OS),linux)
tests-built: $(WEB_TEST_BIN)
endif
$(BUILD)/tests/unit/web/%: tests/unit/web/%.c $(BUILD)/web.a $(LIB_OBJ) $(BUILD)/image.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_all) -I$(GEN) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS) $(WEB_LIBS)

# The parts of the web application without its main; a test takes what it uses.
$(BUILD)/web.a: $(filter-out $(BUILD)/src/web/main.o,$(WEB_OBJ))
	@rm -f $@
	ar rcs $@ $^

# The same for the parts that look at networks: tests/unit/collect/NAME.c, and fuzz targets collect_NAME.
COLLECT_TEST_BIN = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/collect/*.c))
ifeq ($(OS),linux)
tests-built: $(COLLECT_TEST_BIN)
endif
$(BUILD)/tests/unit/collect/%: tests/unit/collect/%.c $(BUILD)/collect.a $(LIB_OBJ) $(BUILD)/image.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_all) -I$(GEN) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS) $(COLLECT_LIBS)

$(BUILD)/collect.a: $(filter-out $(BUILD)/src/collect/main.o,$(COLLECT_OBJ))
	@rm -f $@
	ar rcs $@ $^

# And for the log engine, from the base alone: tests/unit/watch_NAME_test.c, tests/watch/NAME_test.c, with the plain evaluator.
WATCH_TEST_BIN = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/watch_*.c tests/watch/*_test.c))
ifeq ($(OS),linux)
tests-built: $(WATCH_TEST_BIN)
endif
$(WATCH_TEST_BIN): $(BUILD)/%: %.c $(WATCH_PLAIN) $(BUILD)/watch.a $(WATCH_BASE)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_all) -I$(GEN) $(LDFLAGS_$(MODE)) -o $@ $^ $(WATCH_LIBS)

$(BUILD)/watch.a: $(filter-out $(BUILD)/src/watch/main.o,$(WATCH_OBJ))
	@rm -f $@
	ar rcs $@ $^

# The web application with holes, which scanners must find (tests/web/scan.t). Never installed.
ifeq ($(OS),linux)
tests-built: $(BUILD)/bolwerk-planted
endif
$(BUILD)/bolwerk-planted: tests/web/planted.c src/web/server.c $(filter-out $(BUILD)/src/web/server.o,$(WEB_OBJ)) $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) -DBOLWERK_PLANTED -I$(GEN) $(LDFLAGS_$(MODE)) -o $@ $^ $(LIBS) $(WEB_LIBS)

# Fuzz targets (make MODE=fuzz CC=clang fuzz): build/linux-fuzz/NAME each; web_NAME links the parts of the web application too. Corpus in
# tests/fuzz/corpus/NAME.
FUZZ = $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))
fuzz: $(FUZZ)
FUZZ_WEB = $(filter $(BUILD)/web_%,$(FUZZ))
FUZZ_COLLECT = $(filter $(BUILD)/collect_%,$(FUZZ))
FUZZ_WATCH = $(filter $(BUILD)/watch_%,$(FUZZ))
$(FUZZ): tests/fuzz/target.h
$(FUZZ_WATCH): $(BUILD)/%: tests/fuzz/%.c $(WATCH_PLAIN) $(BUILD)/watch.a $(WATCH_BASE)
	$(CC) $(CFLAGS_all) -fsanitize=fuzzer -I$(GEN) -o $@ $(filter-out %.h,$^) $(WATCH_LIBS)
$(FUZZ_COLLECT): $(BUILD)/%: tests/fuzz/%.c $(BUILD)/collect.a $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) -fsanitize=fuzzer -I$(GEN) -o $@ $(filter-out %.h,$^) $(LIBS) $(COLLECT_LIBS)
$(filter-out $(FUZZ_WEB) $(FUZZ_COLLECT) $(FUZZ_WATCH),$(FUZZ)): $(BUILD)/%: tests/fuzz/%.c $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) -fsanitize=fuzzer -I$(GEN) -o $@ $(filter-out %.h,$^) $(LIBS)
$(FUZZ_WEB): $(BUILD)/%: tests/fuzz/%.c $(BUILD)/web.a $(LIB_OBJ) $(BUILD)/image.o
	$(CC) $(CFLAGS_all) -fsanitize=fuzzer -I$(GEN) -o $@ $(filter-out %.h,$^) $(LIBS) $(WEB_LIBS)

# Side by side with what a person would use instead. Prints ratios; not a test.
bench: all $(BUILD)/tests/unit/collect/tls_test
	sh tools/install apt/bench.txt
	/usr/bin/python3 tests/bench/check.py
	/usr/bin/python3 tests/bench/web.py
	/usr/bin/python3 tests/bench/lan.py
	/usr/bin/python3 tests/bench/tls.py
	/usr/bin/python3 tests/bench/risk.py
	/usr/bin/python3 tests/bench/watch.py

# Line coverage of what compiles on Linux, by the whole test suite.
cover:
	sh tools/cover

# Lint by clang-tidy and cppcheck.
tidy: all
	sh tools/tidy

.PHONY: all tests-built fuzz bench cover tidy clean FORCE
clean:
	rm -rf build

# Tables made from the folders' contents: src/probe/linux/account.c must define probe_account, else the link fails.
# table PREFIX TYPE FILES: one extern for each file, then the list.
define table
	@mkdir -p $(GEN)
	@{ for f in $(3); do n=$$(basename $$f .c); echo "extern const struct $(2) $(1)_$$n;"; done; \
	   echo "static const struct $(2) *const $(1)_table[] = {"; \
	   for f in $(3); do n=$$(basename $$f .c); echo "	&$(1)_$$n,"; done; echo "	NULL};"; } > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
endef

$(GEN)/probe_table.h: $(PROBES) $(foreach d,$(PROBE_DIRS),src/probe/$d)
	$(call table,probe,probe,$(PROBES))

$(GEN)/cmd_table.h: $(COMMANDS) src/cmd
	$(call table,cmd,cmd,$(COMMANDS))

ACTIONS = $(sort $(wildcard src/web/action/*.c))
$(GEN)/action_table.h: $(ACTIONS) $(wildcard src/web/action)
	$(call table,action,action,$(ACTIONS))

$(LIB_OBJ) $(CMD_OBJ): | $(GEN)/probe_table.h $(GEN)/cmd_table.h
$(WEB_OBJ): | $(GEN)/action_table.h

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
