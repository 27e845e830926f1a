/* One reader of a store that is being compiled, which makes records' canonical JSON. */
#ifndef DATASET_RECORD_MAKER_H
#define DATASET_RECORD_MAKER_H

#include <chancery/buffer.h>
#include <chancery/connection.h>
#include <chancery/spec.h>

struct record_maker;

/* Open `file` beside the connection that writes it: what is read must be committed. */
enum status record_maker_new(const char *file, const struct contract *contract,
                             const struct languages *languages,
                             struct record_maker **out) CHANCERY_MUST_USE;

/* NULL is allowed. */
void record_maker_free(struct record_maker *maker);

/* Ask for the records `first` … `last` by key, all of one type (its place in record_types()), in a
 * language. */
void record_maker_ask(struct record_maker *maker, size_t type, int64_t first, int64_t last,
                      size_t language);

/* Append the next of them, in the order of their keys, without its closing brace. STATUS_NOT_FOUND:
 * there is none. */
enum status record_maker_next(struct record_maker *maker, int64_t *key,
                              struct buffer *out) CHANCERY_MUST_USE;

#endif
