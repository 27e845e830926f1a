/* What an inner function answers. At most three expected failures a function; each says which. */
#ifndef CHANCERY_STATUS_H
#define CHANCERY_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_NOT_FOUND, /* the thing asked for does not exist */
    STATUS_INVALID,   /* the input is at fault; detail was recorded where it was found */
    STATUS_STALE,     /* made for another dataset version */
    STATUS_TOO_LONG,  /* a documented limit of time or size was reached */
    STATUS_NO_MEMORY, /* an allocation failed */
    STATUS_FAILED     /* our fault or the machine's: logged where it was found */
};

#define CHANCERY_MUST_USE          __attribute__((warn_unused_result))
#define CHANCERY_FORMAT(at, first) __attribute__((format(printf, at, first)))

#endif
