// How the web application is built. The server serves dist/ with a strict content policy, so
// nothing here may inline scripts. During `npm run dev` the API comes from GAOXIN_URL.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: {
        manualChunks: (id) => {
          if (/node_modules\/(react|react-dom|scheduler|react-router|react-router-dom|@remix-run)\//.test(id))
            return "react";
          return undefined;
        },
      },
    },
  },
  server: { proxy: { "/api": process.env.GAOXIN_URL ?? "http://127.0.0.1:8080" } },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
