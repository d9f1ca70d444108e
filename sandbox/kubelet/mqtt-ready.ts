import { connect } from "node:net";

const connectPacket = (clientId: string): Buffer => {
  const id = Buffer.from(clientId);
  const body = Buffer.concat([
    Buffer.from([0, 4]),
    Buffer.from("MQTT"),
    // Protocol 3.1.1, clean session, 5 s of keep-alive.
    Buffer.from([4, 2, 0, 5, 0, id.length]),
    id,
  ]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
};

/** Readiness as a client sees it: a CONNECT is answered by an accepting CONNACK within the time. */
export function answersMqtt(
  host: string,
  port: number,
  clientId: string,
  timeoutMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    const end = (ready: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(ready);
    };
    const timer = setTimeout(() => end(false), timeoutMs);
    socket.once("connect", () => socket.write(connectPacket(clientId)));
    socket.once("data", (data) => end(data[0] === 0x20 && data[3] === 0));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}
