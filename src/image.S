// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Puts the image (build/image.db, made from data/) into the program, page-aligned, read-only.
	.section .rodata
	.globl bolwerk_image
	.globl bolwerk_image_size
	.balign 4096
bolwerk_image:
	.incbin "image.db"
1:
	.balign 8
bolwerk_image_size:
	.quad 1b - bolwerk_image
#ifdef __ELF__
	.section .note.GNU-stack,"",@progbits
#endif
