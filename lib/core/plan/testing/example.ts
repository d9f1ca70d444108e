import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { PlanSpec } from "../schema.ts";

/** The example plan's text: the whole Migration. */
export const exampleYaml = readFileSync(new URL("../fixtures/emqx.yaml", import.meta.url), "utf8");

/** A new copy of the example's spec, to be changed at will. */
export const exampleSpec = (): PlanSpec => (parse(exampleYaml) as { spec: PlanSpec }).spec;
