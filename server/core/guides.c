/*
 * The guides that the binary carries, and their order. A further one is a line in each of the two
 * lists here.
 */
#include "carry.h"

#include <chancery/embedded.h>

CARRY(guide_dates, "openapi/guides/dates.md");
CARRY(guide_certainty, "openapi/guides/certainty.md");
CARRY(guide_claims, "openapi/guides/claims.md");
CARRY(guide_paging, "openapi/guides/paging.md");
CARRY(guide_formats, "openapi/guides/formats.md");
CARRY(guide_caching, "openapi/guides/caching.md");

static const struct {
    const char *slug, *title, *start, *end;
} guides[] = {
    {"dates", "Dates and calendars", chancery_guide_dates, chancery_guide_dates_end},
    {"certainty", "Possible and certain", chancery_guide_certainty, chancery_guide_certainty_end},
    {"claims", "Claims", chancery_guide_claims, chancery_guide_claims_end},
    {"paging", "Paging", chancery_guide_paging, chancery_guide_paging_end},
    {"formats", "Formats", chancery_guide_formats, chancery_guide_formats_end},
    {"caching", "Caching", chancery_guide_caching, chancery_guide_caching_end},
};

bool embedded_guide(size_t index, struct guide *out)
{
    if (index >= sizeof guides / sizeof guides[0]) return false;
    const char *start = guides[index].start;
    *out = (struct guide){
        guides[index].slug, guides[index].title, {start, (size_t)(guides[index].end - start)}};
    return true;
}
