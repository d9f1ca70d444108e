import { z } from "zod";
import { duration, expression, label, objectName, port, text, whole } from "./fields.ts";

const host = () => objectName().describe("A short host name equals its FQDN in the Migration's namespace");

/** One side: the Service that the router sends to, and the workload behind it. */
export const sideSchema = z.object({
  title: text(),
  service: z.object({ name: label(), port: port() }).describe("The Service that the router sends to"),
  workload: z.object({
    kind: z.enum(["StatefulSet", "Deployment"], 'must be "StatefulSet" or "Deployment"'),
    name: objectName(),
  }),
  minReady: whole(1, 10_000).optional().describe("Pods that must be ready (1)"),
  capacity: z
    .object({
      connections: whole(1, 1_000_000_000).optional(),
      connectsPerSecond: whole(1, 1_000_000_000).optional(),
    })
    .optional()
    .describe("What the side was load-tested for (unknown)"),
});

const sni = () =>
  z
    .string("must be a host name")
    .max(253)
    .regex(/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, "must be a host name");

const istio = z.object({
  virtualService: objectName(),
  route: z
    .object({
      tcp: z.object({ port: port() }).optional(),
      tls: z.object({ sni: sni().optional(), port: port().optional() }).optional(),
      http: z.object({ name: text(253).optional(), port: port().optional() }).optional(),
    })
    .describe("Exactly one of tcp, tls and http, picked by port, SNI or name"),
  subset: z
    .object({ blue: label().optional(), green: label().optional() })
    .optional()
    .describe("The destinations' subsets, where they are used"),
});

const istioEndpoints = z.object({
  serviceEntry: objectName(),
  destinationRule: objectName()
    .optional()
    .describe("Must balance with ROUND_ROBIN; found by host when absent"),
  blue: host().optional().describe("The address of blue's endpoint (its Service)"),
  green: host().optional().describe("The address of green's endpoint (its Service)"),
});

export const GATEWAY_KINDS = ["TCPRoute", "TLSRoute", "HTTPRoute", "GRPCRoute"] as const;

const gateway = z.object({
  kind: z.enum(GATEWAY_KINDS, `must be one of ${GATEWAY_KINDS.join(", ")}`),
  name: objectName(),
  rule: text(253).optional().describe("The rule's name (the one rule that sends to both sides)"),
});

export const TRAEFIK_KINDS = ["IngressRouteTCP", "TraefikService"] as const;

const traefik = z.object({
  kind: z.enum(TRAEFIK_KINDS, `must be one of ${TRAEFIK_KINDS.join(", ")}`),
  name: objectName(),
  match: text().optional().describe("The route's match (the one route that sends to both sides)"),
});

const ingressNginx = z.object({
  ingress: objectName().describe("The canary Ingress: the one that carries the canary annotations"),
});

export const ROUTER_KINDS = ["istio", "istioEndpoints", "gateway", "traefik", "ingressNginx"] as const;

export const trafficSchema = z
  .object({
    istio: istio.optional(),
    istioEndpoints: istioEndpoints.optional(),
    gateway: gateway.optional(),
    traefik: traefik.optional(),
    ingressNginx: ingressNginx.optional(),
    settle: duration().optional().describe("Samples this long after a weight change do not count (90s)"),
    existingConnections: z
      .enum(["drained", "sticky"], 'must be "drained" or "sticky"')
      .optional()
      .describe("What the router does to open connections (each router's own)"),
    drainTime: duration().optional().describe("When a drained router closes them (45s)"),
    share: expression().optional().describe("PromQL for one side's live connections"),
  })
  .describe("Exactly one router, and how it treats connections");
