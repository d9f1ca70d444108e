import manifest from "../../package.json" with { type: "json" };

/** Version of the engine, recorded by `start`. */
export const ENGINE = manifest.version;
