import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Agent as HttpAgent } from "node:http";

/** What to do with one request, asked when it has arrived. */
export type Treatment =
  | { kind: "forward"; delayMs: number; dropReply: boolean }
  | { kind: "answer"; delayMs: number; status: number; body: string }
  | { kind: "cut" };

export type ProxyOptions = {
  target: string;
  ca?: string | undefined;
  treat: (request: IncomingMessage) => Treatment;
  /** What to say when the target cannot be reached. */
  unreachable: (error: Error) => { status: number; body: string };
};

export type FaultProxy = { server: Server; cutAll(): void };

/** A reverse proxy that streams both bodies, so that watches work, and that can cut what is open. */
export function createFaultProxy(options: ProxyOptions): FaultProxy {
  const target = new URL(options.target);
  const secure = target.protocol === "https:";
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, ...(options.ca === undefined ? {} : { ca: options.ca }) })
    : new HttpAgent({ keepAlive: true });

  function forward(request: IncomingMessage, response: ServerResponse, dropReply: boolean) {
    const onward = (secure ? httpsRequest : httpRequest)({
      hostname: target.hostname,
      port: target.port === "" ? (secure ? 443 : 80) : target.port,
      path: request.url,
      method: request.method,
      headers: { ...request.headers, host: target.host },
      agent,
    });
    onward.setNoDelay(true);
    onward.on("response", (answer) => {
      if (dropReply) {
        // Read to its end first: the write has then been committed, and only its answer is lost.
        answer.resume().on("close", () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      answer.on("close", () => {
        if (!answer.complete) response.destroy();
      });
    });
    onward.on("error", (error) => {
      if (response.headersSent) return response.destroy();
      const { status, body } = options.unreachable(error);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    response.on("close", () => {
      if (!response.writableFinished && !dropReply) onward.destroy();
    });
    request.pipe(onward);
  }

  function handle(request: IncomingMessage, response: ServerResponse) {
    const treatment = options.treat(request);
    if (treatment.kind === "cut") return request.socket.destroy();
    const act = () => {
      if (request.socket.destroyed) return;
      if (treatment.kind === "forward") return forward(request, response, treatment.dropReply);
      request.resume();
      response.writeHead(treatment.status, { "content-type": "application/json" }).end(treatment.body);
    };
    if (treatment.delayMs > 0) setTimeout(act, treatment.delayMs);
    else act();
  }

  const server = createServer({ noDelay: true, requestTimeout: 0, keepAliveTimeout: 60_000 }, handle);
  return { server, cutAll: () => server.closeAllConnections() };
}
