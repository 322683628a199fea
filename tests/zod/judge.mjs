// LibreChat's own judgement of librechat.yaml: one JSON request a line on standard input, one JSON answer a line.
//
// {"config": ..., "environment": {...}} is answered with {"issues": [...], "ignored": [...]}, and {"yaml": "..."} with
// {"content": ...} or {"error": "..."}. {"env": "..."} is answered with {"variables": {...}}, {"names": [...]} with
// {"sensitive": [...]}, and {"constant": "..."}, the name of one of the package, with {"value": ...}.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const librechat = require("librechat-data-provider");
const yaml = require("js-yaml");
const dotenv = require("dotenv");
const { RE2JS } = require("re2js");

// As the server does when it starts; browsers keep JavaScript's own engine.
librechat.setFileConfigRegexCompiler((pattern) => RE2JS.compile(pattern));
librechat.setMessageFilterRegexValidator((pattern) => {
  const programSize = librechat.getPiiRegexProgramSize(pattern);
  return programSize == null ? false : { supported: true, programSize };
});
const schema = librechat.configSchema.strict();
const ownEnvironment = { ...process.env };

function judge({ config, environment }) {
  process.env = { ...ownEnvironment, ...environment };
  let result;
  try {
    result = schema.safeParse(config);
  } catch (error) {
    // An MCP server with a URL that is none; the server exits then, too.
    return { issues: [String(error)], ignored: [] };
  }
  if (!result.success) {
    return { issues: result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`), ignored: [] };
  }
  return { issues: [], ignored: [...ignored(config, result.data, [])] };
}

/** Keys that zod has dropped. */
function* ignored(given, parsed, path) {
  if (given === null || typeof given !== "object") {
    return;
  }
  for (const [key, value] of Object.entries(given)) {
    if (parsed !== null && typeof parsed === "object" && key in parsed) {
      yield* ignored(value, parsed[key], [...path, key]);
    } else if (!Array.isArray(given)) {
      yield [...path, key].join(".");
    }
  }
}

function read(text) {
  try {
    return { content: toJson(yaml.load(text)) };
  } catch (error) {
    return { error: error.reason };
  }
}

/** The value, with text for types that JSON does not have. */
function toJson(value) {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return `number ${String(value).toLowerCase().replace("infinity", "inf")}`;
  }
  if (value instanceof Date) {
    return `date ${value.toISOString()}`;
  }
  if (value instanceof Uint8Array) {
    return `bytes ${Buffer.from(value).toString("hex")}`;
  }
  if (Array.isArray(value)) {
    return value.map(toJson);
  }
  const isMap = value !== null && typeof value === "object";
  return isMap ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)])) : (value ?? null);
}

function isSensitive(names) {
  return { sensitive: names.filter(librechat.isSensitiveEnvVar) };
}

function answer(request) {
  if ("yaml" in request) {
    return read(request.yaml);
  }
  if ("env" in request) {
    return { variables: dotenv.parse(request.env) };
  }
  if ("names" in request) {
    return isSensitive(request.names);
  }
  return "constant" in request ? { value: librechat[request.constant] } : judge(request);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n");
}
