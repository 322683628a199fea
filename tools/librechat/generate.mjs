// Writes the JSON Schema of librechat.yaml, made from LibreChat's own zod schema, to standard output.
//
// Objects are closed, so that a key which LibreChat would drop silently is an error. What JSON Schema cannot say, zod's
// refinements and transforms, is listed under "x-librechat": homelab/librechat_config/schema checks it in Python.

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
// The package's ES module needs a bundler; its CommonJS module is the one that LibreChat's server loads.
const librechat = require("librechat-data-provider");
const { ignoreOverride, zodToJsonSchema } = require("zod-to-json-schema");
const { dependencies } = require("./package.json");

const effects = new Map();

function main() {
  const converted = zodToJsonSchema(librechat.configSchema.strict(), {
    $refStrategy: "none",
    effectStrategy: "input",
    pipeStrategy: "input",
    applyRegexFlags: true,
    override: anythingForFreeValues,
    postProcess: noteWhatIsLost,
  });
  const schema = {
    $schema: converted.$schema,
    title: `librechat.yaml, config version ${librechat.Constants.CONFIG_VERSION}`,
    "x-librechat": facts(),
    ...simplified(converted),
  };
  process.stdout.write(JSON.stringify(schema, null, 1) + "\n");
}

function facts() {
  return {
    package: "librechat-data-provider",
    version: dependencies["librechat-data-provider"],
    configVersion: librechat.Constants.CONFIG_VERSION,
    reservedEndpointNames: Object.values(librechat.EModelEndpoint),
    parameters: parameters(),
    maxSubagents: librechat.MAX_SUBAGENTS,
    maxPiiPatterns: librechat.MAX_PII_CUSTOM_PATTERNS_TOTAL,
    maxPiiRegexCharacters: librechat.MAX_PII_CUSTOM_REGEX_CHARACTERS,
    effects: Object.fromEntries([...effects].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** The parameters of models that LibreChat knows, by whose they are: a custom endpoint may define these alone. */
function parameters() {
  const { paramSettings, agentParamSettings } = librechat;
  const names = [...new Set([...Object.keys(paramSettings), ...Object.keys(agentParamSettings)])].sort();
  const keys = (name) => [...(paramSettings[name] ?? []), ...(agentParamSettings[name] ?? [])].map(({ key }) => key);
  return Object.fromEntries(names.map((name) => [name, [...new Set(keys(name))].sort()]));
}

/** A recursive union of everything that YAML can hold says nothing. */
function anythingForFreeValues(definition) {
  if (definition.typeName !== "ZodLazy") {
    return ignoreOverride;
  }
  const kinds = (definition.getter()._def.options ?? []).map((option) => option._def.typeName);
  const all = ["ZodString", "ZodNumber", "ZodBoolean", "ZodNull", "ZodArray", "ZodRecord"];
  if (!all.every((kind) => kinds.includes(kind))) {
    throw new Error(`a lazy schema that is no free value: ${kinds}`);
  }
  return {};
}

function noteWhatIsLost(schema, definition, { currentPath }) {
  if (definition.typeName === "ZodEffects") {
    note(currentPath, definition.effect.type);
  }
  if (definition.typeName === "ZodPipeline") {
    note(currentPath, "pipeline");
  }
  if (definition.typeName === "ZodString" && definition.checks.some((check) => check.kind === "trim")) {
    return { ...schema, "x-trimmed": true };
  }
  // LibreChat rejects unknown keys of strict objects, and ignores others.
  return isStrict(definition) ? { ...schema, "x-strict": true } : schema;
}

const isStrict = (definition) => definition.typeName === "ZodObject" && definition.unknownKeys === "strict";

/** Note an effect under the path of its key, where `*` stands for any key or index. */
function note(path, effect) {
  const keys = [];
  for (let index = 1; index < path.length; index++) {
    if (path[index] === "properties") {
      keys.push(path[++index]);
    } else if (path[index] === "items" || path[index] === "additionalProperties") {
      keys.push("*");
    } else if (path[index] === "anyOf" || path[index] === "allOf") {
      index++;
    }
  }
  const key = keys.join(".");
  effects.set(key, [...new Set([...(effects.get(key) ?? []), effect])].sort());
}

/** The same schema without what zod-to-json-schema leaves behind of optional members of unions and of intersections. */
function simplified(schema) {
  if (Array.isArray(schema)) {
    return schema.map(simplified);
  }
  if (schema === null || typeof schema !== "object") {
    return schema;
  }
  const result = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, simplified(value)]));
  if (result.properties) {
    result.properties = Object.fromEntries(Object.entries(result.properties).filter(([, value]) => !isNever(value)));
  }
  if (result.anyOf) {
    const { anyOf, ...rest } = result;
    const members = anyOf.filter((member) => !isNever(member)).flatMap((member) => (isUnion(member) ? member.anyOf : [member]));
    return members.length === 1 ? { ...rest, ...members[0] } : { ...rest, anyOf: members };
  }
  if (result.allOf) {
    const { allOf, ...rest } = result;
    return { ...rest, ...oneObject(allOf) };
  }
  return result;
}

const isNever = (schema) => JSON.stringify(schema) === '{"not":{}}';
const isUnion = (schema) => Object.keys(schema).join() === "anyOf";

function oneObject(schemas) {
  return {
    type: "object",
    properties: Object.assign({}, ...schemas.map((schema) => schema.properties)),
    required: schemas.flatMap((schema) => schema.required ?? []),
    additionalProperties: false,
  };
}

main();
