/** The fault switches by hand: one self-contained page over `GET` and `PUT /faults`. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fault switches</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin: 0; } p { margin: .3rem 0 1rem; opacity: .75; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem; }
fieldset { border: 1px solid var(--line); border-radius: .6rem; padding: .6rem 1rem 1rem; margin: 0; }
fieldset.on { border-color: #c2410c; box-shadow: 0 0 0 1px #c2410c; }
legend { font-weight: 600; padding: 0 .4rem; }
label { display: flex; justify-content: space-between; gap: 1rem; align-items: center; padding: .2rem 0; }
input[type=number] { width: 6rem; font: inherit; padding: .1rem .3rem; text-align: right; }
button { font: inherit; padding: .35rem 1rem; border-radius: .5rem; border: 1px solid var(--line); cursor: pointer; }
output { display: block; min-height: 1.5rem; margin-top: 1rem; }
</style>
</head>
<body>
<h1>Fault switches</h1>
<p>Rates go from 0 to 1. A change is in force at once, on open connections as well.</p>
<main id="sides"></main>
<p style="margin-top:1rem"><button id="clear" type="button">Everything healthy</button></p>
<output id="said" role="status"></output>
<script>
const titles = { green: "Green", blue: "Blue", kubernetes: "Kubernetes API", prometheus: "Prometheus" };
const names = { latencyMs: "Latency (ms)", refuse: "Refuse connections (rate)", lose: "Lose messages (rate)",
  duplicate: "Duplicate messages (rate)", hang: "Hang", down: "Down", errorRate: "Errors (rate)",
  dropReplies: "Drop replies of writes", empty: "Empty answers" };
const said = document.getElementById("said");
async function put(change) {
  const answer = await fetch("/faults", { method: "PUT", body: JSON.stringify(change) });
  const body = await answer.json();
  said.textContent = answer.ok ? "In force." : body.error;
  if (answer.ok) show(body); else show(await (await fetch("/faults")).json());
}
function show(faults) {
  document.getElementById("sides").replaceChildren(...Object.entries(titles).map(([key, title]) => {
    const set = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = title;
    set.append(legend);
    for (const [field, value] of Object.entries(faults[key])) {
      if (value) set.className = "on";
      const label = document.createElement("label");
      const input = document.createElement("input");
      const rate = field !== "latencyMs";
      if (typeof value === "boolean") { input.type = "checkbox"; input.checked = value; }
      else { input.type = "number"; input.min = 0; input.step = rate ? 0.01 : 10; input.value = value; if (rate) input.max = 1; }
      input.addEventListener("change", () => put({ [key]: { [field]:
        typeof value === "boolean" ? input.checked : Number(input.value) } }));
      label.append(names[field] || field, input);
      set.append(label);
    }
    return set;
  }));
}
document.getElementById("clear").addEventListener("click", async () => {
  const faults = await (await fetch("/faults")).json();
  put(Object.fromEntries(Object.entries(faults).map(([key, part]) => [key, Object.fromEntries(
    Object.entries(part).map(([field, value]) => [field, typeof value === "boolean" ? false : 0]))])));
});
fetch("/faults").then((answer) => answer.json()).then(show);
</script>
</body>
</html>
`;
