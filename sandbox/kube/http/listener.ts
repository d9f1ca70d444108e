import type { Server } from "node:http";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Certificate } from "./certificate.ts";

const TLS_HANDSHAKE = 0x16;

/** A port that speaks both: what begins with a TLS handshake is https, all else http. */
export type Listener = { server: NetServer; closeAll: () => void };

export function dualListener(http: Server, certificate: Certificate): Listener {
  const sockets = new Set<Socket>();
  const tls = createTlsServer({ ...certificate, ALPNProtocols: ["http/1.1"] }, (socket) => {
    http.emit("connection", socket);
  });
  tls.on("tlsClientError", (_error, socket) => socket.destroy());
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === TLS_HANDSHAKE ? tls : http).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
  return {
    server,
    closeAll: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
