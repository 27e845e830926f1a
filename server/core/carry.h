/* How a file of the source tree comes into the binary. */
#ifndef CORE_CARRY_H
#define CORE_CARRY_H

/* The file at `path` as chancery_NAME … chancery_NAME_end, with a NUL after it. */
#define CARRY(name, path)                                                                          \
    __asm__(".section .rodata\n"                                                                   \
            ".global chancery_" #name "\n"                                                         \
            "chancery_" #name ":\n"                                                                \
            ".incbin \"" CHANCERY_SOURCE_DIR "/" path "\"\n"                                       \
            ".global chancery_" #name "_end\n"                                                     \
            "chancery_" #name "_end:\n"                                                            \
            ".byte 0\n"                                                                            \
            ".previous\n");                                                                        \
    extern const char chancery_##name[], chancery_##name##_end[]

#endif
