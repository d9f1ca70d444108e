export type Violation = { invariant: string; what: string; at: number };

/** How whoever watches says that something does not hold. */
export type Fail = (invariant: string, what: string) => void;
