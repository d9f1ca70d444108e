import { z } from "zod";
import { isDnsLabel } from "../core/std/dns-label.ts";
import { parseDuration } from "../core/std/duration.ts";
import { err, ok, type Result } from "../core/std/result.ts";

/**
 * The one module that reads the environment. It has no `server-only` mark, so that scripts can check the settings before
 * a server is started; nothing here reaches a browser, since only the server's folders import it.
 */
export type Environment = {
  /** Absent: the pod's service account, or the default file of kubectl. */
  kubeconfig?: string;
  prometheus: { url: string; tokenFile?: string; caFile?: string; tenant?: string };
  /** Where browsers reach Prometheus's own pages, for links to the evidence. Nothing is ever asked there. */
  prometheusPublicUrl?: string;
  alertmanagerUrl?: string;
  /** Origin under which browsers reach us, without a slash at the end. It alone decides; the Host header never does. */
  publicOrigin: string;
  secret: string;
  oidc?: OidcSettings;
  tokenSignIn: boolean;
  role: "all" | "web" | "controller";
  namespaces: "all" | readonly string[];
  tickMs: number;
  notifyDir?: string;
  port: number;
};

export type OidcSettings = {
  issuer: string;
  clientId: string;
  /** Absent for a public client, which PKCE alone protects. */
  clientSecret?: string;
  groupsClaim: string;
  userPrefix: string;
  groupsPrefix: string;
};

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

function parseHttp(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  return isHttp && url.username === "" && url.password === "" ? url : undefined;
}

const required = (what: string) => z.string({ error: `is missing: ${what}` });
const optional = z.string().optional();

const httpUrl = (example: string) => (text: string) =>
  parseHttp(text) !== undefined || `is not an http or https URL, such as ${example}`;

/** A check that answers `true` or what is wrong, as zod's refinement. */
function must(check: (text: string) => true | string) {
  return (text: string, context: z.RefinementCtx) => {
    const answer = check(text);
    if (answer !== true) context.addIssue({ code: "custom", message: answer });
  };
}

const withoutSlash = (text: string) => text.replace(/\/+$/, "");

const isOrigin = (text: string): true | string => {
  const url = parseHttp(text);
  if (url === undefined) return "is not an http or https URL, such as https://crossfade.example.com";
  const bare = (url.pathname === "/" || url.pathname === "") && url.search === "" && url.hash === "";
  return bare || "must be an origin alone, without a path, such as https://crossfade.example.com";
};

const isIssuer = (text: string): true | string => {
  const url = parseHttp(text);
  if (url === undefined) return "is not an https URL";
  if (url.protocol === "https:" || LOOPBACK.has(url.hostname)) return true;
  return "must be an https URL (http is taken for the loopback address only)";
};

const isAesKey = (text: string): true | string =>
  (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && [16, 24, 32].includes(Buffer.from(text, "base64").length)) ||
  "is not the base64 of 16, 24 or 32 bytes: make one with `openssl rand -base64 32`";

const isHeader = (text: string): true | string =>
  /^[\x20-\x7e]+$/.test(text) || "holds what no HTTP header may: write printable ASCII on one line";

const isPort = (text: string): true | string =>
  (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) ||
  "is not a port: write a number from 1 to 65535";

const isTick = (text: string): true | string => {
  const duration = parseDuration(text);
  if (!duration.ok) return duration.error;
  return (duration.value >= 100 && duration.value <= 60_000) || "must be between 100ms and 1m";
};

const isNamespaces = (text: string): true | string => {
  const wrong = text.split(",").find((name) => !isDnsLabel(name.trim()));
  return (
    wrong === undefined ||
    `names ${JSON.stringify(wrong.trim())}, which is no namespace: write names with commas between them`
  );
};

const prefix = (fallback: string) => z.string().max(256, "is longer than 256 characters").default(fallback);

const schema = z.object({
  KUBECONFIG: optional,
  PROMETHEUS_URL: required("the address of Prometheus, such as http://prometheus:9090").superRefine(
    must(httpUrl("http://prometheus:9090")),
  ),
  PROMETHEUS_TOKEN_FILE: optional,
  PROMETHEUS_CA_FILE: optional,
  PROMETHEUS_TENANT: z.string().superRefine(must(isHeader)).optional(),
  PROMETHEUS_PUBLIC_URL: z
    .string()
    .superRefine(must(httpUrl("https://prometheus.example.com")))
    .optional(),
  ALERTMANAGER_URL: z
    .string()
    .superRefine(must(httpUrl("http://alertmanager:9093")))
    .optional(),
  NEXTAUTH_URL: required(
    "the address at which browsers reach Crossfade, such as https://crossfade.example.com",
  ).superRefine(must(isOrigin)),
  NEXTAUTH_SECRET: required("a random text that signs the sessions: make one with `openssl rand -base64 32`"),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: z.string().superRefine(must(isAesKey)).optional(),
  OIDC_ISSUER: z.string().superRefine(must(isIssuer)).optional(),
  OIDC_CLIENT_ID: optional,
  OIDC_CLIENT_SECRET: optional,
  OIDC_GROUPS_CLAIM: z.string().default("groups"),
  OIDC_USER_PREFIX: prefix("oidc:"),
  OIDC_GROUPS_PREFIX: prefix("oidc:"),
  CROSSFADE_TOKEN_SIGNIN: z.enum(["on", "off"], { error: "must be on or off" }).default("on"),
  CROSSFADE_ROLE: z
    .enum(["all", "web", "controller"], { error: "must be all, web or controller" })
    .default("all"),
  CROSSFADE_NAMESPACES: z.string().superRefine(must(isNamespaces)).optional(),
  CROSSFADE_TICK: z.string().superRefine(must(isTick)).default("1s"),
  CROSSFADE_NOTIFY_DIR: optional,
  PORT: z.string().superRefine(must(isPort)).default("3000"),
});

/** OIDC is configured as a whole or not at all. */
function oidcProblems(vars: z.infer<typeof schema>): string[] {
  if (vars.OIDC_ISSUER !== undefined && vars.OIDC_CLIENT_ID === undefined)
    return ["OIDC_CLIENT_ID is missing: OIDC_ISSUER needs the client it is known by there"];
  if (vars.OIDC_ISSUER === undefined && (vars.OIDC_CLIENT_ID ?? vars.OIDC_CLIENT_SECRET) !== undefined)
    return ["OIDC_ISSUER is missing: OIDC_CLIENT_ID and OIDC_CLIENT_SECRET mean nothing without it"];
  return [];
}

function oidcOf(vars: z.infer<typeof schema>): OidcSettings | undefined {
  if (vars.OIDC_ISSUER === undefined || vars.OIDC_CLIENT_ID === undefined) return undefined;
  return {
    // Compared with the `iss` claim as it stands: a slash at the end is part of the name.
    issuer: vars.OIDC_ISSUER,
    clientId: vars.OIDC_CLIENT_ID,
    ...(vars.OIDC_CLIENT_SECRET === undefined ? {} : { clientSecret: vars.OIDC_CLIENT_SECRET }),
    groupsClaim: vars.OIDC_GROUPS_CLAIM,
    userPrefix: vars.OIDC_USER_PREFIX,
    groupsPrefix: vars.OIDC_GROUPS_PREFIX,
  };
}

function toEnvironment(vars: z.infer<typeof schema>): Environment {
  const oidc = oidcOf(vars);
  const tick = parseDuration(vars.CROSSFADE_TICK);
  return {
    ...(vars.KUBECONFIG === undefined ? {} : { kubeconfig: vars.KUBECONFIG }),
    prometheus: {
      url: withoutSlash(vars.PROMETHEUS_URL),
      ...(vars.PROMETHEUS_TOKEN_FILE === undefined ? {} : { tokenFile: vars.PROMETHEUS_TOKEN_FILE }),
      ...(vars.PROMETHEUS_CA_FILE === undefined ? {} : { caFile: vars.PROMETHEUS_CA_FILE }),
      ...(vars.PROMETHEUS_TENANT === undefined ? {} : { tenant: vars.PROMETHEUS_TENANT }),
    },
    ...(vars.PROMETHEUS_PUBLIC_URL === undefined
      ? {}
      : { prometheusPublicUrl: withoutSlash(vars.PROMETHEUS_PUBLIC_URL) }),
    ...(vars.ALERTMANAGER_URL === undefined ? {} : { alertmanagerUrl: withoutSlash(vars.ALERTMANAGER_URL) }),
    publicOrigin: new URL(vars.NEXTAUTH_URL).origin,
    secret: vars.NEXTAUTH_SECRET,
    ...(oidc === undefined ? {} : { oidc }),
    tokenSignIn: vars.CROSSFADE_TOKEN_SIGNIN === "on",
    role: vars.CROSSFADE_ROLE,
    namespaces:
      vars.CROSSFADE_NAMESPACES === undefined
        ? "all"
        : vars.CROSSFADE_NAMESPACES.split(",").map((name) => name.trim()),
    tickMs: tick.ok ? tick.value : 1_000,
    ...(vars.CROSSFADE_NOTIFY_DIR === undefined ? {} : { notifyDir: vars.CROSSFADE_NOTIFY_DIR }),
    port: Number(vars.PORT),
  };
}

/** Reads the settings; an empty value counts as absent. The error has one line for each wrong one, which begins with its name. */
export function readEnvironment(from: Record<string, string | undefined>): Result<Environment, string[]> {
  const present = Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = schema.safeParse(present);
  if (!parsed.success)
    return err(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`));
  const problems = oidcProblems(parsed.data);
  return problems.length > 0 ? err(problems) : ok(toEnvironment(parsed.data));
}

/** The settings of this process. */
export const environmentOfProcess = (): Result<Environment, string[]> => readEnvironment(process.env);
