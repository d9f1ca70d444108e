import next from "eslint-config-next/core-web-vitals";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const typescript = ["**/*.ts", "**/*.tsx"];
const tests = ["**/*.test.ts", "**/*.test.tsx", "**/testing/**", "e2e/**"];
const pages = ["app/**", "components/**", "*.ts"];

/** Rules that read types, chosen for what they find: a lost promise, a forgotten case, an `any` that spreads. */
const typeAware = {
  "@typescript-eslint/await-thenable": "error",
  "@typescript-eslint/no-floating-promises": "error",
  "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
  "@typescript-eslint/no-for-in-array": "error",
  "@typescript-eslint/no-unsafe-argument": "error",
  "@typescript-eslint/no-unsafe-assignment": "error",
  "@typescript-eslint/no-unsafe-call": "error",
  "@typescript-eslint/no-unsafe-member-access": "error",
  "@typescript-eslint/no-unsafe-return": "error",
  "@typescript-eslint/no-unnecessary-type-assertion": "error",
  "@typescript-eslint/only-throw-error": "error",
  "@typescript-eslint/prefer-promise-reject-errors": "error",
  "@typescript-eslint/restrict-plus-operands": "error",
  "@typescript-eslint/switch-exhaustiveness-check": [
    "error",
    // A default is a decision about all the rest, and so does for exhaustive.
    { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
  ],
};

const general = {
  // `== null` is how one asks for null and undefined at once, which is what the wire makes of an absent field.
  eqeqeq: ["error", "always", { null: "ignore" }],
  "no-console": "off",
  "no-empty": ["error", { allowEmptyCatch: false }],
  "no-var": "error",
  // What a closure reads before it is there must be a `let`.
  "prefer-const": ["error", { ignoreReadBeforeAssign: true }],
  // JSON patches delete members by name: that is what they are.
  "@typescript-eslint/no-dynamic-delete": "off",
  "@typescript-eslint/no-namespace": ["error", { allowDeclarations: true }],
  // `void | Promise<void>` is what a callback answers that may or may not wait.
  "@typescript-eslint/no-invalid-void-type": "off",
  "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
  "@typescript-eslint/no-unused-vars": [
    "error",
    { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all", ignoreRestSiblings: true },
  ],
};

/** The core decides; it asks nobody. Time and chance are arguments, effects are data that it returns. */
const pure = {
  "no-restricted-globals": [
    "error",
    ...[
      "setTimeout",
      "setInterval",
      "setImmediate",
      "queueMicrotask",
      "requestAnimationFrame",
      "performance",
    ].map((name) => ({
      name,
      message: "The core has no clock: time is an argument, and when to come back is part of the answer.",
    })),
    ...["fetch", "WebSocket", "EventSource", "process", "console", "crypto", "globalThis"].map((name) => ({
      name,
      message: "The core reaches nothing outside of its arguments.",
    })),
  ],
  "no-restricted-properties": [
    "error",
    { object: "Date", property: "now", message: "Time is an argument." },
    { object: "Math", property: "random", message: "Chance is an argument." },
  ],
  "no-restricted-syntax": [
    "error",
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Time is an argument." },
    { selector: "CallExpression[callee.name='Date']", message: "Time is an argument." },
    {
      selector: ":function[async=true]",
      message: "The core is synchronous: waiting is an effect, and effects are returned.",
    },
    { selector: "AwaitExpression", message: "The core is synchronous." },
    { selector: "ImportExpression", message: "The core knows at compile time what it is made of." },
  ],
};

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/",
      ".next/",
      ".crossfade/",
      "next-env.d.ts",
      "test-results/",
      "playwright-report/",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error", noInlineConfig: true } },
  ...next.map((config) => ({ ...config, ...(config.ignores === undefined ? { files: pages } : {}) })),
  { files: pages, rules: reactHooks.configs.flat["recommended-latest"].rules },
  // A plain link loads the page anew: it works without scripts, and leaves nothing of a page that failed.
  { files: pages, rules: { "@next/next/no-html-link-for-pages": "off" } },
  {
    files: ["app/**", "components/**"],
    ignores: ["**/*.client.tsx"],
    // A server component runs once for each request: asking for the time there is an observation, not an impurity.
    rules: { "react-hooks/purity": "off" },
  },
  {
    files: typescript,
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...general, ...typeAware },
  },
  {
    files: tests,
    rules: {
      // A test may say that something is there: it fails loudly when it is not.
      "@typescript-eslint/no-non-null-assertion": "off",
      // And it reads what came back as JSON: a wrong shape fails it.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  // Somebody else's shapes, written down as they are.
  { files: ["**/*.d.ts"], rules: { "@typescript-eslint/no-extraneous-class": "off" } },
  { files: ["lib/core/**"], ignores: tests, rules: pure },
);
