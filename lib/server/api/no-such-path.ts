import "server-only";
import { errors } from "../answers.ts";
import { endpoint, refuse } from "./endpoint.ts";

/** Whatever else is asked below `/api/v1`: a program that mistyped a path reads an error, and no page. */
export const noSuchPath = endpoint(async (call) => refuse(call, errors.noSuchPath));
