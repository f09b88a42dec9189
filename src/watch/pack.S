// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Puts the log sources and rules of data/ (build/watch.pack) into the program, read-only.
	.section .rodata
	.globl bolwerk_watch_pack
	.globl bolwerk_watch_pack_size
	.balign 16
bolwerk_watch_pack:
	.incbin "watch.pack"
1:
	.balign 8
bolwerk_watch_pack_size:
	.quad 1b - bolwerk_watch_pack
#ifdef __ELF__
	.section .note.GNU-stack,"",@progbits
#endif
