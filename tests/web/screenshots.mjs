// Screenshots of each view for the README. usage: node screenshots.mjs build/diagpad docs/screenshots
import { mkdirSync } from "node:fs";
import { resolve, join } from "node:path";
import * as lib from "./lib.mjs";
const [program, out] = process.argv.slice(2).map((x) => resolve(x));
if (!lib.CHROMIUM) { console.log("skipped: no chromium is installed"); process.exit(0); }
mkdirSync(out, { recursive: true });
const server = await lib.serve(program), browser = await lib.launch();
for (const [size, viewport] of Object.entries(lib.sizes)) for (const colorScheme of ["light", "dark"]) {
  const { page, context } = await lib.open(browser, server.address, { viewport, colorScheme });
  const shot = async (name) => { await page.waitForTimeout(250); await page.screenshot({ path: join(out, `${name}-${size}-${colorScheme}.png`) }); };
  await lib.settle(page, () => page.fill("#account", lib.CASE));
  await shot("consult");
  await page.locator(".ddx .row").first().click();
  await page.waitForSelector(".step.total");
  await shot("why");
  await page.evaluate(() => { location.hash = "#/read/acute_myocardial_infarction"; });
  await page.waitForSelector(".article .often");
  await shot("read");
  await page.evaluate(() => { location.hash = "#/about"; });
  await page.waitForSelector(".about .kv code");
  await shot("about");
  await context.close();
}
await browser.close();
await server.stop();
