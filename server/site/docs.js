// The reference in the place of the plain list of operations, which stays where this cannot run.
const place = document.getElementById("reference");
const plain = document.getElementById("plain");
const base = place.dataset.base;

/** The contract, with what is optional of a request left out until it is asked for: examples show what a
 * parameter takes, and all of them at once would be no question. */
async function readContract() {
  const contract = await (await fetch(`${base}/openapi.json`)).json();
  const operations = Object.values(contract.paths).map(({ get }) => get);
  const parameters = [...Object.values(contract.components.parameters), ...operations.flatMap(({ parameters = [] }) => parameters)];
  for (const parameter of parameters) {
    if (parameter.$ref || parameter.required) continue;
    parameter.examples ??= "example" in parameter ? { example: { value: parameter.example } } : {};
    delete parameter.example;
    for (const example of Object.values(parameter.examples)) example["x-disabled"] = true;
  }
  return contract;
}

addEventListener("DOMContentLoaded", async () => {
  if (!window.Scalar) return;
  window.Scalar.createApiReference(place, {
    content: await readContract(),
    servers: [{ url: location.origin + base, description: "This server" }],
    withDefaultFonts: false,
    telemetry: false,
    hideClientButton: true,
    agent: { disabled: true },
    mcp: { disabled: true },
    showDeveloperTools: "never",
    documentDownloadType: "none",
  });
  place.hidden = false;
  plain.hidden = true;
});
