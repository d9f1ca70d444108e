import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { build } from "vite";
import { parseDuration } from "../../lib/core/std/duration.ts";
import { clockOf, contentOf, historyAnswer, seriesAnswer } from "./content.ts";
import type { State } from "./states.ts";

const ROOT = join(import.meta.dirname, "../..");
const OUT = join(ROOT, ".crossfade/states");
const TYPES: Record<string, string> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const SHELL = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Crossfade</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/gallery.css"></head>
<body><div id="page"></div><script type="module" src="/gallery.js"></script></body></html>`;

/** The product's own pages and styles, in a bundle that needs no server of the product. */
async function bundle(): Promise<void> {
  const stands = join(import.meta.dirname, "next-navigation.ts");
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "error",
    publicDir: join(ROOT, "public"),
    css: { postcss: ROOT },
    resolve: {
      alias: [
        { find: "@", replacement: ROOT },
        { find: "next/navigation", replacement: stands },
      ].map(({ find, replacement }) => ({ find: new RegExp(`^${find}(?=/|$)`), replacement })),
    },
    build: {
      outDir: OUT,
      emptyOutDir: true,
      minify: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: join(import.meta.dirname, "gallery.tsx"),
        output: { entryFileNames: "gallery.js", assetFileNames: "gallery[extname]" },
      },
    },
  });
}

/** A site that shows one state at a time, whatever the address. It has the answers of the API that its pages ask for. */
export async function openSite(): Promise<{ url: string; show: (state: State) => void; close: () => void }> {
  await bundle();
  let shown: State | undefined;
  const server = createServer((request, response) => {
    if (shown === undefined) response.writeHead(404).end();
    else answer(shown, request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show: (state) => (shown = state),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(state: State, { url = "/" }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, "http://site");
  response.sendDate = false;
  response.setHeader("date", new Date(clockOf(state)).toUTCString());
  const json = (value: unknown): void =>
    void response.setHeader("content-type", "application/json").end(JSON.stringify(value));
  if (pathname === "/content.json") return json(contentOf(state));
  if (pathname.startsWith("/api/")) return api(state, pathname, searchParams, response, json);
  const type = TYPES[extname(pathname)];
  if (type === undefined) return void response.setHeader("content-type", "text/html").end(SHELL);
  const file = createReadStream(join(OUT, pathname));
  file.on("error", () => response.writeHead(404).end());
  response.setHeader("content-type", type);
  file.pipe(response);
}

function api(
  state: State,
  path: string,
  query: URLSearchParams,
  response: ServerResponse,
  json: (value: unknown) => void,
): void {
  if (state.down) return void response.writeHead(503).end();
  if (path.endsWith("/stream")) return stream(state, response);
  if (path.endsWith("/journal")) return json(contentOf(state).journal);
  const step = parseDuration(query.get("step") ?? "");
  const range = {
    from: Number(query.get("from")),
    to: Number(query.get("to")),
    stepMs: step.ok ? step.value : 1_000,
  };
  if (path.endsWith("/series")) return json(seriesAnswer(state, query.get("slo") ?? "share", range));
  if (path.endsWith("/history")) return json(historyAnswer(state, range));
  json(contentOf(state).document);
}

function stream({ stream }: State, response: ServerResponse): void {
  if (stream === "gone") return void response.writeHead(401).end();
  if (stream === "off") return void response.destroy();
  response.setHeader("content-type", "text/event-stream");
  response.write(": here\n\n");
  const beat = setInterval(() => response.write(": here\n\n"), 3_000);
  response.on("close", () => clearInterval(beat));
}
