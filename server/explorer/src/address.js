// The address bar is the state: whatever is on screen can be linked, kept and gone back from.

const KEYS = ["at", "record", "view", "q", "from", "to", "span", "pair", "lang"];

const read = () => {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(KEYS.map((key) => [key, query.get(key) || null]));
};

export function link(state) {
  const query = KEYS.filter((key) => state[key]).map(
    (key) => `${key}=${encodeURIComponent(state[key]).replace(/%(2F|2C|3A)/g, decodeURIComponent)}`,
  );
  return query.length > 0 ? `?${query.join("&")}` : location.pathname;
}

export function createAddress() {
  let state = read();
  const listeners = [];

  const tell = (before) => {
    const changed = new Set(KEYS.filter((key) => before[key] !== state[key]));
    if (changed.size > 0) for (const listener of listeners) listener(changed);
  };

  addEventListener("popstate", () => {
    const before = state;
    state = read();
    tell(before);
  });

  let waiting = 0;
  return {
    get: (key) => state[key],
    onChange: (listener) => listeners.push(listener),
    linkTo: (patch) => link({ ...state, ...patch }),

    /** `push` makes a step to come back to; without, the address is only kept up to date (browsers limit how often). */
    set(patch, { push = false } = {}) {
      const before = state;
      state = { ...state, ...patch };
      clearTimeout(waiting);
      if (push) {
        // What was still waiting to be written belongs to the step that is left.
        history.replaceState(null, "", link(before));
        if (link(before) !== link(state)) history.pushState(null, "", link(state));
      } else {
        waiting = setTimeout(() => history.replaceState(null, "", link(state)), 120);
      }
      tell(before);
    },
  };
}
