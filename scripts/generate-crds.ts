/** Writes the CRDs, whose schema is generated from the plan's zod schema, to deploy/crds. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crdFiles } from "../lib/core/plan/crd-files.ts";

const folder = new URL("../deploy/crds/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const { name, text } of crdFiles()) {
  const file = new URL(name, folder);
  writeFileSync(file, text);
  console.log(`wrote ${fileURLToPath(file)}`);
}
