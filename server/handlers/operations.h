/* The handlers, one an operation; each is named after its operationId. */
#ifndef HANDLERS_OPERATIONS_H
#define HANDLERS_OPERATIONS_H

#include <chancery/handlers.h>

struct reply get_index(struct request *request);
struct reply list_events(struct request *request);
struct reply get_event(struct request *request);
struct reply list_event_claims(struct request *request);
struct reply list_treaties(struct request *request);
struct reply get_treaty(struct request *request);
struct reply list_treaty_claims(struct request *request);
struct reply list_treaty_articles(struct request *request);
struct reply get_treaty_article(struct request *request);
struct reply list_treaty_article_claims(struct request *request);
struct reply list_actors(struct request *request);
struct reply get_actor(struct request *request);
struct reply list_actor_claims(struct request *request);
struct reply list_offices(struct request *request);
struct reply get_office(struct request *request);
struct reply list_office_claims(struct request *request);
struct reply list_places(struct request *request);
struct reply get_place(struct request *request);
struct reply list_place_claims(struct request *request);
struct reply list_relations(struct request *request);
struct reply get_relation(struct request *request);
struct reply list_relation_claims(struct request *request);
struct reply list_control(struct request *request);
struct reply get_control(struct request *request);
struct reply list_control_claims(struct request *request);
struct reply list_sources(struct request *request);
struct reply get_source(struct request *request);
struct reply list_source_claims(struct request *request);
struct reply list_claims(struct request *request);
struct reply get_claim(struct request *request);
struct reply search(struct request *request);
struct reply suggest(struct request *request);
struct reply get_changes(struct request *request);
struct reply get_quality(struct request *request);
struct reply get_state(struct request *request);
struct reply get_diff(struct request *request);
struct reply get_timeline(struct request *request);
struct reply get_graph(struct request *request);
struct reply get_path(struct request *request);
struct reply get_event_why(struct request *request);
struct reply get_event_consequences(struct request *request);
struct reply get_on_this_day(struct request *request);
struct reply get_export(struct request *request);
struct reply get_dataset(struct request *request);
struct reply get_calendar(struct request *request);
struct reply get_time_conformance(struct request *request);
struct reply get_openapi(struct request *request);
struct reply get_docs(struct request *request);
struct reply get_guide(struct request *request);
struct reply get_asset(struct request *request);
struct reply get_llms(struct request *request);
struct reply get_robots(struct request *request);
struct reply get_api_catalog(struct request *request);
struct reply get_problem(struct request *request);
struct reply get_health(struct request *request);
struct reply get_metrics(struct request *request);
struct reply get_readiness(struct request *request);
struct reply get_liveness(struct request *request);

#endif
