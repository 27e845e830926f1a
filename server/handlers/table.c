/*
 * The handler table: operationId → function. Start-up checks it against openapi.json, one to one.
 */
#include "operations.h"

const struct handler_entry *handlers_table(void)
{
    static const struct handler_entry table[] = {
        {"getIndex", get_index},
        {"listEvents", list_events},
        {"getEvent", get_event},
        {"listEventClaims", list_event_claims},
        {"listTreaties", list_treaties},
        {"getTreaty", get_treaty},
        {"listTreatyClaims", list_treaty_claims},
        {"listTreatyArticles", list_treaty_articles},
        {"getTreatyArticle", get_treaty_article},
        {"listTreatyArticleClaims", list_treaty_article_claims},
        {"listActors", list_actors},
        {"getActor", get_actor},
        {"listActorClaims", list_actor_claims},
        {"listOffices", list_offices},
        {"getOffice", get_office},
        {"listOfficeClaims", list_office_claims},
        {"listPlaces", list_places},
        {"getPlace", get_place},
        {"listPlaceClaims", list_place_claims},
        {"listRelations", list_relations},
        {"getRelation", get_relation},
        {"listRelationClaims", list_relation_claims},
        {"listControl", list_control},
        {"getControl", get_control},
        {"listControlClaims", list_control_claims},
        {"listSources", list_sources},
        {"getSource", get_source},
        {"listSourceClaims", list_source_claims},
        {"listClaims", list_claims},
        {"getClaim", get_claim},
        {"search", search},
        {"getDataset", get_dataset},
        {"getCalendar", get_calendar},
        {"getTimeConformance", get_time_conformance},
        {"getOpenapi", get_openapi},
        {"getProblem", get_problem},
        {"getHealth", get_health},
        {"getReadiness", get_readiness},
        {"getLiveness", get_liveness},
        {NULL, NULL},
    };
    return table;
}
