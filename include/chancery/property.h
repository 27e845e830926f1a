/* A first-level property of a record and the class by which it is bound to its view column. */
#ifndef CHANCERY_PROPERTY_H
#define CHANCERY_PROPERTY_H

enum property_class {
    PROPERTY_TEXT,
    PROPERTY_INTEGER,
    PROPERTY_NUMBER,
    PROPERTY_BOOLEAN,
    PROPERTY_JSON
};

struct property {
    const char *name;
    enum property_class class;
};

#endif
