/* From path segments and a raw query to typed values, or to a problem with every fault at once. */
#ifndef CHANCERY_PARAMETERS_H
#define CHANCERY_PARAMETERS_H

#include <chancery/date.h>
#include <chancery/router.h>

struct value {
    bool present;       /* given by the client, or by the schema's default */
    bool given;         /* given by the client */
    struct text text;   /* decoded; for a list the whole of it */
    int64_t integer;    /* VALUE_INTEGER; VALUE_BOOLEAN as 0 or 1 */
    double number;      /* VALUE_NUMBER */
    double numbers[4];  /* FORMAT_BBOX west, south, east, north; FORMAT_NEAR lat, lon, km */
    struct dating date; /* FORMAT_DATE: its bounds are date.earliest and date.latest */
    size_t item_count;  /* of a list, in the client's order, duplicates dropped */
    struct text *items;
};

/* The values of one request, in the order of operation->parameters. */
struct parameters {
    const struct operation *operation;
    struct value *values;
};

/**
 * Check and type the parameters of a routed request.
 *
 * `raw_query`: what follows '?', undecoded, or {NULL, 0}. Memory comes from `arena`. Unknown names,
 * repeated single values, values outside their schema: STATUS_INVALID with `*problem` (owned by the
 * caller) listing every fault, each with what is allowed and the nearest right spelling. More than
 * 64 pairs: STATUS_INVALID. A text of the path is not checked: the handler answers 404 where it
 * names nothing. FORMAT_LANGUAGE, FORMAT_KIND and the existence of ids depend on the
 * dataset and are checked by the handlers.
 */
enum status parameters_read(const struct route *route, struct text raw_query, struct arena *arena,
                            struct parameters *out, struct problem **problem) CHANCERY_MUST_USE;

/** The value of a parameter that the operation declares; NULL where it does not, or where it is
 * absent. Borrowed. */
const struct value *parameters_get(const struct parameters *parameters, const char *name);

#endif
