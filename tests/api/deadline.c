/*
 * Claims about a request whose queries take too long: it is refused whole, with the time to come
 * again.
 */
#include "service.h"

#include <criterion/criterion.h>

Test(deadline, query_over_it_is_a_503_with_retry_after)
{
    struct service *service = service_start_hurried(MAIN_DATABASE, 1);
    struct exchange *answer = service_get(service, "/state?at=1905-09-05");
    cr_expect_eq(answer->status, 503, "%d: %s", answer->status, answer->body);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/query-timeout");
    cr_expect_neq(exchange_header(answer, "Retry-After")[0], '\0');
    cr_expect_str_eq(exchange_header(answer, "Cache-Control"), "no-store");
    service_stop(service);
}
