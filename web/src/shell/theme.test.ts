import { describe, expect, it } from "vitest";

import { contrast, inkOn, palette } from "./theme";

describe("colours", () => {
  it("measure contrast as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
  it("let text be read on every step of the scale and on every ground", () => {
    for (const colors of Object.values(palette)) {
      for (const step of colors.scale) expect(contrast(step, inkOn(step))).toBeGreaterThanOrEqual(4.5);
      for (const ground of [colors.ground, colors.surface, colors.raised])
        for (const ink of [colors.text, colors.quiet]) expect(contrast(ground, ink)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
