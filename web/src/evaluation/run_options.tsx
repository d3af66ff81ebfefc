// What a run does otherwise than its index system says, as form fields. Words the server knows.
import { Checkbox, Form, InputNumber, Select } from "antd";

import { useText } from "../shell/i18n";
import { useT } from "./locale";
import type { IndexSystem, RunOptions } from "./types";

export const choices = {
  impute: ["none", "mean", "median", "group_mean", "group_median", "row_mean", "row_median"],
  scale: ["minmax", "zscore", "rank", "borda", "percent_rank", "distance_to_max", "fraction_of_max", "goalposts", "ideal"],
  mean: ["arithmetic", "geometric", "harmonic", "copeland"],
  transform: ["none", "log_ct", "log_gii", "box_cox"],
};

export interface MethodFields {
  impute?: string;
  treat?: string;
  scale?: string;
  mean?: string;
  weighting?: string;
  assumptions?: string[];
  replications?: number;
}
/** Only what was chosen: the rest stays as the system says. */
export function optionsOf(fields: MethodFields): Partial<RunOptions> {
  const method: Record<string, unknown> = {};
  if (fields.impute) method.impute = fields.impute;
  if (fields.treat) method.treat = fields.treat === "yes";
  if (fields.scale) method.scale = fields.scale;
  // Geometric and harmonic means need positive scores.
  if (fields.scale === "minmax" || ((fields.mean === "geometric" || fields.mean === "harmonic") && !fields.scale)) Object.assign(method, { scale: "minmax", low: fields.mean === "geometric" || fields.mean === "harmonic" ? 1 : 0, high: 100 });
  if (fields.mean) method.means = [fields.mean];
  return {
    ...(Object.keys(method).length > 0 && { method: method as RunOptions["method"] }),
    ...(fields.weighting && { weighting: fields.weighting }),
    ...(fields.assumptions?.length && { assumptions: fields.assumptions }),
    ...(fields.replications && { replications: fields.replications }),
  };
}

export function MethodForm({ system }: { system: IndexSystem | undefined }) {
  const t = useT();
  const text = useText();
  const words = (values: string[]) => values.map((value) => ({ value, label: t(`method.words.${value}`) }));
  const asSystem = t("runs.asSystem");
  return (
    <>
      {system && system.assumptions.length > 0 && (
        <Form.Item name="assumptions" label={t("runs.assumptions")} extra={t("runs.assumptionsHelp")}>
          <Checkbox.Group className="column-choice" options={system.assumptions.map((a) => ({ value: a.id, label: text(a.text) }))} />
        </Form.Item>
      )}
      <div className="two">
        <Form.Item name="impute" label={t("method.impute")}><Select allowClear placeholder={asSystem} options={words(choices.impute)} /></Form.Item>
        <Form.Item name="treat" label={t("method.treat")}><Select allowClear placeholder={asSystem} options={["yes", "no"].map((value) => ({ value, label: t(`shell:form.${value}`) }))} /></Form.Item>
        <Form.Item name="scale" label={t("method.scale")}><Select allowClear placeholder={asSystem} options={words(choices.scale)} /></Form.Item>
        <Form.Item name="mean" label={t("method.means")}><Select allowClear placeholder={asSystem} options={words(choices.mean)} /></Form.Item>
        <Form.Item name="weighting" label={t("runs.weighting")}><Select allowClear placeholder={asSystem} options={["none", "equal", "pca"].map((value) => ({ value, label: t(`runs.weightings.${value}`) }))} /></Form.Item>
        <Form.Item name="replications" label={t("runs.replications")}><InputNumber className="full" min={100} max={100000} placeholder="1000" /></Form.Item>
      </div>
    </>
  );
}
