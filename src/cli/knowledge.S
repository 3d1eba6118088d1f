/* knowledge.S: the compiled knowledge, put into the program's read-only data as it is. DP_IMAGE is its path. The image is
 * used in place, so that it is aligned like a page: what is not touched is not even read from the disk. */
#ifdef __APPLE__
    .section __TEXT,__const
#define SYMBOL(name) _##name
#define ALIGN .p2align 12
#else
    .section .rodata
#define SYMBOL(name) name
#define ALIGN .balign 4096
#endif
    .globl SYMBOL(dp_embedded_image)
    .globl SYMBOL(dp_embedded_image_end)
    ALIGN
SYMBOL(dp_embedded_image):
    .incbin DP_IMAGE
SYMBOL(dp_embedded_image_end):
    .byte 0
/* The same knowledge as text (src/kbc/bundle.c): read only to compile it with a user's overrides. */
    .globl SYMBOL(dp_embedded_text)
    .globl SYMBOL(dp_embedded_text_end)
    ALIGN
SYMBOL(dp_embedded_text):
    .incbin DP_TEXT
SYMBOL(dp_embedded_text_end):
    .byte 0
#if defined(__ELF__)
    .section .note.GNU-stack,"",%progbits
#endif
