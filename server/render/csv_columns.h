/* The columns of CSV, by what the rows are: names that stay for ever. */
#ifndef RENDER_CSV_COLUMNS_H
#define RENDER_CSV_COLUMNS_H

/**
 * The columns of a shape ("Event", "State"), in order, NULL at the end; of a shape unknown here
 * those that every record has. A column is a dotted path into the JSON of a row; "labels.*" stands
 * for one column a language of the dataset. Static.
 */
const char *const *csv_columns(const char *shape);

#endif
