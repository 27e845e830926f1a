/* A row as JSON: what its writer and its fuzzer share. */
#ifndef STORE_ROW_JSON_H
#define STORE_ROW_JSON_H

#include <chancery/text.h>

/** Whether JSON that SQLite made of what jansson wrote is just as jansson would write it again. */
bool row_json_is_canonical(struct text json);

#endif
