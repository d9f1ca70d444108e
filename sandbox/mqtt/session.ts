import { connect, type Socket } from "node:net";
import mqtt, { type IConnackPacket, type IPublishPacket, type Packet, type Parser } from "mqtt-packet";

export type Qos = 0 | 1 | 2;
export type Message = {
  topic: string;
  payload: string;
  qos: Qos;
  retain: boolean;
  dup: boolean;
  contentType?: string;
};

export type SessionOptions = {
  /** `host:port` */
  address: string;
  clientId: string;
  /** 4 is MQTT 3.1.1 (default). */
  version?: 4 | 5;
  clean?: boolean;
  keepaliveS?: number;
  will?: { topic: string; payload: string; qos: Qos; retain?: boolean };
  /** Version 5: how long the broker keeps the session after the connection has ended. */
  sessionExpiryS?: number;
  connectTimeoutMs?: number;
  onMessage?: (message: Message) => void;
  onClose?: () => void;
};

export type PublishOptions = { qos?: Qos; retain?: boolean; contentType?: string };

export type Session = {
  /** Whether the broker had kept the session of this client id. */
  readonly present: boolean;
  /** Resolves when the broker has taken the message as its QoS promises; rejects when the connection ends first. */
  publish(topic: string, payload: string, options?: PublishOptions): Promise<void>;
  /** Resolves with the granted QoS; 128 and above is a refusal. */
  subscribe(filter: string, qos: Qos): Promise<number>;
  unsubscribe(filter: string): Promise<void>;
  ping(): void;
  /** DISCONNECT and close. */
  end(): void;
  /** Drop the connection without a word, as a dead battery does. */
  cut(): void;
};

type Pending = { resolve: (packet: Packet) => void; reject: (error: Error) => void };

/** An MQTT client on a plain socket: small and cheap enough for a thousand of them. Rejects when it cannot connect. */
export function openSession(options: SessionOptions): Promise<Session> {
  return new Promise((resolve, reject) => {
    new Connection(options, resolve, reject);
  });
}

class Connection implements Session {
  present = false;
  readonly #socket: Socket;
  readonly #parser: Parser;
  readonly #options: SessionOptions;
  readonly #pending = new Map<number, Pending>();
  /** QoS 2 messages that were handed over and whose PUBREL has not come yet: their repetitions are not new. */
  readonly #handedOver = new Set<number>();
  #nextId = 0;

  constructor(options: SessionOptions, opened: (session: Session) => void, failed: (error: Error) => void) {
    this.#options = options;
    const version = options.version ?? 4;
    const colon = options.address.lastIndexOf(":");
    const host = options.address.slice(0, colon);
    this.#socket = connect({ host, port: Number(options.address.slice(colon + 1)), noDelay: true });
    this.#parser = mqtt.parser({ protocolVersion: version });
    const socket = this.#socket;
    const timer = setTimeout(
      () => socket.destroy(new Error("no CONNACK in time")),
      options.connectTimeoutMs ?? 5000,
    );
    socket.on("connect", () => this.#send(connectPacket(options, version)));
    socket.on("data", (chunk) => {
      this.#parser.parse(chunk);
    });
    this.#parser.on("packet", (packet: Packet) => {
      if (packet.cmd !== "connack") return this.#receive(packet);
      clearTimeout(timer);
      const refused = refusal(packet);
      if (refused !== undefined) return socket.destroy(new Error(`CONNACK ${refused}`));
      this.present = packet.sessionPresent;
      opened(this);
    });
    this.#parser.on("error", (error: Error) => socket.destroy(error));
    socket.on("error", failed);
    socket.on("close", () => {
      clearTimeout(timer);
      failed(new Error("closed before CONNACK"));
      for (const { reject } of this.#pending.values()) reject(new Error("connection closed"));
      this.#pending.clear();
      options.onClose?.();
    });
  }

  async publish(topic: string, payload: string, options: PublishOptions = {}): Promise<void> {
    const qos = options.qos ?? 0;
    const packet: IPublishPacket = {
      cmd: "publish",
      topic,
      payload,
      qos,
      dup: false,
      retain: options.retain === true,
      ...(options.contentType === undefined ? {} : { properties: { contentType: options.contentType } }),
    };
    if (qos === 0) return this.#send(packet);
    await this.#ask(packet);
  }

  async subscribe(topic: string, qos: Qos): Promise<number> {
    const answer = await this.#ask({ cmd: "subscribe", subscriptions: [{ topic, qos }] });
    return answer.cmd === "suback" ? Number(answer.granted[0]) : 128;
  }

  async unsubscribe(filter: string): Promise<void> {
    await this.#ask({ cmd: "unsubscribe", unsubscriptions: [filter] });
  }

  ping(): void {
    this.#send({ cmd: "pingreq" });
  }

  end(): void {
    this.#send({ cmd: "disconnect" });
    this.#socket.destroySoon();
  }

  cut(): void {
    this.#socket.destroy();
  }

  #ask(packet: Packet): Promise<Packet> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error("connection closed"));
      do this.#nextId = (this.#nextId % 65_535) + 1;
      while (this.#pending.has(this.#nextId));
      this.#pending.set(this.#nextId, { resolve, reject });
      this.#send({ ...packet, messageId: this.#nextId });
    });
  }

  #send(packet: Packet): void {
    if (this.#socket.writable)
      this.#socket.write(mqtt.generate(packet, { protocolVersion: this.#options.version ?? 4 }));
  }

  #receive(packet: Packet): void {
    const id = packet.messageId ?? 0;
    switch (packet.cmd) {
      case "publish":
        return this.#take(packet, id);
      case "pubrec":
        return this.#send({ cmd: "pubrel", messageId: id });
      case "pubrel":
        this.#handedOver.delete(id);
        return this.#send({ cmd: "pubcomp", messageId: id });
      case "puback":
      case "pubcomp":
      case "suback":
      case "unsuback":
        this.#pending.get(id)?.resolve(packet);
        this.#pending.delete(id);
        return;
      default:
        return;
    }
  }

  #take(packet: IPublishPacket, id: number): void {
    const repeated = packet.qos === 2 && this.#handedOver.has(id);
    if (packet.qos === 2) this.#handedOver.add(id);
    const contentType = packet.properties?.contentType;
    if (!repeated)
      this.#options.onMessage?.({
        topic: packet.topic,
        payload: packet.payload.toString(),
        qos: packet.qos,
        retain: packet.retain,
        dup: packet.dup,
        ...(contentType === undefined ? {} : { contentType }),
      });
    if (packet.qos === 1) this.#send({ cmd: "puback", messageId: id });
    if (packet.qos === 2) this.#send({ cmd: "pubrec", messageId: id });
  }
}

function refusal(packet: IConnackPacket): number | undefined {
  const code = packet.reasonCode ?? packet.returnCode ?? 0;
  return code === 0 ? undefined : code;
}

function connectPacket(options: SessionOptions, version: 4 | 5): Packet {
  const { will } = options;
  return {
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: version,
    clientId: options.clientId,
    clean: options.clean ?? true,
    keepalive: options.keepaliveS ?? 30,
    ...(version === 5 && options.sessionExpiryS !== undefined
      ? { properties: { sessionExpiryInterval: options.sessionExpiryS } }
      : {}),
    ...(will === undefined
      ? {}
      : {
          will: {
            topic: will.topic,
            payload: Buffer.from(will.payload),
            qos: will.qos,
            retain: will.retain === true,
          },
        }),
  };
}
