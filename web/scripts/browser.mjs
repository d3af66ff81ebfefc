// Starts the browser of the system for tests and screenshots, and signs in.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

export const server = process.env.GAOXIN_URL ?? "http://127.0.0.1:8080";
export const user = process.env.GAOXIN_USER ?? "admin";
export const password = process.env.GAOXIN_PASSWORD ?? "";

/** A browser with a profile of its own; `close` takes both away. */
export async function openBrowser(options = {}) {
  const profile = mkdtempSync(join(tmpdir(), "gaoxin-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.GAOXIN_BROWSER ?? "/usr/bin/chromium",
    headless: true,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    viewport: { width: 1440, height: 900 },
    locale: "zh-CN",
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(Number(process.env.GAOXIN_TIMEOUT ?? 20_000));
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

export async function signIn(page, name = user, secret = password) {
  await page.goto(`${server}/`);
  await page.locator("#username").fill(name);
  await page.locator("#password").fill(secret);
  await page.locator("button[type=submit]").click();
  await page.locator(".bar").waitFor();
}

/** Asks the API with the session of the page. */
export async function api(page, method, path, body) {
  return page.evaluate(
    async ([verb, url, json]) => {
      const session = await (await fetch("/api/session")).json();
      const answer = await fetch(url, {
        method: verb,
        headers: { "X-CSRF-Token": session.csrf_token, "Content-Type": "application/json" },
        body: json === undefined ? undefined : JSON.stringify(json),
      });
      return { status: answer.status, json: await answer.json().catch(() => null) };
    },
    [method, path, body],
  );
}
