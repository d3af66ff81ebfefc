// A verdict's rule ("bottom:5:region") in words.
import { useT } from "./locale";

export function useRuleName(): (rule: string) => string {
  const t = useT();
  return (rule) => {
    const [end = "", places = "", scope = ""] = rule.split(":");
    return t("run.rule", { end: t(`run.ends.${end}`, end), places, scope: t(`run.scopes.${scope}`, scope) });
  };
}
