/*
 * Claims about languages: how one is chosen, what is said where a word is missing in it, and what
 * caches are told. The small dataset speaks English and Spanish.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

Test(languages, lang_chooses_the_words)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/war-of-the-pacific?lang=es");
    cr_expect_str_eq(exchange_text(event, "/label"), "Guerra del Pacífico");
    cr_expect_str_eq(exchange_text(event, "/label_lang"), "es");
    cr_expect_str_eq(exchange_text(event, "/summary"),
                     "Chile combatió al Perú y a Bolivia por la costa del salitre.");
    cr_expect_str_eq(exchange_header(event, "Content-Language"), "es");
    service_stop(service);
}

Test(languages, accept_language_chooses_the_words)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get_with(service, "/events/war-of-the-pacific",
                                              "Accept-Language: en;q=0.5, es-PE", NULL);
    cr_expect_str_eq(exchange_text(event, "/label"), "Guerra del Pacífico");
    cr_expect_str_eq(exchange_header(event, "Content-Language"), "es");
    service_stop(service);
}

Test(languages, lang_beats_accept_language)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get_with(service, "/events/war-of-the-pacific?lang=en",
                                              "Accept-Language: es", NULL);
    cr_expect_str_eq(exchange_text(event, "/label"), "War of the Pacific");
    service_stop(service);
}

Test(languages, default_is_the_dataset_s_first)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/war-of-the-pacific");
    cr_expect_str_eq(exchange_text(event, "/label_lang"), "en");
    cr_expect_str_eq(exchange_header(event, "Content-Language"), "en");
    service_stop(service);
}

Test(languages, unknown_accept_language_gives_the_default)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event =
        service_get_with(service, "/events/war-of-the-pacific", "Accept-Language: de", NULL);
    cr_expect_eq(event->status, 200);
    cr_expect_str_eq(exchange_text(event, "/label_lang"), "en");
    service_stop(service);
}

Test(languages, unknown_lang_is_a_400_that_lists_them)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?lang=de");
    cr_expect_eq(answer->status, 400);
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "es"));
    service_stop(service);
}

Test(languages, missing_label_falls_back_and_says_so)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/first-settlement-at-arica?lang=es");
    cr_expect_str_eq(exchange_text(event, "/label"), "First settlement at Arica");
    cr_expect_str_eq(exchange_text(event, "/label_lang"), "en");
    service_stop(service);
}

Test(languages, missing_label_of_a_reference_says_so_too)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/battle-of-angamos?lang=es");
    cr_expect_str_eq(exchange_text(event, "/places/0/label"), "Punta Angamos");
    cr_expect_str_eq(exchange_text(event, "/places/0/label_lang"), "en");
    cr_expect_str_eq(exchange_text(event, "/part_of/label"), "Guerra del Pacífico");
    cr_expect_null(exchange_json(event, "/part_of/label_lang"));
    service_stop(service);
}

Test(languages, vary_names_accept_language_only_where_it_had_a_say)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *free_choice = service_get(service, "/events");
    cr_expect_not_null(strstr(exchange_header(free_choice, "Vary"), "Accept-Language"));
    struct exchange *chosen = service_get(service, "/events?lang=es");
    cr_expect_null(strstr(exchange_header(chosen, "Vary"), "Accept-Language"));
    service_stop(service);
}

Test(languages, vary_omits_accept_where_the_format_is_chosen)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *chosen = service_get(service, "/events?lang=es&format=json");
    const char *vary = exchange_header(chosen, "Vary");
    cr_expect_null(strstr(vary, "Accept,"), "%s", vary);
    cr_expect_str_neq(vary, "Accept");
    service_stop(service);
}

Test(languages, label_order_is_that_of_the_language)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *english = service_get(service, "/events?sort=label");
    cr_expect_str_eq(exchange_text(english, "/items/0/id"), "battle-of-angamos");
    struct exchange *spanish = service_get(service, "/events?sort=label&lang=es");
    cr_expect_str_eq(exchange_text(spanish, "/items/0/id"), "battle-of-arica");
    service_stop(service);
}
