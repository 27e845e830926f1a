// The reference in the place of the plain list of operations, which stays where this cannot run.
const place = document.getElementById("reference");
const plain = document.getElementById("plain");
const base = place.dataset.base;

addEventListener("DOMContentLoaded", () => {
  if (!window.Scalar) return;
  window.Scalar.createApiReference(place, {
    url: `${base}/openapi.json`,
    servers: [{ url: location.origin + base, description: "This server" }],
    withDefaultFonts: false,
    telemetry: false,
    hideClientButton: true,
    agent: { disabled: true },
    mcp: { disabled: true },
    showDeveloperTools: "never",
  });
  place.hidden = false;
  plain.hidden = true;
});
