/*
 * Dates themselves: any date in three calendars, and our rules as test vectors for whoever
 * converts.
 */
#include "operations.h"

#include <chancery/calendar.h>
#include <chancery/embedded.h>
#include <chancery/japanese.h>

static json_t *civil(struct civil_day day, bool leap, int month_length)
{
    json_t *object = json_object();
    json_object_set_new(object, "year", json_integer(day.year));
    json_object_set_new(object, "month", json_integer(day.month));
    json_object_set_new(object, "day", json_integer(day.day));
    json_object_set_new(object, "month_length", json_integer(month_length));
    json_object_set_new(object, "leap_year", json_boolean(leap));
    return object;
}

static json_t *gregorian(int64_t jdn)
{
    struct civil_day day = gregorian_from_jdn(jdn);
    return civil(day, gregorian_is_leap(day.year), gregorian_month_length(day.year, day.month));
}

static json_t *julian(int64_t jdn)
{
    struct civil_day day = julian_from_jdn(jdn);
    return civil(day, julian_is_leap(day.year), julian_month_length(day.year, day.month));
}

static json_t *japanese(int64_t jdn)
{
    struct japanese_day day;
    if (!japanese_from_jdn(jdn, &day)) return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "era", json_string(day.era->name));
    json_object_set_new(object, "era_native", json_string(day.era->native));
    json_object_set_new(object, "year", json_integer(day.year));
    json_object_set_new(object, "month", json_integer(day.month));
    json_object_set_new(object, "leap_month", json_boolean(day.is_leap));
    json_object_set_new(object, "day", json_integer(day.day));
    json_object_set_new(object, "month_length", json_integer(day.month_length));
    return object;
}

struct reply get_calendar(struct request *request)
{
    const struct dating *dating = &parameters_get(&request->parameters, "date")->date;
    const struct date *date = &dating->whole;
    const struct date_language *language =
        generation_languages(request->generation)->at[request->language].dates;
    bool one_day = !dating->is_interval && date->earliest == date->latest;
    int64_t jdn = date->earliest;
    json_t *page = json_object();
    json_t *object = date_to_json(dating, language), *read_as = json_object_get(object, "read_as");
    json_object_set_new(page, "date", object);
    json_object_set_new(page, "weekday",
                        one_day ? json_integer(weekday_from_jdn(jdn)) : json_null());
    json_object_set_new(page, "weekday_name",
                        one_day
                            ? json_string(date_language_weekday(language, weekday_from_jdn(jdn)))
                            : json_null());
    json_object_set_new(page, "os_offset_days",
                        one_day ? json_integer(julian_offset(jdn)) : json_null());
    json_object_set_new(page, "gregorian", one_day ? gregorian(jdn) : json_null());
    json_object_set_new(page, "julian", one_day ? julian(jdn) : json_null());
    json_object_set_new(page, "japanese", one_day ? japanese(jdn) : json_null());
    json_object_set_new(page, "read_as", read_as != NULL ? json_incref(read_as) : json_null());
    return reply_json_take(page);
}

struct reply get_time_conformance(struct request *request)
{
    struct text vectors = embedded_conformance();
    return (struct reply){.status = 200,
                          .kind = REPLY_SHARED,
                          .content_type = request->route.operation->media_types[0],
                          .bytes = (char *)vectors.at,
                          .length = vectors.length};
}
