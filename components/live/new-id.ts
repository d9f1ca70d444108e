/** A command's id: 128 random bits as hex. Works on plain HTTP too, where `crypto.randomUUID` does not exist. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
