import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { components } from "./chancery";

type Treaties = components["schemas"]["TreatyCollection"];
type Problem = components["schemas"]["Problem"];
const api = new URLSearchParams(location.search).get("api") ?? "http://127.0.0.1:8080";

function TreatiesInForce() {
  const [day, setDay] = useState("1860-01-01"); // EDTF, or julian:…, japanese:…
  const [answer, setAnswer] = useState<Treaties | Problem>();
  useEffect(() => {
    const query = new URLSearchParams({ between: "empire-of-japan,russian-empire", at: day });
    const stop = new AbortController();
    fetch(`${api}/treaties?${query}`, { signal: stop.signal }).then((reply) => reply.json()).then(setAnswer, () => {});
    return () => stop.abort();
  }, [day]);
  return (
    <main>
      <h1>What bound Japan and Russia</h1>
      <label>on <input value={day} onChange={(event) => setDay(event.target.value)} /></label>
      {answer && "items" in answer && (
        <ul>{answer.items.map(({ id, label, signed }) => <li key={id}>{label}, {signed?.date?.display}</li>)}</ul>
      )}
      {answer && "errors" in answer && answer.errors.map(({ name, reason, suggestion }) => (
        <p role="alert" key={name}>{reason}{suggestion && <button onClick={() => setDay(suggestion)}>{suggestion}</button>}</p>
      ))}
    </main>
  );
}

createRoot(document.body).render(<TreatiesInForce />);
