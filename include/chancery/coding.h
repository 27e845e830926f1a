/* Content codings (RFC 9110 §8.4) that a body may be in. */
#ifndef CHANCERY_CODING_H
#define CHANCERY_CODING_H

/* In the order of preference among those that a client likes equally. */
enum coding { CODING_IDENTITY, CODING_ZSTD, CODING_BR, CODING_GZIP, CODING_COUNT };

#endif
