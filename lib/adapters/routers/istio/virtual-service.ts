import { z } from "zod";

const destination = z.looseObject({
  host: z.string(),
  subset: z.string().optional(),
  port: z.looseObject({ number: z.number().optional() }).optional(),
});

const weighted = z.looseObject({ destination: destination, weight: z.number().optional() });

const match = z.looseObject({
  port: z.number().optional(),
  sniHosts: z.array(z.string()).optional(),
});

const route = z.looseObject({
  name: z.string().optional(),
  match: z.array(match).nullish(),
  route: z.array(weighted).nullish(),
});

const managedFields = z.looseObject({
  manager: z.string().optional(),
  time: z.string().optional(),
  subresource: z.string().optional(),
  fieldsV1: z.record(z.string(), z.unknown()).optional(),
});

/** The parts of a VirtualService that matter here; everything else is kept as it is, and covered by the fingerprint. */
export const virtualService = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    resourceVersion: z.string(),
    annotations: z.record(z.string(), z.string()).nullish(),
    managedFields: z.array(managedFields).nullish(),
  }),
  spec: z.looseObject({
    hosts: z.array(z.string()).nullish(),
    gateways: z.array(z.string()).nullish(),
    tcp: z.array(route).nullish(),
    tls: z.array(route).nullish(),
    http: z.array(route).nullish(),
  }),
});

export type VirtualService = z.infer<typeof virtualService>;
export type VsRoute = z.infer<typeof route>;
export type VsDestination = z.infer<typeof weighted>;
export type ListKind = "tcp" | "tls" | "http";
