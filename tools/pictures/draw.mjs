// Draws diagrams: reads a JSON object of D2's text by name, and writes NAME.svg for each.
// Arguments: the folder of node_modules, and the one to write to.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, out] = process.argv.slice(2);
const { D2 } = await import(pathToFileURL(join(modules, "@terrastruct/d2/dist/node-esm/index.js")));
const d2 = new D2();
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const { diagram, renderOptions } = await d2.compile(text, { layout: "elk" });
  const svg = await d2.render(diagram, { ...renderOptions, noXMLTag: true, pad: 20, salt: name });
  writeFileSync(join(out, `${name}.svg`), svg);
}
// D2's worker would keep the process alive.
process.exit(0);
