// Colours and measures. One blue-green for what can be acted upon, amber for what is weak; the
// rest is quiet. The same tokens feed Ant Design, the style sheet (as variables) and the charts.
import { theme as antTheme, type ThemeConfig } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";
export type Shade = "light" | "dark";
const storageKey = "gaoxin.theme";

export const palette = {
  light: {
    primary: "#0e6a8c", tint: "#e4f0f5", good: "#e6f4ec", ground: "#f3f5f7", surface: "#ffffff", raised: "#ffffff", line: "#dde3e8",
    text: "#1b242c", quiet: "#5c6b78", weak: "#c25e00", strong: "#12805c", warning: "#b7791f", danger: "#b3261e",
    bar: "#10394b", barText: "#e8f1f5",
    scale: ["#eef3f6", "#c9dfe8", "#8fbfd2", "#4b97b4", "#0e6a8c"],
  },
  dark: {
    primary: "#4fb0d0", tint: "#16303b", good: "#14301f", ground: "#0f1519", surface: "#161e24", raised: "#1c262d", line: "#2a3740",
    text: "#e3eaef", quiet: "#93a4b1", weak: "#f0a04b", strong: "#4cc38a", warning: "#e0b050", danger: "#f2726a",
    bar: "#0b2430", barText: "#dbe8ee",
    scale: ["#1f2b33", "#1f4656", "#22637c", "#2f87a6", "#6cc3df"],
  },
} as const;
export type Palette = (typeof palette)[Shade];

/** Relative luminance and contrast of WCAG 2.2, of colours #rrggbb. */
function luminance(color: string): number {
  const part = (at: number) => {
    const x = parseInt(color.slice(at, at + 2), 16) / 255;
    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
/** The colour of text on a coloured ground: dark or light, whichever reads better. */
export function inkOn(ground: string): string {
  const [dark, light] = ["#0a0f12", "#ffffff"];
  return contrast(ground, dark) >= contrast(ground, light) ? dark : light;
}

export function readThemeChoice(stored: string | null): ThemeChoice {
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function useThemeChoice() {
  const [choice, setChoice] = useState(() => readThemeChoice(localStorage.getItem(storageKey)));
  const [systemDark, setSystemDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => setSystemDark(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  const shade: Shade = choice === "system" ? (systemDark ? "dark" : "light") : choice;
  useEffect(() => {
    const root = document.documentElement;
    root.dataset.shade = shade;
    root.style.colorScheme = shade;
    for (const [name, value] of Object.entries(palette[shade]))
      if (typeof value === "string") root.style.setProperty(`--${name}`, value);
    palette[shade].scale.forEach((value, i) => {
      root.style.setProperty(`--scale-${i}`, value);
      root.style.setProperty(`--on-scale-${i}`, inkOn(value));
    });
  }, [shade]);
  return {
    choice,
    shade,
    choose: (next: ThemeChoice) => {
      localStorage.setItem(storageKey, next);
      setChoice(next);
    },
  };
}

export function antConfig(shade: Shade): ThemeConfig {
  const colors = palette[shade];
  return {
    algorithm: shade === "dark" ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: {
      colorPrimary: colors.primary,
      colorInfo: colors.primary,
      colorPrimaryBg: colors.tint,
      colorInfoBg: colors.tint,
      colorLink: colors.primary,
      colorSuccess: colors.strong,
      colorSuccessBg: colors.good,
      colorWarning: colors.warning,
      colorError: colors.danger,
      colorBgLayout: colors.ground,
      colorBgContainer: colors.surface,
      colorBgElevated: colors.raised,
      colorBorderSecondary: colors.line,
      colorText: colors.text,
      borderRadius: 5,
      controlHeight: 32,
      fontSize: 14,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
      fontFamily:
        '"Segoe UI", system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif',
    },
    components: {
      Layout: { headerBg: colors.bar, siderBg: colors.surface, bodyBg: colors.ground, headerHeight: 48, headerPadding: "0 16px" },
      Menu: { itemHeight: 34, itemMarginBlock: 2, itemBorderRadius: 5, activeBarBorderWidth: 0, itemSelectedBg: colors.tint },
      Table: { cellPaddingBlockSM: 7, cellPaddingInlineSM: 10, headerBorderRadius: 5 },
      Card: { bodyPadding: 16, headerHeight: 42 },
    },
  };
}

/** The colours of the page as it is now, for charts and drawings; follows the choice of theme. */
export function usePalette(): Palette {
  const shade = useSyncExternalStore(watchShade, () => document.documentElement.dataset.shade);
  return palette[shade === "dark" ? "dark" : "light"];
}
function watchShade(changed: () => void): () => void {
  const watch = new MutationObserver(changed);
  watch.observe(document.documentElement, { attributeFilter: ["data-shade"] });
  return () => watch.disconnect();
}
