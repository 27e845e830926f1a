// What is asked of the dataset of many events (tests/bench/generate.c), so that it takes long: words and
// ids that it really has.
export const heavy = [
  "/events?facet=kind,actor,place&limit=1",
  "/timeline?facet=kind,type&limit=1",
  "/timeline?histogram=year&limit=1",
  "/timeline?dedupe=true&sort=-date",
  "/claims?limit=500&sort=-label",
  "/events?near=45,142,20000&limit=500&sort=label",
  "/events?sort=-label&limit=500&include=participants,places",
  "/events?q=ta&facet=kind,actor,place",
  "/search?q=2&facet=type&limit=500",
  "/search?q=1&limit=500",
  "/suggest?q=ta&limit=500",
  "/events?from=1000&to=1999&match=possible&facet=kind,actor,place",
  "/events?bbox=-180,-90,180,90&limit=500&facet=actor",
  "/state?at=1900",
  "/diff?from=1000-01-01&to=1999-01-01",
  "/graph?focus=e1&depth=3",
  "/path?source=e1&target=e39999",
  "/events?format=timelinejs&limit=500&sort=-label",
  "/events?format=csv",
];

/** One of which it is known that it takes hundreds of milliseconds. */
export const slow = "/events?match=certain&from=1000&to=1999&facet=actor,place,source,decade&limit=1";
