// The architecture as rules: core <- ports <- controller, use cases <- server <- app. Each says why it is there.

const test = "\\.test\\.tsx?$";
const testHelp = "(\\.test\\.tsx?$|/testing/|contract\\.tsx?$)";
const own = "^(app|components|lib|sandbox|e2e|instrumentation|proxy)";
/** Packages that compute and do nothing else. */
const pureNpm = "node_modules/(canonicalize|zod|@stdlib|yaml)/";

/** A layer of our own code may see these layers of our own code, and no others. */
function layer(name, comment, from, mayImport) {
  return {
    name,
    comment,
    severity: "error",
    from: { path: from, pathNot: testHelp },
    to: { path: own, pathNot: [from, ...mayImport].map((path) => path) },
  };
}

export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two modules that need each other are one module, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "What cannot be found was renamed, or is not in package.json.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^next-env" },
    },
    layer(
      "core-is-alone",
      "The core decides and knows nobody: that is what makes it testable at every instant.",
      "^lib/core/",
      [],
    ),
    {
      name: "core-has-no-io",
      comment:
        "Of Node.js only hashing, of npm only what computes: anything else would let the world into a decision.",
      severity: "error",
      from: { path: "^lib/core/", pathNot: testHelp },
      to: { dependencyTypesNot: ["local", "type-only", "unknown"], pathNot: [`^(node:)?crypto$`, pureNpm] },
    },
    layer(
      "ports-speak-core",
      "A port is the core's own words for what it needs, so it cannot name an implementation.",
      "^lib/ports/",
      ["^lib/core/"],
    ),
    layer(
      "controller-sees-ports",
      "The loop is the same whatever runs behind the ports: an adapter here could not be swapped.",
      "^lib/controller/",
      ["^lib/(core|ports)/"],
    ),
    layer(
      "use-cases-see-ports",
      "A use case authorises, reads, decides and writes through ports; the controller's act is its own.",
      "^lib/usecases/",
      ["^lib/(core|ports|controller|view)/"],
    ),
    layer(
      "adapters-implement-ports",
      "An adapter translates for one outside world; two of them meet in the container only.",
      "^lib/adapters/",
      ["^lib/(core|ports)/"],
    ),
    {
      name: "one-place-builds-adapters",
      comment: "What runs behind a port is decided in lib/server/container.ts, and can be read there.",
      severity: "error",
      from: {
        path: "^(app|components|lib)/",
        pathNot: ["^lib/server/container(\\.ts|/)", "^lib/adapters/", "^lib/sim/", testHelp],
      },
      to: { path: "^lib/adapters/" },
    },
    layer(
      "the-simulation-runs-the-product",
      "It builds replicas of the real parts on a world of its own, and looks from outside.",
      "^lib/sim/",
      ["^lib/(core|ports|controller|usecases|adapters)/"],
    ),
    {
      name: "nobody-imports-the-simulation",
      comment: "The product has no branch for it.",
      severity: "error",
      from: { path: "^(app|components|lib|instrumentation|proxy)", pathNot: "^lib/sim/" },
      to: { path: "^lib/sim/" },
    },
    layer(
      "views-are-presenters",
      "What a section shows is computed from a resource, with nothing else at hand.",
      "^lib/view/",
      ["^lib/core/", "^lib/ports/"],
    ),
    layer(
      "probe-stands-alone",
      "The prober is a program of its own, deployed without the rest.",
      "^lib/probe/",
      ["^lib/core/std/"],
    ),
    layer(
      "components-are-passive",
      "A component shows a view model; where that came from is not its business.",
      "^components/",
      ["^lib/(core|view)/", "^app/actions"],
    ),
    {
      name: "components-import-core-as-types",
      comment: "The engine is not for browsers: its types cost nothing there, its code would.",
      severity: "error",
      from: { path: "^components/", pathNot: test },
      to: { path: "^lib/core/", pathNot: "^lib/core/std/", dependencyTypesNot: ["type-only"] },
    },
    layer(
      "app-is-routes",
      "A page assembles sections and asks the server; logic in a route would be untested.",
      "^(app|instrumentation|proxy)",
      ["^(app|components|instrumentation|proxy)", "^lib/(server|view|core)/"],
    ),
    layer(
      "sandbox-is-the-outside",
      "It stands in for the world, so it knows only what goes over the wire.",
      "^sandbox/",
      [],
    ),
    {
      name: "nobody-imports-the-sandbox",
      comment: "The product has no branch for the sandbox; only its tests and journeys start it.",
      severity: "error",
      from: {
        path: "^(app|components|lib|instrumentation|proxy)",
        pathNot: ["\\.test\\.tsx?$", "/testing/"],
      },
      to: { path: "^(sandbox|e2e)/" },
    },
    {
      name: "no-dev-packages-in-the-product",
      comment: "The image has production packages only.",
      severity: "error",
      from: { path: "^(app|components|lib|instrumentation|proxy)", pathNot: testHelp },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only"],
        pathNot: "node_modules/@types/",
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules/.*/node_modules|\\.next|\\.crossfade)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
