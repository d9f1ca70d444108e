import { answer, packetId, packetType, qosOf, secondDelivery, typeOf } from "./packets.ts";

/** What becomes of a packet: bytes for the client and bytes for the broker, either of which may be nothing. */
export type Outcome = { toClient: Buffer[]; toBroker: Buffer[]; lost: number; duplicated: number };

const outcome = (toClient: Buffer[], toBroker: Buffer[], lost = 0, duplicated = 0): Outcome => ({
  toClient,
  toBroker,
  lost,
  duplicated,
});

/** Ids of second deliveries: from the top, where a broker that counts up from 1 does not come. */
const firstOwnId = 65_535;
const lastOwnId = 60_001;

/**
 * Loses and duplicates messages on their way from the broker to one client, and answers in the client's or the
 * broker's place, so that neither sees a broken protocol: a lost message looks delivered to the broker, and the broker
 * never learns of the second delivery.
 */
export class MessageFaults {
  /** QoS 2 messages that were lost: the broker's PUBREL is answered here. */
  readonly #lost = new Set<number>();
  /** Second deliveries that the client has not finished answering. */
  readonly #own = new Set<number>();
  #nextOwnId = firstOwnId;

  /** While a handshake of ours is open the packets have to be looked at, even when the fault is off again. */
  get busy(): boolean {
    return this.#lost.size > 0 || this.#own.size > 0;
  }

  fromBroker(packet: Buffer, dice: { lose: boolean; duplicate: boolean }): Outcome {
    const type = typeOf(packet);
    if (type === packetType.pubrel && this.#lost.delete(packetId(packet)))
      return outcome([], [answer(packetType.pubcomp, packetId(packet))]);
    if (type !== packetType.publish) return outcome([packet], []);
    if (dice.lose) return this.#lose(packet);
    if (dice.duplicate) return outcome([packet, secondDelivery(packet, this.#ownId(packet))], [], 0, 1);
    return outcome([packet], []);
  }

  fromClient(packet: Buffer): Outcome {
    const type = typeOf(packet);
    if (type < packetType.puback || type > packetType.pubcomp || type === packetType.pubrel)
      return outcome([], [packet]);
    const id = packetId(packet);
    if (!this.#own.has(id)) return outcome([], [packet]);
    if (type === packetType.pubrec) return outcome([answer(packetType.pubrel, id)], []);
    this.#own.delete(id);
    return outcome([], []);
  }

  #lose(publish: Buffer): Outcome {
    const qos = qosOf(publish);
    if (qos === 0) return outcome([], [], 1);
    const id = packetId(publish);
    if (qos === 1) return outcome([], [answer(packetType.puback, id)], 1);
    this.#lost.add(id);
    return outcome([], [answer(packetType.pubrec, id)], 1);
  }

  #ownId(publish: Buffer): number {
    if (qosOf(publish) === 0) return 0;
    const id = this.#nextOwnId;
    this.#nextOwnId = id === lastOwnId ? firstOwnId : id - 1;
    this.#own.add(id);
    return id;
  }
}
