// Chooses one of the published policies by title.
import { Select } from "antd";

import { useGet } from "../api/use_get";
import type { ListPage } from "../shell/data_table";
import { useText } from "../shell/i18n";
import { Failure } from "../shell/states";
import { useZones } from "../shell/zones";
import { useT } from "./locale";
import type { PolicyRow } from "./types";

export function PolicySelect({ value, onChange }: { value: string | null; onChange: (id: string) => void }) {
  const t = useT();
  const text = useText();
  const { zone } = useZones();
  const list = useGet<ListPage<PolicyRow>>("/api/policies", { zone: zone.id, page_size: 200 });
  if (list.error) return <Failure error={list.error} onRetry={list.reload} />;
  return (
    <Select
      className="node-picker search"
      showSearch={{ optionFilterProp: "label" }}
      value={list.data ? (value ?? undefined) : undefined}
      loading={list.loading}
      placeholder={t("whatIf.choose")}
      aria-label={t("whatIf.choose")}
      onChange={onChange}
      options={list.data?.items.map((p) => ({ value: p.id, label: text(p.title) }))}
    />
  );
}
