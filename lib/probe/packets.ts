import mqtt, { type Packet } from "mqtt-packet";
import type { Settings } from "./settings.ts";

/** MQTT 3.1.1 throughout: every broker speaks it, and the prober's questions need no more. */
export const encode = (packet: Packet): Buffer => mqtt.generate(packet);

export const pingreq = encode({ cmd: "pingreq" });
export const disconnect = encode({ cmd: "disconnect" });

export function connectPacket(options: {
  clientId: string;
  clean: boolean;
  keepaliveS: number;
  credentials: Settings["credentials"];
}): Buffer {
  const { credentials } = options;
  return encode({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clientId: options.clientId,
    clean: options.clean,
    keepalive: options.keepaliveS,
    ...(credentials === undefined ? {} : { username: credentials.username }),
    ...(credentials?.password === undefined ? {} : { password: credentials.password }),
  });
}
