import { type CelFunc, type CelList, type CelValue, CelScalar, celMethod, listType } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";

const LIST = listType(CelScalar.DYN);
const { BOOL, INT, DYN, STRING } = CelScalar;

function less(a: CelValue, b: CelValue): boolean {
  if (typeof a === "string" && typeof b === "string") return a < b;
  if ((typeof a === "bigint" || typeof a === "number") && (typeof b === "bigint" || typeof b === "number"))
    return a < b;
  throw new Error("no such overload: values that have no order");
}

function extreme(list: CelList, name: string, isBetter: (a: CelValue, b: CelValue) => boolean): CelValue {
  const [first, ...rest] = [...list];
  if (first === undefined) throw new Error(`${name} called on empty list`);
  return rest.reduce<CelValue>((best, item) => (isBetter(item, best) ? item : best), first);
}

function sum(list: CelList): CelValue {
  const values = [...list];
  if (values.every((value) => typeof value === "bigint"))
    return values.reduce((total, value) => total + value, 0n);
  return values.reduce<number>((total, value) => total + Number(value), 0);
}

/** What Kubernetes adds to CEL's lists and strings: its list library, and `find` and `findAll`. */
const KUBERNETES: CelFunc[] = [
  celMethod("isSorted", LIST, [], BOOL, function () {
    const values = [...this];
    return values.every((value, index) => index === 0 || !less(value, values[index - 1] as CelValue));
  }),
  celMethod("sum", LIST, [], DYN, function () {
    return sum(this);
  }),
  celMethod("min", LIST, [], DYN, function () {
    return extreme(this, "min", less);
  }),
  celMethod("max", LIST, [], DYN, function () {
    return extreme(this, "max", (a, b) => less(b, a));
  }),
  celMethod("indexOf", LIST, [DYN], INT, function (wanted) {
    return BigInt([...this].indexOf(wanted));
  }),
  celMethod("lastIndexOf", LIST, [DYN], INT, function (wanted) {
    return BigInt([...this].lastIndexOf(wanted));
  }),
  celMethod("find", STRING, [STRING], STRING, function (pattern) {
    return new RegExp(pattern, "u").exec(this)?.[0] ?? "";
  }),
  celMethod("findAll", STRING, [STRING], listType(STRING), function (pattern) {
    return [...this.matchAll(new RegExp(pattern, "gu"))].map((found) => found[0]);
  }),
];

export const CEL_FUNCTIONS: CelFunc[] = [...strings, ...KUBERNETES];
