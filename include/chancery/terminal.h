/* What a person sees on a terminal, and only there: colour, lines that are written over. */
#ifndef CHANCERY_TERMINAL_H
#define CHANCERY_TERMINAL_H

#include <chancery/status.h>
#include <stdbool.h>
#include <stdio.h>

/* Sequences to write around a text; all empty where the stream takes no colour. Static. */
struct terminal_style {
    const char *strong, *fault, *plain;
};

/** Tell whether the stream is a terminal that can write over a line: not where TERM is missing or
 * "dumb". */
bool terminal_is_capable(FILE *stream);

/** Tell whether the stream takes colour: a capable terminal, and NO_COLOR is unset or empty
 * (no-color.org). */
bool terminal_takes_colour(FILE *stream);

/** The sequences for a stream. */
struct terminal_style terminal_style(FILE *stream);

/** Write "chancery: ", the sentence and a line feed; in colour where the stream takes it. Failures
 * to write are not told: nowhere is left to. */
void terminal_complain(FILE *stream, const char *format, ...) CHANCERY_FORMAT(2, 3);

#endif
