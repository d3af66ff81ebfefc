// Languages. The shell's texts are loaded with it; each module brings its own pair of locale
// files when its first page is opened. Chinese is the default, the choice is remembered.
import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

import type { Text } from "../api/client";
import en from "./locale.en";
import zh from "./locale.zh";

export type Language = "zh" | "en";
const storageKey = "gaoxin.language";

export function initialLanguage(stored: string | null, browser: string): Language {
  if (stored === "zh" || stored === "en") return stored;
  return browser.toLowerCase().startsWith("zh") || browser === "" ? "zh" : "en";
}

void i18next.use(initReactI18next).init({
  lng: initialLanguage(localStorage.getItem(storageKey), navigator.language),
  fallbackLng: "en",
  ns: ["shell"],
  defaultNS: "shell",
  resources: { zh: { shell: zh }, en: { shell: en } },
  interpolation: { escapeValue: false },
  initAsync: false,
});
document.documentElement.lang = i18next.language === "zh" ? "zh-CN" : "en";

export function setLanguage(language: Language) {
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  void i18next.changeLanguage(language);
}

/** A module calls this once, in its locale.ts. */
export function addLocale(namespace: string, locales: { zh: object; en: object }) {
  i18next.addResourceBundle("zh", namespace, locales.zh);
  i18next.addResourceBundle("en", namespace, locales.en);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language === "zh" ? "zh" : "en";
}

/** The text of the current language; the other one where it is empty. */
export function pick(text: Text | null | undefined, language: Language): string {
  if (!text) return "";
  return text[language] || text.zh || text.en;
}

export function useText(): (text: Text | null | undefined) => string {
  const language = useLanguage();
  return (text) => pick(text, language);
}
